/// Spectral projected gradient for  min f(U)  subject to  U ≥ 0  (entrywise), any objective:
///
///   D = P₊(U − α∇f(U)) − U                                                                    (1)
///   U ← U + tD,  f(U + tD) ≤ max of the last `memory` values + c t⟨∇f, D⟩,  t halved from 1      (2)
///   α = ⟨s,s⟩/⟨s,y⟩, s and y the last changes of U and of ∇f, kept in [1e-10, 1e10]·α₀            (3)
///
/// Balancing (when scaling is free) happens before stopping is judged and resets s and y's meaning only by
/// O(change of the norms). Cost per iteration: one gradient, ≥ 1 value. Memory: five n×r matrices.
/// Guarantees first-order points only.
/// Source: Birgin, Martínez & Raydan 2000, SPG2.
#pragma once

#include <span>

#include "orthant/base/options.hpp"
#include "orthant/solvers/solver.hpp"

namespace orthant {

struct ProjectedGradientOptions {
  long memory = 10;
  double armijo = 1e-4;
};

inline constexpr Option<ProjectedGradientOptions> projected_gradient_options[] = {
    {"memory",
     "values that the nonmonotone line search looks back on",
     {1, 1000},
     &ProjectedGradientOptions::memory},
    {"armijo",
     "share of the predicted decrease that a step must reach",
     {0, 0.5},
     &ProjectedGradientOptions::armijo},
};

/// U0: n×r, finite, nonnegative.
SolveResult projected_gradient(const Objective& objective, Matrix U0, const ProjectedGradientOptions& options,
                               const StoppingRule& stop, Observer* observer = nullptr);

}  // namespace orthant
