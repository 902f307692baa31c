#include "orthant/linalg/data_matrix.hpp"

#include <gtest/gtest.h>
#include <omp.h>

#include <cmath>
#include <functional>
#include <limits>
#include <memory>
#include <string>
#include <vector>

#include "orthant/base/error.hpp"
#include "orthant/base/random.hpp"
#include "support/random_problems.hpp"

namespace orthant {
namespace {

using testing::uniform_matrix;

/// About `density` of the entries are nonzero; small integers make sums exact in any order.
Matrix small_integers(Index rows, Index cols, double density, std::uint64_t seed) {
  Random random(seed);
  Matrix A(rows, cols);
  for (Index j = 0; j < cols; ++j) {
    for (Index i = 0; i < rows; ++i) {
      A(i, j) = random.uniform() < density ? static_cast<double>(1 + random.below(9)) : 0.0;
    }
  }
  return A;
}

CompressedLines lines_of(const Matrix& A) {
  std::vector<Triplet> triplets;
  for (Index j = 0; j < A.cols(); ++j) {
    for (Index i = 0; i < A.rows(); ++i) {
      if (A(i, j) != 0)
        triplets.push_back({static_cast<std::int32_t>(i), static_cast<std::int32_t>(j), A(i, j)});
    }
  }
  return compress_rows(A.rows(), A.cols(), std::move(triplets));
}

/// The first rows of a taller matrix: the others must not be looked at.
template <class Value>
DataMatrix view_with_gaps(const Matrix& columns, bool transposed) {
  using Entries = Eigen::Matrix<Value, Eigen::Dynamic, Eigen::Dynamic>;
  const auto wide = std::make_shared<Entries>(
      Entries::Constant(columns.rows() + 3, columns.cols(), std::numeric_limits<Value>::quiet_NaN()));
  wide->topRows(columns.rows()) = columns.cast<Value>();
  const DenseEntries<Value> seen(wide->data(), columns.rows(), columns.cols(),
                                 Eigen::OuterStride<>(wide->rows()));
  return DataMatrix::dense_view(seen, transposed, wide);
}

DataMatrix lines_view(CompressedLines lines, bool rows) {
  const auto kept = std::make_shared<const CompressedLines>(std::move(lines));
  return DataMatrix::sparse_view(kept->view(), rows, kept);
}

struct Storage {
  std::string name;
  DataMatrix (*store)(const Matrix&);
};

class EveryStorage : public ::testing::TestWithParam<Storage> {
 protected:
  DataMatrix store(const Matrix& A) const { return GetParam().store(A); }
};

INSTANTIATE_TEST_SUITE_P(
    , EveryStorage,
    ::testing::Values(
        Storage{"column_major", [](const Matrix& A) { return DataMatrix::dense(A); }},
        Storage{"row_major", [](const Matrix& A) { return DataMatrix::dense_row_major(A.transpose()); }},
        Storage{"column_major_floats",
                [](const Matrix& A) { return DataMatrix::dense_floats(A.cast<float>()); }},
        Storage{
            "row_major_floats",
            [](const Matrix& A) { return DataMatrix::dense_row_major_floats(A.transpose().cast<float>()); }},
        Storage{"csr", [](const Matrix& A) { return DataMatrix::sparse_rows(lines_of(A)); }},
        Storage{"csc", [](const Matrix& A) { return DataMatrix::sparse_columns(lines_of(A.transpose())); }},
        Storage{"view_of_columns", [](const Matrix& A) { return view_with_gaps<double>(A, false); }},
        Storage{"view_of_rows_floats",
                [](const Matrix& A) { return view_with_gaps<float>(A.transpose(), true); }},
        Storage{"view_of_csr", [](const Matrix& A) { return lines_view(lines_of(A), true); }},
        Storage{"view_of_csc", [](const Matrix& A) { return lines_view(lines_of(A.transpose()), false); }}),
    [](const auto& storage) { return storage.param.name; });

TEST_P(EveryStorage, KeepsEveryEntry) {
  const Matrix A = small_integers(23, 17, 0.3, 1);
  const DataMatrix data = store(A);
  EXPECT_EQ(data.rows(), 23);
  EXPECT_EQ(data.cols(), 17);
  Matrix back = Matrix::Zero(23, 17);
  Index visited = 0;
  data.for_each([&](Index i, Index j, double a) {
    back(i, j) = a;
    ++visited;
  });
  EXPECT_EQ(back, A);
  EXPECT_EQ(visited, data.stored());
  EXPECT_EQ(data.stored(), data.is_sparse() ? (A.array() != 0).count() : 23 * 17);
  if (GetParam().name.starts_with("view_of_cs")) {
    EXPECT_EQ(data.bytes(),
              (12 + 10) * data.stored() + 8 * (23 + 17 + 2));  // the caller's, and its other half
  } else if (data.is_sparse()) {
    EXPECT_EQ(data.bytes(), 12 * data.stored() + 8 * (23 + 17 + 2));  // every value is a float
  } else {
    const bool floats = GetParam().name.ends_with("floats");
    EXPECT_EQ(data.bytes(), (floats ? 4 : 8) * 23 * 17);
  }
}

TEST_P(EveryStorage, ProductsAreThoseOfPlainLoops) {
  const Matrix A = small_integers(31, 12, 0.4, 2), V = small_integers(12, 5, 1, 3),
               W = small_integers(31, 4, 1, 4);
  Matrix times = Matrix::Zero(31, 5), transpose_times = Matrix::Zero(12, 4);
  for (Index i = 0; i < 31; ++i) {
    for (Index j = 0; j < 12; ++j) {
      for (Index c = 0; c < 5; ++c) times(i, c) += A(i, j) * V(j, c);
      for (Index c = 0; c < 4; ++c) transpose_times(j, c) += A(i, j) * W(i, c);
    }
  }
  const DataMatrix data = store(A);
  EXPECT_EQ(data.times(V), times);
  EXPECT_EQ(data.transpose_times(W), transpose_times);
  EXPECT_EQ(data.times(V.middleCols(1, 3)),
            times.middleCols(1, 3));  // a block: outer stride is not its height
  EXPECT_EQ(data.times(V.topRows(12).leftCols(1)), times.leftCols(1));
}

TEST_P(EveryStorage, WritesProductsIntoMemoryOfTheCaller) {
  const Matrix A = small_integers(31, 12, 0.4, 2), V = small_integers(12, 5, 1, 3),
               W = small_integers(31, 4, 1, 4);
  const DataMatrix data = store(A);
  for (const Precision precision : {Precision::full, Precision::single}) {
    Matrix out = Matrix::Constant(40, 6, 7);
    data.multiply(V, precision, out.block(2, 1, 31, 5));
    EXPECT_EQ(out.block(2, 1, 31, 5), A * V);
    out.block(2, 1, 31, 5).setConstant(7);
    EXPECT_TRUE((out.array() == 7).all());
    data.multiply_transposed(W, precision, out.topLeftCorner(12, 4));
    EXPECT_EQ(out.topLeftCorner(12, 4), A.transpose() * W);
  }
}

TEST_P(EveryStorage, TransposeProductIsTheAdjoint) {
  const DataMatrix data = store(small_integers(40, 25, 0.2, 5));
  const Matrix P = small_integers(40, 3, 1, 6), Q = small_integers(25, 3, 1, 7);
  EXPECT_EQ(data.times(Q).cwiseProduct(P).sum(), data.transpose_times(P).cwiseProduct(Q).sum());
  EXPECT_EQ(data.inner(P, Q), data.times(Q).cwiseProduct(P).sum());
}

TEST_P(EveryStorage, NormAndSum) {
  const Matrix A = small_integers(19, 8, 0.5, 8);
  const DataMatrix data = store(A);
  EXPECT_EQ(data.squared_norm(), A.squaredNorm());
  EXPECT_EQ(data.sum(), A.sum());
}

TEST_P(EveryStorage, SquaredDistanceIsThatOfThePlainResidual) {
  for (const Index cols : {1, 255, 256, 257, 600}) {
    const Matrix A = small_integers(37, cols, 0.3, 9), L = uniform_matrix(37, 4, 10),
                 R = uniform_matrix(cols, 4, 11);
    double plain = 0;
    for (Index i = 0; i < A.rows(); ++i) {
      for (Index j = 0; j < A.cols(); ++j) {
        double residual = A(i, j);
        for (Index c = 0; c < 4; ++c) residual -= L(i, c) * R(j, c);
        plain += residual * residual;
      }
    }
    EXPECT_NEAR(store(A).squared_distance(L, R), plain, 1e-12 * plain) << cols;
  }
}

TEST_P(EveryStorage, SquaredDistanceOfTallDataUsesSeveralTiles) {
  const Matrix A = small_integers(9000, 3, 0.3, 12), L = uniform_matrix(9000, 2, 13),
               R = uniform_matrix(3, 2, 14);
  const double plain = (A - L * R.transpose()).squaredNorm();
  EXPECT_NEAR(store(A).squared_distance(L, R), plain, 1e-12 * plain);
}

/// ‖A‖² − 2⟨A, LRᵀ⟩ + ‖LRᵀ‖² would leave rounding of size 1e-16‖A‖² here; explicit residuals leave none.
TEST_P(EveryStorage, SquaredDistanceOfAnExactFactorizationIsZero) {
  const Matrix L = small_integers(30, 3, 1, 15) * 0x1p20, R = small_integers(20, 3, 1, 16) * 0x1p20;
  EXPECT_EQ(store(L * R.transpose()).squared_distance(L, R), 0.0);
}

TEST_P(EveryStorage, SquaredDistanceToZeroFactorsIsTheSquaredNorm) {
  const DataMatrix data = store(small_integers(30, 20, 0.1, 17));
  EXPECT_EQ(data.squared_distance(Matrix::Zero(30, 2), Matrix::Zero(20, 2)), data.squared_norm());
  EXPECT_EQ(data.squared_distance(Matrix(30, 0), Matrix(20, 0)), data.squared_norm());
}

/// Sparse sums have a fixed order. Dense products are BLAS's, whose blocking may follow the thread count.
TEST_P(EveryStorage, SparseResultsDoNotDependOnTheNumberOfThreads) {
  const DataMatrix data = store(small_integers(500, 90, 0.1, 18));
  const Matrix L = uniform_matrix(500, 6, 19), R = uniform_matrix(90, 6, 20);
  const int before = omp_get_max_threads();
  omp_set_num_threads(1);
  const double distance = data.squared_distance(L, R);
  const Matrix product = data.times(R);
  for (const int threads : {2, 3, 7}) {
    omp_set_num_threads(threads);
    const double allowed = data.is_sparse() ? 0 : 1e-13;
    EXPECT_LE(std::abs(data.squared_distance(L, R) - distance), allowed * distance) << threads;
    EXPECT_LE((data.times(R) - product).norm(), allowed * product.norm()) << threads;
  }
  omp_set_num_threads(before);
}

TEST_P(EveryStorage, AddsRowsAndColumns) {
  const Matrix A = small_integers(11, 6, 0.4, 21);
  const DataMatrix data = store(A);
  for (Index i = 0; i < 11; ++i) {
    Vector row = Vector::Ones(6);
    data.add_row(i, -2, row);
    EXPECT_EQ(row, Vector(Vector::Ones(6) - 2 * A.row(i).transpose()));
  }
  for (Index j = 0; j < 6; ++j) {
    Vector col = Vector::Ones(11);
    data.add_col(j, 3, col);
    EXPECT_EQ(col, Vector(Vector::Ones(11) + 3 * A.col(j)));
  }
}

TEST_P(EveryStorage, CountsEmptyRowsAndColumns) {
  Matrix A = small_integers(9, 7, 1, 22);
  A.row(2).setZero();
  A.col(0).setZero();
  A.col(5).setZero();
  EXPECT_EQ(store(A).empty_rows(), 1);
  EXPECT_EQ(store(A).empty_cols(), 2);
}

TEST_P(EveryStorage, KnowsASymmetricMatrix) {
  Matrix A = small_integers(12, 12, 0.3, 23);
  A = (A + A.transpose()).eval();
  EXPECT_TRUE(store(A).is_symmetric());
  A(3, 8) += 1;
  EXPECT_FALSE(store(A).is_symmetric());
  A(8, 3) = 0;
  EXPECT_FALSE(store(A).is_symmetric());
  EXPECT_FALSE(store(small_integers(3, 4, 1, 24)).is_symmetric());
}

std::string refusal(const std::function<void()>& action) {
  try {
    action();
  } catch (const InputError& error) {
    return error.what();
  }
  return "accepted";
}

TEST_P(EveryStorage, RefusesShapesThatDoNotMatch) {
  const DataMatrix data = store(small_integers(5, 3, 1, 25));
  Vector short_vector = Vector::Zero(2);
  EXPECT_EQ(refusal([&] { data.times(Matrix::Ones(5, 2)); }),
            "rows of the right factor = 5; expected columns of the data = 3");
  EXPECT_EQ(refusal([&] { data.transpose_times(Matrix::Ones(3, 2)); }),
            "rows of the right factor = 3; expected rows of the data = 5");
  Matrix out(5, 2);
  EXPECT_EQ(refusal([&] { data.multiply(Matrix::Ones(3, 3), Precision::full, out); }),
            "columns of the result = 2; expected columns of the right factor = 3");
  EXPECT_EQ(refusal([&] { data.multiply_transposed(Matrix::Ones(5, 2), Precision::full, out); }),
            "rows of the result = 5; expected rows of the product = 3");
  EXPECT_EQ(refusal([&] { data.squared_distance(Matrix::Ones(4, 2), Matrix::Ones(3, 2)); }),
            "rows of L = 4; expected rows of the data = 5");
  EXPECT_EQ(refusal([&] { data.squared_distance(Matrix::Ones(5, 2), Matrix::Ones(4, 2)); }),
            "rows of R = 4; expected columns of the data = 3");
  EXPECT_EQ(refusal([&] { data.squared_distance(Matrix::Ones(5, 2), Matrix::Ones(3, 1)); }),
            "columns of R = 1; expected columns of L = 2");
  EXPECT_EQ(refusal([&] { data.add_row(0, 1, short_vector); }),
            "length of the vector = 2; expected columns of the data = 3");
  EXPECT_EQ(refusal([&] { data.add_col(3, 1, short_vector); }), "column = 3; expected 0 ≤ column < 3");
  EXPECT_EQ(refusal([&] { data.add_row(-1, 1, short_vector); }), "row = -1; expected 0 ≤ row < 5");
}

/// A third has no float next to it; 1e300 and 1e-300 lie beyond them.
TEST(SparseData, ValuesStayDoublesUnlessAllAreFloats) {
  for (const double a : {1.0 / 3, 1e300, 1e-300}) {
    for (const Index before : {0, 1}) {
      const DataMatrix data = before == 0
                                  ? DataMatrix::sparse_rows(compress_rows(2, 3, {{0, 1, 1.5}, {1, 2, a}}))
                                  : DataMatrix::sparse_columns(compress_rows(2, 3, {{0, 1, 1.5}, {1, 2, a}}));
      EXPECT_EQ(data.bytes(), 2 * 20 + 8 * (2 + 3 + 2));
      EXPECT_EQ(data.sparse_row_lines().value.size(), 2u);
      EXPECT_EQ(data.sum(), 1.5 + a);
    }
  }
  const DataMatrix floats = DataMatrix::sparse_rows(compress_rows(2, 3, {{0, 1, 1.5}, {1, 2, -0.0}}));
  EXPECT_EQ(floats.bytes(), 2 * 12 + 8 * (2 + 3 + 2));
  EXPECT_TRUE(std::signbit(floats.sparse_row_lines().value[1]));
}

/// Indices take two bytes along a side of at most 65536; the numbers are the same on both sides of that.
TEST(SparseData, IsTheSameWithIndicesOfTwoAndOfFourBytes) {
  Random random(19);
  for (const std::int32_t rows : {65535, 65536, 65537}) {
    for (const std::int32_t cols : {30, 65536, 65537}) {
      std::vector<Triplet> entries{
          {0, 0, 1.0 / 3}, {rows - 1, cols - 1, 2}, {0, cols - 1, 3}, {rows - 1, 0, 4}};
      for (std::int32_t i = 1; i < rows - 1; i += 7)
        entries.push_back({i, (i * 31) % cols, random.uniform() + 0.1});
      const CompressedLines lines = compress_rows(rows, cols, entries), turned = lines.turned();
      const DataMatrix by_rows = DataMatrix::sparse_rows(lines), by_cols = DataMatrix::sparse_columns(turned);
      const Index n = lines.nonzeros();
      EXPECT_EQ(by_rows.bytes(),
                n * (24 - 2 * (rows <= 65536) - 2 * (cols <= 65536)) + 8 * (rows + cols + 2));
      EXPECT_EQ(by_cols.bytes(), by_rows.bytes());
      const Matrix V = uniform_matrix(cols, 3, 20), W = uniform_matrix(rows, 3, 21);
      for (const DataMatrix* data : {&by_rows, &by_cols}) {
        const CompressedLines again = data->sparse_row_lines();
        EXPECT_EQ(again.start, lines.start);
        EXPECT_EQ(again.index, lines.index);
        EXPECT_EQ(again.value, lines.value);
        const LineView columns = data->col_lines();
        Matrix AV = Matrix::Zero(rows, 3), AtW = Matrix::Zero(cols, 3);
        for (Index i = 0; i < rows; ++i) {
          for (auto p = lines.start[i]; p < lines.start[i + 1]; ++p) {
            AV.row(i) += lines.value[p] * V.row(lines.index[p]);
            AtW.row(lines.index[p]) += lines.value[p] * W.row(i);
          }
        }
        EXPECT_LT((data->times(V) - AV).norm(), 1e-13 * AV.norm());
        EXPECT_LT((data->transpose_times(W) - AtW).norm(), 1e-13 * AtW.norm());
        for (std::int64_t p = 0; p < n; ++p) ASSERT_EQ(columns.index[p], turned.index[p]);
      }
    }
  }
}

/// Floats that no short decimal gives, and shapes of more than one tile: everything is said of the numbers as
/// doubles.
TEST(FloatData, AreTheNumbersTheyAre) {
  const FloatMatrix narrow = uniform_matrix(700, 300, 26).cast<float>();
  const Matrix wide = narrow.cast<double>(), V = uniform_matrix(300, 7, 27), W = uniform_matrix(700, 7, 28);
  for (const DataMatrix& data :
       {DataMatrix::dense_floats(narrow), DataMatrix::dense_row_major_floats(narrow.transpose())}) {
    EXPECT_LT((data.times(V) - wide * V).cwiseAbs().maxCoeff(), 1e-12);
    EXPECT_LT((data.transpose_times(W) - wide.transpose() * W).cwiseAbs().maxCoeff(), 1e-12);
    EXPECT_NEAR(data.squared_norm(), wide.squaredNorm(), 1e-12 * wide.squaredNorm());
    EXPECT_NEAR(data.squared_distance(W, V), (wide - W * V.transpose()).squaredNorm(),
                1e-12 * (W * V.transpose()).squaredNorm());
    Matrix out(700, 7);
    data.multiply(V, Precision::single, out);
    EXPECT_LT((out - wide * V).cwiseAbs().maxCoeff(), 1e-5 * (wide * V).maxCoeff());
    data.multiply_transposed(W, Precision::single, out.topRows(300));
    EXPECT_LT((out.topRows(300) - wide.transpose() * W).cwiseAbs().maxCoeff(),
              1e-5 * (wide.transpose() * W).maxCoeff());
    data.for_each([&](Index i, Index j, double a) { ASSERT_EQ(a, wide(i, j)); });
    Vector row = Vector::Zero(300), col = Vector::Zero(700);
    data.add_row(3, 0.1, row);
    data.add_col(5, 0.1, col);
    EXPECT_EQ(row, Vector(0.1 * wide.row(3).transpose()));
    EXPECT_EQ(col, Vector(0.1 * wide.col(5)));
  }
}

/// A stored zero is an entry (completion observes it) but no nonzero, and it leaves symmetry as it is.
TEST(SparseData, StoredZeros) {
  const DataMatrix data =
      DataMatrix::sparse_rows(compress_rows(3, 3, {{0, 0, 1.0}, {0, 2, 0.0}, {1, 1, 0.0}, {2, 2, 5.0}}));
  EXPECT_EQ(data.stored(), 4);
  EXPECT_EQ(data.empty_rows(), 1);
  EXPECT_EQ(data.empty_cols(), 1);
  EXPECT_TRUE(data.is_symmetric());
}

TEST(SparseData, GivesItsRowsAndDenseDataHaveNone) {
  EXPECT_EQ(DataMatrix::sparse_rows(compress_rows(1, 2, {{0, 1, 4.0}})).sparse_row_lines().index[0], 1);
  EXPECT_EQ(refusal([] { DataMatrix::dense(Matrix::Ones(2, 2)).sparse_row_lines(); }),
            "the data are dense; expected sparse data");
}

}  // namespace
}  // namespace orthant
