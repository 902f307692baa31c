/// Rational numbers, exact: a thin wrapper of FLINT's fmpq.
#pragma once

#include <flint/fmpq.h>

#include <cstddef>
#include <string>
#include <string_view>

namespace orthant::checker {

class Rational {
 public:
  Rational() { fmpq_init(q_); }
  Rational(long value) : Rational() { fmpq_set_si(q_, value, 1); }  // NOLINT: a number is a number
  Rational(const Rational& other) : Rational() { fmpq_set(q_, other.q_); }
  Rational(Rational&& other) noexcept : Rational() { fmpq_swap(q_, other.q_); }
  Rational& operator=(const Rational& other) {
    fmpq_set(q_, other.q_);
    return *this;
  }
  Rational& operator=(Rational&& other) noexcept {
    fmpq_swap(q_, other.q_);
    return *this;
  }
  ~Rational() { fmpq_clear(q_); }

  /// The number that the double is; finite only.
  static Rational from_double(double value);
  /// "p/q" or "p" in lowest terms with q ≥ 2 or left out, at most `longest_text` characters. Throws Rejected
  /// (files.hpp) for anything else.
  static Rational parse(std::string_view text);
  static constexpr std::size_t longest_text = std::size_t{1} << 16;

  std::string to_string() const;
  /// For sentences: the fraction when it has at most 12 characters, otherwise so many decimal digits, rounded
  /// up or down.
  std::string at_least(int digits = 6) const { return decimal(digits, true); }
  std::string at_most(int digits = 6) const { return decimal(digits, false); }
  /// For sentences, a value: the fraction when it has at most 24 characters, otherwise "between … and …".
  std::string value_text(int digits = 10) const;
  /// A double next to it; infinite beyond their range.
  double approx() const;
  int sign() const { return fmpq_sgn(q_); }

  /// The nonnegative root when the number is the square of a rational.
  bool is_square(Rational& root) const;

  Rational& operator+=(const Rational& b) { return fmpq_add(q_, q_, b.q_), *this; }
  Rational& operator-=(const Rational& b) { return fmpq_sub(q_, q_, b.q_), *this; }
  Rational& operator*=(const Rational& b) { return fmpq_mul(q_, q_, b.q_), *this; }
  /// b ≠ 0.
  Rational& operator/=(const Rational& b) { return fmpq_div(q_, q_, b.q_), *this; }
  /// += a·b
  void add_product(const Rational& a, const Rational& b) { fmpq_addmul(q_, a.q_, b.q_); }

  friend Rational operator+(Rational a, const Rational& b) { return a += b; }
  friend Rational operator-(Rational a, const Rational& b) { return a -= b; }
  friend Rational operator*(Rational a, const Rational& b) { return a *= b; }
  friend Rational operator/(Rational a, const Rational& b) { return a /= b; }
  friend Rational operator-(Rational a) { return fmpq_neg(a.q_, a.q_), a; }
  friend bool operator==(const Rational& a, const Rational& b) { return fmpq_equal(a.q_, b.q_) != 0; }
  friend bool operator<(const Rational& a, const Rational& b) { return fmpq_cmp(a.q_, b.q_) < 0; }
  friend bool operator>(const Rational& a, const Rational& b) { return b < a; }
  friend bool operator<=(const Rational& a, const Rational& b) { return !(b < a); }
  friend bool operator>=(const Rational& a, const Rational& b) { return !(a < b); }

  const fmpq* get() const { return q_; }
  fmpq* get() { return q_; }

 private:
  std::string decimal(int digits, bool up) const;

  fmpq_t q_;
};

}  // namespace orthant::checker
