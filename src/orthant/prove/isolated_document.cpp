#include "orthant/prove/isolated_minimizer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>

#include "checker/arithmetic/bound_text.hpp"
#include "orthant/files/json_document.hpp"
#include "orthant/prove/rigorous_point.hpp"

namespace orthant {

namespace {

Json entries_json(const std::vector<Entry>& entries) {
  Json out = Json::array();
  for (const Entry& entry : entries) out.push_back({entry.row, entry.col});
  return out;
}

std::string plural(Index count, const char* one, const char* many) {
  return fmt::format("{} {}", count, count == 1 ? one : many);
}

}  // namespace

Json StoredData::problem_at(bool symmetric, double balance, const Matrix& U, const IsolatedOptions& options,
                            Bundle& bundle, Proof& out) const {
  Json problem;
  problem["format"] = "orthant-problem/1";
  problem["factorization"] = symmetric ? "symmetric" : "asymmetric";
  problem["rows"] = rows();
  problem["cols"] = cols();
  problem["rank"] = U.cols();
  if (!symmetric) problem["balance"] = balance;
  std::optional<checker::Data> named;
  if (checker::is_plain_name(options.data_name) && copied_bytes() > options.largest_copy) named = data();
  if (named) {
    out.reasons.push_back(fmt::format(
        "The certificate names the data by the hash of their values: orthant-verify takes them from {} (--data).",
        options.data_name));
    name_data(problem, options.data_name, *named);
    out.data = std::make_shared<const checker::OwnData>(std::move(*named));
  } else {
    write(problem, bundle);
  }
  problem["point"] = factors_json(U, rows(), symmetric, "_certified", bundle);
  return problem;
}

Proof isolated_document(const ProofData& data, const IsolatedResult& result, const Matrix* witness,
                        const IsolatedOptions& options) {
  // A modulus on no direction at all would be any number.
  const bool keeps_nothing = result.free == 0 && result.degenerate.empty();
  Bundle bundle;
  Proof out;
  Json problem = data.problem_at(result.symmetric, result.balance, result.U, options, bundle, out);

  out.verdict = Verdict::strict_local_minimizer;
  out.rigor = Rigor::verified;
  if (!keeps_nothing) out.modulus = result.modulus;
  const std::string radius = decimal_fraction(result.radius);
  out.radius = std::strtod(result.radius.c_str(), nullptr);
  out.point = result.U;
  out.objective = result.objective;
  out.objective_low = result.objective_low;
  out.objective_high = result.objective_high;
  // Beside very large entries the interval may be wider than the objective itself, and says nothing.
  const bool telling = result.objective_high - result.objective_low <= 0.1 * result.objective;
  const std::string objective =
      telling ? "; its objective lies " + checker::text_between(result.objective_low, result.objective_high)
              : "";
  // One that is there for a radius need not be alone for a larger one, so that no digit of it may be rounded.
  out.reasons.push_back(fmt::format(
      "Proved: exactly one local minimizer{} lies within {} of the stored factors, and it is strict{}.",
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
      out.document["witness"] = factors_json(*witness, data.rows(), result.symmetric, "_witness", bundle);
      out.reasons.push_back(fmt::format("Proved: the witness is lower, objective at most {}.",
                                        checker::text_at_least(value, 15)));
    }
  }
  out.document["files"] = bundle.hashes();
  out.document["claims"] = {{"verdict", "strict_local_minimizer"},
                            {"spurious", out.spurious ? Json(*out.spurious) : Json(nullptr)},
                            {"objective", {fraction(result.objective_low), fraction(result.objective_high)}},
                            {"radius", radius}};
  if (out.modulus) out.document["claims"]["modulus"] = fraction(*out.modulus);
  out.document["evidence"] = {{"hessian", fraction(result.hessian)},
                              {"pins", entries_json(result.pins)},
                              {"degenerate", entries_json(result.degenerate)}};
  out.files = bundle.files();
  return out;
}

}  // namespace orthant
