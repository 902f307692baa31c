/// Second-order expansions of polynomial matrices along a line: A + tA₁ + t²A₂ up to t². With L + tD_L in the
/// place of L, the coefficients of t and t² of a function are ⟨∇, D⟩ and ½⟨∇²[D], D⟩: derivatives by the
/// product rule alone, so that no formula under test is involved.
#pragma once

#include "orthant/paper/symbolic.hpp"

namespace orthant::paper {

struct Jet {
  PolyMatrix value, slope, bend;

  /// A, which does not move; A + tD.
  static Jet fixed(const PolyMatrix& A) {
    const PolyMatrix none(A.rows(), A.cols());
    return {A, none, none};
  }
  static Jet moving(const PolyMatrix& A, const PolyMatrix& D) {
    return {A, D, PolyMatrix(A.rows(), A.cols())};
  }
  Jet transpose() const { return {value.transpose(), slope.transpose(), bend.transpose()}; }
};

inline Jet operator+(const Jet& a, const Jet& b) {
  return {a.value + b.value, a.slope + b.slope, a.bend + b.bend};
}

inline Jet operator-(const Jet& a, const Jet& b) {
  return {a.value - b.value, a.slope - b.slope, a.bend - b.bend};
}

inline Jet operator*(const Jet& a, const Jet& b) {
  return {a.value * b.value, a.value * b.slope + a.slope * b.value,
          a.value * b.bend + a.slope * b.slope + a.bend * b.value};
}

/// The coefficients of ½‖A‖²: value, ⟨∇, D⟩, ½⟨∇²[D], D⟩.
struct Expanded {
  Poly value, slope, half_form;
};

inline Expanded half_squared_norm(const Jet& a) {
  const Poly half(checker::Rational(1) / checker::Rational(2));
  return {half * inner(a.value, a.value), inner(a.value, a.slope),
          inner(a.value, a.bend) + half * inner(a.slope, a.slope)};
}

}  // namespace orthant::paper
