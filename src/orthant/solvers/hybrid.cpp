#include "orthant/solvers/hybrid.hpp"

#include <algorithm>
#include <cmath>
#include <deque>
#include <limits>

#include "orthant/objectives/stationarity.hpp"
#include "orthant/solvers/symmetric_descent.hpp"

namespace orthant {

namespace {

constexpr double no_value_yet = std::numeric_limits<double>::infinity();

/// HALS leaves to Gauss–Newton at this stationarity when the residual is small.
constexpr double early_handover = 3e-5;

/// Iterations that lower the objective by a smaller share are not what a first-order phase is for.
constexpr double visible_fall = 1e-5;

/// What Newton may spend on trial, in iterations on the data for each iteration so far.
constexpr double trial_share = 0.2;

/// What a start may spend on a surrogate, in iterations on the data.
constexpr double surrogate_share = 100;

/// A first-order phase has become slow: `window` iterations lowered the objective by no more than this share of it.
StoppingRule slow_descent(int window, double share) {
  return [=, start = no_value_yet, count = 0](const Progress& p) mutable -> std::optional<Status> {
    if (count++ % window != 0) return std::nullopt;
    const bool slow = p.objective > start * (1 - share);
    start = p.objective;
    if (slow) return Status::small_change;
    return std::nullopt;
  };
}

/// Never stops; `fall` is told the share by which an iteration lowered the objective of late.
StoppingRule watch_fall(double* fall) {
  constexpr size_t of_late = 5;
  return [fall, values = std::deque<double>()](const Progress& p) mutable -> std::optional<Status> {
    values.push_back(p.objective);
    if (values.size() > of_late + 1) values.pop_front();
    if (values.size() > 1)
      *fall = (1 - values.back() / values.front()) / static_cast<double>(values.size() - 1);
    return std::nullopt;
  };
}

/// Newton does not gain: over six iterations neither the stationarity fell tenfold nor the objective by 1 %.
StoppingRule slow_newton() {
  return
      [st = no_value_yet, f = no_value_yet, count = 0](const Progress& p) mutable -> std::optional<Status> {
        if (count++ % 6 != 0) return std::nullopt;
        const bool slow = p.stationarity > st / 10 && p.objective > f * (1 - 1e-2);
        st = p.stationarity;
        f = p.objective;
        if (slow) return Status::small_change;
        return std::nullopt;
      };
}

}  // namespace

StoppingRule StageLog::rule(StoppingRule also) {
  ended_by_rule_ = false;
  return [this, also = std::move(also)](const Progress& p) mutable -> std::optional<Status> {
    const Progress now = shifted(p);
    const auto status = asked_(now);
    seconds_ = now.seconds;
    ended_by_rule_ = status.has_value();  // a solver that judges itself asks again, and may go on
    const auto own = also(p);
    return status ? status : own;
  };
}

void StageLog::add(const char* method, const std::string& on, std::string reason, const SolveResult& stage) {
  before_.iteration += stage.iterations;
  before_.passes += stage.passes;
  newton_flops_ += stage.flops;
  stages_.push_back({method, on, std::move(reason), stage.iterations, stage.passes, stage.seconds,
                     offset_ + scale_ * stage.objective, stage.stationarity});
}

Progress StageLog::shifted(Progress p) const {
  p.iteration += before_.iteration;
  p.passes += before_.passes;
  p.seconds = clock_.seconds();
  p.objective = offset_ + scale_ * p.objective;
  return p;
}

HybridRun::HybridRun(const Level& level, Matrix U0, const NewtonOptions& options, StageLog& log,
                     const Budget* budget)
    : level_(level),
      options_(options),
      log_(log),
      half_norm_(level.objective.observations().squared_norm() / 2),
      goal_(level.goal) {
  options_.stage = true;
  options_.budget = budget;
  options_.value_noise = level.value_noise;
  result_.U = std::move(U0);
}

Asking<FirstOrderPhase, SolveResult> HybridRun::run() {
  // A small residual shows early, and then Gauss–Newton steps gain more than sweeps.
  result_ = co_await phase(early_handover, "rows separate", true);
  if (level_.data != nullptr) look_at_data();
  // From there one Newton step arrives; sweeps cost less than a second one. Those of a symmetric factor, each beside its
  // own rows, converge more slowly than HALS.
  double handover = has_quartic_entries(level_.objective) ? 1e-4 : 1e-9;
  while (!over()) {
    const Index before = log_.before().iteration;
    const bool began_stuck = result_.status == Status::no_progress;
    const bool good_fit = result_.objective < 0.02 * half_norm_;
    if (!good_fit && !began_stuck && result_.stationarity > std::max(goal_, handover)) {
      result_ = co_await phase(handover, "large residual");
      if (over()) break;
    }
    newton_steps(good_fit);
    if (over() || (began_stuck && result_.status == Status::no_progress)) break;
    if (outweighed_) {
      slow_ /= 4;
      result_ = co_await phase(std::min(early_handover, result_.stationarity) / 10,
                               "it gains more than Newton", true);
      continue;
    }
    handover = std::min(handover, result_.stationarity) / 10;
    result_ = co_await phase(handover, "Newton did not gain");
    // A round that moved nothing will not move anything the next time.
    const bool moved = log_.before().iteration != before;
    if (!moved || (began_stuck && result_.status == Status::no_progress)) {
      if (!over()) result_.status = Status::no_progress;
      break;
    }
  }
}

/// What the surrogate leaves out, as a stationarity: the difference of the gradients on positive entries.
void HybridRun::look_at_data() {
  if (over()) return;
  const Matrix& U = result_.U;
  const Matrix difference = level_.data->gradient(U) - level_.scale * level_.objective.gradient(U);
  const double left_out = (U.array() > 0).select(difference, 0.0).norm() / gradient_scale(*level_.data, U);
  if (left_out > result_.stationarity) goal_ = std::max(goal_, left_out);
  log_.count_passes(3);
}

double HybridRun::left_on_surrogate() const {
  if (level_.data == nullptr) return std::numeric_limits<double>::infinity();
  const double iteration = iteration_flops(level_.objective.observations().product_cost());
  const double spent = log_.newton_flops() + static_cast<double>(log_.before().iteration) * iteration;
  return (surrogate_share * iteration_flops(level_.data->observations().product_cost()) - spent) / iteration;
}

void HybridRun::newton_steps(bool good_fit) {
  const bool gauss_newton = good_fit && result_.stationarity > 1e-5;
  NewtonOptions options = options_;
  options.exact = !gauss_newton;
  if (!gauss_newton) options.damping = 1e-9;
  outweighed_ = false;
  std::vector<StoppingRule> rules = {stationary(goal_), slow_newton()};
  if (gauss_newton && last_fall_ > visible_fall) {
    const double allowance = trial_share * static_cast<double>(log_.before().iteration) *
                                 iteration_flops(level_.on_data().observations().product_cost()) -
                             log_.newton_flops();
    const double product = 16 * static_cast<double>(result_.U.size() * result_.U.cols());
    options.cg_iterations = std::clamp(static_cast<long>(allowance / (2 * product)),
                                       std::min(20L, options.cg_iterations), options.cg_iterations);
    rules.push_back(on_trial(allowance));
  }
  const StoppingRule stop = log_.rule(any_of(std::move(rules)));
  result_ = newton(level_.objective, std::move(result_.U), options, stop, log_.observer());
  log_.add("newton", level_.name, gauss_newton ? "the residual is small" : "near a minimum", result_);
}

StoppingRule HybridRun::on_trial(double allowance) {
  const double iteration = iteration_flops(level_.objective.observations().product_cost());
  const double rate = last_fall_ / iteration;
  return [=, this, start = no_value_yet](const Progress& p) mutable -> std::optional<Status> {
    if (!std::isfinite(start)) start = p.objective;
    outweighed_ = p.flops > std::max(allowance, 0.0) && 1 - p.objective / start < rate * p.flops;
    if (outweighed_) return Status::small_change;
    return std::nullopt;
  };
}

double HybridRun::iteration_flops(double cost) const {
  constexpr double sweeps = 4;
  const auto n = static_cast<double>(level_.objective.rows()),
             r = static_cast<double>(level_.objective.rank());
  return 4 * cost * r + 2 * sweeps * n * r * r;
}

StoppingRule HybridRun::rule(const FirstOrderPhase& phase) {
  const double most = std::clamp(left_on_surrogate(), 1.0, 1e15);
  return log_.rule(
      any_of({stationary(phase.until), watch_fall(&last_fall_), iteration_limit(static_cast<Index>(most)),
              phase.early ? slow_descent(10, slow_) : slow_descent(100, 1e-7)}));
}

}  // namespace orthant
