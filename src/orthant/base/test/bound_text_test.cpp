#include "orthant/base/bound_text.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace orthant {
namespace {

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

}  // namespace
}  // namespace orthant
