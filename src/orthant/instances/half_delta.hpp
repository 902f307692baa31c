/// The published unconstrained counterexample at δ = ½: without U ≥ 0, rank-one recovery of a 2×2 matrix from
/// an operator with δ₂ = ½ has a spurious second-order critical point.
///
///   on (E₁₁, √2·E₁₂, E₂₂) the kernel is ½ [[2,0,1],[0,3,0],[1,0,2]]: eigenvalues ½, 3/2, 3/2
///   truth z = (1, 0), point x = (0, 1/√2)
///
/// ℋ maps E₁₂ and E₂₁ to 3/2 of themselves, so that its eigenvalues on all of ℝ^{2×2} are ½ and 3/2 and δ = ½
/// as it is. Known answers: S = ℋ(xxᵀ − zzᵀ) = diag(−3/4, 0): the gradient vanishes; f(x) = 3/8; the Hessian
/// is diag(0, 2): second-order critical without the constraint. Along the null direction e₁ f grows by t⁴/2
/// only. Source: Zhang, Josz, Sojoudi & Lavaei 2018 [ZhangJosz2018]; δ < ½ is the sharp bound for r = r⋆ = 1.
///
/// More columns. With U₀ = √t Q₂ (r columns), U⋆ = Q₁ (r⋆ columns), P_i = Q_iQ_iᵀ and a δ with
/// r/r⋆ ≤ [δ/(1 − δ)]²:
///
///   t = r⋆/((1 + δ)r⋆ + (1 − δ)r),   ℋ = I + δ on the Q₁–Q₂ blocks + T on span{P₁, P₂},
///   T traceless and symmetric with T(tP₂ − P₁) = (1 − t(1 + δ))P₁ − tP₂, unique, of norm ≤ δ
///
/// so the eigenvalues of ℋ are within 1 ± δ, S = −t(1 + δ)P₁, the gradient vanishes, the Hessian is ⪰ 0 and
/// f = ½t(1 + δ)r⋆. The proof is in docs/beyond.md. r = r⋆ = 1, δ = ½ is the instance above. The kernel is
/// stored times a number that makes its entries exact. Source: the sharpness in Zhang 2024 (the bound).
#pragma once

#include <gmpxx.h>

#include "orthant/model/problem.hpp"

namespace orthant::instances {

Problem half_delta();

/// Throws InputError unless r ≥ r⋆ ≥ 1, r/r⋆ ≤ [δ/(1 − δ)]² and δ < 1.
Problem half_delta(Index r, Index r_star, const mpq_class& delta);

}  // namespace orthant::instances
