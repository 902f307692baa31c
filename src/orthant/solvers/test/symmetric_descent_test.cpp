// Coordinate descent on symmetric problems: an entry's quartic against a grid, descent, arrival, refusals.

#include "orthant/solvers/symmetric_descent.hpp"

#include <gtest/gtest.h>

#include "orthant/base/error.hpp"
#include "orthant/objectives/recovery.hpp"
#include "orthant/objectives/regularised.hpp"
#include "orthant/objectives/stationarity.hpp"
#include "orthant/operators/entries.hpp"
#include "orthant/solvers/automatic.hpp"
#include "orthant/solvers/rotated_start.hpp"
#include "orthant/solvers/starts.hpp"
#include "support/random_problems.hpp"
#include "until.hpp"

namespace orthant {
namespace {

using testing::fully_observed;
using testing::random_matrix;
using testing::until;

double quartic(double p, double q, double x) {
  return x * (x * (x * x / 4 + p / 2) + q);
}

TEST(LeastOfQuartic, IsNoHigherThanAnyPointOfAGrid) {
  Random random(91);
  for (int trial = 0; trial < 2000; ++trial) {
    const double unit = std::pow(10, 8 * random.uniform() - 4);  // of x
    double p = random.normal() * unit * unit, q = random.normal() * unit * unit * unit;
    if (trial % 5 == 0) p = 0;
    if (trial % 7 == 0) q = 0;
    const double near = trial % 2 == 0 ? 0 : 3 * random.uniform() * unit;
    const double x = least_of_quartic(p, q, near);
    ASSERT_GE(x, 0);
    const double size = unit * unit * unit * unit;
    for (int i = 0; i <= 2000; ++i)
      ASSERT_LE(quartic(p, q, x), quartic(p, q, unit * i / 200) + 1e-13 * size)
          << p << " " << q << " " << near;
    // The cubic is zero there to its own rounding.
    const double terms = x * x * x + std::abs(p) * x + std::abs(q);
    EXPECT_TRUE(x == 0 || std::abs(x * x * x + p * x + q) < 1e-14 * terms);
    EXPECT_NEAR(x, least_of_quartic(p, q, 0), 1e-13 * unit);
  }
}

TEST(LeastOfQuartic, IsZeroWhereBothMinimaAreLevel) {
  // x⁴/4 − 3x²/2·… with q = √(−2p/3)·(−p)/3: the other minimum is as low as 0, and a little less q makes it lower.
  const double p = -6, level = 2, q = level * 2;
  EXPECT_EQ(least_of_quartic(p, q, 1), 0);
  EXPECT_NEAR(least_of_quartic(p, q - 1e-6, 1), level, 1e-6);
  EXPECT_EQ(least_of_quartic(p, q + 1e-6, 1), 0);
}

class SymmetricValues final : public Observer {
 public:
  void observe(const Progress& progress, const Matrix& U) override {
    values.push_back(progress.objective);
    feasible = feasible && U.minCoeff() >= 0;
  }
  std::vector<double> values;
  bool feasible = true;
};

Matrix symmetric_data(Random& random, Index n, Index rank) {
  Matrix U = random_matrix(random, n, rank);
  const Matrix E = random_matrix(random, n, n, true);
  U = (U.array() > 0.5).select(U, 0.0);  // half of it zeros, which leave no rotation free
  return (U * U.transpose() + 0.1 * (E + E.transpose())).cwiseMax(0.0);
}

TEST(SymmetricDescent, NeverClimbsAndArrivesOnEveryStorage) {
  Random random(92);
  const Matrix A = symmetric_data(random, 150, 3);
  const Matrix mask = (A.array() > 0.7).cast<double>();
  const std::vector<std::shared_ptr<const FullObservations>> all = {
      fully_observed(A), fully_observed(DataMatrix::dense_row_major(A.transpose())),
      fully_observed(DataMatrix::dense_floats(FloatMatrix(A.cast<float>()))),
      fully_observed(DataMatrix::sparse_rows(testing::compressed(A, mask)))};
  for (const auto& observations : all) {
    for (const double weight : {0.0, 0.3}) {
      std::shared_ptr<Objective> objective = std::make_shared<SymmetricRecovery>(observations, 3);
      if (weight > 0)
        objective =
            std::make_shared<Regularised>(objective, Regularisation{.l1_left = weight, .l2_left = weight});
      const Matrix U0 = random_start(*objective, 1, 1);
      SymmetricValues watch;
      const SolveResult result = symmetric_descent(*objective, U0, {}, until(1e-10, 5000), &watch);
      EXPECT_EQ(result.status, Status::stationary);
      EXPECT_LE(objective->stationarity(result.U, objective->gradient(result.U)), 1.01e-10);
      EXPECT_TRUE(watch.feasible);
      for (size_t i = 1; i < watch.values.size(); ++i) EXPECT_LE(watch.values[i], watch.values[i - 1]);
      EXPECT_NEAR(watch.values.back(), result.objective, 1e-11 * watch.values.front());
      EXPECT_NEAR(watch.values.front(), objective->value(U0), 1e-13 * watch.values.front());
    }
  }
}

TEST(SymmetricDescent, BlocksOfDenseLinesAreLinesOneByOne) {
  Random random(93);
  const Matrix A = symmetric_data(random, 300, 4);
  const SymmetricRecovery dense(fully_observed(A), 4),
      sparse(fully_observed(DataMatrix::sparse_rows(testing::compressed(A, Matrix::Ones(300, 300)))), 4);
  const Matrix U0 = random_start(dense, 1, 1);
  const Matrix by_blocks = symmetric_descent(dense, U0, {}, iteration_limit(3)).U,
               by_lines = symmetric_descent(sparse, U0, {}, iteration_limit(3)).U;
  EXPECT_LT((by_blocks - by_lines).norm(), 1e-11 * by_lines.norm());
}

/// Of a pair (i, j) and (j, i) both count, a diagonal entry counts once and may be missing.
TEST(SymmetricDescent, EntriesAreLikeTheMatrixThatTheyAreOf) {
  Random random(96);
  const Matrix A = symmetric_data(random, 60, 3);
  const Matrix U0 = 0.3 * random_matrix(random, 60, 3);
  const SymmetricRecovery whole(fully_observed(A), 3),
      entries(std::make_shared<EntriesObservations>(testing::compressed(A, Matrix::Ones(60, 60))), 3);
  const Matrix of_whole = symmetric_descent(whole, U0, {}, iteration_limit(4)).U,
               of_entries = symmetric_descent(entries, U0, {}, iteration_limit(4)).U;
  EXPECT_LT((of_whole - of_entries).norm(), 1e-11 * of_whole.norm());

  Matrix mask = Matrix::Zero(60, 60), weight = Matrix::Zero(60, 60);
  for (Index j = 0; j < 60; ++j)
    for (Index i = 0; i <= j; ++i)
      if (random.uniform() < 0.5) {
        mask(i, j) = mask(j, i) = 1;
        weight(i, j) = weight(j, i) = 0.2 + random.uniform();
      }
  std::vector<double> weights;
  for (Index i = 0; i < 60; ++i)
    for (Index j = 0; j < 60; ++j)
      if (mask(i, j) > 0) weights.push_back(weight(i, j));
  for (const bool weighted : {false, true}) {
    for (const double term : {0.0, 0.1}) {
      std::shared_ptr<Objective> objective = std::make_shared<SymmetricRecovery>(
          std::make_shared<EntriesObservations>(testing::compressed(A, mask),
                                                weighted ? weights : std::vector<double>()),
          3);
      if (term > 0)
        objective =
            std::make_shared<Regularised>(objective, Regularisation{.l1_left = term, .l2_left = term});
      ASSERT_TRUE(has_quartic_entries(*objective));
      SymmetricValues watch;
      const SolveResult result = symmetric_descent(*objective, U0, {}, until(1e-10, 5000), &watch);
      EXPECT_EQ(result.status, Status::stationary);
      EXPECT_LE(objective->stationarity(result.U, objective->gradient(result.U)), 1.01e-10);
      EXPECT_TRUE(watch.feasible);
      for (size_t i = 1; i < watch.values.size(); ++i) EXPECT_LE(watch.values[i], watch.values[i - 1]);
      EXPECT_NEAR(watch.values.back(), result.objective, 1e-11 * watch.values.front());
      // No entry alone lowers it.
      const double there = objective->value(result.U);
      for (const double factor : {0.0, 0.9, 1.1})
        for (Index e = 0; e < 60; ++e) {
          Matrix moved = result.U;
          moved(e, e % 3) = factor * moved(e, e % 3) + (factor > 1 ? 0.01 : 0);
          EXPECT_GE(objective->value(moved), there * (1 - 1e-12));
        }
    }
  }
  EXPECT_EQ(AutomaticSolver(entries, {}).solve(U0, until(1e-10, 500)).stages.front().method, "coordinate");
}

/// Three groups without a link between them, in which a search from a random point may leave two in one column.
TEST(RotatedStart, HasTheGroupsOfBlocksApart) {
  Random random(97);
  const Index n = 90;
  Matrix A = Matrix::Zero(n, n), mask = Matrix::Zero(n, n);
  for (Index j = 0; j < n; ++j)
    for (Index i = 0; i < j; ++i) {
      A(i, j) = A(j, i) = i % 3 == j % 3 ? random.uniform() : 0.1 * random.uniform();
      mask(i, j) = mask(j, i) = random.uniform() < 0.6 ? 1 : 0;
    }
  const std::vector<std::shared_ptr<const Observations>> seen = {
      fully_observed(A), fully_observed(DataMatrix::sparse_rows(testing::compressed(A, mask))),
      std::make_shared<EntriesObservations>(testing::compressed(A, mask))};
  for (const auto& observations : seen) {
    const SymmetricRecovery objective(observations, 3);
    ASSERT_TRUE(has_rotated_start(objective));
    const Matrix U = rotated_start(objective, 1);
    EXPECT_GE(U.minCoeff(), 0);
    std::vector<Index> column(3);
    for (Index i = 0; i < n; ++i) {
      Index k = 0;
      U.row(i).maxCoeff(&k);
      if (i < 3) column[static_cast<size_t>(i)] = k;
      EXPECT_EQ(k, column[static_cast<size_t>(i % 3)]) << i;
    }
    EXPECT_EQ(column[0] + column[1] + column[2], 3);
    EXPECT_LT(objective.value(U), objective.value(random_start(objective, 1, 1)));
    EXPECT_LE(objective.value(U), 1.000001 * objective.value(1.01 * U));
    EXPECT_LE(objective.value(U), 1.000001 * objective.value(0.99 * U));
  }
}

TEST(RotatedStart, FillsWhatEigenvectorsDoNot) {
  Random random(98);
  // One positive eigenvalue of six, and more columns than rows.
  Matrix A = Matrix::Ones(6, 6);
  A.diagonal().setZero();
  for (const Index rank : {3, 8}) {
    const SymmetricRecovery objective(fully_observed(A), rank);
    const Matrix U = rotated_start(objective, 2);
    EXPECT_EQ(U.cols(), rank);
    EXPECT_GE(U.minCoeff(), 0);
    EXPECT_TRUE(U.allFinite());
    EXPECT_GT(U.colwise().norm().minCoeff(), 0);
  }
  EXPECT_FALSE(has_rotated_start(AsymmetricRecovery(fully_observed(A), 2)));
}

TEST(SymmetricDescent, TakesMoreColumnsThanRows) {
  // A graph without triangles: each column of a factor lies on one of the six edges of K(2, 3), so that rank 5 fails.
  Matrix edges = Matrix::Zero(5, 6);
  for (Index k = 0; k < 6; ++k) edges(k % 2, k) = edges(2 + k / 2, k) = 1;
  const auto observations = fully_observed(edges * edges.transpose());
  double least_of_five = 1, least_of_six = 1;
  for (std::uint64_t stream = 1; stream <= 10; ++stream) {
    const SymmetricRecovery five(observations, 5), six(observations, 6);
    const auto least = [&](const Objective& objective) {
      return symmetric_descent(objective, random_start(objective, 1, stream), {}, until(1e-9, 3000))
          .objective;
    };
    least_of_five = std::min(least_of_five, least(five));
    least_of_six = std::min(least_of_six, least(six));
  }
  EXPECT_GT(least_of_five, 0.01);
  EXPECT_LT(least_of_six, 1e-6);
  EXPECT_THROW(SymmetricRecovery(observations, 16), InputError);
}

TEST(SymmetricDescent, IsTheWayOfTheAutomaticSolver) {
  Random random(94);
  const SymmetricRecovery objective(fully_observed(symmetric_data(random, 40, 3)), 3);
  const AutomaticSolver solver(objective, {});
  const SolveResult result = solver.solve(random_start(objective, 1, 1), until(1e-12, 2000));
  EXPECT_EQ(result.status, Status::stationary);
  ASSERT_FALSE(result.stages.empty());
  EXPECT_EQ(result.stages.front().method, "coordinate");
}

TEST(SymmetricDescent, RefusesWhatHasNoQuartics) {
  Random random(95);
  Matrix A = symmetric_data(random, 6, 2), half = Matrix::Ones(6, 6);
  const auto seen = [&] {
    return std::make_shared<SymmetricRecovery>(
        std::make_shared<EntriesObservations>(testing::compressed(A, half)), 2);
  };
  EXPECT_TRUE(has_quartic_entries(*seen()));
  EXPECT_FALSE(has_quartic_entries(Regularised(seen(), {.density = 1})));
  half(2, 3) = 0;  // of a pair one
  EXPECT_FALSE(has_quartic_entries(*seen()));
  half(3, 2) = 0;
  EXPECT_TRUE(has_quartic_entries(*seen()));
  EXPECT_FALSE(has_quartic_entries(AsymmetricRecovery(fully_observed(A), 2)));
  A(0, 1) += 1;
  const SymmetricRecovery skew(fully_observed(A), 2);
  EXPECT_FALSE(has_quartic_entries(skew));
  EXPECT_FALSE(has_quartic_entries(SymmetricRecovery(
      std::make_shared<EntriesObservations>(testing::compressed(A, Matrix::Ones(6, 6))), 2)));
  EXPECT_THROW(symmetric_descent(skew, Matrix::Ones(6, 2), {}, iteration_limit(1)), InputError);
}

}  // namespace
}  // namespace orthant
