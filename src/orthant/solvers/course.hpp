/// The loop that solvers share: look, ask the rule, step. A run has
///
///   Progress progress(Index iteration, double seconds) const;   where it stands
///   const Matrix& point() const;
///   void step();          begins one step, which ends with a point that was accepted, or stuck
///   bool stuck() const;   rounding allowed no step
///   void judge();         begins to make value and stationarity those of point(), where they were estimates
///   Matrix take();        the point, after which the run is not used any more
///
/// `step` and `judge` may leave a run waiting for something (a product that several runs share, for example);
/// its course goes on when it has that.
#pragma once

#include <optional>

#include "orthant/base/stop.hpp"
#include "orthant/solvers/result.hpp"
#include "orthant/solvers/stopping.hpp"

namespace orthant {

template <class Run>
class Course {
 public:
  /// `clock` started before `run` did. `stage`: part of a longer course, which judges the result itself
  /// (stage_at in the place of result_at).
  Course(Run run, const Objective& objective, StoppingRule stop, Observer* observer, const Stopwatch& clock,
         bool stage)
      : run_(std::move(run)),
        objective_(objective),
        stop_(std::move(stop)),
        observer_(observer),
        clock_(clock),
        stage_(stage) {}

  Run& run() { return run_; }

  /// For a run that waits for nothing: begins the next step, or judges, or ends; false when it ended.
  bool advance() {
    Progress progress = run_.progress(iteration_, clock_.seconds());
    if (!judging_ && observer_ != nullptr) observer_->observe(progress, run_.point());
    auto status = stop_(progress);
    if (!judging_ && (status == Status::stationary || status == Status::target_reached)) {
      judging_ = true;
      run_.judge();
      return true;
    }
    judging_ = false;
    if (run_.stuck() && !status) status = Status::no_progress;
    if (status) {
      status_ = *status;
      return false;
    }
    ++iteration_;
    run_.step();
    return true;
  }

  /// After the end.
  SolveResult take() {
    const Progress last = run_.progress(iteration_, clock_.seconds());
    if (stage_) return stage_at(last, run_.take(), status_);
    SolveResult result = result_at(objective_, run_.take(), status_, iteration_, last.seconds);
    result.passes += last.passes;
    return result;
  }

 private:
  Run run_;
  const Objective& objective_;
  StoppingRule stop_;
  Observer* observer_;
  Stopwatch clock_;
  bool stage_, judging_ = false;
  Index iteration_ = 0;
  Status status_ = Status::no_progress;
};

/// A run that waits for nothing, from its beginning to its end.
template <class Run>
SolveResult follow(Run run, const Objective& objective, const StoppingRule& stop, Observer* observer,
                   const Stopwatch& clock, bool stage) {
  Course<Run> course(std::move(run), objective, stop, observer, clock, stage);
  while (course.advance()) {
  }
  return course.take();
}

}  // namespace orthant
