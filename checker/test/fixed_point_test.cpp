#include "checker/arithmetic/fixed_point.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <cmath>
#include <random>
#include <stdexcept>

#include "checker/arithmetic/lanes.hpp"
#include "checker/read/files.hpp"
#include "jacobi.hpp"

namespace orthant::checker {
namespace {

/// Random symmetric with eigenvalues spread over [low, 1].
std::vector<std::vector<long double>> definite(long n, long double low, unsigned seed) {
  std::mt19937 random(seed);
  std::normal_distribution<double> normal;
  const auto at = [](long i) { return static_cast<std::size_t>(i); };
  std::vector<std::vector<long double>> H(at(n), std::vector<long double>(at(n)));
  for (long i = 0; i < n; ++i) H[at(i)][at(i)] = low + (1 - low) * static_cast<long double>(i) / n;
  for (int reflection = 0; reflection < 3; ++reflection) {
    std::vector<long double> v(at(n));
    long double square = 0;
    for (auto& x : v) {
      x = normal(random);
      square += x * x;
    }
    // H ← (I − 2vvᵀ/v²) H (I − 2vvᵀ/v²)
    for (const bool rows : {true, false})
      for (long i = 0; i < n; ++i) {
        long double sum = 0;
        for (long j = 0; j < n; ++j) sum += v[at(j)] * (rows ? H[at(j)][at(i)] : H[at(i)][at(j)]);
        for (long j = 0; j < n; ++j)
          (rows ? H[at(j)][at(i)] : H[at(i)][at(j)]) -= 2 * sum / square * v[at(j)];
      }
  }
  return H;
}

/// Whether H ⪰ μI is found, with σ a little above μ.
bool proved(const std::vector<std::vector<long double>>& H, long double mu, long double sigma) {
  const auto n = static_cast<long>(H.size());
  Triangle<Wide> T(n);
  const auto fixed = [](long double x) { return static_cast<Wide>(std::floor(x * 0x1p60L)) << 40; };
  for (long i = 0; i < n; ++i) {
    for (long j = 0; j <= i; ++j)
      T.row(i)[j] = fixed(H[static_cast<std::size_t>(i)][static_cast<std::size_t>(j)]);
    T.row(i)[i] -= fixed(sigma);
  }
  ResidualNorm norm(fixed(sigma) - fixed(mu));
  Triangle<std::int64_t> G(n);
  return factor_triangle(T, Wide{1} << 44, G, norm);
}

TEST(FixedCholesky, ProvesUpToTheSmallestEigenvalueAndNotBeyond) {
  for (const long n : {1L, 2L, 3L, 63L, 64L, 65L, 130L, 700L}) {
    const auto H = definite(n, 1e-6L, static_cast<unsigned>(n));
    if (n <= 130) {
      EXPECT_NEAR(static_cast<double>(smallest_eigenvalue(H)), 1e-6, 1e-12);
    }
    EXPECT_TRUE(proved(H, 0.9e-6L, 0.999e-6L)) << n;
    EXPECT_FALSE(proved(H, 0.999e-6L, 1.001e-6L)) << n;
    EXPECT_FALSE(proved(H, 1.1e-6L, 1.2e-6L)) << n;
  }
}

/// A residual that is there counts: the diagonal is lowered behind the factor's back by less and more than σ
/// − μ.
TEST(FixedCholesky, TheNormRefusesWhatIsAboveTheTolerance) {
  ResidualNorm norm(1000);
  for (int k = 0; k < 90; ++k) norm.add(-100, 3, 1);
  EXPECT_TRUE(norm.within_tolerance());  // (1 + 103)²·90 < 10⁶
  norm.add(100, 3, 2);
  norm.add(100, 3, 2);
  EXPECT_FALSE(norm.within_tolerance());
  ResidualNorm large(Wide{1} << 100);
  large.add(Wide{1} << 99, 0, 2);
  EXPECT_TRUE(large.within_tolerance());
  ResidualNorm half = large.fresh();
  half.add(-(Wide{1} << 99), 0, 2);
  EXPECT_TRUE(half.within_tolerance());
  large.add(half);
  EXPECT_FALSE(large.within_tolerance());  // (2·2 + tiny)·2^198 > 2^200
  ResidualNorm huge(5);
  huge.add((Wide{1} << 126) - 1, Wide{1} << 119, 2);
  EXPECT_FALSE(huge.within_tolerance());
  EXPECT_THROW(ResidualNorm{0}, Rejected);
}

TEST(FixedCholesky, GramOfActiveColumns) {
  std::mt19937_64 random(5);
  const std::vector<long> active = {0, 2, 3, 7, 8};
  constexpr long length = 9;
  std::vector<std::int64_t> V(active.size() * length);
  for (auto& v : V) v = static_cast<std::int64_t>(random()) >> 12;  // ±2^51
  Triangle<Wide> T(10);
  T.row(8)[3] = 17;
  subtract_gram(T, active, V.data(), length, length);
  for (std::size_t a = 0; a < active.size(); ++a)
    for (std::size_t b = 0; b <= a; ++b) {
      Wide expected = active[a] == 8 && active[b] == 3 ? 17 : 0;
      for (std::size_t k = 0; k < length; ++k)
        expected -= static_cast<Wide>(V[a * length + k]) * V[b * length + k];
      EXPECT_TRUE(T.row(active[a])[active[b]] == expected) << a << " " << b;
    }
  EXPECT_TRUE(T.row(9)[4] == 0);
}

/// The largest factors that there are, both signs, and random ones.
std::vector<std::int64_t> factors_in_pairs_of_rows(long length) {
  std::mt19937_64 random(7);
  std::vector<std::int64_t> out(4 * length);
  for (auto& v : out) v = static_cast<std::int64_t>(random()) >> 11;  // ±2^52
  for (long k = 0; k < length; ++k) {
    out[static_cast<std::size_t>(k)] = largest_factor;
    out[static_cast<std::size_t>(2 * length + k)] = -largest_factor;
  }
  return out;
}

TEST(Lanes, EverySetOfInstructionsGivesTheIntegersOfPlainProducts) {
  for (const long length : {8L, 24L, longest_sum}) {
    const std::vector<std::int64_t> v = factors_in_pairs_of_rows(length);
    std::vector<std::int64_t> halves;
    for (const std::int64_t x : v) halves.push_back(split(x));
    for (const FourProducts four : four_products()) {
      Wide out[4];
      four(halves.data(), halves.data() + length, halves.data() + 2 * length, halves.data() + 3 * length,
           length, out);
      for (long p = 0; p < 4; ++p) {
        Wide expected = 0;
        for (long k = 0; k < length; ++k)
          expected += static_cast<Wide>(v[static_cast<std::size_t>(p / 2 * length + k)]) *
                      v[static_cast<std::size_t>((2 + p % 2) * length + k)];
        EXPECT_TRUE(out[p] == expected) << length << " " << p;
      }
    }
  }
}

TEST(Lanes, LeftOutTheFactorIsTheSameBitByBit) {
  constexpr long n = 300;
  const auto H = definite(n, 1e-4L, 3);
  const auto factor = [&](bool plain) {
    Triangle<Wide> T(n);
    for (long i = 0; i < n; ++i)
      for (long j = 0; j <= i; ++j)
        T.row(i)[j] = static_cast<Wide>(
                          std::floor(H[static_cast<std::size_t>(i)][static_cast<std::size_t>(j)] * 0x1p60L))
                      << 40;
    std::pair<Triangle<std::int64_t>, double> out(n, 0);
    ResidualNorm norm(Wide{1} << 90);
    EXPECT_TRUE(factor_triangle(T, 1, out.first, norm, Work({.plain = plain})));
    out.second = norm.share();
    return out;
  };
  const auto vectors = factor(false), plain = factor(true);
  for (long i = 0; i < n; ++i)
    for (long j = 0; j <= i; ++j) ASSERT_EQ(vectors.first.row(i)[j], plain.first.row(i)[j]) << i << " " << j;
  EXPECT_EQ(vectors.second, plain.second);

  std::mt19937_64 random(11);
  std::vector<std::int64_t> V(100 * 700);
  std::vector<long> active(100);
  for (auto& v : V) v = static_cast<std::int64_t>(random()) >> 12;
  for (long a = 0; a < 100; ++a) active[static_cast<std::size_t>(a)] = a;
  Triangle<Wide> S(100), T(100);
  subtract_gram(S, active, V.data(), 700, 700, Work({.plain = true}));
  subtract_gram(T, active, V.data(), 700, 700);
  for (long a = 0; a < 100; ++a)
    for (long b = 0; b <= a; ++b) ASSERT_TRUE(S.row(a)[b] == T.row(a)[b]) << a << " " << b;
}

TEST(FixedPoint, FactorsAndFormsAreWithinTheirErrors) {
  std::mt19937_64 random(1);
  std::uniform_real_distribution<double> uniform(-1, 1);
  for (const double largest : {1.0, 3e-40, 5e30}) {
    const FixedPoint fixed(largest);
    EXPECT_LE(std::sqrt(largest) * std::ldexp(1.0, fixed.bits()), 0x1p51);
    EXPECT_GE(std::sqrt(largest) * std::ldexp(1.0, fixed.bits()), 0x1p49);
    for (int k = 0; k < 200; ++k) {
      const double x = std::sqrt(largest) * uniform(random) * std::ldexp(1.0, -k % 70), y = uniform(random),
                   z = std::sqrt(largest) * uniform(random);
      const std::int64_t xy = fixed.factor(x, y), fz = fixed.factor(z);
      const Ball exact = Ball(x) * Ball(y), product = exact * Ball(z);
      Ball scaled;
      arb_mul_2exp_si(scaled.get(), exact.get(), fixed.bits() + FixedPoint::guard_bits);
      arb_sub_si(scaled.get(), scaled.get(), xy, Ball::bits);
      EXPECT_TRUE(certainly_at_most(scaled.magnitude_bound(), Ball(1.0)));
      const Wide form = fixed.form(product.get());
      const Wide difference = form - FixedPoint::product(xy, fz);
      EXPECT_LE(static_cast<double>(difference < 0 ? -difference : difference),
                static_cast<double>(FixedPoint::product_error + FixedPoint::ball_error));
    }
  }
  const FixedPoint one(1);
  EXPECT_TRUE(one.form(Rational(-3)) == -3 * (Wide{1} << (2 * one.bits())));
  EXPECT_TRUE(one.form(Ball(-3.0).get()) == one.form(Rational(-3)));
  EXPECT_THROW(one.form(Rational(1L << 40)), Rejected);
  EXPECT_THROW(one.form(Ball(0x1p40).get()), Rejected);
  EXPECT_THROW(one.factor(0x1p10), Rejected);
  EXPECT_EQ(one.factor(0x1p-500), 0);
  EXPECT_THROW(FixedPoint{0}, Rejected);
  EXPECT_THROW(FixedPoint{HUGE_VAL}, Rejected);
}

TEST(RunParallel, RunsEveryStepOnceAndPassesAnExceptionOn) {
  std::vector<std::atomic<int>> hits(100);
  run_parallel(100, [&](long k) { ++hits[static_cast<std::size_t>(k)]; });
  for (const auto& hit : hits) EXPECT_EQ(hit, 1);
  run_parallel(0, [](long) { FAIL(); });
  EXPECT_THROW(run_parallel(10,
                            [](long k) {
                              if (k == 7) throw std::runtime_error("seven");
                            }),
               std::runtime_error);
}

}  // namespace
}  // namespace orthant::checker
