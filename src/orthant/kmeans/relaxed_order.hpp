/// Is a point of the relaxation (relaxation.hpp) a local minimum, or a saddle? Conditions of second order, by
/// docs/kmeans.md, theorem 5. With ℒ(U) = −‖XᵀU‖² + y·(UUᵀ1 − 1) + t(‖U‖² − K) and (y, t) by least squares on the
/// positive entries of U:
///
///   first order    ∇ℒ = 0 on the positive entries, ≥ 0 on the others
///   second order   ⟨V, ∇²ℒ[V]⟩ ≥ 0 for V that are zero where U is and keep the constraints to first order
///   spare columns  2wᵀQw = 2wᵀ(tI + ½(y1ᵀ + 1yᵀ) − XXᵀ)w ≥ 0 for w ≥ 0, the form along a column that is zero
///
/// Parallel columns are taken together first, which leaves UUᵀ as it is. Where U is a clustering then, the constraints
/// depend on each other and no tangent space says anything: ways down are those of clustering_exchange.hpp.
///
/// A saddle is one by a point: feasible to rounding, reached along a curve on which the objective falls like
/// h²⟨V, ∇²ℒ[V]⟩/2. The rest is by Lanczos and a local search: rigor numeric. No N×N matrix is formed; cost: some 300
/// products with the points.
#pragma once

#include <string>

#include "orthant/base/random.hpp"
#include "orthant/base/stop.hpp"
#include "orthant/kmeans/lloyd.hpp"
#include "orthant/linalg/matrix.hpp"

namespace orthant {

struct RelaxedOrder {
  /// "second_order"    nothing falls: on the positive entries the form is positive but for what leaves UUᵀ as it is, no
  ///                   multiplier is zero or negative, and no way down was found into a spare column; or U is a
  ///                   clustering without a spare column, which is isolated
  /// "first_order"     stationary, and not decided
  /// "saddle"          below_objective < objective, at `below`
  /// "not_stationary"
  std::string verdict = "not_stationary";
  bool clustering = false;  ///< U is one
  Index spare = 0;          ///< zero columns, parallel ones taken together
  Index positive = 0;       ///< entries
  Index weak = 0;           ///< zero entries, not in spare columns, of which the multiplier is zero
  Index rotations = 0;  ///< dimension of {UΩ : Ω = −Ωᵀ} within the positive entries, where the form is 0
  double stationarity = 0;  ///< of ∇ℒ/N
  double curvature =
      0;  ///< least of ⟨V, ∇²ℒ[V]⟩/N over ‖V‖ = 1 beside rotations; 0 where there are no such V
  double spare_curvature = 0;  ///< least 2wᵀQw/N that was found
  double objective = 0;        ///< of U made feasible, parallel columns taken together
  double below_objective = 0;
  Matrix below;        ///< of a saddle: a feasible point on the way down
  Vector multipliers;  ///< y
};

/// Points are the columns of a d×N matrix, centred, of mean square 1; U nearly feasible. `known` is a good clustering,
/// to which a way down may lead.
RelaxedOrder relaxed_order(const ConstMatrixRef& points, const Matrix& U, Index clusters,
                           const Clustering& known, Random& random, const Budget& budget);

}  // namespace orthant
