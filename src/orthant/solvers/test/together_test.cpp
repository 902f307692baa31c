// Starts that share passes over the data do what they would do alone, and share them.

#include <gtest/gtest.h>

#include "orthant/base/error.hpp"
#include "orthant/linalg/threads.hpp"
#include "orthant/objectives/recovery.hpp"
#include "orthant/objectives/regularised.hpp"
#include "orthant/solvers/automatic.hpp"
#include "orthant/solvers/hals.hpp"
#include "orthant/solvers/shared_passes.hpp"
#include "orthant/solvers/starts.hpp"
#include "support/random_problems.hpp"
#include "until.hpp"

namespace orthant {
namespace {

using testing::fully_observed;
using testing::random_matrix;
using testing::until_stalled;

DataMatrix half_empty(Random& random, Index rows, Index cols) {
  return DataMatrix::dense((random_matrix(random, rows, cols, true).array() - 0.5).cwiseMax(0.0));
}

DataMatrix half_empty_sparse(Random& random, Index rows, Index cols) {
  CompressedLines lines;
  lines.lines = rows;
  lines.length = cols;
  lines.start.push_back(0);
  for (Index i = 0; i < rows; ++i) {
    for (Index j = 0; j < cols; ++j) {
      const double value = random.uniform() - 0.5;
      if (value <= 0) continue;
      lines.index.push_back(static_cast<std::int32_t>(j));
      lines.value.push_back(value);
    }
    lines.start.push_back(static_cast<std::int64_t>(lines.value.size()));
  }
  return DataMatrix::sparse_rows(std::move(lines));
}

std::vector<SolverStart> starts_of(const Objective& objective, Index count, double tolerance, Index limit) {
  std::vector<SolverStart> starts;
  // Limits that differ: the group shrinks on the way.
  for (Index s = 0; s < count; ++s)
    starts.push_back({random_start(objective, 7, static_cast<std::uint64_t>(s)),
                      until_stalled(tolerance, limit + s), nullptr});
  return starts;
}

constexpr Index clear_iterations = 6;

/// Far from a minimum every decision is clear, so the same ones are taken: passes are equal. Near one
/// rounding may decide whether an extrapolated step is kept, and that differs with the processor; the points
/// do not.
void expect_same_path(const Objective& objective, const HalsOptions& options, Index limit) {
  constexpr Index count = 5;
  const auto together = hals_together(objective, starts_of(objective, count, 0, limit), options);
  ASSERT_EQ(together.size(), 5u);
  auto starts = starts_of(objective, count, 0, limit);
  for (size_t s = 0; s < together.size(); ++s) {
    SCOPED_TRACE("start " + std::to_string(s));
    const SolveResult alone = hals(objective, starts[s].U0, options, starts[s].stop);
    EXPECT_EQ(together[s].iterations, alone.iterations);
    if (limit <= clear_iterations) {
      EXPECT_EQ(together[s].passes, alone.passes);
    }
    EXPECT_EQ(together[s].status, alone.status);
    // Sums of floats in another order differ by 1e-7, and iterations multiply it.
    const double rounding = options.single_data || options.single_sweeps ? 1e3 : 1;
    EXPECT_NEAR(together[s].objective, alone.objective, rounding * 1e-9 * alone.objective);
    EXPECT_LE((together[s].U - alone.U).norm(), rounding * 1e-6 * alone.U.norm());
  }
}

void expect_same_path(const Objective& objective, const HalsOptions& options) {
  expect_same_path(objective, options, clear_iterations);
  expect_same_path(objective, options, 30);
}

TEST(Together, EachGoesTheWayItWouldGoAlone) {
  Random random(81);
  for (const auto& problem :
       testing::problems_from(random, random_matrix(random, 24, 15, true).cwiseMax(0.0), 0.9)) {
    SCOPED_TRACE(problem.name);
    expect_same_path(AsymmetricRecovery(problem.observations, 2), {});
  }
  for (DataMatrix data : {half_empty(random, 60, 40), half_empty_sparse(random, 60, 40)}) {
    const auto observations = fully_observed(std::move(data));
    expect_same_path(AsymmetricRecovery(observations, 4), {});
    expect_same_path(AsymmetricRecovery(observations, 4), {.single_data = true, .single_sweeps = true});
    // Weights: columns are rescaled at times, and then a run wants another product than the others.
    const auto misfit = std::make_shared<AsymmetricRecovery>(observations, 4);
    expect_same_path(Regularised(misfit, {.l1_left = 0.05, .l1_right = 0.02, .l2_right = 0.1}), {});
  }
}

/// Full observations that count the products with the data.
class Counted final : public Observations, public RowBlocks {
 public:
  explicit Counted(std::shared_ptr<const FullObservations> full) : full_(std::move(full)) {}
  mutable Index products = 0, widest = 0;

  const MeasurementOperator& measurement() const override { return full_->measurement(); }
  double squared_norm() const override { return full_->squared_norm(); }
  const ImplicitMatrix& back_projection() const override { return full_->back_projection(); }
  double back_projection_norm() const override { return full_->back_projection_norm(); }
  double mean() const override { return full_->mean(); }
  std::unique_ptr<Residual> residual(const ConstMatrixRef& L, const ConstMatrixRef& R) const override {
    return full_->residual(L, R);
  }
  double product_cost() const override { return full_->product_cost(); }
  double squared_norm_error(const ConstMatrixRef& L, const ConstMatrixRef& R) const override {
    return full_->squared_norm_error(L, R);
  }
  const RowBlocks* row_blocks() const override { return this; }

  bool shared_gram() const override { return true; }
  Matrix gram(Side side, Index i, const ConstMatrixRef& V) const override {
    return blocks().gram(side, i, V);
  }
  void residual_row(Side side, Index i, const ConstMatrixRef& L, const ConstMatrixRef& R, Vector& residual,
                    Vector& weight) const override {
    blocks().residual_row(side, i, L, R, residual, weight);
  }
  Matrix linear(Side side, const ConstMatrixRef& V) const override {
    ++products;
    widest = std::max(widest, V.cols());
    return blocks().linear(side, V);
  }
  void sweep(Side side, MatrixRef X, const ConstMatrixRef& C, const ConstMatrixRef& V,
             const SweepRule& rule) const override {
    blocks().sweep(side, X, C, V, rule);
  }
  Matrix gradient(Side side, const ConstMatrixRef& X, const ConstMatrixRef& C,
                  const ConstMatrixRef& V) const override {
    return blocks().gradient(side, X, C, V);
  }

 private:
  const RowBlocks& blocks() const { return *full_->row_blocks(); }
  std::shared_ptr<const FullObservations> full_;
};

TEST(Together, StartsThatShareAPassAreOneProduct) {
  Random random(82);
  const auto counted = std::make_shared<Counted>(fully_observed(half_empty(random, 50, 40)));
  const AsymmetricRecovery objective(counted, 3);
  const auto results = hals_together(objective, starts_of(objective, 6, 0, 40), {.stage = true});
  Index longest = 0, sum = 0;
  for (const SolveResult& result : results) {
    longest = std::max(longest, result.passes);
    sum += result.passes;
  }
  EXPECT_EQ(counted->widest, 18);
  EXPECT_GE(counted->products, longest);
  // One that falls out of step meets the others again.
  EXPECT_LE(counted->products, longest + 10);
  EXPECT_GT(sum, 5 * counted->products);
}

AutomaticOptions on_the_data() {
  AutomaticOptions options;
  options.surrogate_gain = 0;
  return options;
}

TEST(Together, TheWholeCourseEndsWhereItEndsAlone) {
  Random random(83);
  const AutomaticOptions options = on_the_data();
  const AsymmetricRecovery dense(fully_observed(half_empty(random, 60, 40)), 4);
  const AsymmetricRecovery sparse(fully_observed(half_empty_sparse(random, 60, 40)), 4);
  const Matrix symmetric = random_matrix(random, 12, 2).cwiseAbs();
  const SymmetricRecovery square(fully_observed(DataMatrix::dense(symmetric * symmetric.transpose())), 2);
  for (const Objective* objective :
       {static_cast<const Objective*>(&dense), static_cast<const Objective*>(&sparse),
        static_cast<const Objective*>(&square)}) {
    const AutomaticSolver solver(*objective, options);
    const auto together = solver.solve_together(starts_of(*objective, 5, 1e-11, 100000));
    auto starts = starts_of(*objective, 5, 1e-11, 100000);
    for (size_t s = 0; s < together.size(); ++s) {
      const SolveResult alone = solver.solve(starts[s].U0, starts[s].stop);
      EXPECT_EQ(together[s].status, Status::stationary);
      EXPECT_LE(together[s].stationarity, 1e-11);
      EXPECT_NEAR(together[s].objective, alone.objective, 1e-9 * objective->observations().squared_norm());
      ASSERT_FALSE(together[s].stages.empty());
      const bool separates = objective != &square;
      EXPECT_EQ(together[s].stages.front().method, separates ? "hals" : "coordinate");
      EXPECT_EQ(together[s].stages.front().reason, separates ? "rows separate" : "each entry is a quartic");
      Index iterations = 0;
      for (const SolveStage& stage : together[s].stages) iterations += stage.iterations;
      EXPECT_EQ(together[s].iterations, iterations);
    }
  }
}

TEST(Together, TheSameThreadsGiveTheSameBits) {
  Random random(84);
  const AsymmetricRecovery objective(fully_observed(half_empty(random, 80, 50)), 4);
  const AutomaticSolver solver(objective, on_the_data());
  const int before = threads();
  set_threads(2);
  const auto a = solver.solve_together(starts_of(objective, 5, 1e-11, 10000));
  const auto b = solver.solve_together(starts_of(objective, 5, 1e-11, 10000));
  set_threads(1);
  const auto c = solver.solve_together(starts_of(objective, 5, 1e-11, 10000));
  set_threads(before);
  for (size_t s = 0; s < a.size(); ++s) {
    EXPECT_EQ(a[s].U, b[s].U);
    EXPECT_NEAR(a[s].objective, c[s].objective, 1e-9 * c[s].objective);
  }
}

/// When it was told last.
class Clocked final : public Observer {
 public:
  void observe(const Progress& progress, const Matrix&) override { last = progress.seconds; }
  double last = 0;
};

TEST(Together, ASecondIsCountedUntilTheStartsOwnEnd) {
  Random random(86);
  const AsymmetricRecovery objective(fully_observed(half_empty(random, 300, 200)), 4);
  std::vector<SolverStart> starts = starts_of(objective, 3, 0, 0);
  std::vector<Clocked> clocks(3);
  for (size_t s = 0; s < 3; ++s) {
    starts[s].stop = iteration_limit(s == 0 ? 3 : 400);
    starts[s].observer = &clocks[s];
  }
  const auto results = AutomaticSolver(objective, on_the_data()).solve_together(std::move(starts));
  for (size_t s = 0; s < 3; ++s) EXPECT_GE(results[s].seconds, clocks[s].last);
  EXPECT_LT(results[0].seconds, clocks[2].last);  // which went on for long
}

/// One run that begins in double among many in single precision has its turn: it ends at its own limit no
/// later than they do.
TEST(Together, NoneStaysBehind) {
  Random random(87);
  const auto observations = fully_observed(half_empty_sparse(random, 60, 40));
  const AsymmetricRecovery objective(observations, 3);
  std::vector<SolverStart> starts = starts_of(objective, 5, 0, 60);
  // Near a minimum single precision ends at once.
  starts[2].U0 = hals(objective, starts[2].U0, {}, until_stalled(1e-7)).U;
  Index others_at_end = 0;
  Index slowest = 0;
  struct Counter final : Observer {
    void observe(const Progress& progress, const Matrix&) override { iteration = progress.iteration; }
    Index iteration = 0;
  };
  std::vector<Counter> counters(5);
  for (size_t s = 0; s < 5; ++s) {
    starts[s].observer = &counters[s];
    starts[s].stop = iteration_limit(60);
  }
  starts[2].stop = [&, limit = iteration_limit(30)](const Progress& p) -> std::optional<Status> {
    const auto status = limit(p);
    if (status) {
      slowest = p.iteration;
      for (size_t s = 0; s < 5; ++s)
        if (s != 2) others_at_end = std::max(others_at_end, counters[s].iteration);
    }
    return status;
  };
  const int before = threads();
  set_threads(1);  // the rule looks at the others
  hals_together(objective, std::move(starts), {.single_data = true});
  set_threads(before);
  EXPECT_EQ(slowest, 30);
  EXPECT_LE(others_at_end, 45);
}

TEST(Together, RefusesAStartThatIsNotOne) {
  Random random(85);
  const AsymmetricRecovery objective(fully_observed(half_empty(random, 20, 10)), 2);
  auto starts = starts_of(objective, 3, 0, 10);
  starts[1].U0(3, 1) = -1;
  EXPECT_THROW(hals_together(objective, starts, {}), InputError);
  EXPECT_THROW(AutomaticSolver(objective, {}).solve_together(starts), InputError);
  EXPECT_TRUE(hals_together(objective, {}, {}).empty());
}

TEST(Together, WhatARuleThrowsComesOut) {
  Random random(88);
  const AsymmetricRecovery objective(fully_observed(half_empty(random, 20, 10)), 2);
  for (const Index at : {0, 3}) {
    auto starts = starts_of(objective, 3, 0, 10);
    starts[1].stop = [at](const Progress& p) -> std::optional<Status> {
      if (p.iteration == at) throw InputError("enough");
      return std::nullopt;
    };
    EXPECT_THROW(hals_together(objective, starts, {}), InputError);
    EXPECT_THROW(AutomaticSolver(objective, on_the_data()).solve_together(starts), InputError);
  }
}

/// Sums what it is given until that is 0.
Asking<int, int> summing(int& sum) {
  for (int asked = 1;; ++asked) {
    const int given = co_await asked;
    if (given == 0) co_return;
    sum += given;
  }
}

TEST(Asking, GoesOnWithWhatItIsGiven) {
  int sum = 0;
  Asking<int, int> run = summing(sum);
  EXPECT_EQ(sum, 0);
  for (const int given : {5, 7}) {
    ASSERT_TRUE(run.go_on());
    run.give(given);
  }
  ASSERT_TRUE(run.go_on());
  EXPECT_EQ(run.wanted(), 3);
  EXPECT_EQ(sum, 12);
  run.give(0);
  EXPECT_FALSE(run.go_on());
  EXPECT_EQ(sum, 12);
}

TEST(SharedPasses, GroupsWherePassesAreDearAndMemoryAllows) {
  const int before = threads();
  set_threads(2);
  const auto constant = [](Index rows, Index cols) {
    return fully_observed(DataMatrix::dense(Matrix::Ones(rows, cols)));
  };
  const auto large = constant(2000, 500), tall = constant(200000, 3), small = constant(200, 100);
  EXPECT_EQ(starts_per_pass(AsymmetricRecovery(large, 5), 10), 10);
  EXPECT_EQ(starts_per_pass(AsymmetricRecovery(large, 20), 10), 5);  // 128 columns: 6, so 5 and 5
  EXPECT_EQ(starts_per_pass(AsymmetricRecovery(large, 65), 10), 1);  // wide enough alone
  EXPECT_EQ(starts_per_pass(AsymmetricRecovery(large, 5), 1), 1);
  EXPECT_EQ(starts_per_pass(AsymmetricRecovery(large, 30), 10), 4);  // 3, 3 and 4
  EXPECT_EQ(starts_per_pass(AsymmetricRecovery(small, 5), 10), 1);   // in the cache
  EXPECT_EQ(starts_per_pass(AsymmetricRecovery(tall, 2), 10), 4);    // 14 MB each: four in 64 MB
  EXPECT_EQ(starts_per_pass(SymmetricRecovery(constant(1000, 1000), 5), 10), 1);
  set_threads(6);  // more than a group has
  EXPECT_EQ(starts_per_pass(AsymmetricRecovery(large, 20), 10), 1);
  EXPECT_EQ(starts_per_pass(AsymmetricRecovery(large, 20), 5), 5);  // fewer starts than threads in any case
  set_threads(before);
}

}  // namespace
}  // namespace orthant
