// Many starts on small problems: grouping, verdicts, witnesses, budgets, reproducibility.

#include "orthant/recover/multi_start.hpp"

#include <gtest/gtest.h>

#include <set>

#include "orthant/base/error.hpp"
#include "orthant/linalg/threads.hpp"
#include "orthant/objectives/recovery.hpp"
#include "orthant/objectives/regularised.hpp"
#include "orthant/objectives/stationarity.hpp"
#include "orthant/prove/rank_bound.hpp"
#include "orthant/solvers/exact_rows.hpp"
#include "support/random_problems.hpp"

namespace orthant {
namespace {

using testing::fully_observed;
using testing::random_matrix;

MultiStartOptions starts(long count, long seed = 0) {
  MultiStartOptions options;
  options.starts = count;
  options.seed = seed;
  return options;
}

Matrix half_empty(Random& random, Index rows, Index cols) {
  return (random_matrix(random, rows, cols, true).array() - 0.5).cwiseMax(0.0);
}

TEST(MultiStart, ZeroIsToldFromSmallBesideALargeEntry) {
  // diag(3e10, 1, 2): the minimum is 0, and points that leave out a small entry are other points.
  Matrix A = Matrix::Zero(3, 3);
  A.diagonal() << 3e10, 1, 2;
  const AsymmetricRecovery objective(testing::fully_observed(A), 3);
  MultiStartOptions options;
  const MultiStartResult result = multi_start(objective, options, Budget());
  EXPECT_EQ(result.best.verdict, Verdict::global_minimizer);
  EXPECT_LE(result.best.objective, result.best.objective_error);
  for (const Minimum& minimum : result.minima) {
    if (minimum.certificate.verdict == Verdict::global_minimizer) {
      EXPECT_LE(minimum.certificate.objective, minimum.certificate.objective_error);
      for (const StartReport& report : result.starts) {
        if (report.minimum && &minimum == &result.minima[static_cast<size_t>(*report.minimum)]) {
          EXPECT_LT(report.objective, 0.1);
        }
      }
    }
  }
}

TEST(MultiStart, FindsSpuriousMinimaAndTheirWitness) {
  Random random(71);
  const AsymmetricRecovery objective(fully_observed(half_empty(random, 30, 20)), 6);
  const MultiStartResult result = multi_start(objective, starts(24), Budget());
  ASSERT_GE(result.minima.size(), 2u);
  EXPECT_EQ(result.starts.size(), 24u);
  size_t hits = 0;
  for (size_t m = 0; m < result.minima.size(); ++m) {
    const Certificate& certificate = result.minima[m].certificate;
    hits += result.minima[m].starts.size();
    if (m > 0) {
      EXPECT_GE(certificate.objective, result.minima[m - 1].certificate.objective * (1 - 1e-12));
      if (certificate.verdict == Verdict::strict_local_minimizer) {
        EXPECT_EQ(certificate.spurious, true);
      }
    }
    for (const Index start : result.minima[m].starts) {
      const StartReport& report = result.starts[static_cast<size_t>(start - 1)];
      EXPECT_EQ(report.start, start);
      EXPECT_EQ(report.minimum, static_cast<Index>(m));
      EXPECT_NEAR(report.objective, certificate.objective, 1e-7 * certificate.objective);
    }
  }
  EXPECT_EQ(static_cast<Index>(hits) + result.saddles + result.unfinished, 24);
  EXPECT_FALSE(result.best.spurious.has_value());
  EXPECT_NEAR(objective.value(result.best.U), result.best.objective, 1e-14 * result.best.objective);
}

TEST(MultiStart, JudgesByTheToleranceThatWasAskedFor) {
  Random random(77);
  const AsymmetricRecovery objective(fully_observed(half_empty(random, 30, 20)), 3);
  for (const double tolerance : {1e-3, 1e-5, 1e-8}) {
    MultiStartOptions options = starts(3);
    options.solver = Solver::hals;
    options.stopping.stationarity = tolerance;
    const MultiStartResult result = multi_start(objective, options, Budget());
    for (const StartReport& start : result.starts) ASSERT_EQ(start.status, Status::stationary);
    EXPECT_NE(result.best.verdict, Verdict::not_stationary) << result.best.reasons.front();
    EXPECT_EQ(result.best.first_order.tolerance, tolerance);
    EXPECT_EQ(result.unfinished, 0);
  }
  // What is asked to be more exact than a certificate needs changes nothing there.
  const MultiStartResult exact = multi_start(objective, starts(1), Budget());
  EXPECT_EQ(exact.best.first_order.tolerance, CertifyOptions{}.stationarity);
}

TEST(MultiStart, WhoAsksForLittleWaitsForLittle) {
  // Columns of many sizes: single entries gain long after the whole came to rest.
  Random random(72);
  Matrix A = half_empty(random, 60, 40);
  for (Index j = 0; j < A.cols(); ++j) A.col(j) *= std::pow(10.0, -static_cast<double>(j % 8));
  const AsymmetricRecovery objective(fully_observed(A), 12);
  MultiStartOptions options = starts(4);
  options.stopping.stationarity = 1e-3;
  for (const StartReport& start : multi_start(objective, options, Budget()).starts) {
    Index searched = 0;
    for (const SolveStage& stage : start.stages) searched += stage.passes;
    EXPECT_LE(start.passes, searched + std::max<Index>(100, searched) + 50) << start.start;
    EXPECT_LE(start.stationarity, 1e-3);
  }
}

TEST(MultiStart, SaysWhenAStartWasStoppedAsAsked) {
  Random random(78);
  const AsymmetricRecovery objective(fully_observed(half_empty(random, 30, 20)), 3);
  const auto reason = [&](const StoppingOptions& stopping, const Budget& budget) {
    MultiStartOptions options = starts(1);
    options.solver = Solver::hals;
    options.stopping = stopping;
    const Certificate best = multi_start(objective, options, budget).best;
    EXPECT_EQ(best.verdict, Verdict::not_stationary);
    return best.reasons.back();
  };
  const auto says = [](const std::string& text, const char* words) {
    return text.find("stopped after") != std::string::npos && text.find(words) != std::string::npos;
  };
  EXPECT_TRUE(says(reason({.max_iterations = 2}, Budget()), "as asked: at most 2 iterations"));
  EXPECT_TRUE(
      says(reason({.relative_change = 0.5}, Budget()), "a relative change of the objective of at most 0.5"));
  EXPECT_TRUE(says(reason({.target_objective = 1e9}, Budget()), "an objective of at most 1e+09"));
  EXPECT_TRUE(says(reason({}, Budget(0)), "at most 0 s"));
  StopRequest request;
  request.raise();
  EXPECT_TRUE(says(reason({}, Budget(1e9, &request)), "interrupted"));
}

TEST(MultiStart, IsReproducibleWhateverTheTiming) {
  Random random(72);
  const AsymmetricRecovery objective(fully_observed(half_empty(random, 15, 12)), 3);
  set_threads(2);
  const MultiStartResult a = multi_start(objective, starts(12, 5), Budget());
  const MultiStartResult b = multi_start(objective, starts(12, 5), Budget());
  const MultiStartResult c = multi_start(objective, starts(12, 6), Budget());
  EXPECT_EQ(a.best.U, b.best.U);
  EXPECT_EQ(a.best_start, b.best_start);
  ASSERT_EQ(a.minima.size(), b.minima.size());
  for (size_t m = 0; m < a.minima.size(); ++m) EXPECT_EQ(a.minima[m].starts, b.minima[m].starts);
  // Another seed starts elsewhere, even where it ends in the same minimum.
  EXPECT_NE(a.starts[0].trace.front().objective, c.starts[0].trace.front().objective);
}

TEST(MultiStart, FindsTheSameWhenStartsSharePasses) {
  Random random(72);
  const AsymmetricRecovery objective(fully_observed(half_empty(random, 15, 12)), 3);
  MultiStartOptions options = starts(11, 5);
  const MultiStartResult alone = multi_start(objective, options, Budget());
  for (const StartReport& report : alone.starts) EXPECT_EQ(report.together, 1);  // small data
  options.together = 4;
  for (const Solver solver : {Solver::automatic, Solver::hals}) {
    options.solver = solver;
    const MultiStartResult result = multi_start(objective, options, Budget());
    ASSERT_EQ(result.starts.size(), 11u);
    for (size_t s = 0; s < 11; ++s) {
      EXPECT_EQ(result.starts[s].start, static_cast<Index>(s) + 1);
      EXPECT_EQ(result.starts[s].together, s < 3 ? 3 : 4);
      EXPECT_FALSE(result.starts[s].trace.empty());
      if (solver == Solver::automatic) {
        EXPECT_NEAR(result.starts[s].objective, alone.starts[s].objective, 1e-9 * alone.best.objective);
      }
    }
    ASSERT_EQ(result.minima.size(), alone.minima.size());
    for (size_t m = 0; m < alone.minima.size(); ++m)
      EXPECT_EQ(result.minima[m].starts, alone.minima[m].starts);
  }
}

TEST(MultiStart, RefusesToShareWhatCannotBe) {
  const auto square = fully_observed(Matrix::Ones(6, 6));
  MultiStartOptions options = starts(3);
  options.together = 2;
  EXPECT_THROW(multi_start(SymmetricRecovery(square, 2), options, Budget()), InputError);
  options.solver = Solver::newton;
  EXPECT_THROW(multi_start(AsymmetricRecovery(square, 2), options, Budget()), InputError);
  options.together = 1;
  EXPECT_EQ(multi_start(AsymmetricRecovery(square, 2), options, Budget()).starts[0].together, 1);
}

TEST(MultiStart, StartsGoAloneUnderATimeLimit) {
  const AsymmetricRecovery objective(fully_observed(Matrix::Ones(2000, 300)), 3);
  MultiStartOptions options = starts(4);
  options.stopping.max_iterations = 2;
  options.automatic.surrogate_gain = 0;  // which serves constant data better
  EXPECT_EQ(multi_start(objective, options, Budget()).starts[0].together, 4);
  EXPECT_EQ(multi_start(objective, options, Budget(3600)).starts[0].together, 1);
  options.together = 2;
  EXPECT_EQ(multi_start(objective, options, Budget(3600)).starts[0].together, 2);
}

TEST(MultiStart, ListsAContinuumOnce) {
  // Exact factors of rank 2 of a positive matrix can be rotated a little: every start ends elsewhere, at
  // zero.
  Random random(73);
  const Matrix data = random_matrix(random, 10, 2) * random_matrix(random, 8, 2).transpose();
  const AsymmetricRecovery objective(fully_observed(data), 2);
  MultiStartOptions options = starts(6);
  options.offers_direct = false;
  const MultiStartResult result = multi_start(objective, options, Budget());
  EXPECT_EQ(result.best.verdict, Verdict::global_minimizer);
  // Rounding decides whether an objective of 1e-26 is one of zero, so whether there are two verdicts.
  std::set<Verdict> verdicts;
  std::size_t listed = 0;
  for (const Minimum& minimum : result.minima) {
    EXPECT_TRUE(verdicts.insert(minimum.certificate.verdict).second);
    listed += minimum.starts.size();
  }
  EXPECT_EQ(listed + static_cast<size_t>(result.unfinished + result.saddles), 6u);
}

TEST(MultiStart, ExactFitsAreGlobalAndNeverSpurious) {
  // Objectives of exact fits differ by what is left of each start's first-order error; that makes none of
  // them lower.
  Random random(77);
  const Matrix data = (random_matrix(random, 40, 1).array() + 0.1).matrix() *
                      (random_matrix(random, 30, 1).array() + 0.1).matrix().transpose();
  const AsymmetricRecovery objective(fully_observed(data), 1);
  for (const double stationarity : {1e-9, 1e-10, 1e-12}) {
    MultiStartOptions options = starts(5);
    options.solver = Solver::projected_gradient;
    options.stopping.stationarity = stationarity;
    const MultiStartResult result = multi_start(objective, options, Budget());
    for (const Minimum& minimum : result.minima) {
      EXPECT_NE(minimum.certificate.spurious, true) << "stationarity " << stationarity;
    }
  }
  EXPECT_EQ(multi_start(objective, starts(5), Budget()).best.verdict, Verdict::global_minimizer);
}

TEST(MultiStart, KeepsTheBestWhenTheBudgetEnds) {
  Random random(74);
  const AsymmetricRecovery objective(fully_observed(half_empty(random, 20, 15)), 4);
  const MultiStartResult none = multi_start(objective, starts(50), Budget(0));
  ASSERT_GE(none.starts.size(), 1u);
  EXPECT_EQ(none.best.verdict, Verdict::not_stationary);
  EXPECT_EQ(none.best.U.rows(), 35);
  EXPECT_EQ(none.unfinished, static_cast<Index>(none.starts.size()));
  StopRequest request;
  request.raise();
  const MultiStartResult interrupted = multi_start(objective, starts(50), Budget(1e9, &request));
  EXPECT_EQ(interrupted.starts[0].status, Status::interrupted);
}

TEST(MultiStart, ChoosesTheSolverThatApplies) {
  Random random(75);
  const Matrix data = half_empty(random, 9, 9);
  const auto symmetric = fully_observed(data + data.transpose());
  const auto first_method = [](const Objective& f) {
    const MultiStartResult result = multi_start(f, starts(1), Budget());
    return result.starts.front().stages.front().method;
  };
  const SymmetricRecovery objective(symmetric, 3);
  EXPECT_EQ(first_method(AsymmetricRecovery(symmetric, 2)), "direct");
  EXPECT_EQ(first_method(AsymmetricRecovery(symmetric, 3)), "hals");
  EXPECT_EQ(first_method(AsymmetricRecovery(symmetric, 2, 0.25)), "projected_gradient");
  EXPECT_EQ(first_method(objective), "coordinate");
  MultiStartOptions options = starts(4);
  options.init = Initialisation::nndsvd;
  MultiStartOptions with_hals = starts(2);
  with_hals.solver = Solver::hals;
  options.stopping.stationarity = 1e-9;
  const MultiStartResult result = multi_start(objective, options, Budget());
  EXPECT_EQ(result.starts[0].init, Initialisation::nndsvd);
  EXPECT_EQ(result.starts[1].init, Initialisation::random);
  EXPECT_NE(result.best.verdict, Verdict::not_stationary);
  EXPECT_THROW(multi_start(objective, starts(0), Budget()), InputError);
  EXPECT_THROW(multi_start(objective, with_hals, Budget()), InputError);
}

/// (i − j)²: rank 3, nonnegative rank 5 for six points. One in some sixty random starts finds it.
Matrix squared_distances(Index n) {
  Matrix A(n, n);
  for (Index i = 0; i < n; ++i)
    for (Index j = 0; j < n; ++j) A(i, j) = static_cast<double>((i - j) * (i - j));
  return A;
}

TEST(MultiStart, ExactGoesOnUntilNothingIsLeft) {
  const AsymmetricRecovery objective(fully_observed(squared_distances(6)), 5);
  MultiStartOptions options = starts(20);
  options.exact = true;
  const MultiStartResult result = multi_start(objective, options, Budget());
  ASSERT_TRUE(result.exact_start);
  EXPECT_EQ(result.best.verdict, Verdict::global_minimizer);
  EXPECT_LT(result.best.relative_error, 1e-14);
  // Of the starts before it none is exact, and all ran; the others need not.
  EXPECT_LT(result.starts.size(), 20u);
  for (Index s = 0; s + 1 < *result.exact_start; ++s) {
    ASSERT_EQ(result.starts[static_cast<size_t>(s)].start, s + 1);
    EXPECT_GT(result.starts[static_cast<size_t>(s)].objective, 1e-6);
  }
  // Which one that is does not depend on the number of threads.
  const int before = threads();
  set_threads(before > 1 ? 1 : 2);
  EXPECT_EQ(multi_start(objective, options, Budget()).exact_start, result.exact_start);
  set_threads(before);
}

TEST(MultiStart, ExactEndsWithWhatThereIs) {
  const AsymmetricRecovery objective(fully_observed(squared_distances(6)), 4);  // impossible
  MultiStartOptions options = starts(2);
  options.exact = true;
  const MultiStartResult result = multi_start(objective, options, Budget());
  EXPECT_FALSE(result.exact_start);
  EXPECT_EQ(result.starts.size(), 2u);
  EXPECT_GT(result.best.objective, 1e-3);
  Regularisation weights;
  weights.l1_left = weights.l1_right = 1;
  const Regularised other(std::make_shared<AsymmetricRecovery>(fully_observed(squared_distances(6)), 4),
                          weights);
  EXPECT_THROW(multi_start(other, options, Budget()), InputError);
}

TEST(MultiStart, ExactMissesNoSmallEntryBesideAHugeOne) {
  Matrix A(4, 3);
  A << 1, 2, 1e12, 2, 3, 4, 5, 6, 7, 3, 3, 1;
  const AsymmetricRecovery objective(fully_observed(A), 3);
  MultiStartOptions options = starts(10);
  options.exact = true;
  const MultiStartResult result = multi_start(objective, options, Budget());
  EXPECT_TRUE(result.exact_start);
  EXPECT_LT(result.best.objective, 1e-6);  // an entry that is missed by one is 0.5
  // Nor does a bound call it zero: the first start ends with a relative error of 5e-13 and misses entries.
  const Certificate first = multi_start(objective, starts(1), Budget()).best;
  ASSERT_GT(first.objective, 0.1);
  ASSERT_LT(first.relative_error, 1e-12);
  EXPECT_FALSE(prove_bound(objective, first, 2e9, {}).attempt.proof);
}

TEST(SamePoint, SeesThroughTheOrderOfColumns) {
  Random random(76);
  const Matrix U = random_matrix(random, 10, 3);
  Matrix V(10, 3);
  V << U.col(1), U.col(2), U.col(0);
  EXPECT_TRUE(same_point(U, V));
  V(0, 0) += 0.1;
  EXPECT_FALSE(same_point(U, V));
  EXPECT_FALSE(same_point(U, U.leftCols(2)));
}

TEST(MultiStart, EndsWithLThatIsExactForR) {
  Random random(73);
  const Matrix base = half_empty(random, 30, 20);
  for (auto& problem : testing::problems_from(random, base)) {
    for (const double weight : {0.0, 0.01}) {
      // Without a weight rows of few entries are determined badly.
      if (weight == 0 && problem.name.starts_with("entries")) continue;
      std::shared_ptr<const Objective> objective =
          std::make_shared<AsymmetricRecovery>(problem.observations, 3);
      if (weight > 0)
        objective = std::make_shared<Regularised>(objective, Regularisation{weight, weight, weight, weight});
      const MultiStartResult result = multi_start(*objective, starts(2), Budget());
      const Certificate& best = result.best;
      ASSERT_LE(best.first_order.stationarity, 1e-9) << problem.name;
      const Matrix L = best.U.topRows(30), R = best.U.bottomRows(20);
      Matrix again = random_matrix(random, 30, 3);
      const RowBlocks& blocks = *objective->row_blocks();
      ASSERT_EQ(solve_rows_exactly(blocks, Side::left, again, blocks.linear(Side::left, R), R), 0)
          << problem.name;
      EXPECT_LE((again - L).norm(), 1e-10 * L.norm()) << problem.name;
    }
  }
}

TEST(MultiStart, ExactLNeverRaisesTheObjective) {
  Random random(74);
  const AsymmetricRecovery objective(fully_observed(half_empty(random, 25, 15)), 4);
  Matrix U = random_matrix(random, 40, 4);
  balance(objective, U);
  const double before = objective.value(U);
  double value = before, stationarity = 1;
  ASSERT_TRUE(make_left_exact(objective, 1, U, value, stationarity));
  EXPECT_LT(value, before);
  EXPECT_NEAR(value, objective.value(U), 1e-12 * value);
  const double exact = value;
  ASSERT_TRUE(make_left_exact(objective, 1, U, value, stationarity));
  EXPECT_NEAR(value, exact, 1e-13 * exact);
}

TEST(MultiStart, BeginsAtAGivenPoint) {
  Random random(75);
  const AsymmetricRecovery objective(fully_observed(half_empty(random, 30, 20)), 4);
  const Matrix minimum = multi_start(objective, starts(1), Budget()).best.U;
  MultiStartOptions options = starts(2, 5);
  options.init = Initialisation::factors;
  options.point = minimum;
  const MultiStartResult again = multi_start(objective, options, Budget());
  EXPECT_LE(again.starts[0].iterations, 2);
  EXPECT_TRUE(same_point(again.minima[static_cast<size_t>(*again.starts[0].minimum)].certificate.U, minimum));
  EXPECT_EQ(again.starts[0].init, Initialisation::factors);
  EXPECT_EQ(again.starts[1].init, Initialisation::random);
  // Fewer columns: the rest is random. More, or none of them: refused.
  options.point = Matrix(minimum.leftCols(2));
  EXPECT_EQ(multi_start(objective, options, Budget()).starts.size(), 2U);
  options.point = Matrix::Ones(50, 5);
  EXPECT_THROW(multi_start(objective, options, Budget()), InputError);
  options.point = {};
  EXPECT_THROW(multi_start(objective, options, Budget()), InputError);
}

}  // namespace
}  // namespace orthant
