/// How statements are put together: rows by comparison, verdicts from rows. A row is exact when both sides are
/// rationals or polynomials and are compared as such; a search is `sampled`; everything else is numeric.
#pragma once

#include <fmt/format.h>
#include <optional>
#include <string>

#include "orthant/certify/certify.hpp"
#include "orthant/paper/exact_point.hpp"
#include "orthant/paper/instances/theorem3.hpp"
#include "orthant/paper/instances/theorem4.hpp"
#include "orthant/paper/statement.hpp"
#include "orthant/paper/symbolic.hpp"

namespace orthant::paper {

/// exact: measured = expected, "δ²", "α⁴(r/r⋆ + 2ε²r)".
Row equal(std::string quantity, const std::string& formula, const checker::Rational& expected,
          const checker::Rational& measured);
/// exact: measured ≥ bound.
Row at_least(std::string quantity, const std::string& formula, const checker::Rational& bound,
             const checker::Rational& measured);
/// exact: measured < bound.
Row less(std::string quantity, const std::string& formula, const checker::Rational& bound,
         const checker::Rational& measured);
/// exact: the two polynomials are the same, `formula` names the right-hand side.
Row identity(std::string quantity, const std::string& formula, const Poly& left, const Poly& right);

/// exact: the two matrices are the same.
Row same(std::string quantity, const std::string& formula, const checker::RationalMatrix& expected,
         const checker::RationalMatrix& measured);

/// A yes-or-no row.
Row yes(std::string quantity, std::string expected, std::string measured, bool holds, RowRigor rigor);
/// exact: measured is what is expected, or `otherwise`.
Row proved(std::string quantity, std::string expected, std::string otherwise, bool holds);
/// exact: whether (6) holds at the point.
Row stationary_row(std::string quantity, const ExactPoint& point, bool expected);

/// The same comparison against a formula as printed somewhere: rationals, or polynomials of an identity whose
/// left-hand side is `left`.
Row corrected(Row row, const std::string& printed_formula, const checker::Rational& printed,
              const checker::Rational& measured);
Row corrected(Row row, const std::string& printed_formula, const Poly& printed, const Poly& left);
/// What is printed is wrong in a way that has no value ("YZ is not defined"); `agrees` as evaluated.
Row corrected(Row row, const std::string& printed, bool agrees);

/// What several statements need: instances from the parameters, certificates, random points.

Theorem3 theorem3_at(const Parameters& p);
std::string describe(const Theorem3& t);

Theorem4 theorem4_at(const Parameters& p);
std::string describe(const Theorem4& t);

/// The same with two factors and weight λ.
template <class Instance>
Instance asymmetric(Instance symmetric, double balance) {
  symmetric.symmetric = false;
  symmetric.balance = balance;
  return symmetric;
}

/// Symmetric, δ = 0; of as many columns as the point.
Problem fully_observed(const Matrix& truth, const ScaledMatrix& point);

/// What certify and prove say together, the truth as witness when it has at most r columns, and the proof where
/// there is one.
struct Judged {
  Certificate certificate;
  std::optional<Proof> proof;
  std::string reason;  ///< why there is none
};
Judged judge_with_proof(const Problem& problem);

/// A row of what is proved of a point: holds when the verdict is the expected one (or, instead of "strict
/// local minimizer", what it implies), spurious where that is asked, and a proof says so; the certificate
/// goes with the statement as `name`. Without a proof the row is numeric and says why.
Row& add_verdict(Statement& out, const std::string& name, const std::string& where, Verdict expected,
                 bool spurious, Judged judged);

/// What a proof claims, as the rationals of its document.
std::optional<checker::Rational> proved_modulus(const Judged& judged);
std::optional<checker::Rational> proved_delta_squared(const Judged& judged);

std::string words(Verdict verdict);
std::string words(const Certificate& certificate);

Matrix random_signs(Random& random, Index rows, Index cols);        ///< normal entries
Matrix random_nonnegative(Random& random, Index rows, Index cols);  ///< uniform on (0, 1)

/// The critical points of Figure 1's two panels, found by themselves and compared with what is known of them.
std::vector<Row> figure_1_critical_points(const Objective& objective);

}  // namespace orthant::paper
