/// Coordinate descent with second-order models, for β-divergences:
///
///   every row x of L:  d = argmin ⟨g,d⟩ + ½⟨d,Hd⟩ over x + d ≥ 0,  x ← x + t d,  `newton_steps` times (1)
///   then every row of R, L fixed
///
/// g and H of the row's own convex function (row_pass.hpp), the model minimised by sweeps over the row's r
/// coordinates, t so that f never increases. A row's block of the other factor is gathered once for all of
/// this. Coordinate descent on f itself (Hsieh & Dhillon 2011) needs a pass over the line for each coordinate
/// and sweep; here the r² numbers of H stand for the line.
/// Cost of an iteration: two passes over the data, r(r + 16) flops a stored entry and Newton step,
/// vectorised; a row's sweeps take 2r² each. Guarantees first-order points only.
#pragma once

#include "orthant/base/options.hpp"
#include "orthant/base/stop.hpp"
#include "orthant/solvers/result.hpp"
#include "orthant/solvers/stopping.hpp"

namespace orthant {

struct CoordinateOptions {
  long newton_steps = 1;
  long model_sweeps = 16;
  double momentum = 0.5;
  const Budget* budget = nullptr;  ///< looked at within a pass over the data too
};

inline constexpr Option<CoordinateOptions> coordinate_options[] = {
    {"newton_steps",
     "second-order models of a row for one pass over the data",
     {1, 1000},
     &CoordinateOptions::newton_steps},
    {"model_sweeps",
     "coordinate-descent sweeps on such a model, at most",
     {1, 1000},
     &CoordinateOptions::model_sweeps},
    {"momentum",
     "first share of a step that is added to it by extrapolation (0: none)",
     {0, 1},
     &CoordinateOptions::momentum},
};

/// U0: n×r, finite, nonnegative, with a finite objective. Throws InputError for the squared loss.
SolveResult coordinate(const Objective& objective, Matrix U0, const CoordinateOptions& options,
                       const StoppingRule& stop, Observer* observer = nullptr);

}  // namespace orthant
