/// Hierarchical alternating least squares for objectives that separate by rows (NMF, completion):
///
///   L ← sweeps of coordinate descent on  min_{L ≥ 0} f(L, R),  R fixed                         (1)
///   R ← the same with L fixed                                                                (2)
///   (l_k, r_k) scaled to equal norms; with weights on L and R, to the lowest f (before (2))   (3)
///   stop by the rules of stopping.hpp, judged at the balanced factors
///
/// (1) and (2) repeat while a sweep still moves at least `inner_stop` of the first one, at most
/// `inner_sweeps` times: a pass over the data costs much more than a sweep.
/// Cost of an iteration: two passes over the data (4·stored·r flops), 2(n₁ + n₂)r² a sweep. Memory: six
/// n×r matrices. The objective never increases.
/// Guarantees first-order points only (every limit point is stationary).
/// Source: Cichocki & Phan 2009; Gillis & Glineur 2012.
#pragma once

#include <span>

#include "orthant/core/options.hpp"
#include "orthant/solve/result.hpp"
#include "orthant/solve/stopping.hpp"

namespace orthant {

struct HalsOptions {
  long inner_sweeps = 4;
  double inner_stop = 0.1;
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
};

/// U0: n×r, finite, nonnegative. Throws InputError when the objective does not separate by rows.
SolveResult hals(const Objective& objective, Matrix U0, const HalsOptions& options, const StoppingRule& stop,
                 Observer* observer = nullptr);

}  // namespace orthant
