/// What every solver takes and gives: from a start U0, by a rule that says when to stop, watched by an
/// observer, to a point, with residuals recomputed at it and the reason why it stopped.
#pragma once

#include <functional>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "orthant/base/stop.hpp"
#include "orthant/base/words.hpp"
#include "orthant/objectives/objective.hpp"

namespace orthant {

/// Where a solver stands after `iteration` iterations.
struct Progress {
  Index iteration = 0;
  double seconds = 0;
  double objective = 0;  ///< may come from ‖b‖² − 2⟨·⟩ + ⟨·⟩: good for pictures, not for certificates
  double stationarity = 0;  ///< objectives/stationarity.hpp, at balanced factors
  Index passes = 0;         ///< products of the data with one factor so far
  double flops = 0;         ///< so far, about, in Newton steps; 0 for other solvers
  // What a recorder was asked to measure.
  double held_out_rmse = std::numeric_limits<double>::quiet_NaN();
  double held_out_mae = std::numeric_limits<double>::quiet_NaN();
  double distance = std::numeric_limits<double>::quiet_NaN();  ///< from a known truth (recover_problem.hpp)
};

/// Watches a solver: progress bars, recordings, pictures. Solvers never print.
class Observer {
 public:
  virtual ~Observer() = default;
  virtual void observe(const Progress& progress, const Matrix& U) = 0;
};

/// Adds to a point of the history what is of interest there.
using Measure = std::function<void(const Matrix& U, Progress& point)>;

/// Keeps at most `capacity` points of the history, evenly spaced in iterations, and always the last;
/// `measure`, when there is one, is called at each.
class TraceRecorder final : public Observer {
 public:
  explicit TraceRecorder(size_t capacity = 200, Measure measure = {})
      : capacity_(capacity), measure_(std::move(measure)) {}
  void observe(const Progress& progress, const Matrix& U) override;
  const std::vector<Progress>& trace() const { return trace_; }

 private:
  size_t capacity_;
  Measure measure_;
  Index stride_ = 1;
  bool last_is_extra_ = false;
  std::vector<Progress> trace_;
};

/// When to stop, as rules that combine: the first that speaks wins.
///
///   stop = any_of({stationary(1e-12), iteration_limit(5000), within(budget)})
///
/// A rule may keep state (the last objective), so make a new one for each run.
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

/// Where a solver begins, and what it answers to.
struct SolverStart {
  Matrix U0;  ///< n×r, finite, nonnegative
  StoppingRule stop;
  Observer* observer = nullptr;  ///< told from any thread, but never from two at once
};

/// A part of a solve that several methods share.
struct SolveStage {
  std::string method;  ///< "hals", "newton", …
  std::string on;      ///< "data", or "surrogate of rank 30"
  std::string reason;  ///< why this method, in one sentence
  Index iterations = 0, passes = 0;
  double seconds = 0, objective = 0, stationarity = 0;  ///< at its end, as the method saw them
};

struct SolveResult {
  Status status = Status::iteration_limit;
  Matrix U;                 ///< n×r, nonnegative, balanced when scaling is free
  double objective = 0;     ///< from explicit residuals at U
  double stationarity = 0;  ///< recomputed at U
  Index iterations = 0;
  double seconds = 0;
  std::vector<SolveStage> stages;  ///< when there were several
  Index passes = 0;  ///< products of the data (or 𝒜*b) with one thin factor, those of result_at included
  double flops = 0;  ///< of Newton steps, about
};

/// A result as the solver saw it, at a balanced U: for one stage of several, which judge once at the end.
SolveResult stage_at(const Progress& last, Matrix U, Status status);

/// Balances U and recomputes objective and stationarity there.
SolveResult result_at(const Objective& objective, Matrix U, Status status, Index iterations, double seconds);

/// f(U) = `value` is at most 1e-20 f(0), and near its rounding entry by entry: beside one huge entry the norm alone would
/// call a fit exact that misses all others. The last Newton steps may have yet to come. U may have any sign.
bool is_exact_fit(const Objective& objective, const Matrix& U, double value);

/// Throws InputError unless U is n×r, finite and nonnegative.
void require_feasible(const Objective& objective, const Matrix& U);

}  // namespace orthant
