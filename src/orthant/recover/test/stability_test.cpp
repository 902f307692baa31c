// Matching of parts and consensus of groups, against direct searches and numbers of R.

#include "orthant/recover/stability.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

#include "support/random_problems.hpp"

namespace orthant {
namespace {

using testing::random_matrix;

double value_of(const Matrix& S, const std::vector<Index>& assignment) {
  double sum = 0;
  for (Index k = 0; k < S.rows(); ++k) sum += S(k, assignment[static_cast<size_t>(k)]);
  return sum;
}

TEST(Stability, AssignmentIsTheBestOfAllPermutations) {
  Random random(5);
  for (int round = 0; round < 50; ++round) {
    const Index n = 1 + round % 6;
    const Matrix S = random_matrix(random, n, n);
    std::vector<Index> all(static_cast<size_t>(n));
    std::iota(all.begin(), all.end(), Index{0});
    double best = -1e300;
    do best = std::max(best, value_of(S, all));
    while (std::next_permutation(all.begin(), all.end()));
    std::vector<Index> got = best_assignment(S);
    EXPECT_NEAR(value_of(S, got), best, 1e-12);
    std::sort(got.begin(), got.end());
    EXPECT_EQ(got, all);  // which next_permutation left sorted
  }
}

TEST(Stability, PartsAreMatchedWhateverTheirOrderAndSize) {
  Random random(6);
  const Matrix U = random_matrix(random, 9, 4);
  Matrix V(9, 4);
  const Index order[] = {2, 0, 3, 1};
  for (Index k = 0; k < 4; ++k) V.col(k) = (1.0 + static_cast<double>(k)) * U.col(order[k]);
  for (const bool symmetric : {false, true}) {
    const Vector cosines = matched_cosines(U, V, symmetric ? 9 : 5, symmetric);
    EXPECT_GE(cosines.minCoeff(), 1 - 1e-14);
  }
  // One part: the cosine of the two matrices.
  const Matrix A = U.col(0).head(5) * U.col(0).tail(4).transpose(),
               B = U.col(1).head(5) * U.col(1).tail(4).transpose();
  EXPECT_NEAR(matched_cosines(U.col(0), U.col(1), 5, false)(0), A.cwiseProduct(B).sum() / A.norm() / B.norm(),
              1e-14);
  // An empty part agrees with nothing.
  EXPECT_EQ(matched_cosines(U.col(0), Matrix::Zero(9, 1), 5, false)(0), 0);
}

TEST(Stability, LabelsDoNotDependOnTheScalingOfParts) {
  Matrix U(5, 2);  // L: 2 rows, R: 3
  U << 1, 1, 3, 1, 1, 3, 2, 1, 0, 0;
  EXPECT_EQ(labels_of_columns(U, 2, false), (std::vector<Index>{1, 0, -1}));  // 4·1 < 2·3, 4·2 > 2·1
  EXPECT_EQ(labels_of_rows(U, 2, false), (std::vector<Index>{1, 0}));         // 3·1 < 4·1, 3·3 > 4·1
  U.col(0).head(2) *= 100;
  U.col(0).tail(3) /= 100;
  EXPECT_EQ(labels_of_columns(U, 2, false), (std::vector<Index>{1, 0, -1}));
}

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
