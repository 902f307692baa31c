/// A local minimum that is not strict, by an identity of polynomials (docs/local-squares.md):
///
///   f(U) − f(U₀) = Σ_t c_t · Π squares² · Π entries · Π bounds · (ρ² − ‖x − x₀‖²)^ball,     c_t > 0,   (1)
///
/// where every factor on the right is nonnegative for x ≥ 0 within ρ of x₀. Both sides are multiplied out in
/// rationals and compared coefficient by coefficient.
#include <nlohmann/json.hpp>

#include "checker/exact/exact_problem.hpp"
#include "checker/exact/form_evidence.hpp"
#include "checker/exact/objective_polynomial.hpp"
#include "checker/read/claims.hpp"
#include "checker/read/document.hpp"
#include "checker/read/files.hpp"

namespace orthant::checker {

namespace {

/// A list that may be left out when it is empty.
const Json& optional_list(const Json& object, const std::string& place, const char* name) {
  static const Json none = Json::array();
  if (!object.contains(name)) return none;
  const Json& list = object[name];
  if (!list.is_array()) throw Rejected(place + "." + name + " is not a list");
  return list;
}

/// For messages.
std::string shortened(const Rational& q) {
  const std::string text = q.to_string();
  return text.size() <= 40 ? text : form_text(q);
}

class Identity {
 public:
  Identity(const Problem& problem, const Rational& radius, Work& work)
      : problem_(problem), x0_(scaled_point(problem)), radius_(radius), steps_(work) {
    difference_ = objective_polynomial(problem_, steps_);
    difference_.add(Monomial{}, -difference_.at(x0_));
  }

  /// Throws Rejected unless (1) holds.
  void check(const Json& terms) {
    for (std::size_t t = 0; t < terms.size(); ++t)
      subtract(terms[t], "proof.evidence.terms[" + std::to_string(t) + "]");
    if (difference_.is_zero()) return;
    const auto& [monomial, coefficient] = *difference_.terms().begin();
    Polynomial first;
    first.add(monomial, 1);
    throw Rejected("f(U) − f(U₀) is not the sum of the terms: the coefficients of " +
                   first.to_string(problem_.rank) + " differ by " + shortened(coefficient));
  }

 private:
  Polynomial polynomial(const Json& text, const std::string& where) {
    if (!text.is_string()) throw Rejected(where + ": a polynomial that is not a text");
    const auto& characters = text.get_ref<const std::string&>();
    steps_.spend(1 + characters.size() / 8);
    return Polynomial::parse(characters, problem_.stacked_rows(), problem_.rank);
  }

  void subtract(const Json& term, const std::string& where) {
    steps_.spend(1);
    require_fields(term, where, {"coefficient"}, {"squares", "entries", "bounds", "ball"});
    const Rational coefficient = rational_field(term, where, "coefficient");
    if (coefficient.sign() <= 0)
      throw Rejected(where + ": coefficient " + shortened(coefficient) + "; expected > 0");
    Polynomial product = Rational(1);
    if (term.contains("entries"))
      for (const auto& [row, col] :
           entries_field(term, where, "entries", problem_.stacked_rows(), problem_.rank))
        product = product.times(Polynomial::variable(row, col, problem_.rank), steps_);
    for (const Json& text : optional_list(term, where, "squares")) {
      const Polynomial q = polynomial(text, where);
      product = product.times(q, steps_).times(q, steps_);
    }
    for (const Json& text : optional_list(term, where, "bounds")) {
      const Polynomial q = polynomial(text, where);
      require_nonnegative(q, where);
      product = product.times(q, steps_);
    }
    if (term.contains("ball") && integer_field(term, where, "ball", 0, 1) == 1)
      product = product.times(ball(), steps_);
    difference_.add(product, -coefficient, steps_);
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

  /// Sums over many terms of a bound could grow to any length.
  static void limit(const Rational& q, const std::string& where) {
    constexpr unsigned long longest = 1UL << 18;
    if (bits(q.get()) > longest) throw Rejected(where + ": its bound needs fractions that are too long");
  }

  /// With q(x₀ + d) = a + ⟨g, d⟩ + Σ c_i d_i² + rest and s the smallest c_i over the support of g, or 0 when
  /// that is negative, t the norm of d there: t ≤ ρ and
  ///   q ≥ a − R + s t² − ‖g‖t,     R = Σ |coefficient| ρ^degree over the rest and the negative squares; (2)
  /// the last two terms are smallest at t = min(ρ, ‖g‖/(2s)).
  void require_nonnegative(const Polynomial& q, const std::string& where) {
    const Polynomial expanded = q.shifted(x0_, steps_);
    Rational constant = expanded.coefficient(Monomial{}), gradient_squared, s;
    bool first = true;
    for (const auto& [monomial, c] : expanded.terms()) {
      const int degree = checker::degree(monomial);
      if (degree == 0) continue;
      if (degree == 1) {
        gradient_squared.add_product(c, c);
        limit(gradient_squared, where);
        const Rational curvature = expanded.coefficient(Monomial{monomial[0], monomial[0]});
        if (first || curvature < s) s = curvature;
        first = false;
        continue;
      }
      if (degree == 2 && monomial[0] == monomial[1] && c.sign() > 0) continue;
      Rational size = c.sign() < 0 ? -c : c;
      for (int k = 0; k < degree; ++k) {
        size *= radius_;
        limit(size, where);
      }
      constant -= size;
      limit(constant, where);
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
                     " is not shown to be ≥ 0 within " + shortened(radius_) + " of the point: " +
                     shortened(constant) + " against a slope of " + form_text(gradient_squared) + " squared");
  }

  const Problem& problem_;
  std::vector<Rational> x0_;
  Rational radius_;
  Polynomial difference_, ball_;
  Steps steps_;
};

}  // namespace

std::string check_local_squares(const Problem& problem, const Claims& claims, const Json& evidence,
                                Work& work) {
  const std::string where = "proof.evidence";
  require_fields(evidence, where, {"radius", "terms"});
  const Rational radius = rational_field(evidence, where, "radius");
  const ExactProblem exact(problem, work);
  require_claims(exact, claims, "local_minimizer", {.radius = true});
  if (radius.sign() <= 0) throw Rejected("radius " + shortened(radius) + "; expected > 0");
  if (!claims.radius || !(*claims.radius == radius))
    throw Rejected("the claimed radius is " + (claims.radius ? shortened(*claims.radius) : "missing") +
                   "; expected that of the evidence, " + shortened(radius));
  const std::string spurious = require_spurious(exact, claims);
  Identity(problem, radius, work).check(optional_list(evidence, where, "terms"));
  return "The point is a local minimizer: no feasible point within " + radius.at_most() +
         " of it, in entries divided by its scale, is lower" + spurious + ".";
}

}  // namespace orthant::checker
