/// Why a solver stopped. What a point *is* is a different word: see certify/verdict.hpp.
#pragma once

#include <string_view>

namespace orthant {

enum class Status {
  stationary,       ///< stationarity ≤ the asked tolerance
  target_reached,   ///< the objective is at most the asked target
  small_change,     ///< the relative change of the objective fell below the asked tolerance
  no_progress,      ///< rounding prevents further descent
  iteration_limit,  ///< max_iterations reached
  time_limit,       ///< max_seconds reached
  interrupted,      ///< a stop was requested (Ctrl-C)
};

/// The word used in JSON and in messages, e.g. "iteration_limit".
std::string_view to_string(Status status);

}  // namespace orthant
