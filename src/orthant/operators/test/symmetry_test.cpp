// Assumption 2 on kernels that have it and on kernels that do not.

#include "orthant/operators/symmetry.hpp"

#include <gtest/gtest.h>

#include "orthant/base/error.hpp"
#include "orthant/operators/dense_kernel.hpp"
#include "orthant/operators/entries.hpp"
#include "orthant/operators/finite_rank.hpp"
#include "orthant/operators/full.hpp"
#include "support/random_problems.hpp"

namespace orthant {
namespace {

/// ℋ = I + vec(B)vec(C)ᵀ + its transpose, Theorem 3's with r = r⋆ = 1.
KernelMeasurement theorem_three(Index n, double skew) {
  Matrix B = Matrix::Zero(n, n), C = B;
  B(0, 1) = -0.1;
  B(1, 0) = -0.1 + skew;
  B(1, 1) = 1;
  C(0, 0) = 0.25;
  return KernelMeasurement(n, n, {{B, C}});
}

TEST(Symmetry, HoldsForTheoremThree) {
  for (const Index n : {2, 5, 62}) {
    const SymmetryCheck check = symmetry_of_kernel(theorem_three(n, 0));
    EXPECT_TRUE(check.decided);
    EXPECT_TRUE(check.holds());
    EXPECT_FALSE(check.fails());
  }
}

TEST(Symmetry, FailsForAnUnsymmetricTerm) {
  for (const Index n : {2, 5, 70}) {
    const SymmetryCheck check = symmetry_of_kernel(theorem_three(n, 0.01));
    EXPECT_EQ(check.decided, n <= 62);
    EXPECT_FALSE(check.holds());
    EXPECT_TRUE(check.fails());
  }
  // ℋ(e₁e₁ᵀ) = e₁e₁ᵀ + ¼B + b₁₁C: the asymmetry is ¼·0.01·√2 over its norm.
  Matrix image(2, 2);
  image << 1, -0.025, -0.0225, 0.25;
  EXPECT_NEAR(symmetry_of_kernel(theorem_three(2, 0.01)).asymmetry, 0.0025 * std::sqrt(2.0) / image.norm(),
              1e-14);
}

TEST(Symmetry, IsThatOfThePatternForEntries) {
  Matrix mask = Matrix::Ones(4, 4);
  mask(1, 2) = 0;
  const auto asymmetry = [](const Matrix& observed) {
    return symmetry_of_kernel(EntriesMeasurement(
        std::make_shared<SamplingPattern>(testing::compressed(Matrix::Ones(4, 4), observed))));
  };
  EXPECT_TRUE(asymmetry(mask).fails());
  mask(2, 1) = 0;
  EXPECT_TRUE(asymmetry(mask).holds());
  EXPECT_EQ(asymmetry(mask).asymmetry, 0);
}

TEST(Symmetry, ProbesDoNotDecide) {
  const SymmetryCheck check = symmetry_of_kernel(theorem_three(63, 0));
  EXPECT_FALSE(check.decided);
  EXPECT_FALSE(check.holds());
  EXPECT_FALSE(check.fails());
}

TEST(Symmetry, RefusesRectangles) {
  EXPECT_THROW(symmetry_of_kernel(FullMeasurement(2, 3)), InputError);
  EXPECT_THROW(symmetry_of_kernel(FullMeasurement(2, 2), 0), InputError);
}

}  // namespace
}  // namespace orthant
