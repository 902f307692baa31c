/// Matrices of rationals in the tone of formulas: what the rows of claims are made of. Sizes of order ten to
/// a thousand; each product is counted (verify/work.hpp) and ends with the budget in force.
#pragma once

#include <gmpxx.h>

#include "orthant/core/random.hpp"
#include "orthant/linalg/matrix.hpp"
#include "orthant/verify/rational_matrix.hpp"

namespace orthant::claims {

verify::Rational rational(const mpq_class& q);
/// The doubles of M, as they are.
verify::RationalMatrix rational(const ConstMatrixRef& M);

/// Σ A_ij B_ij.
verify::Rational dot(const verify::RationalMatrix& A, const verify::RationalMatrix& B);
verify::RationalMatrix product(const verify::RationalMatrix& A, const verify::RationalMatrix& B);
verify::RationalMatrix scaled(verify::RationalMatrix A, const verify::Rational& factor);
verify::RationalMatrix sum(verify::RationalMatrix A, const verify::RationalMatrix& B);
/// The doubles next to the entries.
Matrix doubles(const verify::RationalMatrix& A);
/// E_ij.
verify::RationalMatrix unit(long rows, long cols, long i, long j);
/// Entries k/16, k from −16 to 16 (from 0).
verify::RationalMatrix random_rationals(Random& random, long rows, long cols, bool nonnegative = false);

}  // namespace orthant::claims
