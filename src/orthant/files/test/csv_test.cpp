#include "orthant/files/csv.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <sstream>

#include "orthant/base/random.hpp"
#include "refusal.hpp"

namespace orthant {
namespace {

DataMatrix read_text(const std::string& text) {
  std::istringstream in(text);
  return read_csv_table(in, "a.csv", {}).data;
}

std::string csv_refusal(const std::string& text) {
  const std::string message = refusal([&] { read_text(text); });
  expect_one_line(message);
  return message;
}

TEST(Csv, EverySeparatorAndDecorationGivesTheSameMatrix) {
  const Matrix expected{{1, -2.5, 3}, {4, 0, 6e3}};
  for (const char* text :
       {"1,-2.5,3\n4,0,6e3\n", "1;-2.5;3\n4;0;6e3", "1\t-2.5\t3\n4\t0\t6e3\n", "1 -2.5 3\n4 0 6e3\n",
        "   1   -2.5\t3  \n\t4 0 \t 6e3\n", "1 \t-2.5 3\n4 0 6e3\n", "1, -2.5, 3\r\n4 ,0 , 6e3\r\n",
        "\"1\",\"-2.5\",3\n4,\" 0 \",6e3\n", "+1,-2.50,3.\n4,0,+6E+3\n",
        "\xef\xbb\xbf"
        "1,-2.5,3\n4,0,6e3\n",
        "# a comment, with; separators\n\n1,-2.5,3\n  # another\n\n4,0,6e3\n# end",
        "a,b,c\n1,-2.5,3\n4,0,6e3\n", "\n# c\n\"width, cm\";\"b\";c\n1;-2.5;3\n4;0;6e3\n",
        "width, cm\theight, cm\tdepth\n1\t-2.5\t3\n4\t0\t6e3\n",
        "\xef\xbb\xbf"
        "a b c\n1 -2.5 3\n4 0 6e3\n"}) {
    EXPECT_EQ(entries_of(read_text(text)), expected) << text;
  }
}

TEST(Csv, ASingleColumnNeedsNoSeparatorAndItsNameMayHoldBlanks) {
  const Matrix expected{{1}, {2}};
  EXPECT_EQ(entries_of(read_text("1\n2\n")), expected);
  EXPECT_EQ(entries_of(read_text("length\n1\n2\n")), expected);
  EXPECT_EQ(entries_of(read_text("length in cm\n1\n2\n")), expected);
  EXPECT_EQ(entries_of(read_text("\"length, in cm\"\n1\n2\n")), expected);
  EXPECT_EQ(entries_of(read_text("7")), Matrix::Constant(1, 1, 7));
}

/// The first line is far shorter or longer than the rest, so that the estimate of the rows is wrong both
/// ways.
TEST(Csv, ShortestDecimalsAreReadBackToTheBit) {
  for (const bool long_first : {false, true}) {
    Random random(3);
    Matrix A(500, 3);
    for (double& a : A.reshaped()) {
      do {
        a = std::bit_cast<double>(random.below(~std::uint64_t{0}));
      } while (!std::isfinite(a));
    }
    if (!long_first) A.row(0).setOnes();
    A.bottomRows(400).setConstant(long_first ? -0.0 : 5e-324);
    std::string text;
    for (Index i = 0; i < A.rows(); ++i) text += fmt::format("{},{},{}\n", A(i, 0), A(i, 1), A(i, 2));
    const Matrix back = entries_of(read_text(text));
    ASSERT_EQ(back.rows(), 500);
    for (Index p = 0; p < A.size(); ++p) {
      EXPECT_EQ(std::bit_cast<std::uint64_t>(back.data()[p]), std::bit_cast<std::uint64_t>(A.data()[p]));
    }
  }
}

TEST(Csv, AVeryLongLineIsRead) {
  std::string text = "0";
  for (int i = 1; i < 100000; ++i) text += fmt::format(",{}", i);
  const DataMatrix data = read_text(text + "\n" + text + "\n");
  EXPECT_EQ(data.rows(), 2);
  EXPECT_EQ(data.cols(), 100000);
  EXPECT_EQ(data.sum(), 99999.0 * 100000);
}

TEST(Csv, NumbersOutsideTheRangeOfDoubles) {
  EXPECT_EQ(entries_of(read_text("1e-400,0.000001e-320,1e-99999999999999999999")), Matrix::Zero(1, 3));
  const std::string many_zeros = "0." + std::string(400, '0') + "1", many_digits = std::string(400, '1');
  EXPECT_EQ(entries_of(read_text(many_zeros))(0, 0), 0);
  EXPECT_TRUE(std::signbit(entries_of(read_text("-" + many_zeros + "e-5"))(0, 0)));
  EXPECT_EQ(entries_of(read_text(many_digits + "e-399"))(0, 0), 1.1111111111111112);
  EXPECT_EQ(entries_of(read_text("0e99999"))(0, 0), 0);
  for (const std::string& large : {many_digits, std::string("1e309"), std::string("-1e99999999999999999999"),
                                   std::string("0.0001e+400"), std::string("1.7976931348623159e308")}) {
    EXPECT_NE(csv_refusal(large).find("expected a number below 1.8e308 in size"), std::string::npos) << large;
  }
}

TEST(CsvRefusal, Fields) {
  EXPECT_EQ(csv_refusal("1,2\n3,abc\n"), "a.csv: line 2: column 2: found \"abc\"; expected a number");
  EXPECT_EQ(csv_refusal("1,2\n# c\n,4\n"),
            "a.csv: line 3: column 1: found an empty field; expected a number");
  EXPECT_EQ(csv_refusal("1,2,\n3,4,5\n"), "a.csv: line 1: column 3: found an empty field; expected a number");
  EXPECT_EQ(csv_refusal("1;2\n3;\"\"\n"), "a.csv: line 2: column 2: found an empty field; expected a number");
  EXPECT_EQ(csv_refusal("1,2\nnan,4\n"), "a.csv: line 2: column 1: found \"nan\"; expected a finite number");
  EXPECT_EQ(csv_refusal("1,-Infinity\n"),
            "a.csv: line 1: column 2: found \"-Infinity\"; expected a finite number");
  EXPECT_EQ(csv_refusal("1;2\n1,5,5;3\n"), "a.csv: line 2: column 1: found \"1,5,5\"; expected a number");
  EXPECT_EQ(csv_refusal("1,2\n3,0x10\n"), "a.csv: line 2: column 2: found \"0x10\"; expected a number");
  EXPECT_EQ(csv_refusal("1,2\n3,--4\n"), "a.csv: line 2: column 2: found \"--4\"; expected a number");
  EXPECT_EQ(csv_refusal("1,2\n3,+-4\n"), "a.csv: line 2: column 2: found \"+-4\"; expected a number");
  EXPECT_EQ(csv_refusal("1,2\n3,4\"\n"),
            "a.csv: line 2: found an opening quotation mark; expected a closing one on the same line");
  EXPECT_EQ(csv_refusal(std::string("1,2\n3,\0\n", 8)),
            "a.csv: line 2: column 2: found \"\\x00\"; expected a number");
}

TEST(CsvRefusal, RaggedRows) {
  EXPECT_EQ(csv_refusal("1,2,3\n\n4,5\n"), "a.csv: line 3: found 2 fields; expected 3 as in line 1");
  EXPECT_EQ(csv_refusal("# c\n1 2\n3 4 5\n"), "a.csv: line 3: found 3 fields; expected 2 as in line 2");
  EXPECT_EQ(csv_refusal("a,b\n1,2\n3\n"), "a.csv: line 3: found 1 field; expected 2 as in line 2");
  EXPECT_EQ(csv_refusal("a,b,c\n1,2\n"),
            "a.csv: line 2: found 2 fields; expected 3, the number of names in line 1");
  EXPECT_EQ(csv_refusal("a,b\n1\n2\n"),
            "a.csv: line 2: found 1 field; expected 2, the number of names in line 1");
}

/// One wrong character in the first line of data must not turn it into a line of names.
TEST(CsvRefusal, MixturesOfNumbersAndText) {
  const std::string which = " (--first-line names or --first-line data says which)";
  EXPECT_EQ(
      csv_refusal("1,2,x3\n4,5,6\n"),
      "a.csv: line 1: column 3: found \"x3\"; expected a number, or a first line of names only" + which);
  EXPECT_EQ(
      csv_refusal("x1,2,3\n4,5,6\n"),
      "a.csv: line 1: column 1: found \"x1\"; expected a number, or a first line of names only" + which);
  EXPECT_EQ(
      csv_refusal("label,nan\n4,5\n"),
      "a.csv: line 1: column 1: found \"label\"; expected a number, or a first line of names only" + which);
  EXPECT_EQ(csv_refusal(",1990,1991\n0,1,2\n"),
            "a.csv: line 1: column 1: found an empty field; expected a number, or a line of names" + which);
  EXPECT_EQ(csv_refusal("a,b\nc,d\n1,2\n"), "a.csv: line 2: column 2: found \"d\"; expected a number");
}

TEST(CsvRefusal, NoNumbers) {
  EXPECT_EQ(csv_refusal("# only\n\n"), "a.csv: the file holds no line of numbers; expected at least one");
  EXPECT_EQ(csv_refusal("\n"), "a.csv: the file holds no line of numbers; expected at least one");
  EXPECT_EQ(csv_refusal("a,b\n"),
            "a.csv: the file ends after the line of names; expected at least one of numbers");
}

TEST(CsvRefusal, EveryBeginningOfAFile) {
  for (const char* file :
       {"a,b\n1,2.5\n-3e2,4\n", "1;\"2\"\r\n# c\r\n3;4\r\n", " 1 2\t3\n4 5 6\n", "x\ty\n1\t2\n"}) {
    EXPECT_EQ(csv_refusal(file), "accepted");
    expect_robust(file,
                  [](std::istream& in, const std::string& name) { return read_csv_table(in, name, {}); });
  }
}

}  // namespace
}  // namespace orthant
