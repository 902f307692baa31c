// Both solvers on every kind of observation: they descend, they arrive, and every status can be reached.

#include <gtest/gtest.h>

#include <limits>

#include "orthant/base/error.hpp"
#include "orthant/objectives/recovery.hpp"
#include "orthant/objectives/regularised.hpp"
#include "orthant/objectives/stationarity.hpp"
#include "orthant/solvers/hals.hpp"
#include "orthant/solvers/projected_gradient.hpp"
#include "orthant/solvers/starts.hpp"
#include "support/random_problems.hpp"
#include "until.hpp"

namespace orthant {
namespace {

using testing::random_matrix;
using testing::random_problems;
using testing::until;

class Objectives final : public Observer {
 public:
  void observe(const Progress& progress, const Matrix& U) override {
    values.push_back(progress.objective);
    feasible = feasible && U.minCoeff() >= 0 && U.allFinite();
  }
  std::vector<double> values;
  bool feasible = true;
};

void expect_arrived(const Objective& objective, const SolveResult& result, double tolerance) {
  EXPECT_EQ(result.status, Status::stationary);
  const auto expansion = objective.at(result.U);
  EXPECT_LE(stationarity(objective, result.U, expansion->gradient()), 1.01 * tolerance);
  EXPECT_NEAR(result.objective, expansion->value(), 1e-14 * expansion->value());
  EXPECT_GE(result.U.minCoeff(), 0);
}

TEST(Hals, ArrivesOnEveryKindAndNeverClimbs) {
  Random random(41);
  for (const auto& problem :
       testing::problems_from(random, random_matrix(random, 24, 15, true).cwiseMax(0.0), 0.9)) {
    SCOPED_TRACE(problem.name);
    const AsymmetricRecovery objective(problem.observations, 2);
    Objectives watch;
    const SolveResult result = hals(objective, random_start(objective, 1, 1), {}, until(1e-10), &watch);
    expect_arrived(objective, result, 1e-10);
    EXPECT_TRUE(watch.feasible);
    for (size_t i = 1; i < watch.values.size(); ++i)
      EXPECT_LE(watch.values[i], watch.values[i - 1] * (1 + 1e-12));
    EXPECT_NEAR(watch.values.back(), result.objective, 1e-10 * result.objective);
  }
}

TEST(Hals, MinimisesL1AndL2TermsWithTheMisfit) {
  Random random(48);
  for (const auto& problem :
       testing::problems_from(random, random_matrix(random, 24, 15, true).cwiseMax(0.0), 0.9)) {
    SCOPED_TRACE(problem.name);
    // Weights from large to so small that only the scaling step keeps (L, R) moving along its orbit.
    for (const Regularisation& weights : {Regularisation{0.5, 0.2, 0, 0}, Regularisation{0, 0, 0.3, 0.6},
                                          Regularisation{1e-5, 0, 0, 1e-4}, Regularisation{50, 50, 0, 0}}) {
      const Regularised objective(std::make_shared<AsymmetricRecovery>(problem.observations, 2), weights);
      Objectives watch;
      const SolveResult result =
          hals(objective, random_start(objective, 1, 1), {}, until(1e-10, 20000), &watch);
      expect_arrived(objective, result, 1e-10);
      EXPECT_TRUE(watch.feasible);
      for (size_t i = 1; i < watch.values.size(); ++i)
        EXPECT_LE(watch.values[i], watch.values[i - 1] * (1 + 1e-12));
      EXPECT_NEAR(watch.values.back(), result.objective, 1e-10 * result.objective);
      const SolveResult other =
          projected_gradient(objective, result.U, {}, any_of({stationary(1e-10), iteration_limit(1000)}));
      EXPECT_NEAR(other.objective, result.objective, 1e-9 * result.objective);
    }
  }
}

TEST(Hals, FindsZeroWhereTheWeightsOutweighTheData) {
  Random random(49);
  const auto problem = random_problems(random, 9, 7).front();
  const Regularised objective(std::make_shared<AsymmetricRecovery>(problem.observations, 2),
                              {100, 100, 1, 1});
  const SolveResult result = hals(objective, random_start(objective, 1, 1), {}, until(1e-12));
  EXPECT_EQ(result.status, Status::stationary);
  EXPECT_EQ(result.U, Matrix::Zero(16, 2));
}

TEST(ProjectedGradient, ArrivesOnEveryObjective) {
  Random random(42);
  const Matrix base = random_matrix(random, 9, 9);
  for (const auto& problem : testing::problems_from(random, base + base.transpose(), 0.95)) {
    SCOPED_TRACE(problem.name);
    for (const double lambda : {0.0, 0.25}) {
      const AsymmetricRecovery objective(problem.observations, 2, lambda);
      expect_arrived(objective, projected_gradient(objective, random_start(objective, 1, 1), {}, until(1e-8)),
                     1e-8);
    }
    const SymmetricRecovery symmetric(problem.observations, 2);
    expect_arrived(symmetric, projected_gradient(symmetric, random_start(symmetric, 1, 1), {}, until(1e-8)),
                   1e-8);
  }
}

TEST(Solvers, FindPlantedFactors) {
  Random random(43);
  const Matrix L = random_matrix(random, 20, 2), R = random_matrix(random, 15, 2);
  const auto problem = testing::full_problem("", DataMatrix::dense(L * R.transpose()), L * R.transpose());
  const AsymmetricRecovery objective(problem.observations, 2);
  const SolveResult result = hals(objective, random_start(objective, 3, 1), {}, until(1e-13));
  EXPECT_LE(std::sqrt(2 * result.objective / problem.observations->squared_norm()), 1e-10);
}

TEST(Solvers, EveryStatusIsReached) {
  Random random(44);
  const auto problem = random_problems(random, 12, 8).front();
  const AsymmetricRecovery objective(problem.observations, 3);
  const Matrix U = random_start(objective, 1, 1);
  StopRequest request;
  const Budget none(0, &request), plenty(1e9, &request);
  EXPECT_EQ(hals(objective, U, {}, stationary(1e-6)).status, Status::stationary);
  EXPECT_EQ(hals(objective, U, {}, small_change(1e-4)).status, Status::small_change);
  EXPECT_EQ(hals(objective, U, {}, iteration_limit(3)).status, Status::iteration_limit);
  EXPECT_EQ(hals(objective, U, {}, within(none)).status, Status::time_limit);
  EXPECT_EQ(hals(objective, U, {}, stalled()).status, Status::no_progress);
  request.raise();
  EXPECT_EQ(hals(objective, U, {}, within(plenty)).status, Status::interrupted);
}

TEST(Solvers, RefuseBadStartsAndOptions) {
  Random random(45);
  const auto problem = random_problems(random, 6, 5).front();
  const AsymmetricRecovery objective(problem.observations, 2), balanced(problem.observations, 2, 1.0);
  Matrix U = random_start(objective, 1, 1);
  EXPECT_THROW(hals(balanced, U, {}, iteration_limit(1)), InputError);
  EXPECT_THROW(hals(objective, U, {.inner_sweeps = 0}, iteration_limit(1)), InputError);
  EXPECT_THROW(hals(objective, Matrix::Ones(3, 2), {}, iteration_limit(1)), InputError);
  U(0, 0) = -1;
  EXPECT_THROW(projected_gradient(objective, U, {}, iteration_limit(1)), InputError);
  U(0, 0) = std::numeric_limits<double>::quiet_NaN();
  EXPECT_THROW(hals(objective, U, {}, iteration_limit(1)), InputError);
}

TEST(Solvers, AreEquivariantUnderScalingOfTheData) {
  Random random(46);
  const Matrix data = random_matrix(random, 10, 7);
  const auto iterations = [&](double unit) {
    const auto problem = testing::full_problem("", DataMatrix::dense(unit * data), unit * data);
    const AsymmetricRecovery objective(problem.observations, 3);
    return hals(objective, random_start(objective, 5, 1), {}, until(1e-8)).iterations;
  };
  const Index reference = iterations(1);
  EXPECT_EQ(iterations(0x1p20), reference);
  EXPECT_EQ(iterations(0x1p-20), reference);
}

TEST(Starts, AreFeasibleScaledAndReproducible) {
  Random random(47);
  const Matrix data = random_matrix(random, 60, 40);
  const auto problem = testing::full_problem("", DataMatrix::dense(data), data);
  const AsymmetricRecovery objective(problem.observations, 4);
  const Matrix U = random_start(objective, 7, 1);
  EXPECT_EQ(U, random_start(objective, 7, 1));
  EXPECT_NE(U, random_start(objective, 7, 2));
  EXPECT_NE(U, random_start(objective, 8, 1));
  EXPECT_GT(U.minCoeff(), 0);
  EXPECT_NEAR((U.topRows(60) * U.bottomRows(40).transpose()).mean(), data.mean(), 0.2 * data.mean());

  const Matrix V = nndsvd_start(objective, 7);
  EXPECT_GE(V.minCoeff(), 0);
  // The first pair is the best rank-one approximation: the leading singular vectors of a positive matrix are
  // positive.
  const Matrix rank_one = V.col(0).head(60) * V.col(0).tail(40).transpose();
  EXPECT_NEAR((data - rank_one).cwiseProduct(rank_one).sum(), 0, 1e-6 * data.squaredNorm());
  EXPECT_LT(objective.value(V), objective.value(U));
}

TEST(TraceRecorder, ThinsButKeepsFirstAndLast) {
  TraceRecorder recorder(50);
  for (Index i = 0; i <= 1237; ++i) recorder.observe({i, 0.0, 1.0, 1.0}, Matrix());
  const auto& trace = recorder.trace();
  EXPECT_LE(trace.size(), 51u);
  EXPECT_GE(trace.size(), 20u);
  EXPECT_EQ(trace.front().iteration, 0);
  EXPECT_EQ(trace.back().iteration, 1237);
  for (size_t i = 1; i < trace.size(); ++i) EXPECT_LT(trace[i - 1].iteration, trace[i].iteration);
}

}  // namespace
}  // namespace orthant
