#include "orthant/prove/local_squares.hpp"

#include <fmt/format.h>

#include "orthant/core/error.hpp"
#include "orthant/io/problem_json.hpp"
#include "orthant/linalg/rational_symmetric.hpp"
#include "orthant/prove/bundle.hpp"
#include "orthant/prove/searched_squares.hpp"
#include "orthant/verify/check.hpp"
#include "orthant/verify/files.hpp"
#include "orthant/verify/objective_polynomial.hpp"
#include "orthant/verify/read_problem.hpp"

namespace orthant {

namespace {

using Json = nlohmann::ordered_json;

/// The files of a bundle, as a checker reads them.
class InMemory final : public verify::Files {
 public:
  explicit InMemory(const std::map<std::string, std::string>& files) : files_(files) {}
  std::string bytes(const std::string& name) const override {
    const auto found = files_.find(name);
    if (found == files_.end()) throw verify::Rejected(name + ": no such file");
    return found->second;
  }

 private:
  const std::map<std::string, std::string>& files_;
};

/// The problem of the document, read back as the checker reads it.
verify::Problem as_checked(const Json& problem, const Bundle& bundle) {
  const InMemory files(bundle.files());
  verify::NamedFiles named(verify::Json::parse(bundle.hashes().dump()), files);
  return verify::read_problem(verify::Json::parse(problem.dump()), named);
}

mpq_class objective_at_point(const verify::Problem& problem) {
  verify::Steps steps;
  const verify::Rational f = objective_polynomial(problem, steps).at(scaled_point(problem));
  return mpq_class(f.to_string());
}

/// A lower feasible point: the witness, or the truth, as far as floating point can tell.
bool is_lower(const Problem& problem, const Matrix* witness, double objective) {
  const auto lower = [&](const Matrix& U) { return problem.objective()->value(U) < objective * (1 - 1e-9); };
  if (witness != nullptr) return lower(*witness);
  const auto truth = problem.truth ? problem.stacked_truth() : std::nullopt;
  return truth && lower(*truth);
}

Factors split(const Matrix& U, const Problem& problem) {
  if (problem.symmetric) return {ScaledMatrix(U), {}};
  return {ScaledMatrix(Matrix(U.topRows(problem.rows()))),
          ScaledMatrix(Matrix(U.bottomRows(problem.cols())))};
}

std::string with_proof(const Proof& proof) {
  const Json document = {{"format", "orthant-certificate/1"},
                         {"verdict", to_string(proof.verdict)},
                         {"rigor", to_string(proof.rigor)},
                         {"spurious", proof.spurious ? Json(*proof.spurious) : Json(nullptr)},
                         {"objective", proof.objective_high},
                         {"proof", proof.document}};
  return document.dump();
}

Proof document_of(const Problem& problem, const Json& written, Bundle bundle, const Json& evidence,
                  const mpq_class& objective, const Matrix* witness) {
  Proof out;
  out.verdict = Verdict::local_minimizer;
  out.rigor = Rigor::exact;
  out.objective_low = round_down(objective);
  out.objective_high = round_up(objective);
  if (is_lower(problem, witness, out.objective_low)) out.spurious = true;
  out.document["method"] = "local_squares";
  out.document["problem"] = written;
  if (out.spurious && witness != nullptr)
    out.document["witness"] = factors_json(split(*witness, problem), problem.symmetric, "_witness", bundle);
  out.document["files"] = bundle.hashes();
  out.document["claims"] = {{"verdict", "local_minimizer"},
                            {"spurious", out.spurious ? Json(true) : Json(nullptr)},
                            {"objective", {fraction(out.objective_low), fraction(out.objective_high)}},
                            {"radius", evidence.at("radius")}};
  out.document["evidence"] = evidence;
  out.files = bundle.take();
  out.reasons.push_back(fmt::format(
      "Proved: f minus its value at the point is, identically, a sum of {} terms that are not negative at "
      "feasible points within {} of it (entries divided by the scale of the point): a local minimizer.",
      evidence.at("terms").size(), evidence.at("radius").get<std::string>()));
  return out;
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
    const verify::Problem exact = as_checked(written, bundle);
    SquaresAttempt found = structured_squares(exact);
    if (!found.evidence) {
      const SquaresAttempt searched = searched_squares(exact);
      if (!searched.evidence) return {std::nullopt, found.reason + "; " + searched.reason};
      found = searched;
    }
    Proof proof =
        document_of(problem, written, std::move(bundle), *found.evidence, objective_at_point(exact), witness);
    const verify::Outcome outcome = verify::check(with_proof(proof), InMemory(proof.files));
    if (!outcome.accepted) return {std::nullopt, "the checker refuses the proof: " + outcome.reason};
    return {std::move(proof), ""};
  } catch (const verify::Rejected& refusal) {
    return {std::nullopt, refusal.what()};
  } catch (const InputError& error) {
    return {std::nullopt, error.what()};
  }
}

}  // namespace orthant
