#include "checker/exact/form_evidence.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "checker/copositive/copositivity.hpp"
#include "checker/read/document.hpp"
#include "checker/read/files.hpp"

namespace orthant::checker {

namespace {

/// The entry of x that is largest in magnitude: where a person should look.
std::string largest(const std::vector<Rational>& x) {
  std::size_t best = 0;
  const auto magnitude = [](const Rational& q) { return q.sign() < 0 ? -q : q; };
  for (std::size_t k = 1; k < x.size(); ++k)
    if (magnitude(x[k]) > magnitude(x[best])) best = k;
  return std::to_string(best);
}

void require_split(RationalMatrix Q, const std::vector<bool>& nonnegative, const Json& form, Work& work) {
  require_fields(form, "form", {"kind", "nonnegative"});
  const long m = Q.rows();
  std::set<std::pair<long, long>> seen;
  for (const auto& entry : list_of(form["nonnegative"], "nonnegative", static_cast<std::size_t>(m * m))) {
    if (list_of(entry, "nonnegative", 3).size() != 3)
      throw Rejected("nonnegative: expected entries [i, j, \"q\"]");
    const long i = integer_of(entry[0], "nonnegative", 0, m - 1);
    const long j = integer_of(entry[1], "nonnegative", 0, m - 1);
    const Rational q = rational_of(entry[2], "nonnegative");
    const std::string where = "nonnegative (" + std::to_string(i) + ", " + std::to_string(j) + ")";
    if (i >= j || !seen.emplace(i, j).second) throw Rejected(where + ": expected i < j, each pair once");
    if (!nonnegative[i] || !nonnegative[j]) throw Rejected(where + ": expected two degenerate entries");
    if (q.sign() <= 0) throw Rejected(where + " is " + q.to_string() + "; expected a positive number");
    Q.add(i, j, -q);
    Q.add(j, i, -q);
  }
  if (const auto x = negative_direction(Q, work))
    throw Rejected(
        "the form minus its nonnegative part is not semidefinite: " + form_text(checker::form(Q, *x)) +
        " < 0 along a direction largest at position " + largest(*x));
}

/// What is left of the form when the others are eliminated.
RationalMatrix schur_complement(const RationalMatrix& Q, const std::vector<bool>& nonnegative, Work& work) {
  std::vector<bool> free = nonnegative;
  free.flip();
  Elimination elimination = eliminate(Q, free, work);
  if (elimination.negative)
    throw Rejected("the form is negative, " + form_text(checker::form(Q, *elimination.negative)) +
                   ", along a direction largest at position " + largest(*elimination.negative));
  return std::move(elimination.rest);
}

void require_proof(const RationalMatrix& Q, const std::vector<bool>& nonnegative, const Json& form,
                   Work& work) {
  require_fields(form, "form", {"kind", "dropped", "parts"});
  const RationalMatrix rest = schur_complement(Q, nonnegative, work);
  require_copositive(read_copositivity(form, "form", rest.rows(), false), rest, work);
}

void require_keller(const RationalMatrix& Q, const std::vector<bool>& nonnegative, const Json& form,
                    Work& work) {
  require_fields(form, "form", {"kind"});
  const RationalMatrix rest = schur_complement(Q, nonnegative, work);
  for (const std::vector<long>& component : components(rest, work)) {
    const auto count = static_cast<long>(component.size());
    if (count > keller_order)
      throw Rejected(std::to_string(count) +
                     " degenerate entries that are coupled; Keller's criterion is run for at most " +
                     std::to_string(keller_order));
  }
  if (const auto x = copositivity_violation(rest, work))
    throw Rejected("the Schur complement is not copositive: " + form_text(checker::form(rest, *x)) +
                   " < 0 at a nonnegative vector largest at degenerate entry " + largest(*x));
}

}  // namespace

std::string form_text(const Rational& value) {
  std::string exact = value.to_string();
  if (exact.size() <= 24) return exact;
  char text[32];
  std::snprintf(text, sizeof text, "%.6g", value.approx());
  return text;
}

void require_form(const RationalMatrix& Q, const std::vector<bool>& nonnegative, const Json& form,
                  Work& work) {
  const std::string& kind = text_field(form, "form", "kind");
  if (kind == "split") return require_split(Q, nonnegative, form, work);
  if (kind == "keller") return require_keller(Q, nonnegative, form, work);
  if (kind == "copositive") return require_proof(Q, nonnegative, form, work);
  throw Rejected("form of kind \"" + excerpt(kind) + "\"; expected split, keller or copositive");
}

IsometryClaim isometry_claim(const Json& json, long most_rank) {
  require_fields(json, "rip", {"rank", "delta"});
  IsometryClaim out;
  out.rank = integer_field(json, "rip", "rank", 1, most_rank);
  out.delta = text_field(json, "rip", "delta");
  if (out.delta.starts_with("sqrt(") && out.delta.ends_with(')')) {
    out.delta_squared = Rational::parse(std::string_view(out.delta).substr(5, out.delta.size() - 6));
    if (out.delta_squared.sign() < 0) throw Rejected("rip delta: " + out.delta + " is no number");
  } else {
    const Rational delta = Rational::parse(out.delta);
    if (delta.sign() < 0) throw Rejected("rip delta: " + out.delta + " is negative");
    out.delta_squared = delta * delta;
  }
  return out;
}

}  // namespace orthant::checker
