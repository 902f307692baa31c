/// How far from the best a point of a symmetric, fully observed problem can be, over nonnegative factors of
/// every rank (docs/certificates.md, `gap`): with S = U₀U₀ᵀ − A and S + εI copositive,
///
///   f(U) ≥ f(U₀) − ⟨S, U₀U₀ᵀ⟩ − ε (tr A + √(2n f(U₀)))     for every U ≥ 0.
///
/// The smallest eigenvalue of S gives an ε at once; smaller ones are tried as sums of a semidefinite and a
/// nonnegative matrix.
#pragma once

#include "orthant/prove/proof.hpp"

namespace orthant {

/// Adds the bound to a proof, when there is a use for one: the verdict is not global, the problem symmetric,
/// full and of order at most `most_order`. The proof with it has passed verify::check_gap.
void attach_gap(Proof& proof, long most_order = 150);

}  // namespace orthant
