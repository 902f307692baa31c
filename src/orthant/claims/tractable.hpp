/// Nonnegative factors of M = U⋆U⋆ᵀ, U⋆ ≥ 0 with two columns, without a search: for a row i of U⋆ of extreme
/// angle the Schur complement
///
///   N = M − M_{:i}M_{i:}/M_ii
///
/// is nonnegative and of rank at most one, so that M = UUᵀ with U = [M_{:i}/√M_ii, √diag N] ≥ 0. Source:
/// docs/beyond.md, "Truths of rank one and two".
#pragma once

#include <optional>

#include "orthant/verify/rational_matrix.hpp"

namespace orthant::claims {

/// N; M_ii > 0.
verify::RationalMatrix schur_complement(const verify::RationalMatrix& M, long i);
/// N ≥ 0 with every minor of order two 0.
bool is_nonnegative_of_rank_one(const verify::RationalMatrix& N);
/// The first i for which N is such.
std::optional<long> extreme_row(const verify::RationalMatrix& M);

}  // namespace orthant::claims
