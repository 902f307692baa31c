#include "orthant/kmeans/optimality.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <random>

#include "checker/check.hpp"
#include "orthant/base/error.hpp"
#include "orthant/prove/checked_document.hpp"

namespace orthant {
namespace {

using Labels = std::vector<Index>;

/// Normal clouds around the corners of a polygon.
struct Mixture {
  Matrix X;
  Labels labels;
};
Mixture mixture(Index N, Index d, Index K, double radius, unsigned seed) {
  std::mt19937 random(seed);
  std::normal_distribution<double> normal;
  Mixture out{Matrix(N, d), Labels(static_cast<std::size_t>(N))};
  for (Index i = 0; i < N; ++i) {
    const double angle = 2 * M_PI * static_cast<double>(i % K) / static_cast<double>(K);
    out.labels[static_cast<std::size_t>(i)] = i % K;
    for (Index k = 0; k < d; ++k) out.X(i, k) = normal(random);
    out.X(i, 0) += radius * std::cos(angle);
    out.X(i, 1) += radius * std::sin(angle);
  }
  return out;
}

double inertia_of(const Matrix& X, const Labels& labels, Index K) {
  double sum = 0;
  for (Index b = 0; b < K; ++b) {
    Eigen::RowVectorXd mean = Eigen::RowVectorXd::Zero(X.cols());
    double count = 0;
    for (Index i = 0; i < X.rows(); ++i)
      if (labels[static_cast<std::size_t>(i)] == b) mean += X.row(i), ++count;
    mean /= count;
    for (Index i = 0; i < X.rows(); ++i)
      if (labels[static_cast<std::size_t>(i)] == b) sum += (X.row(i) - mean).squaredNorm();
  }
  return sum;
}

/// visit(labels) for every clustering of N rows into K clusters none of which is empty, each once.
template <class Visit>
void every_clustering(Index N, Index K, const Visit& visit) {
  Labels labels(static_cast<std::size_t>(N));
  const auto next = [&](auto&& self, Index i, Index used) -> void {
    if (K - used > N - i) return;
    if (i == N) return visit(labels);
    for (Index b = 0; b < std::min(used + 1, K); ++b) {
      labels[static_cast<std::size_t>(i)] = b;
      self(self, i + 1, std::max(used, b + 1));
    }
  };
  next(next, 0, 0);
}

std::string check_again(const KMeansOptimality& found) {
  return checker::check(kmeans_certificate(found).dump(), BundleFiles(found.files)).reason;
}

struct Counts {
  int optimal = 0, unique = 0, proved = 0, tied = 0, proved_tied = 0, cases = 0;
};

/// What is said of each clustering against all of them.
void compare_with_all(const Matrix& X, Index K, const Labels& labels, Counts& counts) {
  double best = INFINITY;
  int ways = 0;
  every_clustering(X.rows(), K, [&](const Labels& other) {
    const double inertia = inertia_of(X, other, K);
    if (inertia < best - 1e-9) ways = 0;
    if (inertia < best + 1e-9) ++ways;
    best = std::min(best, inertia);
  });
  const double own = inertia_of(X, labels, K);
  const KMeansOptimality found = prove_kmeans(X, labels, K, {.iterations = 200});
  ++counts.cases;
  ASSERT_TRUE(found.checked);
  EXPECT_EQ(check_again(found), "");
  EXPECT_LE(found.inertia_low, own * (1 + 1e-12) + 1e-12);
  EXPECT_GE(found.inertia_high, own * (1 - 1e-12) - 1e-12);
  EXPECT_LE(found.bound, best * (1 + 1e-12) + 1e-12);
  EXPECT_TRUE(!found.optimal || own <= best + 1e-9);
  EXPECT_TRUE(!found.unique || ways == 1);
  const bool is_optimal = own <= best + 1e-9;
  counts.optimal += is_optimal ? 1 : 0;
  counts.unique += found.unique ? 1 : 0;
  counts.proved += found.optimal ? 1 : 0;
  counts.tied += is_optimal && ways > 1 ? 1 : 0;
  counts.proved_tied += is_optimal && ways > 1 && found.optimal ? 1 : 0;
}

TEST(KMeansOptimality, AgreesWithAllClusteringsOfFewIntegers) {
  std::mt19937 random(7);
  Counts counts;
  for (int trial = 0; trial < 150; ++trial) {
    const Index N = 3 + trial % 6, d = 1 + trial % 3,
                K = 1 + static_cast<Index>(random() % static_cast<unsigned>(N));
    std::uniform_int_distribution<int> entry(0, trial % 2 == 0 ? 4 : 30);
    Matrix X(N, d);
    for (Index i = 0; i < N; ++i)
      for (Index k = 0; k < d; ++k) X(i, k) = entry(random);
    Labels best, other(static_cast<std::size_t>(N));
    double least = INFINITY;
    every_clustering(N, K, [&](const Labels& labels) {
      const double inertia = inertia_of(X, labels, K);
      if (inertia < least) {
        least = inertia;
        best = labels;
      }
      if (random() % 20 == 0) other = labels;
    });
    compare_with_all(X, K, best, counts);
    if (K > 1 && *std::max_element(other.begin(), other.end()) == K - 1)
      compare_with_all(X, K, other, counts);
  }
  std::printf("%d cases, %d optimal of which %d tied; proved %d, tied %d, unique %d\n", counts.cases,
              counts.optimal, counts.tied, counts.proved, counts.proved_tied, counts.unique);
  EXPECT_GT(counts.proved, counts.optimal / 2);
  EXPECT_GT(counts.proved_tied, 0);
}

TEST(KMeansOptimality, ProvesSeparatedMixtures) {
  for (const Index d : {2, 5, 20}) {
    const Mixture sample = mixture(2000, d, 5, 10, 3);
    const KMeansOptimality found = prove_kmeans(sample.X, sample.labels, 5);
    EXPECT_TRUE(found.optimal) << d << (found.reasons.empty() ? "" : found.reasons[0]);
    EXPECT_TRUE(found.unique);
    EXPECT_TRUE(found.checked);
    EXPECT_EQ(found.method, "structured");
    EXPECT_EQ(check_again(found), "");
    Labels wrong = sample.labels;
    wrong[17] = (wrong[17] + 1) % 5;
    const KMeansOptimality worse = prove_kmeans(sample.X, wrong, 5, {.dense_order = 0});
    EXPECT_FALSE(worse.optimal);
    EXPECT_LE(worse.bound, found.inertia_high);
  }
}

}  // namespace
}  // namespace orthant
