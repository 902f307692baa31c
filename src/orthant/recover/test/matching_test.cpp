// The assignment against all permutations, and parts matched with themselves in another order.

#include "orthant/recover/matching.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <random>

namespace orthant {
namespace {

/// The largest sum over all injections of rows into columns, rows ≤ columns.
double best_by_brute_force(const Matrix& gain) {
  std::vector<Index> order(static_cast<size_t>(gain.cols()));
  std::iota(order.begin(), order.end(), Index{0});
  double best = -1e300;
  do {
    double sum = 0;
    for (Index i = 0; i < gain.rows(); ++i) sum += gain(i, order[static_cast<size_t>(i)]);
    best = std::max(best, sum);
  } while (std::next_permutation(order.begin(), order.end()));
  return best;
}

TEST(Matching, IsTheBestOfAllPermutations) {
  std::mt19937 random(7);
  for (int round = 0; round < 200; ++round) {
    const Index rows = 1 + round % 5, cols = rows + round % 3;
    const bool whole = round % 2 == 0;  // many ties
    const Matrix gain = Matrix::NullaryExpr(rows, cols, [&] {
      return whole ? static_cast<double>(random() % 4) : std::normal_distribution<double>()(random);
    });
    for (const bool turned : {false, true}) {
      const Matrix asked = turned ? Matrix(gain.transpose()) : gain;
      const auto partner = best_matching(asked);
      ASSERT_EQ(static_cast<Index>(partner.size()), asked.rows());
      std::vector<Index> taken;
      double sum = 0;
      for (size_t i = 0; i < partner.size(); ++i) {
        if (partner[i] < 0) continue;
        taken.push_back(partner[i]);
        sum += asked(static_cast<Index>(i), partner[i]);
      }
      std::sort(taken.begin(), taken.end());
      EXPECT_EQ(std::unique(taken.begin(), taken.end()), taken.end());
      EXPECT_EQ(static_cast<Index>(taken.size()), rows);
      EXPECT_NEAR(sum, best_by_brute_force(gain), 1e-12);
    }
  }
  EXPECT_TRUE(best_matching(Matrix(0, 3)).empty());
  EXPECT_EQ(best_matching(Matrix(2, 0)), (std::vector<Index>{-1, -1}));
}

TEST(Matching, FindsPartsInAnotherOrderAndScale) {
  std::mt19937 random(3);
  std::uniform_real_distribution<double> uniform(0, 1);
  Matrix U = Matrix::NullaryExpr(9, 4, [&] { return uniform(random); });
  U.col(3).setZero();
  const std::vector<Index> order{2, 0, 3, 1};
  Matrix V(9, 4);
  for (Index k = 0; k < 4; ++k) {
    const double by = 1 + static_cast<double>(k);
    V.col(order[static_cast<size_t>(k)]) << by * U.col(k).head(5), U.col(k).tail(4) / by;
  }
  const auto matched = match_parts(U, V, 5, false);
  for (size_t k = 0; k < 4; ++k) {
    EXPECT_EQ(matched[k].part, order[k]);
    EXPECT_NEAR(matched[k].columns, 1, 1e-14);
    EXPECT_NEAR(matched[k].rows, 1, 1e-14);
  }
  // Another part beside a zero one is not like it.
  V.col(order[3]).setOnes();
  EXPECT_EQ(match_parts(U, V, 5, false)[3].alike(), 0);
}

TEST(Matching, OfOneSidedPointsComparesThatSide) {
  Matrix U(3, 2), V(3, 2);
  U << 1, 0, 0, 1, 0, 0;
  V << 0, 3, 2, 0, 0, 4;
  const auto matched = match_parts(U, V, 3, true);
  EXPECT_EQ(matched[0].part, 1);
  EXPECT_NEAR(matched[0].columns, 0.6, 1e-15);
  EXPECT_EQ(matched[0].rows, matched[0].columns);
  EXPECT_EQ(matched[1].part, 0);
  EXPECT_EQ(matched[1].columns, 1);
}

}  // namespace
}  // namespace orthant
