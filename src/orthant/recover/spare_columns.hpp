/// One start with more columns than the matrix has rank.
///
/// At an exact fit by more columns than needed the Hessian is singular on the constraint's boundary, and descent crawls:
/// the objective falls as slowly as a power of the iterations. While a start comes near an exact fit, the rank of its
/// product is looked at. Where singular values stand out from what the misfit leaves open and are fewer than columns, the
/// matrix is recovered without signs from there and factored with as many columns as it has rank
/// (solvers/signless_recovery.hpp); the others are zero. Where that does not fit exactly the start goes on as before.
#pragma once

#include "orthant/recover/shared_solver.hpp"
#include "orthant/solvers/signless_recovery.hpp"

namespace orthant {

/// Whether it is looked for at all: `auto`, where rows do not separate.
bool looks_for_spare_columns(const Objective& objective, const MultiStartOptions& options);

SolveResult solve_with_spare_columns(const Objective& objective, const MultiStartOptions& options,
                                     const SharedSolver& solver, SolverStart start, const Budget& budget);

/// For `init` = signless: U0 becomes the nonnegative factors of what is recovered without signs from the spectrum. What
/// that took and what came of it; nothing, and U0 as it was, where the budget ended it.
std::optional<SolveStage> begin_without_signs(const Objective& objective, const MultiStartOptions& options,
                                              const Budget& budget, Matrix& U0);

}  // namespace orthant
