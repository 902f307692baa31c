/// Eigenvalues under a budget: the same numbers as without one, and an end in the middle.
#include "orthant/linalg/symmetric.hpp"

#include <gtest/gtest.h>

#include "orthant/base/random.hpp"
#include "orthant/base/stop.hpp"

namespace orthant {
namespace {

/// Symmetric, of order n, a cluster of equal eigenvalues and some of both signs.
Matrix sample(Index n) {
  Random random(5);
  Matrix G(n, n / 3);
  for (Index e = 0; e < G.size(); ++e) G.data()[e] = random.normal();
  Matrix A = G * G.transpose() / static_cast<double>(n);
  A.diagonal().head(n / 2).array() -= 0.7;
  return A;
}

void expect_decomposes(const Matrix& A, const EigenPairs& pairs) {
  const Index n = A.rows();
  const double size = A.norm();
  EXPECT_LT((A * pairs.vectors - pairs.vectors * pairs.values.asDiagonal()).norm(), 1e-12 * size);
  EXPECT_LT((pairs.vectors.transpose() * pairs.vectors - Matrix::Identity(n, n)).norm(), 1e-11);
}

TEST(Symmetric, ABudgetChangesNoEigenvalue) {
  for (const Index n : {127, 128, 161, 192, 433}) {
    const Matrix A = sample(n);
    const Vector plain = symmetric_eigenvalues(A);
    const Budget budget(1e9);
    const BudgetScope scope(budget);
    EXPECT_LT((symmetric_eigenvalues(A) - plain).norm(), 1e-12 * A.norm()) << n;
    const EigenPairs pairs = symmetric_eigenpairs(A);
    EXPECT_LT((pairs.values - plain).norm(), 1e-12 * A.norm()) << n;
    expect_decomposes(A, pairs);
  }
}

TEST(Symmetric, OnlyTheLowerTriangleIsRead) {
  const Budget budget(1e9);
  const BudgetScope scope(budget);
  Matrix A = sample(420);
  const Vector values = symmetric_eigenvalues(A);
  A.triangularView<Eigen::StrictlyUpper>().setConstant(1e300);
  EXPECT_LT((symmetric_eigenvalues(A) - values).norm(), 1e-12 * values.norm());
}

TEST(Symmetric, TheLowestPairIsOneOfAll) {
  for (const Index n : {1, 2, 50, 400, 450}) {
    for (const double unit : {1.0, 1e-200, 1e200}) {
      const Matrix A = unit * (n < 3 ? Matrix(Matrix::Identity(n, n)) : sample(n));
      const LowestEigenpair lowest = lowest_eigenpair(A);
      const Vector values = symmetric_eigenvalues(A);
      EXPECT_LT((lowest.values - values).cwiseAbs().maxCoeff(), 1e-12 * values.cwiseAbs().maxCoeff());
      EXPECT_NEAR(lowest.vector.norm(), 1, 1e-12);
      EXPECT_LT((A * lowest.vector - lowest.values(0) * lowest.vector).cwiseAbs().maxCoeff(),
                1e-12 * values.cwiseAbs().maxCoeff())
          << n << ", unit " << unit;
    }
  }
}

TEST(Symmetric, AnExhaustedBudgetEndsIt) {
  const Matrix A = sample(450);
  StopRequest request;
  const Budget budget(1e9, &request);
  const BudgetScope scope(budget);
  (void)symmetric_eigenvalues(A);
  request.raise();
  EXPECT_THROW((void)symmetric_eigenvalues(A), OutOfBudget);
  EXPECT_THROW((void)symmetric_eigenpairs(A), OutOfBudget);
  EXPECT_THROW((void)lowest_eigenpair(A), OutOfBudget);
}

}  // namespace
}  // namespace orthant
