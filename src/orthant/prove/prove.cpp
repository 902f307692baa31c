#include "orthant/prove/prove.hpp"

#include <fmt/format.h>

#include "checker/arithmetic/bound_text.hpp"
#include "orthant/base/stop.hpp"
#include "orthant/linalg/threads.hpp"
#include "orthant/objectives/recovery.hpp"
#include "orthant/objectives/regularised.hpp"
#include "orthant/prove/certificate_document.hpp"
#include "orthant/prove/checked_document.hpp"
#include "orthant/prove/exact_factorization.hpp"
#include "orthant/prove/exact_proof.hpp"
#include "orthant/prove/isolated_minimizer.hpp"
#include "orthant/prove/rank_bound.hpp"

namespace orthant {

namespace {

/// Rationals are for problems whose every number may be looked at: exact work grows with all of them.
bool small_enough_for_rationals(const Problem& problem) {
  constexpr double most_entries = 250000, most_numbers = 4e6;
  const double entries = static_cast<double>(problem.rows()) * static_cast<double>(problem.cols());
  const MeasurementOperator& measurement = *problem.measurement;
  if (measurement.is_given_by_kernel()) return entries <= most_entries / 100;
  return entries <= most_entries && measurement.exact_numbers() <= most_numbers;
}

/// `gap`: a bound of the rank, where one was found on the way.
ProofAttempt first_proof(const Objective& objective, const Problem* problem, const Certificate& numeric,
                         const Matrix* witness, const ProofOptions& options, std::optional<RankGap>& gap) {
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
  ProofAttempt factorization = prove_exact_factorization(objective, numeric);
  if (factorization.proof) return factorization;
  note(factorization);
  RankProof bound = prove_bound(objective, numeric, options.gap_work, options.isolated, problem);
  gap = std::move(bound.gap);
  // A fit whose second order was left out, since nothing can be gained, is no task for it.
  const bool nothing_left =
      numeric.verdict == Verdict::global_minimizer && numeric.second_order.method == "none";
  if (bound.attempt.proof && (objective.rank() <= 2 || nothing_left)) return std::move(bound.attempt);
  if (nothing_left) {
    note(bound.attempt);
    return {std::nullopt, std::move(reasons)};
  }
  ProofAttempt isolated = prove_isolated(objective, numeric, witness, options.isolated, problem);
  if (isolated.proof) return isolated;
  if (bound.attempt.proof) return std::move(bound.attempt);
  note(isolated);
  note(bound.attempt);
  return {std::nullopt, std::move(reasons)};
}

/// Where the numeric way down ends, when that is lower than the witness: a feasible point, whatever it says
/// of U.
std::optional<Matrix> end_of_escape(const Objective& objective, const Certificate& numeric,
                                    const Matrix* witness) {
  if (!numeric.escape || !numeric.cone.constrained) return std::nullopt;
  const Escape& escape = *numeric.escape;
  if (witness != nullptr && objective.value(*witness) <= escape.objective) return std::nullopt;
  return numeric.cone.feasible(numeric.U + escape.step * escape.direction);
}

/// The second order as the proof has it.
SecondOrderReport proved_second_order(const Certificate& certificate, const Proof& proof) {
  SecondOrderReport out;
  out.scaling = certificate.second_order.scaling;
  out.method = "exact";
  out.modulus = proof.modulus;
  out.order = proof.cone->free + proof.cone->nonnegative;
  if (proof.verdict == Verdict::strict_local_minimizer) out.copositive = "strict";
  if (proof.verdict == Verdict::saddle) out.copositive = "no";
  return out;
}

/// The form on the cone, and whether others fit as well, where the proof says it.
void adopt_form(Certificate& certificate, const Proof& proof) {
  std::string& form = certificate.second_order.copositive;
  if (proof.verdict == Verdict::saddle) {
    form = "no";
  } else if (proof.verdict == Verdict::strict_local_minimizer) {
    form = "strict";
    certificate.unique = true;
    certificate.mixed.clear();
  } else if (form == "no") {
    form = "undecided";
  }
}

/// The way down along the proof's direction; nothing where rounding hides the fall.
std::optional<Escape> proved_escape(const Objective& objective, const Certificate& numeric,
                                    const Proof& proof) {
  if (!proof.direction || !proof.cone) return std::nullopt;
  const auto expansion = objective.at(numeric.U);
  const double curvature = expansion->hessian_form(*proof.direction);
  if (!(curvature < 0)) return std::nullopt;
  return descend_along(objective, numeric.U, expansion->value(), objective.value_error(numeric.U),
                       *proof.cone, *proof.direction, curvature, 0);
}

std::string check_command(const Proof& proof) {
  constexpr double allowed = 600;  // by default
  std::string out = "orthant-verify certificate.json";
  if (proof.check_seconds > allowed)
    out += " --max-seconds " + checker::text_at_least(2 * proof.check_seconds, 15);
  if (proof.data) out += " --data " + proof.document["problem"]["measurements"]["data"].get<std::string>();
  return out;
}

}  // namespace

std::string why_no_proofs(const Objective& objective) {
  if (dynamic_cast<const AsymmetricRecovery*>(&objective) != nullptr) return {};
  if (dynamic_cast<const SymmetricRecovery*>(&objective) != nullptr) return {};
  if (objective.loss() != "frobenius")
    return fmt::format("the loss is {}; only the squared loss has proofs", objective.loss());
  if (objective.fixed_columns() != nullptr)
    return "columns are held fixed, and the proofs are about factors that are all free";
  if (objective.regularisation() != nullptr)
    return "the proofs are about objectives without L1, L2 and density terms";
  return "the proofs are about squared residuals in the factors themselves";
}

ProofAttempt prove(const Objective& objective, const Problem* problem, const Certificate& numeric,
                   const Matrix* witness, const ProofOptions& options) {
  if (std::string reason = why_no_proofs(objective); !reason.empty())
    return {std::nullopt, std::move(reason)};
  const std::optional<Matrix> lower = end_of_escape(objective, numeric, witness);
  ProofAttempt attempt;
  std::optional<RankGap> gap;
  try {
    check_budget();
    attempt = first_proof(objective, problem, numeric, lower ? &*lower : witness, options, gap);
    if (!attempt.proof) check_budget();  // a search that ended early knows of no other reason
  } catch (const OutOfBudget& stop) {
    return {std::nullopt, stop.reason};
  }
  if (!attempt.proof) return attempt;
  if (!numeric.escape) attempt.proof->escape = proved_escape(objective, numeric, *attempt.proof);
  const checker::Limits limits{.work = options.check_work, .poll = check_budget, .threads = threads()};
  const auto refusal = [&](Proof& proof) -> std::string {
    Certificate certificate = numeric;
    adopt(certificate, proof);
    try {
      return check_proof(proof, certificate_document(certificate, &proof), limits);
    } catch (const OutOfBudget&) {
      proof.checked = false;  // and the certificate says so
      return "";
    }
  };
  const Proof plain = *attempt.proof;
  const bool is_open = plain.verdict != Verdict::global_minimizer && plain.verdict != Verdict::saddle;
  bool checked = false;
  if (gap && is_open) {
    Proof with_gap = plain;
    attach_rank_gap(with_gap, *gap);
    checked = refusal(with_gap).empty() && with_gap.checked;
    if (checked) attempt.proof = std::move(with_gap);
  }
  if (!checked)
    if (std::string reason = refusal(*attempt.proof); !reason.empty())
      return {std::nullopt, "the checker refused the proof: " + reason};
  try {
    Proof with_gap = plain;
    const bool says_more = attach_gap(with_gap) && !(attempt.proof->global_low >= with_gap.global_low);
    if (says_more && refusal(with_gap).empty()) attempt.proof = std::move(with_gap);
  } catch (const checker::Rejected&) {
    // Too much for rationals: the proof is as good without.
  } catch (const OutOfBudget& stop) {
    attempt.proof->reasons.push_back(
        fmt::format("No bound on what other factors could reach: {}.", stop.reason));
  }
  return attempt;
}

void adopt(Certificate& certificate, const Proof& proof) {
  const bool overturned = certificate.verdict != proof.verdict;
  // Why floating point did not decide is of no interest any more.
  const bool moved = proof.cone && proof.point;  // to fractions that were not judged in floating point
  if (moved ||
      (overturned && (certificate.verdict != Verdict::global_minimizer || proof.verdict == Verdict::saddle)))
    certificate.reasons.clear();
  const bool numerically_lower = certificate.spurious == true;
  certificate.verdict = proof.verdict;
  certificate.rigor = proof.rigor;
  certificate.spurious = proof.spurious;
  certificate.objective = proof.objective + 0.0;  // −0 is 0
  if (moved && proof.objective == 0) certificate.relative_error = certificate.objective_error = 0;
  certificate.proved = Proved{proof.document.at("method").get<std::string>(),
                              proof.radius,
                              proof.objective_low,
                              proof.objective_high,
                              proof.modulus,
                              proof.global_low,
                              proof.global_rank};
  if (proof.point) certificate.U = *proof.point;
  if (proof.cone) certificate.cone = *proof.cone;
  if (proof.verdict != Verdict::saddle && certificate.escape) {
    if (certificate.escape->objective < certificate.witness_objective.value_or(certificate.objective))
      certificate.witness_objective = certificate.escape->objective;
    certificate.escape.reset();
  }
  if ((overturned || moved) && proof.cone) {
    certificate.second_order = proved_second_order(certificate, proof);
    if (overturned) certificate.unique.reset();
    if (certificate.unique == false)
      certificate.reasons.emplace_back("Other factors fit as well: the parts are not unique.");
    certificate.mixed.clear();
  } else if (proof.rigor == Rigor::exact || !certificate.second_order.modulus) {
    // Exact methods prove the modulus or say nothing of it; a verified one is a lower bound below the
    // estimate.
    certificate.second_order.modulus = proof.modulus;
  }
  adopt_form(certificate, proof);
  if (proof.escape) certificate.escape = proof.escape;
  const bool lower = numerically_lower ||
                     (certificate.witness_objective && *certificate.witness_objective < proof.objective_low);
  if (lower && !proof.spurious) certificate.reasons.push_back("That a lower point is known is not proved.");
  certificate.reasons.insert(certificate.reasons.end(), proof.reasons.begin(), proof.reasons.end());
  certificate.checked = proof.checked;
  if (proof.checked) return;
  certificate.check_command = check_command(proof);
  certificate.reasons.push_back(
      fmt::format("The checker has not gone through this proof{}: {} does, in the folder of the certificate.",
                  proof.check_seconds > 0
                      ? ", which takes it about " + checker::text_at_least(proof.check_seconds, 15) + " s"
                      : "",
                  certificate.check_command));
}

Json certificate_document(const Certificate& certificate, const Proof* proof) {
  Json out = Json::object();
  JsonWriter fields(out);
  list_certificate(fields, certificate, proof != nullptr ? proof->document : Json(nullptr));
  return out;
}

}  // namespace orthant
