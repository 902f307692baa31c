#include "orthant/solve/descent.hpp"

#include <algorithm>
#include <limits>

namespace orthant {

namespace {

constexpr double no_value_yet = std::numeric_limits<double>::infinity();

/// HALS leaves to Gauss–Newton at this stationarity when the residual is small.
constexpr double early_handover = 3e-5;

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
      half_norm_(ground.objective.observations().squared_norm() / 2) {
  options_.stage = true;
  options_.budget = budget;
  options_.value_noise = ground.value_noise;
  result_.U = std::move(U0);
}

std::optional<Approach> Descent::next() {
  // A small residual shows early, and then Gauss–Newton steps gain more than sweeps.
  if (turn_ == Turn::first) {
    turn_ = Turn::round;
    return until(early_handover, "rows separate");
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

std::optional<Approach> Descent::begin_round() {
  turn_ = Turn::newton;
  before_ = course_.base().iteration;
  started_stuck_ = result_.status == Status::no_progress;
  good_fit_ = result_.objective < 0.02 * half_norm_;
  if (good_fit_ || started_stuck_ || result_.stationarity <= std::max(ground_.goal, handover_))
    return std::nullopt;
  return until(handover_, "large residual");
}

std::optional<Approach> Descent::newton_turn() {
  turn_ = Turn::end_of_round;
  newton_steps();
  if (over() || (started_stuck_ && result_.status == Status::no_progress)) return std::nullopt;
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
  const StoppingRule stop = course_.rule(any_of({stationary(ground_.goal), slow_newton()}));
  result_ = newton(ground_.objective, std::move(result_.U), options, stop, course_.observer());
  course_.add("newton", ground_.name, gauss_newton ? "the residual is small" : "near a minimum", result_);
}

StoppingRule Descent::rule(const Approach& approach) {
  const bool early = approach.until >= early_handover;
  return course_.rule(
      any_of({stationary(approach.until), early ? slow_descent(10, 1e-2) : slow_descent(100, 1e-7)}));
}

void Descent::made(const char* method, const char* reason, SolveResult result) {
  result_ = std::move(result);
  course_.add(method, ground_.name, reason, result_);
}

}  // namespace orthant
