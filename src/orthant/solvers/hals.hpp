/// Hierarchical alternating least squares for objectives that separate by rows (NMF, completion), accelerated
/// and extrapolated:
///
///   R ← sweeps of coordinate descent from Y_R on  min_{R ≥ 0} ½‖𝒜(Y_L Rᵀ) − b‖²                (1)
///   Y_R ← max(0, R + β (R − R_before))                                                       (2)
///   L ← the same sweeps from Y_L with Y_R fixed                                               (3)
///   accept (L, Y_R) when the objective did not rise; then  Y_L ← max(0, L + β (L − L_before))    (4)
///   otherwise restart: Y ← the last accepted point, and one step without extrapolation           (5)
///   (l_k, r_k) scaled to equal norms; with weights on L and R, now and then to the lowest f          (6)
///
/// β grows by `growth` with every accepted step, up to a ceiling that a restart lowers to the last β that
/// worked. In (1) and (3) sweeps repeat while one still moves at least `inner_stop` of the first, at most
/// `inner_sweeps` times: a pass over the data costs much more than a sweep.
///
/// Stationarity is judged by the gradient for L at the accepted point and for R at (Y_L, Y_R), which cost
/// nothing extra; before the solver says `stationary` it is computed at the accepted point.
/// Products with the data and sweeps may run in single precision until that limits progress; a point is
/// judged in double always.
///
/// Cost of an iteration: two passes over the data (4·stored·r flops), 2(n₁ + n₂)r² a sweep; a restart doubles
/// it. Memory: four n×r matrices, n = n₁ + n₂. The objective of accepted points never increases.
/// Guarantees first-order points only (every limit point is stationary).
///
/// Several starts may go together: each pass then serves all that wait for it (shared_passes.hpp).
///
/// Source: Cichocki & Phan 2009; Gillis & Glineur 2012 (several sweeps); Ang & Gillis 2019 (extrapolation).
#pragma once

#include <span>
#include <vector>

#include "orthant/base/options.hpp"
#include "orthant/solvers/solver.hpp"

namespace orthant {

struct HalsOptions {
  long inner_sweeps = 8;
  double inner_stop = 0.1;
  double extrapolation = 0.5;
  double growth = 1.05;
  bool single_data = false;    ///< products with the data in single precision at first
  bool single_sweeps = false;  ///< sweeps in single precision at first
  bool stage = false;          ///< one stage of several: the result is stage_at, not result_at
};

inline constexpr Option<HalsOptions> hals_options[] = {
    {"inner_sweeps",
     "coordinate-descent sweeps on a factor for one pass over the data, at most",
     {1, 1000},
     &HalsOptions::inner_sweeps},
    {"inner_stop",
     "end the sweeps when one moves less than this share of the first",
     {0, 1},
     &HalsOptions::inner_stop},
    {"extrapolation", "first extrapolation of the factors (0: none)", {0, 1}, &HalsOptions::extrapolation},
    {"growth", "the extrapolation grows by this factor a step", {1, 2}, &HalsOptions::growth},
};

/// In the order of the starts. What a start does depends on the others only through rounding: BLAS may sum in
/// another order when a product is wider. Throws InputError as hals does.
std::vector<SolveResult> hals_together(const Objective& objective, std::vector<SolverStart> starts,
                                       const HalsOptions& options);

/// U0: n×r, finite, nonnegative. Throws InputError when the objective does not separate by rows.
SolveResult hals(const Objective& objective, Matrix U0, const HalsOptions& options, const StoppingRule& stop,
                 Observer* observer = nullptr);

}  // namespace orthant
