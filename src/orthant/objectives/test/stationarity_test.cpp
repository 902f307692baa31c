// One number for "how stationary", free of units.

#include "orthant/objectives/stationarity.hpp"

#include <gtest/gtest.h>

#include "orthant/objectives/recovery.hpp"
#include "support/random_problems.hpp"

namespace orthant {
namespace {

using testing::random_matrix;

double stationarity_of(const Matrix& data, Matrix U) {
  const auto problem = testing::full_problem("", DataMatrix::dense(data), data);
  const AsymmetricRecovery objective(problem.observations, U.cols());
  balance(objective, U);
  return stationarity(objective, U, objective.gradient(U));
}

TEST(Stationarity, DoesNotSeeUnitsOrColumnScaling) {
  Random random(31);
  const Matrix data = random_matrix(random, 9, 7);
  Matrix U = random_matrix(random, 16, 3);
  const double reference = stationarity_of(data, U);
  EXPECT_GT(reference, 1e-3);
  for (const double unit : {1e-6, 1e6}) {
    EXPECT_NEAR(stationarity_of(unit * data, std::sqrt(unit) * U), reference, 1e-12 * reference);
  }
  U.col(1).head(9) *= 1e3;
  U.col(1).tail(7) /= 1e3;
  EXPECT_NEAR(stationarity_of(data, U), reference, 1e-12 * reference);
}

TEST(Stationarity, CountsOnlyDescentAtZeros) {
  Matrix U(2, 2), G(2, 2), expected(2, 2);
  U << 1, 0, 0, 2;
  G << -3, 5, -7, 4;
  expected << -3, 0, -7, 4;
  EXPECT_EQ(projected_gradient_of(U, G), expected);
  EXPECT_NEAR(projected_gradient_norm(U, G), expected.norm(), 1e-15 * expected.norm());
}

TEST(Balance, EqualisesNormsAndKeepsTheProduct) {
  Random random(32);
  Matrix U = random_matrix(random, 11, 3);
  U.col(0).head(6) *= 1e8;
  U.col(2).setZero();
  const Matrix before = U.topRows(6) * U.bottomRows(5).transpose();
  Matrix V = U;
  const Vector scaling = balance_columns(V, 6);
  EXPECT_LE((V.topRows(6) * V.bottomRows(5).transpose() - before).norm(), 1e-12 * before.norm());
  for (Index k = 0; k < 2; ++k)
    EXPECT_NEAR(V.col(k).head(6).norm(), V.col(k).tail(5).norm(), 1e-9 * V.col(k).norm());
  EXPECT_EQ(scaling(2), 1);
  Matrix W = V;
  balance_columns(W, 6);  // a projection: the second time changes nothing
  EXPECT_LE((W - V).norm(), 1e-14 * V.norm());
}

TEST(Balance, LeavesAColumnThatIsZeroOnOneSide) {
  Matrix U(3, 1);
  U << 2, 3, 0;
  Matrix V = U;
  balance_columns(V, 2);
  EXPECT_EQ(V, U);
}

}  // namespace
}  // namespace orthant
