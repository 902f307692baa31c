// What a decomposition says is multiplied out; eigenvalues against matrices that are made of them.

#include "orthant/linalg/decompositions.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <limits>
#include <stdexcept>

#include "orthant/linalg/symmetric.hpp"
#include "support/random_problems.hpp"

namespace orthant {
namespace {

using testing::random_matrix;

const std::pair<Index, Index> shapes[] = {{1, 1}, {7, 3}, {3, 7}, {5, 5}, {60, 20}, {20, 60}, {1, 4}, {4, 1}};

double far_from_orthonormal(const Matrix& Q) {
  return (Q.transpose() * Q - Matrix::Identity(Q.cols(), Q.cols())).norm();
}

TEST(Decompositions, SingularTripletsMultiplyOut) {
  Random random(211);
  for (const auto& [m, n] : shapes) {
    SCOPED_TRACE(std::to_string(m) + "×" + std::to_string(n));
    const Matrix A = random_matrix(random, m, n, true);
    const Index k = std::min(m, n);
    const ThinSvd svd = thin_svd(A);
    ASSERT_EQ(svd.values.size(), k);
    EXPECT_LE((svd.left * svd.values.asDiagonal() * svd.right.transpose() - A).norm(), 1e-13 * A.norm());
    EXPECT_LE(far_from_orthonormal(svd.left), 1e-12);
    EXPECT_LE(far_from_orthonormal(svd.right), 1e-12);
    EXPECT_TRUE(std::is_sorted(svd.values.data(), svd.values.data() + k, std::greater<>()));
    EXPECT_GE(svd.values.minCoeff(), 0);
    EXPECT_LE((singular_values(A) - svd.values).norm(), 1e-13 * A.norm());

    const RightSvd right = right_svd(A);
    ASSERT_EQ(right.right.cols(), n);
    EXPECT_LE(far_from_orthonormal(right.right), 1e-12);
    EXPECT_LE((right.values - svd.values).norm(), 1e-13 * A.norm());
    const Matrix images = A * right.right;
    for (Index j = 0; j < n; ++j)
      EXPECT_NEAR(images.col(j).norm(), j < k ? right.values(j) : 0, 1e-13 * A.norm());

    const Matrix Q = orthonormal_columns(A);
    ASSERT_EQ(Q.cols(), k);
    EXPECT_LE(far_from_orthonormal(Q), 1e-12);
    if (n <= m) {
      EXPECT_LE((Q * (Q.transpose() * A) - A).norm(), 1e-13 * A.norm());
    }
  }
}

TEST(Decompositions, OfRankOneAndOfNothing) {
  const Matrix A = Vector::LinSpaced(6, 1, 6) * Vector::Ones(4).transpose();
  const RightSvd svd = right_svd(A);
  EXPECT_NEAR(svd.values(0), A.norm(), 1e-13 * A.norm());
  EXPECT_LE(svd.values.tail(3).maxCoeff(), 1e-13 * A.norm());
  EXPECT_LE((A * svd.right.rightCols(3)).norm(), 1e-12 * A.norm());
  EXPECT_EQ(right_svd(Matrix(0, 3)).right, Matrix::Identity(3, 3));
  EXPECT_EQ(thin_svd(Matrix(0, 3)).values.size(), 0);
  EXPECT_EQ(orthonormal_columns(Matrix(3, 0)).cols(), 0);
}

TEST(Decompositions, LeastSquaresHaveAResidualAcrossTheRangeAndLeastNorm) {
  Random random(212);
  for (const auto& [m, n] : shapes) {
    const Matrix A = random_matrix(random, m, n, true);
    const Vector b = random_matrix(random, m, 1, true);
    const Vector x = least_squares(A, b);
    EXPECT_LE((A.transpose() * (b - A * x)).norm(), 1e-12 * A.norm() * b.norm());
    if (n > m) {  // x is in the range of Aᵀ
      const Matrix Q = orthonormal_columns(A.transpose());
      EXPECT_LE((x - Q * (Q.transpose() * x)).norm(), 1e-12 * x.norm());
    }
  }
}

TEST(Decompositions, EigenvaluesOfMatricesMadeOfThem) {
  // A companion matrix of (x − 2)(x + 3)(x² + 1).
  Matrix A = Matrix::Zero(4, 4);
  A.bottomLeftCorner(3, 3).setIdentity();
  A.col(3) << 6, -1, 5, -1;
  auto values = eigenvalues(A);
  const auto before = [](std::complex<double> a, std::complex<double> b) {
    return a.real() < b.real() - 1e-6 || (a.real() < b.real() + 1e-6 && a.imag() < b.imag());
  };
  std::sort(values.begin(), values.end(), before);
  const std::complex<double> expected[] = {{-3, 0}, {0, -1}, {0, 1}, {2, 0}};
  for (std::size_t k = 0; k < 4; ++k) EXPECT_LE(std::abs(values[k] - expected[k]), 1e-12) << k;
  EXPECT_TRUE(eigenvalues(Matrix(0, 0)).empty());
}

TEST(Decompositions, TridiagonalAndTwoByTwoMultiplyOut) {
  Random random(213);
  for (const Index n : {1, 2, 9, 40}) {
    const Vector diagonal = random_matrix(random, n, 1, true), off = random_matrix(random, n - 1, 1, true);
    Matrix T = diagonal.asDiagonal();
    for (Index i = 0; i + 1 < n; ++i) T(i, i + 1) = T(i + 1, i) = off(i);
    const EigenPairs pairs = tridiagonal_eigenpairs(diagonal, off);
    EXPECT_LE((T * pairs.vectors - pairs.vectors * pairs.values.asDiagonal()).norm(), 1e-13 * T.norm());
    EXPECT_LE(far_from_orthonormal(pairs.vectors), 1e-12);
    EXPECT_TRUE(std::is_sorted(pairs.values.data(), pairs.values.data() + n));
  }
  const std::array<double, 3> samples[] = {{1, 2, -3}, {0, 0, 0},    {5, 0, 5}, {1, 0, 7},
                                           {7, 0, 1},  {1, 1e-9, 1}, {0, 1, 0}, {-2, 1e-200, 3}};
  for (const auto& [a, off, c] : samples) {
    Eigen::Matrix2d A;
    A << a, off, off, c;
    const EigenPairs2 pairs = symmetric_eigenpairs_2(A);
    EXPECT_LE((A * pairs.vectors - pairs.vectors * pairs.values.asDiagonal()).norm(), 1e-15 * (1 + A.norm()));
    EXPECT_LE(far_from_orthonormal(pairs.vectors), 1e-15);
    EXPECT_LE(pairs.values(0), pairs.values(1));
  }
}

TEST(Decompositions, TriangularAndLuFactorsSolve) {
  Random random(214);
  for (const Index n : {1, 3, 50}) {
    const Matrix A = random_matrix(random, n, n, true), rows = random_matrix(random, 2 * n, n, true);
    const Vector b = random_matrix(random, n, 1, true);
    const Vector x = LuFactor(A).solve(b);
    EXPECT_LE((A * x - b).norm(), 1e-11 * A.norm() * x.norm());
    const auto C = cholesky(A * A.transpose() + Matrix::Identity(n, n));
    ASSERT_TRUE(C);
    Matrix solved = rows;
    right_solve(*C, solved);
    const Matrix lower = C->triangularView<Eigen::Lower>();
    EXPECT_LE((solved * lower.transpose() - rows).norm(), 1e-12 * rows.norm() * lower.norm());
  }
}

TEST(Decompositions, WhatIsNotFiniteIsRefused) {
  Matrix A = Matrix::Ones(4, 3);
  A(2, 1) = std::numeric_limits<double>::infinity();
  EXPECT_THROW(thin_svd(A), std::runtime_error);
  EXPECT_THROW(right_svd(A), std::runtime_error);
  EXPECT_THROW(orthonormal_columns(A), std::runtime_error);
  EXPECT_THROW(least_squares(A, Vector::Ones(4)), std::runtime_error);
  EXPECT_THROW(eigenvalues(A.topRows(3)), std::runtime_error);
  EXPECT_THROW(LuFactor(A.topRows(3)), std::runtime_error);
}

}  // namespace
}  // namespace orthant
