// Claims that are false by the closed forms, and evidence that does not prove.
#include <gmpxx.h>

#include "orthant/linalg/rational_symmetric.hpp"
#include "orthant/prove/checked_document.hpp"
#include "spoil.hpp"

namespace orthant::testing {

namespace {

using Result = std::optional<Spoiled>;

Json& claims(TrueCertificate& c) {
  return c.document["proof"]["claims"];
}
Json& evidence(TrueCertificate& c) {
  return c.document["proof"]["evidence"];
}

/// {"U": file} or {"L": file, "R": file}: the files go, with their hashes.
void forget(TrueCertificate& c, const Json& factors) {
  for (const auto& [factor, file] : factors.items()) {
    const std::string name = file;
    c.files.erase(name);
    c.document["proof"]["files"].erase(name);
  }
}

mpq_class small_part(Random& random) {
  return mpq_class(1, 1L << (1 + random.below(40)));
}

/// The outside follows, so that only the claim can be at fault.
void set_modulus(TrueCertificate& c, const mpq_class& modulus) {
  claims(c)["modulus"] = text(modulus);
  c.document["second_order"]["modulus"] = round_down(modulus);
}

Result modulus_above_sharp(TrueCertificate c, Random& random) {
  if (!c.sharp_modulus || *c.sharp_modulus <= 0) return {};
  set_modulus(c, *c.sharp_modulus * (1 + small_part(random)));
  return spoiled(c, "modulus above the curvature of a known direction");
}

/// (Of an isolated minimizer that would be a weaker claim.)
Result modulus_not_positive(TrueCertificate c, Random& random) {
  if (c.method() != "second_order") return {};
  set_modulus(c, random.below(2) == 0 ? mpq_class(0) : mpq_class(-small_part(random)));
  return spoiled(c, "modulus not positive, where the method needs a positive one");
}

Result modulus_out_of_place(TrueCertificate c, Random& random) {
  if (claims(c).contains("modulus")) return {};
  claims(c)["modulus"] = text(small_part(random));
  return spoiled(c, "modulus of a method that proves none");
}

/// f at the point is known exactly; the interval leaves it out.
Result objective_interval(TrueCertificate c, Random& random) {
  const mpq_class step = (1 + abs(c.objective)) * small_part(random);
  mpq_class low = c.objective + step, high = low + step;
  if (random.below(2) == 0) high = c.objective - step, low = high - step;
  claims(c)["objective"] = {text(low), text(high)};
  c.document["objective"] = mpq_class((low + high) / 2).get_d();
  return spoiled(c, "an interval of the objective without its known value");
}

Result objective_reversed(TrueCertificate c, Random& random) {
  const mpq_class step = (1 + abs(c.objective)) * small_part(random);
  claims(c)["objective"] = {text(c.objective + step), text(c.objective - step)};
  return spoiled(c, "an interval of the objective with its ends exchanged");
}

Result objective_outside(TrueCertificate c, Random& random) {
  const double f = c.objective.get_d(), step = (1 + std::abs(f)) * (1e-6 + random.uniform());
  c.document["objective"] = random.below(2) == 0 ? f + step : f - step;
  return spoiled(c, "an objective outside of the claimed interval");
}

/// The short form of the claims beside the proof, true as it stands.
Json& with_summary(TrueCertificate& c) {
  const bool nearby = c.document["rigor"] == "verified";
  Json& proved = c.document["proved"];
  proved = {{"method", c.method()},
            {"radius", nearby ? round_up(number(claims(c)["radius"])) : 0.0},
            {"objective",
             {round_down(number(claims(c)["objective"][0])), round_up(number(claims(c)["objective"][1]))}}};
  return proved;
}

Result modulus_outside(TrueCertificate c, Random& random) {
  if (!claims(c).contains("modulus")) return {};
  const double above = number(claims(c)["modulus"]).get_d() * (1.001 + random.uniform());
  // Beside a verified proof second_order is a report of floating point.
  if (c.document["rigor"] == "exact" && random.below(2) == 0) {
    c.document["second_order"]["modulus"] = above;
  } else {
    with_summary(c)["modulus"] = above;
  }
  return spoiled(c, "a modulus above the claimed one");
}

/// Beside a proof of the squared loss.
Result another_objective(TrueCertificate c, Random& random) {
  const char* losses[] = {"kullback-leibler", "itakura-saito", "huber", ""};
  if (random.below(2) == 0) {
    c.document["loss"] = losses[random.below(4)];
  } else {
    c.document["regularisation"] = {{"l1_left", random.uniform()}};
  }
  return spoiled(c, "a certificate that says it is about another objective");
}

Result field_of_no_meaning(TrueCertificate c, Random& random) {
  const char* names[] = {"Loss", "objective_function", "tolerance", "proof2", "weights", "verdicts"};
  const char* places[] = {"",
                          "/proof",
                          "/proof/claims",
                          "/proof/evidence",
                          "/proof/problem",
                          "/proof/problem/operator",
                          "/proof/problem/point"};
  c.document[Json::json_pointer(places[random.below(7)])][names[random.below(6)]] = 1;
  return spoiled(c, "a field that the format does not have");
}

/// What floating point reports must not say the opposite of the proof.
Result contradicting_report(TrueCertificate c, Random& random) {
  const std::string verdict = c.document["verdict"];
  switch (random.below(3)) {
    case 0:
      if (verdict == "saddle") return {};
      c.document["escape"] = {{"curvature", -1.0}, {"decrease", random.uniform()}};
      return spoiled(c, "a way down from what is proved to be a minimizer");
    case 1:
      if (verdict != "strict_local_minimizer") return {};
      c.document["unique"] = false;
      return spoiled(c, "a minimizer that is not alone, and strict");
    default:
      c.document["second_order"]["copositive"] = verdict == "saddle" ? "strict" : "no";
      return spoiled(c, "the sign of the form against the proof");
  }
}

Result report_of_another_type(TrueCertificate c, Random& random) {
  const char* names[] = {"first_order", "critical_cone", "second_order", "escape", "witness",
                         "reasons",     "seconds",       "checked",      "unique", "proved"};
  c.document[names[random.below(10)]] = "as you like";
  return spoiled(c, "a report of another type");
}

/// Fixed pins alone: the form has no direction, and any number would be a bound of it.
Result modulus_about_nothing(TrueCertificate c, Random& random) {
  if (c.method() != "isolated_minimizer" || c.document["proof"]["problem"]["factorization"] == "symmetric")
    return {};
  Json& proof = c.document["proof"];
  if (proof["problem"].value("balance", 0.0) != 0 || proof["problem"]["operator"]["kind"] != "full")
    return {};
  if (proof.contains("witness")) {
    forget(c, proof["witness"]);
    proof.erase("witness");
  }
  claims(c)["spurious"] = c.document["spurious"] = nullptr;
  // ½((1·0 + 1)² + (1·0 + 2)²) at L = 1, R = 0.
  c.files.clear();
  proof["files"] = Json::object();
  const auto file = [&](const char* name, Index rows, Index cols, std::initializer_list<double> values) {
    Matrix A(rows, cols);
    Index k = 0;
    for (const double value : values) A(k / cols, k % cols) = value, ++k;
    Bundle bundle;
    bundle.dense(name, A);
    replace(c, name, bundle.files().at(name));
  };
  file("L.npy", 1, 1, {1});
  file("R.npy", 2, 1, {0, 0});
  file("data.npy", 1, 2, {-1, -2});
  proof["problem"]["rows"] = 1, proof["problem"]["cols"] = 2, proof["problem"]["rank"] = 1;
  proof["problem"]["measurements"] = "data.npy";
  proof["problem"]["point"] = {{"L", "L.npy"}, {"R", "R.npy"}};
  proof["problem"].erase("truth");
  claims(c)["objective"] = {"5/2", "5/2"};
  claims(c)["radius"] = "1/100";
  claims(c)["modulus"] = text(1 + static_cast<long>(random.below(1000000)));
  c.document["objective"] = 2.5;
  c.document["second_order"]["modulus"] = nullptr;
  evidence(c) = {
      {"hessian", text(2 + number(claims(c)["modulus"]))}, {"pins", {{0, 0}}}, {"degenerate", Json::array()}};
  return spoiled(c, "a modulus of a form on no direction");
}

/// More characters than a check reads, in one number or together.
Result endless_fraction(TrueCertificate c, Random& random) {
  const std::string zeros(std::size_t{1} << (17 + random.below(3)), '0');
  claims(c)[random.below(2) == 0 ? "modulus" : "radius"] = "1/1" + zeros;
  return spoiled(c, "a fraction of a hundred thousand digits");
}

Result summary_of_smaller_radius(TrueCertificate c, Random& random) {
  if (c.document["rigor"] != "verified") return {};
  with_summary(c)["radius"] = number(claims(c)["radius"]).get_d() * 0.999 * random.uniform();
  return spoiled(c, "a radius below the claimed one");
}

Result radius_too_large(TrueCertificate c, Random& random) {
  if (!c.false_radius) return {};
  claims(c)["radius"] = text(*c.false_radius * (1 + static_cast<long>(random.below(1000))));
  if (evidence(c).contains("radius")) evidence(c)["radius"] = claims(c)["radius"];
  return spoiled(c, "a radius that reaches a point of which the claim is false");
}

Result radius_too_small(TrueCertificate c, Random& random) {
  if (!c.distance || *c.distance == 0) return {};
  claims(c)["radius"] = text(*c.distance * (1 - small_part(random)));
  return spoiled(c, "a radius that does not reach the minimizer");
}

Result radius_not_positive(TrueCertificate c, Random& random) {
  if (!claims(c).contains("radius")) return {};
  claims(c)["radius"] = text(random.below(2) == 0 ? mpq_class(0) : mpq_class(-small_part(random)));
  if (evidence(c).contains("radius")) evidence(c)["radius"] = claims(c)["radius"];
  return spoiled(c, "a radius that is not positive");
}

Result radius_outside(TrueCertificate c, Random& random) {
  if (c.method() != "local_squares") return {};
  claims(c)["radius"] = text(number(claims(c)["radius"]) * (1 + small_part(random)));
  return spoiled(c, "a radius above that of the evidence");
}

Result verdict(TrueCertificate c, Random& random) {
  const char* verdicts[] = {"global_minimizer", "strict_local_minimizer", "local_minimizer",
                            "saddle",           "second_order_critical",  "minimum"};
  const std::string other = verdicts[random.below(6)];
  if (claims(c)["verdict"] == other) return {};
  claims(c)["verdict"] = c.document["verdict"] = other;
  return spoiled(c, "verdict " + other + ", which the method does not prove");
}

Result verdict_outside(TrueCertificate c, Random& random) {
  const char* verdicts[] = {"global_minimizer", "strict_local_minimizer", "local_minimizer", "saddle"};
  const std::string other = verdicts[random.below(4)];
  if (c.document["verdict"] == other) return {};
  c.document["verdict"] = other;
  return spoiled(c, "a verdict other than the claimed one");
}

Result rigor(TrueCertificate c, Random& random) {
  const char* levels[] = {"exact", "verified", "numeric", "certain"};
  const std::string other = levels[random.below(4)];
  if (c.document["rigor"] == other) return {};
  c.document["rigor"] = other;
  return spoiled(c, "rigor " + other);
}

Result spurious_outside(TrueCertificate c, Random& random) {
  const Json before = c.document["spurious"];
  c.document["spurious"] = random.below(2) == 0 ? Json(true) : Json(false);
  if (c.document["spurious"] == before) return {};
  return spoiled(c, "spurious other than claimed");
}

Result spurious_without_witness(TrueCertificate c, Random& random) {
  Json& proof = c.document["proof"];
  if (proof.contains("witness") || proof["problem"].contains("truth")) return {};
  claims(c)["spurious"] = c.document["spurious"] = random.below(3) != 0;
  if (claims(c)["spurious"] == false && claims(c)["verdict"] == "global_minimizer") return {};
  return spoiled(c, "spurious claimed and nothing to show for it");
}

/// f(witness) = f(U₀) is not below the interval.
Result witness_is_the_point(TrueCertificate c, Random&) {
  Json& proof = c.document["proof"];
  if (proof["problem"]["point"].begin()->is_object()) return {};
  Json witness = Json::object();
  for (const auto& [factor, file] : proof["problem"]["point"].items()) {
    witness[factor] = file.get<std::string>() + ".witness.npy";
    const std::string bytes = c.files.at(file);
    replace(c, witness[factor], bytes);
  }
  if (proof.contains("witness")) forget(c, proof["witness"]);
  proof["witness"] = witness;
  claims(c)["spurious"] = c.document["spurious"] = true;
  return spoiled(c, "the point as a witness that is lower than itself");
}

Result witness_dropped(TrueCertificate c, Random&) {
  Json& proof = c.document["proof"];
  if (!proof.contains("witness")) return {};
  forget(c, proof["witness"]);
  proof.erase("witness");
  return spoiled(c, "spurious with its witness dropped");
}

/// isolated_minimizer: without the pin of a column there is a curve of minimizers.
Result pin_dropped(TrueCertificate c, Random& random) {
  if (!evidence(c).contains("pins") || evidence(c)["pins"].empty()) return {};
  evidence(c)["pins"].erase(random.below(evidence(c)["pins"].size()));
  return spoiled(c, "a pin dropped");
}

/// Where nothing is to be fixed, or a column twice: the format has no place for it.
Result pin_too_many(TrueCertificate c, Random& random) {
  if (!evidence(c).contains("pins")) return {};
  Json& pins = evidence(c)["pins"];
  if (pins.empty())
    pins.push_back({0, 0});
  else
    pins.push_back({(pins[0][0].get<long>() + 1 + static_cast<long>(random.below(2))) % 8, pins[0][1]});
  return spoiled(c, "a pin too many");
}

Result pin_elsewhere(TrueCertificate c, Random& random) {
  if (!evidence(c).contains("pins") || evidence(c)["pins"].empty()) return {};
  Json& pin = any_of(evidence(c)["pins"], random);
  const long rank = c.document["proof"]["problem"]["rank"].get<long>(), z = 4 * rank;
  const long rows[] = {z, z + 1, -1, 1000000, 4294967296 + pin[0].get<long>()};
  pin[0] = rows[random.below(5)];
  return spoiled(c, "a pin at a zero entry, or outside of the matrix");
}

/// Entries with multiplier exactly zero cannot be fixed: 0 > Mρ is false.
Result degenerate_dropped(TrueCertificate c, Random& random) {
  if (!evidence(c).contains("degenerate") || evidence(c)["degenerate"].empty()) return {};
  evidence(c)["degenerate"].erase(random.below(evidence(c)["degenerate"].size()));
  return spoiled(c, "a degenerate entry dropped");
}

Result degenerate_positive(TrueCertificate c, Random&) {
  if (!evidence(c).contains("degenerate")) return {};
  evidence(c)["degenerate"].push_back({0, 0});  // u₁ is positive at row 0
  return spoiled(c, "a positive entry listed as degenerate");
}

Result hessian_above_sharp(TrueCertificate c, Random& random) {
  if (!evidence(c).contains("hessian")) return {};
  // With pins, too: subtract from the direction what it takes of the scaling orbit to be zero at the pin. The
  // form stays, the norm grows.
  evidence(c)["hessian"] = text(*c.sharp_modulus * (1 + small_part(random)));
  return spoiled(c, "a bound of the Hessian above its curvature along a known direction");
}

Result hessian_below_modulus(TrueCertificate c, Random& random) {
  if (!evidence(c).contains("hessian")) return {};
  evidence(c)["hessian"] = text(number(claims(c)["modulus"]) * (1 - small_part(random)));
  return spoiled(c, "a modulus above the bound of the Hessian");
}

/// local_squares: the terms are an identity; each is a polynomial that is not zero.
Result term_dropped(TrueCertificate c, Random& random) {
  if (c.method() != "local_squares") return {};
  evidence(c)["terms"].erase(random.below(evidence(c)["terms"].size()));
  return spoiled(c, "a term of the identity dropped");
}

Result term_coefficient(TrueCertificate c, Random& random) {
  if (c.method() != "local_squares") return {};
  Json& coefficient = any_of(evidence(c)["terms"], random)["coefficient"];
  const mpq_class before = number(coefficient);
  coefficient =
      text(random.below(3) == 0 ? mpq_class(-before) : mpq_class(before * (1 + small_part(random))));
  return spoiled(c, "a coefficient of the identity changed");
}

Result term_twice(TrueCertificate c, Random& random) {
  if (c.method() != "local_squares") return {};
  Json& terms = evidence(c)["terms"];
  terms.push_back(Json(terms[random.below(terms.size())]));
  return spoiled(c, "a term of the identity twice");
}

Result ball_switched(TrueCertificate c, Random& random) {
  if (c.method() != "local_squares") return {};
  Json& term = any_of(evidence(c)["terms"], random);
  term["ball"] = 1 - term.value("ball", 0);
  return spoiled(c, "a term of the identity times the ball, or without it");
}

/// exact_factorization: every column of the other factor has a positive entry, so that the product is another.
Result factor_changed(TrueCertificate c, Random& random) {
  if (c.method() != "exact_factorization") return {};
  Json& entry = any_of(any_of(evidence(c)[random.below(2) == 0 ? "left" : "right"], random), random);
  entry = text(number(entry) + small_part(random) * small_part(random));
  return spoiled(c, "a fraction of a factor changed");
}

Result more_parts_needed(TrueCertificate c, Random& random) {
  if (c.method() != "exact_factorization") return {};
  Json& bound = evidence(c)["bound"];
  bound["parts"] = 3;
  if (bound["kind"] == "minor" && random.below(2) == 0) {
    bound["rows"] = {0, 1, 2};
    bound["cols"] = {0, 1, 2};
  }
  return spoiled(c, "a bound above the columns of the factors");
}

Result minor_of_zero(TrueCertificate c, Random& random) {
  if (c.method() != "exact_factorization" || evidence(c)["bound"]["kind"] != "minor") return {};
  const long same = static_cast<long>(random.below(3));
  evidence(c)["bound"][random.below(2) == 0 ? "rows" : "cols"] = {same, same};
  return spoiled(c, "a minor with a line twice");
}

/// second_order with σ < 0: indefinite on the span, so that no split without entries proves it.
Result form_without_entries(TrueCertificate c, Random&) {
  if (!evidence(c).contains("form")) return {};
  Json& form = evidence(c)["form"];
  if (form["kind"] == "split" && form["nonnegative"].empty()) return {};
  form = {{"kind", "split"}, {"nonnegative", Json::array()}};
  return spoiled(c, "an indefinite form claimed semidefinite");
}

Result form_entry(TrueCertificate c, Random& random) {
  if (!evidence(c).contains("form") || evidence(c)["form"]["kind"] != "split") return {};
  Json& entries = evidence(c)["form"]["nonnegative"];
  switch (random.below(5)) {
    case 0:
      entries.push_back({0, 0, "1"});
      break;  // diagonal
    case 1:
      entries.push_back({1, 0, "1"});
      break;  // i > j
    case 2:
      entries.push_back({0, 1, "-1"});
      break;  // negative
    case 3:
      entries.push_back({0, 100000, "1"});
      break;  // outside
    default:
      entries.push_back({0, 1, "1000000000000"});
      break;  // larger than the form: not semidefinite
  }
  return spoiled(c, "an entry that a split may not have, or far larger than the form");
}

Result form_kind(TrueCertificate c, Random&) {
  if (!evidence(c).contains("form")) return {};
  evidence(c)["form"]["kind"] = "trust";
  return spoiled(c, "a form of an unknown kind");
}

Result global_kind(TrueCertificate c, Random& random) {
  if (c.method() != "global") return {};
  const char* kinds[] = {"zero_residual", "copositive_residual", "nonnegative_residual", "gap", "obvious"};
  const std::string kind = kinds[random.below(5)];
  const bool zero = evidence(c)["kind"] == "zero_residual";
  if (evidence(c)["kind"] == kind || (zero && kind == "nonnegative_residual")) return {};  // S = 0 is both
  if (zero && kind == "copositive_residual") return {};
  evidence(c)["kind"] = kind;
  return spoiled(c, "evidence of kind " + kind);
}

/// A saddle, or a minimizer that is not global, as what it is not, with evidence of the right form.
Result disguised(TrueCertificate c, Random& random) {
  Json& proof = c.document["proof"];
  if (c.method() == "local_squares" || c.method() == "global") return {};
  const bool saddle = c.method() == "saddle";
  const bool symmetric = proof["problem"]["factorization"] == "symmetric";
  if (saddle) forget(c, proof["evidence"]["direction"]);
  const auto as = [&](const char* method, const char* verdict, const char* level, Json shown) {
    proof["method"] = method;
    claims(c)["verdict"] = c.document["verdict"] = verdict;
    c.document["rigor"] = level;
    evidence(c) = std::move(shown);
  };
  const std::uint64_t choice = random.below(saddle ? 5 : 2);
  if (choice >= 2) {
    set_modulus(c, small_part(random) * small_part(random));
    if (choice == 2) {
      as("second_order", "strict_local_minimizer", "exact",
         {{"form", {{"kind", "split"}, {"nonnegative", Json::array()}}}});
    } else if (choice == 3) {
      as("second_order", "strict_local_minimizer", "exact", {{"form", {{"kind", "keller"}}}});
    } else {
      claims(c)["radius"] = text(small_part(random) * mpq_class(1, 1L << 40));
      Json pins = Json::array(), degenerate = Json::array();
      if (!symmetric) pins = {{0, 0}, {1, 1}};  // columns interleaved: positive entries
      if (random.below(2) == 0) degenerate = {{8, 1}, {9, 1}};
      if (random.below(2) == 0 && !symmetric) degenerate = {{8, 1}, {9, 1}, {18, 1}, {19, 1}};
      as("isolated_minimizer", "strict_local_minimizer", "verified",
         {{"hessian", text(2 * number(claims(c)["modulus"]))}, {"pins", pins}, {"degenerate", degenerate}});
    }
    return spoiled(c, "a saddle as a strict minimizer");
  }
  // f > 0 at all of these. Their residuals have a negative form: −t vvᵀ or −σ at (z, z'), or a lower truth.
  claims(c).erase("modulus");
  claims(c).erase("radius");
  c.document["second_order"]["modulus"] = nullptr;
  if (proof.contains("witness")) {
    forget(c, proof["witness"]);
    proof.erase("witness");
  }
  claims(c)["spurious"] = c.document["spurious"] = nullptr;
  Json shown{{"kind", "zero_residual"}};
  if (choice == 1 && symmetric)
    shown = {{"kind", "copositive_residual"}, {"form", {{"kind", "split"}, {"nonnegative", Json::array()}}}};
  if (choice == 1 && !symmetric) shown = {{"kind", "nonnegative_residual"}};
  as("global", "global_minimizer", "exact", std::move(shown));
  return spoiled(
      c, "a point with a residual that is not zero, copositive or nonnegative, as a global minimizer");
}

}  // namespace

std::vector<Spoiler> false_claims() {
  return {{"modulus above sharp", modulus_above_sharp},
          {"modulus not positive", modulus_not_positive},
          {"modulus out of place", modulus_out_of_place},
          {"objective interval", objective_interval},
          {"objective reversed", objective_reversed},
          {"objective outside", objective_outside},
          {"modulus outside", modulus_outside},
          {"another objective", another_objective},
          {"field of no meaning", field_of_no_meaning},
          {"contradicting report", contradicting_report},
          {"report of another type", report_of_another_type},
          {"modulus about nothing", modulus_about_nothing},
          {"endless fraction", endless_fraction},
          {"summary of smaller radius", summary_of_smaller_radius},
          {"radius too large", radius_too_large},
          {"radius too small", radius_too_small},
          {"radius not positive", radius_not_positive},
          {"radius outside", radius_outside},
          {"verdict", verdict},
          {"verdict outside", verdict_outside},
          {"rigor", rigor},
          {"spurious outside", spurious_outside},
          {"spurious without witness", spurious_without_witness},
          {"witness is the point", witness_is_the_point},
          {"witness dropped", witness_dropped},
          {"pin dropped", pin_dropped},
          {"pin too many", pin_too_many},
          {"pin elsewhere", pin_elsewhere},
          {"degenerate dropped", degenerate_dropped},
          {"degenerate positive", degenerate_positive},
          {"hessian above sharp", hessian_above_sharp},
          {"hessian below modulus", hessian_below_modulus},
          {"term dropped", term_dropped},
          {"term coefficient", term_coefficient},
          {"term twice", term_twice},
          {"ball switched", ball_switched},
          {"factor changed", factor_changed},
          {"more parts needed", more_parts_needed},
          {"minor of zero", minor_of_zero},
          {"form without entries", form_without_entries},
          {"form entry", form_entry},
          {"form kind", form_kind},
          {"global kind", global_kind},
          {"disguised", disguised}};
}

}  // namespace orthant::testing
