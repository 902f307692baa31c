#include "orthant/linalg/sparse_product.hpp"

#include <gtest/gtest.h>
#include <omp.h>

#include <cmath>
#include <vector>

#include "orthant/base/random.hpp"
#include "orthant/linalg/sparse.hpp"
#include "support/random_problems.hpp"

namespace orthant {
namespace {

using testing::uniform_matrix;

/// `rare` and `full` lines alternate with empty ones, so that chunks and tiles are of every kind.
CompressedLines random_lines(Index lines, Index length, double rare, double full, std::uint64_t seed) {
  Random random(seed);
  CompressedLines A;
  A.lines = lines;
  A.length = length;
  A.start = {0};
  for (Index i = 0; i < lines; ++i) {
    const double density = i % 3 == 0 ? rare : i % 3 == 1 ? full : 0;
    for (Index j = 0; j < length; ++j) {
      if (random.uniform() >= density) continue;
      A.index.push_back(static_cast<std::int32_t>(j));
      A.value.push_back(random.normal());
    }
    A.start.push_back(static_cast<std::int64_t>(A.index.size()));
  }
  return A;
}

/// max |out − A V| where each entry of A V is a plain sum in long double, against the sum of the sizes of its
/// terms.
double relative_error(const CompressedLines& A, const ConstMatrixRef& V, const ConstMatrixRef& out) {
  double worst = 0;
  for (Index i = 0; i < A.lines; ++i)
    for (Index c = 0; c < V.cols(); ++c) {
      long double sum = 0, size = 1e-300L;
      for (std::int64_t p = A.start[i]; p < A.start[i + 1]; ++p) {
        sum += static_cast<long double>(A.value[p]) * V(A.index[p], c);
        size += std::abs(static_cast<long double>(A.value[p]) * V(A.index[p], c));
      }
      worst = std::max(worst, static_cast<double>(std::abs(out(i, c) - sum) / size));
    }
  return worst;
}

void expect_products(const CompressedLines& A, Index k) {
  // Blocks of larger matrices: the outer stride is not the height.
  const Matrix V = uniform_matrix(A.length + 3, k + 1, 7);
  Matrix out = Matrix::Constant(A.lines + 2, k + 1, 5);
  const auto thin = V.block(2, 1, A.length, k);
  sparse_product(A.view(), thin, Precision::full, out.block(1, 0, A.lines, k));
  EXPECT_LT(relative_error(A, thin, out.block(1, 0, A.lines, k)), 1e-14) << k;
  EXPECT_TRUE((out.row(0).array() == 5).all() && (out.bottomRows(1).array() == 5).all());
  EXPECT_TRUE((out.col(k).array() == 5).all());
  sparse_product(A.view(), thin, Precision::single, out.block(1, 0, A.lines, k));
  EXPECT_LT(relative_error(A, thin, out.block(1, 0, A.lines, k)), 3e-6) << k;
}

TEST(SparseProduct, EveryWidthOfTheThinFactor) {
  const CompressedLines A = random_lines(50, 70, 0.05, 0.6, 1);
  for (Index k = 1; k <= 70; ++k) expect_products(A, k);
  for (const Index k : {127, 128, 129, 200, 300}) expect_products(A, k);
}

TEST(SparseProduct, SeveralTilesOfColumns) {
  // 40,000 rows of 32 doubles are 10 MB, and the full lines are worth visiting in tiles.
  expect_products(random_lines(20, 40000, 0.001, 0.1, 2), 32);
}

TEST(SparseProduct, ShortLinesAreNotTiled) {
  expect_products(random_lines(60, 40000, 0.00002, 0.0002, 3), 32);
}

TEST(SparseProduct, SeveralChunksOfLines) {
  expect_products(random_lines(9000, 60, 0.02, 0.3, 4), 5);
  expect_products(random_lines(5000, 700, 0.1, 0.9, 5), 3);
}

TEST(SparseProduct, NothingInNothingOut) {
  CompressedLines A = random_lines(4, 5, 0, 0, 6);
  Matrix out = Matrix::Constant(4, 3, 7);
  sparse_product(A.view(), uniform_matrix(5, 3, 1), Precision::full, out);
  EXPECT_EQ(out, Matrix::Zero(4, 3));
  A = random_lines(0, 5, 0, 0, 6);
  sparse_product(A.view(), uniform_matrix(5, 3, 1), Precision::full, out.topRows(0));
  A = random_lines(4, 0, 0, 0, 6);
  out.setConstant(7);
  sparse_product(A.view(), Matrix(0, 3), Precision::full, out);
  EXPECT_EQ(out, Matrix::Zero(4, 3));
}

TEST(SparseProduct, ValuesInFloatAreTheSameNumbers) {
  CompressedLines A = random_lines(200, 300, 0.1, 0.4, 8);
  std::vector<float> narrow(A.value.begin(), A.value.end());
  A.value.assign(narrow.begin(), narrow.end());
  const LinesView<float> view{A.lines, A.length, A.start.data(), A.index.data(), narrow.data()};
  const Matrix V = uniform_matrix(300, 11, 9);
  for (const Precision precision : {Precision::full, Precision::single}) {
    Matrix wide(200, 11), out(200, 11);
    sparse_product(A.view(), V, precision, wide);
    sparse_product(view, V, precision, out);
    EXPECT_EQ(out, wide);
  }
}

TEST(SparseProduct, DoesNotDependOnTheNumberOfThreads) {
  const CompressedLines A = random_lines(9000, 600, 0.02, 0.3, 10);
  const Matrix V = uniform_matrix(600, 20, 11);
  const int before = omp_get_max_threads();
  for (const Precision precision : {Precision::full, Precision::single}) {
    Matrix one(9000, 20), out(9000, 20);
    omp_set_num_threads(1);
    sparse_product(A.view(), V, precision, one);
    for (const int threads : {2, 3, 7}) {
      omp_set_num_threads(threads);
      sparse_product(A.view(), V, precision, out);
      EXPECT_EQ(out, one) << threads;
    }
  }
  omp_set_num_threads(before);
}

}  // namespace
}  // namespace orthant
