// What is printed of a bound is compared with the bound itself, in rationals.
#include "orthant/base/bound_text.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <random>

#include "checker/arithmetic/rational.hpp"
#include "support/decimal.hpp"

namespace orthant::checker {
namespace {

Rational said(const std::string& text) {
  Rational out;
  fmpq_set_mpq(out.get(), test::decimal(text).get_mpq_t());
  return out;
}

long significant(const std::string& text) {
  const std::string digits = text.substr(0, text.find('e'));
  const std::size_t first = digits.find_first_of("123456789");
  if (first == std::string::npos) return 0;
  long count = 0;
  for (const char c : digits.substr(first)) count += c != '.';
  return count;
}

TEST(BoundText, NoPrintedBoundIsOnTheWrongSide) {
  std::mt19937_64 random(5);
  for (int round = 0; round < 20000; ++round) {
    double x = 0;
    const std::uint64_t bits = random();
    std::memcpy(&x, &bits, sizeof x);
    if (round % 4 == 1) x = std::round(std::ldexp(x, -1000)) / 8;
    if (round % 4 == 2)
      x = static_cast<double>(static_cast<long>(random() % 2000) - 1000) / 100;  // nearly short
    if (!std::isfinite(x)) continue;
    const int digits = 1 + static_cast<int>(random() % 17);
    const Rational exact = Rational::from_double(x);
    const std::string above = text_at_least(x, digits), below = text_at_most(x, digits);
    EXPECT_GE(said(above), exact) << above << " for " << x;
    EXPECT_LE(said(below), exact) << below << " for " << x;
    EXPECT_LE(significant(below), std::max<long>(digits, std::fabs(x) < 1e18 ? 0 : digits));
    // Not looser than one in the last digit.
    const Rational size = exact.sign() < 0 ? -exact : exact;
    Rational unit(10);
    fmpq_pow_si(unit.get(), unit.get(), 1 - digits);
    EXPECT_LE(said(above) - said(below), size * unit) << x << " in " << digits;
    EXPECT_EQ(exact.at_least(digits), exact.to_string().size() <= 12 ? exact.to_string() : above);
    EXPECT_EQ(exact.at_most(digits), exact.to_string().size() <= 12 ? exact.to_string() : below);
  }
}

TEST(BoundText, IntervalsHoldWhatTheyAreOf) {
  std::mt19937_64 random(6);
  std::uniform_real_distribution<double> exponent(-300, 300), uniform(-1, 1);
  for (int round = 0; round < 5000; ++round) {
    const double low = uniform(random) * std::pow(10, exponent(random));
    const double high = low + std::fabs(low) * std::pow(10, -std::fabs(exponent(random)) / 15);
    const std::string text = text_between(low, high);
    const std::size_t first = text.find("between "), second = text.find(" and ");
    ASSERT_EQ(first, 0u) << text;
    EXPECT_LE(said(text.substr(8, second - 8)), Rational::from_double(low)) << text;
    EXPECT_GE(said(text.substr(second + 5)), Rational::from_double(high)) << text;
  }
}

TEST(BoundText, FractionsBeyondDoubles) {
  const Rational tiny = Rational::parse("1/3" + std::string(2000, '0'));
  EXPECT_EQ(tiny.at_least(3), "3.34e-2001");
  EXPECT_EQ(tiny.at_most(3), "3.33e-2001");
  EXPECT_EQ((-tiny).at_most(3), "-3.34e-2001");
  EXPECT_EQ(Rational::parse("1/3").at_most(3), "1/3");
  EXPECT_EQ(Rational::parse("1/3").value_text(), "1/3");
  EXPECT_EQ(tiny.value_text(3), "between 3.33e-2001 and 3.34e-2001");
}

}  // namespace
}  // namespace orthant::checker
