/// Why a solver stopped. What a point *is* is a different word: see certify/verdict.hpp.
#pragma once

#include "orthant/base/words.hpp"

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

constexpr auto words_of(Status) {
  using enum Status;
  return std::to_array<Word<Status>>({{stationary, "stationary"},
                                      {target_reached, "target_reached"},
                                      {small_change, "small_change"},
                                      {no_progress, "no_progress"},
                                      {iteration_limit, "iteration_limit"},
                                      {time_limit, "time_limit"},
                                      {interrupted, "interrupted"}});
}

}  // namespace orthant
