/// Nonnegative least squares in normal-equation form to the last digits, one row at a time:
///
///   min ½xᵀGx − cᵀx  subject to x ≥ 0,        G = Gᵀ r×r, positive definite on the columns that count
///   x ≥ 0,   w = c − Gx,   w_k = 0 where x_k > 0,   w_k ≤ 0 where x_k = 0                            (KKT)
///
/// Coordinate sweeps (nnls.hpp) come near the minimum at the rate that the condition of G allows; the active
/// set ends it. From the given x ≥ 0 and its support F:
///   1. z_F = G_FF⁻¹c_F (Cholesky). While some z_k ≤ 0: go from x towards z as far as x ≥ 0, and take out
///      of F what became zero;
///   2. x = z; the k ∉ F with the largest w_k/√G_kk above rounding joins F, back to 1; none: KKT holds.
/// Every round lowers the objective, so no F comes twice. From a support that is right already the cost is
/// r³/3 flops, and r² where the row before had the same G and the same support.
/// The error of x is that of Cholesky, about cond(G_FF) · 2⁻⁵³; entries at zero are exact zeros.
/// Source: Lawson & Hanson 1974, ch. 23, started from a feasible point.
#pragma once

#include <vector>

#include "orthant/linalg/matrix.hpp"

namespace orthant {

class ExactNnls {
 public:
  /// For rows of this length.
  explicit ExactNnls(Index rank);

  /// x ≥ 0: where to begin, and the minimizer afterwards. False, and x as it was, where G is singular up to
  /// rounding on a set of columns that is met. G must be the same matrix as before when `same_gram`.
  bool solve(const ConstMatrixRef& G, const ConstVectorRef& c, Eigen::Ref<Vector> x, bool same_gram = false);

 private:
  bool factor(const ConstMatrixRef& G);
  void solve_on_support(const ConstVectorRef& c);
  bool leave_constraints(const ConstMatrixRef& G, const ConstVectorRef& c);
  Index most_violated(const ConstMatrixRef& G, const ConstVectorRef& c, Index excepted) const;

  std::vector<Index> support_, factored_;
  Matrix lower_;     ///< Cholesky's factor of G on factored_, in its leading block
  Vector x_, step_;  ///< the point, and z on the support
};

}  // namespace orthant
