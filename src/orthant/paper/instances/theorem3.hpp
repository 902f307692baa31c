/// The counterexamples with a restricted isometry constant δ > 0: Theorem 3, and a sharper one.
#pragma once

#include <array>
#include <memory>
#include <vector>

#include "orthant/linalg/exact_scale.hpp"
#include "orthant/objectives/problem.hpp"
#include "orthant/operators/finite_rank.hpp"

namespace orthant::paper {

/// Kernels on 0/1 patterns. With [Q₁ Q₂] the first r⋆ + r columns of a permutation matrix,
///
///   P₁ = Q₁Q₁ᵀ,   P₂ = Q₂Q₂ᵀ,   P₁₂ = Q₁11ᵀQ₂ᵀ + Q₂11ᵀQ₁ᵀ,
///
/// mutually orthogonal with ‖P₁‖² = r⋆, ‖P₂‖² = r, ‖P₁₂‖² = 2rr⋆. The kernels of the counterexamples are
/// ℋ = I + Σ_ij K_ij P_i⟨P_j, ·⟩ with rational K, so they are kept exactly: every term is a pattern with an
/// exact factor.

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

/// Theorem 3: restricted isometry with any δ > 0 does not exclude spurious local minima.
///
///   n ≥ r + r⋆,  r ≥ r⋆ ≥ 1,  ε > 0,  0 < α < (r/r⋆ + 2ε²r)^{−1/4}
///   𝒜(X) = X + (tr Q₁ᵀXQ₁ / r⋆)·[Q₁ Q₂] [ (−1+√(1−δ²)) I   −εα² 11ᵀ ] [Q₁ Q₂]ᵀ
///                                        [ −εα² 11ᵀ          α² I    ]
///   ℋ = I + BCᵀ + CBᵀ,   B = P₂ − εP₁₂,   C = (α²/r⋆)P₁
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

struct Theorem3 {
  Index n = 2, r = 1, r_star = 1;
  mpq_class alpha = mpq_class(1, 2), epsilon = mpq_class(1, 10);
  std::vector<Index> permutation{};  ///< empty: the identity
  bool symmetric = true;
  double balance = 0;             ///< λ, asymmetric only
  bool printed_operator = false;  ///< 𝒜 as printed (kind identity_plus_low_rank) instead of its kernel
};

/// Throws InputError that names the bound when α or ε is outside its range.
void check(const Theorem3& parameters);
/// The same, and on ranks and sizes.
Problem theorem3(const Theorem3& parameters);

struct Theorem3Answers {
  double delta = 0;
  double alpha_bound = 0;  ///< (r/r⋆ + 2ε²r)^{−1/4}
  double objective = 0;
  double gradient = 0;  ///< on the rows of Q₁
  double modulus = 0;
};
Theorem3Answers theorem3_answers(const Theorem3& parameters);

/// A sharper counterexample than Theorem 3, at the smallest δ that the first-order conditions allow.
///
/// The ball lemma: over symmetric kernels with (1−δ)I ⪯ ℋ ⪯ (1+δ)I the set {ℋe} is the ball of radius δ‖e‖
/// around e; the kernel that reaches s = e + p is ℋ = I + δ(ccᵀ − ddᵀ), c, d ∝ e/‖e‖ ± p/‖p‖, δ = ‖p‖/‖e‖. So
/// the smallest δ for given U₀, U⋆ is a projection. Here e = U₀U₀ᵀ − U⋆U⋆ᵀ = α²P₂ − P₁ (U₀ = αQ₂, U⋆ = Q₁),
/// and with the gradient asked to be g on the rows of Q₁ the projection is p = −α²P₂ + (g/2α)P₁₂:
///
///   δ = √(α⁴r + rr⋆g²/(2α²)) / √(α⁴r + r⋆)       → t/√(1+t²), t = α²√(r/r⋆), as g → 0
///
/// where Theorem 3 has δ → t and needs t < 1. Expanding ccᵀ − ddᵀ gives rational coefficients (no root is
/// left):
///   ℋ = I + κ[epᵀ + peᵀ − ⟨e,p⟩(eeᵀ/‖e‖² + ppᵀ/‖p‖²)],   κ = 1/(‖e‖²(1 − ⟨e,p⟩²/(‖e‖²‖p‖²))).
///
/// Known answers: ∇f(U₀) = g on the rows of Q₁, 0 elsewhere; f(U₀) = ½⟨e, e+p⟩ = ½r⋆ (the misfit on P₂ is
/// undone); δ above, exact at rank r + r⋆ and the smallest there; a spurious strict local minimizer of
/// modulus at least 2(1−δ)α², asymmetric with λ > 0 at least min{1−δ, 8λ}α². Requires α > 0, 0 < g < α√(2/r):
/// then δ < 1. Source: docs/beyond.md, "A sharper counterexample".

struct Sharper {
  Index n = 2, r = 1, r_star = 1;
  mpq_class alpha = mpq_class(1, 2), margin = mpq_class(1, 100);
  std::vector<Index> permutation{};
  bool symmetric = true;
  double balance = 0;
};

Problem sharper_than_theorem3(const Sharper& parameters);

/// δ in closed form.
double sharper_delta(const Sharper& parameters);

}  // namespace orthant::paper
