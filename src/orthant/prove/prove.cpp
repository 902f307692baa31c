#include "orthant/prove/prove.hpp"

#include <fmt/format.h>

#include "orthant/core/stop.hpp"
#include "orthant/io/certificate_json.hpp"
#include "orthant/prove/exact_proof.hpp"
#include "orthant/prove/local_squares.hpp"
#include "orthant/prove/optimality_gap.hpp"
#include "orthant/prove/plain_objective.hpp"

namespace orthant {

namespace {

/// Rationals are for problems whose every number may be looked at: exact work grows with all of them.
bool small_enough_for_rationals(const Problem& problem) {
  constexpr double most_entries = 250000, most_numbers = 4e6;
  const double entries = static_cast<double>(problem.rows()) * static_cast<double>(problem.cols());
  const auto kind = problem.measurement->kind();
  if (entries > most_entries || kind == "rank_one") return false;
  const double numbers = kind == "dense_sensing"
                             ? entries * static_cast<double>(problem.measurement->measurements())
                         : kind == "kernel" ? entries * entries
                                            : entries;
  return numbers <= most_numbers || (kind == "kernel" && entries <= most_entries / 100);
}

ProofAttempt first_proof(const Objective& objective, const Problem* problem, const Certificate& numeric,
                         const Matrix* witness, const ProofOptions& options) {
  std::string reasons;
  const auto note = [&](const ProofAttempt& attempt) {
    if (!attempt.reason.empty()) reasons += (reasons.empty() ? "" : "; ") + attempt.reason;
  };
  if (problem != nullptr && problem->point && numeric.cone.constrained &&
      small_enough_for_rationals(*problem)) {
    ProofAttempt exact = prove_exactly(*problem, numeric, witness);
    if (exact.proof) return exact;
    note(exact);
    ProofAttempt squares = prove_local_squares(*problem, numeric, witness);
    if (squares.proof) return squares;
    note(squares);
  }
  ProofAttempt isolated = prove_isolated(objective, numeric, witness, options.isolated);
  if (isolated.proof) return isolated;
  note(isolated);
  return {std::nullopt, std::move(reasons)};
}

}  // namespace

ProofAttempt prove(const Objective& objective, const Problem* problem, const Certificate& numeric,
                   const Matrix* witness, const ProofOptions& options) {
  if (std::string reason = why_no_proofs(objective); !reason.empty())
    return {std::nullopt, std::move(reason)};
  ProofAttempt attempt;
  try {
    check_budget();
    attempt = first_proof(objective, problem, numeric, witness, options);
    if (!attempt.proof) check_budget();  // a search that ended early knows of no other reason
  } catch (const OutOfBudget& stop) {
    return {std::nullopt, stop.reason};
  }
  if (!attempt.proof) return attempt;
  try {
    attach_gap(*attempt.proof);
  } catch (const std::exception&) {
    // Too much for rationals: the proof is as good without.
  } catch (const OutOfBudget& stop) {
    attempt.proof->reasons.push_back(
        fmt::format("No bound on what other factors could reach: {}.", stop.reason));
  }
  return attempt;
}

void adopt(Certificate& certificate, const Proof& proof) {
  // Why floating point did not decide is of no interest any more.
  if (certificate.verdict != proof.verdict && certificate.verdict != Verdict::global_minimizer)
    certificate.reasons.clear();
  if (certificate.spurious == true && !proof.spurious)
    certificate.reasons.push_back("That a lower point is known is not proved.");
  certificate.verdict = proof.verdict;
  certificate.rigor = proof.rigor;
  certificate.spurious = proof.spurious;
  certificate.objective = proof.objective + 0.0;  // −0 is 0
  certificate.proved = Proved{proof.document.at("method").get<std::string>(),
                              proof.radius,
                              proof.objective_low,
                              proof.objective_high,
                              proof.modulus,
                              proof.global_low};
  // Exact methods prove the modulus or say nothing of it; a verified one is a lower bound below the estimate.
  if (proof.rigor == Rigor::exact || !certificate.second_order.modulus)
    certificate.second_order.modulus = proof.modulus;
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
