/// The number that a text like "-1.25e-07" is, exactly.
#pragma once

#include <gmpxx.h>

#include <cstdlib>
#include <string>

namespace orthant::test {

inline mpq_class decimal(std::string text) {
  long exponent = 0;
  if (const auto mark = text.find('e'); mark != std::string::npos) {
    exponent = std::stol(text.substr(mark + 1));
    text.erase(mark);
  }
  if (const auto point = text.find('.'); point != std::string::npos) {
    exponent -= static_cast<long>(text.size() - point - 1);
    text.erase(point, 1);
  }
  mpz_class power;
  mpz_ui_pow_ui(power.get_mpz_t(), 10, static_cast<unsigned long>(std::abs(exponent)));
  const mpq_class digits{mpz_class(text, 10)};
  return exponent < 0 ? mpq_class(digits / power) : mpq_class(digits * power);
}

}  // namespace orthant::test
