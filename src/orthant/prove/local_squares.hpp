/// Proofs that a point is a local minimizer although it is not strict, where second-order conditions cannot tell
/// (Theorem 4): an identity  f(U) − f(U₀) = Σ nonnegative terms  near U₀ (docs/local-squares.md), written down
/// where the structure gives it (structured_squares.hpp), searched by semidefinite programming for at most eight
/// variables otherwise (searched_squares.hpp).
#pragma once

#include "orthant/certify/certificate.hpp"
#include "orthant/model/problem.hpp"
#include "orthant/prove/proof.hpp"

namespace orthant {

/// `numeric` is what certify said of problem.point; only its objective is used, as a number that the claims
/// should contain. Spurious when the truth of the problem is lower and has at most `rank` columns. The proof has
/// passed verify::check.
ProofAttempt prove_local_squares(const Problem& problem, const Certificate& numeric);

}  // namespace orthant
