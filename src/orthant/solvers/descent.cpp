#include "orthant/solvers/descent.hpp"

#include <algorithm>
#include <cmath>
#include <deque>
#include <limits>

#include "orthant/objectives/stationarity.hpp"

namespace orthant {

namespace {

constexpr double no_value_yet = std::numeric_limits<double>::infinity();

/// HALS leaves to Gauss–Newton at this stationarity when the residual is small.
constexpr double early_handover = 3e-5;

/// Iterations that lower the objective by a smaller share are not what an approach is for.
constexpr double visible_fall = 1e-5;

/// What Newton may spend on trial, in iterations on the data for each iteration so far.
constexpr double trial_share = 0.2;

/// What a start may spend on a surrogate, in iterations on the data.
constexpr double surrogate_share = 100;

/// The approach has become slow: `window` iterations lowered the objective by no more than this share of it.
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

StoppingRule Continued::rule(StoppingRule also) {
  spoke_ = false;
  return [this, also = std::move(also)](const Progress& p) mutable -> std::optional<Status> {
    const Progress now = shifted(p);
    const auto status = asked_(now);
    seconds_ = now.seconds;
    spoke_ = status.has_value();  // a solver that judged itself asks again, and may go on
    const auto own = also(p);
    return status ? status : own;
  };
}

void Continued::add(const char* method, const std::string& on, std::string reason, const SolveResult& stage) {
  base_.iteration += stage.iterations;
  base_.passes += stage.passes;
  newton_flops_ += stage.flops;
  stages_.push_back({method, on, std::move(reason), stage.iterations, stage.passes, stage.seconds,
                     stage.objective, stage.stationarity});
}

Progress Continued::shifted(Progress p) const {
  p.iteration += base_.iteration;
  p.passes += base_.passes;
  p.seconds = clock_.seconds();
  return p;
}

Descent::Descent(const Ground& ground, Matrix U0, const NewtonOptions& options, Continued& course,
                 const Budget* budget)
    : ground_(ground),
      options_(options),
      course_(course),
      half_norm_(ground.objective.observations().squared_norm() / 2),
      goal_(ground.goal) {
  options_.stage = true;
  options_.budget = budget;
  options_.value_noise = ground.value_noise;
  result_.U = std::move(U0);
}

std::optional<Approach> Descent::next() {
  // A small residual shows early, and then Gauss–Newton steps gain more than sweeps.
  if (turn_ == Turn::first) {
    turn_ = ground_.data != nullptr ? Turn::look : Turn::round;
    return until(early_handover, "rows separate", true);
  }
  if (turn_ == Turn::look) {
    turn_ = Turn::round;
    look_at_data();
  }
  while (!over()) {
    std::optional<Approach> approach;
    if (turn_ == Turn::round) {
      approach = begin_round();
    } else if (turn_ == Turn::newton) {
      approach = newton_turn();
    } else if (!round_moved()) {
      result_.status = Status::no_progress;
      return std::nullopt;
    }
    if (approach) return approach;
  }
  return std::nullopt;
}

/// What the surrogate leaves out, as a stationarity: the difference of the gradients on positive entries.
void Descent::look_at_data() {
  if (over()) return;
  const Matrix& U = result_.U;
  const Matrix difference = ground_.data->gradient(U) - ground_.objective.gradient(U);
  const double left_out = (U.array() > 0).select(difference, 0.0).norm() / gradient_scale(*ground_.data, U);
  if (left_out > result_.stationarity) goal_ = std::max(goal_, left_out);
  course_.count_passes(3);
}

double Descent::left_on_surrogate() const {
  if (ground_.data == nullptr) return std::numeric_limits<double>::infinity();
  const double approach = approach_flops(ground_.objective.observations().product_cost());
  const double spent = course_.newton_flops() + static_cast<double>(course_.base().iteration) * approach;
  return (surrogate_share * approach_flops(ground_.data->observations().product_cost()) - spent) / approach;
}

std::optional<Approach> Descent::begin_round() {
  turn_ = Turn::newton;
  before_ = course_.base().iteration;
  started_stuck_ = result_.status == Status::no_progress;
  good_fit_ = result_.objective < 0.02 * half_norm_;
  if (good_fit_ || started_stuck_ || result_.stationarity <= std::max(goal_, handover_)) return std::nullopt;
  return until(handover_, "large residual");
}

std::optional<Approach> Descent::newton_turn() {
  turn_ = Turn::end_of_round;
  newton_steps();
  if (over() || (started_stuck_ && result_.status == Status::no_progress)) return std::nullopt;
  if (outweighed_) {
    turn_ = Turn::round;
    slow_ /= 4;
    return until(std::min(early_handover, result_.stationarity) / 10, "it gains more than Newton", true);
  }
  handover_ = std::min(handover_, result_.stationarity) / 10;
  return until(handover_, "Newton did not gain");
}

/// A round that moved nothing will not move anything the next time.
bool Descent::round_moved() {
  turn_ = Turn::round;
  return course_.base().iteration != before_ && !(started_stuck_ && result_.status == Status::no_progress);
}

void Descent::newton_steps() {
  const bool gauss_newton = good_fit_ && result_.stationarity > 1e-5;
  NewtonOptions options = options_;
  options.exact = !gauss_newton;
  if (!gauss_newton) options.damping = 1e-9;
  outweighed_ = false;
  std::vector<StoppingRule> rules = {stationary(goal_), slow_newton()};
  if (gauss_newton && last_fall_ > visible_fall) {
    const double allowance = trial_share * static_cast<double>(course_.base().iteration) *
                                 approach_flops(ground_.on_data().observations().product_cost()) -
                             course_.newton_flops();
    const double product = 16 * static_cast<double>(result_.U.size() * result_.U.cols());
    options.cg_iterations = std::clamp(static_cast<long>(allowance / (2 * product)),
                                       std::min(20L, options.cg_iterations), options.cg_iterations);
    rules.push_back(on_trial(allowance));
  }
  const StoppingRule stop = course_.rule(any_of(std::move(rules)));
  result_ = newton(ground_.objective, std::move(result_.U), options, stop, course_.observer());
  course_.add("newton", ground_.name, gauss_newton ? "the residual is small" : "near a minimum", result_);
}

StoppingRule Descent::on_trial(double allowance) {
  const double approach = approach_flops(ground_.objective.observations().product_cost());
  const double rate = last_fall_ / approach;
  return [=, this, start = no_value_yet](const Progress& p) mutable -> std::optional<Status> {
    if (!std::isfinite(start)) start = p.objective;
    outweighed_ = p.flops > std::max(allowance, 0.0) && 1 - p.objective / start < rate * p.flops;
    if (outweighed_) return Status::small_change;
    return std::nullopt;
  };
}

double Descent::approach_flops(double cost) const {
  constexpr double sweeps = 4;
  const auto n = static_cast<double>(ground_.objective.rows()),
             r = static_cast<double>(ground_.objective.rank());
  return 4 * cost * r + 2 * sweeps * n * r * r;
}

StoppingRule Descent::rule(const Approach& approach) {
  const double most = std::clamp(left_on_surrogate(), 1.0, 1e15);
  return course_.rule(
      any_of({stationary(approach.until), watch_fall(&last_fall_), iteration_limit(static_cast<Index>(most)),
              approach.early ? slow_descent(10, slow_) : slow_descent(100, 1e-7)}));
}

void Descent::made(const char* method, const char* reason, SolveResult result) {
  result_ = std::move(result);
  course_.add(method, ground_.name, reason, result_);
}

}  // namespace orthant
