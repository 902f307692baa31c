/// How claims are put together: rows by comparison, verdicts from rows.
#pragma once

#include <fmt/format.h>

#include <cmath>
#include <string>

#include "orthant/claims/claim.hpp"

namespace orthant::claims {

inline std::string number(double x) {
  return fmt::format("{:.12g}", x);
}

/// measured = expected within `tolerance` (absolute).
inline ClaimRow near(std::string quantity, const std::string& formula, double expected, double measured,
                     double tolerance) {
  ClaimRow row;
  row.quantity = std::move(quantity);
  row.expected = formula.empty() ? number(expected) : fmt::format("{} = {}", formula, number(expected));
  row.measured = number(measured);
  row.error = std::abs(measured - expected);
  row.tolerance = tolerance;
  row.holds = row.error <= tolerance;
  return row;
}

/// A yes-or-no row.
inline ClaimRow yes(std::string quantity, std::string expected, std::string measured, bool holds) {
  ClaimRow row;
  row.quantity = std::move(quantity);
  row.expected = std::move(expected);
  row.measured = std::move(measured);
  row.holds = holds;
  return row;
}

/// A defect that must vanish: measured ≤ tolerance.
inline ClaimRow vanishes(std::string quantity, double measured, double tolerance) {
  return near(std::move(quantity), "", 0, measured, tolerance);
}

/// The same comparison against a formula as printed somewhere.
inline ClaimRow corrected(ClaimRow row, const std::string& printed_formula, double printed, double measured) {
  const bool agrees = std::abs(printed - measured) <= row.tolerance;
  row.printed = (row.printed.empty() ? "" : row.printed + "; ") +
                fmt::format("{} = {}{}", printed_formula, number(printed), agrees ? " (agrees)" : "");
  row.printed_holds = row.printed_holds && agrees;
  return row;
}

/// holds, holds corrected, or fails; `refutes` for a conjecture whose refutation the rows show.
inline void conclude(Claim& claim, bool refutes = false) {
  bool all = !claim.rows.empty(), erratum = false;
  for (const ClaimRow& row : claim.rows) {
    all = all && row.holds;
    erratum = erratum || !row.printed_holds;
  }
  claim.as_expected = all;
  claim.verdict = !all ? "fails" : refutes ? "refuted" : erratum ? "holds, corrected" : "holds";
}

// One function a claim (the files of this folder).
Claim proposition_1(const ClaimParameters& p);
Claim equation_7(const ClaimParameters& p);
Claim equation_12(const ClaimParameters& p);
Claim lemma_5(const ClaimParameters& p);
Claim lemma_6(const ClaimParameters& p);
Claim lemma_7(const ClaimParameters& p);
Claim lemma_8(const ClaimParameters& p);
Claim lemma_9(const ClaimParameters& p);
Claim lemma_10(const ClaimParameters& p);
Claim lemma_11(const ClaimParameters& p);
Claim theorem_3(const ClaimParameters& p);
Claim figure_1(const ClaimParameters& p);
Claim lemma_12(const ClaimParameters& p);
Claim lemma_13(const ClaimParameters& p);
Claim lemma_14(const ClaimParameters& p);
Claim theorem_4(const ClaimParameters& p);
Claim lemma_15(const ClaimParameters& p);
Claim lemma_16(const ClaimParameters& p);
Claim lemma_17(const ClaimParameters& p);
Claim lemma_18(const ClaimParameters& p);
Claim conjecture_v1(const ClaimParameters& p);
Claim half_delta_claim(const ClaimParameters& p);
Claim sharper_claim(const ClaimParameters& p);
Claim squared_variables_claim(const ClaimParameters& p);

}  // namespace orthant::claims
