/// From a start to a point, by the solver that suits the objective: extrapolated HALS and Newton where rows
/// separate, projected gradient elsewhere.
///
///   solve(objective, U0)                   until the point is stationary, or no more is to be had
///   random_start, nndsvd_start, spa_start  where to begin
///   StoppingOptions, Budget                when to end
///
/// A solver says where it ended, not what that point is: that is for `certify`.
#pragma once

#include "orthant/version.hpp"

#include <utility>

#include "orthant/objective.hpp"
#include "orthant/solvers/automatic.hpp"
#include "orthant/solvers/starts.hpp"

namespace orthant {

/// U0: n×r, nonnegative. The budget is looked at within long steps too.
inline SolveResult solve(const Objective& objective, Matrix U0, const StoppingOptions& stopping = {},
                         const Budget& budget = {}) {
  return AutomaticSolver(objective, {})
      .solve(std::move(U0), standard_stopping(stopping, budget), nullptr, &budget);
}

}  // namespace orthant
