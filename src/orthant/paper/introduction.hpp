/// What §1 says of the problem without U ≥ 0, and of truths of rank one and two.
#pragma once

#include <optional>

#include "checker/arithmetic/rational_matrix.hpp"
#include "orthant/paper/explicit_kernel.hpp"

namespace orthant::paper {

/// The second-order point that more columns than the truth leave where r/r⋆ ≤ [δ/(1 − δ)]²:
///
///   U₀ = √t·Q₂, U⋆ = Q₁, E = tP₂ − P₁, ℋE = −t(1 + δ)P₁, t = r⋆/((1 + δ)r⋆ + (1 − δ)r)
///
/// with ℋ the kernel of the ball lemma on span{P₁, P₂}, 1 + δ on the matrices Q₁XQ₂ᵀ and Q₂XQ₁ᵀ, and 1 on the
/// rest. Rows: first those of Q₁, then those of Q₂. Source: docs/beyond.md.

struct Overparametrised {
  Overparametrised(long columns, long true_columns, const checker::Rational& isometry);

  long r, r_star;
  checker::Rational delta, t;

  long n() const { return r + r_star; }
  /// r⋆(r⋆δ² − r(1 − δ)²): ‖P‖ ≤ δ‖E‖ for some t exactly when it is at least 0, and then for the t here.
  checker::Rational discriminant() const;
  /// Q₁·P₁ + Q₂·P₂.
  checker::RationalMatrix diagonal(const checker::Rational& Q1, const checker::Rational& Q2) const;
  checker::RationalMatrix columns() const;  ///< Q₂
  checker::RationalMatrix misfit() const;   ///< E
  checker::RationalMatrix moved() const;    ///< P = ℋE − E
  checker::RationalMatrix kernel() const;
};

/// Nonnegative factors of M = U⋆U⋆ᵀ, U⋆ ≥ 0 with two columns, without a search: for a row i of U⋆ of extreme
/// angle the Schur complement
///
///   N = M − M_{:i}M_{i:}/M_ii
///
/// is nonnegative and of rank at most one, so that M = UUᵀ with U = [M_{:i}/√M_ii, √diag N] ≥ 0. Source:
/// docs/beyond.md, "Truths of rank one and two".

/// N; M_ii > 0.
checker::RationalMatrix schur_complement(const checker::RationalMatrix& M, long i);
/// N ≥ 0 with every minor of order two 0.
bool is_nonnegative_of_rank_one(const checker::RationalMatrix& N);
/// The first i for which N is such.
std::optional<long> extreme_row(const checker::RationalMatrix& M);

}  // namespace orthant::paper
