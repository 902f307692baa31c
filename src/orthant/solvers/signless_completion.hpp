/// Completion without the sign constraint: recover first, factor after.
///
///   min ½‖w∘(PQᵀ − X)‖² over the observed entries, P and Q of any sign and of r columns                    (1)
///
/// by alternating exact regressions of the rows of P and of Q, from the leading singular triplets of the data with
/// zeros for what is not observed. Where entries are enough, (1) has no spurious local minima, which nonnegativity
/// brings in, and a few rounds arrive where coordinate descent on nonnegative factors crawls for hundreds of passes.
/// The product PQᵀ is then a surrogate of the data (operators/surrogate.hpp) that nonnegative factors are found of
/// at (n₁ + n₂)r a column, and which the data have the last word on.
///
/// It is a surrogate only where it could be a product of nonnegative factors: `negative_share` tells.
/// Cost: a round 2m(r² + 2r) flops for m entries; at most 12 rounds.
/// Source: Jain, Netrapalli & Sanghavi 2013 (alternating minimisation); Ge, Lee & Ma 2016 (no spurious minima).
#pragma once

#include <optional>

#include "orthant/operators/entries.hpp"

namespace orthant {

struct SignlessCompletion {
  Matrix P, Q;
  double observed_share = 0;  ///< Σω/(n₁n₂), ω = w²
  double misfit_share = 0;    ///< ‖w∘(PQᵀ − X)‖²/‖w∘X‖²
  double negative_share = 0;  ///< Σ min(0, x)²/Σ x² over entries x of PQᵀ drawn at random
  Index passes = 0;  ///< products of the data with one factor, a Gram pass of all rows counted as one
};

/// Nothing where the budget in force ends, or where the rounds do not settle.
std::optional<SignlessCompletion> complete_without_signs(const EntriesObservations& data, Index rank);

}  // namespace orthant
