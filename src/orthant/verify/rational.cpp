#include "orthant/verify/rational.hpp"

#include <cmath>

#include "orthant/verify/files.hpp"

namespace orthant::verify {

Rational Rational::from_double(double value) {
  int exponent = 0;
  const double fraction = std::frexp(value, &exponent);
  Rational out(static_cast<long>(std::ldexp(fraction, 53)));
  exponent -= 53;
  if (exponent >= 0) {
    fmpq_mul_2exp(out.q_, out.q_, static_cast<flint_bitcnt_t>(exponent));
  } else {
    fmpq_div_2exp(out.q_, out.q_, static_cast<flint_bitcnt_t>(-exponent));
  }
  return out;
}

Rational Rational::parse(std::string_view text) {
  constexpr std::size_t longest = 1 << 20;
  Rational out;
  bool digits = !text.empty() && text.size() <= longest;
  for (std::size_t k = text.starts_with('-') ? 1 : 0; k < text.size(); ++k)
    digits = digits && (text[k] == '/' || (text[k] >= '0' && text[k] <= '9'));
  if (!digits || fmpq_set_str(out.q_, std::string(text).c_str(), 10) != 0 ||
      fmpz_is_zero(fmpq_denref(out.q_)) || fmpq_is_canonical(out.q_) == 0 || out.to_string() != text)
    throw Rejected("\"" + std::string(text.substr(0, 40)) + "\" is not a fraction p/q in lowest terms");
  return out;
}

std::string Rational::to_string() const {
  char* text = fmpq_get_str(nullptr, 10, q_);
  std::string out(text);
  flint_free(text);
  return out;
}

std::string Rational::decimal(int digits, bool up) const {
  std::string exact = to_string();
  const double size = std::fabs(approx());
  if (exact.size() <= 12 || !(size > 1e-300 && size < 1e300)) return exact;
  const int shift = digits - 1 - static_cast<int>(std::floor(std::log10(size)));
  Rational power = 1, scaled = *this, n;
  for (int k = 0; k < std::abs(shift); ++k) power *= Rational(10);
  if (shift >= 0) {
    scaled *= power;
  } else {
    scaled /= power;
  }
  const auto divide = up ? fmpz_cdiv_q : fmpz_fdiv_q;
  divide(fmpq_numref(n.q_), fmpq_numref(scaled.q_), fmpq_denref(scaled.q_));
  std::string text = n.to_string();
  const std::size_t first = text.starts_with('-') ? 1 : 0, length = text.size() - first;
  const int exponent = static_cast<int>(length) - 1 - shift;
  if (length > 1) text.insert(first + 1, ".");
  return exponent == 0 ? text : text + "e" + std::to_string(exponent);
}

double Rational::approx() const {
  return fmpq_get_d(q_);
}

bool Rational::is_square(Rational& root) const {
  if (sign() < 0 || !fmpz_is_square(fmpq_numref(q_)) || !fmpz_is_square(fmpq_denref(q_))) return false;
  fmpz_sqrt(fmpq_numref(root.q_), fmpq_numref(q_));
  fmpz_sqrt(fmpq_denref(root.q_), fmpq_denref(q_));
  return true;
}

}  // namespace orthant::verify
