/// The face of the Gram matrices that an identity p = Σ g_b m_bᵀX_b m_b must lie in, from arcs through x₀ (e
/// = 0).
///
///   arcs     on e(t) = tv with v_Z ≥ 0, p = O(t^K): every term is nonnegative there, so with g_b(tv) ~ t^k
///            X_b · (coefficient of t^j in m_b(tv)) = 0        for j < (K − k)/2 (1) v: unit vectors of Z and
///            their pair sums, and null vectors of the Hessian that lie in the cone
///   zeros    p = 0 at e with e_Z = 0: X_b m_b(e) = 0 for the multipliers 1 and 1 − ‖e‖², and for e_i and
///            e_i(1 − ‖e‖²) where ∂_i p(e) = 0 as well (2) Those that are given, and what Newton steps with a
///            pseudo-inverse find from random points of the subspace e_Z = 0
///
/// Floating point: a face that is too small only makes the search fail, or find an identity all the same.
#pragma once

#include <vector>

#include "orthant/prove/gram_problem.hpp"

namespace orthant {

/// Of each block a matrix whose columns span what (1) and (2) leave. Of the given `zeros` those are used that
/// are zeros with e_Z = 0 to within 1e-12.
std::vector<Matrix> remaining_faces(const GramProblem& problem, const std::vector<bool>& zero,
                                    const std::vector<Vector>& zeros);

}  // namespace orthant
