#include "checker/read/document.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "checker/read/files.hpp"

namespace orthant::checker {
namespace {

std::string document_refusal(const std::string& text) {
  try {
    parse_document(text);
    return "";
  } catch (const Rejected& rejected) {
    return rejected.what();
  }
}

TEST(Document, DuplicateKeysAreRefusedInEveryObjectOfItsOwn) {
  EXPECT_EQ(document_refusal(R"({"a": {"a": 1}, "b": [{"a": 1}, {"a": 2}]})"), "");
  EXPECT_NE(document_refusal(R"({"a": 1, "a": 1})").find("\"a\" twice"), std::string::npos);
  EXPECT_NE(
      document_refusal(R"({"x": [{"k": {"b": 1}, "c": 1, "b": {"b": 2}, "b": 3}]})").find("\"b\" twice"),
      std::string::npos);
}

TEST(Document, DepthIsLimited) {
  const auto nested = [](int depth) {
    return std::string(static_cast<std::size_t>(depth), '[') +
           std::string(static_cast<std::size_t>(depth), ']');
  };
  EXPECT_EQ(document_refusal(nested(64)), "");
  EXPECT_NE(document_refusal(nested(66)).find("64 levels"), std::string::npos);
  EXPECT_NE(document_refusal(std::string(1000000, '[')), "");
}

TEST(Document, OneWholeDocumentIsExpected) {
  const std::string good = R"({"a": [1, "x", null, 2.5e3]})";
  ASSERT_EQ(document_refusal(good), "");
  for (std::size_t length = 0; length < good.size(); ++length)
    EXPECT_NE(document_refusal(good.substr(0, length)), "") << length;
  EXPECT_NE(document_refusal(good + "1"), "");
  EXPECT_NE(document_refusal("{\"a\": \"\xff\"}"), "");
  EXPECT_NE(document_refusal("[1e999]"), "");
  EXPECT_NE(document_refusal("[NaN]"), "");
}

TEST(Document, FieldsAreThoseThatAreKnown) {
  const Json object = Json::parse(R"({"a": 1, "b": 2})");
  EXPECT_NO_THROW(require_fields(object, "x", {"a"}, {"b", "c"}));
  EXPECT_THROW(require_fields(object, "x", {"a"}), Rejected);
  EXPECT_THROW(require_fields(object, "x", {"a", "b", "c"}), Rejected);
  EXPECT_THROW(require_fields(Json::array(), "x", {}), Rejected);
}

TEST(Document, IntegersAreInRange) {
  const auto value = [](const char* text) {
    return integer_field(Json{{"n", Json::parse(text)}}, "x", "n", 1, 9);
  };
  EXPECT_EQ(value("9"), 9);
  for (const char* text : {"0", "10", "-1", "1.0", "\"1\"", "18446744073709551615", "null", "true"})
    EXPECT_THROW(value(text), Rejected) << text;
}

TEST(Document, ScalesAreFractionsOrRoots) {
  const Scale third = parse_scale("1/3", "x");
  EXPECT_FALSE(third.root);
  EXPECT_EQ(third.value, Rational(1) / Rational(3));
  const Scale root = parse_scale("-sqrt(2)", "x");
  EXPECT_TRUE(root.root);
  EXPECT_EQ(root.sign, -1);
  EXPECT_EQ(root.value, Rational(2));
  const Scale square = parse_scale("-sqrt(4/9)", "x");
  EXPECT_FALSE(square.root);
  EXPECT_EQ(square.value, Rational(-2) / Rational(3));
  for (const char* text : {"", "2/6", "0.5", "sqrt(-2)", "sqrt()", "sqrt(2", "sqrt2", "--1", "-sqrt(2)x",
                           "1/0", "+1", "1e3", " 1", "sqrt(sqrt(2))", "inf"})
    EXPECT_THROW(parse_scale(text, "x"), Rejected) << text;
  EXPECT_THROW(parse_scale(std::string(2000, '9'), "x"), Rejected);
}

TEST(Document, EntriesAreInRangeAndDistinct) {
  const auto list = [](const char* text) {
    return entries_field(Json{{"n", Json::parse(text)}}, "x", "n", 2, 3);
  };
  EXPECT_EQ(list("[[1, 2], [0, 0]]"), (std::vector<std::pair<long, long>>{{0, 0}, {1, 2}}));
  for (const char* text : {"[[2, 0]]", "[[0, 3]]", "[[-1, 0]]", "[[0]]", "[[0, 0, 0]]", "[0]", "{}",
                           "[[0, 0.0]]", "[[0, 1], [0, 1]]", "[[18446744073709551615, 0]]", "[[\"0\", 0]]"})
    EXPECT_THROW(list(text), Rejected) << text;
}

/// What is printed of a claim is never stronger than the claim.
TEST(Rational, DecimalsAreRoundedTheSafeWay) {
  const Rational third = Rational::parse("100000000000000000000000001/300000000000000000000000000");
  EXPECT_EQ(third.at_most(4), "0.3333");
  EXPECT_EQ(third.at_least(4), "0.3334");
  EXPECT_EQ((-third).at_most(4), "-0.3334");
  EXPECT_EQ(Rational::parse("600000000000000000000001/1000000000000000000000000000000").at_most(2), "6e-07");
  EXPECT_EQ(Rational::parse("2/9").at_most(2), "2/9");
  EXPECT_EQ(Rational(0).at_least(), "0");
  for (const double x : {1e-12 / 3, 7.0 / 3, 12345.678901234567, 1e20 / 7}) {
    const Rational q = Rational::from_double(x);
    EXPECT_LE(std::stod(q.at_most(12)), x * (1 + 1e-15));
    EXPECT_GE(std::stod(q.at_least(12)), x * (1 - 1e-15));
    EXPECT_NEAR(std::stod(q.at_most(12)), x, 1e-10 * x);
  }
}

TEST(Document, NothingIsHiddenBehindANul) {
  using namespace std::string_literals;
  EXPECT_THROW(parse_document("{}\0{\"verdict\": 1}"s), Rejected);
  EXPECT_THROW(parse_document("\xEF\xBB\xBF{}"), Rejected);
  EXPECT_NO_THROW(parse_document("{}"));
}

}  // namespace
}  // namespace orthant::checker
