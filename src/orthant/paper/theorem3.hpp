/// Theorem 3 in rationals: what its proof says of the instance, and what the checker's arithmetic finds.
///
///   b = P₂ − εP₁₂,  c = (α²/r⋆)P₁,  E = U₀U₀ᵀ − U⋆U⋆ᵀ = α²P₂ − P₁
///   δ² = ‖b‖²‖c‖² = α⁴(r/r⋆ + 2ε²r),  β = α⁻² − α²r/r⋆
///   S = α²[−βI, ε11ᵀ; ε11ᵀ, 0] on the rows and columns of [Q₁ Q₂]
///
/// with Q₁ = [e₁ … e_r⋆], Q₂ the next r columns of the identity.
#pragma once

#include <string>

#include "orthant/paper/exact_point.hpp"
#include "orthant/paper/rows.hpp"

namespace orthant::paper {

struct ExactTheorem3 {
  explicit ExactTheorem3(const Theorem3& t);

  long n, r, r_star;
  checker::Rational alpha, alpha2, epsilon, delta2, beta;
  bool single;  ///< r = 1 and n = 2: the cone is a line

  checker::RationalMatrix b() const, c() const, E() const, S() const, U0() const;
  /// 2α³ε on the rows of Q₁ and 0 elsewhere; asymmetric: half of it, on both factors.
  checker::RationalMatrix gradient(bool symmetric) const;
  /// A direction of the cone, in the rows of U or [L; R], along which the form is smallest.
  checker::RationalMatrix flattest(bool symmetric, const checker::Rational& balance) const;
  /// 2α² (4α²); min(8λ, 1)α² (min(8λ, 2)α²), for λ = 0 with the scaling fixed.
  checker::Rational modulus(bool symmetric, const checker::Rational& balance) const;
  std::string modulus_formula(bool symmetric, bool balanced) const;
  /// Q₁·P₁ + Q₂·P₂ + mixed·P₁₂.
  checker::RationalMatrix by_blocks(const checker::Rational& Q1, const checker::Rational& Q2,
                                    const checker::Rational& mixed) const;
};

/// The problem of a kernel I + left⟨right, ·⟩ + right⟨left, ·⟩ that is positive whatever the two are: the
/// right one is divided by a power of 4 until 2‖left‖‖right‖ ≤ 1. All entries are fractions of few bits.
Problem with_kernel(const Problem& like, const checker::RationalMatrix& left, checker::RationalMatrix& right);

/// ∇f where the point's scale is the rational `scale` (both scales).
checker::RationalMatrix gradient_of(const ExactPoint& point, const checker::Rational& scale);

/// The verdict with its certificate `name`, the modulus in it, and a direction of the cone that attains it.
void add_sharp_minimum(Statement& out, const std::string& name, const std::string& where, Judged judged,
                       const Theorem3& t, const ExactPoint& point);

/// ‖b‖²‖c‖² = δ² is attained by matrices of rank at most r + r⋆.
void add_attained_isometry(Statement& out, const ExactTheorem3& t, const ExactPoint& point);

/// exact: ℋ(X) = X + c⟨b,X⟩ + b⟨c,X⟩ on every unit matrix, hence everywhere: Assumption 1.
Row assumption_1(const std::string& quantity, const ExactTheorem3& t, const ExactPoint& point);

/// exact: the critical cone is the one of Lemma 6, or of Lemma 11.
Row critical_cone_row(const ExactTheorem3& t, const ExactPoint& point, bool symmetric);

}  // namespace orthant::paper
