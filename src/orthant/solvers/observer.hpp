/// Watching a solver: progress bars, recordings, pictures. Solvers never print.
#pragma once

#include <vector>

#include "orthant/linalg/matrix.hpp"

namespace orthant {

/// Where a solver stands after `iteration` iterations.
struct Progress {
  Index iteration = 0;
  double seconds = 0;
  double objective = 0;  ///< may come from ‖b‖² − 2⟨·⟩ + ⟨·⟩: good for pictures, not for certificates
  double stationarity = 0;  ///< model/stationarity.hpp, at balanced factors
  Index passes = 0;         ///< products of the data with one factor so far
  double flops = 0;         ///< so far, about, in Newton steps; 0 for other solvers
};

class Observer {
 public:
  virtual ~Observer() = default;
  virtual void observe(const Progress& progress, const Matrix& U) = 0;
};

/// Keeps at most `capacity` points of the history, evenly spaced in iterations, and always the last.
class TraceRecorder final : public Observer {
 public:
  explicit TraceRecorder(size_t capacity = 200) : capacity_(capacity) {}
  void observe(const Progress& progress, const Matrix& U) override;
  const std::vector<Progress>& trace() const { return trace_; }

 private:
  size_t capacity_;
  Index stride_ = 1;
  bool last_is_extra_ = false;
  std::vector<Progress> trace_;
};

}  // namespace orthant
