/// One factor exactly as good as it can be for the other one: where the rows separate
/// (operators/observations.hpp),
///
///   x_i = argmin { ½xᵀG_i x − c_iᵀx : x ≥ 0 },    for every row i of one side, V of the other side fixed
///
/// to the last digits (linalg/exact_nnls.hpp). Solvers end where the gradient is small beside ‖𝒜*b‖‖U‖; after
/// this a row is what anybody computes from V and the data alone. Missing entries, weights and L1 and L2
/// terms are in G_i and c_i. The objective does not rise.
/// Cost: one pass over the data and about r³/3 flops a row (2r³ where supports change).
#pragma once

#include "orthant/objectives/objective.hpp"

namespace orthant {

/// The rows of X, which are also where the search begins; V: the other factor, C = linear(side, V). Returns
/// the number of rows that are left as they were: where G_i is singular up to rounding on columns that count,
/// and the minimizer is not unique.
Index solve_rows_exactly(const RowBlocks& blocks, Side side, MatrixRef X, const ConstMatrixRef& C,
                         const ConstMatrixRef& V);

/// Replaces L of U = [L; R] by the exact one for R, and balances. R keeps its stationarity up to what L
/// moved; where the whole then is stationary to no less than `enough`, and no higher than before, U is
/// replaced and its objective and stationarity returned in the last two. Rows whose minimizer is not unique
/// (fewer observed entries than columns, say) stay as they are. False where nothing was changed: symmetric
/// models, rows that do not separate, columns of R that depend on each other, a rise.
bool make_left_exact(const Objective& objective, double enough, Matrix& U, double& value,
                     double& stationarity);

}  // namespace orthant
