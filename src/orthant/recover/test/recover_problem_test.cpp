// Recovery of problem folders: the truth is found and measured, spurious minima are told, starts and refusals.

#include "orthant/recover/recover_problem.hpp"

#include <gtest/gtest.h>

#include "orthant/base/error.hpp"
#include "orthant/operators/full.hpp"
#include "orthant/operators/generators.hpp"
#include "support/random_problems.hpp"

namespace orthant {
namespace {

/// 12×12 of rank 2 by 120 Gaussian measurements, more than enough for its 24 or 44 degrees of freedom.
Problem sensing(bool symmetric) {
  Problem problem;
  problem.symmetric = symmetric;
  problem.rank = 2;
  problem.measurement = gaussian_sensing(12, 12, 120, 7);
  problem.truth.emplace();
  problem.truth->L = Matrix(testing::uniform_matrix(12, 2, 1));
  if (!symmetric) problem.truth->R = Matrix(testing::uniform_matrix(12, 2, 2));
  return problem;
}

/// Theorem 4 of the paper with m = 3, r = r⋆ = 2: everything is observed, and U₀ is a spurious local minimum.
Problem theorem4() {
  Problem problem;
  problem.rank = 2;
  problem.measurement = std::make_shared<FullMeasurement>(4, 4);
  problem.truth.emplace();
  problem.truth->L = Matrix{{1, 0}, {1, 0}, {1, 0}, {0, 1}};
  problem.point.emplace();
  problem.point->L = {Matrix{{1, 1}, {1, 1}, {1, 1}, {0, 0}}, ExactScale::root(mpq_class(1, 2))};
  return problem;
}

class RecoverSensing : public ::testing::TestWithParam<bool> {};

TEST_P(RecoverSensing, FindsTheTruth) {
  const Problem problem = sensing(GetParam());
  const Recovery found = recover_problem(problem, {.search = {.starts = 3}});
  EXPECT_EQ(found.options.model.model, GetParam() ? Model::symmetric : Model::sensing);
  EXPECT_EQ(found.best().verdict, Verdict::global_minimizer);
  for (const StartReport& start : found.search.starts) {
    EXPECT_EQ(start.status, Status::stationary);
    ASSERT_TRUE(start.distance.has_value());
    EXPECT_LT(*start.distance, 1e-10) << "start " << start.start;
    ASSERT_FALSE(start.trace.empty());
    EXPECT_GT(start.trace.front().distance, 1e-2);  // the distance on the way
  }
  EXPECT_EQ(found.left().rows(), 12);
  EXPECT_EQ(found.right().rows(), 12);
  EXPECT_FALSE(found.is_about_entries());
  EXPECT_EQ(found.singular_values.size(), 0);
  EXPECT_LT(distance_to_truth(problem, found.factors()), 1e-10);
}

INSTANTIATE_TEST_SUITE_P(Kinds, RecoverSensing, ::testing::Bool());

TEST(RecoverProblem, BalancesTheFactors) {
  Problem problem = sensing(false);
  problem.balance = 0.25;
  const Recovery found = recover_problem(problem, {.search = {.starts = 3}});
  const Matrix L = found.left(), R = found.right();
  EXPECT_LE(found.best().first_order.stationarity, 1e-10);
  EXPECT_EQ(found.best().verdict, Verdict::global_minimizer);
  EXPECT_LT((L.transpose() * L - R.transpose() * R).norm(), 0.1 * L.squaredNorm());
  EXPECT_EQ(found.options.model.balance, 0.25);
}

TEST(RecoverProblem, StartsAtTheFoldersPointAndProvesItSpurious) {
  RecoverOptions options;
  options.search.starts = 1;
  options.search.init = Initialisation::point;
  const Problem problem = theorem4();
  const Recovery found = recover_problem(problem, options);
  EXPECT_EQ(found.search.starts[0].init, Initialisation::point);
  EXPECT_NEAR(found.best().objective, 0.5, 1e-12);
  EXPECT_EQ(found.best().spurious, true);  // the truth is the witness
  EXPECT_GT(*found.search.starts[0].distance, 0.1);
}

TEST(RecoverProblem, JudgesAMinimumAtTheFoldersExactPoint) {
  const Problem problem = theorem4();
  RecoverOptions options;
  options.search.starts = 20;
  const Recovery found = recover_problem(problem, options);
  EXPECT_EQ(found.best().verdict, Verdict::global_minimizer);
  EXPECT_EQ(found.best().rigor, Rigor::exact);
  EXPECT_EQ(found.best().objective, 0);
  EXPECT_EQ(found.best().checked, true);
  options.numeric = true;
  EXPECT_EQ(recover_problem(problem, options).best().rigor, Rigor::numeric);
}

TEST(RecoverProblem, StartsAtTheSpectrumOfTheBackProjection) {
  RecoverOptions options;
  options.search.starts = 1;
  options.search.init = Initialisation::nndsvd;
  for (const bool symmetric : {true, false}) {
    const Problem problem = sensing(symmetric);
    const Recovery found = recover_problem(problem, options);
    // Far nearer than a random start is.
    EXPECT_LT(found.search.starts[0].trace.front().distance, 0.8) << symmetric;
    EXPECT_LT(*found.search.starts[0].distance, 1e-10) << symmetric;
  }
}

TEST(RecoverProblem, MoreColumnsThanTheTruthFitItToo) {
  const Recovery found = recover_problem(sensing(true), {.rank = 3, .search = {.starts = 2}});
  EXPECT_EQ(found.best().U.cols(), 3);
  EXPECT_LT(found.best().objective, 1e-20);
  EXPECT_NE(found.best().spurious, true);
}

TEST(RecoverProblem, KeepsTheDigitsOfTheDistance) {
  const Problem problem = sensing(false);
  Matrix U(24, 2);
  U << problem.truth->L.value(), problem.truth->R.value();
  EXPECT_LT(distance_to_truth(problem, U), 1e-15);
  Matrix V = U;
  V(3, 1) += 1e-11;
  const Matrix M = problem.truth->L.value() * problem.truth->R.value().transpose();
  EXPECT_NEAR(distance_to_truth(problem, V), 1e-11 * problem.truth->R.value().col(1).norm() / M.norm(),
              1e-15);
}

void refused(Problem problem, const RecoverOptions& options, const std::string& line) {
  try {
    (void)recover_problem(std::move(problem), options);
    ADD_FAILURE() << "not refused: " << line;
  } catch (const InputError& error) {
    EXPECT_EQ(std::string(error.what()), line);
  }
}

TEST(RecoverProblem, RefusesInOneLine) {
  refused(sensing(false), {.rank = 13}, "rank = 13; expected 1 ≤ rank ≤ min(rows, cols) = 12");
  refused(sensing(true), {.rank = 79}, "rank = 79; expected 1 ≤ rank ≤ n(n + 1)/2 = 78");
  RecoverOptions options;
  options.search.init = Initialisation::point;
  refused(sensing(true), options, "init = point; expected another word: the problem folder has no point");
  options.rank = 1;
  refused(theorem4(), options, "init = point of rank 2; expected at most 1, the rank that is asked for");
  refused(sensing(true), {.labels = "a.txt"},
          "labels = a.txt with a problem folder; expected it with data only");
  RecoverOptions held_out;
  held_out.completion.hold_out = "0.1";
  refused(sensing(true), held_out, "hold_out = 0.1 with a problem folder; expected it with data only");
  refused(
      sensing(true), {.normalize = Normalisation::l1},
      "normalize = l1; expected none for a symmetric model, balance > 0, L1 and L2 terms or fixed columns: "
      "the scaling of columns is not free there");
}

TEST(RecoverProblem, WordsOfProblemsAreRefusedForData) {
  const Data data{.matrix = share(DataMatrix::dense(testing::uniform_matrix(6, 5, 1)))};
  RecoverOptions options{.rank = 2};
  options.search.init = Initialisation::point;
  EXPECT_THROW((void)recover(data, options), InputError);
  RecoverOptions sensed{.rank = 2};
  sensed.model.model = Model::sensing;
  EXPECT_THROW((void)recover(data, sensed), InputError);
}

}  // namespace
}  // namespace orthant
