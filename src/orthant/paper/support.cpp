#include "orthant/paper/support.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "orthant/paper/rows.hpp"
#include "orthant/prove/prove.hpp"

namespace orthant::paper {

instances::Theorem3 theorem3_at(const ClaimParameters& p) {
  instances::Theorem3 t;
  t.n = p.n;
  t.r = p.rank;
  t.r_star = p.true_rank;
  t.alpha = p.alpha;
  t.epsilon = p.epsilon;
  return t;
}

instances::Theorem3 asymmetric(instances::Theorem3 symmetric, double balance) {
  symmetric.symmetric = false;
  symmetric.balance = balance;
  return symmetric;
}

std::string describe(const instances::Theorem3& t) {
  return fmt::format("n = {}, r = {}, r⋆ = {}, α = {}, ε = {}", t.n, t.r, t.r_star, t.alpha.get_str(),
                     t.epsilon.get_str());
}

instances::Theorem4 theorem4_at(const ClaimParameters& p) {
  instances::Theorem4 t;
  t.m = p.m;
  t.r = p.rank4;
  t.r_star = p.true_rank4;
  return t;
}

std::string describe(const instances::Theorem4& t) {
  return fmt::format("m = {}, r = {}, r⋆ = {}, n = {}", t.m, t.r, t.r_star, t.m + t.r_star - 1);
}

Certificate judge(const Problem& problem, bool unconstrained) {
  const auto objective = problem.objective();
  CertifyOptions options;
  options.unconstrained = unconstrained;
  const auto truth = problem.stacked_truth();
  return certify(*objective, problem.stacked_point(), options, truth ? &*truth : nullptr);
}

Judged judge_with_proof(const Problem& problem) {
  check_budget();
  Judged out;
  out.certificate = judge(problem);
  const auto objective = problem.objective();
  const std::optional<Matrix> truth = problem.stacked_truth();
  const bool fits = truth && truth->cols() <= problem.rank;
  ProofAttempt attempt = prove(*objective, &problem, out.certificate, fits ? &*truth : nullptr);
  check_budget();  // a search that the budget ended knows of no proof
  out.reason = attempt.reason;
  if (attempt.proof) adopt(out.certificate, *attempt.proof);
  out.proof = std::move(attempt.proof);
  return out;
}

ClaimRow& add_verdict(Claim& claim, const std::string& name, const std::string& where, Verdict expected,
                      bool spurious, Judged judged) {
  const Certificate& certificate = judged.certificate;
  ClaimRow row = yes(where, spurious ? words(expected) + ", spurious" : words(expected), words(certificate),
                     certificate.verdict == expected && (!spurious || certificate.spurious == true),
                     ClaimRigor::numeric);
  if (judged.proof) {
    row.rigor = judged.proof->rigor == Rigor::exact ? ClaimRigor::exact : ClaimRigor::verified;
    row.certificate = name;
    claim.certificates.push_back({name, judged.certificate, std::move(*judged.proof)});
  } else if (!judged.reason.empty()) {
    row.measured += " (no proof: " + judged.reason + ")";
  }
  claim.rows.push_back(std::move(row));
  return claim.rows.back();
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
