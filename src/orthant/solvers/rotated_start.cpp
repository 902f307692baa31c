#include "orthant/solvers/rotated_start.hpp"

#include <algorithm>
#include <cmath>

#include "orthant/linalg/decompositions.hpp"
#include "orthant/linalg/randomized_svd.hpp"
#include "orthant/linalg/symmetric.hpp"
#include "orthant/operators/entries.hpp"
#include "orthant/operators/full.hpp"
#include "orthant/solvers/starts.hpp"

namespace orthant {

namespace {

constexpr Index more_columns = 10;  ///< than r, in the subspace iteration
constexpr int most_turns = 50;
constexpr double turned = 1e-5;  ///< the relative growth of ‖U‖² at which turning ends

/// X of (1), n×r.
Matrix positive_square_root(const ImplicitMatrix& A, Index r, int power, std::uint64_t seed) {
  const Index n = A.rows(), k = std::min(n, r + more_columns);
  const RangeApproximation range = approximate_range(A, k, power, seed);
  Matrix small = range.basis.transpose() * range.coefficients;  // QᵀAQ
  small = (small + small.transpose()).eval() / 2;
  const EigenPairs pairs = symmetric_eigenpairs(std::move(small));  // ascending
  Matrix vectors = pairs.vectors.rightCols(r);
  vectors.array().rowwise() *= pairs.values.tail(r).cwiseMax(0.0).cwiseSqrt().transpose().array();
  return range.basis * vectors;
}

/// The orthogonal matrix nearest to a square one.
Matrix polar_factor(Matrix A) {
  const ThinSvd svd = thin_svd(std::move(A));
  return svd.left * svd.right.transpose();
}

/// U of (2).
Matrix turned_nonnegative(const Matrix& X) {
  const Index r = X.cols();
  const std::vector<Index> picked = successive_projections(X, r);
  Matrix rows = Matrix::Zero(r, r);
  for (size_t k = 0; k < picked.size(); ++k)
    rows.col(static_cast<Index>(k)) = X.row(picked[k]).transpose().normalized();
  Matrix Q = polar_factor(std::move(rows)), U;
  double before = 0;
  for (int turn = 0; turn < most_turns; ++turn) {
    U = (X * Q).cwiseMax(0.0);
    const double size = U.squaredNorm();
    if (!(size > (1 + turned) * before)) break;
    before = size;
    Q = polar_factor(X.transpose() * U);
  }
  return U;
}

}  // namespace

bool has_rotated_start(const Objective& objective) {
  if (objective.is_asymmetric() || objective.loss() != "frobenius") return false;
  return dynamic_cast<const FullObservations*>(&objective.observations()) != nullptr ||
         dynamic_cast<const EntriesObservations*>(&objective.observations()) != nullptr;
}

Matrix rotated_start(const Objective& objective, std::uint64_t seed) {
  const Observations& observations = objective.observations();
  const Index n = objective.rows(), r = std::min(objective.rank(), n);
  const auto* full = dynamic_cast<const FullObservations*>(&observations);
  const int power = full != nullptr && !full->data().is_sparse() ? 2 : 6;
  const ImplicitMatrix& A = observations.back_projection();
  const bool is_symmetric = full != nullptr && full->is_symmetric();
  Matrix U = random_start(objective, seed, 1);
  const double small = 0.01 * U.col(0).norm();
  Matrix turned_columns =
      turned_nonnegative(is_symmetric ? positive_square_root(A, r, power, seed)
                                      : positive_square_root(SymmetricPart(A), r, power, seed));
  const double fits = A.times(turned_columns).cwiseProduct(turned_columns).sum(),
               squares = observations.measurement().kernel_inner(turned_columns, turned_columns,
                                                                 turned_columns, turned_columns);
  if (!(fits > 0 && squares > 0)) return U;
  turned_columns *= std::sqrt(fits / squares);
  for (Index k = 0; k < r; ++k)
    if (turned_columns.col(k).norm() > small) U.col(k) = turned_columns.col(k);
  return U;
}

}  // namespace orthant
