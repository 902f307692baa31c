#include "orthant/linalg/sparse.hpp"

#include <gtest/gtest.h>
#include <omp.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <string>
#include <utility>

#include "orthant/base/error.hpp"
#include "orthant/base/random.hpp"

namespace orthant {
namespace {

/// Distinct random coordinates in random order.
std::vector<Triplet> random_triplets(Index rows, Index cols, size_t count, std::uint64_t seed) {
  Random random(seed);
  std::set<std::pair<std::int32_t, std::int32_t>> taken;
  std::vector<Triplet> triplets;
  while (triplets.size() < count) {
    const auto i = static_cast<std::int32_t>(random.below(static_cast<std::uint64_t>(rows)));
    const auto j = static_cast<std::int32_t>(random.below(static_cast<std::uint64_t>(cols)));
    if (taken.emplace(i, j).second) triplets.push_back({i, j, random.normal()});
  }
  return triplets;
}

Matrix dense(Index rows, Index cols, const std::vector<Triplet>& triplets) {
  Matrix A = Matrix::Zero(rows, cols);
  for (const Triplet& entry : triplets) A(entry.row, entry.col) = entry.value;
  return A;
}

Matrix dense(const CompressedLines& lines) {
  Matrix A = Matrix::Zero(lines.lines, lines.length);
  for (Index i = 0; i < lines.lines; ++i) {
    for (auto p = lines.start[i]; p < lines.start[i + 1]; ++p) A(i, lines.index[p]) = lines.value[p];
  }
  return A;
}

/// What the header promises: starts from 0 to the count, indices ascending and distinct within a line.
void expect_well_formed(const CompressedLines& lines) {
  ASSERT_EQ(lines.start.size(), static_cast<size_t>(lines.lines) + 1);
  EXPECT_EQ(lines.start.front(), 0);
  EXPECT_EQ(lines.start.back(), lines.nonzeros());
  EXPECT_EQ(lines.index.size(), lines.value.size());
  for (Index i = 0; i < lines.lines; ++i) {
    for (auto p = lines.start[i] + 1; p < lines.start[i + 1]; ++p)
      EXPECT_LT(lines.index[p - 1], lines.index[p]);
  }
}

TEST(CompressRows, KeepsEveryEntryWhateverTheOrder) {
  auto triplets = random_triplets(40, 23, 200, 1);
  const Matrix A = dense(40, 23, triplets);
  const auto rows = compress_rows(40, 23, triplets);
  expect_well_formed(rows);
  EXPECT_EQ(dense(rows), A);
  std::reverse(triplets.begin(), triplets.end());
  const auto reversed = compress_rows(40, 23, triplets);
  EXPECT_EQ(reversed.index, rows.index);
  EXPECT_EQ(reversed.value, rows.value);
}

TEST(CompressRows, KeepsStoredZeros) {
  const auto rows = compress_rows(2, 2, {{1, 0, 0.0}, {0, 1, -0.0}});
  EXPECT_EQ(rows.nonzeros(), 2);
  EXPECT_TRUE(std::signbit(rows.value[0]));
}

TEST(CompressRows, AcceptsNoEntries) {
  const auto rows = compress_rows(3, 2, {});
  expect_well_formed(rows);
  EXPECT_EQ(rows.times(Matrix::Ones(2, 4)), Matrix::Zero(3, 4));
}

TEST(CompressRows, RefusesACoordinateGivenTwice) {
  try {
    compress_rows(3, 4, {{0, 0, 1}, {2, 3, 1}, {1, 1, 1}, {2, 3, 1}});
    FAIL() << "accepted";
  } catch (const InputError& error) {
    EXPECT_STREQ(error.what(), "entry (3, 4) is given twice; expected every coordinate at most once");
  }
}

Coordinates coordinates(const std::vector<Triplet>& triplets) {
  Coordinates out;
  for (const Triplet& entry : triplets) {
    out.line.push_back(entry.row);
    out.index.push_back(entry.col);
    out.value.push_back(entry.value);
  }
  return out;
}

TEST(CompressInPlace, KeepsEveryEntryWhateverTheOrder) {
  auto triplets = random_triplets(40, 23, 200, 1);
  const Matrix A = dense(40, 23, triplets);
  const auto by_column = [](const Triplet& a, const Triplet& b) {
    return std::pair(a.col, a.row) < std::pair(b.col, b.row);
  };
  const auto by_row = [](const Triplet& a, const Triplet& b) {
    return std::pair(a.row, a.col) < std::pair(b.row, b.col);
  };
  for (int order = 0; order < 4; ++order) {
    if (order == 1) std::reverse(triplets.begin(), triplets.end());
    if (order == 2) std::sort(triplets.begin(), triplets.end(), by_column);
    if (order == 3) std::sort(triplets.begin(), triplets.end(), by_row);
    const auto rows = compress_in_place(40, 23, coordinates(triplets));
    expect_well_formed(rows);
    EXPECT_EQ(dense(rows), A);
    EXPECT_TRUE(repeated_coordinates(rows).empty());
  }
  expect_well_formed(compress_in_place(3, 2, {}));
}

TEST(CompressInPlace, TellsWhatIsThereTwice) {
  const auto rows = compress_in_place(
      3, 4, coordinates({{2, 3, 1}, {0, 0, 1}, {2, 3, 1}, {1, 1, 1}, {2, 3, 1}, {0, 0, 2}, {1, 2, 1}}));
  using Places = std::vector<std::pair<std::int32_t, std::int32_t>>;
  EXPECT_EQ(repeated_coordinates(rows), (Places{{0, 0}, {2, 3}}));
}

TEST(CompressedLines, TurningDoesNotDependOnTheNumberOfThreads) {
  const auto rows = compress_rows(300, 20, random_triplets(300, 20, 3000, 4));
  const int before = omp_get_max_threads();
  omp_set_num_threads(1);
  const auto one = rows.turned();
  for (const int threads : {2, 3, 8}) {
    omp_set_num_threads(threads);
    const auto cols = rows.turned();
    EXPECT_EQ(cols.start, one.start);
    EXPECT_EQ(cols.index, one.index);
    EXPECT_EQ(cols.value, one.value);
  }
  omp_set_num_threads(before);
}

TEST(CompressedLines, FloatsAreTheSameNumbers) {
  auto rows = compress_rows(30, 50, random_triplets(30, 50, 300, 5));
  EXPECT_FALSE(fits_float(rows));
  for (double& a : rows.value) a = static_cast<float>(a);
  ASSERT_TRUE(fits_float(rows));
  const auto again = widened(line_view(narrowed(rows).turned().turned().view()));
  EXPECT_EQ(again.start, rows.start);
  EXPECT_EQ(again.index, rows.index);
  EXPECT_EQ(again.value, rows.value);
}

TEST(CompressedLines, TurningIsTransposingAndTwiceIsNothing) {
  const auto rows = compress_rows(30, 50, random_triplets(30, 50, 300, 2));
  const auto cols = rows.turned();
  expect_well_formed(cols);
  EXPECT_EQ(dense(cols), dense(rows).transpose());
  const auto again = cols.turned();
  EXPECT_EQ(again.start, rows.start);
  EXPECT_EQ(again.index, rows.index);
  EXPECT_EQ(again.value, rows.value);
}

TEST(CompressedLines, ProductsAreThoseOfTheDenseMatrix) {
  const auto rows = compress_rows(60, 45, random_triplets(60, 45, 400, 3));
  for (const Index k : {1, 3, 8}) {
    const Matrix V = Matrix::Random(45, k), W = Matrix::Random(60, k);
    EXPECT_LT((rows.times(V) - dense(rows) * V).norm(), 1e-13);
    EXPECT_LT((rows.turned().times(W) - dense(rows).transpose() * W).norm(), 1e-13);
  }
  EXPECT_EQ(rows.times(Matrix(45, 0)).cols(), 0);
}

}  // namespace
}  // namespace orthant
