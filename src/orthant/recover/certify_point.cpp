#include "orthant/recover/certify_point.hpp"

#include <fmt/format.h>

#include <new>

#include "orthant/files/problem_folder.hpp"
#include "orthant/recover/parts.hpp"

namespace orthant {

namespace {

void check_certify_point(const JudgedPoint& point, const CertifyPointOptions& options) {
  if (!(options.stationarity > 0 && options.stationarity < 1))
    throw InputError(fmt::format("stationarity = {:g}; expected 0 < stationarity < 1", options.stationarity));
  check_options(options, certify_point_options);
  const Objective& objective = *point.objective;
  if (options.method == SecondOrderMethod::schur &&
      (!objective.is_asymmetric() || objective.observations().row_blocks() == nullptr))
    throw InputError(
        objective.is_asymmetric()
            ? "method = schur; expected auto or dense for a problem that does not separate by rows"
            : "method = schur; expected auto or dense for model symmetric, which does not separate by rows");
  const Regularisation* weights = objective.regularisation();
  if (options.unconstrained && weights != nullptr && (weights->l1_left > 0 || weights->l1_right > 0))
    throw InputError(
        "l1_left or l1_right with unconstrained; expected 0, since a sum of entries of any sign has no lower "
        "bound");
}

}  // namespace

namespace {

/// `name` and `witness_name` stand for the point and the witness in messages.
JudgedPoint point_of_factors(const Data& data, const ModelOptions& model, const Matrix& U,
                             const Matrix* witness, const std::string& name,
                             const std::string& witness_name) {
  JudgedPoint out;
  out.objective = make_objective(data, model, model.offsets ? U.cols() - 2 : U.cols(), &U);
  out.U = without_fixed(*out.objective, U, name);
  out.checkable_file = data.checkable_file;
  out.row_names = data.row_names;
  out.column_names = data.column_names;
  if (witness != nullptr) out.witness = without_fixed(*out.objective, *witness, witness_name);
  return out;
}

}  // namespace

JudgedPoint point_of_data(const Data& data, const ModelOptions& model, const std::string& factors,
                          const std::string& witness) {
  check_model(data, model);  // before factors of another shape are looked for
  const FactorShape shape{data.rows(), data.cols(), chosen_model(data, model) == Model::symmetric};
  const Matrix U = read_factors(factors, shape, -1);
  std::optional<Matrix> better;
  if (!witness.empty()) better = read_factors(witness, shape, U.cols());
  return point_of_factors(data, model, U, better ? &*better : nullptr, factors, witness);
}

JudgedPoint point_of_data(const Data& data, const ModelOptions& model, const Matrix& U,
                          const Matrix* witness) {
  check_model(data, model);
  return point_of_factors(data, model, U, witness, "the factors", "the witness");
}

JudgedPoint point_of_problem(const std::string& folder, const std::string& factors,
                             const std::string& witness, const Regularisation& terms) {
  Problem problem = read_problem(folder);
  const FactorShape shape{problem.rows(), problem.cols(), problem.symmetric};
  JudgedPoint out;
  if (factors.empty()) {
    if (!problem.point)
      throw InputError(folder + ": a problem without a point; expected one in it, or --factors DIR");
    out.U = problem.stacked_point();
  } else {
    out.U = read_factors(factors, shape, -1);
    if (out.U.cols() != problem.rank)
      throw InputError(
          fmt::format("{}: rank {}; expected {}, that of the problem", factors, out.U.cols(), problem.rank));
    problem.set_point(out.U);
  }
  out.witness = witness.empty() ? problem.stacked_truth() : read_factors(witness, shape, problem.rank);
  out.objective = with_terms(problem.objective(), terms);
  out.problem = std::move(problem);
  return out;
}

void name_way_down(Certificate& certificate, Index left_rows, const std::vector<std::string>& row_names,
                   const std::vector<std::string>& column_names) {
  if (!certificate.escape || (row_names.empty() && column_names.empty())) return;
  const Matrix& direction = certificate.escape->direction;
  const bool one_side = direction.rows() == left_rows && row_names.empty();
  const std::string place =
      largest_entry_in_words(direction, left_rows, one_side ? column_names : row_names, column_names);
  if (!place.empty()) certificate.reasons.push_back("That direction is largest " + place + ".");
}

std::optional<Proof> prove_and_adopt(const Objective& objective, const Problem* problem,
                                     Certificate& certificate, const Matrix* witness,
                                     const ProofOptions& options) {
  const Stopwatch clock;
  ProofAttempt attempt;
  try {
    attempt = prove(objective, problem, certificate, witness, options);
  } catch (const std::bad_alloc&) {  // the numeric verdict does not depend on it
    attempt = {std::nullopt, "it needs more memory than there is"};
  }
  if (attempt.proof)
    adopt(certificate, *attempt.proof);
  else if (!attempt.reason.empty())
    certificate.reasons.push_back("No proof: " + attempt.reason + ".");
  certificate.seconds += clock.seconds();
  return std::move(attempt.proof);
}

Certified certify_point(const JudgedPoint& point, const CertifyPointOptions& options, const Budget& budget) {
  check_certify_point(point, options);
  const BudgetScope scope(budget);
  const Matrix* witness = point.witness ? &*point.witness : nullptr;
  CertifyOptions certifying;
  certifying.method = options.method;
  certifying.stationarity = options.stationarity;
  certifying.unconstrained = options.unconstrained;
  certifying.search.seed = static_cast<std::uint64_t>(options.seed);
  ProofOptions proving;
  proving.gap_work = 2e10;
  if (!options.self_contained) proving.isolated.data_name = point.checkable_file;
  Certified out;
  out.certificate = certify(*point.objective, point.U, certifying, witness);
  const Observations& observations = point.objective->observations();
  name_way_down(out.certificate, observations.rows(), point.row_names, point.column_names);
  if (!options.numeric)
    out.proof = prove_and_adopt(*point.objective, point.problem ? &*point.problem : nullptr, out.certificate,
                                witness, proving);
  return out;
}

}  // namespace orthant
