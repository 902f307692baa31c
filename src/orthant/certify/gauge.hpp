/// Fixing the scaling of the factors. When the objective is invariant under (L, R) → (LT, RT⁻¹), strictness
/// is meant along the orbit, and the second-order test looks at
///
///   g + ½ Σ_k (‖l_k‖² − ‖r_k‖²)²          at balanced factors,
///
/// whose Hessian is ∇²g + Σ_k w_k w_kᵀ with w_k = (2 l_k, −2 r_k) in column k. The w_k are the null
/// directions of ∇²g that the scaling causes, and they are orthogonal to each other: the modulus is min(8
/// min_k ‖l_k‖², smallest eigenvalue of ∇²g off the orbit). Proof: docs/mathematics.md, "Strict up to
/// scaling".
#pragma once

#include "orthant/objectives/objective.hpp"

namespace orthant {

/// The rank-one terms (pairs (k, k), weight 1) for every column that is not zero.
RowSeparableTerms gauge_terms(const Matrix& U, Index left_rows);

/// `terms` plus the gauge.
void add_gauge(RowSeparableTerms& terms, const Matrix& U, Index left_rows);

/// ⟨W_q, ·⟩ as an n×r matrix.
Matrix low_rank_direction(const Matrix& U, Index left_rows, std::pair<Index, Index> pair);

/// True when some column with nothing fixed is zero in exactly one factor: then it cannot be balanced, and
/// the objective is constant along it.
bool has_half_zero_column(const Objective& objective, const Matrix& U);

}  // namespace orthant
