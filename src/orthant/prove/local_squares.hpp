/// Proofs that a point is a local minimizer although it is not strict, where second-order conditions cannot
/// tell (Theorem 4): an identity  f(U) − f(U₀) = Σ nonnegative terms  near U₀ (docs/local-squares.md),
/// written down where the structure gives it (structured_squares.hpp), searched for at most eight variables
/// otherwise (searched_squares.hpp: seconds).
#pragma once

#include "orthant/certify/certificate.hpp"
#include "orthant/objectives/problem.hpp"
#include "orthant/prove/proof.hpp"

namespace orthant {

/// Of problem.point, with its exact scales. `numeric` is what certify said of it: a saddle is not tried.
/// Spurious when the witness (stacked, at most `rank` columns), or without one the truth, is lower. The proof
/// has passed checker::check.
ProofAttempt prove_local_squares(const Problem& problem, const Certificate& numeric,
                                 const Matrix* witness = nullptr);

}  // namespace orthant
