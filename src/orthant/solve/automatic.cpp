#include "orthant/solve/automatic.hpp"

#include <fmt/format.h>

#include <cmath>
#include <limits>

#include "orthant/measure/surrogate.hpp"
#include "orthant/model/asymmetric_recovery.hpp"
#include "orthant/model/regularised.hpp"

namespace orthant {

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

/// HALS leaves to Gauss–Newton at this stationarity when the residual is small.
constexpr double early_handover = 3e-5;

/// Share of ‖A‖² that a surrogate may leave out.
constexpr double most_left_out = 0.15;

/// HALS has become slow: `window` iterations lowered the objective by no more than this share of it.
StoppingRule slow_descent(int window, double share) {
  return [=, start = infinity, count = 0](const Progress& p) mutable -> std::optional<Status> {
    if (count++ % window != 0) return std::nullopt;
    const bool slow = p.objective > start * (1 - share);
    start = p.objective;
    if (slow) return Status::small_change;
    return std::nullopt;
  };
}

/// Newton does not gain: over six iterations neither the stationarity fell tenfold nor the objective by 1 %.
StoppingRule slow_newton() {
  return [st = infinity, f = infinity, count = 0](const Progress& p) mutable -> std::optional<Status> {
    if (count++ % 6 != 0) return std::nullopt;
    const bool slow = p.stationarity > st / 10 && p.objective > f * (1 - 1e-2);
    st = p.stationarity;
    f = p.objective;
    if (slow) return Status::small_change;
    return std::nullopt;
  };
}

/// A rule that counts on from what earlier stages did, and remembers whether it was the one that spoke.
class Continued {
 public:
  Continued(const StoppingRule& asked, Observer* observer)
      : asked_(asked), watch_(*this), observer_(observer) {}

  /// For the next stage: the asked rule, or `also`.
  StoppingRule rule(StoppingRule also) {
    spoke_ = false;
    return [this, also = std::move(also)](const Progress& p) mutable -> std::optional<Status> {
      const auto status = asked_(shifted(p));
      spoke_ = status.has_value();  // a solver that judged itself asks again, and may go on
      const auto own = also(p);
      return status ? status : own;
    };
  }

  Observer* observer() { return observer_ != nullptr ? &watch_ : nullptr; }
  bool spoke() const { return spoke_; }
  void add(const SolveResult& stage) {
    base_.iteration += stage.iterations;
    base_.passes += stage.passes;
  }
  const Progress& base() const { return base_; }
  double seconds() const { return clock_.seconds(); }

 private:
  struct Watch final : Observer {
    explicit Watch(Continued& outer) : outer_(outer) {}
    void observe(const Progress& p, const Matrix& U) override {
      outer_.observer_->observe(outer_.shifted(p), U);
    }
    Continued& outer_;
  };

  Progress shifted(Progress p) const {
    p.iteration += base_.iteration;
    p.passes += base_.passes;
    p.seconds = clock_.seconds();
    return p;
  }

  const StoppingRule& asked_;
  Watch watch_;
  Observer* observer_;
  Stopwatch clock_;
  Progress base_;
  bool spoke_ = false;
};

class Automatic {
 public:
  Automatic(const AutomaticOptions& options, Continued& course, bool sparse, const Budget* budget)
      : options_(options), course_(course), sparse_(sparse), budget_(budget) {}

  /// 2 and 3 in turns until the asked rule speaks or `goal` is reached.
  SolveResult descend(const Objective& objective, Matrix U, const std::string& on, double goal,
                      double value_noise) {
    const double half_norm = objective.observations().squared_norm() / 2;
    // A small residual shows early, and then Gauss–Newton steps gain more than sweeps.
    SolveResult result =
        approach(objective, std::move(U), on, std::max(goal, early_handover), "rows separate");
    double handover = 1e-9;  // from there one Newton step arrives; sweeps cost less than a second one
    while (!course_.spoke() && result.stationarity > goal) {
      const Index before = course_.base().iteration;
      const bool good_fit = result.objective < 0.02 * half_norm;
      const bool stuck = result.status == Status::no_progress;
      if (!good_fit && !stuck && result.stationarity > std::max(goal, handover)) {
        result = approach(objective, std::move(result.U), on, std::max(goal, handover), "large residual");
        if (course_.spoke() || result.stationarity <= goal) break;
      }
      const bool gauss_newton = good_fit && result.stationarity > 1e-5;
      result = finish(objective, std::move(result.U), on, goal, value_noise, gauss_newton);
      if (course_.spoke() || result.stationarity <= goal) break;
      if (!(stuck && result.status == Status::no_progress)) {
        handover = std::min(handover, result.stationarity) / 10;
        result =
            approach(objective, std::move(result.U), on, std::max(goal, handover), "Newton did not gain");
      }
      if (course_.spoke() || result.stationarity <= goal) break;
      // A round that moved nothing will not move anything the next time.
      if (course_.base().iteration == before || (stuck && result.status == Status::no_progress)) {
        result.status = Status::no_progress;
        break;
      }
    }
    return result;
  }

  std::vector<SolveStage>& stages() { return stages_; }

 private:
  SolveResult approach(const Objective& objective, Matrix U, const std::string& on, double until,
                       const char* reason) {
    const bool early = until >= early_handover;
    const StoppingRule stop =
        course_.rule(any_of({stationary(until), early ? slow_descent(10, 1e-2) : slow_descent(100, 1e-7)}));
    if (const RowBlocks* blocks = objective.row_blocks()) {
      HalsOptions hals_options = options_.hals;
      hals_options.stage = true;
      hals_options.single_sweeps = until > 1e-8 && blocks->shared_gram();
      hals_options.single_data = until > 1e-8 && sparse_;
      return record("hals", on, reason,
                    hals(objective, std::move(U), hals_options, stop, course_.observer()));
    }
    return record(
        "projected_gradient", on, "rows do not separate",
        projected_gradient(objective, std::move(U), options_.projected_gradient, stop, course_.observer()));
  }

  SolveResult finish(const Objective& objective, Matrix U, const std::string& on, double goal,
                     double value_noise, bool gauss_newton) {
    NewtonOptions newton_options = options_.newton;
    newton_options.exact = !gauss_newton;
    newton_options.value_noise = value_noise;
    newton_options.stage = true;
    newton_options.budget = budget_;
    if (!gauss_newton) newton_options.damping = 1e-9;
    const StoppingRule stop = course_.rule(any_of({stationary(goal), slow_newton()}));
    return record("newton", on, gauss_newton ? "the residual is small" : "near a minimum",
                  newton(objective, std::move(U), newton_options, stop, course_.observer()));
  }

  SolveResult record(const char* method, const std::string& on, std::string reason, SolveResult result) {
    course_.add(result);
    stages_.push_back({method, on, std::move(reason), result.iterations, result.passes, result.seconds,
                       result.objective, result.stationarity});
    return result;
  }

  const AutomaticOptions& options_;
  Continued& course_;
  bool sparse_;  ///< fully observed sparse data: products wait for memory, so that floats halve the time
  const Budget* budget_;
  std::vector<SolveStage> stages_;
};

/// The surrogate, when it pays (1).
std::shared_ptr<SurrogateObservations> surrogate_of(const Objective& objective,
                                                    const AutomaticOptions& options, Index& passes) {
  const auto* data = dynamic_cast<const FullObservations*>(&objective.observations());
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

}  // namespace

AutomaticSolver::AutomaticSolver(const Objective& objective, const AutomaticOptions& options)
    : objective_(objective), options_(options) {
  check_options(options, std::span<const Option<AutomaticOptions>>(automatic_options));
  check_options(options.hals, std::span<const Option<HalsOptions>>(hals_options));
  check_options(options.newton, std::span<const Option<NewtonOptions>>(newton_options));
  check_options(options.projected_gradient,
                std::span<const Option<ProjectedGradientOptions>>(projected_gradient_options));
  const Stopwatch clock;
  if (auto surrogate = surrogate_of(objective, options, preparation_passes_)) {
    surrogate_rank_ = surrogate->rank();
    simpler_ = std::make_shared<AsymmetricRecovery>(std::move(surrogate), objective.rank());
    if (const Regularisation* weights = objective.regularisation())
      simpler_ = std::make_shared<Regularised>(simpler_, *weights);
  }
  preparation_seconds_ = clock.seconds();
}

SolveResult AutomaticSolver::solve(Matrix U, const StoppingRule& stop, Observer* observer,
                                   const Budget* budget) const {
  require_feasible(objective_, U);
  Continued course(stop, observer);
  const auto* data = dynamic_cast<const FullObservations*>(&objective_.observations());
  Automatic automatic(options_, course, data != nullptr && data->data().is_sparse(), budget);
  if (simpler_ != nullptr) {
    const double noise = 4e-15 * objective_.observations().squared_norm();
    const std::string name = fmt::format("surrogate of rank {}", surrogate_rank_);
    U = automatic.descend(*simpler_, std::move(U), name, 1e-7, noise).U;
  }
  SolveResult last = automatic.descend(objective_, std::move(U), "data", 0, 0);
  const double seconds = course.seconds();
  SolveResult result =
      result_at(objective_, std::move(last.U), last.status, course.base().iteration, seconds);
  result.passes += course.base().passes;
  result.stages = std::move(automatic.stages());
  return result;
}

}  // namespace orthant
