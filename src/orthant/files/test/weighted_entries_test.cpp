// Missing and weighted entries, against the dense matrices that they come from.

#include "orthant/files/read_matrix.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <sstream>

#include "orthant/files/csv.hpp"
#include "orthant/files/npy.hpp"
#include "refusal.hpp"
#include "support/random_problems.hpp"

namespace orthant {
namespace {

const double nan_value = std::numeric_limits<double>::quiet_NaN();

Matrix dense_of(const CompressedLines& lines, double absent) {
  Matrix out = Matrix::Constant(lines.lines, lines.length, absent);
  for (Index i = 0; i < lines.lines; ++i)
    for (std::int64_t p = lines.start[i]; p < lines.start[i + 1]; ++p)
      out(i, lines.index[p]) = lines.value[p];
  return out;
}

TEST(MissingEntries, AreWhatIsNan) {
  Random random(1);
  Matrix A = testing::random_matrix(random, 5, 4);
  A(1, 2) = 0;  // an observed zero
  const Matrix mask = testing::random_mask(random, 5, 4, 0.6);
  Matrix with = A;
  for (Index e = 0; e < A.size(); ++e)
    if (mask.data()[e] == 0) with.data()[e] = nan_value;
  for (const DataMatrix& data : {DataMatrix::dense(with), DataMatrix::dense_row_major(with.transpose())}) {
    const CompressedLines entries = entries_not_nan(data);
    EXPECT_EQ(entries.nonzeros(), mask.sum());
    EXPECT_EQ(dense_of(entries, -1), (mask.array() > 0).select(A, -1.0).matrix());
  }
}

TEST(MissingEntries, AreReadOnRequestOnly) {
  const auto read = [](const std::string& text, const CsvOptions& options) {
    std::istringstream in(text);
    return read_csv_table(in, "a.csv", options).data;
  };
  const std::string text = "1,nan,3\nNaN,5,-nan\n";
  const CompressedLines entries = entries_not_nan(read(text, {.missing = Missing::nan}));
  Matrix expected(2, 3);
  expected << 1, -1, 3, -1, 5, -1;
  EXPECT_EQ(dense_of(entries, -1), expected);
  EXPECT_NE(refusal([&] { read(text, {}); }).find("expected a finite number"), std::string::npos);
  EXPECT_NE(
      refusal([&] { read("1,inf\n2,3\n", {.missing = Missing::nan}); }).find("expected a finite number"),
      std::string::npos);
}

TEST(WeightedEntries, AreThoseWithAPositiveWeight) {
  Random random(2);
  const Matrix A = testing::random_matrix(random, 6, 5), mask = testing::random_mask(random, 6, 5, 0.5),
               kept = testing::random_mask(random, 6, 5, 0.7),
               W = testing::random_matrix(random, 6, 5).cwiseProduct(kept);
  const Matrix thinned = A.cwiseProduct(mask);
  const auto sparse = [&](const Matrix& M, const Matrix& where) {
    return DataMatrix::sparse_rows(testing::compressed(M, where));
  };
  for (const DataMatrix& weights :
       {DataMatrix::dense(W), DataMatrix::dense_row_major(W.transpose()), sparse(W, kept)}) {
    const auto expect = [&](const DataMatrix& data, bool absent_is_zero, const Matrix& values,
                            const Matrix& where) {
      const WeightedEntries found = weighted_entries(data, absent_is_zero, weights, "w.npy");
      const Matrix observed = kept.cwiseProduct(where);
      EXPECT_EQ(found.values.nonzeros(), observed.sum());
      EXPECT_EQ(dense_of(found.values, -1), (observed.array() > 0).select(values, -1.0).matrix());
      CompressedLines omega = found.values;
      for (size_t p = 0; p < omega.value.size(); ++p) omega.value[p] = found.weights[p] * found.weights[p];
      EXPECT_LE((dense_of(omega, 0) - W.cwiseProduct(where)).norm(), 1e-15);
    };
    const Matrix everywhere = Matrix::Ones(6, 5);
    expect(DataMatrix::dense(A), true, A, everywhere);
    expect(DataMatrix::dense(A), false, A, everywhere);  // dense data have no absent coordinates
    expect(sparse(thinned, mask), true, thinned, everywhere);
    expect(sparse(thinned, mask), false, thinned, mask);
  }
}

TEST(WeightedEntries, RefuseInOneLine) {
  const DataMatrix A = DataMatrix::dense(Matrix::Ones(2, 3));
  const auto says = [&](const Matrix& W) {
    return refusal([&] { weighted_entries(A, true, DataMatrix::dense(W), "w.npy"); });
  };
  Matrix W = Matrix::Ones(2, 3);
  EXPECT_EQ(says(Matrix::Ones(3, 2)), "w.npy: size 3×2; expected 2×3, that of the data");
  EXPECT_EQ(says(Matrix::Zero(2, 3)), "w.npy: all weights are zero; expected at least one positive weight");
  W(1, 2) = -1;
  EXPECT_EQ(says(W), "w.npy: entry (2, 3) is -1; expected 0 or a weight from 1e-20 to 1e20");
  W(1, 2) = 1e30;
  EXPECT_EQ(says(W), "w.npy: entry (2, 3) is 1e+30; expected 0 or a weight from 1e-20 to 1e20");
  const DataMatrix one = DataMatrix::sparse_rows(compress_rows(2, 3, {{0, 0, 1.0}}));
  const DataMatrix other = DataMatrix::sparse_rows(compress_rows(2, 3, {{1, 1, 1.0}}));
  EXPECT_NE(refusal([&] { weighted_entries(one, false, other, "w.mtx"); }).find("no observed entry"),
            std::string::npos);
}

}  // namespace
}  // namespace orthant
