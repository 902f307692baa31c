#include "orthant/paper/statement.hpp"

#include <algorithm>

#include "orthant/base/error.hpp"
#include "orthant/paper/statements.hpp"

namespace orthant::paper {

namespace {

struct KnownStatement {
  const char* id;
  Statement (*evaluate)(const Parameters&);
};

constexpr KnownStatement known_statements[] = {
    {"equations-1-5", equations_1_5},
    {"half-delta", bound_one_half},
    {"overparametrised", overparametrised},
    {"tractable", tractable},
    {"proposition-1", proposition_1},
    {"remark-2", remark_2},
    {"equation-7", equation_7},
    {"equation-9", equation_9},
    {"equation-10", equation_10},
    {"equation-11", equation_11},
    {"equation-12", equation_12},
    {"theorem-3", theorem_3},
    {"lemma-5", lemma_5},
    {"lemma-6", lemma_6},
    {"lemma-7", lemma_7},
    {"lemma-8", lemma_8},
    {"lemma-9", lemma_9},
    {"lemma-10", lemma_10},
    {"lemma-11", lemma_11},
    {"figure-1", figure_1},
    {"theorem-4", theorem_4},
    {"lemma-12", lemma_12},
    {"lemma-13", lemma_13},
    {"lemma-14", lemma_14},
    {"lemma-15", lemma_15},
    {"lemma-16", lemma_16},
    {"lemma-17", lemma_17},
    {"lemma-18", lemma_18},
    {"version-1", version_1},
    {"conjecture-v1", conjecture_v1},
    {"sharper", sharper},
    {"every-balance", every_balance},
    {"positive-truth", positive_truth},
    {"strict-saddle", strict_saddle},
    {"thresholding", thresholding},
    {"squared-variables", squared_variables},
    {"edge-of-theorem-4", edge_of_theorem_4},
    {"norm-constraint", norm_constraint},
    {"strict-minimum", strict_minimum},
};

}  // namespace

const char* to_string(RowRigor rigor) {
  switch (rigor) {
    case RowRigor::exact:
      return "exact";
    case RowRigor::verified:
      return "verified";
    case RowRigor::sampled:
      return "sampled";
    case RowRigor::numeric:
      break;
  }
  return "numeric";
}

std::vector<std::string> statement_ids() {
  std::vector<std::string> ids;
  for (const KnownStatement& known : known_statements) ids.emplace_back(known.id);
  return ids;
}

std::vector<Statement> evaluate_statements(const Parameters& parameters, const std::vector<std::string>& only,
                                           const std::function<void(const Statement&)>& progress,
                                           const Budget& budget) {
  const std::vector<std::string> ids = statement_ids();
  for (const std::string& id : only) {
    if (std::find(ids.begin(), ids.end(), id) != ids.end()) continue;
    std::string known;
    for (const std::string& each : ids) known += (known.empty() ? "" : ", ") + each;
    throw InputError("statement '" + id + "'; expected one of " + known);
  }
  std::vector<Statement> done;
  const BudgetScope scope(budget);
  for (const KnownStatement& known : known_statements) {
    if (!only.empty() && std::find(only.begin(), only.end(), known.id) == only.end()) continue;
    if (budget.exhausted()) break;
    const Stopwatch clock;
    Statement out;
    try {
      out = known.evaluate(parameters);
    } catch (const OutOfBudget&) {
      break;
    }
    if (budget.exhausted()) break;  // a certificate or a search in it may have ended early
    out.id = known.id;
    out.command = std::string("orthant reproduce --only ") + known.id;
    out.seconds = clock.seconds();
    done.push_back(std::move(out));
    if (progress) progress(done.back());
  }
  return done;
}

}  // namespace orthant::paper
