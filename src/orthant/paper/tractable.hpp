/// Nonnegative factors of M = U⋆U⋆ᵀ, U⋆ ≥ 0 with two columns, without a search: for a row i of U⋆ of extreme
/// angle the Schur complement
///
///   N = M − M_{:i}M_{i:}/M_ii
///
/// is nonnegative and of rank at most one, so that M = UUᵀ with U = [M_{:i}/√M_ii, √diag N] ≥ 0. Source:
/// docs/beyond.md, "Truths of rank one and two".
#pragma once

#include <optional>

#include "checker/arithmetic/rational_matrix.hpp"

namespace orthant::paper {

/// N; M_ii > 0.
checker::RationalMatrix schur_complement(const checker::RationalMatrix& M, long i);
/// N ≥ 0 with every minor of order two 0.
bool is_nonnegative_of_rank_one(const checker::RationalMatrix& N);
/// The first i for which N is such.
std::optional<long> extreme_row(const checker::RationalMatrix& M);

}  // namespace orthant::paper
