#include "orthant/files/matrix_market.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <sstream>

#include "orthant/base/random.hpp"
#include "refusal.hpp"

namespace orthant {
namespace {

const std::string coordinate = "%%MatrixMarket matrix coordinate real general\n";
const std::string symmetric_head = "%%MatrixMarket matrix coordinate real symmetric\n";
const std::string array = "%%MatrixMarket matrix array real general\n";

DataMatrix read_mtx(const std::string& text) {
  std::istringstream in(text);
  return read_matrix_market(in, "a.mtx");
}

std::string mtx_refusal(const std::string& text) {
  const std::string message = refusal([&] { read_mtx(text); });
  expect_one_line(message);
  return message;
}

TEST(MatrixMarket, CoordinateAndArrayOfOneMatrixAgree) {
  Random random(1);
  for (const bool is_symmetric : {false, true}) {
    const Index rows = 9, cols = is_symmetric ? 9 : 6;
    Matrix A(rows, cols);
    for (double& a : A.reshaped()) a = random.uniform() < 0.5 ? 0 : random.normal() * 1e5;
    if (is_symmetric) A.triangularView<Eigen::StrictlyUpper>() = A.transpose();
    std::string entries, values;
    int count = 0;
    for (Index j = 0; j < cols; ++j) {
      for (Index i = is_symmetric ? j : 0; i < rows; ++i) {
        values += fmt::format("{}\n", A(i, j));
        if (A(i, j) == 0) continue;
        entries += fmt::format("{} {} {}\n", i + 1, j + 1, A(i, j));
        ++count;
      }
    }
    const std::string symmetry = is_symmetric ? "symmetric" : "general";
    const auto sparse = read_mtx(fmt::format("%%MatrixMarket matrix coordinate real {}\n{} {} {}\n{}",
                                             symmetry, rows, cols, count, entries));
    const auto dense =
        read_mtx(fmt::format("%%MatrixMarket matrix array real {}\n{} {}\n{}", symmetry, rows, cols, values));
    EXPECT_TRUE(sparse.is_sparse());
    EXPECT_FALSE(dense.is_sparse());
    EXPECT_EQ(entries_of(sparse), A);
    EXPECT_EQ(entries_of(dense), A);
    EXPECT_EQ(sparse.stored(), (A.array() != 0).count());
    EXPECT_EQ(sparse.is_symmetric(), is_symmetric);
  }
}

TEST(MatrixMarket, ShortestDecimalsAreReadBackToTheBit) {
  Random random(2);
  std::string values;
  Vector expected(1000);
  for (double& a : expected) {
    do {
      a = std::bit_cast<double>(random.below(~std::uint64_t{0}));
    } while (!std::isfinite(a));
  }
  expected[0] = -0.0;
  expected[1] = 5e-324;
  expected[2] = -1.7976931348623157e308;
  for (const double a : expected) values += fmt::format("{}\n", a);
  const Matrix back = entries_of(read_mtx(array + "1000 1\n" + values));
  for (Index i = 0; i < 1000; ++i) {
    EXPECT_EQ(std::bit_cast<std::uint64_t>(back(i, 0)), std::bit_cast<std::uint64_t>(expected[i])) << i;
  }
}

TEST(MatrixMarket, AcceptsEveryLegalForm) {
  const Matrix expected{{0, 2}, {-3, 0}};
  for (const char* text :
       {"%%MatrixMarket matrix coordinate real general\n2 2 2\n1 2 2\n2 1 -3\n",
        "%%matrixmarket MATRIX Coordinate Integer GENERAL\r\n2 2 2\r\n2 1 -3\r\n1 2 2\r\n",
        "%%MatrixMarket matrix coordinate double general\n%\n% words\n\n  2\t2  2 \n\n 1 2 +2.0e0\n"
        "% between\n\t2 1 -3.\n\n%end",
        "%%MatrixMarket matrix array real general\n2 2\n0\n-3\n2\n0",
        "%%MatrixMarket matrix array integer general\n%\n2 2\n0\n-3\n\n2\n0\n\n\n"}) {
    EXPECT_EQ(entries_of(read_mtx(text)), expected) << text;
  }
  EXPECT_EQ(entries_of(read_mtx("%%MatrixMarket matrix coordinate pattern symmetric\n2 2 2\n1 1\n2 1\n")),
            (Matrix{{1, 1}, {1, 0}}));
  EXPECT_EQ(entries_of(read_mtx("%%MatrixMarket matrix array integer symmetric\n2 2\n1\n2\n3\n")),
            (Matrix{{1, 2}, {2, 3}}));
  EXPECT_EQ(entries_of(read_mtx(coordinate + "2 3 0\n")), Matrix::Zero(2, 3));
}

TEST(MatrixMarket, AWrittenZeroStaysAnEntry) {
  const DataMatrix data = read_mtx(coordinate + "2 2 2\n1 1 0\n2 1 1e-400\n");
  EXPECT_EQ(data.stored(), 2);
  EXPECT_EQ(data.squared_norm(), 0);
}

TEST(MatrixMarket, AnyOrderOfLinesIsTheSameMatrix) {
  const Matrix expected{{1.5, 0, 0.1}, {0, 2, 3}, {4, 0, 0}};
  const std::string lines[] = {"1 1 1.5\n", "1 3 0.1\n", "2 2 2\n", "2 3 3\n", "3 1 4\n"};
  std::array<size_t, 5> order{0, 1, 2, 3, 4};
  do {
    std::string text = coordinate + "3 3 5\n";
    for (const size_t line : order) text += lines[line];
    EXPECT_EQ(entries_of(read_mtx(text)), expected) << text;
  } while (std::next_permutation(order.begin(), order.end()));
}

/// The order of lines says nothing, except for which of two equal coordinates came second.
TEST(MatrixMarket, FindsARepeatedCoordinateBetweenCommentsAndBlankLines) {
  EXPECT_EQ(mtx_refusal(coordinate + "3 3 4\n3 1 1\n% c\n\n1 2 1\n2 2 1\n\n3 1 5\n"),
            "a.mtx: line 9: entry (3, 1) is given twice, first in line 3; expected every entry at most once");
  // Column by column; of two pairs the one that is complete first.
  EXPECT_EQ(mtx_refusal(coordinate + "3 3 6\n2 1 1\n3 1 1\n1 2 1\n2 2 7\n2 2 1\n1 2 1\n"),
            "a.mtx: line 7: entry (2, 2) is given twice, first in line 6; expected every entry at most once");
  EXPECT_EQ(mtx_refusal(coordinate + "3 3 5\n2 1 1\n2 1 1\n1 2 1\n1 2 1\n2 2 1\n"),
            "a.mtx: line 4: entry (2, 1) is given twice, first in line 3; expected every entry at most once");
  EXPECT_EQ(mtx_refusal(symmetric_head + "3 3 3\n2 2 1\n3 1 1\n2 2 0\n"),
            "a.mtx: line 5: entry (2, 2) is given twice, first in line 3; expected every entry at most once");
  EXPECT_EQ(mtx_refusal(symmetric_head + "3 3 2\n3 1 1\n1 3 1\n"),
            "a.mtx: line 4: entry (1, 3) is above the diagonal; expected the lower triangle only");
}

TEST(MatrixMarketRefusal, FirstLine) {
  EXPECT_EQ(mtx_refusal(""), "a.mtx: is empty (0 bytes); expected a matrix");
  EXPECT_EQ(mtx_refusal("1,2,3\n"),
            "a.mtx: line 1: found \"1,2,3\"; expected %%MatrixMarket matrix coordinate|array …");
  EXPECT_EQ(mtx_refusal("%%MatrixMarket matrix array real\n1 1\n1\n"),
            "a.mtx: line 1: found 4 words; expected 5: %%MatrixMarket matrix format field symmetry");
  EXPECT_EQ(mtx_refusal("%%MatrixMarket vector array real general\n"),
            "a.mtx: line 1: found \"vector\"; expected matrix");
  EXPECT_EQ(mtx_refusal("%%MatrixMarket matrix elemental real general\n"),
            "a.mtx: line 1: found \"elemental\"; expected coordinate or array");
  EXPECT_EQ(mtx_refusal("%%MatrixMarket matrix array complex general\n"),
            "a.mtx: line 1: found \"complex\"; expected real, integer or pattern: only real matrices are "
            "recovered");
  EXPECT_EQ(mtx_refusal("%%MatrixMarket matrix array pattern general\n"),
            "a.mtx: line 1: found \"pattern\"; expected real or integer: an array lists values");
  EXPECT_EQ(
      mtx_refusal("%%MatrixMarket matrix coordinate real skew-symmetric\n"),
      "a.mtx: line 1: found \"skew-symmetric\"; expected general or symmetric: a skew-symmetric matrix has "
      "negative entries");
  EXPECT_EQ(mtx_refusal("%%MatrixMarket matrix coordinate real hermitian\n"),
            "a.mtx: line 1: found \"hermitian\"; expected general or symmetric");
}

TEST(MatrixMarketRefusal, Sizes) {
  EXPECT_EQ(mtx_refusal(coordinate),
            "a.mtx: line 1: the file ends here; expected a line of sizes: rows columns entries");
  EXPECT_EQ(mtx_refusal(array + "%\n2\n"), "a.mtx: line 3: found 1 word; expected 2: rows columns");
  EXPECT_EQ(mtx_refusal(coordinate + "2 2\n"),
            "a.mtx: line 2: found 2 words; expected 3: rows columns entries");
  EXPECT_EQ(mtx_refusal(coordinate + "0 2 0\n"),
            "a.mtx: line 2: 0 × 2 is empty; expected at least one row and one column");
  EXPECT_EQ(mtx_refusal(coordinate + "-1 2 0\n"), "a.mtx: line 2: rows -1; expected 0 ≤ rows ≤ 2147483647");
  EXPECT_EQ(mtx_refusal(array + "2 2147483648\n"),
            "a.mtx: line 2: columns 2147483648; expected 0 ≤ columns ≤ 2147483647");
  EXPECT_EQ(mtx_refusal(coordinate + "2 99999999999999999999 1\n"),
            "a.mtx: line 2: columns 99999999999999999999; expected 0 ≤ columns ≤ 2147483647");
  EXPECT_EQ(mtx_refusal(coordinate + "2 2.0 1\n"),
            "a.mtx: line 2: columns \"2.0\"; expected 0 ≤ columns ≤ 2147483647");
  EXPECT_EQ(mtx_refusal(coordinate + "2 3 7\n"), "a.mtx: line 2: entries 7; expected 0 ≤ entries ≤ 6");
  EXPECT_EQ(mtx_refusal(symmetric_head + "2 3 1\n1 1 1\n"),
            "a.mtx: line 2: a symmetric matrix of 2 × 3; expected as many rows as columns");
}

/// Sizes and counts are claims: memory is taken only for what the file can back.
TEST(MatrixMarketRefusal, AbsurdSizes) {
  EXPECT_EQ(mtx_refusal(array + "2147483647 2147483647\n1\n"),
            "a.mtx: line 2: the rest of the file holds at most 1 entries; expected 4611686014132420609");
  EXPECT_EQ(mtx_refusal(coordinate + "2147483647 2 1\n1 1 1\n"),
            "a.mtx: line 2: 2147483647 rows for 1 entries; expected at most 16777216 empty rows");
  EXPECT_EQ(mtx_refusal(coordinate + "2 2147483647 1\n1 1 1\n"),
            "a.mtx: line 2: 2147483647 columns for 1 entries; expected at most 16777216 empty columns");
  EXPECT_EQ(mtx_refusal(coordinate + "2147483647 2147483647 4611686014132420609\n1 1 1\n"),
            "a.mtx: line 3: the file ends after 1 entries; expected 4611686014132420609");
}

TEST(MatrixMarketRefusal, Entries) {
  const std::string start = coordinate + "10 4 3\n%\n\n1 1 1\n2 2 2\n";
  EXPECT_EQ(mtx_refusal(start + "12 1 1\n"), "a.mtx: line 7: row 12; expected 1 ≤ row ≤ 10");
  EXPECT_EQ(mtx_refusal(start + "0 1 1\n"), "a.mtx: line 7: row 0; expected 1 ≤ row ≤ 10");
  EXPECT_EQ(mtx_refusal(start + "3 5 1\n"), "a.mtx: line 7: column 5; expected 1 ≤ column ≤ 4");
  EXPECT_EQ(mtx_refusal(start + "3 x 1\n"), "a.mtx: line 7: column \"x\"; expected 1 ≤ column ≤ 4");
  EXPECT_EQ(mtx_refusal(start + "3 4\n"), "a.mtx: line 7: found 2 words; expected 3: row column value");
  EXPECT_EQ(mtx_refusal(start + "3 4 5 6 7 8\n"),
            "a.mtx: line 7: found 6 words; expected 3: row column value");
  EXPECT_EQ(mtx_refusal(start + "3 4 1.5x\n"), "a.mtx: line 7: found \"1.5x\"; expected a number");
  EXPECT_EQ(mtx_refusal(start + "3 4 NaN\n"), "a.mtx: line 7: found \"NaN\"; expected a finite number");
  EXPECT_EQ(mtx_refusal(start + "3 4 -inf\n"), "a.mtx: line 7: found \"-inf\"; expected a finite number");
  EXPECT_EQ(mtx_refusal(start + "3 4 1e309\n"),
            "a.mtx: line 7: found \"1e309\"; expected a number below 1.8e308 in size");
  EXPECT_EQ(mtx_refusal(start), "a.mtx: line 6: the file ends after 2 entries; expected 3");
  EXPECT_EQ(mtx_refusal(start + "3 3 3\n\n4 4 4\n"),
            "a.mtx: line 9: found \"4 4 4\"; expected the end of the file after 3 entries");
  EXPECT_EQ(mtx_refusal(start + "3 3 " + std::string(100, '7') + "z\n"),
            "a.mtx: line 7: found \"" + std::string(40, '7') + "…\"; expected a number");
  EXPECT_EQ(mtx_refusal(start + std::string("3 3 \0\x01\xc3\n", 8)),
            "a.mtx: line 7: found \"\\x00\\x01\\xc3\"; expected a number");
  EXPECT_EQ(mtx_refusal(start + std::string(70000, ' ') + "\n"),
            "a.mtx: line 7: longer than 65536 bytes, starts \"" + std::string(40, ' ') +
                "…\"; expected a text file");
}

TEST(MatrixMarketRefusal, IntegersAndPatterns) {
  const std::string integers = "%%MatrixMarket matrix array integer general\n1 1\n";
  EXPECT_EQ(mtx_refusal(integers + "1.5\n"),
            "a.mtx: line 3: found \"1.5\"; expected an integer of at most 64 bits");
  EXPECT_EQ(mtx_refusal(integers + "9007199254740993\n"),
            "a.mtx: line 3: found \"9007199254740993\"; expected an integer that a double holds exactly");
  EXPECT_EQ(mtx_refusal(integers + "9223372036854775807\n"),
            "a.mtx: line 3: found \"9223372036854775807\"; expected an integer that a double holds exactly");
  EXPECT_EQ(mtx_refusal("%%MatrixMarket matrix coordinate pattern general\n1 1 1\n1 1 1\n"),
            "a.mtx: line 3: found 3 words; expected 2: row column");
}

TEST(MatrixMarketRefusal, Arrays) {
  EXPECT_EQ(mtx_refusal(array + "2 2\n1\n2\n3 4\n"), "a.mtx: line 5: found 2 words; expected 1: value");
  EXPECT_EQ(mtx_refusal(array + "2 2\n1\n2\n% no\n3\n"),
            "a.mtx: line 6: the file ends after 3 entries; expected 4");
  EXPECT_EQ(mtx_refusal(array + "2 2\n1\n2\n3\n4\n5\n"),
            "a.mtx: line 7: found \"5\"; expected the end of the file after 4 entries");
}

TEST(MatrixMarketRefusal, EveryBeginningOfAFile) {
  for (const std::string& file :
       {coordinate + "% c\n3 2 3\n1 1 1.5\n3 2 -2e-3\n2 1 0\n",
        symmetric_head + "3 3 3\n1 1 1\n2 1 2\n3 3 7\n", array + "2 2\n1\n2.5\n\n3\n4\n",
        std::string("%%MatrixMarket matrix coordinate pattern general\n1 2 1\n1 2\n"),
        std::string("%%MatrixMarket matrix array integer symmetric\r\n2 2\r\n1\r\n2\r\n3\r\n")}) {
    EXPECT_EQ(mtx_refusal(file), "accepted");
    expect_robust(file, read_matrix_market);
  }
}

}  // namespace
}  // namespace orthant
