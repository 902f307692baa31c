#include "orthant/simd/inner_loops.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>
#include <string>
#include <utility>

namespace orthant::simd {
namespace {

TEST(InnerLoops, TheLastTableRunsEverywhere) {
  const auto tables = supported();
  ASSERT_FALSE(tables.empty());
  EXPECT_EQ(tables.back()->instructions, std::string("portable"));
}

template <class Scalar>
struct Strip {
  static constexpr std::ptrdiff_t rows = nnls_strip<Scalar>;
  std::ptrdiff_t rank;
  std::vector<Scalar> memory;
  Scalar *x, *c;
  std::vector<Scalar> gram, inverse;

  explicit Strip(std::ptrdiff_t r) : rank(r), memory(2 * rows * r + 64), gram(r * r), inverse(r) {
    auto address = reinterpret_cast<std::uintptr_t>(memory.data());
    x = reinterpret_cast<Scalar*>((address + 63) / 64 * 64);
    c = x + rows * r;
    std::mt19937 random(7);
    std::uniform_real_distribution<double> uniform(-1, 1);
    std::vector<double> factor(2 * r * r);
    for (double& f : factor) f = uniform(random);
    for (std::ptrdiff_t k = 0; k < r; ++k)
      for (std::ptrdiff_t l = 0; l < r; ++l) {
        double sum = 0;
        for (std::ptrdiff_t q = 0; q < 2 * r; ++q) sum += factor[q * r + k] * factor[q * r + l];
        gram[k * r + l] = static_cast<Scalar>(sum);
      }
    for (std::ptrdiff_t i = 0; i < rows * r; ++i) {
      x[i] = static_cast<Scalar>(std::abs(uniform(random)));
      c[i] = static_cast<Scalar>(uniform(random));
    }
    for (std::ptrdiff_t k = 0; k < r; ++k) inverse[k] = 1 / gram[k * r + k];
  }

  /// One sweep, as the definition says, in long double.
  std::vector<long double> swept() const {
    std::vector<long double> out(x, x + rows * rank);
    for (std::ptrdiff_t k = 0; k < rank; ++k)
      for (std::ptrdiff_t i = 0; i < rows; ++i) {
        long double step = c[k * rows + i];
        for (std::ptrdiff_t l = 0; l < rank; ++l) step -= out[l * rows + i] * gram[l * rank + k];
        out[k * rows + i] = inverse[k] == 0 ? 0 : std::max(0.0L, out[k * rows + i] + step * inverse[k]);
      }
    return out;
  }
};

template <class Scalar>
class NnlsStrips : public testing::Test {};
using Scalars = testing::Types<float, double>;
TYPED_TEST_SUITE(NnlsStrips, Scalars);

TYPED_TEST(NnlsStrips, OneSweepIsTheDefinition) {
  for (const Table* table : supported()) {
    for (const std::ptrdiff_t rank : {1, 2, 7, 20, 33}) {
      Strip<TypeParam> strip(rank);
      if (rank == 7) strip.inverse[3] = 0;
      const auto expected = strip.swept();
      table->nnls_sweeps<TypeParam>()(strip.x, strip.c, strip.gram.data(), strip.inverse.data(), rank, 1, 0);
      const double tolerance = 200 * static_cast<double>(std::numeric_limits<TypeParam>::epsilon());
      for (size_t i = 0; i < expected.size(); ++i)
        ASSERT_NEAR(strip.x[i], static_cast<double>(expected[i]), tolerance) << table->instructions << rank;
    }
  }
}

TYPED_TEST(NnlsStrips, ManySweepsReachTheConditionsOfOptimality) {
  for (const Table* table : supported()) {
    const std::ptrdiff_t rank = 6;
    Strip<TypeParam> strip(rank);
    table->nnls_sweeps<TypeParam>()(strip.x, strip.c, strip.gram.data(), strip.inverse.data(), rank, 5000, 0);
    for (std::ptrdiff_t i = 0; i < strip.rows; ++i) {
      for (std::ptrdiff_t k = 0; k < rank; ++k) {
        double gradient = -strip.c[k * strip.rows + i];
        for (std::ptrdiff_t l = 0; l < rank; ++l)
          gradient += strip.x[l * strip.rows + i] * strip.gram[l * rank + k];
        const double tolerance = sizeof(TypeParam) == 4 ? 2e-5 : 1e-12;
        if (strip.x[k * strip.rows + i] > 0) {
          EXPECT_NEAR(gradient, 0, tolerance) << table->instructions;
        } else {
          EXPECT_GT(gradient, -tolerance) << table->instructions;
        }
      }
    }
  }
}

TYPED_TEST(NnlsStrips, StopsWhenASweepMovesLittle) {
  Strip<TypeParam> one(5), many(5);
  const auto sweeps = best().nnls_sweeps<TypeParam>();
  sweeps(one.x, one.c, one.gram.data(), one.inverse.data(), 5, 1, 0);
  sweeps(many.x, many.c, many.gram.data(), many.inverse.data(), 5, 100,
         1);  // the first is no larger than itself
  for (std::ptrdiff_t i = 0; i < one.rows * 5; ++i) EXPECT_EQ(one.x[i], many.x[i]);
}

/// Lines of every length, an empty one and one longer than a run among them; V padded and aligned.
template <class Value, class Scalar>
struct Gathering {
  std::ptrdiff_t columns;
  std::int64_t length = 2000;
  std::vector<std::int64_t> start{0};
  std::vector<std::int32_t> index;
  std::vector<std::uint16_t> narrow;  ///< the same
  std::vector<Value> value;
  std::vector<Scalar> memory;
  Scalar* gathered;

  explicit Gathering(std::ptrdiff_t columns_) : columns(columns_), memory(length * columns + 64) {
    const auto address = reinterpret_cast<std::uintptr_t>(memory.data());
    gathered = reinterpret_cast<Scalar*>((address + 63) / 64 * 64);
    std::mt19937 random(5);
    std::uniform_real_distribution<double> uniform(0, 1);
    for (const double density : {0.001, 0.3, 0.0, 0.01, 0.9, 0.05, 0.004}) {
      for (std::int32_t j = 0; j < length; ++j) {
        if (uniform(random) >= density) continue;
        index.push_back(j);
        narrow.push_back(static_cast<std::uint16_t>(j));
        value.push_back(static_cast<Value>(uniform(random) - 0.5));
      }
      start.push_back(static_cast<std::int64_t>(index.size()));
    }
    for (std::ptrdiff_t e = 0; e < length * columns; ++e)
      gathered[e] = static_cast<Scalar>(uniform(random) - 0.5);
  }

  /// The sum, and the sum of the sizes of its terms.
  std::pair<double, double> expected(std::ptrdiff_t line, std::ptrdiff_t column) const {
    long double sum = 0, size = 0;
    for (std::int64_t p = start[line]; p < start[line + 1]; ++p) {
      const long double term = static_cast<long double>(value[p]) * gathered[index[p] * columns + column];
      sum += term;
      size += std::abs(term);
    }
    return {static_cast<double>(sum), static_cast<double>(size)};
  }
};

template <class Types>
class GatherTiles : public testing::Test {};
using GatherTypes = testing::Types<std::pair<double, double>, std::pair<double, float>,
                                   std::pair<float, double>, std::pair<float, float>>;
TYPED_TEST_SUITE(GatherTiles, GatherTypes);

TYPED_TEST(GatherTiles, TilesAddUpToTheProduct) {
  using Value = typename TypeParam::first_type;
  using Scalar = typename TypeParam::second_type;
  for (const Table* table : supported()) {
    for (int vectors = 1; vectors <= gather_vectors; ++vectors) {
      const Gathering<Value, Scalar> data(vectors * table->width /
                                          static_cast<std::ptrdiff_t>(sizeof(Scalar)));
      const auto lines = static_cast<std::ptrdiff_t>(data.start.size()) - 1;
      std::vector<std::int64_t> cursor(data.start.begin(), data.start.end() - 1), other_cursor = cursor;
      std::vector<double> sums(lines * data.columns, 0.25), other_sums = sums;
      for (const std::int64_t limit : {1, 700, 701, 2000}) {
        GatherTile<Value, Scalar> tile{{data.index.data(), nullptr},
                                       data.value.data(),
                                       data.start.back(),
                                       lines,
                                       data.start.data() + 1,
                                       cursor.data(),
                                       limit,
                                       data.gathered,
                                       vectors % 2 == 0,
                                       sums.data()};
        table->gather<Value, Scalar>()(tile, vectors);
        tile.index = {nullptr, data.narrow.data()};
        tile.cursor = other_cursor.data();
        tile.sums = other_sums.data();
        table->gather<Value, Scalar>()(tile, vectors);
        EXPECT_EQ(cursor, other_cursor);
        for (std::ptrdiff_t i = 0; i < lines; ++i) {
          const std::int64_t at = cursor[i];
          EXPECT_TRUE(at == data.start[i] || data.index[at - 1] < limit);
          EXPECT_TRUE(at == data.start[i + 1] || data.index[at] >= limit);
        }
      }
      EXPECT_EQ(sums, other_sums);
      constexpr double rounding = 2 * static_cast<double>(std::numeric_limits<Scalar>::epsilon());
      for (std::ptrdiff_t i = 0; i < lines; ++i)
        for (std::ptrdiff_t c = 0; c < data.columns; ++c) {
          const auto [sum, size] = data.expected(i, c);
          ASSERT_NEAR(sums[i * data.columns + c] - 0.25, sum, rounding * (size + 1))
              << table->instructions << " " << vectors << " vectors, line " << i << " column " << c;
        }
    }
  }
}

TEST(MaskedGram, IsTheDefinition) {
  std::mt19937 random(11);
  std::uniform_real_distribution<double> uniform(-1, 1);
  for (const Table* table : supported()) {
    for (const std::ptrdiff_t rank : {1, 3, 8, 9, 10, 16, 17, 24, 31, 32, 40, 65}) {
      const std::ptrdiff_t stride = (rank + 7) / 8 * 8, count = 13;
      std::vector<double> memory(static_cast<size_t>(stride * (count + rank) + 16));
      const auto address = reinterpret_cast<std::uintptr_t>(memory.data());
      double* const rows = reinterpret_cast<double*>((address + 63) / 64 * 64);
      double* const gram = rows + stride * count;
      std::vector<double> weight(static_cast<size_t>(count));
      for (std::ptrdiff_t p = 0; p < count; ++p) {
        weight[p] = uniform(random) + 2;
        for (std::ptrdiff_t k = 0; k < rank; ++k) rows[p * stride + k] = uniform(random);
      }
      table->masked_gram(rows, weight.data(), count, stride, rank, gram);
      for (std::ptrdiff_t k = 0; k < rank; ++k)
        for (std::ptrdiff_t l = 0; l < rank; ++l) {
          long double expected = 0;
          for (std::ptrdiff_t p = 0; p < count; ++p)
            expected += static_cast<long double>(weight[p]) * rows[p * stride + k] * rows[p * stride + l];
          ASSERT_NEAR(gram[k * stride + l], static_cast<double>(expected), 1e-13)
              << table->instructions << " rank " << rank;
        }
    }
  }
}

TEST(TriangularSolves, SolvesEveryRowOfTheStrip) {
  std::mt19937 random(11);
  std::uniform_real_distribution<double> uniform(-1, 1);
  constexpr std::ptrdiff_t strip = triangular_strip;
  for (const Table* table : supported()) {
    for (const std::ptrdiff_t order : {0, 1, 2, 7, 20, 33}) {
      std::vector<float> lower(order * (order + 1) / 2 * strip);
      std::vector<double> memory(order * strip + 8);
      double* const x =
          reinterpret_cast<double*>((reinterpret_cast<std::uintptr_t>(memory.data()) + 63) / 64 * 64);
      // F is known with its inverted diagonal; b = F Fᵀ x for a known x.
      std::vector<long double> known(order * strip), half(order * strip, 0), b(order * strip, 0);
      const auto at = [&](std::ptrdiff_t i, std::ptrdiff_t k, std::ptrdiff_t lane) -> float& {
        return lower[(i * (i + 1) / 2 + k) * strip + lane];
      };
      for (std::ptrdiff_t lane = 0; lane < strip; ++lane) {
        for (std::ptrdiff_t i = 0; i < order; ++i) {
          known[i * strip + lane] = uniform(random);
          for (std::ptrdiff_t k = 0; k <= i; ++k)
            at(i, k, lane) = static_cast<float>(k < i ? uniform(random) / 4 : 1 + uniform(random) / 4);
        }
        const auto element = [&](std::ptrdiff_t i, std::ptrdiff_t k) {
          return k < i ? static_cast<long double>(at(i, k, lane))
                       : 1 / static_cast<long double>(at(i, i, lane));
        };
        for (std::ptrdiff_t i = 0; i < order; ++i)
          for (std::ptrdiff_t k = 0; k <= i; ++k)
            half[k * strip + lane] += element(i, k) * known[i * strip + lane];
        for (std::ptrdiff_t i = 0; i < order; ++i)
          for (std::ptrdiff_t k = 0; k <= i; ++k)
            b[i * strip + lane] += element(i, k) * half[k * strip + lane];
      }
      for (std::ptrdiff_t p = 0; p < order * strip; ++p) x[p] = static_cast<double>(b[p]);
      table->triangular_solves(lower.data(), order, x);
      for (std::ptrdiff_t p = 0; p < order * strip; ++p)
        ASSERT_NEAR(x[p], static_cast<double>(known[p]), 1e-10) << table->instructions << " order " << order;
    }
  }
}

TEST(Whiten, SolvesFromTheRight) {
  std::mt19937 random(12);
  std::uniform_real_distribution<double> uniform(-1, 1);
  for (const Table* table : supported()) {
    for (const auto& [order, rows] : {std::pair{1, 1}, {3, 40}, {9, 35}, {20, 17}}) {
      SCOPED_TRACE(std::string(table->instructions) + " order " + std::to_string(order));
      const std::ptrdiff_t F_stride = order + 2, P_stride = rows + 3;
      std::vector<double> F(F_stride * order), P(P_stride * order), before;
      for (std::ptrdiff_t b = 0; b < order; ++b)
        for (std::ptrdiff_t a = b; a < order; ++a) F[a + b * F_stride] = a == b ? 2 : uniform(random) / 4;
      for (double& p : P) p = uniform(random);
      before = P;
      table->whiten(F.data(), F_stride, order, P.data(), P_stride, rows);
      for (std::ptrdiff_t i = 0; i < rows; ++i) {
        for (std::ptrdiff_t a = 0; a < order; ++a) {
          double product = 0;
          for (std::ptrdiff_t b = 0; b <= a; ++b) product += F[a + b * F_stride] * P[b * P_stride + i];
          ASSERT_NEAR(product, before[a * P_stride + i], 1e-13);
        }
      }
      for (std::ptrdiff_t a = 0; a < order; ++a)
        for (std::ptrdiff_t i = rows; i < P_stride; ++i)
          ASSERT_EQ(P[a * P_stride + i], before[a * P_stride + i]);
    }
  }
}

TEST(ColumnGradient, IsItsDefinition) {
  std::mt19937 random(13);
  std::uniform_real_distribution<double> uniform(-1, 1);
  for (const Table* table : supported()) {
    for (const std::ptrdiff_t rows : {0, 1, 7, 16, 31, 257}) {
      SCOPED_TRACE(std::string(table->instructions) + " rows " + std::to_string(rows));
      std::vector<double> x(rows + 1), c(rows + 1), g(rows + 1);  // from 1 on: of no alignment
      long double squares = 0, with_point = 0;
      for (std::ptrdiff_t i = 1; i <= rows; ++i) {
        x[i] = std::max(0.0, uniform(random));
        c[i] = uniform(random);
        g[i] = uniform(random);
        const long double projected = x[i] > 0 ? g[i] : std::min(g[i], 0.0);
        squares += projected * projected;
        with_point += static_cast<long double>(g[i] - c[i]) * x[i];
      }
      double sums[2] = {5, 5};
      table->column_gradient(x.data() + 1, c.data() + 1, g.data() + 1, rows, sums);
      EXPECT_NEAR(sums[0], static_cast<double>(squares), 1e-13 * static_cast<double>(1 + rows));
      EXPECT_NEAR(sums[1], static_cast<double>(with_point), 1e-13 * static_cast<double>(1 + rows));
    }
  }
}

}  // namespace
}  // namespace orthant::simd
