#include "orthant/paper/rows.hpp"

namespace orthant::paper {

using checker::Rational;
using checker::RationalMatrix;

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

ClaimRow equal(std::string quantity, const std::string& formula, const Rational& expected,
               const Rational& measured) {
  return row_of(std::move(quantity), with_value(formula, expected), shown(measured), expected == measured,
                ClaimRigor::exact);
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

ClaimRow same(std::string quantity, const std::string& formula, const RationalMatrix& expected,
              const RationalMatrix& measured) {
  if (expected == measured)
    return yes(std::move(quantity), formula,
               fmt::format("the same {}×{} matrix", expected.rows(), expected.cols()), true,
               ClaimRigor::exact);
  std::string where = fmt::format("a {}×{} matrix", measured.rows(), measured.cols());
  bool found = expected.rows() != measured.rows() || expected.cols() != measured.cols();
  for (long i = 0; i < expected.rows() && !found; ++i) {
    for (long j = 0; j < expected.cols() && !found; ++j) {
      if (expected(i, j) == measured(i, j)) continue;
      where = fmt::format("entry ({}, {}) is {} and not {}", i + 1, j + 1, shown(measured(i, j)),
                          shown(expected(i, j)));
      found = true;
    }
  }
  return yes(std::move(quantity), formula, where, false, ClaimRigor::exact);
}

ClaimRow yes(std::string quantity, std::string expected, std::string measured, bool holds, ClaimRigor rigor) {
  return row_of(std::move(quantity), std::move(expected), std::move(measured), holds, rigor);
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

}  // namespace orthant::paper
