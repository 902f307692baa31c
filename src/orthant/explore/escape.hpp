/// From a given point to a strictly lower one, and how.
///
///   descend    from a point that is not stationary: the solver goes on
///   way down   from a saddle: along its direction of negative curvature, then the solver (recover/way_down.hpp)
///   lift       where rows do not separate: with one more column, v ≥ 0 with vᵀSv < 0 (l, r ≥ 0 with lᵀSr < 0), S the
///              residual; solved with that many columns, and back to the rank asked for (lift.hpp)
///   moves      between minima, from this point alone (recover/improve.hpp): no restarts
///
/// One after the other, until the objective is zero up to rounding, or nothing lower is found. From a point that is
/// lower all begins anew, `again` times at most. Only points that are lower by more than both objectives' rounding
/// count. What is left and what is reached both have certificates. The point that is left has the one that is reached
/// as its witness: where it is proved to be a local minimum, and the witness to be lower, it is spurious, by the
/// proof in its certificate. Where both are proved and their intervals of objectives are disjoint, that proves it
/// too.
///
/// Cost: solves with up to r + 5 columns; of moves `effort` times the work of a solve from a random start.
#pragma once

#include <string>
#include <vector>

#include "orthant/recover/certify_point.hpp"
#include "orthant/recover/multi_start.hpp"

namespace orthant {

enum class EscapeBy { descent, way_down, lift, moves };
constexpr auto words_of(EscapeBy) {
  using enum EscapeBy;
  return std::to_array<Word<EscapeBy>>(
      {{descent, "descent"}, {way_down, "way_down"}, {lift, "lift"}, {moves, "moves"}});
}

struct EscapeOptions {
  double effort = 20;
  long again = 20;
  bool numeric = false;
  bool self_contained = false;
  long seed = 0;
};

inline constexpr Option<EscapeOptions> escape_options[] = {
    {"effort",
     "work for moves, in that of a solve from a random start (0: no moves)",
     {0, 1e6},
     &EscapeOptions::effort},
    {"again", "go on from a lower point so many times, at most", {0, 1e6}, &EscapeOptions::again},
    {"numeric", "do not try to prove what floating point says", {}, &EscapeOptions::numeric},
    {"self_contained", self_contained_help, {}, &EscapeOptions::self_contained},
    {"seed", "seed of every random choice", {0, 9007199254740992}, &EscapeOptions::seed},
};

/// What was tried, and the lowest point after it.
struct EscapeStep {
  EscapeBy by = EscapeBy::descent;
  bool lower = false;
  double objective = 0;
  Index columns = 0;  ///< the most on the way
  std::string how;    ///< a sentence
  double seconds = 0;
};

struct Escaped {
  Certified left;
  std::optional<Certified> reached;  ///< nothing: no lower point was found
  bool proved_lower = false;
  std::vector<EscapeStep> steps;
  std::string ended;  ///< why it went no further, in a sentence
  std::shared_ptr<const Objective> objective;
  double seconds = 0;
};

/// Throws InputError. Ends with what there is when the budget does.
Escaped escape(JudgedPoint point, const EscapeOptions& options = {}, const Budget& budget = {});

}  // namespace orthant
