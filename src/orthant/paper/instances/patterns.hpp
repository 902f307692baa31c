/// Kernels on 0/1 patterns. With [Q₁ Q₂] the first r⋆ + r columns of a permutation matrix,
///
///   P₁ = Q₁Q₁ᵀ,   P₂ = Q₂Q₂ᵀ,   P₁₂ = Q₁11ᵀQ₂ᵀ + Q₂11ᵀQ₁ᵀ,
///
/// mutually orthogonal with ‖P₁‖² = r⋆, ‖P₂‖² = r, ‖P₁₂‖² = 2rr⋆. The kernels of the counterexamples are
/// ℋ = I + Σ_ij K_ij P_i⟨P_j, ·⟩ with rational K, so they are kept exactly: every term is a pattern with an
/// exact factor.
#pragma once

#include <array>
#include <memory>
#include <vector>

#include "orthant/linalg/exact_scale.hpp"
#include "orthant/operators/finite_rank.hpp"

namespace orthant::instances {

struct Patterns {
  Matrix Q1, Q2;       ///< n×r⋆, n×r
  Matrix P1, P2, P12;  ///< n×n
};

/// `permutation`: empty (identity) or a permutation p of 0 … n−1; column j of the permutation matrix is
/// e_{p(j)}. Throws InputError when it is none, on n < r + r⋆, or on a rank below 1.
Patterns patterns(Index n, Index r, Index r_star, const std::vector<Index>& permutation);

/// ℋ = I + Σ_ij K_ij P_i⟨P_j, ·⟩ with K symmetric over (P₁, P₂, P₁₂).
std::shared_ptr<const KernelMeasurement> pattern_kernel(const Patterns& patterns,
                                                        const std::array<std::array<mpq_class, 3>, 3>& K);

}  // namespace orthant::instances
