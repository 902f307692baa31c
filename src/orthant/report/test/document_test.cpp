#include "orthant/report/page/document.hpp"

#include <gtest/gtest.h>

namespace orthant::report {
namespace {

TEST(Field, ShowsNumbersForPeople) {
  EXPECT_EQ(show_integer(115008).text, "115,008");
  EXPECT_EQ(show_integer(-12).text, "−12");
  EXPECT_EQ(show_decimal(364109.46465969144, 8).text, "364,109.46");
  EXPECT_EQ(show_decimal(3.1, 3).text, "3.1");
  EXPECT_EQ(show_decimal(3.10049, 3).text, "3.10");
  EXPECT_EQ(show_decimal(1e-12, 3).text, "1×10<sup>−12</sup>");
  EXPECT_EQ(show_decimal(7.031e-13, 2).text, "7.0×10<sup>−13</sup>");
  EXPECT_EQ(show_decimal(-1.2345, 3).text, "−1.23");
  EXPECT_EQ(show_decimal(0, 3).text, "0");
  EXPECT_EQ(show_percent(0.3247026825795101, 4).text, "32.47\u202F%");
  EXPECT_EQ(show_word(20), "twenty");
  EXPECT_EQ(show_word(21), "21");
}

TEST(Field, BoundsAreRoundedOutwards) {
  EXPECT_EQ(show_bound(4.45446e-15, 3, true).text, "4.46×10<sup>−15</sup>");
  EXPECT_EQ(show_bound(4.46e-15, 3, true).text,
            "4.46×10<sup>−15</sup>");  // the decimal number, not its double
  EXPECT_EQ(show_bound(4.45446e-15, 3, false).text, "4.45×10<sup>−15</sup>");
  EXPECT_EQ(show_bound(2.325107e-23, 6, true).text, "2.326×10<sup>−23</sup>");
  EXPECT_EQ(show_bound(-2.325107e-23, 6, false).text, "−2.326×10<sup>−23</sup>");
  EXPECT_EQ(show_bound(5.7672, 3, false).text, "5.76");
  EXPECT_EQ(show_bound(-5.7672, 3, false).text, "−5.77");
  EXPECT_EQ(show_bound(57672.3, 3, true).text, "57,673");
  EXPECT_EQ(show_bound(0.999999, 3, true).text, "1");
  EXPECT_EQ(show_bound(0, 3, true).text, "0");
  EXPECT_EQ(shown("x", 5.7672, Show::at_most, 3).text,
            "<span class='n' data-field='x' data-value='5.7672' data-bound='at most'>5.76</span>");
}

TEST(Field, CarriesPathAndEveryDigit) {
  EXPECT_EQ(
      shown("relative_error", 0.3247026825795101, Show::percent, 4).text,
      "<span class='n' data-field='relative_error' data-value='0.3247026825795101'>32.47\u202F%</span>");
  EXPECT_EQ(shown("minima.length", std::size_t{2}, Show::capital_word).text,
            "<span class='n' data-field='minima.length' data-value='2'>Two</span>");
  EXPECT_EQ(shown_text("name", "<b>").text, "<span data-field='name'>&lt;b&gt;</span>");
}

TEST(Field, IsEmptyForWhatIsAbsentNullOrNoNumber) {
  for (const nlohmann::json& value :
       {nlohmann::json(nullptr), nlohmann::json("digits"), nlohmann::json::array({1})})
    EXPECT_TRUE(shown("x", value, Show::decimal).empty()) << value;
  EXPECT_TRUE(shown_text("x", "").empty());
  EXPECT_TRUE(shown("x", std::nan(""), Show::decimal).empty());
  EXPECT_TRUE(shown("x", std::optional<double>{}, Show::decimal).empty());
  EXPECT_NE(or_dash(shown("x", std::optional<double>{}, Show::decimal)).text.find("–"), std::string::npos);
}

}  // namespace
}  // namespace orthant::report
