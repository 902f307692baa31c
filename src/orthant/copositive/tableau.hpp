/// The principal block Q_SS eliminated, on the candidates C:
///
///   M = Q_CC − Q_CS Q_SS⁻¹ Q_SC      (c×c, times a positive number when T is an integer type)
///   W = −Q_SS⁻¹ Q_SC                 (s×c, every row times a positive number of its own)
///
/// so that x_S = W x_C is where the form is smallest for given x_C, and xᵀQx = x_Cᵀ M x_C there. Three
/// arithmetics:
///
///   double          with rigorous bounds: |M_ij − true| ≤ error, |W_qj − true| ≤ W_error[q]
///   int64_t         exact, fraction-free: M' = M_bb M − m_b m_bᵀ, without its common divisor
///   mpz_class       the same without a limit on size
///
/// Cost of a pivot: c² multiplications, and for integers as many divisions when a common divisor exists.
#pragma once

#include <gmpxx.h>

#include <cstdint>
#include <optional>
#include <vector>

#include "orthant/linalg/rational_symmetric.hpp"

namespace orthant {

template <class T>
struct Tableau {
  int c = 0, s = 0;
  std::vector<T> M;  ///< c×c, both triangles
  std::vector<T> W;  ///< s×c by rows
  double error = 0;
  std::vector<double> W_error;

  Tableau() = default;
  Tableau(int candidates, int eliminated)
      : c(candidates),
        s(eliminated),
        M(static_cast<std::size_t>(candidates) * candidates),
        W(static_cast<std::size_t>(eliminated) * candidates) {}

  const T& m(int i, int j) const { return M[static_cast<std::size_t>(i) * c + j]; }
  T& m(int i, int j) { return M[static_cast<std::size_t>(i) * c + j]; }
  const T& w(int q, int j) const { return W[static_cast<std::size_t>(q) * c + j]; }
  T& w(int q, int j) { return W[static_cast<std::size_t>(q) * c + j]; }
};

/// S = ∅: the matrix itself. Doubles: scaled by one power of two so that they neither over- nor underflow.
Tableau<double> root_tableau_double(const RationalSymmetric& Q);
/// Nothing when an entry needs more than 62 bits.
std::optional<Tableau<std::int64_t>> root_tableau_int(const RationalSymmetric& Q);
Tableau<mpz_class> root_tableau_big(const RationalSymmetric& Q);

/// Eliminates candidate b (M_bb certainly > 0) and keeps the candidates `keep` (b not among them); W gets a
/// row for b at its end. Nothing when an int64_t would overflow.
std::optional<Tableau<double>> pivot(const Tableau<double>& t, int b, const std::vector<int>& keep);
std::optional<Tableau<std::int64_t>> pivot(const Tableau<std::int64_t>& t, int b,
                                           const std::vector<int>& keep);
std::optional<Tableau<mpz_class>> pivot(const Tableau<mpz_class>& t, int b, const std::vector<int>& keep);

/// Whether M_bb > 0 with room to pivot.
inline bool pivot_is_certain(const Tableau<double>& t, int b) {
  return t.m(b, b) > 64 * t.error;
}
template <class Integer>
bool pivot_is_certain(const Tableau<Integer>&, int) {
  return true;
}

Tableau<mpz_class> widen(const Tableau<std::int64_t>& t);

/// S given in order of elimination, on the candidates C, from scratch. Every pivot must be positive.
Tableau<mpz_class> eliminate(const RationalSymmetric& Q, const std::vector<int>& S,
                             const std::vector<int>& C);

// ---- faces ---------------------------------------------------------------------------------------
// Exact search for a violation on a face S ∪ J with |J| ≤ 2 and Q_SS ≻ 0: x_S = −Q_SS⁻¹ Q_SJ x_J is best for
// given x_J, so one number (the ratio of the two entries of x_J) is left, and x_S ≥ 0 confines it to an
// interval. Rational arithmetic, (|S|+2)³/3 operations.

/// Integers x ≥ 0 with x = (x_S, x_J), x_S = −Q_SS⁻¹Q_SJ x_J and xᵀQx < 0, or ≤ 0 when `zero_counts`; of
/// length Q.order(). Nothing when there is none.
std::optional<std::vector<mpz_class>> face_witness(const RationalSymmetric& Q, const std::vector<int>& S,
                                                   const std::vector<int>& J, bool zero_counts);

/// Divides the entries from `begin` to `end` by their greatest common divisor, where they have one.
void divide_by_content(std::vector<std::int64_t>& values, std::size_t begin, std::size_t end);
void divide_by_content(std::vector<mpz_class>& values, std::size_t begin, std::size_t end);

/// Clears denominators: the smallest positive multiple of x with integer entries.
std::vector<mpz_class> integer_multiple(const std::vector<mpq_class>& x);

}  // namespace orthant
