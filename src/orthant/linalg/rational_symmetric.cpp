#include "orthant/linalg/rational_symmetric.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "orthant/base/stop.hpp"

namespace orthant {

RationalSymmetric::RationalSymmetric(Index n) : n_(n), entries_(static_cast<std::size_t>(n * (n + 1) / 2)) {}

RationalSymmetric RationalSymmetric::from_doubles(const ConstMatrixRef& Q) {
  RationalSymmetric result(Q.rows());
  // Every entry is m · 2^e with an odd integer m; the smallest e gives the common denominator.
  long lowest = 0;
  for (Index i = 0; i < Q.rows(); ++i) {
    for (Index j = 0; j <= i; ++j) {
      if (Q(i, j) == 0) continue;
      int e = 0;
      const double mantissa = std::frexp(Q(i, j), &e);
      auto m = static_cast<long>(std::ldexp(mantissa, 53));
      long exponent = e - 53;
      const int zeros = __builtin_ctzl(static_cast<unsigned long>(m));
      exponent += zeros;
      lowest = std::min(lowest, exponent);
    }
  }
  for (Index i = 0; i < Q.rows(); ++i) {
    check_budget();
    for (Index j = 0; j <= i; ++j) {
      if (Q(i, j) == 0) continue;
      int e = 0;
      const double mantissa = std::frexp(Q(i, j), &e);
      mpz_class& out = result.entries_[place(i, j)];
      out = static_cast<long>(std::ldexp(mantissa, 53));
      const long shift = e - 53 - lowest;
      if (shift >= 0) {
        out <<= static_cast<unsigned long>(shift);
      } else {
        out >>= static_cast<unsigned long>(-shift);  // exact: the low bits are zeros
      }
    }
  }
  result.denominator_ <<= static_cast<unsigned long>(-lowest);
  return result;
}

mpq_class RationalSymmetric::entry(Index i, Index j) const {
  mpq_class q(numerator(i, j), denominator_);
  q.canonicalize();
  return q;
}

void RationalSymmetric::set_denominator(const mpz_class& value) {
  denominator_ = value;
}

void RationalSymmetric::set(Index i, Index j, const mpq_class& value) {
  mpz_class common;
  mpz_lcm(common.get_mpz_t(), denominator_.get_mpz_t(), value.get_den_mpz_t());
  if (common != denominator_) {
    const mpz_class factor = common / denominator_;
    for (mpz_class& n : entries_) n *= factor;
    denominator_ = common;
  }
  entries_[place(i, j)] = value.get_num() * (common / value.get_den());
}

RationalSymmetric RationalSymmetric::principal(const std::vector<Index>& subset) const {
  RationalSymmetric result(static_cast<Index>(subset.size()));
  for (std::size_t i = 0; i < subset.size(); ++i) {
    check_budget();
    for (std::size_t j = 0; j <= i; ++j)
      result.set_numerator(static_cast<Index>(i), static_cast<Index>(j), numerator(subset[i], subset[j]));
  }
  result.denominator_ = denominator_;
  return result;
}

RationalSymmetric RationalSymmetric::minus_all_ones(const mpq_class& gamma) const {
  mpz_class common;
  mpz_lcm(common.get_mpz_t(), denominator_.get_mpz_t(), gamma.get_den_mpz_t());
  const mpz_class factor = common / denominator_, shift = gamma.get_num() * (common / gamma.get_den());
  RationalSymmetric result(*this);
  result.denominator_ = common;
  for (mpz_class& n : result.entries_) n = n * factor - shift;
  return result;
}

void RationalSymmetric::reduce() {
  mpz_class divisor = denominator_;
  for (const mpz_class& n : entries_) {
    if (divisor == 1) return;
    mpz_gcd(divisor.get_mpz_t(), divisor.get_mpz_t(), n.get_mpz_t());
  }
  if (divisor == 1) return;
  for (mpz_class& n : entries_) mpz_divexact(n.get_mpz_t(), n.get_mpz_t(), divisor.get_mpz_t());
  denominator_ /= divisor;
}

mpq_class RationalSymmetric::form(const std::vector<mpz_class>& x) const {
  std::vector<Index> support;
  for (Index i = 0; i < n_; ++i)
    if (x[i] != 0) support.push_back(i);
  mpz_class sum = 0, row;
  for (const Index i : support) {
    row = 0;
    for (const Index j : support) {
      if (j > i) break;
      const mpz_class& x_j = x[j];
      mpz_addmul(row.get_mpz_t(), numerator(i, j).get_mpz_t(), x_j.get_mpz_t());
      if (j < i) mpz_addmul(row.get_mpz_t(), numerator(i, j).get_mpz_t(), x_j.get_mpz_t());
    }
    sum += row * x[i];
  }
  mpq_class q(sum, denominator_);
  q.canonicalize();
  return q;
}

Matrix RationalSymmetric::approx() const {
  Matrix Q(n_, n_);
  for (Index i = 0; i < n_; ++i) {
    check_budget();
    for (Index j = 0; j <= i; ++j) Q(i, j) = Q(j, i) = to_double(mpq_class(numerator(i, j), denominator_));
  }
  return Q;
}

bool RationalSymmetric::is_exact_in_doubles() const {
  for (Index i = 0; i < n_; ++i) {
    for (Index j = 0; j <= i; ++j) {
      const double value = to_double(mpq_class(numerator(i, j), denominator_));
      if (!std::isfinite(value) || mpq_class(value) * denominator_ != numerator(i, j)) return false;
    }
  }
  return true;
}

std::size_t RationalSymmetric::bits() const {
  std::size_t most = 0;
  for (const mpz_class& n : entries_)
    if (n != 0) most = std::max(most, mpz_sizeinbase(n.get_mpz_t(), 2));
  return most;
}

double to_double(const mpq_class& q) {
  if (q.get_num() == 0) return 0;
  // 64 bits of the quotient, truncated; the conversion to double rounds to nearest. Errors 2⁻⁶³ and 2⁻⁵³.
  const auto bits = [](const mpz_class& z) { return static_cast<long>(mpz_sizeinbase(z.get_mpz_t(), 2)); };
  const long shift = 65 - (bits(q.get_num()) - bits(q.get_den()));
  mpz_class numerator = abs(q.get_num()), denominator = q.get_den();
  if (shift >= 0) {
    numerator <<= static_cast<unsigned long>(shift);
  } else {
    denominator <<= static_cast<unsigned long>(-shift);
  }
  mpz_class quotient = numerator / denominator;  // 65 or 66 bits
  quotient >>= 2;
  const auto word = quotient.get_ui();
  const long exponent = std::clamp(2 - shift, -4000L, 4000L);
  const double value = std::ldexp(static_cast<double>(word), static_cast<int>(exponent));
  return q.get_num() < 0 ? -value : value;
}

namespace {

/// The double nearest below (direction −∞) or above q, starting from one within 2⁻⁵² |q|.
double directed(const mpq_class& q, double direction) {
  double value = to_double(q);
  const bool up = direction > 0;
  if (!std::isfinite(value)) return value;  // ±∞ bounds from one side only, which callers accept
  while (up ? mpq_class(value) < q : mpq_class(value) > q) {
    value = std::nextafter(value, direction);
    if (!std::isfinite(value)) break;
  }
  return value;
}

}  // namespace

double round_down(const mpq_class& q) {
  const double value = directed(q, -std::numeric_limits<double>::infinity());
  return value == std::numeric_limits<double>::infinity() ? std::numeric_limits<double>::max() : value;
}

double round_up(const mpq_class& q) {
  const double value = directed(q, std::numeric_limits<double>::infinity());
  return value == -std::numeric_limits<double>::infinity() ? std::numeric_limits<double>::lowest() : value;
}

}  // namespace orthant
