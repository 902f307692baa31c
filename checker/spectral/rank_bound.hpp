/// How low factors of rank r can be, on fully observed data A. For X of rank at most r
///
///   ½‖X − A‖² ≥ ½(‖A‖² − Σ_{k≤r} σ_k(A)²)                                      (Eckart–Young, Mirsky)
///
/// and for X = UUᵀ with (λ_k⁺)² for the positive eigenvalues of ½(A + Aᵀ) in the place of σ_k². Neither needs
/// nonnegative factors. Two ways to bound the sum from above, without a decomposition that is to be believed:
///
///   shift    τ ≥ 0 and F, M = τI + FFᵀ:
///            M ⪰ AᵀA (or AAᵀ)   ⇒  Σ σ_k² ≤ Σ_{k≤r} λ_k(M) ≤ rτ + ‖F‖²
///            M ⪰ ½(A + Aᵀ)      ⇒  Σ (λ_k⁺)² ≤ Σ_{k≤r} λ_k(M)² ≤ rτ² + 2τ‖F‖² + ‖FᵀF‖²
///            by Weyl's monotonicity of eigenvalues: λ_k(AᵀA) ≤ λ_k(M).
///   perron   r = 1, nonnegative factors, B = max(A, 0) entrywise: ⟨A, xyᵀ⟩ ≤ xᵀBy for x, y ≥ 0, and for any v > 0
///            σ₁(B)² ≤ max_j (BᵀBv)_j / v_j,   λ₁(½(B + Bᵀ)) ≤ max_j (½(B + Bᵀ)v)_j / v_j   (Collatz, Wielandt)
///
/// Cost: shift, one factorization of order n ≤ 4096 in integers and ½mn² products, m the other side (none when
/// symmetric); perron, two products with A.
#pragma once

#include <string>

#include "checker/arithmetic/ball.hpp"
#include "checker/arithmetic/work.hpp"
#include "checker/read/claims.hpp"
#include "checker/read/problem.hpp"

namespace orthant::checker {

inline constexpr long largest_shift_order = 4096;

/// f at these factors, λ‖LᵀL − RᵀR‖²/2 included, through ‖A‖², AR and Gram matrices: nothing of A's size.
Ball full_objective(const Problem& problem, const Factors& factors, Work& work);

/// ½‖A‖².
Ball half_square_norm(const Problem& problem, Work& work);

/// ½(‖A‖² − bound) by `perron`. Throws Rejected unless v = problem.dual is positive, of as many entries as there
/// are columns.
Ball perron_bound(const Problem& problem, Work& work);

/// ½(‖A‖² − bound) by `shift`, F = problem.dual. Does not look whether M is above the data.
Ball shift_bound(const Problem& problem, const Rational& tau, Work& work);

/// What integers need M to be above the data by, as a multiple of I.
double shift_slack(const Problem& problem, const Rational& tau, Work& work);

/// Throws Rejected unless M − (the data's form) is positive semidefinite.
void require_above_data(const Problem& problem, const Rational& tau, Work& work);

}  // namespace orthant::checker
