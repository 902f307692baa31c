/// Dense matrices of rationals: a thin wrapper of FLINT's fmpq_mat.
#pragma once

#include <flint/fmpq_mat.h>

#include "checker/arithmetic/work.hpp"
#include "checker/read/problem.hpp"

namespace orthant::checker {

class RationalMatrix {
 public:
  RationalMatrix() : RationalMatrix(0, 0) {}
  /// Zeros.
  RationalMatrix(long rows, long cols) { fmpq_mat_init(A_, rows, cols); }
  RationalMatrix(const RationalMatrix& other) { fmpq_mat_init_set(A_, other.A_); }
  RationalMatrix(RationalMatrix&& other) noexcept : RationalMatrix() { fmpq_mat_swap(A_, other.A_); }
  RationalMatrix& operator=(RationalMatrix other) noexcept {
    fmpq_mat_swap(A_, other.A_);
    return *this;
  }
  ~RationalMatrix() { fmpq_mat_clear(A_); }

  /// The values of `numbers`, without their scale.
  static RationalMatrix values_of(const Numbers& numbers);

  long rows() const { return fmpq_mat_nrows(A_); }
  long cols() const { return fmpq_mat_ncols(A_); }
  Rational operator()(long i, long j) const {
    Rational out;
    fmpq_set(out.get(), entry(i, j));
    return out;
  }
  void set(long i, long j, const Rational& value) { fmpq_set(entry(i, j), value.get()); }
  void add(long i, long j, const Rational& value) { fmpq_add(entry(i, j), entry(i, j), value.get()); }
  bool is_zero(long i, long j) const { return fmpq_is_zero(entry(i, j)); }
  int sign(long i, long j) const { return fmpq_sgn(entry(i, j)); }

  RationalMatrix transpose() const;
  RationalMatrix& operator+=(const RationalMatrix& B);
  RationalMatrix& operator-=(const RationalMatrix& B);
  RationalMatrix& operator*=(const Rational& factor);
  friend RationalMatrix times(const RationalMatrix& A, const RationalMatrix& B, Work& work);
  bool operator==(const RationalMatrix& B) const { return fmpq_mat_equal(A_, B.A_) != 0; }

  const fmpq* entry(long i, long j) const { return fmpq_mat_entry(A_, i, j); }
  fmpq* entry(long i, long j) { return fmpq_mat_entry(A_, i, j); }

 private:
  fmpq_mat_t A_;
};

/// AB, counted, some rows at a time.
RationalMatrix times(const RationalMatrix& A, const RationalMatrix& B, Work& work);

/// Σ A_ij B_ij of matrices of the same size, counted.
Rational inner(const RationalMatrix& A, const RationalMatrix& B, Work& work);

/// Of the longest numerator and the longest denominator together: a bound of the integers that the entries
/// are when their denominators are powers of one number, as those of doubles with a scale.
unsigned long bits(const RationalMatrix& A);

}  // namespace orthant::checker
