/// When to stop, as rules that combine: the first that speaks wins.
///
///   stop = any_of({stationary(1e-12), iteration_limit(5000), within(budget)})
///
/// A rule may keep state (the last objective), so make a new one for each run.
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "orthant/base/stop.hpp"
#include "orthant/base/words.hpp"
#include "orthant/solvers/observer.hpp"

namespace orthant {

using StoppingRule = std::function<std::optional<Status>(const Progress&)>;

/// stationarity ≤ tolerance → `stationary`.
StoppingRule stationary(double tolerance);

/// objective ≤ target → `target_reached`; target 0 never stops.
StoppingRule target(double objective);

/// |f_prev − f| ≤ tolerance · |f_prev| → `small_change`; tolerance 0 never stops.
StoppingRule small_change(double tolerance);

/// iteration ≥ limit → `iteration_limit`.
StoppingRule iteration_limit(Index limit);

/// A raised request → `interrupted`; time over → `time_limit`. The budget must outlive the rule.
StoppingRule within(const Budget& budget);

/// Over `window` iterations neither the objective fell by more than 1e-15 relative nor the best stationarity
/// by a tenth → `no_progress`: what is left is rounding.
StoppingRule stalled(Index window = 500);

StoppingRule any_of(std::vector<StoppingRule> rules);

/// What every solver here stops by.
struct StoppingOptions {
  double stationarity = 1e-12;
  double relative_change = 0;
  double target_objective = 0;
  long max_iterations = 20000;
};

/// any_of all of the above.
StoppingRule standard_stopping(const StoppingOptions& options, const Budget& budget);

}  // namespace orthant
