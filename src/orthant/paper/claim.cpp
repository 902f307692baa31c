#include "orthant/paper/claim.hpp"

#include <algorithm>

#include "orthant/base/error.hpp"
#include "orthant/paper/statements.hpp"

namespace orthant {

namespace {

struct KnownClaim {
  const char* id;
  Claim (*evaluate)(const ClaimParameters&);
};

constexpr KnownClaim known_claims[] = {
    {"equations-1-5", paper::equations_1_5},
    {"half-delta", paper::half_delta_claim},
    {"overparametrised", paper::overparametrised},
    {"tractable", paper::tractable},
    {"proposition-1", paper::proposition_1},
    {"remark-2", paper::remark_2},
    {"equation-7", paper::equation_7},
    {"equation-9", paper::equation_9},
    {"equation-10", paper::equation_10},
    {"equation-11", paper::equation_11},
    {"equation-12", paper::equation_12},
    {"theorem-3", paper::theorem_3},
    {"lemma-5", paper::lemma_5},
    {"lemma-6", paper::lemma_6},
    {"lemma-7", paper::lemma_7},
    {"lemma-8", paper::lemma_8},
    {"lemma-9", paper::lemma_9},
    {"lemma-10", paper::lemma_10},
    {"lemma-11", paper::lemma_11},
    {"figure-1", paper::figure_1},
    {"theorem-4", paper::theorem_4},
    {"lemma-12", paper::lemma_12},
    {"lemma-13", paper::lemma_13},
    {"lemma-14", paper::lemma_14},
    {"lemma-15", paper::lemma_15},
    {"lemma-16", paper::lemma_16},
    {"lemma-17", paper::lemma_17},
    {"lemma-18", paper::lemma_18},
    {"version-1", paper::version_1},
    {"conjecture-v1", paper::conjecture_v1},
    {"sharper", paper::sharper_claim},
    {"every-balance", paper::every_balance},
    {"positive-truth", paper::positive_truth},
    {"strict-saddle", paper::strict_saddle},
    {"thresholding", paper::thresholding},
    {"squared-variables", paper::squared_variables_claim},
    {"edge-of-theorem-4", paper::edge_of_theorem_4},
    {"norm-constraint", paper::norm_constraint},
    {"strict-minimum", paper::strict_minimum},
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
