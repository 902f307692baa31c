#include "orthant/prove/isolated_document.hpp"

#include <fmt/format.h>

#include "orthant/prove/rigorous_point.hpp"

namespace orthant {

namespace {

using Json = nlohmann::ordered_json;

Factors split(const Matrix& U, Index n1, bool symmetric) {
  if (symmetric) return {ScaledMatrix(U), {}};
  return {ScaledMatrix(Matrix(U.topRows(n1))), ScaledMatrix(Matrix(U.bottomRows(U.rows() - n1)))};
}

Json entries_json(const std::vector<Entry>& entries) {
  Json out = Json::array();
  for (const Entry& entry : entries) out.push_back({entry.row, entry.col});
  return out;
}

std::string plural(Index count, const char* one, const char* many) {
  return fmt::format("{} {}", count, count == 1 ? one : many);
}

}  // namespace

Proof isolated_document(const StoredData& data, const IsolatedResult& result, const Matrix* witness) {
  Bundle bundle;
  Json problem;
  problem["format"] = "orthant-problem/1";
  problem["factorization"] = result.symmetric ? "symmetric" : "asymmetric";
  problem["rows"] = data.rows();
  problem["cols"] = data.cols();
  problem["rank"] = result.U.cols();
  if (!result.symmetric) problem["balance"] = result.balance;
  data.write(problem, bundle);
  problem["point"] =
      factors_json(split(result.U, data.rows(), result.symmetric), result.symmetric, "_certified", bundle);

  Proof out;
  out.verdict = Verdict::strict_local_minimizer;
  out.rigor = Rigor::verified;
  out.modulus = result.modulus;
  out.radius = result.radius;
  out.point = result.U;
  out.objective = result.objective;
  out.objective_low = result.objective_low;
  out.objective_high = result.objective_high;
  const double width = result.objective_high - result.objective_low;
  // Beside very large entries the interval may be wider than the objective itself, and says nothing.
  const std::string objective =
      width <= 0.1 * result.objective
          ? fmt::format("; its objective is {:.15g} up to {:.2g}", result.objective, width)
          : "";
  out.reasons.push_back(fmt::format(
      "Proved: exactly one local minimizer{} lies within {:.3g} of the stored factors, and it is strict{}.",
      result.pins.empty() ? "" : " (with the scaling of columns fixed)", result.radius, objective));
  if (!result.degenerate.empty())
    out.reasons.push_back(
        fmt::format("{} in the proof as entries that may become positive.",
                    plural(static_cast<Index>(result.degenerate.size()), "zero counts", "zeros count")));

  out.document["method"] = "isolated_minimizer";
  out.document["problem"] = std::move(problem);
  if (witness != nullptr) {
    const double value = value_interval(data, result.symmetric, result.balance, *witness).second;
    if (value < result.objective_low) {
      out.spurious = true;
      out.document["witness"] =
          factors_json(split(*witness, data.rows(), result.symmetric), result.symmetric, "_witness", bundle);
      out.reasons.push_back(fmt::format("Proved: the witness is lower, objective at most {:.15g}.", value));
    }
  }
  out.document["files"] = bundle.hashes();
  out.document["claims"] = {{"verdict", "strict_local_minimizer"},
                            {"spurious", out.spurious ? Json(*out.spurious) : Json(nullptr)},
                            {"objective", {fraction(result.objective_low), fraction(result.objective_high)}},
                            {"modulus", fraction(result.modulus)},
                            {"radius", fraction(result.radius)}};
  out.document["evidence"] = {{"hessian", fraction(result.hessian)},
                              {"pins", entries_json(result.pins)},
                              {"degenerate", entries_json(result.degenerate)}};
  out.files = bundle.take();
  return out;
}

}  // namespace orthant
