#include "checker/arithmetic/bound_text.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>

namespace orthant::checker {

namespace {

/// All digits of a finite double.
Decimal exact_decimal(double x) {
  constexpr int longest = 767;  // significant digits of a double; glibc prints them all
  char text[longest + 32];
  std::snprintf(text, sizeof text, "%.*e", longest - 1, std::fabs(x));
  Decimal out;
  out.negative = std::signbit(x) && x != 0;
  const std::string_view all(text);
  const std::size_t mark = all.find('e');
  for (const char c : all.substr(0, mark))
    if (c >= '0' && c <= '9') out.digits += c;
  out.digits.erase(out.digits.find_last_not_of('0') + 1);
  if (!out.digits.empty()) out.exponent = std::atoi(text + mark + 1) + 1;
  return out;
}

/// One more in the last place.
void raise_last(Decimal& number) {
  std::size_t at = number.digits.size();
  while (at > 0 && number.digits[at - 1] == '9') number.digits[--at] = '0';
  if (at > 0) {
    ++number.digits[at - 1];
    return;
  }
  number.digits.insert(0, 1, '1');
  ++number.exponent;
}

std::string layout(const Decimal& number, int digits) {
  const std::string& d = number.digits;
  if (d.empty()) return "0";
  std::string out = number.negative ? "-" : "";
  const int power = number.exponent - 1;  // d₁.d₂d₃… × 10^power
  if (power < -4 || power >= digits) {
    out += d[0];
    if (d.size() > 1) out += '.' + d.substr(1);
    char exponent[16];
    std::snprintf(exponent, sizeof exponent, "e%c%02d", power < 0 ? '-' : '+', std::abs(power));
    return out + exponent;
  }
  if (power < 0) return out + "0." + std::string(static_cast<std::size_t>(-power - 1), '0') + d;
  const auto whole = static_cast<std::size_t>(power) + 1;
  if (d.size() <= whole) return out + d + std::string(whole - d.size(), '0');
  return out + d.substr(0, whole) + '.' + d.substr(whole);
}

std::string directed(double x, int digits, bool up) {
  if (std::isnan(x)) return "nan";
  if (std::isinf(x)) return x > 0 ? "inf" : "-inf";
  return rounded_text(exact_decimal(x), digits, up);
}

}  // namespace

std::string rounded_text(Decimal number, int digits, bool up) {
  const auto keep = static_cast<std::size_t>(std::max(digits, 1));
  if (number.digits.size() > keep) {
    number.more = number.more || number.digits.find_first_not_of('0', keep) != std::string::npos;
    number.digits.resize(keep);
  } else if (number.more) {
    number.digits.resize(keep, '0');
  }
  // Away from zero: upwards for a positive number, downwards for a negative one.
  if (number.more && up != number.negative) raise_last(number);
  number.digits.erase(number.digits.find_last_not_of('0') + 1);
  return layout(number, digits);
}

std::string text_at_least(double x, int digits) {
  return directed(x, digits, true);
}

std::string text_at_most(double x, int digits) {
  return directed(x, digits, false);
}

std::string text_between(double low, double high) {
  constexpr int of_a_value = 10, fewest = 3, most = 17;
  if (low == high && text_at_most(low, of_a_value) == text_at_least(low, of_a_value))
    return text_at_most(low, of_a_value);
  const double size = std::max(std::fabs(low), std::fabs(high)), width = high - low;
  int digits = most;
  if (width > 0 && std::isfinite(size) && std::isfinite(width))
    digits = static_cast<int>(
        std::clamp(std::ceil(std::log10(size) - std::log10(width)) + 2, double{fewest}, double{most}));
  return "between " + text_at_most(low, digits) + " and " + text_at_least(high, digits);
}

}  // namespace orthant::checker
