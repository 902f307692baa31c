// Recover first, factor after: beyond the rank, with and without nonnegative factors, and what is refused.

#include "orthant/solvers/signless_recovery.hpp"

#include <gtest/gtest.h>

#include <Eigen/SVD>

#include "orthant/base/stop.hpp"
#include "orthant/objectives/recovery.hpp"
#include "orthant/objectives/regularised.hpp"
#include "orthant/operators/generators.hpp"
#include "orthant/solvers/newton.hpp"
#include "support/random_problems.hpp"

namespace orthant {
namespace {

using testing::fully_observed;
using testing::random_matrix;

/// 15×15 of rank 2 by 120 Gaussian measurements, sought with `rank` columns.
std::unique_ptr<Objective> sensed(Index rank, bool symmetric, double balance = 0) {
  const Matrix L = testing::uniform_matrix(15, 2, 1), R = symmetric ? L : testing::uniform_matrix(15, 2, 2);
  auto seen = observe_product(gaussian_sensing(15, 15, 120, 3), L, R);
  if (symmetric) return std::make_unique<SymmetricRecovery>(seen, rank);
  return std::make_unique<AsymmetricRecovery>(seen, rank, balance);
}

TEST(SignlessRecovery, NewtonWithoutBoundsFallsSixteenfoldBeyondTheRank) {
  for (const bool symmetric : {true, false}) {
    const auto objective = sensed(4, symmetric);
    NewtonOptions options;
    options.unconstrained = options.stage = true;
    const SolveResult found = newton(*objective, spectral_start(*objective, 0), options,
                                     any_of({target(1e-22 * objective->size()), iteration_limit(100)}));
    EXPECT_EQ(found.status, Status::target_reached) << symmetric;
    EXPECT_LE(found.iterations, 60) << symmetric;
  }
}

TEST(SignlessRecovery, FitsExactlyWithAsManyColumnsAsTheRank) {
  for (const auto& [symmetric, balance] : {std::pair{true, 0.0}, {false, 0.0}, {false, 0.25}}) {
    const auto objective = sensed(4, symmetric, balance);
    const auto found = recover_without_signs(*objective, spectral_start(*objective, 0), true, 0);
    ASSERT_TRUE(found) << symmetric << balance;
    EXPECT_TRUE(found->factors_it);
    EXPECT_EQ(found->columns, 2);
    EXPECT_GE(found->U.minCoeff(), 0);
    EXPECT_TRUE(found->U.rightCols(2).isZero(0));
    EXPECT_LE(objective->value(found->U), 1e-24 * objective->size());
    EXPECT_NE(found->reason.find("of rank 2 fits exactly; it has nonnegative factors of 2 columns (direct)"),
              std::string::npos)
        << found->reason;
  }
}

TEST(SignlessRecovery, IsNotForAnExactFitOfFullRankWhenExcessIsAsked) {
  const auto objective = sensed(2, true);
  EXPECT_FALSE(recover_without_signs(*objective, spectral_start(*objective, 0), true, 0));
  EXPECT_TRUE(recover_without_signs(*objective, spectral_start(*objective, 0), false, 0)->factors_it);
}

TEST(SignlessRecovery, SaysWhereTheRecoveredMatrixHasNoNonnegativeFactors) {
  // Rank 3, nonnegative rank 4 (Thomas 1974).
  const Matrix A{{1, 1, 0, 0}, {1, 0, 1, 0}, {0, 1, 0, 1}, {0, 0, 1, 1}};
  const AsymmetricRecovery three(fully_observed(A), 3), four(fully_observed(A), 4);
  const auto none = recover_without_signs(three, spectral_start(three, 0), false, 0);
  ASSERT_TRUE(none);
  EXPECT_LE(none->recovered, 1e-20);
  EXPECT_FALSE(none->factors_it);
  EXPECT_GT(none->misfit, 0.01);
  EXPECT_NE(none->reason.find("no nonnegative factors of it were found"), std::string::npos) << none->reason;
  const auto all = recover_without_signs(four, spectral_start(four, 0), false, 0);
  ASSERT_TRUE(all);
  EXPECT_TRUE(all->factors_it);
  EXPECT_EQ(all->columns, 4);
  EXPECT_LE(four.value(all->U), 1e-18);
}

TEST(SignlessRecovery, RankOfTheProductByItsSingularValues) {
  Random random(9);
  for (const bool symmetric : {true, false}) {
    const auto objective = sensed(4, symmetric);
    for (const double small : {0.0, 1e-3}) {
      Matrix U = random_matrix(random, objective->rows(), 2, true) * random_matrix(random, 2, 4, true) +
                 small * random_matrix(random, objective->rows(), 4, true);
      const Matrix L = U.topRows(15), R = symmetric ? L : Matrix(U.bottomRows(15));
      const Vector values = Eigen::JacobiSVD<Matrix>(L * R.transpose()).singularValues();
      const double tail = values.tail(13).norm() / values.norm();
      EXPECT_EQ(rank_of_product(*objective, U, 1.01 * tail + 1e-14), 2);
      if (small > 0) {
        EXPECT_GT(rank_of_product(*objective, U, 0.99 * tail), 2);
        EXPECT_EQ(rank_of_product(*objective, U, 1e-14), 4);
      }
    }
  }
}

TEST(SignlessRecovery, IsRefusedWhereItSaysNothing) {
  const auto plain = std::make_shared<AsymmetricRecovery>(fully_observed(Matrix::Ones(3, 3)), 2);
  EXPECT_EQ(why_not_signless(*plain), "");
  EXPECT_EQ(why_not_signless(Regularised(plain, {.l1_left = 1, .l1_right = 1})),
            "L1, L2 or density terms; expected none");
}

}  // namespace
}  // namespace orthant
