#include <gtest/gtest.h>

#include <cmath>

#include "gallery_brute_force.hpp"
#include "orthant/base/error.hpp"
#include "orthant/copositive/gallery/extreme_forms.hpp"
#include "orthant/copositive/gallery/random_families.hpp"
#include "orthant/copositive/test/equivalent_forms.hpp"

namespace orthant::gallery {
namespace {

using test::direct_sum_with_coupling;
using test::scaled_permuted;

bool same(const RationalSymmetric& P, const RationalSymmetric& Q) {
  if (P.order() != Q.order()) return false;
  for (Index i = 0; i < P.order(); ++i)
    for (Index j = 0; j <= i; ++j)
      if (P.entry(i, j) != Q.entry(i, j)) return false;
  return true;
}

TEST(RandomFamilies, TheSeedDecides) {
  EXPECT_TRUE(same(random_split(9, 4), random_split(9, 4)));
  EXPECT_FALSE(same(random_split(9, 4), random_split(9, 5)));
  EXPECT_TRUE(same(standard_quadratic(9, 0.5, 4), standard_quadratic(9, 0.5, 4)));
  EXPECT_TRUE(same(scaled_permuted(horn(), 4), scaled_permuted(horn(), 4)));
}

TEST(RandomFamilies, TheSameNumbersOnEveryMachine) {
  const RationalSymmetric S = standard_quadratic(3, 0.5, 1), P = random_split(3, 1);
  std::vector<long> entries;
  for (const RationalSymmetric& Q : {S, P})
    for (Index i = 0; i < 3; ++i)
      for (Index j = 0; j <= i; ++j) entries.push_back(Q.numerator(i, j).get_si());
  const std::vector<long> recorded{10, 3, 16, 18, 18, 14, 2, 2, 10, 1, -6, 13};
  EXPECT_EQ(entries, recorded);
}

TEST(RandomFamilies, SplitIsCopositiveWithItsMarginAndNotSemidefinite) {
  int indefinite = 0;
  for (std::uint64_t seed = 0; seed < 6; ++seed) {
    const mpq_class margin(1, 3);
    const RationalSymmetric Q = random_split(8, seed, {.margin = margin});
    RationalSymmetric without = Q;
    for (Index i = 0; i < 8; ++i) without = lowered(without, i, margin);
    EXPECT_TRUE(is_copositive(without));
    EXPECT_TRUE(same(without, random_split(8, seed)));
    indefinite += semidefinite_rank(Q) ? 0 : 1;
  }
  EXPECT_GE(indefinite, 3);
  EXPECT_EQ(semidefinite_rank(random_split(8, 1, {.rank = 3, .density = 0})), 3);
}

TEST(RandomFamilies, DirectSumIsCopositiveExactlyWhenItsBlocksAre) {
  RationalSymmetric third(2);
  third.set(0, 0, mpq_class(1, 3));
  third.set(1, 1, mpq_class(1, 2));
  const RationalSymmetric good = direct_sum_with_coupling({horn(), third}, 2);
  ASSERT_EQ(good.order(), 7);
  EXPECT_TRUE(is_copositive(good));
  EXPECT_TRUE(same(good.principal({0, 1, 2, 3, 4}), horn()));
  EXPECT_TRUE(same(good.principal({5, 6}), third));
  EXPECT_FALSE(is_copositive(direct_sum_with_coupling({third, lowered(horn(), 3, mpq_class(1, 9))}, 2)));
}

TEST(RandomFamilies, ScalingAndPermutingKeepTheAnswer) {
  for (std::uint64_t seed = 0; seed < 4; ++seed) {
    EXPECT_TRUE(is_copositive(scaled_permuted(hoffman_pereira(), seed)));
    EXPECT_FALSE(is_copositive(scaled_permuted(lowered(horn(), 2, mpq_class(1, 50)), seed)));
    // The diagonal of the scaled Horn matrix is the squares of D.
    const RationalSymmetric Q = scaled_permuted(horn(), seed, 5);
    for (Index i = 0; i < 5; ++i) EXPECT_TRUE(mpz_perfect_square_p(Q.entry(i, i).get_num_mpz_t()) != 0);
  }
}

TEST(RandomFamilies, StandardQuadraticHasItsConvexityGraph) {
  const Index n = 120;
  const double pairs = 0.5 * static_cast<double>(n * (n - 1));
  for (const double density : {0.0, 0.25, 0.75, 1.0}) {
    const RationalSymmetric Q = standard_quadratic(n, density, 11);
    Index convex = 0;
    for (Index i = 0; i < n; ++i)
      for (Index j = 0; j < i; ++j) convex += 2 * Q.entry(i, j) < Q.entry(i, i) + Q.entry(j, j) ? 1 : 0;
    EXPECT_NEAR(static_cast<double>(convex), density * pairs, 5 * std::sqrt(density * (1 - density) * pairs));
    EXPECT_LE(Q.bits(), 6U);
  }
}

TEST(RandomFamilies, RefuseParametersOutOfRange) {
  EXPECT_THROW(random_split(0, 1), InputError);
  EXPECT_THROW(random_split(5001, 1), InputError);
  EXPECT_THROW(random_split(5, 1, {.rank = 6}), InputError);
  EXPECT_THROW(random_split(5, 1, {.margin = -1}), InputError);
  EXPECT_THROW(standard_quadratic(5, 1.1, 1), InputError);
  EXPECT_THROW(noisy_residual(5, 6, 1), InputError);
  EXPECT_THROW(noisy_residual(5, 2, 1, -1), InputError);
}

TEST(NoisyResidual, IsSymmetricAtAFirstOrderPoint) {
  for (const std::uint64_t seed : {1, 2, 3}) {
    const Residual result = noisy_residual(25, 3, seed);
    EXPECT_EQ(result.R, result.R.transpose());
    EXPECT_GE(result.U.minCoeff(), 0);
    const Matrix G = 2 * result.R * result.U;
    const double scale = (result.U * result.U.transpose() - result.R).norm() * result.U.norm();
    EXPECT_LE((result.U - (result.U - G).cwiseMax(0)).norm(), 2e-9 * scale);
    // First order: R U ≥ 0 with ⟨R U, U⟩ = 0, so that xᵀRx = 0 along the columns of U.
    EXPECT_GE(G.minCoeff(), -1e-8 * scale);
    EXPECT_NEAR(G.cwiseProduct(result.U).sum(), 0, 1e-7 * scale);
  }
}

TEST(NoisyResidual, WithoutNoiseItIsSmallAtTheTruth) {
  EXPECT_LE(noisy_residual(12, 1, 1, 0).R.norm(), 1e-7);
}

}  // namespace
}  // namespace orthant::gallery
