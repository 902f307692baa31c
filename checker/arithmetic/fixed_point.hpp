/// Positive definiteness by integers alone. All numbers are multiples of 2^(−2p) (forms) or 2^(−p) (factors).
///
/// For symmetric H of order n with integers Ĥ, |H − Ĥ| ≤ e entrywise (in units of 2^(−2p)), any integer
/// matrix G and any σ > μ:
///
///   ‖Ĥ − σI − GGᵀ‖_F + ‖e‖_F ≤ σ − μ   ⇒   H = σI + GGᵀ + (rest of norm ≤ σ − μ) ⪰ μI.              (1)
///
/// G is found by Cholesky's recurrence in fixed point. Its inner products are exact 128-bit integers, so that
/// the residual of each entry is what the division or root leaves, and is known at once: finding and proving
/// are one pass of n³/6 multiplications. Entries of G stay below 2^52 and inner products have at most 2^20
/// terms, so that nothing exceeds 2^126.
#pragma once

#include <cstdint>
#include <vector>

#include "checker/arithmetic/ball.hpp"
#include "checker/arithmetic/work.hpp"

namespace orthant::checker {

__extension__ typedef __int128 Wide;
__extension__ typedef unsigned __int128 UnsignedWide;

/// 2^52: a bound of the entries of G.
inline constexpr std::int64_t largest_factor = std::int64_t{1} << 52;

/// Sums squares of residuals, each rounded up in magnitude, against a tolerance. Never overflows.
class ResidualNorm {
 public:
  explicit ResidualNorm(Wide tolerance);

  /// An entry of magnitude at most |residual| + error that occurs `times` times. 0 ≤ error ≤ 2^120.
  void add(Wide residual, Wide error, unsigned times) {
    const UnsignedWide size =
        static_cast<UnsignedWide>(residual < 0 ? -residual : residual) + static_cast<UnsignedWide>(error);
    const UnsignedWide short_size = (size >> shift_) + 1;
    if (short_size > root_ || sum_ > limit_)
      sum_ = limit_ + 1;
    else
      sum_ += times * short_size * short_size;
  }
  void add(const ResidualNorm& other) {
    sum_ = sum_ > limit_ || other.sum_ > limit_ ? limit_ + 1 : sum_ + other.sum_;
  }
  bool within_tolerance() const { return sum_ <= limit_; }
  /// The same tolerance, nothing added yet.
  ResidualNorm fresh() const {
    ResidualNorm out = *this;
    out.sum_ = 0;
    return out;
  }
  /// The norm, about, as a share of the tolerance.
  double share() const;

 private:
  int shift_ = 0;
  UnsignedWide root_, limit_, sum_ = 0;
};

/// Lower triangle, row by row.
template <class T>
class Triangle {
 public:
  explicit Triangle(long order)
      : order_(order), entries_(static_cast<std::size_t>(order) * static_cast<std::size_t>(order + 1) / 2) {}
  long order() const { return order_; }
  T* row(long i) {
    return entries_.data() + static_cast<std::size_t>(i) * static_cast<std::size_t>(i + 1) / 2;
  }
  const T* row(long i) const {
    return entries_.data() + static_cast<std::size_t>(i) * static_cast<std::size_t>(i + 1) / 2;
  }

 private:
  long order_;
  std::vector<T> entries_;
};

/// Multiples of 2^(−2p) and of 2^(−p), and what is lost on the way to them.
class FixedPoint {
 public:
  /// The largest p with √(largest diagonal entry)·2^p ≤ 2^51. `largest` > 0 may be rough by a factor of 2.
  explicit FixedPoint(double largest_diagonal);

  int bits() const { return bits_; }
  /// q·2^(2p), rounded down; Rejected from 2^120.
  Wide form(const Rational& q) const;
  /// x·2^(2p) within `ball_error`; Rejected from 2^120 or for a ball that is too wide.
  Wide form(arb_srcptr x) const;
  /// x·y·2^(p + guard_bits) within 1; Rejected from 2^61.
  std::int64_t factor(double x, double y = 1) const;
  /// The form entry of two such factors, within `product_error`.
  static Wide product(std::int64_t x, std::int64_t y) { return static_cast<Wide>(x) * y >> (2 * guard_bits); }

  /// Factors of forms are held to 8 bits more than G is.
  static constexpr int guard_bits = 8;
  static constexpr std::int64_t ball_error = (std::int64_t{1} << 30) + 1;
  /// |x̂ŷ − xy| ≤ |x̂| + |ŷ| + 1 ≤ 2^62 + 1 before the shift by 16, and 1 of the shift.
  static constexpr std::int64_t product_error = (std::int64_t{1} << 46) + 2;

 private:
  int bits_;
};

/// One step of the recurrence: row[j] = round(rest / diagonal), with what is left added to the norm. False
/// when the entry is too large for any factor of a definite matrix.
bool divide_entry(Wide rest, Wide error, std::int64_t diagonal, unsigned times, std::int64_t& out,
                  ResidualNorm& norm);

/// The same on the diagonal: out = ⌊√rest⌋, at least 1.
bool diagonal_entry(Wide rest, Wide error, std::int64_t& out, ResidualNorm& norm);

/// T = GGᵀ + residuals, every residual with `error` added to the norm. T is overwritten. False when T is not
/// positive definite, or the norm left its tolerance.
bool factor_triangle(Triangle<Wide>& T, Wide error, Triangle<std::int64_t>& G, ResidualNorm& norm,
                     const Work& work = Work());

/// T_ab −= Σ_k V_ak V_bk for all a ≥ b of `active` (ascending): V_a is the array of `length` numbers at
/// V + position·stride, for a the position-th of `active`.
void subtract_gram(Triangle<Wide>& T, const std::vector<long>& active, const std::int64_t* V, long stride,
                   long length, const Work& work = Work());

}  // namespace orthant::checker
