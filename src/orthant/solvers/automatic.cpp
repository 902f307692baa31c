#include "orthant/solvers/automatic.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <numeric>
#include <optional>

#include "orthant/objectives/recovery.hpp"
#include "orthant/objectives/regularised.hpp"
#include "orthant/operators/surrogate.hpp"
#include "orthant/solvers/hybrid.hpp"
#include "orthant/solvers/shared_passes.hpp"
#include "orthant/solvers/signless_completion.hpp"
#include "orthant/solvers/symmetric_descent.hpp"

namespace orthant {

namespace {

/// Share of ‖A‖² that a surrogate may leave out.
constexpr double most_left_out = 0.15;

/// The runs of all starts on one level (2, 3), which make the same first-order phases together.
class LevelRuns {
 public:
  LevelRuns(const Level& level, const AutomaticOptions& options) : level_(level), options_(options) {
    const auto* data = dynamic_cast<const FullObservations*>(&level.objective.observations());
    sparse_ = data != nullptr && data->data().is_sparse();
  }

  void add(Matrix U0, StageLog& log, const Budget* budget) {
    auto run = std::make_unique<HybridRun>(level_, std::move(U0), options_.newton, log, budget);
    auto steps = run->run();
    runs_.push_back({std::move(run), std::move(steps), log, budget});
  }

  std::vector<SolveResult> lead() {
    std::vector<One*> going;
    for (One& one : runs_) going.push_back(&one);
    for (;;) {
      for_each_start(going, [](One* one) { one->going = one->steps.go_on(); });
      std::erase_if(going, [](const One* one) { return !one->going; });
      if (going.empty()) break;
      std::vector<std::vector<One*>> alone;
      for (auto& group : alike(going)) {
        if (group.size() == 1) {
          alone.push_back(std::move(group));
        } else {
          make(group);
        }
      }
      for_each_start(alone, [this](const std::vector<One*>& one) { make(one); });
    }
    std::vector<SolveResult> results;
    for (One& one : runs_) results.push_back(one.run->take());
    return results;
  }

 private:
  struct One {
    std::unique_ptr<HybridRun> run;
    Asking<FirstOrderPhase, SolveResult> steps;
    StageLog& log;
    const Budget* budget;
    bool going = true;

    const FirstOrderPhase& due() const { return steps.wanted(); }
  };

  /// Those to which the same phase is due.
  static std::vector<std::vector<One*>> alike(const std::vector<One*>& going) {
    std::vector<std::vector<One*>> groups;
    for (One* one : going) {
      const auto group = std::find_if(groups.begin(), groups.end(), [&](const auto& others) {
        return others.front()->due().same_as(one->due());
      });
      if (group != groups.end()) {
        group->push_back(one);
      } else {
        groups.push_back({one});
      }
    }
    return groups;
  }

  void made(One* one, const char* method, const char* reason, SolveResult result) {
    one->log.add(method, level_.name, reason, result);
    one->steps.give(std::move(result));
  }

  void make(const std::vector<One*>& group) {
    const RowBlocks* blocks = level_.objective.row_blocks();
    if (has_quartic_entries(level_.objective)) {
      for_each_start(group, [&](One* one) {
        auto result = symmetric_descent(level_.objective, one->run->take_point(), {true, one->budget},
                                        one->run->rule(one->due()), one->log.observer());
        made(one, "coordinate", "each entry is a quartic", std::move(result));
      });
      return;
    }
    if (blocks == nullptr) {
      for_each_start(group, [&](One* one) {
        auto result =
            projected_gradient(level_.objective, one->run->take_point(), options_.projected_gradient,
                               one->run->rule(one->due()), one->log.observer());
        made(one, "projected_gradient", "rows do not separate", std::move(result));
      });
      return;
    }
    const double until = group.front()->due().until;
    HalsOptions hals_options = options_.hals;
    hals_options.stage = true;
    hals_options.single_sweeps = until > 1e-8 && blocks->shared_gram();
    // Products with sparse data wait for memory, so that floats halve their time.
    hals_options.single_data = until > 1e-8 && sparse_;
    std::vector<SolverStart> starts;
    for (One* one : group)
      starts.push_back({one->run->take_point(), one->run->rule(one->due()), one->log.observer()});
    auto results = hals_together(level_.objective, std::move(starts), hals_options);
    for (size_t i = 0; i < group.size(); ++i)
      made(group[i], "hals", group[i]->due().reason, std::move(results[i]));
  }

  const Level& level_;
  const AutomaticOptions& options_;
  bool sparse_;
  std::vector<One> runs_;
};

/// The surrogate, when it pays (1).
std::shared_ptr<SurrogateObservations> surrogate_of(const Objective& objective,
                                                    const AutomaticOptions& options, Index& passes) {
  const auto* data = dynamic_cast<const FullObservations*>(&objective.observations());
  if (objective.fixed_columns() != nullptr) return nullptr;  // it is made of the data alone
  if (options.surrogate_gain == 0 || data == nullptr || objective.row_blocks() == nullptr) return nullptr;
  const Index rank = std::min({objective.rank() + options.oversampling, data->rows(), data->cols()});
  const double cost = static_cast<double>((data->rows() + data->cols()) * rank);
  if (static_cast<double>(data->data().stored()) < options.surrogate_gain * cost) return nullptr;
  if (data->data().is_sparse()) return nullptr;  // text and counts: the spectrum decays slowly
  constexpr int power = 1;
  RangeApproximation range = approximate_range(data->data(), rank, power, 0);
  passes += 2 * power + 2;
  const double left_out = data->squared_norm() - range.coefficients.squaredNorm();
  if (left_out > most_left_out * data->squared_norm()) return nullptr;
  return std::make_shared<SurrogateObservations>(*data, std::move(range));
}

/// Entries, completed without the sign constraint, when that pays and the product is nearly nonnegative: what is below
/// zero in it weighs no more than what it leaves out of the data.
std::optional<SignlessCompletion> completion_of(const Objective& objective, const AutomaticOptions& options) {
  constexpr Index most_columns = 32;  // Gram matrices of rows in registers
  const auto* data = dynamic_cast<const EntriesObservations*>(&objective.observations());
  if (objective.fixed_columns() != nullptr || objective.regularisation() != nullptr ||
      objective.row_blocks() == nullptr)
    return std::nullopt;
  if (options.surrogate_gain == 0 || data == nullptr || objective.rank() > most_columns) return std::nullopt;
  const double cost = static_cast<double>((data->rows() + data->cols()) * objective.rank());
  if (static_cast<double>(data->values().size()) < options.surrogate_gain * cost) return std::nullopt;
  auto completion = complete_without_signs(*data, objective.rank());
  if (completion && completion->negative_share > std::max(1e-6, completion->misfit_share))
    return std::nullopt;
  return completion;
}

}  // namespace

AutomaticSolver::AutomaticSolver(const Objective& objective, const AutomaticOptions& options)
    : objective_(objective), options_(options) {
  check_options(options, std::span<const Option<AutomaticOptions>>(automatic_options));
  check_options(options.hals, std::span<const Option<HalsOptions>>(hals_options));
  check_options(options.newton, std::span<const Option<NewtonOptions>>(newton_options));
  check_options(options.projected_gradient,
                std::span<const Option<ProjectedGradientOptions>>(projected_gradient_options));
  const Stopwatch clock;
  auto surrogate = surrogate_of(objective, options, preparation_passes_);
  if (surrogate != nullptr) {
    surrogate_ = fmt::format("surrogate of rank {}", surrogate->rank());
  } else if (auto completion = completion_of(objective, options)) {
    const Observations& data = objective.observations();
    surrogate_ = "completion without signs";
    preparation_passes_ += completion->passes;
    surrogate = std::make_shared<SurrogateObservations>(std::move(completion->P), std::move(completion->Q),
                                                        data.mean());
    // The completion leaves a residual that is orthogonal to what it can change: ½‖w∘(LRᵀ − X)‖² is that of the
    // completion and about the observed share of ½‖LRᵀ − PQᵀ‖².
    scale_ = completion->observed_share;
    offset_ = completion->misfit_share * data.squared_norm() / 2;
  }
  if (surrogate != nullptr) {
    simpler_ = std::make_shared<AsymmetricRecovery>(std::move(surrogate), objective.rank());
    if (const Regularisation* weights = objective.regularisation())
      simpler_ = std::make_shared<Regularised>(simpler_, *weights);
  }
  preparation_seconds_ = clock.seconds();
}

SolveResult AutomaticSolver::solve(Matrix U, const StoppingRule& stop, Observer* observer,
                                   const Budget* budget) const {
  std::vector<SolverStart> one;
  one.push_back({std::move(U), stop, observer});
  return std::move(solve_together(std::move(one), budget).front());
}

std::vector<SolveResult> AutomaticSolver::solve_together(std::vector<SolverStart> starts,
                                                         const Budget* budget) const {
  std::vector<std::unique_ptr<StageLog>> logs;
  std::vector<Matrix> points;
  for (SolverStart& start : starts) {
    require_feasible(objective_, start.U0);
    logs.push_back(std::make_unique<StageLog>(std::move(start.stop), start.observer));
    points.push_back(std::move(start.U0));
  }
  const auto solve_on = [&](const Level& level) {
    LevelRuns runs(level, options_);
    for (const auto& log : logs) log->set_values(level.scale, level.offset);
    for (size_t s = 0; s < points.size(); ++s) runs.add(std::move(points[s]), *logs[s], budget);
    return runs.lead();
  };
  if (simpler_ != nullptr) {
    const double noise = 4e-15 * objective_.observations().squared_norm();
    auto there = solve_on({*simpler_, surrogate_, 1e-7, noise, &objective_, scale_, offset_});
    for (size_t s = 0; s < points.size(); ++s) points[s] = std::move(there[s].U);
  }
  auto results = solve_on({objective_, "data"});
  std::vector<size_t> all(results.size());
  std::iota(all.begin(), all.end(), size_t{0});
  for_each_start(all, [&](size_t s) {
    StageLog& log = *logs[s];
    SolveResult result = result_at(objective_, std::move(results[s].U), results[s].status,
                                   log.before().iteration, log.seconds());
    result.passes += log.before().passes;
    result.stages = std::move(log.stages());
    results[s] = std::move(result);
  });
  return results;
}

}  // namespace orthant
