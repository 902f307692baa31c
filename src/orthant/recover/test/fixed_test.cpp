// Solutions with fixed columns against a projected gradient of this file, and completions with held-out
// entries.

#include <gtest/gtest.h>

#include <cmath>

#include "orthant/base/error.hpp"
#include "orthant/files/atomic_file.hpp"
#include "orthant/files/npy.hpp"
#include "orthant/objectives/fixed_columns.hpp"
#include "orthant/recover/certify_point.hpp"
#include "orthant/recover/recover.hpp"
#include "support/random_problems.hpp"

namespace orthant {
namespace {

using testing::random_matrix;

/// ½Σ mask (A − LRᵀ)² + ½β‖free entries‖², from L, R by projected gradient over the entries where `free` is
/// 1.
double by_projected_gradient(const Matrix& A, const Matrix& mask, Matrix L, Matrix R, const Matrix& free_L,
                             const Matrix& free_R, double beta) {
  const auto value = [&](const Matrix& P, const Matrix& Q) {
    return mask.cwiseProduct(A - P * Q.transpose()).squaredNorm() / 2 +
           beta / 2 * (free_L.cwiseProduct(P).squaredNorm() + free_R.cwiseProduct(Q).squaredNorm());
  };
  double f = value(L, R), t = 1e-2;
  for (int step = 0; step < 200000; ++step) {
    const Matrix S = mask.cwiseProduct(L * R.transpose() - A);
    const Matrix gL = free_L.cwiseProduct(S * R + beta * L),
                 gR = free_R.cwiseProduct(S.transpose() * L + beta * R);
    for (;; t /= 2) {
      const Matrix nL = (L - t * gL).cwiseMax(0.0), nR = (R - t * gR).cwiseMax(0.0);
      const double next = value(nL, nR);
      if (next > f && t > 1e-12) continue;
      const bool still = (nL - L).norm() + (nR - R).norm() < 1e-13;
      L = nL;
      R = nR;
      f = std::min(f, next);
      if (still) return f;
      break;
    }
    t *= 1.5;
  }
  return f;
}

struct FixedProblem {
  Data data;
  Matrix A, mask, given;
};

FixedProblem fixed_problem(Random& random, bool complete) {
  const Index rows = 20, cols = 14, rank = 4;
  const Matrix A = random_matrix(random, rows, 5) * random_matrix(random, cols, 5).transpose();
  const Matrix mask =
      complete ? Matrix(Matrix::Ones(rows, cols)) : testing::random_mask(random, rows, cols, 0.7);
  Data data{.matrix = complete ? share(DataMatrix::dense(A))
                               : share(DataMatrix::sparse_rows(testing::compressed(A, mask))),
            .observed = complete ? Observed::all : Observed::entries};
  return {std::move(data), A, mask, random_matrix(random, rows + cols, rank)};
}

TEST(FixedColumnsOfRecover, AgreeWithAProjectedGradient) {
  Random random(91);
  for (const bool complete : {true, false}) {
    for (const double beta : {0.0, 0.1}) {
      FixedProblem problem = fixed_problem(random, complete);
      RecoverOptions options{.rank = 4, .search = {.starts = 3}};
      options.model.fix_right = "0-1";
      options.model.fix_left = "3";
      options.model.regularisation = {0, 0, beta, beta};
      options.search.point = problem.given;
      options.search.init = Initialisation::factors;
      const Recovery found = recover(problem.data, options);
      const Matrix U = found.factors(), L = found.left(), R = found.right();
      EXPECT_EQ(R.leftCols(2), problem.given.bottomRows(14).leftCols(2));
      EXPECT_EQ(L.col(3), problem.given.col(3).head(20));
      // Free columns may mix with fixed ones, and under L2 terms turn into each other: then it is not strict.
      EXPECT_NE(found.best().verdict, Verdict::saddle);
      EXPECT_NE(found.best().verdict, Verdict::not_stationary);
      EXPECT_EQ(found.best().rigor, Rigor::numeric);
      Matrix free_L = Matrix::Ones(20, 4), free_R = Matrix::Ones(14, 4);
      free_L.col(3).setZero();
      free_R.leftCols(2).setZero();
      const double f = found.best().objective;
      EXPECT_NEAR(
          f,
          problem.mask.cwiseProduct(problem.A - L * R.transpose()).squaredNorm() / 2 +
              beta / 2 * (free_L.cwiseProduct(L).squaredNorm() + free_R.cwiseProduct(R).squaredNorm()),
          1e-10 * f);
      // From a point near by, other descent comes back and no lower.
      const Matrix near = (U + 1e-3 * random_matrix(random, 34, 4, true)).cwiseMax(0.0);
      Matrix nL = near.topRows(20), nR = near.bottomRows(14);
      nL.col(3) = L.col(3);
      nR.leftCols(2) = R.leftCols(2);
      EXPECT_NEAR(by_projected_gradient(problem.A, problem.mask, nL, nR, free_L, free_R, beta), f, 1e-7 * f);
    }
  }
}

TEST(FixedColumnsOfRecover, CertifyGivesTheSameVerdict) {
  Random random(92);
  FixedProblem problem = fixed_problem(random, true);
  RecoverOptions options{.rank = 4, .search = {.starts = 2}};
  options.model.fix_right = "0,2";
  options.search.point = problem.given;
  options.search.init = Initialisation::factors;
  const Recovery found = recover(problem.data, options);
  const std::string folder = ::testing::TempDir() + "/orthant-fixed";
  make_output_folder(folder);
  write_npy(folder + "/L.npy", found.left());
  write_npy(folder + "/R.npy", found.right());
  const Certified certified = certify_point(point_of_data(problem.data, options.model, folder));
  EXPECT_EQ(certified.certificate.verdict, found.best().verdict);
  EXPECT_NEAR(certified.certificate.objective, found.best().objective, 1e-12 * found.best().objective);
  EXPECT_FALSE(certified.proof);
  // The dense route knows nothing of rows, and finds the same.
  const Certified dense =
      certify_point(point_of_data(problem.data, options.model, folder), {.method = SecondOrderMethod::dense});
  EXPECT_EQ(dense.certificate.verdict, found.best().verdict);
}

TEST(FixedColumnsOfRecover, BothRoutesFindTheSameModulus) {
  Random random(96);
  FixedProblem problem = fixed_problem(random, false);
  RecoverOptions options{.rank = 4, .search = {.starts = 2}};
  options.model.fix_right = "0,2-3";  // two free columns could turn into each other
  options.model.regularisation = {0, 0, 0.2, 0.3};
  options.search.point = problem.given;
  options.search.init = Initialisation::factors;
  const Recovery found = recover(problem.data, options);
  ASSERT_EQ(found.best().verdict, Verdict::strict_local_minimizer);
  CertifyOptions dense;
  dense.method = SecondOrderMethod::dense;
  const Certificate other = certify(*found.objective, found.best().U, dense);
  ASSERT_EQ(other.verdict, Verdict::strict_local_minimizer);
  EXPECT_EQ(other.second_order.method, "dense");
  EXPECT_EQ(found.best().second_order.method, "schur");
  EXPECT_NEAR(*other.second_order.modulus, *found.best().second_order.modulus,
              1e-6 * *other.second_order.modulus);
}

TEST(FixedColumnsOfRecover, RefusesColumnsThatAreNotThere) {
  Random random(93);
  const FixedProblem problem = fixed_problem(random, true);
  RecoverOptions options{.rank = 4};
  options.model.fix_right = "0";
  EXPECT_THROW(recover(problem.data, options), InputError);  // no values
  options.search.point = problem.given;
  options.search.init = Initialisation::factors;
  for (const char* bad : {"4", "-1", "2-1", "1,", "a", "0-", "0--1"}) {
    options.model.fix_right = bad;
    EXPECT_THROW(recover(problem.data, options), InputError) << bad;
  }
  options.model.fix_right = "0";
  options.model.balance = 1;
  EXPECT_THROW(recover(problem.data, options), InputError);
}

/// Ratings: a mean, offsets of rows and columns, one product and noise; a tenth of all entries is there.
Data ratings(Random& random, Index rows, Index cols) {
  const Matrix b = 0.5 * random_matrix(random, rows, 1, true), c = 0.5 * random_matrix(random, cols, 1, true);
  const Matrix l = random_matrix(random, rows, 1), r = random_matrix(random, cols, 1);
  Matrix A(rows, cols);
  for (Index i = 0; i < rows; ++i)
    for (Index j = 0; j < cols; ++j)
      A(i, j) = std::max(0.1, 3 + b(i) + c(j) + 2 * l(i) * r(j) + 0.3 * random.normal());
  return {.matrix = share(DataMatrix::sparse_rows(
              testing::compressed(A, testing::random_mask(random, rows, cols, 0.15)))),
          .observed = Observed::entries};
}

TEST(Completion, SaysWhatPredictsBetterAndWhatToChange) {
  CompletionReport report;
  report.held_out = 10;
  report.rmse = 1.37;
  report.mean_rmse = 1.329;
  judge_predictions({}, 3, report);
  EXPECT_EQ(report.worse_than, "mean");
  EXPECT_EQ(
      report.sentence,
      "The fit predicts worse than the mean of the data: RMSE of held-out entries 1.3700 against 1.3290; "
      "expected: fewer parts, or --l2 auto, or --offsets");
  report.offsets = true;
  report.offsets_rmse = 1.194;
  report.path.resize(3);
  judge_predictions({}, 3, report);
  EXPECT_EQ(report.worse_than, "offsets");
  EXPECT_EQ(
      report.sentence,
      "The fit predicts worse than offsets alone: RMSE of held-out entries 1.3700 against 1.1940; expected: "
      "fewer parts");
  judge_predictions({}, 1, report);
  EXPECT_TRUE(report.sentence.ends_with("against 1.1940.")) << report.sentence;
  report.rmse = 1.1;
  judge_predictions({}, 3, report);
  EXPECT_FALSE(report.worse_than);
  EXPECT_EQ(
      report.sentence,
      "The fit predicts held-out entries with an RMSE of 1.1000; offsets alone have 1.1940, the mean of the data "
      "has 1.3290.");
  report.held_out = 0;
  judge_predictions({}, 3, report);
  EXPECT_EQ(report.sentence, "");
}

/// Noise alone: more parts than it has predict it worse than its mean does, which is said.
TEST(Completion, SaysSoWhereTheMeanPredictsBetter) {
  Random random(96);
  Data data = ratings(random, 60, 40);
  const Recovery found = recover(data, {.rank = 8,
                                        .search = {.starts = 1, .stopping = {.max_iterations = 50}},
                                        .completion = {.hold_out = "0.2"},
                                        .numeric = true});
  ASSERT_TRUE(found.completion);
  EXPECT_EQ(found.completion->worse_than, "mean");
  EXPECT_NE(found.completion->sentence.find("; expected: fewer parts, or --l2 auto"), std::string::npos);
}

TEST(Completion, DefaultsPredictBetterThanTheMeanAndThanNoOffsets) {
  Random random(94);
  Data data = ratings(random, 120, 80);
  RecoverOptions plain{
      .rank = 3, .search = {.starts = 1}, .completion = {.hold_out = "0.1"}, .numeric = true};
  RecoverOptions options = plain;
  EXPECT_EQ(use_completion_defaults(options, data, {}).size(), 2U);
  EXPECT_TRUE(options.model.offsets);
  EXPECT_EQ(options.completion.l2, "auto");
  const Recovery found = recover(data, options);
  const Recovery without = recover(data, plain);
  ASSERT_TRUE(found.completion && without.completion);
  const CompletionReport& report = *found.completion;
  EXPECT_EQ(report.held_out + report.training, data.matrix->stored());
  EXPECT_LT(report.rmse, 0.9 * report.mean_rmse);
  EXPECT_LT(report.rmse, 0.9 * without.completion->rmse);
  EXPECT_TRUE(is_minimizer(found.best().verdict)) << to_string(found.best().verdict);
  EXPECT_GE(report.path.size(), 4U);
  ASSERT_TRUE(report.offsets_rmse);
  EXPECT_LT(report.rmse, *report.offsets_rmse);
  EXPECT_LT(*report.offsets_rmse, report.mean_rmse);
  EXPECT_FALSE(report.worse_than) << report.sentence;
  EXPECT_FALSE(without.completion->offsets_rmse);
  // The trace tells how held-out entries were predicted on the way, and ends with the final error.
  const auto& trace = found.search.starts.front().trace;
  ASSERT_FALSE(trace.empty());
  EXPECT_NEAR(trace.back().held_out_rmse, report.rmse, 1e-3 * report.rmse);
  EXPECT_NEAR(trace.back().held_out_mae, report.mae, 1e-3 * report.mae);
  for (const Progress& point : trace) EXPECT_LT(point.held_out_mae, point.held_out_rmse);
  // An explicit choice is kept.
  RecoverOptions asked = plain;
  asked.completion.l2 = "2";
  EXPECT_EQ(use_completion_defaults(asked, data, {.offsets = true}).size(), 0U);
  EXPECT_FALSE(asked.model.offsets);
  EXPECT_THROW(recover(data, {.rank = 2, .completion = {.hold_out = "1.5"}}), InputError);
  EXPECT_THROW(recover(data, {.rank = 2, .completion = {.l2 = "much"}}), InputError);
}

TEST(Completion, TheObjectiveIsTheOneThatIsWrittenDown) {
  Random random(95);
  const Data data = ratings(random, 30, 20);
  RecoverOptions options{.rank = 2, .search = {.starts = 2}, .numeric = true};
  options.model.offsets = true;
  options.model.regularisation = {0, 0, 1.5, 0.5};
  const Recovery found = recover(data, options);
  const Matrix L = found.left(), R = found.right();
  const double m = found.options.model.regularisation.l2_centre;
  EXPECT_NEAR(m, data.matrix->sum() / static_cast<double>(data.matrix->stored()) / 2, 1e-12);
  double f = 1.5 / 2 * (L.leftCols(2).squaredNorm() + (L.col(2).array() - m).square().sum()) +
             0.5 / 2 * (R.leftCols(2).squaredNorm() + (R.col(3).array() - m).square().sum());
  data.matrix->for_each([&](Index i, Index j, double x) {
    const double e = x - L(i, 2) - R(j, 3) - L.row(i).head(2).dot(R.row(j).head(2));
    f += e * e / 2;
  });
  EXPECT_NEAR(found.best().objective, f, 1e-10 * f);
  EXPECT_LE(found.best().first_order.stationarity, 1e-9);
  for (const std::string& reason : found.best().reasons)
    EXPECT_EQ(reason.find("fails"), std::string::npos) << reason;
}

}  // namespace
}  // namespace orthant
