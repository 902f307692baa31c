#include "orthant/kernels/kernels.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <string>

namespace orthant::kernels {
namespace {

TEST(Kernels, TheLastTableRunsEverywhere) {
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
class NnlsKernel : public testing::Test {};
using Scalars = testing::Types<float, double>;
TYPED_TEST_SUITE(NnlsKernel, Scalars);

TYPED_TEST(NnlsKernel, OneSweepIsTheDefinition) {
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

TYPED_TEST(NnlsKernel, ManySweepsReachTheConditionsOfOptimality) {
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

TYPED_TEST(NnlsKernel, StopsWhenASweepMovesLittle) {
  Strip<TypeParam> one(5), many(5);
  const auto sweeps = best().nnls_sweeps<TypeParam>();
  sweeps(one.x, one.c, one.gram.data(), one.inverse.data(), 5, 1, 0);
  sweeps(many.x, many.c, many.gram.data(), many.inverse.data(), 5, 100,
         1);  // the first is no larger than itself
  for (std::ptrdiff_t i = 0; i < one.rows * 5; ++i) EXPECT_EQ(one.x[i], many.x[i]);
}

}  // namespace
}  // namespace orthant::kernels
