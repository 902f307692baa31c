#include "orthant/operators/kernel_extremes.hpp"

#include <algorithm>
#include <cmath>

#include "orthant/base/random.hpp"
#include "orthant/linalg/decompositions.hpp"
#include "orthant/linalg/symmetric.hpp"
#include "orthant/operators/measurement_operator.hpp"

namespace orthant {

namespace {

/// Eigenvalues of [0 A; Aᵀ 0] are ± the singular values: no square is taken. Those of σ > 0 have the
/// eigenvectors (u; ±v)/√2.
Matrix symmetric_embedding(const Matrix& A) {
  Matrix both = Matrix::Zero(A.rows() + A.cols(), A.rows() + A.cols());
  both.bottomLeftCorner(A.cols(), A.rows()) = A.transpose();
  both.topRightCorner(A.rows(), A.cols()) = A;
  return both;
}

Index count_above(const Vector& values, double relative) {
  return std::max<Index>(1, (values.array() > relative * values.maxCoeff()).count());
}

}  // namespace

LowRankFactors low_rank_factors(const Matrix& A, double relative) {
  // A matrix that is large and of rank ≤ 60: within the span of 64 random combinations of its columns.
  constexpr Index width = 64;
  if (std::min(A.rows(), A.cols()) > 3 * width) {
    Random random(0, 0x10f);
    Matrix mixture(A.cols(), width);
    for (Index e = 0; e < mixture.size(); ++e) mixture.data()[e] = random.normal();
    const Matrix image = A * mixture;
    const Matrix Q = image.allFinite() ? orthonormal_columns(image) : Matrix::Zero(A.rows(), width);
    const Matrix inside = Q.transpose() * A;
    if ((A - Q * inside).norm() <= 0.01 * relative * A.norm()) {
      const Matrix P = orthonormal_columns(inside.transpose());
      const LowRankFactors small = low_rank_factors(inside * P, relative);
      return {Q * small.L, P * small.R};
    }
  }
  const EigenPairs pairs = symmetric_eigenpairs(symmetric_embedding(A));
  const Index k = count_above(pairs.values, relative);
  const Matrix vectors = pairs.vectors.rightCols(k).rowwise().reverse();
  const Vector sigma = pairs.values.tail(k).reverse();
  return {std::sqrt(2.0) * vectors.topRows(A.rows()) * sigma.asDiagonal(),
          std::sqrt(2.0) * vectors.bottomRows(A.cols())};
}

double LowRankFactors::norm() const {
  return std::sqrt(Matrix(L.transpose() * L).cwiseProduct(Matrix(R.transpose() * R)).sum());
}

LowRankFactors truncated(const LowRankFactors& factors, Index k) {
  const Index kept = std::min(k, factors.L.cols());
  return {factors.L.leftCols(kept), factors.R.leftCols(kept)};
}

LowRankFactors unit_entry(Index rows, Index cols, Index i, Index j) {
  LowRankFactors unit{Matrix::Zero(rows, 1), Matrix::Zero(cols, 1)};
  unit.L(i, 0) = unit.R(j, 0) = 1;
  return unit;
}

namespace {

/// Singular vectors of larger eigenvectors cost more than they tell.
constexpr Index most_entries = 4000000;

}  // namespace

KernelExtremes gram_extremes(Index rows, Index cols, const Matrix& gram,
                             const std::function<Matrix(const Vector&)>& adjoint) {
  const Index m = gram.rows(), most_rank = std::min(rows, cols), last = m - 1;
  const bool by_measurements = m < rows * cols;
  const EigenPairs pairs = symmetric_eigenpairs(gram);
  KernelExtremes extremes{0, std::max(0.0, pairs.values(last)), most_rank, most_rank};
  if (extremes.largest == 0) {  // 𝒜 = 0
    const LowRankFactors unit = unit_entry(rows, cols, 0, 0);
    return {0, 0, 1, 1, unit, unit};
  }
  const auto vector = [&](Index q) {
    const Vector x = pairs.vectors.col(q);
    return low_rank_factors(by_measurements ? adjoint(x) : unvec(x, rows, cols));
  };
  if (rows * cols <= most_entries) {
    extremes.largest_vector = vector(last);
    extremes.largest_rank = extremes.largest_vector.L.cols();
  }
  if (by_measurements) {
    // Fewer measurements than entries: 𝒜 vanishes on a subspace of dimension at least rows·cols − m. It
    // holds rank-one matrices xyᵀ when the m equations on one vector, given the other, are fewer than its
    // entries.
    if (m < std::max(rows, cols)) extremes.smallest_rank = 1;
  } else {
    extremes.smallest = std::max(0.0, pairs.values(0));
    extremes.smallest_vector = vector(0);
    extremes.smallest_rank = extremes.smallest_vector.L.cols();
  }
  return extremes;
}

}  // namespace orthant
