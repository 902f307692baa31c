/// Projected Newton method with conjugate gradients for  min f(U)  subject to  U ≥ 0, any objective:
///
///   A  = {ik : ∇_ik > 0, u_ik ≤ ∇_ik/h_ik}   held at zero,   F the rest                          (1)
///   d_A = −u_A,   (H + λI)_FF d_F = −(∇ + H d_A)_F   by preconditioned conjugate gradients       (2)
///   U ← P₊(U + t d),   t = 1, ½, ¼, …   until f falls by a share of what its slope promises          (3)
///   λ = μ ‖U‖²/2r,   μ by the ratio of the fall to the prediction                            (4)
///
/// H is the Gauss–Newton matrix as long as steps with it shrink the stationarity fast, then ∇² (a product
/// with it costs two passes over the data, a Gauss–Newton product none for full observations). Where ∇² shows
/// negative curvature the step goes back to Gauss–Newton.
/// Differences of f that rounding hides are replaced by the stationarity, which must then fall.
///
/// Cost of an iteration: three passes for each trial point, and for each step of conjugate gradients
/// 6(n₁ + n₂)r² flops (Gauss–Newton) or two passes. Memory: fourteen n×r matrices and the preconditioner.
/// Converges quadratically near a strict minimum once F no longer changes; guarantees first-order points
/// only. Source: Bertsekas 1982 (projection); Nocedal & Wright 2006, ch. 7 (inexact Newton) and 10 (damping).
#pragma once

#include <span>

#include "orthant/base/options.hpp"
#include "orthant/base/stop.hpp"
#include "orthant/solvers/solver.hpp"

namespace orthant {

struct NewtonOptions {
  long cg_iterations = 300;
  double damping = 1e-3;
  bool exact = false;              ///< ∇² from the first step on
  const Budget* budget = nullptr;  ///< looked at within a step too, which may take many passes
  bool stage = false;              ///< one stage of several: the result is stage_at, not result_at
  double value_noise = 0;          ///< differences of the objective below this are rounding
  /// Without U ≥ 0: every entry is free, of any sign, in U0 as well. With `stage`.
  bool unconstrained = false;
};

inline constexpr Option<NewtonOptions> newton_options[] = {
    {"cg_iterations",
     "steps of conjugate gradients for one Newton step, at most",
     {1, 1000000},
     &NewtonOptions::cg_iterations},
    {"damping",
     "first damping of Newton steps, relative to the curvature",
     {0, 1e6},
     &NewtonOptions::damping},
};

/// U0: n×r, finite, nonnegative unless `unconstrained`.
SolveResult newton(const Objective& objective, Matrix U0, const NewtonOptions& options,
                   const StoppingRule& stop, Observer* observer = nullptr);

}  // namespace orthant
