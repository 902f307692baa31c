#include "checker/arithmetic/fixed_point.hpp"

#include <bit>
#include <cmath>

#include "checker/read/files.hpp"

namespace orthant::checker {

namespace {

constexpr int longest_form = 120, longest_number = 61;

[[noreturn]] void out_of_range() {
  throw Rejected(
      "definiteness cannot be checked: an entry of the matrix is out of proportion to its diagonal");
}

/// ⌊z⌋ of an integer below 2^120 in magnitude.
Wide to_wide(const fmpz_t z) {
  if (fmpz_bits(z) > longest_form) out_of_range();
  fmpz_t high, low;
  fmpz_init(high);
  fmpz_init(low);
  fmpz_fdiv_q_2exp(high, z, 64);
  fmpz_fdiv_r_2exp(low, z, 64);
  const Wide out = static_cast<Wide>(fmpz_get_si(high)) * (static_cast<Wide>(1) << 64) +
                   static_cast<Wide>(fmpz_get_ui(low));
  fmpz_clear(high);
  fmpz_clear(low);
  return out;
}

/// ⌊√x⌋ for 0 ≤ x < 2^106.
std::int64_t integer_root(Wide x) {
  auto root = static_cast<std::int64_t>(std::sqrt(static_cast<double>(x)));
  while (static_cast<Wide>(root) * root > x) --root;
  while (static_cast<Wide>(root + 1) * (root + 1) <= x) ++root;
  return root;
}

}  // namespace

ResidualNorm::ResidualNorm(Wide tolerance) {
  if (tolerance <= 0) out_of_range();
  auto root = static_cast<UnsignedWide>(tolerance);
  while (root >> 50 != 0) {
    root >>= 1;
    ++shift_;
  }
  root_ = root;
  limit_ = root * root;
}

double ResidualNorm::share() const {
  return std::sqrt(static_cast<double>(sum_)) / static_cast<double>(root_);
}

FixedPoint::FixedPoint(double largest_diagonal) {
  if (!std::isfinite(largest_diagonal) || !(largest_diagonal > 0))
    throw Rejected("definiteness cannot be checked: the matrix is zero, or beyond the range of doubles");
  // √(2^(e+1)) ≤ 2^((e+2)/2)
  bits_ = 51 - static_cast<int>(std::floor((std::ilogb(largest_diagonal) + 2) / 2.0));
}

Wide FixedPoint::form(const Rational& q) const {
  Rational scaled = q;
  if (bits_ >= 0)
    fmpq_mul_2exp(scaled.get(), scaled.get(), static_cast<flint_bitcnt_t>(2 * bits_));
  else
    fmpq_div_2exp(scaled.get(), scaled.get(), static_cast<flint_bitcnt_t>(-2 * bits_));
  fmpz_t floor;
  fmpz_init(floor);
  fmpz_fdiv_q(floor, fmpq_numref(scaled.get()), fmpq_denref(scaled.get()));
  if (fmpz_bits(floor) > longest_form) {
    fmpz_clear(floor);
    out_of_range();
  }
  const Wide out = to_wide(floor);
  fmpz_clear(floor);
  return out;
}

Wide FixedPoint::form(arb_srcptr x) const {
  Ball scaled;
  arb_mul_2exp_si(scaled.get(), x, 2L * bits_);
  arf_srcptr middle = arb_midref(scaled.get());
  if (!arb_is_finite(scaled.get()) || arf_cmpabs_2exp_si(middle, longest_form) >= 0 ||
      mag_cmp_2exp_si(arb_radref(scaled.get()), 30) > 0)
    out_of_range();
  fmpz_t floor;
  fmpz_init(floor);
  arf_get_fmpz(floor, middle, ARF_RND_FLOOR);
  const Wide out = to_wide(floor);
  fmpz_clear(floor);
  return out;
}

std::int64_t FixedPoint::factor(double x, double y) const {
  if (x == 0 || y == 0) return 0;
  int ex = 0, ey = 0;
  const auto mx = static_cast<std::int64_t>(std::ldexp(std::frexp(x, &ex), 53));
  const auto my = static_cast<std::int64_t>(std::ldexp(std::frexp(y, &ey), 53));
  Wide product = static_cast<Wide>(mx) * my;  // below 2^106
  const int shift = ex + ey - 106 + bits_ + guard_bits;
  if (ex + ey + bits_ + guard_bits > longest_number) out_of_range();
  if (shift >= 0) return static_cast<std::int64_t>(product * (static_cast<Wide>(1) << shift));
  product >>= std::min(-shift, 126);
  return static_cast<std::int64_t>(product);
}

bool divide_entry(Wide rest, Wide error, std::int64_t diagonal, unsigned times, std::int64_t& out,
                  ResidualNorm& norm) {
  const double quotient = static_cast<double>(rest) / static_cast<double>(diagonal);
  if (!(std::abs(quotient) < static_cast<double>(largest_factor))) return false;
  out = std::llrint(quotient);
  norm.add(rest - static_cast<Wide>(out) * diagonal, error, times);
  return true;
}

bool diagonal_entry(Wide rest, Wide error, std::int64_t& out, ResidualNorm& norm) {
  if (rest <= 0 || rest >= static_cast<Wide>(largest_factor) * largest_factor) return false;
  out = integer_root(rest);
  norm.add(rest - static_cast<Wide>(out) * out, error, 1);
  return true;
}

}  // namespace orthant::checker
