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
#pragma once

#include "orthant/objectives/problem.hpp"
#include "orthant/paper/instances/patterns.hpp"

namespace orthant::instances {

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

}  // namespace orthant::instances
