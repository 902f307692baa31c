#include "orthant/solvers/starts.hpp"

#include <algorithm>
#include <cmath>

#include "orthant/base/random.hpp"

namespace orthant {

namespace {

/// Divergences are infinite where a product is zero and the data are not: zeros become 1 % of what a random
/// entry would be.
void lift_zeros(const Objective& objective, Matrix& U) {
  if (objective.loss() == "frobenius") return;
  const double floor =
      0.01 * std::sqrt(std::abs(objective.observations().mean()) / static_cast<double>(objective.rank()));
  U = (U.array() > 0).select(U, floor);
}

}  // namespace

SingularTriplets leading_triplets(const Objective& objective, Index rank, std::uint64_t seed) {
  const ImplicitMatrix& A = objective.observations().back_projection();
  const RandomizedSvdOptions options{.iterations = 2, .seed = seed};
  if (objective.is_asymmetric()) return approx_svd(A, rank, options);
  return approx_svd(SymmetricPart(A), rank, options);
}

Matrix random_start(const Objective& objective, std::uint64_t seed, std::uint64_t stream) {
  Random random(seed, stream);
  const double scale =
      2 * std::sqrt(std::abs(objective.observations().mean()) / static_cast<double>(objective.rank()));
  Matrix U(objective.rows(), objective.rank());
  for (Index i = 0; i < U.size(); ++i) U.data()[i] = scale * random.uniform();
  return U;
}

Matrix nndsvd_start(const Objective& objective, std::uint64_t seed) {
  const Index r = objective.rank(), n1 = objective.observations().rows();
  const Index n2 = objective.observations().cols(), triplets = std::min({r, n1, n2});
  const SingularTriplets svd = leading_triplets(objective, triplets, seed);
  Matrix left(n1, r), right(n2, r);
  if (triplets < r) left = random_start(objective, seed, 0);  // symmetric: more columns than rows
  for (Index k = 0; k < triplets; ++k) {
    const Vector up = svd.left.col(k).cwiseMax(0.0), un = (-svd.left.col(k)).cwiseMax(0.0);
    const Vector vp = svd.right.col(k).cwiseMax(0.0), vn = (-svd.right.col(k)).cwiseMax(0.0);
    const bool positive = up.norm() * vp.norm() >= un.norm() * vn.norm();
    const Vector& u = positive ? up : un;
    const Vector& v = positive ? vp : vn;
    const double weight = std::sqrt(svd.values(k) * u.norm() * v.norm());
    left.col(k) = u * (u.norm() > 0 ? weight / u.norm() : 0);
    right.col(k) = v * (v.norm() > 0 ? weight / v.norm() : 0);
  }
  if (!objective.is_asymmetric()) return left;
  Matrix U(objective.rows(), r);
  U << left, right;
  lift_zeros(objective, U);
  return U;
}

std::vector<Index> successive_projections(Matrix B, Index r) {
  std::vector<Index> picked;
  Vector squared = B.rowwise().squaredNorm();
  const double smallest = 1e-24 * squared.maxCoeff();
  while (static_cast<Index>(picked.size()) < r) {
    Index longest = 0;
    if (!(squared.maxCoeff(&longest) > smallest)) break;
    picked.push_back(longest);
    const Vector direction = B.row(longest).transpose() / std::sqrt(squared(longest));
    const Vector along = B * direction;
    B.noalias() -= along * direction.transpose();
    squared = B.rowwise().squaredNorm();  // not updated by differences, which cancel
  }
  return picked;
}

Matrix spa_start(const Objective& objective, std::uint64_t seed, bool scaled, std::vector<Index>* picks) {
  const Index r = objective.rank(), n1 = objective.observations().rows(),
              n2 = objective.observations().cols();
  const ImplicitMatrix& A = objective.observations().back_projection();
  RangeApproximation range = approximate_range(A, std::min({r + 10, n1, n2}), 1, seed);
  if (scaled) {
    const Vector sums = A.transpose_times(Vector::Ones(n1)).cwiseAbs();
    range.coefficients.array().colwise() *=
        (sums.array() > 1e-12 * sums.maxCoeff()).select(sums.array().inverse(), 0);
  }
  const std::vector<Index> picked = successive_projections(range.coefficients, std::min({r, n1, n2}));
  if (picks != nullptr) *picks = picked;
  Matrix pick = Matrix::Zero(n2, r);
  for (size_t k = 0; k < picked.size(); ++k) pick(picked[k], static_cast<Index>(k)) = 1;
  Matrix left = A.times(pick).cwiseMax(0.0);
  const double scale = std::sqrt(std::abs(objective.observations().mean()) / static_cast<double>(r));
  for (Index k = static_cast<Index>(picked.size()); k < std::min(r, n1); ++k) left.col(k).setConstant(scale);
  if (r > n1) left.rightCols(r - n1) = random_start(objective, seed, 0).rightCols(r - n1);
  if (!objective.is_asymmetric()) {
    for (size_t k = 0; k < picked.size(); ++k) {
      const auto column = static_cast<Index>(k);
      const double diagonal = left(picked[k], column);
      left.col(column) /= std::sqrt(diagonal > 0 ? diagonal : left.col(column).norm());
    }
    return left;
  }
  Matrix U(objective.rows(), r);
  U.topRows(n1) = left;
  U.bottomRows(n2).setConstant(scale);
  if (const RowBlocks* blocks = objective.row_blocks()) {
    const Matrix linear = blocks->linear(Side::right, left);
    blocks->sweep(Side::right, U.bottomRows(n2), linear, left, {100, 1e-3});
  }
  lift_zeros(objective, U);
  return U;
}

}  // namespace orthant
