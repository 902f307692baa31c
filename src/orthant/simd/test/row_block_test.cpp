// The inner loops on blocks of rows against their definitions in long double, for every instruction set.

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>

#include "orthant/simd/inner_loops.hpp"

namespace orthant::simd {
namespace {

/// Aligned numbers.
template <class Scalar>
struct Numbers {
  explicit Numbers(std::ptrdiff_t count) : memory(count + 64 / sizeof(Scalar)) {
    const auto address = reinterpret_cast<std::uintptr_t>(memory.data());
    data = memory.data() + ((address + 63) / 64 * 64 - address) / sizeof(Scalar);
  }
  Scalar& operator[](std::ptrdiff_t i) { return data[i]; }
  std::vector<Scalar> memory;
  Scalar* data;
};

template <class Scalar>
struct Block {
  static constexpr std::ptrdiff_t rows = 3 * 64 / sizeof(Scalar), factor_rows = 11;
  const RowBlock<Scalar>& loops;
  std::ptrdiff_t rank, width;
  int vectors;
  Numbers<Scalar> factor, v, x, a, y, d;
  std::mt19937 random{3};

  Block(const Table& table, std::ptrdiff_t r)
      : loops(table.row_block<Scalar>()),
        rank(r),
        width((r + 15) / 16 * 16),
        vectors(static_cast<int>(width / loops.lanes)),
        factor(factor_rows * width),
        v(rows * width),
        x(width),
        a(rows),
        y(rows),
        d(rows) {
    std::uniform_real_distribution<double> uniform(0.1, 1);
    const auto next = [&] { return static_cast<Scalar>(uniform(random)); };
    for (std::ptrdiff_t j = 0; j < factor_rows; ++j)
      for (std::ptrdiff_t k = 0; k < r; ++k) factor[j * width + k] = next();
    for (std::ptrdiff_t p = 0; p < rows; ++p) {
      for (std::ptrdiff_t k = 0; k < r; ++k) v[p * width + k] = next();
      a[p] = p % 5 == 0 ? 0 : next();
      y[p] = p % 10 == 0 ? 0 : next();
      d[p] = next() - Scalar(0.5);
    }
    for (std::ptrdiff_t k = 0; k < r; ++k) x[k] = next();
  }

  long double at(std::ptrdiff_t p, std::ptrdiff_t k) { return v[p * width + k]; }
};

template <class Scalar>
class RowBlocks : public testing::Test {
 protected:
  static constexpr double tolerance = 200 * static_cast<double>(std::numeric_limits<Scalar>::epsilon());
};
using Scalars = testing::Types<float, double>;
TYPED_TEST_SUITE(RowBlocks, Scalars);

TYPED_TEST(RowBlocks, AreTheirDefinitions) {
  for (const Table* table : supported()) {
    for (const std::ptrdiff_t rank : {1, 7, 8, 16, 20, 32, 40, 65}) {
      SCOPED_TRACE(std::string(table->instructions) + " " + std::to_string(rank));
      Block<TypeParam> b(*table, rank);
      const auto rows = b.rows, width = b.width;
      const double eps = this->tolerance * static_cast<double>(rank + rows);

      Numbers<TypeParam> products(rows), sum(width), gram(width * width), q(rows), w(rows);
      b.loops.products(b.v.data, rows, b.vectors, b.x.data, products.data);
      for (std::ptrdiff_t p = 0; p < rows; ++p) {
        long double expected = 0;
        for (std::ptrdiff_t k = 0; k < rank; ++k) expected += b.at(p, k) * b.x[k];
        ASSERT_NEAR(products[p], static_cast<double>(expected), eps) << p;
      }

      b.loops.ratios(b.a.data, b.y.data, rows, q.data, w.data);
      for (std::ptrdiff_t p = 0; p < rows; ++p) {
        const double ratio = b.a[p] > 0 ? static_cast<double>(b.a[p]) / b.y[p] : 0;
        ASSERT_NEAR(q[p], ratio, this->tolerance * (1 + ratio));
        const double weight = b.a[p] > 0 ? ratio / b.y[p] : 0;
        ASSERT_NEAR(w[p], weight, this->tolerance * (1 + weight));
      }

      sum[0] = 2;  // added to
      b.loops.sum(b.v.data, rows, b.vectors, b.d.data, sum.data);
      gram[0] = 1;
      b.loops.gram(b.v.data, rows, b.vectors, rank, b.a.data, gram.data);
      for (std::ptrdiff_t k = 0; k < rank; ++k) {
        long double expected = k == 0 ? 2 : 0;
        for (std::ptrdiff_t p = 0; p < rows; ++p) expected += b.d[p] * b.at(p, k);
        ASSERT_NEAR(sum[k], static_cast<double>(expected), eps) << k;
        for (std::ptrdiff_t l = k; l < rank; ++l) {
          long double entry = k == 0 && l == 0 ? 1 : 0;
          for (std::ptrdiff_t p = 0; p < rows; ++p) entry += b.a[p] * b.at(p, k) * b.at(p, l);
          ASSERT_NEAR(gram[k * width + l], static_cast<double>(entry), eps) << k << " " << l;
        }
      }

      double least = 0;
      const TypeParam t = TypeParam(0.05);
      for (std::ptrdiff_t p = 0; p < rows; ++p) b.y[p] += TypeParam(0.1);
      const double slope = b.loops.slope(b.a.data, b.y.data, b.d.data, t, rows, &least);
      long double expected = 0;
      double lowest = 1;
      for (std::ptrdiff_t p = 0; p < rows; ++p) {
        if (!(b.a[p] > 0)) continue;
        const double moved = static_cast<double>(b.y[p]) + static_cast<double>(t) * b.d[p];
        expected += static_cast<long double>(b.a[p]) * b.d[p] / moved;
        lowest = std::min(lowest, moved);
      }
      EXPECT_NEAR(slope, static_cast<double>(expected), 10 * eps);
      EXPECT_NEAR(least, lowest, this->tolerance);
    }
  }
}

TYPED_TEST(RowBlocks, CopiesGather) {
  for (const Table* table : supported()) {
    Block<TypeParam> b(*table, 20);
    const std::int32_t index[] = {3, 0, 10, 10, 7, 1, 2, 9, 4, 5, 6, 8, 0, 3, 10, 2, 1};
    const std::vector<std::uint16_t> narrow(std::begin(index), std::end(index));
    for (const Indices indices : {Indices{index, nullptr}, Indices{nullptr, narrow.data()}}) {
      std::fill_n(b.v.data, 17 * b.width, TypeParam{-1});
      b.loops.copies(b.factor.data, indices, 17, b.vectors, b.v.data);
      for (int p = 0; p < 17; ++p)
        for (std::ptrdiff_t k = 0; k < b.width; ++k)
          ASSERT_EQ(b.v[p * b.width + k], b.factor[index[p] * b.width + k]) << p << " " << k;
    }
  }
}

TYPED_TEST(RowBlocks, NumbersOfALine) {
  for (const Table* table : supported()) {
    SCOPED_TRACE(table->instructions);
    Block<TypeParam> b(*table, 8);
    const auto rows = b.rows;
    double total = 0;
    std::ptrdiff_t within = 0;
    for (std::ptrdiff_t p = 0; p < rows; ++p) {
      total += b.a[p];
      within += b.a[p] >= TypeParam(0.3) && b.a[p] <= TypeParam(0.8);
    }
    EXPECT_NEAR(b.loops.total(b.a.data, rows), total, this->tolerance * static_cast<double>(rows));
    EXPECT_EQ(b.loops.count_within(b.a.data, rows, TypeParam(0.3), TypeParam(0.8)), within);
    EXPECT_GT(within, 0);

    // y is zero at times, but only where a is.
    EXPECT_TRUE(b.loops.reaches(b.a.data, b.y.data, rows, TypeParam(0.05), TypeParam(2)));
    const TypeParam kept = b.y[rows - 1];
    for (const TypeParam lost :
         {TypeParam(0.05), TypeParam(2), std::numeric_limits<TypeParam>::quiet_NaN()}) {
      b.y[rows - 1] = lost;
      EXPECT_FALSE(b.loops.reaches(b.a.data, b.y.data, rows, TypeParam(0.05), TypeParam(2)));
    }
    b.y[rows - 1] = kept;

    Numbers<TypeParam> moved(rows);
    std::copy_n(b.y.data, rows, moved.data);
    for (std::ptrdiff_t p = 0; p < rows; ++p)
      if (b.y[p] == 0) b.d[p] = 0;
    EXPECT_FALSE(b.loops.advance(moved.data, b.d.data, TypeParam(0.05), rows));
    for (std::ptrdiff_t p = 0; p < rows; ++p)
      EXPECT_NEAR(moved[p], b.y[p] + TypeParam(0.05) * b.d[p], this->tolerance);
    b.d[5] = -b.y[5];
    EXPECT_TRUE(b.loops.advance(b.y.data, b.d.data, TypeParam(0.95), rows));
  }
}

TEST(LogSum, IsItsDefinition) {
  for (const Table* table : supported()) {
    SCOPED_TRACE(table->instructions);
    Numbers<float> a(16), q(16);
    const float smallest = std::numeric_limits<float>::min(), largest = std::numeric_limits<float>::max();
    const float values[] = {1,       0.70710677F, 0.70710683F, 0.9999999F, 1.0000001F, smallest,
                            largest, 1e-3F,       37,          2,          0.5F,       3e9F};
    for (const float value : values) {
      a[3] = 1.5F;
      q[3] = value;
      const double log = std::log(static_cast<double>(value));
      EXPECT_NEAR(table->log_sum(a.data, q.data, 16), 1.5 * (log - 1), 3e-7 * (1 + std::abs(log))) << value;
    }
    for (const float value : {0.0F, smallest / 2, std::numeric_limits<float>::infinity()}) {
      q[3] = value;
      EXPECT_EQ(table->log_sum(a.data, q.data, 16), std::numeric_limits<double>::infinity());
    }
    a[3] = 0;
    EXPECT_EQ(table->log_sum(a.data, q.data, 16), 0);
  }
}

TYPED_TEST(RowBlocks, QuadraticSweepsReachTheConditionsOfOptimality) {
  for (const Table* table : supported()) {
    Block<TypeParam> b(*table, 12);
    const auto width = b.width, rank = b.rank;
    Numbers<TypeParam> H(width * width), g(width), d(width);
    b.loops.gram(b.v.data, b.rows, b.vectors, rank, b.y.data, H.data);
    for (std::ptrdiff_t k = 0; k < rank; ++k)
      for (std::ptrdiff_t l = 0; l < k; ++l) H[k * width + l] = H[l * width + k];
    for (std::ptrdiff_t l = 0; l < rank; ++l) H[5 * width + l] = H[l * width + 5] = 0;  // no curvature
    std::vector<double> slope(rank);
    for (std::ptrdiff_t k = 0; k < rank; ++k) slope[k] = g[k] = k % 3 == 0 ? TypeParam(2) : TypeParam(-0.3);
    slope[5] = g[5] = 1;
    b.loops.quadratic_sweeps(H.data, b.vectors, rank, b.x.data, g.data, d.data, 20000, 0);
    bool bound = false;
    for (std::ptrdiff_t k = 0; k < rank; ++k) {
      long double gradient = slope[k];
      for (std::ptrdiff_t l = 0; l < rank; ++l) gradient += static_cast<long double>(H[k * width + l]) * d[l];
      EXPECT_NEAR(g[k], static_cast<double>(gradient), 1e4 * this->tolerance);
      if (b.x[k] + d[k] == 0) {
        bound = true;
        EXPECT_GE(gradient, -1e3 * this->tolerance);
      } else {
        EXPECT_GT(b.x[k] + d[k], 0);
        EXPECT_NEAR(static_cast<double>(gradient), 0, 1e3 * this->tolerance);
      }
    }
    EXPECT_TRUE(bound);
    EXPECT_EQ(d[5], -b.x[5]);
  }
}

}  // namespace
}  // namespace orthant::simd
