/// The second-order point that more columns than the truth leave where r/r⋆ ≤ [δ/(1 − δ)]²:
///
///   U₀ = √t·Q₂, U⋆ = Q₁, E = tP₂ − P₁, ℋE = −t(1 + δ)P₁, t = r⋆/((1 + δ)r⋆ + (1 − δ)r)
///
/// with ℋ the kernel of the ball lemma on span{P₁, P₂}, 1 + δ on the matrices Q₁XQ₂ᵀ and Q₂XQ₁ᵀ, and 1 on the
/// rest. Rows: first those of Q₁, then those of Q₂. Source: docs/beyond.md.
#pragma once

#include "orthant/paper/explicit_kernel.hpp"

namespace orthant::paper {

struct Overparametrised {
  Overparametrised(long columns, long true_columns, const checker::Rational& isometry);

  long r, r_star;
  checker::Rational delta, t;

  long n() const { return r + r_star; }
  /// r⋆(r⋆δ² − r(1 − δ)²): ‖P‖ ≤ δ‖E‖ for some t exactly when it is at least 0, and then for the t here.
  checker::Rational discriminant() const;
  checker::RationalMatrix columns() const;  ///< Q₂
  checker::RationalMatrix misfit() const;   ///< E
  checker::RationalMatrix moved() const;    ///< P = ℋE − E
  checker::RationalMatrix kernel() const;
};

}  // namespace orthant::paper
