/// The loop that solvers share: look, ask the rule, step. `run` has
///
///   Progress progress(Index iteration, double seconds) const;   where it stands
///   const Matrix& point() const;
///   bool step();       one accepted step; false when rounding allows none
///   void judge();      makes value and stationarity those of point(), where they were estimates
///   Matrix take();     the point, after which run is not used any more
#pragma once

#include <optional>

#include "orthant/core/stop.hpp"
#include "orthant/solve/result.hpp"
#include "orthant/solve/stopping.hpp"

namespace orthant {

/// `stage`: part of a longer course, which judges the result itself (stage_at in the place of result_at).
template <class Run>
SolveResult follow(Run run, const Objective& objective, const StoppingRule& stop, Observer* observer,
                   const Stopwatch& clock, bool stage) {
  bool stuck = false;
  for (Index iteration = 0;; ++iteration) {
    const Progress progress = run.progress(iteration, clock.seconds());
    if (observer != nullptr) observer->observe(progress, run.point());
    auto status = stop(progress);
    if (status == Status::stationary || status == Status::target_reached) {
      run.judge();
      status = stop(run.progress(iteration, clock.seconds()));
    }
    if (stuck && !status) status = Status::no_progress;
    if (status) {
      const Progress last = run.progress(iteration, clock.seconds());
      if (stage) return stage_at(last, run.take(), *status);
      SolveResult result = result_at(objective, run.take(), *status, iteration, last.seconds);
      result.passes += last.passes;
      return result;
    }
    stuck = !run.step();
  }
}

}  // namespace orthant
