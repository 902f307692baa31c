/// Proofs that a fit is exact (docs/exact.md): nonnegative fractions L, R next to the given factors with
///
///   LRᵀ = A      entry for entry,
///
/// A the data as the doubles that they are or, where those have a higher rank, as the simplest fractions that round
/// to them (0.1 as 1/10). With it, where that is found, that no factors with fewer columns do it: the rank of A, or
/// a bound by rectangles (checker/exact/rectangle_cover.hpp).
#pragma once

#include "orthant/certify/certificate.hpp"
#include "orthant/objectives/objective.hpp"
#include "orthant/prove/proof.hpp"

namespace orthant {

/// Of a point whose fit is zero or nearly so, f = ½‖A − LRᵀ‖² fully observed; nothing, and no reason, elsewhere. A
/// proof has passed checker::check, and its point is the factorization rounded to doubles: columns balanced up to
/// powers of two, the largest share first.
ProofAttempt prove_exact_factorization(const Objective& objective, const Certificate& numeric);

}  // namespace orthant
