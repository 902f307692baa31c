/// Matrices of rationals in the tone of formulas: what the rows of claims are made of. Sizes of order ten to
/// a thousand; each product is counted (verify/work.hpp) and ends with the budget in force.
#pragma once

#include <gmpxx.h>

#include "checker/arithmetic/rational_matrix.hpp"
#include "orthant/base/random.hpp"
#include "orthant/linalg/matrix.hpp"

namespace orthant::paper {

checker::Rational rational(const mpq_class& q);
/// The doubles of M, as they are.
checker::RationalMatrix rational(const ConstMatrixRef& M);

/// Σ A_ij B_ij.
checker::Rational dot(const checker::RationalMatrix& A, const checker::RationalMatrix& B);
checker::RationalMatrix product(const checker::RationalMatrix& A, const checker::RationalMatrix& B);
checker::RationalMatrix scaled(checker::RationalMatrix A, const checker::Rational& factor);
checker::RationalMatrix sum(checker::RationalMatrix A, const checker::RationalMatrix& B);
/// The doubles next to the entries.
Matrix doubles(const checker::RationalMatrix& A);
/// E_ij.
checker::RationalMatrix unit(long rows, long cols, long i, long j);
/// Entries k/16, k from −16 to 16 (from 0).
checker::RationalMatrix random_rationals(Random& random, long rows, long cols, bool nonnegative = false);

}  // namespace orthant::paper
