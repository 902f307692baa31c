/// A document of `orthant reproduce` for the tests: every verdict, corrections whose printed formula fails and
/// holds, three words of rigor, a figure of either kind of width.
#pragma once

#include <string>
#include <vector>

#include "orthant/documents/reproduction.hpp"

namespace orthant::testing {

using paper::Outcome, paper::RowRigor;

struct SampleRow {
  const char *quantity, *expected, *measured;
  bool holds = true;
  const char* printed = nullptr;
  bool printed_holds = false;
  RowRigor rigor = RowRigor::numeric;
  const char* certificate = "";
};

inline paper::Row sample_row(const SampleRow& row) {
  paper::Row out{row.quantity, row.expected, row.measured, row.holds, row.rigor, row.certificate, "", {}};
  if (row.printed == nullptr) return out;
  out.printed = row.printed;
  out.printed_holds = row.printed_holds;
  return out;
}

inline paper::Statement sample_statement(const std::string& id, const std::string& place,
                                         const std::string& text, Outcome verdict,
                                         const std::vector<SampleRow>& rows, const std::string& note = "") {
  paper::Statement out;
  out.id = id;
  out.place = place;
  out.text = text;
  out.parameters = "n = 5, r = 2, r⋆ = 2, α = 1/2, ε = 3/10";
  for (const auto& row : rows) out.add(sample_row(row));
  out.verdict = verdict;
  out.as_expected = verdict != Outcome::fails;
  out.note = note;
  out.command = "orthant reproduce --only " + id;
  out.seconds = 0.0125 * static_cast<double>(1 + rows.size());
  return out;
}

inline std::vector<paper::Statement> sample_statement_list() {
  return {
      sample_statement(
          "proposition-1", "Proposition 1",
          "With perfect measurements (δ = 0) and a truth of one column, no search gets stuck: every point "
          "that passes the tests of slope and curvature is the truth.",
          Outcome::holds,
          {{"level points that pass the tests, of 200 searches", "all global", "200 of 200 global", true,
            nullptr, false, RowRigor::sampled},
           {"lowest curvature at U = 0", "≤ −2‖U⋆‖² = −2", "-2.0000000000000004"}}),
      sample_statement(
          "lemma-5", "Lemma 5",
          "At U₀ = αQ₂ the slope is zero where U₀ is positive and 2α³ε on the rows of the truth, so no entry "
          "that is zero wants to grow.",
          Outcome::holds,
          {{"f(U₀)", "½(r⋆ − α⁴r) = 15/16", "15/16", true, nullptr, false, RowRigor::exact},
           {"∇f(U₀) on the rows of Q₁", "2α³ε = 0.075", "0.07500000000000001"}}),
      sample_statement(
          "lemma-6", "Lemma 6",
          "Along every direction of the critical cone the curvature at U₀ is at least a positive number, the "
          "modulus. So U₀ is a strict local minimum.",
          Outcome::corrected,
          {{"modulus", "2α² = 0.5", "0.49999999998", true, "α² = 0.25 (version 2)", false},
           {"modulus, version 1", "2α² = 0.5", "0.49999999998", true, "2α² = 0.5 (version 1)", true},
           {"block of S_U", "−β = −3.75", "-3.75", true, "−β and +β in the same block", false}},
          "The number printed in version 2 is a valid lower bound, but curvature that small does not occur."),
      sample_statement(
          "lemma-10", "Lemma 10",
          "The curvature of the balance term at L = R = U, along the difference V̇ of the two directions.",
          Outcome::corrected,
          {{"⟨∇²h(U, U)[D], D⟩, worst of 50 directions", "‖Uᵀ(D_L − D_R) + (D_L − D_R)ᵀU‖²",
            "largest relative difference 3.1e-15", true, "4‖Uᵀ(D_L − D_R)‖², off by up to 0.8317", false}}),
      sample_statement(
          "lemma-12", "Lemma 12",
          "Near U₀ the matrix YᵀY − I is strictly copositive: its form is positive on every nonnegative "
          "vector "
          "but zero.",
          Outcome::holds, {{"strictly copositive at 100 points of the ball", "yes", "100 of 100, exact"}}),
      sample_statement("lemma-18", "Lemma 18", "A sample of a statement that measurements contradict.",
                       Outcome::fails,
                       {{"smallest eigenvalue", "0", "0.25", false},
                        {"the spectrum is simple", "yes", "no", false},
                        {"an integer", "7", "8", false}}),
      sample_statement(
          "theorem-3", "Theorem 3",
          "For every α and ε of the allowed range there are measurements with a constant δ below 1 for which "
          "U₀ = αQ₂ is a spurious strict local minimum.",
          Outcome::holds,
          {{"RIP constant δ, lower end", "α²√(r/r⋆ + 2ε²r) = 0.29154759474226505", "0.291547594742265"},
           {"RIP constant δ, upper end", "α²√(r/r⋆ + 2ε²r) = 0.29154759474226505", "0.2915475947422652"},
           {"verdict on U₀", "strict local minimizer, spurious", "strict_local_minimizer, spurious", true,
            nullptr, false, RowRigor::exact, "theorem-3-symmetric"}}),
      sample_statement("figure-1", "Figure 1",
                       "For n = 2 and r = r⋆ = 1 the constraint makes a second minimum: the point (0, 0.5).",
                       Outcome::holds, {{"distance of the minimum from (0, ½)", "0", "2.2e-17"}}),
      sample_statement(
          "conjecture-v1", "Conjecture of version 1",
          "With perfect measurements and a truth of two columns a search cannot get stuck.", Outcome::refuted,
          {{"a spurious local minimum for m = 3, r = r⋆ = 2", "exists", "objective 0.5 against 0"}},
          "Theorem 4 of version 2 gives the counterexample."),
  };
}

inline std::vector<DrawnFigure> sample_figures() {
  const Json line = Json::array({{{"x", 0}, {"y", 0.1}}, {{"x", 0.5}, {"y", 0.03}}, {{"x", 1}, {"y", 0.5}}});
  const Json light = {{"$schema", "https://vega.github.io/schema/vega-lite/v6.json"},
                      {"width", "container"},
                      {"height", 180},
                      {"data", {{"values", line}}},
                      {"mark", "line"},
                      {"encoding",
                       {{"x", {{"field", "x"}, {"type", "quantitative"}}},
                        {"y", {{"field", "y"}, {"type", "quantitative"}}}}}};
  const Json full = {{"$schema", "https://vega.github.io/schema/vega/v6.json"},
                     {"width", 720},
                     {"height", 240},
                     {"padding", 10},
                     {"data", {{{"name", "points"}, {"values", line}}}},
                     {"scales",
                      {{{"name", "x"}, {"type", "linear"}, {"domain", {0, 1}}, {"range", "width"}},
                       {{"name", "y"}, {"type", "linear"}, {"domain", {0, 0.6}}, {"range", "height"}}}},
                     {"axes",
                      {{{"orient", "bottom"}, {"scale", "x"}, {"title", "U₁₁"}},
                       {{"orient", "left"}, {"scale", "y"}, {"title", "U₂₁"}}}},
                     {"marks",
                      {{{"type", "symbol"},
                        {"from", {{"data", "points"}}},
                        {"encode",
                         {{"enter",
                           {{"x", {{"scale", "x"}, {"field", "x"}}},
                            {"y", {{"scale", "y"}, {"field", "y"}}},
                            {"fill", {{"value", "#0072b2"}}}}}}}}}}};
  return {{"figure-1", "Two wells, one of them made by the constraint",
           "Contours of the objective over the plane and over its nonnegative quadrant.", full},
          {"section", "A section", "From U₀ to the truth.", light}};
}

inline ReproductionDocument sample_statements() {
  return {.version = "0.1.0",
          .command = "orthant reproduce --out reproduced",
          .seconds = 1.625,
          .parameters = {},
          .statements = sample_statement_list(),
          .left_out = {"lemma-13", "lemma-14"},
          .figures = sample_figures()};
}

}  // namespace orthant::testing
