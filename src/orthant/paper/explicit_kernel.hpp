/// Kernels ℋ of ℝ^{n×n} as rational matrices of order n², entry (i, j) of X at place i·n + j, and what
/// f(U) = ½⟨E, ℋE⟩, E = UUᵀ − M, does under them: S = ℋE, ∇f = 2SU and
///
///   ⟨∇²f(U)[D], D⟩ = 2⟨S, DDᵀ⟩ + ⟨X, ℋX⟩,   X = UDᵀ + DUᵀ
///
/// for symmetric kernels that map symmetric matrices to such. All in rationals; random kernels in doubles are
/// for searches.
#pragma once

#include "orthant/paper/exact_point.hpp"

namespace orthant::paper {

/// The kernel of the ball lemma (docs/beyond.md): ℋE = E + P, with the eigenvalues 1 ± ‖P‖/‖E‖ on span{E, P}
/// and 1 on what is orthogonal to it. E and P are symmetric and not parallel.
checker::RationalMatrix ball_kernel(const checker::RationalMatrix& E, const checker::RationalMatrix& P);
/// ℋ(X).
checker::RationalMatrix apply(const checker::RationalMatrix& kernel, const checker::RationalMatrix& X);
/// (ℋ − I)² ⪯ δ²I, which for symmetric ℋ says (1 − δ)I ⪯ ℋ ⪯ (1 + δ)I.
bool within(const checker::RationalMatrix& kernel, const checker::Rational& delta2);
/// The Hessian at √scale·U, entry (i, k) of D at place i·r + k.
checker::RationalMatrix hessian_at(const checker::RationalMatrix& kernel, const checker::RationalMatrix& S,
                                   const checker::RationalMatrix& U, const checker::Rational& scale);
bool is_positive_semidefinite(const checker::RationalMatrix& Q);

/// I + δK, K symmetric with eigenvalues in [−1, 1] of which one is ±1, on vectors of the given order.
Matrix random_kernel(Random& random, Index order, double delta);
/// Symmetric problem of the kernel in doubles, r = truth.cols().
Problem kernel_problem(const Matrix& kernel, const Matrix& truth);
/// Gradient descent with halved steps, projected onto U ≥ 0 where asked. Ends when the step moves nothing.
Matrix descend(const Objective& objective, Matrix U, bool nonnegative);

}  // namespace orthant::paper
