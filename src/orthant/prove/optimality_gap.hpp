/// How far from the best a point of a symmetric, fully observed problem can be, over nonnegative factors of
/// every rank (docs/certificates.md, `gap`): every copositive T bounds the objective from below,
///
///   ½‖UUᵀ − A‖² ≥ −⟨T, A⟩ − ½‖T‖²      for every U ≥ 0,
///
/// and among T = P + N, P ⪰ 0 and N ≥ 0, the best is X − A for the doubly nonnegative X nearest to A.
/// Dykstra's alternating projections find it: each iterate holds a P and an N, so every one gives a bound.
/// Cost: an eigenvalue decomposition an iteration, at most 300; one exact check.
/// Source: Boyle, Dykstra 1986 (projections); the bound is Lagrange duality.
#pragma once

#include "orthant/prove/proof.hpp"

namespace orthant {

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
