// What is printed of a bound is compared with the bound itself, in rationals.
#include "checker/arithmetic/bound_text.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <limits>
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

TEST(BoundText, RoundsOutwards) {
  EXPECT_EQ(text_at_least(4.45446e-15, 3), "4.46e-15");
  EXPECT_EQ(text_at_most(4.45446e-15, 3), "4.45e-15");
  EXPECT_EQ(text_at_least(-4.45446e-15, 3), "-4.45e-15");
  EXPECT_EQ(text_at_most(-4.45446e-15, 3), "-4.46e-15");
  EXPECT_EQ(text_at_least(9.999, 3), "10");
  EXPECT_EQ(text_at_least(999.5, 3), "1e+03");
  EXPECT_EQ(text_at_most(1000.5, 5), "1000.5");
  EXPECT_EQ(text_at_most(123456, 3), "1.23e+05");
  EXPECT_EQ(text_at_least(0.00012341, 3), "0.000124");
  EXPECT_EQ(text_at_least(0.000012341, 3), "1.24e-05");
}

/// Two digits say ½ exactly, none say a tenth: its double is a little more.
TEST(BoundText, IsExactWhereTheNumberIsShort) {
  for (const double x : {0.0, 1.0, -1.0, 0.5, 120.0, 0x1p-10, 1e15}) {
    EXPECT_EQ(text_at_least(x, 10), text_at_most(x, 10));
    EXPECT_EQ(std::stod(text_at_least(x, 10)), x);
  }
  EXPECT_EQ(text_at_most(0.1, 3), "0.1");
  EXPECT_EQ(text_at_least(0.1, 3), "0.101");
  EXPECT_EQ(text_at_least(0.0, 3), "0");
  EXPECT_EQ(text_at_least(-0.0, 3), "0");
}

TEST(BoundText, TheEndsOfTheRange) {
  const double largest = std::numeric_limits<double>::max(),
               smallest = std::numeric_limits<double>::denorm_min();
  EXPECT_EQ(text_at_least(largest, 3), "1.8e+308");
  EXPECT_EQ(text_at_most(largest, 3), "1.79e+308");
  EXPECT_EQ(text_at_least(smallest, 3), "4.95e-324");
  EXPECT_EQ(text_at_most(smallest, 3), "4.94e-324");
  EXPECT_EQ(text_at_least(std::numeric_limits<double>::infinity(), 3), "inf");
  EXPECT_EQ(text_at_most(std::numeric_limits<double>::quiet_NaN(), 3), "nan");
}

TEST(BoundText, IntervalsHaveAsManyDigitsAsTheirWidthIsWorth) {
  EXPECT_EQ(text_between(364109.46465904, 364109.46466034), "between 364109.46465903 and 364109.46466034");
  EXPECT_EQ(text_between(0, 3.3e15), "between 0 and 3.3e+15");
  EXPECT_EQ(text_between(1, 2), "between 1 and 2");
  EXPECT_EQ(text_between(0.5, 0.5), "0.5");
  EXPECT_EQ(text_between(0.1, 0.1), "between 0.1 and 0.10000000000000001");
  EXPECT_EQ(text_between(-1, std::numeric_limits<double>::infinity()), "between -1 and inf");
  EXPECT_EQ(text_between(-1e-300, 1e300), "between -1.01e-300 and 1.01e+300");
}

TEST(BoundText, NumbersThatAreNoDoubles) {
  EXPECT_EQ(rounded_text({false, "12345", -999, false}, 3, true), "1.24e-1000");
  EXPECT_EQ(rounded_text({true, "12", 1, true}, 3, false), "-1.21");
  EXPECT_EQ(rounded_text({false, "12", 1, true}, 3, false), "1.2");
  EXPECT_EQ(rounded_text({false, "999", 3, true}, 3, true), "1e+03");
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
