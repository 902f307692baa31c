/// A polynomial of a few variables in doubles: value, gradient, Hessian and order along a line.
#pragma once

#include <vector>

#include "checker/arithmetic/polynomial.hpp"
#include "orthant/linalg/matrix.hpp"

namespace orthant {

class FloatPolynomial {
 public:
  FloatPolynomial(const checker::Polynomial& p, Index variables);

  double at(const Vector& e) const;
  Vector gradient(const Vector& e) const;
  Matrix hessian(const Vector& e) const;

  /// The coefficients of t^0 … t^8 in p(tv).
  Vector along(const Vector& v) const;

 private:
  struct Term {
    std::vector<Index> variables;
    double coefficient;
  };
  Index variables_;
  std::vector<Term> terms_;
};

}  // namespace orthant
