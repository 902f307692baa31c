#include "orthant/claims/claim.hpp"

#include <algorithm>

#include "orthant/claims/statements.hpp"
#include "orthant/core/error.hpp"

namespace orthant {

namespace {

struct KnownClaim {
  const char* id;
  Claim (*evaluate)(const ClaimParameters&);
};

constexpr KnownClaim known_claims[] = {
    {"equations-1-5", claims::equations_1_5},
    {"half-delta", claims::half_delta_claim},
    {"overparametrised", claims::overparametrised},
    {"tractable", claims::tractable},
    {"proposition-1", claims::proposition_1},
    {"remark-2", claims::remark_2},
    {"equation-7", claims::equation_7},
    {"equation-9", claims::equation_9},
    {"equation-10", claims::equation_10},
    {"equation-11", claims::equation_11},
    {"equation-12", claims::equation_12},
    {"theorem-3", claims::theorem_3},
    {"lemma-5", claims::lemma_5},
    {"lemma-6", claims::lemma_6},
    {"lemma-7", claims::lemma_7},
    {"lemma-8", claims::lemma_8},
    {"lemma-9", claims::lemma_9},
    {"lemma-10", claims::lemma_10},
    {"lemma-11", claims::lemma_11},
    {"figure-1", claims::figure_1},
    {"theorem-4", claims::theorem_4},
    {"lemma-12", claims::lemma_12},
    {"lemma-13", claims::lemma_13},
    {"lemma-14", claims::lemma_14},
    {"lemma-15", claims::lemma_15},
    {"lemma-16", claims::lemma_16},
    {"lemma-17", claims::lemma_17},
    {"lemma-18", claims::lemma_18},
    {"version-1", claims::version_1},
    {"conjecture-v1", claims::conjecture_v1},
    {"sharper", claims::sharper_claim},
    {"every-balance", claims::every_balance},
    {"positive-truth", claims::positive_truth},
    {"strict-saddle", claims::strict_saddle},
    {"thresholding", claims::thresholding},
    {"squared-variables", claims::squared_variables_claim},
    {"edge-of-theorem-4", claims::edge_of_theorem_4},
    {"norm-constraint", claims::norm_constraint},
    {"strict-minimum", claims::strict_minimum},
};

}  // namespace

const char* to_string(ClaimRigor rigor) {
  switch (rigor) {
    case ClaimRigor::exact:
      return "exact";
    case ClaimRigor::verified:
      return "verified";
    case ClaimRigor::sampled:
      return "sampled";
    case ClaimRigor::numeric:
      break;
  }
  return "numeric";
}

std::vector<std::string> claim_ids() {
  std::vector<std::string> ids;
  for (const KnownClaim& known : known_claims) ids.emplace_back(known.id);
  return ids;
}

std::vector<Claim> evaluate_claims(const ClaimParameters& parameters, const std::vector<std::string>& only,
                                   const std::function<void(const Claim&)>& progress, const Budget& budget) {
  const std::vector<std::string> ids = claim_ids();
  for (const std::string& id : only) {
    if (std::find(ids.begin(), ids.end(), id) != ids.end()) continue;
    std::string known;
    for (const std::string& each : ids) known += (known.empty() ? "" : ", ") + each;
    throw InputError("claim '" + id + "'; expected one of " + known);
  }
  std::vector<Claim> out;
  const BudgetScope scope(budget);
  for (const KnownClaim& known : known_claims) {
    if (!only.empty() && std::find(only.begin(), only.end(), known.id) == only.end()) continue;
    if (budget.exhausted()) break;
    const Stopwatch clock;
    Claim claim;
    try {
      claim = known.evaluate(parameters);
    } catch (const OutOfBudget&) {
      break;
    }
    if (budget.exhausted()) break;  // a certificate or a search in it may have ended early
    claim.id = known.id;
    claim.command = std::string("orthant reproduce --only ") + known.id;
    claim.seconds = clock.seconds();
    out.push_back(std::move(claim));
    if (progress) progress(out.back());
  }
  return out;
}

}  // namespace orthant
