#include "orthant/prove/float_polynomial.hpp"

namespace orthant {

namespace {

/// Π e over the variables but those at places a and b.
double product_without(const std::vector<Index>& variables, const Vector& e, std::size_t a, std::size_t b) {
  double out = 1;
  for (std::size_t k = 0; k < variables.size(); ++k)
    if (k != a && k != b) out *= e(variables[k]);
  return out;
}

constexpr std::size_t none = 99;

}  // namespace

FloatPolynomial::FloatPolynomial(const checker::Polynomial& p, Index variables) : variables_(variables) {
  for (const auto& [monomial, c] : p.terms()) {
    Term& term = terms_.emplace_back(Term{{}, c.approx()});
    for (int k = 0; k < checker::degree(monomial); ++k)
      term.variables.push_back(monomial[static_cast<std::size_t>(k)] - 1);
  }
}

double FloatPolynomial::at(const Vector& e) const {
  double out = 0;
  for (const Term& term : terms_) out += term.coefficient * product_without(term.variables, e, none, none);
  return out;
}

Vector FloatPolynomial::gradient(const Vector& e) const {
  Vector out = Vector::Zero(variables_);
  for (const Term& term : terms_)
    for (std::size_t a = 0; a < term.variables.size(); ++a)
      out(term.variables[a]) += term.coefficient * product_without(term.variables, e, a, none);
  return out;
}

Matrix FloatPolynomial::hessian(const Vector& e) const {
  Matrix out = Matrix::Zero(variables_, variables_);
  for (const Term& term : terms_)
    for (std::size_t a = 0; a < term.variables.size(); ++a)
      for (std::size_t b = 0; b < term.variables.size(); ++b)
        if (a != b)
          out(term.variables[a], term.variables[b]) +=
              term.coefficient * product_without(term.variables, e, a, b);
  return out;
}

Vector FloatPolynomial::along(const Vector& v) const {
  Vector out = Vector::Zero(checker::largest_degree + 1);
  for (const Term& term : terms_)
    out(static_cast<Index>(term.variables.size())) +=
        term.coefficient * product_without(term.variables, v, none, none);
  return out;
}

}  // namespace orthant
