// Consensus of groups, against numbers of R.

#include "orthant/recover/stability.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace orthant {
namespace {

TEST(Stability, ConsensusCountsFitsAsOftenAsTheyWereReached) {
  const Matrix C = consensus_matrix({{{0, 0, 1}, 3}, {{1, 0, 0}, 1}});
  Matrix expected(3, 3);
  expected << 1, 0.75, 0, 0.75, 1, 0.25, 0, 0.25, 1;
  EXPECT_EQ(C, expected);
  // Names of labels do not matter.
  EXPECT_EQ(consensus_matrix({{{5, 5, 2}, 3}, {{0, 1, 1}, 1}}), expected);
}

TEST(Stability, CopheneticCorrelationIsThatOfR) {
  Matrix C(5, 5);
  C << 1, .9, .8, .1, .2, .9, 1, .7, .3, .1, .8, .7, 1, .2, .2, .1, .3, .2, 1, .6, .2, .1, .2, .6, 1;
  // hclust(as.dist(1 - C), "average"), cor(D, cophenetic(h)); mean(4 (C - 1/2)²).
  EXPECT_NEAR(cophenetic_correlation(C), 0.980172496697542, 1e-12);
  EXPECT_NEAR(dispersion(C), 0.4976, 1e-12);
}

TEST(Stability, AgreementOfAllFitsIsOne) {
  const Matrix C = consensus_matrix({{{0, 0, 1, 2, 2}, 4}});
  EXPECT_NEAR(cophenetic_correlation(C), 1, 1e-14);
  EXPECT_EQ(dispersion(C), 1);
  EXPECT_EQ(cophenetic_correlation(Matrix::Ones(4, 4)), 1);
}

}  // namespace
}  // namespace orthant
