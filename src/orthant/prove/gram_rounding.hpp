/// From Gram matrices in floating point to an exact identity.
///
///   X̃   rounded to multiples of 2⁻ᵏ
///   X   = X̃ + Δ, Δ on as many entries as there are independent equations, A(X) = p in rationals: elimination
///   that
///       takes the entry of the fewest equations first, so nearly every step is a division
///   X_b = LLᵀ + E, L of multiples of 2⁻ᵏ from the Cholesky factor of X_b − (λmin/2)I,
///         E diagonally dominant:  Σ_{i>j} |E_ij| (m_i ± m_j)² + Σ_i (E_ii − Σ_j |E_ij|) m_i²
/// which keeps every number short: an exact LDLᵀ would have determinants in it.
#pragma once

#include <optional>
#include <vector>

#include "orthant/prove/gram_problem.hpp"

namespace orthant {

/// coefficient · (Σ_i weights_i m_i)² in a block.
struct GramSquare {
  Index block = 0;
  checker::Rational coefficient;
  std::vector<std::pair<Index, checker::Rational>> weights;
};

/// Nothing when X̃ + Δ is not safely positive definite at any k ≤ 50.
std::optional<std::vector<GramSquare>> round_to_squares(const GramProblem& problem,
                                                        const std::vector<Matrix>& X);

}  // namespace orthant
