#include "orthant/solvers/observer.hpp"

namespace orthant {

void TraceRecorder::observe(const Progress& progress, const Matrix&) {
  if (last_is_extra_) trace_.pop_back();
  trace_.push_back(progress);
  last_is_extra_ = progress.iteration % stride_ != 0;
  if (last_is_extra_ || trace_.size() < capacity_) return;
  // Full: keep every other point and go on with twice the stride.
  stride_ *= 2;
  std::vector<Progress> kept;
  for (const Progress& point : trace_)
    if (point.iteration % stride_ == 0) kept.push_back(point);
  trace_ = std::move(kept);
  if (trace_.empty() || trace_.back().iteration != progress.iteration) {
    trace_.push_back(progress);
    last_is_extra_ = true;
  }
}

}  // namespace orthant
