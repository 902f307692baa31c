#include "orthant/operators/matrix_rank.hpp"

#include <algorithm>
#include <cmath>

#include "orthant/base/random.hpp"
#include "orthant/linalg/decompositions.hpp"
#include "orthant/linalg/symmetric.hpp"

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

Index numerical_rank(const Matrix& A, double relative) {
  return count_above(symmetric_eigenvalues(symmetric_embedding(A)), relative);
}

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

}  // namespace orthant
