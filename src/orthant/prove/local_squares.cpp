#include "orthant/prove/exact_proof.hpp"

#include <fmt/format.h>

#include "checker/exact/objective_polynomial.hpp"
#include "checker/read/files.hpp"
#include "orthant/base/error.hpp"
#include "orthant/base/stop.hpp"
#include "orthant/files/json_document.hpp"
#include "orthant/files/problem_folder.hpp"
#include "orthant/prove/checked_document.hpp"
#include "orthant/prove/squares.hpp"

namespace orthant {

namespace {

checker::Rational objective_at_point(const checker::Problem& problem) {
  checker::Steps steps(checker::Steps::usual, check_budget);
  return objective_polynomial(problem, steps).at(scaled_point(problem));
}

/// A lower feasible point: the witness, or the truth, as far as floating point can tell.
bool is_lower(const Problem& problem, const Matrix* witness, double objective) {
  const auto lower = [&](const Matrix& U) { return problem.objective()->value(U) < objective * (1 - 1e-9); };
  if (witness != nullptr) return lower(*witness);
  const auto truth = problem.truth ? problem.stacked_truth() : std::nullopt;
  return truth && lower(*truth);
}

}  // namespace

ProofAttempt prove_local_squares(const Problem& problem, const Certificate& numeric, const Matrix* witness) {
  if (numeric.verdict == Verdict::saddle || numeric.verdict == Verdict::not_stationary)
    return {std::nullopt, fmt::format("the verdict is {}", to_string(numeric.verdict))};
  if (!problem.point) return {std::nullopt, "the problem has no point"};
  try {
    Bundle bundle;
    Json written = write_problem_json(problem, bundle);
    written.erase("instance");
    const checker::Problem exact = as_checked(written, bundle);
    SquaresAttempt found = structured_squares(exact);
    if (!found.evidence) {
      const SquaresAttempt searched = searched_squares(exact);
      if (!searched.evidence) return {std::nullopt, found.reason + "; " + searched.reason};
      found = searched;
    }
    const auto& radius = found.evidence->at("radius").get_ref<const std::string&>();
    ProofParts parts{.method = "local_squares",
                     .verdict = Verdict::local_minimizer,
                     .spurious = {},
                     .objective = objective_at_point(exact),
                     .modulus = {},
                     .radius = checker::Rational::parse(radius),
                     .problem = written,
                     .witness = nullptr,
                     .evidence = *found.evidence};
    if (is_lower(problem, witness, at_most(parts.objective))) {
      parts.spurious = true;
      if (witness != nullptr)
        parts.witness = factors_json(*witness, problem.rows(), problem.symmetric, "_witness", bundle);
    }
    ProofAttempt attempt = checked_document(parts, bundle);
    if (attempt.proof)
      attempt.proof->reasons.push_back(fmt::format(
          "f minus its value at the point is, identically, a sum of {} terms that are not negative there.",
          found.evidence->at("terms").size()));
    return attempt;
  } catch (const checker::Rejected& refusal) {
    return {std::nullopt, refusal.what()};
  } catch (const InputError& error) {
    return {std::nullopt, error.what()};
  }
}

}  // namespace orthant
