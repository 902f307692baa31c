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

}  // namespace orthant
