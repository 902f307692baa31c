#include "orthant/prove/prove.hpp"

#include "orthant/io/certificate_json.hpp"

namespace orthant {

ProofAttempt prove(const Objective& objective, const Problem*, const Certificate& numeric,
                   const Matrix* witness, const ProofOptions& options) {
  return prove_isolated(objective, numeric, witness, options.isolated);
}

void adopt(Certificate& certificate, const Proof& proof) {
  // Why floating point did not decide is of no interest any more.
  if (certificate.verdict != proof.verdict) certificate.reasons.clear();
  certificate.verdict = proof.verdict;
  certificate.rigor = proof.rigor;
  certificate.spurious = proof.spurious;
  certificate.objective = proof.objective_high;
  if (proof.modulus) certificate.second_order.modulus = proof.modulus;
  if (proof.verdict == Verdict::strict_local_minimizer) certificate.second_order.copositive = "strict";
  if (proof.point) certificate.U = *proof.point;
  certificate.reasons.insert(certificate.reasons.end(), proof.reasons.begin(), proof.reasons.end());
}

nlohmann::ordered_json certificate_document(const Certificate& certificate, const Proof* proof) {
  nlohmann::ordered_json out;
  out["format"] = "orthant-certificate/1";
  out.update(certificate_json(certificate));
  out["proof"] = proof != nullptr ? proof->document : nlohmann::ordered_json(nullptr);
  return out;
}

}  // namespace orthant
