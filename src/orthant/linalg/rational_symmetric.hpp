/// A symmetric matrix of rationals, exact: integers over one positive common denominator,
///
///   Q = N / den,   N_ij ∈ ℤ,  den ≥ 1.
///
/// Every finite double is a rational with a power of two below the line, so a matrix of doubles is held
/// without rounding. Memory: n(n+1)/2 integers of arbitrary size (16 bytes and their limbs each).
#pragma once

#include <gmpxx.h>

#include <vector>

#include "orthant/linalg/matrix.hpp"

namespace orthant {

class RationalSymmetric {
 public:
  /// The zero matrix of order n ≥ 0.
  explicit RationalSymmetric(Index n = 0);

  /// Exactly the lower triangle of Q. Every entry must be finite.
  static RationalSymmetric from_doubles(const ConstMatrixRef& Q);

  Index order() const { return n_; }
  const mpz_class& numerator(Index i, Index j) const { return entries_[place(i, j)]; }
  const mpz_class& denominator() const { return denominator_; }
  mpq_class entry(Index i, Index j) const;

  /// Sets N_ij and N_ji.
  void set_numerator(Index i, Index j, const mpz_class& value) { entries_[place(i, j)] = value; }
  /// den ≥ 1; the numerators stay as they are.
  void set_denominator(const mpz_class& value);

  /// Sets Q_ij and Q_ji to a rational; all other entries keep their values.
  void set(Index i, Index j, const mpq_class& value);

  /// Q[subset, subset], with the same denominator.
  RationalSymmetric principal(const std::vector<Index>& subset) const;

  /// Q − γ eeᵀ.
  RationalSymmetric minus_all_ones(const mpq_class& gamma) const;

  /// Divides numerators and denominator by their greatest common divisor.
  void reduce();

  /// xᵀQx for integer x of length n.
  mpq_class form(const std::vector<mpz_class>& x) const;

  /// Entries rounded to doubles, |error| ≤ 2⁻⁵² |Q_ij| each (zero when `is_exact`). Full, both triangles.
  Matrix approx() const;
  /// Whether every entry of `approx` equals the rational.
  bool is_exact_in_doubles() const;

  /// Bits of the largest |N_ij|.
  std::size_t bits() const;

 private:
  static std::size_t place(Index i, Index j) {
    return static_cast<std::size_t>(i >= j ? i * (i + 1) / 2 + j : j * (j + 1) / 2 + i);
  }

  Index n_;
  std::vector<mpz_class> entries_;  ///< lower triangle by rows
  mpz_class denominator_ = 1;
};

/// q rounded to a double, |error| ≤ 2⁻⁵² |q|; ±infinity beyond the range of doubles.
double to_double(const mpq_class& q);
/// The largest double ≤ q and the smallest one ≥ q.
double round_down(const mpq_class& q);
double round_up(const mpq_class& q);

}  // namespace orthant
