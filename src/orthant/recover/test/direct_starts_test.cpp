// The search where a direct method knows the best factors: one start, and what is said of the others.
#include <gtest/gtest.h>

#include "orthant/base/error.hpp"
#include "orthant/objectives/recovery.hpp"
#include "orthant/recover/multi_start.hpp"
#include "support/random_problems.hpp"

namespace orthant {
namespace {

using testing::fully_observed;
using testing::uniform_matrix;

Matrix rank_two() {
  return uniform_matrix(20, 2, 1) * uniform_matrix(15, 2, 2).transpose();
}

/// Equal blocks and noise: the best matrix of rank 2 has negative entries.
Matrix blocks() {
  return Matrix::Identity(12, 12) + 0.3 * uniform_matrix(12, 12, 3);
}

std::string refusal(const Objective& objective, const MultiStartOptions& options) {
  try {
    (void)multi_start(objective, options, Budget());
  } catch (const InputError& error) {
    return error.what();
  }
  return "";
}

TEST(DirectStarts, OneIsEnoughWhereNothingCanBeBetter) {
  for (const Index rank : {1, 2}) {
    const AsymmetricRecovery objective(fully_observed(rank_two()), rank);
    const MultiStartResult result = multi_start(objective, {}, Budget());
    ASSERT_EQ(result.starts.size(), 1u);
    EXPECT_EQ(result.starts[0].start, 1);
    EXPECT_EQ(result.starts[0].init, Initialisation::direct);
    ASSERT_FALSE(result.starts[0].stages.empty());
    EXPECT_EQ(result.starts[0].stages[0].method, "direct");
    EXPECT_FALSE(result.enough.empty());
    EXPECT_LE(result.starts[0].stationarity, 1e-12);
    // No start of another kind is lower.
    MultiStartOptions others;
    others.solver = Solver::hals;
    const MultiStartResult found = multi_start(objective, others, Budget());
    EXPECT_EQ(found.starts.size(), 10u);
    EXPECT_TRUE(found.enough.empty());
    EXPECT_LE(result.best.objective, found.best.objective + found.best.objective_error);
  }
}

TEST(DirectStarts, OthersFollowWhereItIsNotEnough) {
  const AsymmetricRecovery objective(fully_observed(blocks()), 2);
  MultiStartOptions options;
  options.starts = 4;
  const MultiStartResult result = multi_start(objective, options, Budget());
  ASSERT_EQ(result.starts.size(), 4u);
  EXPECT_TRUE(result.enough.empty());
  EXPECT_EQ(result.starts[0].init, Initialisation::direct);
  for (std::size_t s = 1; s < 4; ++s) {
    EXPECT_EQ(result.starts[s].start, static_cast<Index>(s) + 1);
    EXPECT_EQ(result.starts[s].init, Initialisation::random);
  }
  EXPECT_LE(result.starts[0].stationarity, 1e-9);
}

TEST(DirectStarts, AFitFromBelowStillRuns) {
  const AsymmetricRecovery objective(fully_observed(blocks()), 2);
  MultiStartOptions options;
  options.starts = 2;
  options.below = uniform_matrix(24, 1, 4);
  const MultiStartResult result = multi_start(objective, options, Budget());
  ASSERT_EQ(result.starts.size(), 3u);
  EXPECT_EQ(result.starts[2].start, 3);
  EXPECT_EQ(result.starts[2].init, Initialisation::factors);
}

TEST(DirectStarts, OtherSolversMayBeginThere) {
  const AsymmetricRecovery objective(fully_observed(rank_two()), 2);
  MultiStartOptions options;
  options.init = Initialisation::direct;
  options.solver = Solver::hals;
  const MultiStartResult result = multi_start(objective, options, Budget());
  EXPECT_EQ(result.starts.size(), 1u);
}

TEST(DirectStarts, WhatWasAskedForAndDoesNotApplyIsRefused) {
  MultiStartOptions options;
  options.solver = Solver::direct;
  const AsymmetricRecovery two(fully_observed(blocks()), 2), five(fully_observed(blocks()), 5),
      balanced(fully_observed(blocks()), 2, 0.5);
  EXPECT_NE(refusal(two, options).find("solver = direct: the best matrix of rank 2 is not nonnegative"),
            std::string::npos);
  EXPECT_NE(refusal(five, options).find("not separable"), std::string::npos);
  EXPECT_NE(refusal(balanced, options).find("balance > 0"), std::string::npos);
  options.solver = Solver::automatic;
  options.init = Initialisation::direct;
  EXPECT_NE(refusal(balanced, options).find("init = direct with balance > 0"), std::string::npos);
}

}  // namespace
}  // namespace orthant
