// Similarity graphs against their formulas, entry by entry.

#include "orthant/linalg/similarity.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "orthant/base/error.hpp"
#include "orthant/base/random.hpp"

namespace orthant {
namespace {

Matrix random_points(Index rows, Index cols, std::uint64_t seed) {
  Random random(seed);
  Matrix X(rows, cols);
  for (Index e = 0; e < X.size(); ++e) X.data()[e] = random.normal();
  return X;
}

Matrix dense_of(const DataMatrix& A) {
  Matrix out = Matrix::Zero(A.rows(), A.cols());
  A.for_each([&](Index i, Index j, double a) { out(i, j) += a; });
  return out;
}

/// (2) by sorting all distances.
Matrix similarities_by_sorting(const Matrix& X, Index neighbours) {
  const Index n = X.rows();
  std::vector<std::vector<std::pair<double, Index>>> near(n);
  for (Index i = 0; i < n; ++i) {
    for (Index j = 0; j < n; ++j)
      if (j != i) near[i].emplace_back((X.row(i) - X.row(j)).norm(), j);
    std::sort(near[i].begin(), near[i].end());
  }
  Matrix S = Matrix::Zero(n, n);
  for (Index i = 0; i < n; ++i)
    for (Index k = 0; k < neighbours; ++k) {
      const auto [d, j] = near[i][k];
      S(i, j) = S(j, i) = std::exp(-d * d / (near[i][6].first * near[j][6].first));
    }
  return S;
}

TEST(SelfTunedGraph, IsTheFormula) {
  const Matrix X = random_points(60, 3, 5);
  for (const Index neighbours : {1, 6, 9}) {
    const DataMatrix S = self_tuned_graph(X, neighbours);
    EXPECT_TRUE(S.is_sparse());
    EXPECT_TRUE(S.is_symmetric());
    EXPECT_LT((dense_of(S) - similarities_by_sorting(X, neighbours)).cwiseAbs().maxCoeff(), 1e-13);
  }
}

TEST(SelfTunedGraph, DoesNotKnowUnitsNorPlaces) {
  const Matrix X = random_points(300, 4, 6);  // more than a block of points
  const Matrix moved = ((1e-100 * X).rowwise() + 1e-95 * Vector::Ones(4).transpose()).eval();
  const Matrix one = dense_of(self_tuned_graph(X, 9)), other = dense_of(self_tuned_graph(moved, 9));
  EXPECT_LT((one - other).cwiseAbs().maxCoeff(), 1e-8);
  EXPECT_EQ(usual_neighbours(300), 9);
  EXPECT_EQ(usual_neighbours(2), 1);
}

TEST(SelfTunedGraph, PointsThatCoincideAreAlike) {
  Matrix X = random_points(12, 2, 7);
  for (Index i = 0; i < 9; ++i) X.row(i) = X.row(0);  // their unit is zero
  const Matrix S = dense_of(self_tuned_graph(X, 4));
  EXPECT_TRUE(S.allFinite());
  EXPECT_EQ(S.maxCoeff(), 1);
  EXPECT_EQ(S.diagonal().norm(), 0);
  EXPECT_THROW(self_tuned_graph(1e308 * random_points(12, 2, 7), 4), InputError);
}

TEST(NormalizedGraph, HasTheRootsOfDegreesForAnEigenvector) {
  Matrix A = similarities_by_sorting(random_points(30, 2, 8), 5);
  A.row(7).setZero();
  A.col(7).setZero();  // a node without edges
  A(3, 3) = 2;         // and one with an edge to itself
  for (const DataMatrix& data : {DataMatrix::dense(A), self_tuned_graph(random_points(30, 2, 8), 5)}) {
    const Matrix before = dense_of(data), after = dense_of(normalized_graph(data));
    const Vector degrees = before.rowwise().sum().cwiseSqrt();
    EXPECT_EQ(normalized_graph(data).is_sparse(), data.is_sparse());
    EXPECT_TRUE(normalized_graph(data).is_symmetric());
    EXPECT_LT((after * degrees - degrees).norm(), 1e-13);
  }
  EXPECT_EQ(dense_of(normalized_graph(DataMatrix::dense(A))).row(7).norm(), 0);
}

}  // namespace
}  // namespace orthant
