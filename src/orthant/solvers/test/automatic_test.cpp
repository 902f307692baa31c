// The solver that chooses, the surrogate that it starts on, and what its answers do not depend on.

#include "orthant/solvers/automatic.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "orthant/base/error.hpp"
#include "orthant/linalg/randomized_svd.hpp"
#include "orthant/linalg/threads.hpp"
#include "orthant/objectives/recovery.hpp"
#include "orthant/objectives/stationarity.hpp"
#include "orthant/operators/surrogate.hpp"
#include "orthant/solvers/starts.hpp"
#include "support/random_problems.hpp"
#include "until.hpp"

namespace orthant {
namespace {

using testing::fully_observed;
using testing::random_matrix;
using testing::until_stalled;

/// Half-empty factors, their product, and a little noise.
Matrix planted(Random& random, Index rows, Index cols, Index rank, double noise) {
  const auto half = [&](Index n) {
    return random_matrix(random, n, rank).unaryExpr([](double u) { return u < 0.5 ? 0.0 : u; }).eval();
  };
  const Matrix product = half(rows) * half(cols).transpose();
  return (product + noise * product.mean() * random_matrix(random, rows, cols, true)).cwiseMax(0.0);
}

TEST(Automatic, StartsOnASurrogateAndEndsOnTheData) {
  Random random(61);
  const auto data = fully_observed(planted(random, 300, 260, 4, 0.02));
  const AsymmetricRecovery objective(data, 4);
  const AutomaticOptions options;
  const AutomaticSolver solver(objective, options);
  EXPECT_GT(solver.preparation_passes(), 0);
  const SolveResult result = solver.solve(random_start(objective, 1, 1), until_stalled(1e-12));
  EXPECT_EQ(result.status, Status::stationary);
  ASSERT_GE(result.stages.size(), 2u);
  EXPECT_EQ(result.stages.front().on, "surrogate of rank 14");
  EXPECT_EQ(result.stages.back().on, "data");
  // Judged on the data, not on what stood for them.
  const auto at = objective.at(result.U);
  EXPECT_LE(stationarity(objective, result.U, at->gradient()), 1.01e-12);
  EXPECT_NEAR(result.objective, at->value(), 1e-14 * at->value());

  AutomaticOptions plain;
  plain.surrogate_gain = 0;
  const AutomaticSolver without(objective, plain);
  EXPECT_EQ(without.preparation_passes(), 0);
  const SolveResult same = without.solve(random_start(objective, 1, 1), until_stalled(1e-12));
  for (const SolveStage& stage : same.stages) EXPECT_EQ(stage.on, "data");
  EXPECT_EQ(same.status, Status::stationary);
}

/// Every entry with this probability.
std::shared_ptr<const EntriesObservations> observed(Random& random, const Matrix& X, double probability) {
  const Matrix mask = testing::random_mask(random, X.rows(), X.cols(), probability);
  return std::make_shared<const EntriesObservations>(testing::compressed(X, mask));
}

TEST(Automatic, CompletesWithoutSignsFirstWhereEntriesAreMany) {
  Random random(71);
  const Matrix X = planted(random, 300, 260, 4, 0.02);
  const AsymmetricRecovery objective(observed(random, X, 0.3), 4);
  const AutomaticSolver solver(objective, {});
  ASSERT_TRUE(solver.has_surrogate());
  const SolveResult result = solver.solve(random_start(objective, 1, 1), until_stalled(1e-12));
  EXPECT_EQ(result.status, Status::stationary);
  ASSERT_GE(result.stages.size(), 2u);
  EXPECT_EQ(result.stages.front().on, "completion without signs");
  EXPECT_EQ(result.stages.back().on, "data");
  // What rules are told on the completion is an objective of the data.
  EXPECT_NEAR(result.stages.front().objective, result.objective, 0.1 * result.objective);
  EXPECT_NEAR(result.objective, objective.value(result.U), 1e-14 * result.objective);
  const double plain = hals(objective, random_start(objective, 1, 1), {}, iteration_limit(300)).objective;
  EXPECT_LE(result.objective, plain * (1 + 1e-6));
}

TEST(Automatic, TakesNoCompletionThatIsFarFromNonnegative) {
  Random random(72);
  // Noise alone: what fits the observed entries goes through zero elsewhere.
  const AsymmetricRecovery objective(
      observed(random, random_matrix(random, 200, 150, true).cwiseMax(0.0), 0.3), 4);
  EXPECT_FALSE(AutomaticSolver(objective, {}).has_surrogate());
  const AsymmetricRecovery sparse(observed(random, planted(random, 200, 150, 4, 0.02), 0.1), 4);
  EXPECT_FALSE(
      AutomaticSolver(sparse, {}).has_surrogate());  // fewer than four entries for a number of the factors
}

TEST(Automatic, LeavesTheSurrogateWhereTheSpectrumDoesNotDecay) {
  Random random(62);
  const auto data = fully_observed(random_matrix(random, 300, 260, true).cwiseMax(0.0));
  const AsymmetricRecovery objective(data, 3);
  const AutomaticOptions options;
  const SolveResult result =
      AutomaticSolver(objective, options).solve(random_start(objective, 1, 1), until_stalled(1e-9));
  EXPECT_EQ(result.status, Status::stationary);
  for (const SolveStage& stage : result.stages) EXPECT_EQ(stage.on, "data");
}

/// More smooth waves than the factors, or a surrogate, have columns, and noise: a picture.
Matrix waves(Random& random, Index rows, Index cols, Index count, double noise) {
  const auto wave = [&](Index n) {
    Matrix out(n, count);
    for (Index k = 0; k < count; ++k) {
      const double frequency = 0.5 + 7 * random.uniform(), phase = random.uniform();
      for (Index i = 0; i < n; ++i) {
        const double at = frequency * static_cast<double>(i) / static_cast<double>(n) + phase;
        out(i, k) = 1 + std::cos(2 * 3.14159265358979 * at);
      }
    }
    return out;
  };
  const Matrix product = wave(rows) * wave(cols).transpose();
  return (product + noise * product.mean() * random_matrix(random, rows, cols, true)).cwiseMax(0.0);
}

TEST(Automatic, TakesNoMorePassesThanHalsWhereASurrogateMisleads) {
  Random random(66);
  const AsymmetricRecovery objective(fully_observed(waves(random, 300, 400, 30, 0.03)), 10);
  const Matrix U = random_start(objective, 1, 1);
  const AutomaticOptions options;
  const SolveResult plain = hals(objective, U, options.hals, iteration_limit(300));
  const AutomaticSolver solver(objective, options);
  ASSERT_TRUE(solver.has_surrogate());
  const SolveResult result =
      solver.solve(U, any_of({target(1.001 * plain.objective), iteration_limit(3000)}));
  EXPECT_EQ(result.status, Status::target_reached);
  Index on_data = solver.preparation_passes();
  for (const SolveStage& stage : result.stages)
    if (stage.on == "data") on_data += stage.passes;
  EXPECT_LE(on_data, plain.passes * 5 / 4);
}

TEST(Automatic, StopsAtATargetThatHoldsOnTheData) {
  Random random(63);
  const auto data = fully_observed(planted(random, 300, 260, 4, 0.02));
  const AsymmetricRecovery objective(data, 4);
  const AutomaticOptions options;
  const AutomaticSolver solver(objective, options);
  const Matrix U = random_start(objective, 1, 1);
  const double best = solver.solve(U, until_stalled(1e-12)).objective;
  const SolveResult result = solver.solve(U, any_of({target(1.05 * best), iteration_limit(100000)}));
  EXPECT_EQ(result.status, Status::target_reached);
  EXPECT_LE(objective.value(result.U), 1.05 * best);
}

TEST(Automatic, EndsWhereRoundingDoesWhateverIsAsked) {
  Random random(70);
  for (const double noise : {0.0, 0.05, 2.0}) {
    const AsymmetricRecovery objective(fully_observed(planted(random, 40, 30, 3, noise)), 3);
    const AutomaticOptions options;
    const SolveResult result = AutomaticSolver(objective, options)
                                   .solve(random_start(objective, 1, 1), any_of({stationary(0), stalled()}));
    EXPECT_TRUE(result.status == Status::no_progress || result.stationarity == 0);
    EXPECT_LE(result.stationarity, 1e-12);
  }
}

TEST(Automatic, SaysStationaryOnlyWhereThePointIs) {
  // HALS estimates; what it estimates must not end the course when the point itself is not there yet.
  Random random(71);
  for (const double tolerance : {1e-3, 1e-4, 1e-5, 1e-6, 1e-7}) {
    const AsymmetricRecovery objective(fully_observed(planted(random, 80, 60, 4, 0.5)), 4);
    const AutomaticOptions options;
    const SolveResult result =
        AutomaticSolver(objective, options).solve(random_start(objective, 1, 1), until_stalled(tolerance));
    EXPECT_EQ(result.status, Status::stationary);
    EXPECT_LE(result.stationarity, 1.01 * tolerance);
  }
}

TEST(Automatic, ChecksEveryOptionBeforeItStarts) {
  Random random(72);
  const AsymmetricRecovery objective(fully_observed(planted(random, 20, 20, 2, 0.1)), 2);
  AutomaticOptions options;
  options.newton.damping = std::numeric_limits<double>::quiet_NaN();
  EXPECT_THROW(AutomaticSolver(objective, options), InputError);
  AutomaticOptions wide;  // more than the data have
  wide.oversampling = 1000;
  wide.surrogate_gain = 1e-3;
  const SolveResult result =
      AutomaticSolver(objective, wide).solve(random_start(objective, 1, 1), until_stalled(1e-9));
  EXPECT_EQ(result.stages.front().on, "surrogate of rank 20");
  EXPECT_EQ(result.status, Status::stationary);
}

TEST(Automatic, DoesNotSeeTheUnitsOfTheData) {
  Random random(64);
  const Matrix data = planted(random, 60, 50, 3, 0.05);
  const auto solved = [&](double unit) {
    const AsymmetricRecovery objective(fully_observed(unit * data), 3);
    const AutomaticOptions options;
    return AutomaticSolver(objective, options).solve(random_start(objective, 5, 1), until_stalled(1e-9));
  };
  const SolveResult reference = solved(1);
  for (const double unit : {0x1p20, 0x1p-20}) {  // powers of two: the same bits
    const SolveResult other = solved(unit);
    EXPECT_EQ(other.iterations, reference.iterations);
    EXPECT_EQ(other.stationarity, reference.stationarity);
    EXPECT_EQ(other.objective, unit * unit * reference.objective);
  }
  for (const double unit : {1e6, 1e-6}) {
    const SolveResult other = solved(unit);
    EXPECT_EQ(other.status, Status::stationary);
    EXPECT_NEAR(other.objective / (unit * unit), reference.objective, 1e-9 * reference.objective);
  }
}

TEST(Automatic, DoesNotSeeTheScalingOfColumns) {
  Random random(65);
  const AsymmetricRecovery objective(fully_observed(planted(random, 60, 50, 3, 0.05)), 3);
  const Matrix U = random_start(objective, 5, 1);
  Matrix scaled = U;
  const double factors[] = {0x1p12, 0x1p-9, 4};
  for (Index k = 0; k < 3; ++k) {
    scaled.col(k).head(60) *= factors[k];
    scaled.col(k).tail(50) /= factors[k];
  }
  const AutomaticOptions options;
  const AutomaticSolver solver(objective, options);
  const SolveResult a = solver.solve(U, until_stalled(1e-9)), b = solver.solve(scaled, until_stalled(1e-9));
  EXPECT_EQ(a.status, Status::stationary);
  EXPECT_EQ(b.status, Status::stationary);
  EXPECT_NEAR(a.objective, b.objective, 1e-9 * a.objective);
  EXPECT_LE((a.U - b.U).norm(), 1e-4 * a.U.norm());
}

TEST(Automatic, GivesTheSameBitsAgainAndTheSameObjectiveOnMoreThreads) {
  Random random(66);
  const AsymmetricRecovery objective(fully_observed(planted(random, 400, 300, 5, 0.05)), 5);
  const AutomaticOptions options;
  const auto solved = [&](int count) {
    set_threads(count);
    return AutomaticSolver(objective, options).solve(random_start(objective, 9, 1), until_stalled(1e-11));
  };
  const int before = threads();
  const SolveResult one = solved(1), again = solved(1), two = solved(2), two_again = solved(2);
  set_threads(before);
  EXPECT_EQ(one.U, again.U);
  EXPECT_EQ(two.U, two_again.U);
  EXPECT_NEAR(one.objective, two.objective, 1e-9 * one.objective);
}

TEST(Surrogate, IsTheDataWhenTheyHaveItsRank) {
  Random random(67);
  const auto data = fully_observed(random_matrix(random, 30, 4) * random_matrix(random, 20, 4).transpose());
  const SurrogateObservations surrogate(*data, approximate_range(data->data(), 6, 1, 3));
  const Matrix L = random_matrix(random, 30, 3), R = random_matrix(random, 20, 3);
  const AsymmetricRecovery truth(data, 3),
      simpler(std::shared_ptr<const Observations>(&surrogate, [](auto*) {}), 3);
  Matrix U(50, 3);
  U << L, R;
  EXPECT_NEAR(simpler.value(U), truth.value(U), 1e-12 * truth.value(U));
  EXPECT_LE((simpler.gradient(U) - truth.gradient(U)).norm(), 1e-12 * truth.gradient(U).norm());
  const Matrix D = random_matrix(random, 50, 3, true);
  const Matrix expected = truth.at(U)->hessian_vector(D);
  EXPECT_LE((simpler.at(U)->hessian_vector(D) - expected).norm(), 1e-12 * expected.norm());
}

TEST(Starts, SpaFindsSeparableFactors) {
  // Columns of A are mixtures of r of them: the picks are those, and the fit is exact.
  Random random(68);
  const Matrix L = random_matrix(random, 30, 4);
  Matrix weights = Matrix::Zero(4, 25);
  weights.leftCols(4).setIdentity();
  weights.rightCols(21) = random_matrix(random, 4, 21);
  for (Index j = 4; j < 25; ++j) weights.col(j) /= weights.col(j).sum();
  const auto data = fully_observed(L * weights);
  const AsymmetricRecovery objective(data, 4);
  const Matrix U = spa_start(objective, 1);
  EXPECT_LE(objective.value(U), 1e-6 * data->squared_norm());
  for (Index k = 0; k < 4; ++k) {
    double nearest = 1;
    for (Index l = 0; l < 4; ++l)
      nearest = std::min(nearest, (U.col(k).head(30).normalized() - L.col(l).normalized()).norm());
    EXPECT_LE(nearest, 1e-10);
  }
}

TEST(RangeFinder, IsOrthonormalAndKnowsWhatItLeavesOut) {
  Random random(69);
  const Matrix A = random_matrix(random, 40, 25, true);
  const auto [Q, B] = approximate_range(DataMatrix::dense(A), 10, 2, 4);
  EXPECT_LE((Q.transpose() * Q - Matrix::Identity(10, 10)).norm(), 1e-13);
  EXPECT_NEAR((A - Q * B.transpose()).squaredNorm(), A.squaredNorm() - B.squaredNorm(),
              1e-12 * A.squaredNorm());
  const Matrix low = random_matrix(random, 40, 3) * random_matrix(random, 25, 3).transpose();
  const auto [P, C] = approximate_range(DataMatrix::dense(low), 6, 1, 4);  // dependent columns
  EXPECT_LE((low - P * C.transpose()).norm(), 1e-11 * low.norm());
  EXPECT_LE((P.transpose() * P - Matrix::Identity(6, 6)).norm(), 1e-12);
}

}  // namespace
}  // namespace orthant
