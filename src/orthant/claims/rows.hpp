/// How claims are put together: rows by comparison, verdicts from rows. A row is exact when both sides are
/// rationals or polynomials and are compared as such; a search is `sampled`; everything else is numeric.
#pragma once

#include <fmt/format.h>

#include <string>

#include "orthant/claims/claim.hpp"
#include "orthant/claims/symbolic.hpp"
#include "orthant/verify/rational_matrix.hpp"

namespace orthant::claims {

/// exact: measured = expected, "δ²", "α⁴(r/r⋆ + 2ε²r)".
ClaimRow equal(std::string quantity, const std::string& formula, const verify::Rational& expected,
               const verify::Rational& measured);
/// exact: measured ≥ bound.
ClaimRow at_least(std::string quantity, const std::string& formula, const verify::Rational& bound,
                  const verify::Rational& measured);
/// exact: measured < bound.
ClaimRow less(std::string quantity, const std::string& formula, const verify::Rational& bound,
              const verify::Rational& measured);
/// exact: the two polynomials are the same, `formula` names the right-hand side.
ClaimRow identity(std::string quantity, const std::string& formula, const Poly& left, const Poly& right);

/// exact: the two matrices are the same.
ClaimRow same(std::string quantity, const std::string& formula, const verify::RationalMatrix& expected,
              const verify::RationalMatrix& measured);

/// A yes-or-no row.
ClaimRow yes(std::string quantity, std::string expected, std::string measured, bool holds, ClaimRigor rigor);

/// The same comparison against a formula as printed somewhere: rationals, or polynomials of an identity whose
/// left-hand side is `left`.
ClaimRow corrected(ClaimRow row, const std::string& printed_formula, const verify::Rational& printed,
                   const verify::Rational& measured);
ClaimRow corrected(ClaimRow row, const std::string& printed_formula, const Poly& printed, const Poly& left);
/// What is printed is wrong in a way that has no value ("YZ is not defined"); `agrees` as evaluated.
ClaimRow corrected(ClaimRow row, const std::string& printed, bool agrees);

/// holds, holds corrected, or fails; `refutes` for a conjecture whose refutation the rows show.
void conclude(Claim& claim, bool refutes = false);

}  // namespace orthant::claims
