#include "orthant/files/rational_csv.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <sstream>

#include "refusal.hpp"

namespace orthant {
namespace {

RationalSymmetric read_rational(const std::string& text) {
  std::istringstream in(text);
  return read_rational_table(in, "a.csv", {}).Q;
}

std::string rational_refusal(const std::string& text) {
  const std::string message = refusal([&] { read_rational(text); });
  expect_one_line(message);
  return message;
}

void expect_refused(const std::string& text, const std::vector<std::string>& said) {
  const std::string message = rational_refusal(text);
  for (const std::string& part : said)
    EXPECT_NE(message.find(part), std::string::npos) << "expected “" << part << "” in: " << message;
}

TEST(RationalCell, IsExact) {
  const std::pair<const char*, mpq_class> cells[] = {
      {"0", 0},
      {"-0", 0},
      {"7", 7},
      {"+7", 7},
      {"-007", -7},
      {"1/3", mpq_class(1, 3)},
      {"-2/6", mpq_class(-1, 3)},
      {"0/5", 0},
      {"0.1", mpq_class(1, 10)},
      {"-.5", mpq_class(-1, 2)},
      {"5.", 5},
      {"1.25e2", 125},
      {"1.25E-2", mpq_class(1, 80)},
      {"12e+1", 120},
      {"0e999", 0},
  };
  for (const auto& [text, value] : cells) {
    const auto read = parse_rational(text);
    ASSERT_TRUE(read.has_value()) << text;
    EXPECT_EQ(*read, value) << text;
  }
  EXPECT_EQ(*parse_rational("1e-1000") * *parse_rational("1e1000"), 1);
  EXPECT_EQ(*parse_rational("123456789012345678901234567890/7") * 7,
            mpq_class("123456789012345678901234567890"));
}

TEST(RationalCell, AnythingElseIsNone) {
  for (const char* text : {"",
                           "-",
                           "+",
                           ".",
                           "-.",
                           "e5",
                           ".e5",
                           "1e",
                           "1e+",
                           "1e1001",
                           "1e-1001",
                           "1e99999999999999999999",
                           "1/0",
                           "1/00",
                           "1/",
                           "/3",
                           "/",
                           "1/-3",
                           "1/+3",
                           "1//3",
                           "1/3/5",
                           "1.5/3",
                           "1/3.0",
                           "1/3e2",
                           "--1",
                           "+-1",
                           "1 2",
                           " 1",
                           "1 ",
                           "0x10",
                           "nan",
                           "inf",
                           "1,5",
                           "one",
                           "1_000",
                           "1e1.5",
                           "\xef\xbc\x91"})
    EXPECT_FALSE(parse_rational(text).has_value()) << text;
  for (const std::size_t length : {1000U, 1001U, 100000U})
    EXPECT_EQ(*parse_rational(std::string(length, '9')) + 1, mpq_class('1' + std::string(length, '0')));
  EXPECT_FALSE(parse_rational(std::string_view("1\0", 2)).has_value());
}

TEST(RationalCsv, EverySeparatorGivesTheSameMatrix) {
  for (const char* text :
       {"1/3,-0.5\n-1/2,2\n", "1/3;-0.5\n-1/2;2", "1/3 -0.5\n-1/2\t2\n", "  1/3   -0.5 \r\n -1/2  2\r\n",
        "# fractions, exactly\n\n1/3 , -0.5\n# more\n-1/2 , 2\n",
        "\xef\xbb\xbf"
        "1/3,-0.5\n-1/2,2\n",
        "\"1/3\",\"-0.5\"\n-1/2,\"2\"\n", "a,b\n1/3,-0.5\n-1/2,2\n", ",a,b\na,1/3,-0.5\nb,-1/2,2\n",
        "1/3;-0,5\n-1/2;2\n", "1/3,-0.5,\n-1/2,2,\n"}) {
    const RationalSymmetric Q = read_rational(text);
    ASSERT_EQ(Q.order(), 2) << text;
    EXPECT_EQ(Q.entry(0, 0), mpq_class(1, 3)) << text;
    EXPECT_EQ(Q.entry(1, 0), mpq_class(-1, 2)) << text;
    EXPECT_EQ(Q.entry(1, 1), 2) << text;
    EXPECT_EQ(Q.denominator(), 6) << text;
  }
  EXPECT_EQ(read_rational("-5").entry(0, 0), -5);
}

TEST(RationalCsv, Refusals) {
  expect_refused("", {"a.csv: ", "no line of numbers"});
  expect_refused("# nothing\n\n", {"no line of numbers"});
  expect_refused("1,a\n1,2\n", {"line 1: column 2: ", "\"a\""});
  expect_refused("1,2\na,1\n", {"line 2: column 1: ", "\"a\"", "1/3"});
  expect_refused("1,2\n2,1/0\n", {"line 2: column 2: ", "\"1/0\""});
  expect_refused("1,\n2,1\n", {"line 1: column 2: ", "an empty field"});
  expect_refused("1,nan\nnan,1\n", {"line 1: column 2: ", "\"nan\""});
  expect_refused("1,2\n2\n", {"line 2: ", "1 field;", "expected 2"});
  expect_refused("1,2\n", {"1×2", "expected a square matrix"});
  expect_refused("1,2\n2,1\n3,4\n", {"3×2", "expected a square matrix"});
  expect_refused("1,0,1/3\n0,1,0\n2/3,0,1\n",
                 {"entry (3, 1) = 2/3 differs from entry (1, 3) = 1/3", "expected a symmetric matrix"});
  std::string wide = "1";
  for (int k = 0; k < 5000; ++k) wide += ",1";
  expect_refused(wide, {"line 1: ", "5001 fields", "at most 5000"});
}

/// `n` rows with denominators near 10⁹⁸⁴ that have little in common on the diagonal.
std::string with_large_denominators(int n) {
  std::string text;
  for (int i = 0; i < n; ++i) {
    for (int j = 0; j < n; ++j) {
      if (j > 0) text += ',';
      text += i == j ? fmt::format("1/1{:0>984}", 1001 + 2 * i) : "0";
    }
    text += '\n';
  }
  return text;
}

/// What is limited is the memory, over the common denominator: 30 rows take a few megabytes, 250 would take
/// gigabytes.
TEST(RationalCsv, MemoryOverTheCommonDenominatorIsLimited) {
  EXPECT_EQ(read_rational(with_large_denominators(30)).entry(29, 29),
            mpq_class(1, mpz_class(fmt::format("1{:0>984}", 1001 + 2 * 29))));
  expect_refused(with_large_denominators(250), {"over a common denominator", "expected at most 2048"});
}

TEST(RationalCsv, DamagedFilesAreRefusedOrRead) {
  expect_robust("# c\n1/3,-0.5e1,2\n-5,1,0\n2,0,7/9\n", [](std::istream& in, const std::string& name) {
    return read_rational_table(in, name, {}).Q;
  });
}

}  // namespace
}  // namespace orthant
