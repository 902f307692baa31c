// From saddles on: the least point of a quartic and of a path against brute force, and searches that begin at saddles.

#include "orthant/recover/way_down.hpp"

#include <gtest/gtest.h>

#include "orthant/certify/certify.hpp"
#include "orthant/objectives/recovery.hpp"
#include "orthant/objectives/regularised.hpp"
#include "orthant/operators/full.hpp"
#include "orthant/recover/recover_problem.hpp"
#include "support/random_problems.hpp"

namespace orthant {
namespace {

using testing::fully_observed;
using testing::random_matrix;

double value_at(const std::array<double, 5>& c, double t) {
  return c[0] + t * (c[1] + t * (c[2] + t * (c[3] + t * c[4])));
}

TEST(WayDown, FindsTheLeastPointOfAQuartic) {
  Random random(5);
  for (int trial = 0; trial < 2000; ++trial) {
    std::array<double, 5> c{};
    for (double& x : c) x = random.uniform() < 0.2 ? 0 : random.normal() * std::pow(10, random.normal());
    if (trial % 2 == 0) c[1] = 0, c[2] = -std::abs(c[2]);
    const double most = std::exp(2 * random.normal());
    const double t = least_of_quartic(c, most);
    ASSERT_GE(t, 0);
    ASSERT_LE(t, most);
    double least = c[0], size = std::abs(c[0]);
    constexpr int grid = 5000;
    for (int i = 0; i <= grid; ++i) {
      const double value = value_at(c, most * i / grid);
      least = std::min(least, value);
      size = std::max(size, std::abs(value));
    }
    EXPECT_LE(value_at(c, t), least + 1e-12 * size) << trial;
  }
}

TEST(WayDown, GoesAsFarAsTheFirstPieceAllowsAndFurther) {
  Random random(6);
  int further = 0;
  for (int trial = 0; trial < 60; ++trial) {
    const Matrix A = random_matrix(random, 7, 7, true);
    const bool symmetric = trial % 2 == 0;
    std::shared_ptr<Objective> objective;
    if (symmetric) {
      objective = std::make_shared<SymmetricRecovery>(fully_observed(A + A.transpose()), 3);
    } else {
      objective = std::make_shared<AsymmetricRecovery>(fully_observed(A), 3, trial % 4 == 1 ? 0.3 : 0.0);
    }
    if (trial % 3 == 0)
      objective = std::make_shared<Regularised>(
          objective, symmetric ? Regularisation{0.1, 0, 0.05, 0} : Regularisation{0.1, 0.2, 0.05, 0.1});
    const Index rows = objective->rows();
    Matrix U = (random_matrix(random, rows, 3, true).array() - 0.3).cwiseMax(0),
           D = random_matrix(random, rows, 3);
    D = (U.array() > 0 || D.array() > 0).select(D, 0.0);
    if (objective->gradient(U).cwiseProduct(D).sum() > 0) D = (U.array() > 0).select(Matrix(-D), 0.0);
    double boundary = 1e3;
    for (Index e = 0; e < U.size(); ++e)
      if (D.data()[e] < 0) boundary = std::min(boundary, U.data()[e] / -D.data()[e]);
    const double value = objective->value(U);
    double least = value;
    constexpr int grid = 2000;
    for (int i = 0; i <= grid; ++i)
      least = std::min(least, objective->value((U + boundary * i / grid * D).cwiseMax(0.0)));
    const LowerPoint found = lowest_along(*objective, U, value, D);
    EXPECT_GE(found.U.minCoeff(), 0);
    EXPECT_LE(found.objective, value);
    EXPECT_NEAR(found.objective, objective->value(found.U), 1e-12 * value);
    EXPECT_LE(found.objective, least + 1e-9 * value) << trial;
    further += found.objective < least - 1e-6 * value ? 1 : 0;
  }
  EXPECT_GT(further, 5);  // paths that bend at the boundary
}

/// The identity of order 2 by UUᵀ: U₀ = [1 1; 0 0]/√2 is stationary, with a way down along degenerate entries.
Problem saddle_folder() {
  Problem problem;
  problem.rank = 2;
  problem.measurement = std::make_shared<FullMeasurement>(2, 2);
  problem.truth.emplace();
  problem.truth->L = Matrix{{1, 0}, {0, 1}};
  problem.point.emplace();
  problem.point->L = {Matrix{{1, 1}, {0, 0}}, ExactScale::root(mpq_class(1, 2))};
  return problem;
}

bool has_reason(const Certificate& certificate, const char* part) {
  for (const std::string& reason : certificate.reasons)
    if (reason.find(part) != std::string::npos) return true;
  return false;
}

TEST(WayDown, AProblemsStartAtASaddleIsLedOn) {
  const Problem problem = saddle_folder();
  const auto objective = problem.objective();
  const Certificate saddle = certify(*objective, problem.stacked_point());
  ASSERT_EQ(saddle.verdict, Verdict::saddle);
  ASSERT_GT(saddle.cone.nonnegative, 0);
  RecoverOptions options;
  options.search.starts = 1;
  options.search.init = Initialisation::point;
  const Recovery found = recover_problem(problem, options);
  EXPECT_EQ(found.best().verdict, Verdict::global_minimizer);
  EXPECT_LT(found.best().objective, 1e-20);
  EXPECT_EQ(found.search.saddles, 0);
  EXPECT_EQ(found.search.led_on, 1);
  EXPECT_TRUE(has_reason(found.best(), "Start 1 had stopped at a saddle, objective 0.5,"));
  const StartReport& start = found.search.starts[0];
  EXPECT_GE(start.saddles_left, 1);
  EXPECT_LT(start.objective, saddle.objective);
  EXPECT_EQ(start.trace.back().objective, start.objective);
  EXPECT_LT(*start.distance, 1e-8);
  Index iterations = 0, ways_down = 0;
  for (const SolveStage& stage : start.stages) {
    iterations += stage.iterations;
    ways_down += stage.method == "way down" ? 1 : 0;
  }
  EXPECT_EQ(ways_down, start.saddles_left);
  EXPECT_EQ(iterations, start.iterations);
}

/// (Best pair, zero column): stationary for every A; starts with it end there.
Matrix saddle_of(const Matrix& A) {
  const MultiStartResult one = multi_start(AsymmetricRecovery(fully_observed(A), 1), {.starts = 1}, Budget());
  Matrix U = Matrix::Zero(A.rows() + A.cols(), 2);
  U.col(0) = one.best.U.col(0);
  return U;
}

TEST(WayDown, OfAMatrixTheLowestEndIsLedOn) {
  Random random(7);
  const Matrix A = random_matrix(random, 9, 6, true);
  const AsymmetricRecovery objective(fully_observed(A), 2);
  MultiStartOptions options;
  options.starts = 1;
  options.init = Initialisation::factors;
  options.point = saddle_of(A);
  const Certificate saddle = certify(objective, options.point);
  ASSERT_EQ(saddle.verdict, Verdict::saddle);
  const MultiStartResult found = multi_start(objective, options, Budget());
  EXPECT_LT(found.best.objective, 0.999 * saddle.objective);
  EXPECT_TRUE(is_minimizer(found.best.verdict)) << to_string(found.best.verdict);
  EXPECT_EQ(found.led_on, 1);
  EXPECT_EQ(found.saddles, 0);
  EXPECT_TRUE(has_reason(found.best, "Start 1 had stopped at a saddle"));
  EXPECT_TRUE(found.minima.size() == 1 && found.minima[0].starts == std::vector<Index>{1});
}

TEST(WayDown, SecondOrderLeadsEveryStartOn) {
  Random random(7);
  const Matrix A = random_matrix(random, 9, 6, true);
  const AsymmetricRecovery objective(fully_observed(A), 2);
  MultiStartOptions options;
  options.starts = 3;
  options.init = Initialisation::factors;
  options.point = saddle_of(A);
  const MultiStartResult winner = multi_start(objective, options, Budget());
  EXPECT_EQ(winner.saddles, 1);  // the others end lower
  EXPECT_EQ(winner.led_on, 0);
  options.second_order = true;
  const MultiStartResult all = multi_start(objective, options, Budget());
  EXPECT_EQ(all.saddles, 0);
  EXPECT_EQ(all.led_on, 1);
  EXPECT_LT(all.starts[0].objective, winner.starts[0].objective);
  EXPECT_EQ(all.best.objective, winner.best.objective);
}

}  // namespace
}  // namespace orthant
