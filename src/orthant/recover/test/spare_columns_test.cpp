// More columns than the matrix has rank, and starts that recover without signs first.

#include "orthant/recover/spare_columns.hpp"

#include <gtest/gtest.h>

#include "orthant/base/error.hpp"
#include "orthant/objectives/regularised.hpp"
#include "orthant/operators/generators.hpp"
#include "orthant/recover/recover_problem.hpp"
#include "support/random_problems.hpp"

namespace orthant {
namespace {

/// 20×20 of rank 3 by 9·20 Gaussian measurements.
Problem spare_sensing(bool symmetric) {
  Problem problem;
  problem.symmetric = symmetric;
  problem.rank = 3;
  problem.measurement = gaussian_sensing(20, 20, symmetric ? 180 : 240, 7);
  problem.truth.emplace();
  problem.truth->L = Matrix(testing::uniform_matrix(20, 3, 1));
  if (!symmetric) problem.truth->R = Matrix(testing::uniform_matrix(20, 3, 2));
  return problem;
}

bool has_stage(const StartReport& start, const char* method, const char* part) {
  for (const SolveStage& stage : start.stages)
    if (stage.method == method && stage.reason.find(part) != std::string::npos) return true;
  return false;
}

TEST(SpareColumns, StartsArriveInHundredsOfIterations) {
  for (const bool symmetric : {true, false}) {
    RecoverOptions options{.rank = 5, .search = {.starts = 3}};
    options.numeric = true;
    const Recovery found = recover_problem(spare_sensing(symmetric), options);
    EXPECT_EQ(found.best().verdict, Verdict::global_minimizer);
    int arrived = 0;
    for (const StartReport& start : found.search.starts) {
      if (!has_stage(start, "signless", "of rank 3 fits exactly")) continue;
      ++arrived;
      EXPECT_LE(start.objective, 1e-20 * found.objective->size()) << symmetric << start.start;
      EXPECT_LE(start.iterations, 600) << symmetric << start.start;
      EXPECT_LT(*start.distance, 1e-8);
      EXPECT_EQ(start.status, Status::stationary);
      EXPECT_EQ(start.trace.back().objective, start.objective);
    }
    EXPECT_GE(arrived, 2) << symmetric;
  }
}

TEST(SpareColumns, OfTheTruthsRankNothingIsLookedFor) {
  const Recovery found = recover_problem(spare_sensing(true), {.search = {.starts = 2}, .numeric = true});
  for (const StartReport& start : found.search.starts) EXPECT_FALSE(has_stage(start, "signless", ""));
}

TEST(SignlessStart, IsTheFirstAndArrivesWhereItsFactorsAreFound) {
  RecoverOptions options{.search = {.starts = 2, .init = Initialisation::signless}, .numeric = true};
  for (const bool symmetric : {true, false}) {
    const Recovery found = recover_problem(spare_sensing(symmetric), options);
    const StartReport& first = found.search.starts[0];
    EXPECT_EQ(first.init, Initialisation::signless);
    EXPECT_EQ(found.search.starts[1].init, Initialisation::random);
    ASSERT_FALSE(first.stages.empty());
    EXPECT_EQ(first.stages[0].method, "signless");
    EXPECT_TRUE(has_stage(first, "signless", "it has nonnegative factors of 3 columns"))
        << first.stages[0].reason;
    EXPECT_LT(*first.distance, 1e-10);
    Index iterations = 0;
    for (const SolveStage& stage : first.stages) iterations += stage.iterations;
    EXPECT_EQ(first.iterations, iterations);
  }
}

TEST(SignlessStart, SearchesOnWhereThereAreNoSuchFactors) {
  // Rank 3, nonnegative rank 4 (Thomas 1974).
  const Matrix A{{1, 1, 0, 0}, {1, 0, 1, 0}, {0, 1, 0, 1}, {0, 0, 1, 1}};
  const AsymmetricRecovery objective(testing::fully_observed(A), 3);
  MultiStartOptions options;
  options.starts = 1;
  options.init = Initialisation::signless;
  const MultiStartResult found = multi_start(objective, options, Budget());
  EXPECT_TRUE(has_stage(found.starts[0], "signless", "no nonnegative factors of it were found"));
  EXPECT_LE(found.best.first_order.stationarity, 1e-9);
  EXPECT_GT(found.best.objective, 1e-3);
  const auto weighted = std::make_shared<AsymmetricRecovery>(testing::fully_observed(A), 3);
  try {
    (void)multi_start(Regularised(weighted, {.l2_left = 1, .l2_right = 1}), options, Budget());
    ADD_FAILURE() << "not refused";
  } catch (const InputError& error) {
    EXPECT_STREQ(error.what(), "init = signless with L1, L2 or density terms; expected none");
  }
}

/// A matrix of rank 1 meets the norm of such data to ten digits, and none of the small entries.
TEST(SpareColumns, NothingIsExactThatMissesSmallEntriesBesideAHugeOne) {
  Random random(5);
  Matrix A = testing::random_matrix(random, 12, 12, true);
  A = (A + A.transpose()).eval();
  A(2, 2) = 1e12;
  const SymmetricRecovery objective(testing::fully_observed(A), 3);
  MultiStartOptions options;
  options.starts = 4;
  for (const StartReport& start : multi_start(objective, options, Budget()).starts)
    for (const SolveStage& stage : start.stages)
      EXPECT_EQ(stage.reason.find("exactly"), std::string::npos) << stage.reason;
}

}  // namespace
}  // namespace orthant
