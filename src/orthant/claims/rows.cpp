#include "orthant/claims/rows.hpp"

namespace orthant::claims {

using verify::Rational;

namespace {

ClaimRow row_of(std::string quantity, std::string expected, std::string measured, bool holds,
                ClaimRigor rigor) {
  ClaimRow row;
  row.quantity = std::move(quantity);
  row.expected = std::move(expected);
  row.measured = std::move(measured);
  row.holds = holds;
  row.rigor = rigor;
  return row;
}

std::string with_value(const std::string& formula, const std::string& value) {
  return formula.empty() ? value : formula + " = " + value;
}

constexpr std::size_t longest_fraction = 24;

/// The fraction, or "≈" and a decimal where it is long: it is compared as it is.
std::string shown(const Rational& q) {
  const std::string text = q.to_string();
  return text.size() <= longest_fraction ? text : fmt::format("≈ {:.10g}", q.approx());
}

std::string with_value(const std::string& formula, const Rational& q) {
  const std::string value = shown(q);
  if (formula.empty()) return value;
  return formula + (value.starts_with("≈") ? " " : " = ") + value;
}

ClaimRow note_printed(ClaimRow row, const std::string& words, bool agrees) {
  row.printed += (row.printed.empty() ? "" : "; ") + words + (agrees ? " (agrees)" : "");
  row.printed_holds = row.printed_holds && agrees;
  return row;
}

}  // namespace

ClaimRow near(std::string quantity, const std::string& formula, double expected, double measured,
              double tolerance) {
  ClaimRow row = row_of(std::move(quantity), with_value(formula, number(expected)), number(measured), false,
                        ClaimRigor::numeric);
  row.error = std::abs(measured - expected);
  row.tolerance = tolerance;
  row.holds = row.error <= tolerance;
  return row;
}

ClaimRow vanishes(std::string quantity, double measured, double tolerance) {
  return near(std::move(quantity), "", 0, measured, tolerance);
}

ClaimRow equal(std::string quantity, const std::string& formula, const Rational& expected,
               const Rational& measured) {
  ClaimRow row = row_of(std::move(quantity), with_value(formula, expected), shown(measured),
                        expected == measured, ClaimRigor::exact);
  row.error = std::abs((measured - expected).approx());
  row.tolerance = 0;
  return row;
}

ClaimRow at_least(std::string quantity, const std::string& formula, const Rational& bound,
                  const Rational& measured) {
  return row_of(std::move(quantity), "≥ " + with_value(formula, bound), shown(measured), measured >= bound,
                ClaimRigor::exact);
}

ClaimRow less(std::string quantity, const std::string& formula, const Rational& bound,
              const Rational& measured) {
  return row_of(std::move(quantity), "< " + with_value(formula, bound), shown(measured), measured < bound,
                ClaimRigor::exact);
}

ClaimRow identity(std::string quantity, const std::string& formula, const Poly& left, const Poly& right) {
  const std::size_t terms = (left - right).terms();
  return row_of(std::move(quantity), formula,
                terms == 0 ? fmt::format("the same polynomial, {} terms", left.terms())
                           : fmt::format("another polynomial: {} terms are left", terms),
                terms == 0, ClaimRigor::exact);
}

ClaimRow yes(std::string quantity, std::string expected, std::string measured, bool holds, ClaimRigor rigor) {
  return row_of(std::move(quantity), std::move(expected), std::move(measured), holds, rigor);
}

ClaimRow corrected(ClaimRow row, const std::string& printed_formula, double printed, double measured) {
  const bool agrees = std::abs(printed - measured) <= row.tolerance;
  return note_printed(std::move(row), fmt::format("{} = {}", printed_formula, number(printed)), agrees);
}

ClaimRow corrected(ClaimRow row, const std::string& printed_formula, const Rational& printed,
                   const Rational& measured) {
  return note_printed(std::move(row), with_value(printed_formula, printed), printed == measured);
}

ClaimRow corrected(ClaimRow row, const std::string& printed_formula, const Poly& printed, const Poly& left) {
  return note_printed(std::move(row), printed_formula, (left - printed).is_zero());
}

ClaimRow corrected(ClaimRow row, const std::string& printed, bool agrees) {
  return note_printed(std::move(row), printed, agrees);
}

void conclude(Claim& claim, bool refutes) {
  bool all = !claim.rows.empty(), erratum = false;
  for (const ClaimRow& row : claim.rows) {
    all = all && row.holds;
    erratum = erratum || !row.printed_holds;
  }
  claim.as_expected = all;
  claim.verdict = !all ? "fails" : refutes ? "refuted" : erratum ? "holds, corrected" : "holds";
}

}  // namespace orthant::claims
