#include "orthant/verify/check.hpp"

#include <array>
#include <new>
#include <nlohmann/json.hpp>

#include "orthant/verify/claims.hpp"
#include "orthant/verify/compare_data.hpp"
#include "orthant/verify/document.hpp"
#include "orthant/verify/named_files.hpp"
#include "orthant/verify/read_problem.hpp"

namespace orthant::verify {

namespace {

struct Method {
  const char* name;
  const char* rigor;
  const char* verdict;  ///< the one that it proves; null: its check says which
  std::string (*check)(const Problem&, const Claims&, const Json&);
};

constexpr std::array methods = {
    Method{"isolated_minimizer", "verified", "strict_local_minimizer", check_isolated},
    Method{"second_order", "exact", "strict_local_minimizer", check_second_order},
    Method{"saddle", "exact", "saddle", check_saddle},
    Method{"local_squares", "exact", "local_minimizer", check_local_squares},
    Method{"global", "exact", nullptr, check_global},
};

const Method& named_method(const std::string& name) {
  for (const Method& method : methods)
    if (name == method.name) return method;
  throw Rejected("proof.method \"" + excerpt(name) + "\" is unknown");
}

std::optional<bool> read_spurious(const Json& object, const std::string& place) {
  const Json& value = field(object, place, "spurious");
  if (value.is_null()) return std::nullopt;
  if (!value.is_boolean()) throw Rejected(place + ".spurious is not true, false or null");
  return value.get<bool>();
}

Claims read_claims(const Json& object) {
  const std::string where = "proof.claims";
  require_fields(object, where, {"verdict", "spurious", "objective"}, {"modulus", "radius", "global_low"});
  Claims claims;
  claims.verdict = text_field(object, where, "verdict");
  claims.spurious = read_spurious(object, where);
  const Json& range = object["objective"];
  if (!range.is_array() || range.size() != 2 || !range[0].is_string() || !range[1].is_string())
    throw Rejected(where + ".objective is not a pair of fractions");
  claims.objective_low = Rational::parse(range[0].get_ref<const std::string&>());
  claims.objective_high = Rational::parse(range[1].get_ref<const std::string&>());
  if (claims.objective_low > claims.objective_high)
    throw Rejected(where + ".objective: its lower end is above its upper end");
  const auto optional = [&](const char* name) {
    return object.contains(name) ? std::optional(rational_field(object, where, name)) : std::nullopt;
  };
  claims.modulus = optional("modulus");
  claims.radius = optional("radius");
  claims.global_low = optional("global_low");
  const bool minimizer = claims.verdict == "strict_local_minimizer" || claims.verdict == "local_minimizer";
  if (claims.spurious == true && !minimizer)
    throw Rejected(where + ".spurious is true, with a verdict that is no local minimizer");
  if (claims.spurious == false && claims.verdict != "global_minimizer")
    throw Rejected(where + ".spurious is false, with a verdict other than global_minimizer");
  return claims;
}

/// `proved`, the short form of the claims: no smaller radius, no narrower interval.
void compare_summary(const Json& document, const Claims& claims, const Method& method) {
  if (!document.contains("proved") || document["proved"].is_null()) return;
  const Json& proved = document["proved"];
  const std::string where = "proved";
  require_fields(proved, where, {"method", "radius", "objective"}, {"modulus", "global_low"});
  if (text_field(proved, where, "method") != method.name)
    throw Rejected("proved.method differs from proof.method");
  const auto number = [&](const Json& value, const char* name) {
    if (!value.is_number()) throw Rejected(where + "." + name + " is not a number");
    return Rational::from_double(value.get<double>());
  };
  // Exact methods are about the stored point itself.
  const Rational radius =
      std::string_view(method.rigor) == "verified" && claims.radius ? *claims.radius : Rational();
  if (number(proved["radius"], "radius") < radius)
    throw Rejected("proved.radius is below proof.claims.radius");
  const Json& range = proved["objective"];
  if (!range.is_array() || range.size() != 2) throw Rejected("proved.objective is not a pair");
  if (number(range[0], "objective") > claims.objective_low ||
      number(range[1], "objective") < claims.objective_high)
    throw Rejected("proved.objective is narrower than proof.claims.objective");
  if (proved.contains("modulus") && !proved["modulus"].is_null() &&
      (!claims.modulus || number(proved["modulus"], "modulus") > *claims.modulus))
    throw Rejected("proved.modulus is above proof.claims.modulus");
  if (!proved.contains("global_low") || proved["global_low"].is_null()) return;
  if (!claims.global_low || number(proved["global_low"], "global_low") > *claims.global_low)
    throw Rejected("proved.global_low is above proof.claims.global_low");
}

/// What stands outside of `proof` says no more than the claims.
void compare_outside(const Json& document, const Claims& claims, const Method& method) {
  const std::string where = "the certificate";
  if (document.contains("regularisation"))
    throw Rejected(
        "regularisation: the certificate is about an objective with L1 or L2 terms; no method proves "
        "anything of those");
  if (text_field(document, where, "verdict") != claims.verdict)
    throw Rejected("verdict differs from proof.claims.verdict");
  if (text_field(document, where, "rigor") != method.rigor)
    throw Rejected(std::string("rigor differs from that of the method, ") + method.rigor);
  if (read_spurious(document, where) != claims.spurious)
    throw Rejected("spurious differs from proof.claims.spurious");
  const Json& objective = field(document, where, "objective");
  if (!objective.is_number()) throw Rejected("objective is not a number");
  const Rational value = Rational::from_double(objective.get<double>());
  if (value < claims.objective_low || value > claims.objective_high)
    throw Rejected("objective is outside of proof.claims.objective");
  compare_summary(document, claims, method);
  // Beside a verified proof second_order is the report of floating point; proved.modulus is the claim.
  if (std::string_view(method.rigor) != "exact") return;
  if (!document.contains("second_order")) return;
  const Json& second = document["second_order"];
  if (!second.is_object()) throw Rejected("second_order is not an object");
  if (!second.contains("modulus") || second["modulus"].is_null()) return;
  if (!second["modulus"].is_number()) throw Rejected("second_order.modulus is not a number");
  if (!claims.modulus) throw Rejected("second_order.modulus is a number; proof.claims has no modulus");
  if (Rational::from_double(second["modulus"].get<double>()) > *claims.modulus)
    throw Rejected("second_order.modulus is above proof.claims.modulus");
}

Outcome accept(std::string_view certificate, const Files& files, const Data* data) {
  const Json document = parse_document(certificate);
  if (text_field(document, "the certificate", "format") != "orthant-certificate/1")
    throw Rejected("format is not \"orthant-certificate/1\"");
  if (!document.contains("proof") || document["proof"].is_null())
    throw Rejected("the certificate has no proof; nothing can be checked");
  const Json& proof = document["proof"];
  require_fields(proof, "proof", {"method", "problem", "files", "claims", "evidence"}, {"witness", "gap"});
  const Method& method = named_method(text_field(proof, "proof", "method"));
  Claims claims = read_claims(proof["claims"]);
  if (method.verdict && claims.verdict != method.verdict)
    throw Rejected(std::string("proof.claims.verdict is not ") + method.verdict + ", which " + method.name +
                   " proves");
  compare_outside(document, claims, method);
  const Json& evidence = proof["evidence"];
  if (!evidence.is_object()) throw Rejected("proof.evidence is not an object");

  NamedFiles named(proof["files"], files);
  Problem problem = read_problem(proof["problem"], named);
  if (proof.contains("witness"))
    problem.witness = read_factors(proof["witness"], "proof.witness", problem, named);
  if (evidence.contains("direction")) {
    problem.direction =
        read_factors(evidence["direction"], "proof.evidence.direction", problem, named, false);
    if (problem.direction->L.cols != problem.rank)
      throw Rejected("proof.evidence.direction has another number of columns than the point");
  }
  if (proof.contains("gap"))
    problem.dual = named.matrix(field(proof["gap"], "proof.gap", "dual"), "proof.gap.dual", false);
  named.require_all_named();
  if (data) require_same_data(problem, *data);
  std::string gap;
  if (proof.contains("gap")) {
    if (!claims.global_low) throw Rejected("proof.gap without proof.claims.global_low");
    gap = "; " + check_gap(problem, *claims.global_low, proof["gap"]);
    claims.global_low.reset();  // shown; the methods need not
  }
  return {true, "", method.check(problem, claims, evidence) + gap, method.rigor};
}

std::string one_line(std::string text) {
  for (char& c : text)
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = ' ';
  return text;
}

}  // namespace

Outcome check(std::string_view certificate, const Files& files, const Data* data) {
  Outcome outcome;
  try {
    outcome = accept(certificate, files, data);
  } catch (const std::bad_alloc&) {
    outcome.reason = "checking it needs more memory than there is";
  } catch (const std::exception& error) {
    outcome.reason = one_line(error.what());
  }
  return outcome;
}

}  // namespace orthant::verify
