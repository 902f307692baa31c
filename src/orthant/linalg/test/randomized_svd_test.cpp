// The randomised SVD against Eigen's Jacobi SVD of the whole matrix.

#include "orthant/linalg/randomized_svd.hpp"

#include <gtest/gtest.h>

#include <Eigen/SVD>

#include "orthant/base/random.hpp"
#include "orthant/linalg/data_matrix.hpp"

namespace orthant {
namespace {

/// Singular values 1, ½, ¼, … in random directions.
Matrix decaying(Index rows, Index cols) {
  Random random(23);
  const auto normal = [&](Index n) {
    const Matrix G = Matrix::NullaryExpr(n, cols, [&] { return random.normal(); });
    return Eigen::JacobiSVD<Matrix>(G, Eigen::ComputeThinU).matrixU().eval();
  };
  const Vector values =
      Vector::NullaryExpr(cols, [](Index i) { return std::ldexp(1.0, -static_cast<int>(i)); });
  const Matrix left = normal(rows), right = normal(cols);
  return left * values.asDiagonal() * right.transpose();
}

TEST(RandomizedSvd, FindsTheLeadingTriplets) {
  for (const bool wide : {false, true}) {
    const Matrix tall = decaying(60, 25);
    const Matrix A = wide ? Matrix(tall.transpose()) : tall;
    const DataMatrix data = DataMatrix::dense(A);
    const SingularTriplets found = approx_svd(data, 6);
    const Vector values = approx_singular_values(data, 6);
    ASSERT_EQ(values.size(), 6);
    for (Index i = 0; i < 6; ++i) {
      EXPECT_NEAR(found.values(i), std::ldexp(1.0, -static_cast<int>(i)), 1e-14);
      EXPECT_NEAR(values(i), found.values(i), 1e-14);
    }
    EXPECT_LT((A * found.right - found.left * found.values.asDiagonal()).norm(), 1e-12);
    EXPECT_LT((found.left.transpose() * found.left - Matrix::Identity(6, 6)).norm(), 1e-13);
  }
}

TEST(RandomizedSvd, IsExactWhenItIsNoSmallerThanTheMatrix) {
  const Matrix A = decaying(12, 9);
  const Vector expected = Eigen::JacobiSVD<Matrix>(A).singularValues();
  const Vector values = approx_singular_values(DataMatrix::dense(A), 9);
  EXPECT_LT((values - expected).norm(), 1e-14);
}

}  // namespace
}  // namespace orthant
