#include "orthant/paper/rows.hpp"

#include <fmt/format.h>
#include <algorithm>

#include "orthant/base/stop.hpp"
#include "orthant/operators/full.hpp"
#include "orthant/prove/prove.hpp"

namespace orthant::paper {

using checker::Rational;
using checker::RationalMatrix;

// ---- rows by comparison -------------------------------------------------------------------------

namespace {

constexpr std::size_t longest_fraction = 24;

/// The fraction, or "≈" and a decimal where it is long: it is compared as it is.
std::string shown(const Rational& q) {
  const std::string text = q.to_string();
  return text.size() <= longest_fraction ? text : fmt::format("≈ {:.10g}", q.approx());
}

std::string with_value(const std::string& formula, const Rational& q) {
  std::string value = shown(q);
  if (formula.empty()) return value;
  return formula + (value.starts_with("≈") ? " " : " = ") + value;
}

Row note_printed(Row row, const std::string& words, bool agrees) {
  row.printed += (row.printed.empty() ? "" : "; ") + words + (agrees ? " (agrees)" : "");
  row.printed_holds = row.printed_holds.value_or(true) && agrees;
  return row;
}

}  // namespace

Row equal(std::string quantity, const std::string& formula, const Rational& expected,
          const Rational& measured) {
  return yes(std::move(quantity), with_value(formula, expected), shown(measured), expected == measured,
             RowRigor::exact);
}

Row at_least(std::string quantity, const std::string& formula, const Rational& bound,
             const Rational& measured) {
  return yes(std::move(quantity), "≥ " + with_value(formula, bound), shown(measured), measured >= bound,
             RowRigor::exact);
}

Row less(std::string quantity, const std::string& formula, const Rational& bound, const Rational& measured) {
  return yes(std::move(quantity), "< " + with_value(formula, bound), shown(measured), measured < bound,
             RowRigor::exact);
}

Row identity(std::string quantity, const std::string& formula, const Poly& left, const Poly& right) {
  const std::size_t terms = (left - right).terms();
  return yes(std::move(quantity), formula,
             terms == 0 ? fmt::format("the same polynomial, {} terms", left.terms())
                        : fmt::format("another polynomial: {} terms are left", terms),
             terms == 0, RowRigor::exact);
}

Row same(std::string quantity, const std::string& formula, const RationalMatrix& expected,
         const RationalMatrix& measured) {
  if (expected == measured)
    return yes(std::move(quantity), formula,
               fmt::format("the same {}×{} matrix", expected.rows(), expected.cols()), true, RowRigor::exact);
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
  return yes(std::move(quantity), formula, where, false, RowRigor::exact);
}

Row yes(std::string quantity, std::string expected, std::string measured, bool holds, RowRigor rigor) {
  Row row;
  row.quantity = std::move(quantity);
  row.expected = std::move(expected);
  row.measured = std::move(measured);
  row.holds = holds;
  row.rigor = rigor;
  return row;
}

Row proved(std::string quantity, std::string expected, std::string otherwise, bool holds) {
  std::string measured = holds ? expected : std::move(otherwise);
  return yes(std::move(quantity), std::move(expected), std::move(measured), holds, RowRigor::exact);
}

Row stationary_row(std::string quantity, const ExactPoint& point, bool expected) {
  constexpr const char* words[] = {"not stationary", "stationary"};
  return proved(std::move(quantity), words[expected], words[!expected], point.is_stationary() == expected);
}

Row corrected(Row row, const std::string& printed_formula, const Rational& printed,
              const Rational& measured) {
  return note_printed(std::move(row), with_value(printed_formula, printed), printed == measured);
}

Row corrected(Row row, const std::string& printed_formula, const Poly& printed, const Poly& left) {
  return note_printed(std::move(row), printed_formula, (left - printed).is_zero());
}

Row corrected(Row row, const std::string& printed, bool agrees) {
  return note_printed(std::move(row), printed, agrees);
}

// ---- instances, certificates, random points -----------------------------------------------------

Theorem3 theorem3_at(const Parameters& p) {
  return {.n = p.n, .r = p.rank, .r_star = p.true_rank, .alpha = p.alpha, .epsilon = p.epsilon};
}

std::string describe(const Theorem3& t) {
  return fmt::format("n = {}, r = {}, r⋆ = {}, α = {}, ε = {}", t.n, t.r, t.r_star, t.alpha.get_str(),
                     t.epsilon.get_str());
}

Theorem4 theorem4_at(const Parameters& p) {
  return {.m = p.m, .r = p.rank4, .r_star = p.true_rank4};
}

std::string describe(const Theorem4& t) {
  return fmt::format("m = {}, r = {}, r⋆ = {}, n = {}", t.m, t.r, t.r_star, t.m + t.r_star - 1);
}

Problem fully_observed(const Matrix& truth, const ScaledMatrix& point) {
  Problem problem;
  problem.rank = point.cols();
  problem.measurement = std::make_shared<const FullMeasurement>(truth.rows(), truth.rows());
  problem.truth = Factors{truth, {}};
  problem.point = Factors{point, {}};
  return problem;
}

Judged judge_with_proof(const Problem& problem) {
  check_budget();
  const auto objective = problem.objective();
  const std::optional<Matrix> truth = problem.stacked_truth();
  const Matrix* witness = truth ? &*truth : nullptr;
  Judged out;
  out.certificate = certify(*objective, problem.stacked_point(), {}, witness);
  ProofAttempt attempt = prove(*objective, &problem, out.certificate, witness);
  check_budget();  // a search that the budget ended knows of no proof
  out.reason = attempt.reason;
  if (attempt.proof) adopt(out.certificate, *attempt.proof);
  out.proof = std::move(attempt.proof);
  return out;
}

Row& add_verdict(Statement& out, const std::string& name, const std::string& where, Verdict expected,
                 bool spurious, Judged judged) {
  const Certificate& certificate = judged.certificate;
  Row row =
      yes(where, spurious ? words(expected) + ", spurious" : words(expected), words(certificate),
          certificate.verdict == expected && (!spurious || certificate.spurious == true), RowRigor::numeric);
  if (judged.proof) {
    row.rigor = judged.proof->rigor == Rigor::exact ? RowRigor::exact : RowRigor::verified;
    row.certificate = name;
    out.certificates.push_back({name, judged.certificate, std::move(*judged.proof)});
  } else if (!judged.reason.empty()) {
    row.measured += " (no proof: " + judged.reason + ")";
  }
  out.add(std::move(row));
  return out.rows.back();
}

std::optional<checker::Rational> proved_modulus(const Judged& judged) {
  if (!judged.proof || !judged.proof->document["claims"].contains("modulus")) return std::nullopt;
  return checker::Rational::parse(judged.proof->document["claims"]["modulus"].get<std::string>());
}

std::optional<checker::Rational> proved_delta_squared(const Judged& judged) {
  if (!judged.proof || !judged.proof->document["evidence"].contains("rip")) return std::nullopt;
  const auto text = judged.proof->document["evidence"]["rip"]["delta"].get<std::string>();
  if (text.starts_with("sqrt(")) return checker::Rational::parse(text.substr(5, text.size() - 6));
  const Rational delta = checker::Rational::parse(text);
  return delta * delta;
}

std::string words(Verdict verdict) {
  std::string text(to_string(verdict));
  std::replace(text.begin(), text.end(), '_', ' ');
  return text;
}

std::string words(const Certificate& certificate) {
  return words(certificate.verdict) + (certificate.spurious == true ? ", spurious" : "");
}

Matrix random_signs(Random& random, Index rows, Index cols) {
  Matrix M(rows, cols);
  for (Index e = 0; e < M.size(); ++e) M.data()[e] = random.normal();
  return M;
}

Matrix random_nonnegative(Random& random, Index rows, Index cols) {
  Matrix M(rows, cols);
  for (Index e = 0; e < M.size(); ++e) M.data()[e] = random.uniform();
  return M;
}

}  // namespace orthant::paper
