// Products of Eigen matrices against sums in long double: every form of operand, every way to assign.

#include "orthant/linalg/eigen_products.hpp"

#include <gtest/gtest.h>

#include <array>
#include <limits>

#include "orthant/linalg/matrix.hpp"
#include "support/random_problems.hpp"

namespace orthant {
namespace {

using testing::random_matrix;

/// αAB and a bound of its rounding, entry by entry.
struct LongProduct {
  Matrix value, bound;
};
LongProduct long_product(const Matrix& A, const Matrix& B, double alpha = 1) {
  LongProduct out{Matrix(A.rows(), B.cols()), Matrix(A.rows(), B.cols())};
  for (Index i = 0; i < A.rows(); ++i)
    for (Index j = 0; j < B.cols(); ++j) {
      long double sum = 0, size = 0;
      for (Index k = 0; k < A.cols(); ++k) {
        const long double term = static_cast<long double>(A(i, k)) * B(k, j);
        sum += term;
        size += std::abs(term);
      }
      out.value(i, j) = static_cast<double>(alpha * sum);
      out.bound(i, j) =
          static_cast<double>(std::abs(alpha) * size) * 1e-16 * static_cast<double>(A.cols() + 4);
    }
  return out;
}

void expect_product(const Matrix& measured, const LongProduct& expected) {
  ASSERT_EQ(measured.rows(), expected.value.rows());
  ASSERT_EQ(measured.cols(), expected.value.cols());
  EXPECT_TRUE(((measured - expected.value).array().abs() <= expected.bound.array()).all())
      << "off by " << (measured - expected.value).cwiseAbs().maxCoeff();
}

/// Sizes on both sides of the change from plain loops to BLAS, and with one row, column or term.
const std::array<Index, 3> sizes[] = {{3, 4, 5},   {1, 7, 4},    {6, 3, 1},   {5, 1, 6},
                                      {1, 1, 9},   {30, 20, 25}, {1, 40, 30}, {40, 33, 1},
                                      {25, 1, 31}, {1, 60, 1},   {70, 5, 8}};

TEST(EigenProducts, EveryOperandAndAssignment) {
  Random random(201);
  for (const auto& [m, k, n] : sizes) {
    SCOPED_TRACE(std::to_string(m) + "×" + std::to_string(k) + "×" + std::to_string(n));
    const Matrix A = random_matrix(random, m, k, true), B = random_matrix(random, k, n, true),
                 C = random_matrix(random, m, n, true), At = A.transpose(), Bt = B.transpose();
    const Eigen::Matrix<double, -1, -1, Eigen::RowMajor> A_rows = A, B_rows = B;
    const LongProduct AB = long_product(A, B);
    expect_product(A * B, AB);
    expect_product(At.transpose() * B, AB);
    expect_product(A * Bt.transpose(), AB);
    expect_product(At.transpose() * Bt.transpose(), AB);
    expect_product(A_rows * B, AB);
    expect_product(A * B_rows, AB);
    expect_product(A_rows * B_rows, AB);
    expect_product((2 * A) * (B * -0.5), long_product(A, B, -1));
    expect_product((A + A) * B, long_product(A, B, 2));
    expect_product(A * (B.array() * 3).matrix(), long_product(A, 3 * B));
    expect_product((A * B) * Matrix::Identity(n, n), AB);

    Matrix out = C;
    out += A * B;
    expect_product(out - C, {AB.value, AB.bound.array() + 1e-15});
    out = C;
    out.noalias() -= 2 * A * B;
    expect_product(C - out, {2 * AB.value, 2 * AB.bound.array() + 1e-15});
    Eigen::Matrix<double, -1, -1, Eigen::RowMajor> by_rows = A * B;
    expect_product(by_rows, AB);
    Matrix turned(n, m);
    turned.transpose() = A * B;
    expect_product(turned.transpose(), AB);
  }
}

TEST(EigenProducts, BlocksLeaveTheirSurroundingsAlone) {
  Random random(202);
  for (const auto& [m, k, n] : sizes) {
    SCOPED_TRACE(std::to_string(m) + "×" + std::to_string(k) + "×" + std::to_string(n));
    const Matrix A = random_matrix(random, m + 3, k + 2, true), B = random_matrix(random, k + 4, n + 1, true);
    const LongProduct expected = long_product(A.block(2, 1, m, k), B.block(3, 1, k, n));
    Matrix out = Matrix::Constant(m + 2, n + 3, std::numeric_limits<double>::quiet_NaN());
    out.block(1, 2, m, n).noalias() = A.block(2, 1, m, k) * B.block(3, 1, k, n);
    expect_product(out.block(1, 2, m, n), expected);  // what was there, not a number, does not count
    EXPECT_EQ(out.array().isNaN().count(), out.size() - m * n);
  }
}

TEST(EigenProducts, VectorsWithAndWithoutSteps) {
  Random random(203);
  for (const auto& [m, k, n] : sizes) {
    (void)n;
    SCOPED_TRACE(std::to_string(m) + "×" + std::to_string(k));
    const Matrix A = random_matrix(random, m, k, true), rows = random_matrix(random, 3, k, true),
                 cols = random_matrix(random, m, 3, true);
    const Vector x = rows.row(1).transpose();
    const LongProduct Ax = long_product(A, x);
    expect_product(A * x, Ax);
    expect_product(A * rows.row(1).transpose(), Ax);
    expect_product(A * (2 * x - x), Ax);
    expect_product((x.transpose() * A.transpose()).transpose(), Ax);
    expect_product((rows.row(1) * A.transpose()).transpose(), Ax);
    expect_product(A.transpose() * cols.col(1), long_product(A.transpose(), cols.col(1)));
    Matrix out = Matrix::Constant(2, m, std::numeric_limits<double>::quiet_NaN());
    out.row(0) = A * x;
    expect_product(out.row(0).transpose(), Ax);
    EXPECT_EQ(out.array().isNaN().count(), m);
    Vector y = Vector::Ones(m);
    y.noalias() -= A * x;
    expect_product(Vector::Ones(m) - y, {Ax.value, Ax.bound.array() + 1e-15});
  }
}

/// One row or column, which only the sizes at run time tell, of a matrix in either order.
template <int order>
void expect_right_lines() {
  Random random(205);
  for (const auto& [m, k, n] : sizes) {
    (void)m;
    SCOPED_TRACE(std::to_string(k) + "×" + std::to_string(n));
    const Matrix A = random_matrix(random, k, n, true), one = random_matrix(random, 4, k, true);
    const Vector x = one.row(2).transpose();
    const LongProduct row = long_product(one.middleRows(2, 1), A);
    const auto expect_line = [](const auto& out, const Matrix& line, const LongProduct& expected) {
      expect_product(line, expected);
      EXPECT_EQ(out.array().isNaN().count(), out.size() - line.size());
    };
    const auto blank = [](Index rows, Index cols) {
      return Eigen::Matrix<double, -1, -1, order>(
          Matrix::Constant(rows, cols, std::numeric_limits<double>::quiet_NaN()));
    };
    auto out = blank(3, n + 2);
    out.row(1).tail(n) = one.middleRows(2, 1) * A;
    expect_line(out, out.row(1).tail(n), row);
    out = blank(3, n + 2);
    out.middleRows(1, 1).rightCols(n).noalias() = one.middleRows(2, 1) * A;
    expect_line(out, out.row(1).tail(n), row);
    out = blank(3, n + 2);
    out.middleRows(1, 1).rightCols(n).noalias() = x.transpose() * A;
    expect_line(out, out.row(1).tail(n), row);
    out = blank(3, n + 2);
    out.row(1).tail(n).noalias() = x.transpose() * A;
    expect_line(out, out.row(1).tail(n), row);
    const LongProduct column{row.value.transpose(), row.bound.transpose()};
    auto turned = blank(n + 2, 3);
    turned.middleCols(1, 1).bottomRows(n).noalias() = A.transpose() * x;
    expect_line(turned, turned.col(1).tail(n), column);
    turned = blank(n + 2, 3);
    turned.col(1).tail(n) = A.transpose() * one.transpose().middleCols(2, 1);
    expect_line(turned, turned.col(1).tail(n), column);
  }
}

TEST(EigenProducts, LinesOfAMatrix) {
  expect_right_lines<Eigen::ColMajor>();
  expect_right_lines<Eigen::RowMajor>();
}

TEST(EigenProducts, EmptyOnesAreZeroOrEmpty) {
  EXPECT_EQ(Matrix(Matrix(4, 0) * Matrix(0, 30)), Matrix::Zero(4, 30));
  EXPECT_EQ(Matrix(Matrix(0, 4) * Matrix(4, 30)).rows(), 0);
  EXPECT_EQ(Vector(Matrix(4, 0) * Vector(0)), Vector::Zero(4));
  Matrix C = Matrix::Ones(4, 30);
  C += Matrix(4, 0) * Matrix(0, 30);
  EXPECT_EQ(C, Matrix::Ones(4, 30));
}

TEST(EigenProducts, SinglePrecisionToo) {
  Random random(204);
  const Matrix A = random_matrix(random, 30, 12, true), B = random_matrix(random, 12, 25, true);
  const Eigen::MatrixXf a = A.cast<float>(), b = B.cast<float>();
  const Matrix expected = a.cast<double>() * b.cast<double>();
  const Eigen::MatrixXf product = a * b, turned = b.transpose() * a.transpose();
  EXPECT_LE((product.cast<double>() - expected).cwiseAbs().maxCoeff(), 1e-5);
  EXPECT_LE((turned.cast<double>().transpose() - expected).cwiseAbs().maxCoeff(), 1e-5);
  const Eigen::VectorXf x = b.col(3);
  EXPECT_LE(((a * x).cast<double>() - expected.col(3)).cwiseAbs().maxCoeff(), 1e-5);
}

}  // namespace
}  // namespace orthant
