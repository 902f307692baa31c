/// Solvers for β-divergences (β = 1 Kullback–Leibler, β = 0 Itakura–Saito), X = LRᵀ, of all or of observed entries,
/// with weights, with or without L1 and L2 terms: alternating minimisation, row by row,
///
///   L ← one pass of row updates with R fixed                                             (row_pass.hpp)
///   R ← the same with L fixed
///   (l_k, r_k) scaled to equal norms, or to the least L1 and L2 terms: this is Ũ                  (1)
///   U ← max(Ũ + β(Ũ − Ũ_before), Ũ/10); if f(U) turns out higher than f was, U ← Ũ                (2)
///   stop by the rules of solver.hpp, judged at the balanced factors
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
///
/// Two of them, which differ in how a row is renewed:
///
///   multiplicative   L ← L ∘ [ (ω∘A∘X^{β−2}) R / (ω∘X^{β−1} R + α) ]^γ,   γ = 1/(2 − β)               (3)
///   coordinate       d = argmin ⟨g,d⟩ + ½⟨d,Hd⟩ over x + d ≥ 0,   x ← x + t d                         (4)
///
/// (3) minimises a separable majoriser of f at L, so f never increases; an L2 term makes it the root of a quadratic
/// or cubic equation (row_pass.hpp). Between updates every row is also
/// scaled to its best multiple. An entry that is zero stays zero, and entries tend to zero only in the limit.
/// Cost of an iteration: two passes over the data, about 10 r flops a stored entry.
/// (4) has g and H of the row's own convex function, the model minimised by sweeps over the row's r
/// coordinates, t so that f never increases. Coordinate descent on f itself (Hsieh & Dhillon 2011) needs a pass
/// over the line for each coordinate and sweep; here the r² numbers of H stand for the line. Cost of an
/// iteration: two passes over the data, r(r + 16) flops a stored entry and Newton step, vectorised; a row's
/// sweeps take 2r² each. Better than (3) for zeros, and for speed.
/// Both guarantee first-order points only.
/// Source: (3) Lee & Seung 2001; the exponent: Févotte & Idier 2011.
#pragma once

#include "orthant/base/options.hpp"
#include "orthant/solvers/row_pass.hpp"
#include "orthant/solvers/solver.hpp"

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

struct MultiplicativeOptions {
  long updates = 2;
  const Budget* budget = nullptr;  ///< looked at within a pass over the data too
};

inline constexpr Option<MultiplicativeOptions> multiplicative_options[] = {
    {"updates",
     "multiplicative updates of a factor for one pass over the data",
     {1, 1000},
     &MultiplicativeOptions::updates},
};

/// U0: n×r, finite, nonnegative, with a finite objective. Throws InputError otherwise, and for the squared
/// loss.
SolveResult coordinate(const Objective& objective, Matrix U0, const CoordinateOptions& options,
                       const StoppingRule& stop, Observer* observer = nullptr);
SolveResult multiplicative(const Objective& objective, Matrix U0, const MultiplicativeOptions& options,
                           const StoppingRule& stop, Observer* observer = nullptr);

}  // namespace orthant
