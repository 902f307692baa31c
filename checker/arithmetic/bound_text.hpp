/// Numbers in sentences that are bounds: "within 4.46e-15" must be true of what is printed, not only of what
/// was proved. Upper bounds round up, lower bounds down, intervals outwards; values that bound nothing are
/// for fmt.
///
/// The digits of a double are exact: x = m·2^e has a finite decimal expansion (at most 767 digits), which is
/// cut after `digits` significant ones, and raised by one in the last place when something is cut off on the
/// wrong side. Laid out as %g does: no idle zeros, an exponent below 10⁻⁴ and from 10^digits on. Cost:
/// microseconds.
#pragma once

#include <string>
#include <string_view>

namespace orthant::checker {

/// The text of a decimal number ≥ x, of at most `digits` ≥ 1 significant digits; "inf", "-inf", "nan" as they
/// are.
std::string text_at_least(double x, int digits);
/// The same ≤ x.
std::string text_at_most(double x, int digits);

/// "between 1.2345 and 1.2346", an interval that holds [low, high], of as many digits as its width is worth,
/// 3 to 17. "x" alone where both ends are the same number of at most 10 digits.
std::string text_between(double low, double high);

/// ±0.d₁d₂d₃… × 10^exponent, d₁ ≠ 0 (or no digits for zero), with more digits than those when `more`. For
/// numbers that are no doubles.
struct Decimal {
  bool negative = false;
  std::string digits;
  int exponent = 0;
  bool more = false;
};
/// Rounded towards +∞ (`up`) or −∞ to at most `digits`, as above.
std::string rounded_text(Decimal number, int digits, bool up);

}  // namespace orthant::checker
