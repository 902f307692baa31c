/// Theorem 3: restricted isometry with any δ > 0 does not exclude spurious local minima.
///
///   n ≥ r + r⋆,  r ≥ r⋆ ≥ 1,  ε > 0,  0 < α < (r/r⋆ + 2ε²r)^{−1/4}
///   𝒜(X) = X + (tr Q₁ᵀXQ₁ / r⋆)·[Q₁ Q₂] [ (−1+√(1−δ²)) I   −εα² 11ᵀ ] [Q₁ Q₂]ᵀ
///                                        [ −εα² 11ᵀ          α² I    ]
///   ℋ = I + BCᵀ + CBᵀ,   B = P₂ − εP₁₂,   C = (α²/r⋆)P₁                                 (patterns.hpp)
///   truth U⋆ = Q₁, point U₀ = αQ₂
///
/// Known answers (`theorem3_answers`):
///   δ = α²√(r/r⋆ + 2ε²r), exact at rank r + r⋆: the extreme eigenvectors live on r + r⋆ rows
///   f(U₀) = ½(r⋆ − α⁴r);   ∇f(U₀) = 2α³ε on the rows of Q₁, 0 elsewhere
///   U₀ is a spurious strict local minimizer, modulus 2α² (4α² when r = 1 and n = 2), sharp
///   asymmetric, at L = R = αQ₂: objective the same, gradient half; modulus min(8λ, 1)α² (min(8λ, 2)α² when
///   r = 1 and n = 2) for λ > 0; for λ = 0 strict up to scaling with modulus α² (2α²)
/// r = 1 forces r⋆ = 1, so "n = r + r⋆" is n = 2 there.
/// Source: Zhang 2025, Theorem 3 and Lemmas 5–11; the moduli are sharp by docs/beyond.md.
#pragma once

#include <vector>

#include "orthant/objectives/problem.hpp"
#include "orthant/paper/instances/patterns.hpp"

namespace orthant::instances {

struct Theorem3 {
  Index n = 2, r = 1, r_star = 1;
  mpq_class alpha = mpq_class(1, 2), epsilon = mpq_class(1, 10);
  std::vector<Index> permutation{};  ///< empty: the identity
  bool symmetric = true;
  double balance = 0;             ///< λ, asymmetric only
  bool printed_operator = false;  ///< 𝒜 as printed (kind identity_plus_low_rank) instead of its kernel
};

/// Throws InputError that names the bound when a parameter is outside its range.
Problem theorem3(const Theorem3& parameters);

struct Theorem3Answers {
  double delta = 0;
  double alpha_bound = 0;  ///< (r/r⋆ + 2ε²r)^{−1/4}
  double objective = 0;
  double gradient = 0;  ///< on the rows of Q₁
  double modulus = 0;
};
Theorem3Answers theorem3_answers(const Theorem3& parameters);

}  // namespace orthant::instances
