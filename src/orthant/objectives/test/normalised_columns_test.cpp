#include "orthant/objectives/stationarity.hpp"

#include <gtest/gtest.h>

#include "support/random_problems.hpp"

namespace orthant {
namespace {

TEST(NormalisedColumns, HaveNormOneAndTheSameProduct) {
  Random random(41);
  const Matrix U = testing::random_matrix(random, 9, 3);
  for (const Side side : {Side::left, Side::right}) {
    for (const ColumnNorm norm : {ColumnNorm::l1, ColumnNorm::l2, ColumnNorm::max}) {
      Matrix V = U;
      normalise_columns(V, 5, side, norm);
      const Matrix X = side == Side::left ? V.topRows(5) : V.bottomRows(4);
      for (Index k = 0; k < 3; ++k) {
        const double size = norm == ColumnNorm::l1   ? X.col(k).cwiseAbs().sum()
                            : norm == ColumnNorm::l2 ? std::sqrt(X.col(k).dot(X.col(k)))
                                                     : X.col(k).maxCoeff();
        EXPECT_NEAR(size, 1, 1e-15);
      }
      const Matrix before = U.topRows(5) * U.bottomRows(4).transpose(),
                   after = V.topRows(5) * V.bottomRows(4).transpose();
      EXPECT_LE((after - before).norm(), 1e-15 * before.norm() * 10);
    }
  }
}

TEST(NormalisedColumns, LeaveZeroColumnsAlone) {
  Random random(42);
  Matrix U = testing::random_matrix(random, 9, 3);
  U.col(0).setZero();
  U.col(1).head(5).setZero();
  Matrix V = U;
  normalise_columns(V, 5, Side::right, ColumnNorm::l1);
  EXPECT_EQ(V.leftCols(2), U.leftCols(2));
  Matrix W = U;
  normalise_columns(W, 5, Side::right, ColumnNorm::none);
  EXPECT_EQ(W, U);
}

}  // namespace
}  // namespace orthant
