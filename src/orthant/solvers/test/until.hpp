/// When the runs of these tests stop.
#pragma once

#include "orthant/solvers/solver.hpp"

namespace orthant::testing {

inline StoppingRule until(double tolerance, Index iterations = 200000) {
  return any_of({stationary(tolerance), iteration_limit(iterations)});
}

/// Also where nothing moves any more.
inline StoppingRule until_stalled(double tolerance, Index iterations = 200000) {
  return any_of({stationary(tolerance), iteration_limit(iterations), stalled()});
}

}  // namespace orthant::testing
