/// One start's way down on one objective, in turns of a first-order method and Newton, until the asked rule
/// speaks or the stationarity reaches a goal:
///
///   approach until 3e-5; where the residual is large, again until 1e-9
///   Newton (Gauss–Newton where the residual is small); where it gains little, approach again, for longer
///
/// On a surrogate, the first approach is followed by a look at the data: where the gradient there differs by
/// more than is left of the surrogate's own, going further on it leads nowhere, and the descent ends. It ends
/// too when it has taken what a number of iterations on the data would take.
///
/// While an approach still lowers the objective visibly, Newton is on trial: once it has taken a share of
/// what all iterations so far take on the data, it goes on only if it lowers the objective by more for a flop
/// than the approach did last. So what Newton loses is bounded by that share, whatever the data are.
///
/// An approach is HALS, or projected gradient where rows do not separate. It is left to the caller, who may
/// lead several starts through one together; Newton steps are made here.
#pragma once

#include <optional>
#include <string>

#include "orthant/solvers/newton.hpp"

namespace orthant {

/// A rule and an observer that count on from what earlier stages did; knows whether it was the rule that
/// spoke.
class Continued {
 public:
  Continued(StoppingRule asked, Observer* observer)
      : asked_(std::move(asked)), watch_(*this), observer_(observer) {}
  Continued(const Continued&) = delete;
  Continued& operator=(const Continued&) = delete;

  /// For the next stage: the asked rule, or `also`.
  StoppingRule rule(StoppingRule also);

  Observer* observer() { return observer_ != nullptr ? &watch_ : nullptr; }
  bool spoke() const { return spoke_; }
  void add(const char* method, const std::string& on, std::string reason, const SolveResult& stage);
  void count_passes(Index passes) { base_.passes += passes; }
  const Progress& base() const { return base_; }
  double newton_flops() const { return newton_flops_; }
  double seconds() const { return seconds_; }  ///< when the rule was last asked
  std::vector<SolveStage>& stages() { return stages_; }

 private:
  struct Watch final : Observer {
    explicit Watch(Continued& outer) : outer_(outer) {}
    void observe(const Progress& p, const Matrix& U) override {
      outer_.observer_->observe(outer_.shifted(p), U);
    }
    Continued& outer_;
  };

  Progress shifted(Progress p) const;

  StoppingRule asked_;
  Watch watch_;
  Observer* observer_;
  Stopwatch clock_;
  Progress base_;
  double seconds_ = 0, newton_flops_ = 0;
  bool spoke_ = false;
  std::vector<SolveStage> stages_;
};

/// What a descent is about, the same for all its starts.
struct Ground {
  const Objective& objective;
  std::string name;                 ///< "data", or "surrogate of rank 30"
  double goal = 0;                  ///< stationarity
  double value_noise = 0;           ///< differences of the objective below this mean nothing
  const Objective* data = nullptr;  ///< the objective on the data, where `objective` is a surrogate's

  const Objective& on_data() const { return data != nullptr ? *data : objective; }
};

/// An approach that is due: until the stationarity is at most `until`, or it has become slow.
struct Approach {
  double until;
  const char* reason;
  bool early = false;  ///< as long as ten iterations lower the objective visibly
  bool operator==(const Approach& other) const { return until == other.until && early == other.early; }
};

class Descent {
 public:
  /// `ground` and `course` must outlive it; so must `budget`, looked at within long steps, unless null.
  Descent(const Ground& ground, Matrix U0, const NewtonOptions& options, Continued& course,
          const Budget* budget);

  /// Newton steps that are due; then the approach to make next, or none at the end.
  std::optional<Approach> next();

  /// What an approach starts from, stops by, and came to.
  Matrix take_point() { return std::move(result_.U); }
  StoppingRule rule(const Approach& approach);
  void made(const char* method, const char* reason, SolveResult result);

  SolveResult take() { return std::move(result_); }

 private:
  /// What comes after the approach that was asked for last.
  enum class Turn { first, look, round, newton, end_of_round };

  bool over() const {
    return course_.spoke() || !(result_.stationarity > goal_) || !(left_on_surrogate() > 0);
  }
  /// Iterations that may still be made on a surrogate; infinite on the data.
  double left_on_surrogate() const;
  Approach until(double stationarity, const char* reason, bool early = false) const {
    return {std::max(goal_, stationarity), reason, early};
  }
  void look_at_data();
  std::optional<Approach> begin_round();
  std::optional<Approach> newton_turn();
  bool round_moved();
  void newton_steps();
  StoppingRule on_trial(double allowance);
  /// Of an iteration of the approach, about, when a product costs `cost` flops and a half.
  double approach_flops(double cost) const;

  const Ground& ground_;
  NewtonOptions options_;
  Continued& course_;
  double half_norm_, goal_;
  SolveResult result_;  ///< of the last stage
  Turn turn_ = Turn::first;
  double handover_ = 1e-9;      ///< from there one Newton step arrives; sweeps cost less than a second one
  Index before_ = 0;            ///< iterations when the round began
  bool good_fit_ = false;       ///< the residual was small then
  bool started_stuck_ = false;  ///< the round
  double slow_ = 1e-2;          ///< ten early iterations that lower the objective by this share are slow
  double last_fall_ = 0;        ///< the share by which one lowered it of late
  bool outweighed_ = false;     ///< Newton lost its trial
};

}  // namespace orthant
