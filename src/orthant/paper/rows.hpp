/// How claims are put together: rows by comparison, verdicts from rows. A row is exact when both sides are
/// rationals or polynomials and are compared as such; a search is `sampled`; everything else is numeric.
#pragma once

#include <fmt/format.h>

#include <string>

#include "checker/arithmetic/rational_matrix.hpp"
#include "orthant/paper/claim.hpp"
#include "orthant/paper/symbolic.hpp"

namespace orthant::paper {

/// exact: measured = expected, "δ²", "α⁴(r/r⋆ + 2ε²r)".
ClaimRow equal(std::string quantity, const std::string& formula, const checker::Rational& expected,
               const checker::Rational& measured);
/// exact: measured ≥ bound.
ClaimRow at_least(std::string quantity, const std::string& formula, const checker::Rational& bound,
                  const checker::Rational& measured);
/// exact: measured < bound.
ClaimRow less(std::string quantity, const std::string& formula, const checker::Rational& bound,
              const checker::Rational& measured);
/// exact: the two polynomials are the same, `formula` names the right-hand side.
ClaimRow identity(std::string quantity, const std::string& formula, const Poly& left, const Poly& right);

/// exact: the two matrices are the same.
ClaimRow same(std::string quantity, const std::string& formula, const checker::RationalMatrix& expected,
              const checker::RationalMatrix& measured);

/// A yes-or-no row.
ClaimRow yes(std::string quantity, std::string expected, std::string measured, bool holds, ClaimRigor rigor);

/// The same comparison against a formula as printed somewhere: rationals, or polynomials of an identity whose
/// left-hand side is `left`.
ClaimRow corrected(ClaimRow row, const std::string& printed_formula, const checker::Rational& printed,
                   const checker::Rational& measured);
ClaimRow corrected(ClaimRow row, const std::string& printed_formula, const Poly& printed, const Poly& left);
/// What is printed is wrong in a way that has no value ("YZ is not defined"); `agrees` as evaluated.
ClaimRow corrected(ClaimRow row, const std::string& printed, bool agrees);

/// holds, holds corrected, or fails; `refutes` for a conjecture whose refutation the rows show.
void conclude(Claim& claim, bool refutes = false);

}  // namespace orthant::paper
