#include "orthant/linalg/rational_symmetric.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "orthant/base/random.hpp"

namespace orthant {
namespace {

/// Any finite double, all exponents equally likely; subnormal ones and zero included.
double any_double(Random& random) {
  const double mantissa = random.uniform() < 0.3 ? 1 : 1 + random.uniform();
  const int exponent = static_cast<int>(random.below(2150)) - 1080;
  const double value = std::min(std::ldexp(mantissa, exponent), std::numeric_limits<double>::max());
  return random.uniform() < 0.5 ? value : -value;
}

TEST(RationalSymmetric, DoublesSurviveTheRoundTrip) {
  Random random(1);
  for (int k = 0; k < 100; ++k) {
    const auto n = static_cast<Index>(1 + random.below(4));
    Matrix A(n, n);
    for (Index i = 0; i < n; ++i)
      for (Index j = 0; j <= i; ++j) A(i, j) = A(j, i) = any_double(random);
    const RationalSymmetric Q = RationalSymmetric::from_doubles(A);
    EXPECT_TRUE(Q.is_exact_in_doubles());
    EXPECT_EQ(Q.approx(), A);
    for (Index i = 0; i < n; ++i)
      for (Index j = 0; j < n; ++j) EXPECT_EQ(Q.entry(i, j), mpq_class(A(i, j)));
  }
}

TEST(RationalSymmetric, ExtremeDoublesSurviveTheRoundTrip) {
  const double least = std::numeric_limits<double>::denorm_min(), most = std::numeric_limits<double>::max();
  Matrix A(3, 3);
  A << least, -most, 0, -most, 1, 3 * least, 0, 3 * least, std::numeric_limits<double>::min();
  const RationalSymmetric Q = RationalSymmetric::from_doubles(A);
  EXPECT_EQ(Q.approx(), A);
  EXPECT_EQ(Q.denominator(), mpz_class(1) << 1074U);
  EXPECT_EQ(Q.bits(), 1074U + 1024U);
}

TEST(RationalSymmetric, TakesTheLowerTriangle) {
  Matrix A(2, 2);
  A << 1, 99, 0.5, 2;
  const RationalSymmetric Q = RationalSymmetric::from_doubles(A);
  EXPECT_EQ(Q.entry(0, 1), mpq_class(1, 2));
  EXPECT_EQ(Q.denominator(), 2);
}

TEST(RationalSymmetric, RoundsDownAndUpByOneStepAtMost) {
  Random random(2);
  for (int k = 0; k < 3000; ++k) {
    mpz_class a, b = 1;
    const auto word = [&] { return static_cast<unsigned long>(random.below(std::uint64_t{1} << 60)) + 1; };
    for (int turn = 0; turn < 3; ++turn) a = (a << 60U) + word();
    for (std::uint64_t turn = random.below(5); turn > 0; --turn) b *= word();
    if (random.uniform() < 0.5) a = -a;
    mpq_class q(a, b);
    q.canonicalize();
    const double down = round_down(q), up = round_up(q), near = to_double(q);
    EXPECT_LE(mpq_class(down), q);
    EXPECT_GE(mpq_class(up), q);
    EXPECT_TRUE(up == down || up == std::nextafter(down, 1e308));
    EXPECT_TRUE(near == up || near == down);
    EXPECT_LE(abs(mpq_class(near) - q) * (mpz_class(1) << 52U), abs(q));
  }
}

TEST(RationalSymmetric, RoundsAtTheEndsOfTheRange) {
  EXPECT_EQ(to_double(0), 0);
  EXPECT_EQ(round_down(mpq_class(1, 4)), 0.25);
  EXPECT_EQ(round_up(mpq_class(1, 4)), 0.25);
  const mpq_class tiny(mpz_class(1), mpz_class(1) << 2000U);
  EXPECT_EQ(round_down(tiny), 0);
  EXPECT_EQ(round_up(tiny), std::numeric_limits<double>::denorm_min());
  const mpq_class huge(mpz_class(1) << 2000U);
  EXPECT_TRUE(std::isinf(to_double(huge)));
  EXPECT_EQ(round_down(huge), std::numeric_limits<double>::max());
  EXPECT_EQ(round_up(-huge), std::numeric_limits<double>::lowest());
}

RationalSymmetric example() {
  RationalSymmetric Q(3);
  Q.set(0, 0, mpq_class(1, 2));
  Q.set(1, 0, mpq_class(-2, 3));
  Q.set(2, 2, 5);
  Q.set(1, 2, mpq_class(7, 6));
  return Q;
}

TEST(RationalSymmetric, SettingOneEntryKeepsTheOthers) {
  const RationalSymmetric Q = example();
  EXPECT_EQ(Q.denominator(), 6);
  EXPECT_EQ(Q.entry(0, 0), mpq_class(1, 2));
  EXPECT_EQ(Q.entry(0, 1), mpq_class(-2, 3));
  EXPECT_EQ(Q.entry(2, 1), mpq_class(7, 6));
  EXPECT_EQ(Q.entry(1, 1), 0);
  EXPECT_EQ(Q.entry(2, 2), 5);
}

TEST(RationalSymmetric, FormIsTheSumOfItsTerms) {
  const RationalSymmetric Q = example();
  const std::vector<mpz_class> x{3, 0, mpz_class(1) << 70U}, y{2, -5, 7};
  for (const auto& z : {x, y}) {
    mpq_class sum = 0;
    for (Index i = 0; i < 3; ++i)
      for (Index j = 0; j < 3; ++j) sum += Q.entry(i, j) * z[i] * z[j];
    EXPECT_EQ(Q.form(z), sum);
  }
}

TEST(RationalSymmetric, MinusAllOnesLowersEveryEntry) {
  const RationalSymmetric Q = example(), lower = Q.minus_all_ones(mpq_class(3, 7));
  for (Index i = 0; i < 3; ++i)
    for (Index j = 0; j < 3; ++j) EXPECT_EQ(lower.entry(i, j), Q.entry(i, j) - mpq_class(3, 7));
  const std::vector<mpz_class> x{1, 2, 3};
  EXPECT_EQ(lower.form(x), Q.form(x) - 36 * mpq_class(3, 7));
}

TEST(RationalSymmetric, PrincipalAndReduceKeepValues) {
  RationalSymmetric Q = example().principal({2, 1});
  EXPECT_EQ(Q.entry(0, 0), 5);
  EXPECT_EQ(Q.entry(0, 1), mpq_class(7, 6));
  Q.set(0, 1, 0);
  Q.reduce();
  EXPECT_EQ(Q.denominator(), 1);
  EXPECT_EQ(Q.entry(0, 0), 5);
}

}  // namespace
}  // namespace orthant
