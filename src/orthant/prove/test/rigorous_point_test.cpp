// Value and gradient against the same sums in rationals (GMP), which no code of this folder uses.

#include "orthant/prove/rigorous_point.hpp"

#include <gmpxx.h>
#include <gtest/gtest.h>

#include "support/random_problems.hpp"

namespace orthant {
namespace {

using Exact = std::vector<std::vector<mpq_class>>;

/// ½‖w∘(LRᵀ) − b‖² + (λ/2)‖LᵀL − RᵀR‖², and its gradient, exactly.
struct ExactPoint {
  mpq_class value;
  Exact gradient;
};

ExactPoint exact_point(const StoredData& data, bool symmetric, double balance, const Matrix& U) {
  const Index r = U.cols(), n1 = data.rows(), second = symmetric ? 0 : n1;
  ExactPoint out;
  out.gradient.assign(static_cast<size_t>(U.rows()), std::vector<mpq_class>(static_cast<size_t>(r)));
  data.for_each_observed([&](Index i, Index j, double w, double b) {
    mpq_class e = -mpq_class(b);
    for (Index k = 0; k < r; ++k) e += mpq_class(w) * mpq_class(U(i, k)) * mpq_class(U(second + j, k));
    out.value += e * e / 2;
    for (Index k = 0; k < r; ++k) {
      out.gradient[i][k] += mpq_class(w) * e * mpq_class(U(second + j, k));
      out.gradient[second + j][k] += mpq_class(w) * e * mpq_class(U(i, k));
    }
  });
  if (balance == 0) return out;
  for (Index k = 0; k < r; ++k)
    for (Index l = 0; l < r; ++l) {
      mpq_class B = 0;
      for (Index i = 0; i < U.rows(); ++i) B += (i < n1 ? 1 : -1) * mpq_class(U(i, k)) * mpq_class(U(i, l));
      out.value += mpq_class(balance) / 2 * B * B;
      for (Index i = 0; i < U.rows(); ++i)
        out.gradient[i][l] += (i < n1 ? 2 : -2) * mpq_class(balance) * mpq_class(U(i, k)) * B;
    }
  return out;
}

void expect_enclosed(const StoredData& data, bool symmetric, double balance, const Matrix& U) {
  const RigorousPoint point = rigorous_point(data, symmetric, balance, U);
  const ExactPoint exact = exact_point(data, symmetric, balance, U);
  EXPECT_LE(mpq_class(point.value_low), exact.value);
  EXPECT_GE(mpq_class(point.value_high), exact.value);
  EXPECT_LT(point.value_high - point.value_low, 1e-13 * (1 + point.value_high) * (1 + U.squaredNorm()));
  for (Index i = 0; i < U.rows(); ++i)
    for (Index k = 0; k < U.cols(); ++k) {
      const mpq_class difference = abs(mpq_class(point.gradient(i, k)) - exact.gradient[i][k]);
      EXPECT_LE(difference, mpq_class(point.error(i, k)));
      EXPECT_LT(point.error(i, k), 1e-13 * (1 + U.squaredNorm()) * (1 + std::fabs(point.gradient(i, k))));
    }
}

TEST(RigorousPoint, EnclosesRationalsForEveryKindOfObservation) {
  Random random(5);
  for (const auto& problem : testing::random_problems(random, 7, 5)) {
    SCOPED_TRACE(problem.name);
    const auto data = StoredData::of(*problem.observations);
    ASSERT_TRUE(data.has_value());
    for (int trial = 0; trial < 5; ++trial) {
      const Matrix U = testing::random_matrix(random, 12, 3);
      expect_enclosed(*data, false, 0, U);
      expect_enclosed(*data, false, 0.3, U);
    }
  }
}

TEST(RigorousPoint, EnclosesRationalsForSymmetricProblems) {
  Random random(6);
  Matrix base = testing::random_matrix(random, 6, 6);
  base = (base + base.transpose()).eval();
  for (const auto& problem : testing::problems_from(random, base)) {
    SCOPED_TRACE(problem.name);
    const auto data = StoredData::of(*problem.observations);
    expect_enclosed(*data, true, 0, testing::random_matrix(random, 6, 2));
  }
}

TEST(RigorousPoint, EnclosesAtAnExactFitWhereDoublesCancel) {
  Random random(7);
  const Matrix U = testing::random_matrix(random, 9, 2);
  const Matrix A = U.topRows(5) * U.bottomRows(4).transpose();
  const FullObservations observations(std::make_shared<const DataMatrix>(DataMatrix::dense(A)));
  expect_enclosed(*StoredData::of(observations), false, 0, U);
}

TEST(RigorousPoint, AnExactFitOfSparseDataIsNotNegative) {
  for (int trial = 0; trial < 20; ++trial) {
    Random random(9, static_cast<std::uint64_t>(trial));
    const Matrix U = testing::random_matrix(random, 9, 1);
    const Matrix A = U.topRows(5) * U.bottomRows(4).transpose();
    const FullObservations observations(std::make_shared<const DataMatrix>(
        DataMatrix::sparse_rows(testing::compressed(A, Matrix::Ones(5, 4)))));
    const RigorousPoint point = rigorous_point(*StoredData::of(observations), false, 0, U);
    EXPECT_GE(point.value, 0);
    EXPECT_LE(point.value_low, point.value);
    EXPECT_GE(point.value_high, point.value);
  }
}

TEST(RigorousPoint, BoundsTheNormOfTheResidual) {
  Random random(8);
  for (const auto& problem : testing::random_problems(random, 7, 5)) {
    const auto data = StoredData::of(*problem.observations);
    const Matrix U = testing::random_matrix(random, 12, 3);
    const Matrix S = problem.weight.cwiseProduct(U.topRows(7) * U.bottomRows(5).transpose() - problem.data);
    EXPECT_GE(rigorous_point(*data, false, 0, U).residual_norm, S.norm() * (1 - 1e-12)) << problem.name;
  }
}

}  // namespace
}  // namespace orthant
