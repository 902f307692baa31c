/// Exact proofs (docs/certificates.md: second_order, saddle, global) of what a point with rational data is:
///
///   f(U₀) = 0                                         global, zero_residual
///   the first-order conditions hold in rationals      or the reason names the entry where they fail
///     the form is ≥ μ > 0 on the cone                 second_order, μ sharp where it is found so
///     the form is negative along a direction of it    saddle
///     its residual is copositive / nonnegative        global
///
/// Evidence is sought in floating point, rounded to rationals and checked; a proof is returned only when
/// checker::check has accepted it, from its files in memory. Cost: that of the check, a few times; up to 400
/// free and degenerate entries.
#pragma once

#include "orthant/certify/certificate.hpp"
#include "orthant/objectives/problem.hpp"
#include "orthant/prove/proof.hpp"

namespace orthant {

/// Of problem.point, with its exact scales. `numeric` is what certify said of it: where to look for a way
/// down. Spurious when the truth (at most `rank` columns) is lower, or the witness (stacked).
ProofAttempt prove_exactly(const Problem& problem, const Certificate& numeric,
                           const Matrix* witness = nullptr);

// ---- local squares -------------------------------------------------------------------------------
// Proofs that a point is a local minimizer although it is not strict, where second-order conditions cannot
// tell (Theorem 4): an identity  f(U) − f(U₀) = Σ nonnegative terms  near U₀ (docs/local-squares.md),
// written down where the structure gives it (structured_squares.cpp), searched for at most eight variables
// otherwise (searched_squares.cpp: seconds).

/// Of problem.point, with its exact scales. `numeric` is what certify said of it: a saddle is not tried.
/// Spurious when the witness (stacked, at most `rank` columns), or without one the truth, is lower. The proof
/// has passed checker::check.
ProofAttempt prove_local_squares(const Problem& problem, const Certificate& numeric,
                                 const Matrix* witness = nullptr);

// ---- how far from the best -----------------------------------------------------------------------
// How far from the best a point of a symmetric, fully observed problem can be, over nonnegative factors of
// every rank (docs/certificates.md, `gap`): every copositive T bounds the objective from below,
//
//   ½‖UUᵀ − A‖² ≥ −⟨T, A⟩ − ½‖T‖²      for every U ≥ 0,
//
// and among T = P + N, P ⪰ 0 and N ≥ 0, the best is X − A for the doubly nonnegative X nearest to A.
// Dykstra's alternating projections find it: each iterate holds a P and an N, so every one gives a bound.
// Cost: an eigenvalue decomposition an iteration, at most 300; one exact check.
// Source: Boyle, Dykstra 1986 (projections); the bound is Lagrange duality.

/// P ⪰ 0 and N ≥ 0 (up to rounding), both symmetric, nearly the best for the symmetric matrix A.
struct DualSplit {
  Matrix P, N;
};
DualSplit dual_split(const Matrix& A, int iterations = 300);

/// Adds the bound to a proof, when it says more than f ≥ 0: a verdict that is neither global nor a saddle, a
/// problem that is symmetric, full and of order at most `most_order`. It has then passed checker::check_gap;
/// the document as a whole is not checked. False when nothing was added.
bool attach_gap(Proof& proof, Index most_order = 100);

}  // namespace orthant
