/// Alternating minimisation of a divergence, row by row:
///
///   L ← one pass of row updates with R fixed                                             (row_pass.hpp)
///   R ← the same with L fixed
///   (l_k, r_k) scaled to equal norms: this is Ũ                                                  (1)
///   U ← max(Ũ + β(Ũ − Ũ_before), Ũ/10); if f(U) turns out higher than f was, U ← Ũ                (2)
///   stop by the rules of stopping.hpp, judged at the balanced factors
///
/// f(U) is known after the next pass over L, which is lost when U is given up. β grows by 5 % up to a ceiling
/// as long as (2) succeeds and is divided by 1.5 when it does not (restart). Of the stationarity, the part of
/// L is known at U and that of R at Ũ; before `stationary` is believed both are measured at U, in double.
///
/// Float first: while an iteration still lowers the objective by more than 1e-6 of itself, the stationarity
/// is above 1e-5, and single precision has the range for most rows, passes are made in it; then in double.
/// The objective does not increase but for rounding: 1e-7 relative in single precision, 1e-15 in double.
/// Source of (2): Ang & Gillis 2019, with one extrapolation for both factors.
/// Memory: the factors five times, V once more in the arithmetic of the pass, a line's block for each thread.
#pragma once

#include "orthant/solvers/result.hpp"
#include "orthant/solvers/row_pass.hpp"
#include "orthant/solvers/stopping.hpp"

namespace orthant {

/// The objective as a divergence; throws InputError naming `solver` when it is not one.
const DivergenceRecovery& require_divergence(const Objective& objective, const char* solver);

/// U0: n×r, finite, nonnegative, with a finite objective (InputError otherwise). `rule` says how rows are
/// renewed; its precision is where to begin.
SolveResult alternate_rows(const DivergenceRecovery& objective, Matrix U0, RowPassRule rule,
                           const StoppingRule& stop, Observer* observer);

}  // namespace orthant
