#include "orthant/recover/spare_columns.hpp"

#include <algorithm>
#include <cmath>

namespace orthant {

namespace {

constexpr double near_exact = 1e-6;  ///< of f(0): from there on the rank is looked at

/// Watches the rank of the product, and passes on what it sees.
class RankWatch final : public Observer {
 public:
  RankWatch(const Objective& objective, Observer* inner)
      : objective_(objective), inner_(inner), next_(near_exact * objective.size()) {}

  void observe(const Progress& progress, const Matrix& U) override {
    if (inner_ != nullptr) inner_->observe(progress, U);
    if (found_ || !(progress.objective <= next_)) return;
    next_ = progress.objective / 10;
    const Observations& seen = objective_.observations();
    const Index most = std::min({objective_.rank(), seen.rows(), seen.cols()});
    found_ = rank_of_product(objective_, U, 10 * std::sqrt(progress.objective / objective_.size())) < most;
  }

  bool found() const { return found_; }

 private:
  const Objective& objective_;
  Observer* inner_;
  double next_;
  bool found_ = false;
};

/// Counts on from what was done before.
class CountingOn final : public Observer {
 public:
  CountingOn(Observer* inner, const SolveResult& before) : inner_(inner), before_(before) {}
  void observe(const Progress& progress, const Matrix& U) override {
    Progress later = progress;
    later.iteration += before_.iterations;
    later.passes += before_.passes;
    later.seconds += before_.seconds;
    if (inner_ != nullptr) inner_->observe(later, U);
  }

 private:
  Observer* inner_;
  const SolveResult& before_;
};

SolveResult go_on_as_before(const MultiStartOptions& options, const SharedSolver& solver,
                            const Budget& budget, Observer* observer, SolveResult result) {
  StoppingOptions left = options.stopping;
  left.max_iterations = std::max(left.max_iterations - static_cast<long>(result.iterations), 0L);
  CountingOn counting(observer, result);
  SolveResult further = solver.go_on(result.U, standard_stopping(left, budget), budget, &counting);
  result.stages.insert(result.stages.end(), further.stages.begin(), further.stages.end());
  result.status = further.status;
  take_if_lower(std::move(further), result);
  return result;
}

/// What recovering first took, and what came of it.
SolveStage stage_of(const SignlessFactors& factors, const SolveResult& there) {
  return {"signless",     "data",          factors.reason,  factors.iterations,
          factors.passes, factors.seconds, there.objective, there.stationarity};
}

}  // namespace

bool looks_for_spare_columns(const Objective& objective, const MultiStartOptions& options) {
  return options.solver == Solver::automatic && objective.rank() > 1 && objective.row_blocks() == nullptr &&
         why_not_signless(objective).empty();
}

SolveResult solve_with_spare_columns(const Objective& objective, const MultiStartOptions& options,
                                     const SharedSolver& solver, SolverStart start, const Budget& budget) {
  RankWatch watch(objective, start.observer);
  std::vector<SolverStart> one;
  one.push_back({std::move(start.U0),
                 [asked = std::move(start.stop), &watch](const Progress& p) mutable -> std::optional<Status> {
                   const auto status = asked(p);
                   if (!status && watch.found()) return Status::target_reached;
                   return status;
                 },
                 &watch});
  SolveResult result = std::move(solver.solve(std::move(one), budget).front());
  if (!watch.found()) return result;
  const BudgetScope scope(budget);
  const auto factors =
      recover_without_signs(objective, result.U, true, static_cast<std::uint64_t>(options.seed));
  if (factors) {
    SolveResult there = result_at(objective, factors->U, Status::stationary, 0, 0);
    result.iterations += factors->iterations;
    result.passes += factors->passes + there.passes;
    result.seconds += factors->seconds;
    result.stages.push_back(stage_of(*factors, there));
    if (is_exact_fit(objective, there.U, there.objective) && there.objective < result.objective) {
      result.U = std::move(there.U);
      result.objective = there.objective;
      result.stationarity = there.stationarity;
      result.status = Status::stationary;
      if (start.observer != nullptr)
        start.observer->observe({.iteration = result.iterations,
                                 .seconds = result.seconds,
                                 .objective = result.objective,
                                 .stationarity = result.stationarity,
                                 .passes = result.passes},
                                result.U);
      return result;
    }
  }
  if (result.status != Status::target_reached || budget.exhausted()) return result;
  return go_on_as_before(options, solver, budget, start.observer, std::move(result));
}

std::optional<SolveStage> begin_without_signs(const Objective& objective, const MultiStartOptions& options,
                                              const Budget& budget, Matrix& U0) {
  const BudgetScope scope(budget);
  const auto seed = static_cast<std::uint64_t>(options.seed);
  auto factors = recover_without_signs(objective, spectral_start(objective, seed), false, seed);
  if (!factors) return std::nullopt;
  U0 = factors->U;
  return stage_of(*factors, result_at(objective, factors->U, Status::stationary, 0, 0));
}

}  // namespace orthant
