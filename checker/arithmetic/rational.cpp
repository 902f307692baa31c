#include "checker/arithmetic/rational.hpp"

#include <cmath>
#include <cstdlib>

#include "checker/arithmetic/bound_text.hpp"
#include "checker/read/files.hpp"

namespace orthant::checker {

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
  Rational out;
  bool digits = !text.empty() && text.size() <= longest_text;
  for (std::size_t k = text.starts_with('-') ? 1 : 0; digits && k < text.size(); ++k)
    digits = text[k] == '/' || (text[k] >= '0' && text[k] <= '9');
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
  if (fmpz_bits(fmpq_numref(q_)) + fmpz_bits(fmpq_denref(q_)) <= 40)
    if (std::string exact = to_string(); exact.size() <= 12) return exact;
  // |q|·10^shift, truncated, with a few digits more than are asked for.
  const auto places = [](const fmpz* n) { return static_cast<long>(fmpz_sizeinbase(n, 10)); };
  const long shift = digits + 2 - (places(fmpq_numref(q_)) - places(fmpq_denref(q_)));
  fmpz_t n, d, rest, power;
  for (fmpz* z : {n, d, rest, power}) fmpz_init(z);
  fmpz_abs(n, fmpq_numref(q_));
  fmpz_set(d, fmpq_denref(q_));
  fmpz_set_ui(power, 10);
  fmpz_pow_ui(power, power, static_cast<ulong>(std::abs(shift)));
  fmpz_mul(shift >= 0 ? n : d, shift >= 0 ? n : d, power);
  fmpz_fdiv_qr(n, rest, n, d);
  char* text = fmpz_get_str(nullptr, 10, n);
  Decimal number{sign() < 0, text, 0, !fmpz_is_zero(rest)};
  flint_free(text);
  for (fmpz* z : {n, d, rest, power}) fmpz_clear(z);
  number.exponent = static_cast<int>(static_cast<long>(number.digits.size()) - shift);
  return rounded_text(std::move(number), digits, up);
}

std::string Rational::value_text(int digits) const {
  if (fmpz_bits(fmpq_numref(q_)) + fmpz_bits(fmpq_denref(q_)) <= 80)
    if (std::string exact = to_string(); exact.size() <= 24) return exact;
  return "between " + at_most(digits) + " and " + at_least(digits);
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

}  // namespace orthant::checker
