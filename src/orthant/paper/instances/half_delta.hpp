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
#pragma once

#include "orthant/objectives/problem.hpp"

namespace orthant::paper {

Problem half_delta();

}  // namespace orthant::paper
