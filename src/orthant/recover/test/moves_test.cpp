#include "orthant/recover/moves.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "orthant/linalg/decompositions.hpp"
#include "orthant/linalg/threads.hpp"
#include "orthant/objectives/recovery.hpp"
#include "orthant/operators/full.hpp"
#include "orthant/recover/improve.hpp"
#include "orthant/recover/matching.hpp"
#include "orthant/recover/multi_start.hpp"
#include "support/random_problems.hpp"

namespace orthant {
namespace {

using testing::fully_observed;
using testing::uniform_matrix;

std::unique_ptr<AsymmetricRecovery> nmf_of(const Matrix& A, Index rank) {
  return std::make_unique<AsymmetricRecovery>(fully_observed(A), rank);
}

/// (1) of moves.hpp by its definition: least squares with all parts, and without part k, as vectors of entries.
double loss_without(const Matrix& A, const Matrix& L, const Matrix& R, Index k) {
  const auto misfit = [&](bool all) {
    Matrix P(A.size(), L.cols() - (all ? 0 : 1));
    for (Index m = 0, c = 0; m < L.cols(); ++m) {
      if (!all && m == k) continue;
      const Matrix part = L.col(m) * R.col(m).transpose();
      P.col(c++) = part.reshaped();
    }
    const Vector a = A.reshaped();
    return (P * least_squares(P, a) - a).squaredNorm() / 2;
  };
  return misfit(false) - misfit(true);
}

TEST(Moves, NeedOfPartsIsWhatLeastSquaresSays) {
  const Matrix A = uniform_matrix(9, 7, 1), L = uniform_matrix(9, 4, 2), R = uniform_matrix(7, 4, 3);
  const auto objective = nmf_of(A, 4);
  Matrix U(16, 4);
  U << L, R;
  const NeedOfParts need = need_of_parts(*objective, U);
  for (Index k = 0; k < 4; ++k)
    EXPECT_NEAR(need.loss(k), loss_without(A, L, R, k), 1e-8 * A.squaredNorm()) << k;
}

TEST(Moves, SymmetricNeedIsThatOfTheSameFactorTwice) {
  const Matrix U = uniform_matrix(8, 3, 5), B = uniform_matrix(8, 8, 6), A = B + B.transpose();
  const SymmetricRecovery symmetric(fully_observed(A), 3);
  Matrix both(16, 3);
  both << U, U;
  const NeedOfParts one = need_of_parts(symmetric, U), two = need_of_parts(*nmf_of(A, 3), both);
  EXPECT_LT((one.loss - two.loss).norm(), 1e-9 * two.loss.norm());
}

TEST(Moves, PartsOfAnExactFitRemainAndOthersGo) {
  const Matrix L = uniform_matrix(12, 3, 1), R = uniform_matrix(10, 3, 2);
  const Matrix A = L * R.transpose();
  const auto objective = nmf_of(A, 3);
  Matrix all(22, 6);
  all.col(0) = uniform_matrix(22, 1, 7);
  all.col(1) << 3 * L.col(0), R.col(0);
  all.col(2) << L.col(1), R.col(1);
  all.col(3) = uniform_matrix(22, 1, 8);
  all.col(4) << L.col(2), R.col(2) / 5;
  all.col(5) = uniform_matrix(22, 1, 9);
  EXPECT_LT(objective->value(most_needed_parts(*objective, all, 3)), 1e-16 * A.squaredNorm());
}

TEST(Moves, EveryMoveIsAFeasiblePointOfTheRank) {
  const auto objective = nmf_of(uniform_matrix(15, 11, 4), 5);
  const Matrix U = uniform_matrix(26, 5, 1), V = uniform_matrix(26, 5, 2);
  for (const auto& [move, word] : words_of(Move())) {
    const Matrix W = moved(*objective, move, U, V, 3, 17);
    ASSERT_EQ(W.cols(), 5) << word;
    ASSERT_EQ(W.rows(), 26) << word;
    EXPECT_TRUE(W.allFinite() && W.minCoeff() >= 0) << word;
    EXPECT_EQ(W, moved(*objective, move, U, V, 3, 17)) << word;  // of the seed alone
    EXPECT_GT((W - U).norm(), 0) << word;
  }
}

TEST(Moves, MixingTakesEachPartFromOneOfTwo) {
  const auto objective = nmf_of(uniform_matrix(15, 11, 4), 5);
  const Matrix U = uniform_matrix(26, 5, 1), V = uniform_matrix(26, 5, 2);
  const auto pairs = match_parts(U, V, 15, false);
  const Matrix W = moved(*objective, Move::mix, U, V, 1, 2);
  for (Index k = 0; k < 5; ++k)
    EXPECT_TRUE(W.col(k) == U.col(k) || W.col(k) == V.col(pairs[static_cast<std::size_t>(k)].part)) << k;
}

TEST(Moves, PopulationKeepsOneOfTwoThatAreAlikeAndTheLowest) {
  const auto objective = nmf_of(uniform_matrix(15, 11, 4), 5);
  Population population(*objective, 2);
  const Matrix U = uniform_matrix(26, 5, 1);
  EXPECT_EQ(population.take({U, 3}), Population::Taken::as_new);
  EXPECT_EQ(population.take({U, 4}), Population::Taken::no);
  EXPECT_EQ(population.take({2 * U, 2}), Population::Taken::as_known);
  ASSERT_EQ(population.members().size(), 1u);
  EXPECT_EQ(population.take({uniform_matrix(26, 5, 2), 5}), Population::Taken::as_new);
  EXPECT_EQ(population.highest(), 5);
  EXPECT_EQ(population.take({uniform_matrix(26, 5, 3), 6}), Population::Taken::no);
  EXPECT_EQ(population.take({uniform_matrix(26, 5, 4), 1}), Population::Taken::as_new);
  ASSERT_EQ(population.members().size(), 2u);
  EXPECT_EQ(population.members()[0].objective, 1);
  EXPECT_EQ(population.members()[1].objective, 2);
  EXPECT_EQ(population.take({uniform_matrix(26, 5, 5), std::nan("")}), Population::Taken::no);
}

/// Squared distances |i − j|², on which starts at rank 6 end far above what is known.
Matrix distances(Index n) {
  Matrix A(n, n);
  for (Index i = 0; i < n; ++i)
    for (Index j = 0; j < n; ++j) A(i, j) = static_cast<double>((i - j) * (i - j));
  return A;
}

TEST(Moves, EffortNeverRaisesTheObjectiveAndCountsNoHits) {
  const auto objective = nmf_of(distances(20), 7);
  MultiStartOptions options;
  options.starts = 3;
  const MultiStartResult plain = multi_start(*objective, options, {});
  options.effort = 4;
  const MultiStartResult spent = multi_start(*objective, options, {});
  ASSERT_TRUE(spent.effort && !plain.effort);
  EXPECT_EQ(spent.starts.size(), 3u);
  EXPECT_NEAR(spent.effort->before, plain.best.objective, 1e-9 * plain.best.objective);
  EXPECT_LT(spent.best.objective, plain.best.objective);
  EXPECT_GT(spent.best_start, 3);
  EXPECT_NEAR(spent.effort->after, spent.best.objective, 1e-9 * spent.best.objective);
  Index hits = 0;
  for (const Minimum& minimum : spent.minima) {
    hits += static_cast<Index>(minimum.starts.size());
    for (const Index start : minimum.starts) EXPECT_LE(start, 3);
    for (const Index end : minimum.by_moves) EXPECT_GT(end, 3);
  }
  EXPECT_EQ(hits + spent.saddles + spent.unfinished, 3);
  EXPECT_TRUE(spent.minima[0].holds(spent.best_start));
}

TEST(Moves, EffortIsTheSameWithTwoThreads) {
  const auto objective = nmf_of(distances(12), 5);
  MultiStartOptions options;
  options.starts = 2;
  options.effort = 4;
  const int before = threads();
  set_threads(1);
  const MultiStartResult one = multi_start(*objective, options, {});
  set_threads(2);
  const MultiStartResult two = multi_start(*objective, options, {});
  set_threads(before);
  EXPECT_EQ(one.effort->work, two.effort->work);
  EXPECT_EQ(one.best.objective, two.best.objective);
}

TEST(Moves, EffortEndsWithTheBudgetAndWithAnExactFit) {
  const Matrix L = uniform_matrix(12, 3, 1), R = uniform_matrix(10, 3, 2);
  MultiStartOptions options;
  options.starts = 2;
  options.effort = 1000;
  const MultiStartResult exact = multi_start(*nmf_of(L * R.transpose(), 3), options, {});
  ASSERT_TRUE(exact.effort);
  EXPECT_LT(exact.effort->seconds, 60);
  const Stopwatch clock;
  const auto hard = nmf_of(distances(24), 8);
  const MultiStartResult limited = multi_start(*hard, options, Budget(0.5));
  EXPECT_LT(clock.seconds(), 10);
  EXPECT_FALSE(limited.starts.empty());
}

}  // namespace
}  // namespace orthant
