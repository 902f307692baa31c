#include "checker/read/claims.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <nlohmann/json.hpp>

#include "checker/read/files.hpp"

namespace orthant::checker {

namespace {

const std::string certificate_place = "the certificate";

/// Every field of a certificate, and what it may be.
struct KnownField {
  const char* name;
  bool (*holds)(const Json&);
  const char* expected;
};

constexpr auto is_anything = [](const Json&) { return true; };  // checked elsewhere
constexpr auto is_report = [](const Json& x) { return x.is_object() || x.is_null(); };
constexpr auto is_number_or_null = [](const Json& x) { return x.is_number() || x.is_null(); };
constexpr auto is_flag = [](const Json& x) { return x.is_boolean() || x.is_null(); };
constexpr auto is_text_or_null = [](const Json& x) { return x.is_string() || x.is_null(); };
constexpr auto is_list_or_null = [](const Json& x) { return x.is_array() || x.is_null(); };
constexpr auto is_texts = [](const Json& x) {
  return x.is_null() ||
         (x.is_array() && std::all_of(x.begin(), x.end(), [](const Json& each) { return each.is_string(); }));
};

constexpr std::array known_fields = {
    KnownField{"format", is_anything, ""},
    KnownField{"verdict", is_anything, ""},
    KnownField{"rigor", is_anything, ""},
    KnownField{"spurious", is_anything, ""},
    KnownField{"objective", is_anything, ""},
    KnownField{"proved", is_anything, ""},
    KnownField{"regularisation", is_anything, ""},
    KnownField{"loss", is_anything, ""},
    KnownField{"proof", is_anything, ""},
    KnownField{"second_order", is_report, "an object or null"},
    KnownField{"escape", is_report, "an object or null"},
    KnownField{"unique", is_flag, "true, false or null"},
    KnownField{"checked", is_flag, "true, false or null"},
    KnownField{"check_command", is_text_or_null, "a text or null"},
    KnownField{"objective_error", is_number_or_null, "a number or null"},
    KnownField{"mixed", is_list_or_null, "a list or null"},
    KnownField{"relative_error", is_number_or_null, "a number or null"},
    KnownField{"first_order", is_report, "an object or null"},
    KnownField{"critical_cone", is_report, "an object or null"},
    KnownField{"witness", is_report, "an object or null"},
    KnownField{"reasons", is_texts, "a list of texts"},
    KnownField{"seconds", is_number_or_null, "a number or null"},
};

void require_known_fields(const Json& certificate) {
  for (const auto& item : certificate.items()) {
    const auto known = std::find_if(known_fields.begin(), known_fields.end(),
                                    [&](const KnownField& field) { return item.key() == field.name; });
    if (known == known_fields.end())
      throw Rejected(certificate_place + " has the unknown field \"" + excerpt(item.key()) + "\"");
    if (!known->holds(item.value())) throw Rejected(std::string(known->name) + " is not " + known->expected);
  }
}

/// Proofs are of the squared loss without further terms: whatever says otherwise is about another objective.
void require_plain_objective(const Json& certificate) {
  if (certificate.contains("regularisation"))
    throw Rejected(
        "regularisation: the certificate is about an objective with L1, L2 or density terms; no method proves "
        "anything of those");
  if (!certificate.contains("loss") || certificate["loss"] == "frobenius") return;
  const Json& loss = certificate["loss"];
  throw Rejected(
      "loss" + (loss.is_string() ? " \"" + excerpt(loss.get_ref<const std::string&>()) + "\"" : "") +
      ": the certificate is about another loss than the squared one; no method proves anything of that");
}

/// Of a radius like 4.46e-15 the text beside the proof is the number itself, and its double the nearest one,
/// which may be lower.
Rational as_said(const Rational& radius) {
  const double near = radius.approx();
  return std::isfinite(near) ? Rational::from_double(std::nextafter(near, 0.0)) : radius;
}

/// `proved`, the short form of the claims: no smaller radius, no narrower interval.
void compare_summary(const Json& certificate, const Claims& claims, const std::string& method, bool exact) {
  if (!certificate.contains("proved") || certificate["proved"].is_null()) return;
  const Json& proved = certificate["proved"];
  const std::string where = "proved";
  require_fields(proved, where, {"method", "radius", "objective"}, {"modulus", "global_low", "global_rank"});
  if (text_field(proved, where, "method") != method)
    throw Rejected("proved.method differs from proof.method");
  const auto number = [&](const Json& value, const char* name) {
    if (!value.is_number()) throw Rejected(where + "." + name + " is not a number");
    return Rational::from_double(value.get<double>());
  };
  // Other exact methods are about the stored point itself.
  const bool nearby = !exact || method == "exact_factorization";
  const Rational radius = nearby && claims.radius ? as_said(*claims.radius) : Rational();
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
  std::optional<long> rank;
  if (proved.contains("global_rank") && !proved["global_rank"].is_null())
    rank = integer_field(proved, where, "global_rank", 1, 1L << 30);
  if (rank != claims.global_rank) throw Rejected("proved.global_rank differs from proof.claims.global_rank");
}

/// The form on the cone in floating point: its sign must not be another than the verdict's. Of exact proofs
/// its modulus is a claim; beside a verified one it is an estimate, and proved.modulus the claim.
void compare_second_order(const Json& certificate, const Claims& claims, bool exact) {
  if (!certificate.contains("second_order") || certificate["second_order"].is_null()) return;
  const Json& second = certificate["second_order"];
  if (second.contains("copositive")) {
    const Json& form = second["copositive"];
    const bool saddle = claims.verdict == "saddle";
    if (saddle ? form == "strict" || form == "weak" : form == "no")
      throw Rejected("second_order.copositive is " + excerpt(form.get_ref<const std::string&>()) +
                     " beside a proof of " + excerpt(claims.verdict));
  }
  if (!exact || !second.contains("modulus") || second["modulus"].is_null()) return;
  if (!second["modulus"].is_number()) throw Rejected("second_order.modulus is not a number");
  if (!claims.modulus) throw Rejected("second_order.modulus is a number; proof.claims has no modulus");
  if (Rational::from_double(second["modulus"].get<double>()) > *claims.modulus)
    throw Rejected("second_order.modulus is above proof.claims.modulus");
}

/// A way down from a minimizer, a way along a strict one.
void compare_reports(const Json& certificate, const Claims& claims) {
  if (certificate.contains("escape") && certificate["escape"].is_object() && claims.verdict != "saddle")
    throw Rejected("escape: a direction of descent beside a proof of " + excerpt(claims.verdict));
  if (claims.verdict == "strict_local_minimizer" && certificate.contains("unique") &&
      certificate["unique"] == false)
    throw Rejected("unique is false beside a proof of " + excerpt(claims.verdict));
}

}  // namespace

std::optional<bool> read_spurious(const Json& object, const std::string& place) {
  const Json& value = field(object, place, "spurious");
  if (value.is_null()) return std::nullopt;
  if (!value.is_boolean()) throw Rejected(place + ".spurious is not true, false or null");
  return value.get<bool>();
}

void require_outside(const Json& certificate, const Claims& claims, const std::string& method,
                     const std::string& rigor) {
  require_known_fields(certificate);
  require_plain_objective(certificate);
  const bool exact = rigor == "exact";
  if (text_field(certificate, certificate_place, "verdict") != claims.verdict)
    throw Rejected("verdict differs from proof.claims.verdict");
  if (text_field(certificate, certificate_place, "rigor") != rigor)
    throw Rejected("rigor differs from that of the method, " + rigor);
  if (read_spurious(certificate, certificate_place) != claims.spurious)
    throw Rejected("spurious differs from proof.claims.spurious");
  const Json& objective = field(certificate, certificate_place, "objective");
  if (!objective.is_number()) throw Rejected("objective is not a number");
  const Rational value = Rational::from_double(objective.get<double>());
  if (value < claims.objective_low || value > claims.objective_high)
    throw Rejected("objective is outside of proof.claims.objective");
  compare_summary(certificate, claims, method, exact);
  compare_second_order(certificate, claims, exact);
  compare_reports(certificate, claims);
}

}  // namespace orthant::checker
