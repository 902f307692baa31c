// Restricted isometry constants against closed forms and brute force.

#include "orthant/operators/rip/rip.hpp"

#include <gtest/gtest.h>

#include "orthant/base/error.hpp"
#include "orthant/operators/dense_kernel.hpp"
#include "orthant/operators/finite_rank.hpp"
#include "orthant/operators/full.hpp"
#include "orthant/operators/generators.hpp"
#include "orthant/operators/measurement_operator.hpp"
#include "support/random_problems.hpp"
#include "support/sanitized.hpp"

namespace orthant {
namespace {

using testing::random_matrix;

// ---- Theorem 3 ------------------------------------------------------------------------------------

struct TheoremThree {
  Index n, r, r_star;
  double alpha, epsilon;

  double delta() const {
    const auto a = static_cast<double>(r), b = static_cast<double>(r_star);
    return alpha * alpha * std::sqrt(a / b + 2 * epsilon * epsilon * a);
  }
  Matrix B() const {
    Matrix out = Matrix::Zero(n, n);
    out.block(0, r_star, r_star, r).setConstant(-epsilon);
    out.block(r_star, 0, r, r_star).setConstant(-epsilon);
    out.block(r_star, r_star, r, r).setIdentity();
    return out;
  }
  Matrix C() const {
    Matrix out = Matrix::Zero(n, n);
    out.topLeftCorner(r_star, r_star).setIdentity();
    return alpha * alpha / static_cast<double>(r_star) * out;
  }
  KernelMeasurement kernel() const { return KernelMeasurement(n, n, {{B(), C()}}); }
  /// 𝒜(X) = X + (tr Q₁ᵀXQ₁/r⋆) [(−1+√(1−δ²)) I, −εα²11ᵀ; −εα²11ᵀ, α²I].
  IdentityPlusLowRank identity_plus_low_rank() const {
    Matrix left = alpha * alpha * B(), right = C() / (alpha * alpha);
    left.topLeftCorner(r_star, r_star) =
        (std::sqrt(1 - delta() * delta()) - 1) * Matrix::Identity(r_star, r_star);
    return IdentityPlusLowRank(n, n, {{left, right}});
  }
};

const TheoremThree theorem_three_cases[] = {{2, 1, 1, 0.5, 0.1},  {3, 1, 1, 0.5, 0.5},  {5, 2, 2, 0.5, 0.3},
                                            {7, 3, 2, 0.6, 0.2},  {6, 1, 3, 0.9, 0.05}, {12, 4, 1, 0.4, 1.0},
                                            {30, 2, 3, 0.7, 0.1}, {4, 2, 2, 0.3, 2.0}};

TEST(Rip, TheoremThreeIsExact) {
  for (const TheoremThree& t : theorem_three_cases) {
    SCOPED_TRACE(::testing::Message() << t.n << " " << t.r << " " << t.r_star);
    const RipResult kernel = restricted_isometry(t.kernel(), t.r + t.r_star);
    EXPECT_TRUE(kernel.attained);
    EXPECT_FALSE(kernel.upper_is_estimate);
    EXPECT_NEAR(kernel.lower, t.delta(), 1e-10);
    EXPECT_EQ(kernel.lower, kernel.upper);
    EXPECT_NEAR(kernel.scaled_lower, t.delta(), 1e-10);  // symmetric around 1: no scaling helps
    EXPECT_EQ(kernel.scaled_lower, kernel.scaled_upper);
    EXPECT_NEAR(restricted_isometry(t.identity_plus_low_rank(), t.r + t.r_star).upper, t.delta(), 1e-10);
  }
}

TEST(Rip, TheoremThreeHasOneKernelInBothForms) {
  for (const TheoremThree& t : theorem_three_cases) {
    Random random(4);
    const Matrix X = random_matrix(random, t.n, t.n, true);
    const IdentityPlusLowRank A = t.identity_plus_low_rank();
    EXPECT_LE((A.adjoint(A.apply(X)) - t.kernel().kernel(X)).norm(), 1e-12 * X.norm());
  }
}

// ---- closed forms ---------------------------------------------------------------------------------

TEST(Rip, OfTheIdentityIsZero) {
  for (const Index k : {1, 3, 4}) {
    const RipResult result = restricted_isometry(FullMeasurement(4, 9), k);
    EXPECT_TRUE(result.attained);
    EXPECT_EQ(result.lower, 0);
    EXPECT_EQ(result.upper, 0);
    EXPECT_EQ(result.scaled_upper, 0);
  }
}

EntriesMeasurement weighted_entries(const Matrix& omega, const Matrix& mask) {
  return EntriesMeasurement(std::make_shared<SamplingPattern>(testing::compressed(omega, mask)));
}

TEST(Rip, OfWeightedEntriesIsThatOfTheWeights) {
  Matrix omega(2, 3);
  omega << 0.5, 1.25, 1, 2, 0.75, 1;
  const RipResult result = restricted_isometry(weighted_entries(omega, Matrix::Ones(2, 3)), 1);
  EXPECT_TRUE(result.attained);
  EXPECT_EQ(result.upper, 1);  // 2 − 1
  EXPECT_DOUBLE_EQ(result.scaled_upper, 1.5 / 2.5);
  EXPECT_EQ(result.largest.point.L(1, 0) * result.largest.point.R(0, 0), 1);
  EXPECT_EQ(result.smallest.point.L(0, 0) * result.smallest.point.R(0, 0), 1);
}

TEST(Rip, OfSomeEntriesIsOne) {
  Random random(2);
  Matrix mask = Matrix::Ones(5, 4);
  mask(3, 2) = 0;
  for (const Index k : {1, 2, 4}) {
    const RipResult result = restricted_isometry(weighted_entries(Matrix::Ones(5, 4), mask), k);
    EXPECT_TRUE(result.attained);
    EXPECT_EQ(result.lower, 1);
    EXPECT_EQ(result.upper, 1);
    EXPECT_EQ(result.scaled_lower, 1);
    EXPECT_EQ(result.smallest.value, 0);
    EXPECT_EQ(result.smallest.point.L(3, 0) * result.smallest.point.R(2, 0), 1);
  }
  // Of a size at which nothing of rows×cols could be formed.
  const RipResult large = restricted_isometry(*sample_uniform(300000, 200000, 1000, 1), 5);
  EXPECT_TRUE(large.attained);
  EXPECT_EQ(large.upper, 1);
}

TEST(Rip, OfTheTwoByTwoKernelIsOneHalf) {
  Matrix H(4, 4);
  H << 2, 0, 0, 1, 0, 3, 0, 0, 0, 0, 3, 0, 1, 0, 0, 2;
  // Eigenvalues ½, 3/2, 3/2, 3/2, the first with I of rank 2.
  const RipResult two = restricted_isometry(DenseKernelMeasurement(2, 2, 0.5 * H), 2);
  EXPECT_TRUE(two.attained);
  EXPECT_NEAR(two.lower, 0.5, 1e-14);
  EXPECT_NEAR(two.scaled_upper, 0.5, 1e-14);
  // At rank 1: ½(3 − (x₁y₁ − x₂y₂)²) on unit vectors, so hi = 3/2, lo = 1.
  const RipResult one = restricted_isometry(DenseKernelMeasurement(2, 2, 0.5 * H), 1);
  EXPECT_NEAR(one.largest_lower, 1.5, 1e-12);
  EXPECT_NEAR(one.smallest_upper, 1, 1e-12);
  EXPECT_NEAR(one.smallest_lower, 0.5, 1e-12);
  EXPECT_NEAR(one.lower, 0.5, 1e-12);
  EXPECT_TRUE(one.upper - one.lower <= 1e-12);
}

// ---- brute force ----------------------------------------------------------------------------------

double quotient(const MeasurementOperator& A, const Matrix& X) {
  return A.apply(X).squaredNorm() / X.squaredNorm();
}

/// Extremes over xyᵀ with unit x and y in ℝ² on a grid of angles, error below 10 · step².
std::pair<double, double> grid_extremes(const MeasurementOperator& A) {
  constexpr int steps = 800;
  double low = 1e300, high = 0;
  for (int a = 0; a < steps; ++a)
    for (int b = 0; b < steps; ++b) {
      const double s = M_PI * a / steps, t = M_PI * b / steps;
      Matrix X(2, 2);
      X << std::cos(s) * std::cos(t), std::cos(s) * std::sin(t), std::sin(s) * std::cos(t),
          std::sin(s) * std::sin(t);
      const double q = quotient(A, X);
      low = std::min(low, q);
      high = std::max(high, q);
    }
  return {low, high};
}

TEST(Rip, RankOneIsThatOfAFineGrid) {
  for (int seed = 0; seed < (test::sanitized ? 1 : 5); ++seed) {
    Random random(static_cast<std::uint64_t>(seed), 7);
    const Matrix root = random_matrix(random, 4, 4, true);
    const Matrix product = root.transpose() * root;
    const DenseKernelMeasurement A(2, 2, 0.5 * (product + product.transpose()));
    const auto [low, high] = grid_extremes(A);
    const RipResult result = restricted_isometry(A, 1);
    const double error = 20 * product.norm() * std::pow(M_PI / 800, 2);
    EXPECT_GE(result.largest_lower, high - 1e-12);
    EXPECT_LE(result.largest_lower, high + error);
    EXPECT_LE(result.smallest_upper, low + 1e-12);
    EXPECT_GE(result.smallest_upper, low - error);
    EXPECT_LE(result.smallest_lower, low);
    EXPECT_GE(result.largest_upper, high);
  }
}

TEST(Rip, BracketsRandomSearchAndGrowsWithRank) {
  for (const Index m : {5, 12, 40}) {
    const auto A = gaussian_sensing(4, 3, m, 3);
    RipResult below;
    for (Index k = 1; k <= 3; ++k) {
      SCOPED_TRACE(::testing::Message() << "m = " << m << ", rank " << k);
      const RipResult result = restricted_isometry(*A, k);
      EXPECT_LE(result.lower, result.upper);
      EXPECT_LE(result.scaled_lower, result.scaled_upper);
      Random random(8);
      for (int trial = 0; trial < 3000; ++trial) {
        const Matrix X = random_matrix(random, 4, k, true) * random_matrix(random, 3, k, true).transpose();
        const double q = quotient(*A, X);
        EXPECT_LE(q, result.largest_lower + 1e-12);  // alternation does at least as well
        EXPECT_GE(q, result.smallest_upper - 1e-12);
      }
      if (k > 1) {
        EXPECT_GE(result.lower, below.lower - 1e-12);
        EXPECT_GE(result.scaled_lower, below.scaled_lower - 1e-12);
        EXPECT_NEAR(result.upper, below.upper, 1e-12);  // the eigenvalues know no rank
      }
      below = result;
    }
    EXPECT_TRUE(below.attained);
    EXPECT_EQ(below.lower, below.upper);
  }
}

TEST(Rip, WitnessesHaveTheValuesAndTheRank) {
  const auto A = gaussian_sensing(6, 5, 60, 1);
  const RipResult result = restricted_isometry(*A, 2);
  for (const RankQuotient* witness : {&result.largest, &result.smallest}) {
    ASSERT_EQ(witness->point.L.cols(), 2);
    const Matrix X = witness->point.L * witness->point.R.transpose();
    EXPECT_NEAR(X.norm(), 1, 1e-12);
    EXPECT_NEAR(quotient(*A, X), witness->value, 1e-12);
  }
  EXPECT_EQ(result.largest_lower, result.largest.value);
  EXPECT_EQ(result.smallest_upper, result.smallest.value);
}

TEST(Rip, BestScaledDoesNotSeeTheScale) {
  Random random(5);
  const RowMajorMatrix rows = random_matrix(random, 9, 12, true);
  const RipResult once = restricted_isometry(DenseSensing(4, 3, rows), 1);
  for (const double c : {0.01, 3.0, 1e5}) {
    const RipResult scaled = restricted_isometry(DenseSensing(4, 3, c * rows), 1);
    EXPECT_NEAR(scaled.scaled_lower, once.scaled_lower, 1e-10);
    EXPECT_NEAR(scaled.scaled_upper, once.scaled_upper, 1e-10);
    EXPECT_NEAR(scaled.largest_lower, c * c * once.largest_lower, 1e-10 * c * c);
  }
  // The best scale itself attains the scaled constant.
  const RipResult full = restricted_isometry(DenseSensing(4, 3, rows), 3);
  const double c = std::sqrt(2 / (full.largest_upper + full.smallest_lower));
  EXPECT_NEAR(restricted_isometry(DenseSensing(4, 3, c * rows), 3).upper, full.scaled_upper, 1e-12);
}

// ---- the search ----------------------------------------------------------------------------------

TEST(Rip, LargeMatricesAreSearchedWithoutTheirKernel) {
  // 40·30 > 1000 entries: half-steps by products, with Lanczos above order 100.
  const TheoremThree t{40, 2, 2, 0.5, 0.3};
  const KernelMeasurement kernel = t.kernel();
  const RankQuotientSearch search(kernel, 4, 0);
  const double delta = t.delta();
  EXPECT_NEAR(search.find(End::largest, 3, 100, {}, 1 + delta, 1 + delta, Budget()).value, 1 + delta, 1e-9);
  EXPECT_NEAR(search.find(End::smallest, 3, 100, {}, 1 - delta, 1 + delta, Budget()).value, 1 - delta, 1e-9);
  const RankQuotientSearch thin(kernel, 1, 0);  // order 40: all eigenpairs of the products
  const double one = thin.find(End::largest, 20, 100, {}, 1 + delta, 1 + delta, Budget()).value;
  EXPECT_LT(one, 1 + delta);
  // Restricted to Q₁ and Q₂ the problem is one of 4×4.
  const TheoremThree small{4, 2, 2, 0.5, 0.3};
  EXPECT_NEAR(one, restricted_isometry(small.kernel(), 1).largest_lower, 1e-9);
}

TEST(Rip, ABudgetLeavesABracket) {
  const auto A = gaussian_sensing(12, 12, 100, 3);
  const RipResult result = restricted_isometry(*A, 2, {}, Budget(0));
  EXPECT_TRUE(result.stopped);
  EXPECT_LE(result.lower, result.upper);
  EXPECT_GT(result.largest.value, 0);
}

TEST(Rip, RefusesRanksAndOptionsOutOfRange) {
  const FullMeasurement A(3, 5);
  EXPECT_THROW(restricted_isometry(A, 0), InputError);
  EXPECT_THROW(restricted_isometry(A, 4), InputError);
  EXPECT_THROW(restricted_isometry(A, 1, {.starts = 0}), InputError);
}

}  // namespace
}  // namespace orthant
