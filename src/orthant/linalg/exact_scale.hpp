/// Numbers that no double holds, kept exactly: a rational q, or ±√q. A matrix of doubles times such a factor
/// is exact data: U₀ = (1/√r)·(zeros and ones), a kernel term α²/r⋆ times a pattern.
#pragma once

#include <gmpxx.h>

#include <string>

#include "orthant/linalg/matrix.hpp"

namespace orthant {

class ExactScale {
 public:
  ExactScale() : value_(1) {}
  static ExactScale rational(mpq_class value);
  /// sign·√radicand, radicand ≥ 0 (InputError otherwise); a rational when the root is one.
  static ExactScale root(mpq_class radicand, int sign = 1);

  bool is_root() const { return is_root_; }
  bool is_one() const { return !is_root_ && value_ == 1; }
  /// The rational itself, or the radicand of a root.
  const mpq_class& value() const { return value_; }
  int sign() const { return is_root_ ? root_sign_ : sgn(value_); }

  /// The nearest double.
  double approx() const;

  /// "1/3", "sqrt(1/3)", "-sqrt(2)".
  std::string to_string() const;

  friend bool operator==(const ExactScale& a, const ExactScale& b) {
    return a.is_root_ == b.is_root_ && a.root_sign_ == b.root_sign_ && a.value_ == b.value_;
  }

 private:
  mpq_class value_;
  bool is_root_ = false;
  int root_sign_ = 1;
};

/// entries · scale, known exactly though no double may hold it.
struct ScaledMatrix {
  Matrix entries;
  ExactScale scale;

  ScaledMatrix() = default;
  ScaledMatrix(Matrix plain) : entries(std::move(plain)) {}  // NOLINT: a plain matrix is one with scale 1
  ScaledMatrix(Matrix exact, ExactScale factor) : entries(std::move(exact)), scale(std::move(factor)) {}

  /// Rounded: relative error 2⁻⁵² an entry at most.
  Matrix value() const { return scale.is_one() ? entries : Matrix(scale.approx() * entries); }
  Index rows() const { return entries.rows(); }
  Index cols() const { return entries.cols(); }
};

}  // namespace orthant
