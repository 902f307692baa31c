/// One start's way from a first-order method to Newton's on one objective, until the asked rule speaks or the
/// stationarity reaches a goal:
///
///   first-order steps until 3e-5; where the residual is large, again until 1e-9 (symmetric descent: 1e-4)
///   Newton (Gauss–Newton where the residual is small); where it gains little, first-order steps for longer
///
/// On a surrogate, the first phase is followed by a look at the data: where the gradient there differs by
/// more than is left of the surrogate's own, going further on it leads nowhere, and the run ends. It ends too
/// when it has taken what a number of iterations on the data would take.
///
/// While first-order steps still lower the objective visibly, Newton is on trial: once it has taken a share of
/// what all iterations so far take on the data, it goes on only if it lowers the objective by more for a flop
/// than they did last. So what Newton loses is bounded by that share, whatever the data are.
///
/// First-order steps are HALS, symmetric descent where entries are quartics, or else projected gradient. They are left to the caller,
/// who may lead several starts through a phase together; Newton steps are made here.
#pragma once

#include <string>

#include "orthant/solvers/coroutine.hpp"
#include "orthant/solvers/newton.hpp"

namespace orthant {

/// The stages that a start has gone through. Gives each the asked rule and observer so that they count on
/// from what earlier ones did; knows whether it was the asked rule that ended the last.
class StageLog {
 public:
  StageLog(StoppingRule asked, Observer* observer)
      : asked_(std::move(asked)), counting_on_(*this), observer_(observer) {}
  StageLog(const StageLog&) = delete;
  StageLog& operator=(const StageLog&) = delete;

  /// For the next stage: the asked rule, or `also`.
  StoppingRule rule(StoppingRule also);

  Observer* observer() { return observer_ != nullptr ? &counting_on_ : nullptr; }
  bool ended_by_rule() const { return ended_by_rule_; }
  void add(const char* method, const std::string& on, std::string reason, const SolveResult& stage);
  /// From here on objectives are offset + scale·(what the method sees).
  void set_values(double scale, double offset) { scale_ = scale, offset_ = offset; }
  void count_passes(Index passes) { before_.passes += passes; }
  const Progress& before() const { return before_; }  ///< iterations and passes of earlier stages
  double newton_flops() const { return newton_flops_; }
  double seconds() const { return seconds_; }  ///< when the rule was last asked
  std::vector<SolveStage>& stages() { return stages_; }

 private:
  struct CountingOn final : Observer {
    explicit CountingOn(StageLog& log) : log_(log) {}
    void observe(const Progress& p, const Matrix& U) override { log_.observer_->observe(log_.shifted(p), U); }
    StageLog& log_;
  };

  Progress shifted(Progress p) const;

  StoppingRule asked_;
  CountingOn counting_on_;
  Observer* observer_;
  Stopwatch clock_;
  Progress before_;
  double seconds_ = 0, newton_flops_ = 0, scale_ = 1, offset_ = 0;
  bool ended_by_rule_ = false;
  std::vector<SolveStage> stages_;
};

/// The data, or a cheaper surrogate of them: what the runs of all starts are about.
struct Level {
  const Objective& objective;
  std::string name;                 ///< "data", or "surrogate of rank 30"
  double goal = 0;                  ///< stationarity
  double value_noise = 0;           ///< differences of the objective below this mean nothing
  const Objective* data = nullptr;  ///< the objective on the data, where `objective` is a surrogate's
  /// The objective on the data is about offset + scale·`objective`: what rules, observers and stages are told.
  double scale = 1, offset = 0;

  const Objective& on_data() const { return data != nullptr ? *data : objective; }
};

/// First-order steps: until the stationarity is at most `until`, or they have become slow.
struct FirstOrderPhase {
  double until;
  const char* reason;
  bool early = false;  ///< as long as ten iterations lower the objective visibly
  bool same_as(const FirstOrderPhase& other) const { return until == other.until && early == other.early; }
};

class HybridRun {
 public:
  /// `level` and `log` must outlive it; so must `budget`, looked at within long steps, unless null.
  HybridRun(const Level& level, Matrix U0, const NewtonOptions& options, StageLog& log, const Budget* budget);

  /// Asks for first-order phases; who makes one starts from take_point(), stops by rule(), and logs it.
  Asking<FirstOrderPhase, SolveResult> run();
  Matrix take_point() { return std::move(result_.U); }
  StoppingRule rule(const FirstOrderPhase& phase);

  SolveResult take() { return std::move(result_); }

 private:
  bool over() const {
    return log_.ended_by_rule() || !(result_.stationarity > goal_) || !(left_on_surrogate() > 0);
  }
  /// Iterations that may still be made on a surrogate; infinite on the data.
  double left_on_surrogate() const;
  FirstOrderPhase phase(double until, const char* reason, bool early = false) const {
    return {std::max(goal_, until), reason, early};
  }
  void look_at_data();
  void newton_steps(bool good_fit);
  StoppingRule on_trial(double allowance);
  /// Of a first-order iteration, about, when a product costs `cost` flops and a half.
  double iteration_flops(double cost) const;

  const Level& level_;
  NewtonOptions options_;
  StageLog& log_;
  double half_norm_, goal_;
  SolveResult result_;       ///< of the last stage
  double slow_ = 1e-2;       ///< ten early iterations that lower the objective by this share are slow
  double last_fall_ = 0;     ///< the share by which one lowered it of late
  bool outweighed_ = false;  ///< Newton lost its trial
};

}  // namespace orthant
