/// A local minimum that is not strict, by an identity of polynomials (docs/local-squares.md):
///
///   f(U) − f(U₀) = Σ_t c_t · Π squares² · Π entries · Π bounds · (ρ² − ‖x − x₀‖²)^ball,     c_t > 0,   (1)
///
/// where every factor on the right is nonnegative for x ≥ 0 within ρ of x₀. Both sides are multiplied out in
/// rationals and compared coefficient by coefficient.
#include <limits>

#include "orthant/verify/claims.hpp"
#include "orthant/verify/files.hpp"
#include "orthant/verify/objective_polynomial.hpp"

namespace orthant::verify {

namespace {

using Json = nlohmann::json;

const Json& list_of(const Json& object, const char* name, const std::string& where) {
  static const Json none = Json::array();
  const auto found = object.find(name);
  if (found == object.end()) return none;
  if (!found->is_array()) throw Rejected(where + ": \"" + name + "\" is not a list");
  return *found;
}

Rational fraction_at(const Json& object, const char* name, const std::string& where) {
  const auto found = object.find(name);
  if (found == object.end() || !found->is_string()) throw Rejected(where + ": no fraction \"" + name + "\"");
  return Rational::parse(found->get_ref<const std::string&>());
}

void require_fields(const Json& object, std::initializer_list<const char*> known, const std::string& where) {
  if (!object.is_object()) throw Rejected(where + " is not an object");
  for (const auto& [name, value] : object.items()) {
    bool found = false;
    for (const char* field : known) found = found || name == field;
    if (!found) throw Rejected(where + ": a field \"" + name.substr(0, 40) + "\"; expected none");
  }
}

class Identity {
 public:
  Identity(const Problem& problem, const Rational& radius)
      : problem_(problem), x0_(scaled_point(problem)), radius_(radius) {}

  /// Throws Rejected unless (1) holds. Returns f(U₀).
  Rational check(const Json& terms) {
    Polynomial difference = objective_polynomial(problem_, work_);
    const Rational value = difference.at(x0_);
    difference.add(Monomial{}, -value);
    for (std::size_t t = 0; t < terms.size(); ++t)
      subtract(terms[t], "term " + std::to_string(t + 1), difference);
    if (difference.is_zero()) return value;
    const auto& [monomial, coefficient] = *difference.terms().begin();
    Polynomial first;
    first.add(monomial, 1);
    throw Rejected("f(U) − f(U₀) is not the sum of the terms: the coefficients of " +
                   first.to_string(problem_.rank) + " differ by " + shortened(coefficient));
  }

 private:
  /// For messages.
  static std::string shortened(const Rational& q) {
    const std::string text = q.to_string();
    return text.size() <= 60 ? text : std::to_string(q.approx());
  }

  Polynomial polynomial(const Json& text, const std::string& where) {
    if (!text.is_string()) throw Rejected(where + ": a polynomial that is not a text");
    const auto& characters = text.get_ref<const std::string&>();
    work_.spend(1 + characters.size() / 8);
    return Polynomial::parse(characters, problem_.stacked_rows(), problem_.rank);
  }

  void subtract(const Json& term, const std::string& where, Polynomial& difference) {
    work_.spend(1);
    require_fields(term, {"coefficient", "squares", "entries", "bounds", "ball"}, where);
    const Rational coefficient = fraction_at(term, "coefficient", where);
    if (coefficient.sign() <= 0)
      throw Rejected(where + ": coefficient " + shortened(coefficient) + "; expected > 0");
    Polynomial product = Rational(1);
    for (const Json& entry : list_of(term, "entries", where))
      product = product.times(variable(entry, where), work_);
    for (const Json& text : list_of(term, "squares", where)) {
      const Polynomial q = polynomial(text, where);
      product = product.times(q, work_).times(q, work_);
    }
    for (const Json& text : list_of(term, "bounds", where)) {
      const Polynomial q = polynomial(text, where);
      require_nonnegative(q, where);
      product = product.times(q, work_);
    }
    if (has_ball(term, where)) product = product.times(ball(), work_);
    difference.add(product, -coefficient, work_);
  }

  Polynomial variable(const Json& entry, const std::string& where) const {
    const auto within = [](const Json& number, long bound) {
      return number.is_number_unsigned() && number.get<std::uint64_t>() < static_cast<std::uint64_t>(bound);
    };
    if (!entry.is_array() || entry.size() != 2 || !within(entry[0], problem_.stacked_rows()) ||
        !within(entry[1], problem_.rank))
      throw Rejected(where + ": an entry that is not [row, col] of a " +
                     std::to_string(problem_.stacked_rows()) + "×" + std::to_string(problem_.rank) +
                     " matrix");
    return Polynomial::variable(entry[0].get<long>(), entry[1].get<long>(), problem_.rank);
  }

  static bool has_ball(const Json& term, const std::string& where) {
    const auto found = term.find("ball");
    if (found == term.end()) return false;
    if (!found->is_number_unsigned() || found->get<std::uint64_t>() > 1)
      throw Rejected(where + ": ball is neither 0 nor 1");
    return found->get<std::uint64_t>() == 1;
  }

  /// ρ² − ‖x − x₀‖², made once.
  const Polynomial& ball() {
    if (!ball_.is_zero()) return ball_;
    Rational constant = radius_ * radius_;
    for (std::size_t v = 0; v < x0_.size(); ++v) {
      const auto id = static_cast<std::uint16_t>(v + 1);
      ball_.add(Monomial{id, id}, -1);
      ball_.add(Monomial{id}, Rational(2) * x0_[v]);
      constant.add_product(-x0_[v], x0_[v]);
    }
    ball_.add(Monomial{}, constant);
    return ball_;
  }

  /// With q(x₀ + d) = a + ⟨g, d⟩ + Σ c_i d_i² + rest and s the smallest c_i over the support of g, or 0 when
  /// that is negative, t the norm of d there: t ≤ ρ and
  ///   q ≥ a − R + s t² − ‖g‖t,     R = Σ |coefficient| ρ^degree over the rest and the negative squares; (2)
  /// the last two terms are smallest at t = min(ρ, ‖g‖/(2s)).
  void require_nonnegative(const Polynomial& q, const std::string& where) {
    const Polynomial expanded = q.shifted(x0_, work_);
    Rational constant = expanded.coefficient(Monomial{}), gradient_squared, s;
    bool first = true;
    for (const auto& [monomial, c] : expanded.terms()) {
      const int degree = verify::degree(monomial);
      if (degree == 0) continue;
      if (degree == 1) {
        gradient_squared.add_product(c, c);
        const Rational curvature = expanded.coefficient(Monomial{monomial[0], monomial[0]});
        if (first || curvature < s) s = curvature;
        first = false;
        continue;
      }
      if (degree == 2 && monomial[0] == monomial[1] && c.sign() > 0) continue;
      Rational size = c.sign() < 0 ? -c : c;
      for (int k = 0; k < degree; ++k) size *= radius_;
      constant -= size;
    }
    if (s.sign() < 0) s = 0;
    // ‖g‖ ≤ 2sρ: the least value lies inside, a − R − ‖g‖²/(4s). Otherwise a − R + sρ² ≥ ‖g‖ρ, squared.
    const Rational reach = Rational(2) * s * radius_;
    bool holds = false;
    if (s.sign() > 0 && gradient_squared <= reach * reach) {
      constant -= gradient_squared / (Rational(4) * s);
      holds = constant.sign() >= 0;
    } else {
      constant += s * radius_ * radius_;
      holds = constant.sign() >= 0 && constant * constant >= gradient_squared * radius_ * radius_;
    }
    if (!holds)
      throw Rejected(where + ": the bound " + q.to_string(problem_.rank).substr(0, 80) +
                     " is not shown to be ≥ 0 within " + shortened(radius_) +
                     " of the point: " + shortened(constant) + " against a slope of " +
                     std::to_string(gradient_squared.approx()) + " squared");
  }

  const Problem& problem_;
  std::vector<Rational> x0_;
  Rational radius_;
  Polynomial ball_;
  Work work_;
};

void check_claims(const Claims& claims, const Rational& radius) {
  if (claims.verdict != "local_minimizer")
    throw Rejected("verdict " + claims.verdict.substr(0, 40) + "; expected local_minimizer of local_squares");
  if (claims.spurious && !*claims.spurious)
    throw Rejected("spurious is false; expected true or null of local_squares");
  if (claims.modulus || claims.global_low)
    throw Rejected(std::string(claims.modulus ? "modulus" : "global_low") +
                   " is claimed; expected none of local_squares");
  if (radius.sign() <= 0) throw Rejected("radius " + radius.to_string().substr(0, 60) + "; expected > 0");
  if (!claims.radius) throw Rejected("no radius is claimed; expected that of the evidence");
  if (!(*claims.radius == radius))
    throw Rejected("radius " + claims.radius->to_string().substr(0, 60) + " is claimed; the evidence has " +
                   radius.to_string().substr(0, 60));
}

}  // namespace

std::string check_local_squares(const Problem& problem, const Claims& claims, const Json& evidence) {
  require_fields(evidence, {"radius", "terms"}, "evidence");
  const Rational radius = fraction_at(evidence, "radius", "evidence");
  check_claims(claims, radius);
  const Rational value = Identity(problem, radius).check(list_of(evidence, "terms", "evidence"));
  if (value < claims.objective_low || value > claims.objective_high)
    throw Rejected("f at the point is " + std::to_string(value.approx()) + "; claimed between " +
                   std::to_string(claims.objective_low.approx()) + " and " +
                   std::to_string(claims.objective_high.approx()));
  return "The point is a local minimizer: no feasible point is lower within " +
         radius.to_string().substr(0, 60) + " of it, in entries divided by the scale of the point.";
}

}  // namespace orthant::verify
