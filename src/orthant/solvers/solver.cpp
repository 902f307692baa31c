#include "orthant/solvers/solver.hpp"

#include <cmath>
#include <limits>
#include <string>

#include "orthant/base/error.hpp"
#include "orthant/objectives/stationarity.hpp"

namespace orthant {

void TraceRecorder::observe(const Progress& progress, const Matrix& U) {
  if (last_is_extra_) trace_.pop_back();
  trace_.push_back(progress);
  if (measure_) measure_(U, trace_.back());
  last_is_extra_ = progress.iteration % stride_ != 0;
  if (last_is_extra_ || trace_.size() < capacity_) return;
  // Full: keep every other point and go on with twice the stride.
  stride_ *= 2;
  std::vector<Progress> kept;
  for (const Progress& point : trace_)
    if (point.iteration % stride_ == 0) kept.push_back(point);
  trace_ = std::move(kept);
  if (trace_.empty() || trace_.back().iteration != progress.iteration) {
    trace_.push_back(progress);
    if (measure_) measure_(U, trace_.back());
    last_is_extra_ = true;
  }
}

namespace {
constexpr double infinity = std::numeric_limits<double>::infinity();
}

StoppingRule stationary(double tolerance) {
  return [=](const Progress& p) -> std::optional<Status> {
    if (p.stationarity <= tolerance) return Status::stationary;
    return std::nullopt;
  };
}

StoppingRule target(double objective) {
  return [=](const Progress& p) -> std::optional<Status> {
    if (objective > 0 && p.objective <= objective) return Status::target_reached;
    return std::nullopt;
  };
}

StoppingRule small_change(double tolerance) {
  return [=, previous = infinity, last = Index{-1}](const Progress& p) mutable -> std::optional<Status> {
    if (p.iteration == last) return std::nullopt;  // the same point, looked at again
    last = p.iteration;
    const double before = previous;
    previous = p.objective;
    if (tolerance > 0 && std::isfinite(before) &&
        std::abs(before - p.objective) <= tolerance * std::abs(before)) {
      return Status::small_change;
    }
    return std::nullopt;
  };
}

StoppingRule iteration_limit(Index limit) {
  return [=](const Progress& p) -> std::optional<Status> {
    if (p.iteration >= limit) return Status::iteration_limit;
    return std::nullopt;
  };
}

StoppingRule within(const Budget& budget) {
  return [&budget](const Progress&) -> std::optional<Status> {
    if (!budget.exhausted()) return std::nullopt;
    (void)budget.overdue();  // the grace begins, and what ends the solver is part of it
    return budget.interrupted() ? Status::interrupted : Status::time_limit;
  };
}

StoppingRule stalled(Index window) {
  struct Mark {
    Index iteration = 0;
    double objective = infinity, stationarity = infinity;
  };
  return [=, mark = Mark{}](const Progress& p) mutable -> std::optional<Status> {
    const bool lower = !(p.objective >= mark.objective - 1e-15 * std::abs(mark.objective));
    if (lower || p.stationarity < 0.9 * mark.stationarity) {
      mark = {p.iteration, std::min(p.objective, mark.objective),
              std::min(p.stationarity, mark.stationarity)};
    } else if (p.iteration - mark.iteration >= window) {
      return Status::no_progress;
    }
    return std::nullopt;
  };
}

StoppingRule any_of(std::vector<StoppingRule> rules) {
  return [rules = std::move(rules)](const Progress& p) mutable -> std::optional<Status> {
    std::optional<Status> first;
    for (auto& rule : rules) {
      const auto status = rule(p);  // every rule sees every iteration, so that its state stays true
      if (!first) first = status;
    }
    return first;
  };
}

StoppingRule standard_stopping(const StoppingOptions& options, const Budget& budget) {
  return any_of({stationary(options.stationarity), target(options.target_objective), within(budget),
                 iteration_limit(options.max_iterations), small_change(options.relative_change), stalled()});
}

SolveResult stage_at(const Progress& last, Matrix U, Status status) {
  SolveResult result;
  result.status = status;
  result.U = std::move(U);
  result.objective = last.objective;
  result.stationarity = last.stationarity;
  result.iterations = last.iteration;
  result.seconds = last.seconds;
  result.passes = last.passes;
  result.flops = last.flops;
  return result;
}

SolveResult result_at(const Objective& objective, Matrix U, Status status, Index iterations, double seconds) {
  balance(objective, U);
  const auto expansion = objective.at(U);
  SolveResult result;
  result.status = status;
  result.objective = expansion->value();
  result.stationarity = stationarity(objective, U, expansion->gradient());
  result.iterations = iterations;
  result.seconds = seconds;
  result.passes = objective.gradient_passes() + 1;
  result.U = std::move(U);
  return result;
}

bool is_exact_fit(const Objective& objective, const Matrix& U, double value) {
  return value <= 1e-20 * objective.size() && value <= 1e4 * objective.value_error(U);
}

void require_feasible(const Objective& objective, const Matrix& U) {
  if (U.rows() != objective.rows() || U.cols() != objective.rank()) {
    throw InputError("start of size " + std::to_string(U.rows()) + "×" + std::to_string(U.cols()) +
                     "; expected " + std::to_string(objective.rows()) + "×" +
                     std::to_string(objective.rank()));
  }
  if (!U.allFinite() || (U.array() < 0).any()) {
    throw InputError("start has a negative or non-finite entry; expected finite entries ≥ 0");
  }
}

}  // namespace orthant
