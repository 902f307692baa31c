/// Lemma 9: what an asymmetric problem inherits from a symmetric one. Let ℋ map symmetric matrices to
/// symmetric ones (Assumption 2), f(U) = ½‖𝒜(UUᵀ − M⋆)‖² with M⋆ symmetric and g(L,R) = ½‖𝒜(LRᵀ − M⋆)‖². At L
/// = R = U, with U̇ = ½(D_L + D_R), V̇ = ½(D_L − D_R) and S = 𝒜*𝒜(UUᵀ − M⋆),
///
///   g = f,   ∇g = ½[∇f; ∇f],
///   ⟨∇²g[D], D⟩ = ⟨∇²f[U̇], U̇⟩ − 2⟨S, V̇V̇ᵀ⟩ + ‖𝒜(V̇Uᵀ − UV̇ᵀ)‖².
///
/// Proof: S is symmetric, so S U = SᵀU = ½(S + Sᵀ)U. In (10), ⟨S, D_L D_Rᵀ⟩ = ⟨S, U̇U̇ᵀ⟩ − ⟨S, V̇V̇ᵀ⟩, and U D_Rᵀ
/// + D_L Uᵀ = (UU̇ᵀ + U̇Uᵀ) + (V̇Uᵀ − UV̇ᵀ) is a symmetric plus a skew matrix, between which ℋ has no inner
/// product. ∎ Without Assumption 2 both identities fail (tests: inheritance_test.cpp). Source: Zhang 2025,
/// Lemma 9.
#pragma once

#include "orthant/objectives/problem.hpp"

namespace orthant {

/// The asymmetric problem with the same operator, L = R = U for truth and point, and λ = balance. Throws
/// InputError when the problem is not symmetric already or has no truth: noisy measurements have no M⋆.
Problem inherited(const Problem& symmetric, double balance = 0);

struct InheritanceDefect {
  double value = 0;     ///< |g − f|
  double gradient = 0;  ///< ‖∇g − ½[∇f; ∇f]‖
  double form = 0;      ///< |both sides of the Hessian identity|
  double scale = 0;     ///< of the largest of the terms: what the defects are to be compared with
};

/// Both identities at U (n×r) along D = (D_L, D_R) (2n×r), λ = 0.
InheritanceDefect inheritance_defect(const Problem& symmetric, const Matrix& U, const Matrix& D);

}  // namespace orthant
