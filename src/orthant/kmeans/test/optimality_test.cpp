#include "orthant/kmeans/optimality.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <cstring>
#include <random>

#include "checker/check.hpp"
#include "orthant/base/error.hpp"
#include "orthant/base/stop.hpp"
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
  int optimal = 0, proved = 0, tied = 0;
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
  ASSERT_TRUE(found.checked);
  EXPECT_EQ(check_again(found), "");
  EXPECT_LE(found.inertia_low, own * (1 + 1e-12) + 1e-12);
  EXPECT_GE(found.inertia_high, own * (1 - 1e-12) - 1e-12);
  EXPECT_LE(found.bound, best * (1 + 1e-12) + 1e-12);
  EXPECT_TRUE(!found.optimal || own <= best + 1e-9);
  EXPECT_TRUE(!found.unique || ways == 1);
  const bool is_optimal = own <= best + 1e-9;
  counts.optimal += is_optimal ? 1 : 0;
  counts.proved += found.optimal ? 1 : 0;
  counts.tied += is_optimal && ways > 1 ? 1 : 0;
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
  EXPECT_GT(counts.tied, 3);
  EXPECT_GT(counts.proved, 3 * counts.optimal / 4);
}

TEST(KMeansOptimality, ProvesSeparatedMixtures) {
  for (const Index d : {2, 5, 20}) {
    const Mixture sample = mixture(2000, d, 5, 10, 3);
    const KMeansOptimality found = prove_kmeans(sample.X, sample.labels, 5);
    EXPECT_TRUE(found.optimal && found.unique && found.checked) << d;
    EXPECT_EQ(found.method, "structured");
    EXPECT_EQ(check_again(found), "");
    EXPECT_EQ(
        found.reasons[0],
        "Proved: no clustering into 5 clusters has a smaller sum of squares, and no other has the same.");
    Labels wrong = sample.labels;
    wrong[17] = (wrong[17] + 1) % 5;
    const KMeansOptimality worse = prove_kmeans(sample.X, wrong, 5, {.dense_order = 0});
    EXPECT_FALSE(worse.optimal);
    EXPECT_LE(worse.bound, found.inertia_high);
    EXPECT_GT(worse.bound, 0.95 * found.inertia_high);
  }
}

/// As good in another way: nothing but exact arithmetic can say so.
TEST(KMeansOptimality, TiesAreOptimalAndNotUnique) {
  Matrix square(4, 2);
  square << 0, 0, 1, 0, 0, 1, 1, 1;
  const KMeansOptimality found = prove_kmeans(square, Labels{0, 0, 1, 1}, 2);
  EXPECT_TRUE(found.optimal);
  EXPECT_FALSE(found.unique);
  EXPECT_EQ(found.inertia_low, 1);
  EXPECT_EQ(found.inertia_high, 1);
  const KMeansOptimality diagonal = prove_kmeans(square, Labels{0, 1, 1, 0}, 2);
  EXPECT_FALSE(diagonal.optimal);
  EXPECT_LE(diagonal.bound, 1);
}

/// Clusters that touch: no matrix-free proof of optimality, but a bound; a better one of order N.
TEST(KMeansOptimality, BoundsWhereClustersTouch) {
  Mixture sample = mixture(120, 3, 3, 2.6, 5);
  const KMeansOptimality free = prove_kmeans(sample.X, sample.labels, 3, {.dense_order = 0});
  EXPECT_EQ(free.method, "factored");
  EXPECT_GT(free.bound, 0.5 * free.inertia_high);
  const KMeansOptimality dense = prove_kmeans(sample.X, sample.labels, 3, {.iterations = 300});
  EXPECT_EQ(dense.method, "dense");
  EXPECT_GT(dense.bound, free.bound);
  EXPECT_LT(dense.bound, dense.inertia_low);
  for (const KMeansOptimality& each : {free, dense}) {
    EXPECT_TRUE(each.checked);
    EXPECT_EQ(check_again(each), "");
    EXPECT_NE(each.reasons[0].find("this one is above that by at most"), std::string::npos);
  }
}

/// Groups of rows in the place of rows: better than the cut structured point, and never above the truth.
TEST(KMeansOptimality, BoundsManyRowsByGroups) {
  Mixture sample = mixture(500, 2, 3, 1.2, 15);
  const KMeansOptimality factored = prove_kmeans(sample.X, sample.labels, 3, {.dense_order = 0, .groups = 0});
  EXPECT_EQ(factored.method, "factored");
  double before = factored.bound;
  for (const Index groups : {120, 240}) {
    const KMeansOptimality found =
        prove_kmeans(sample.X, sample.labels, 3, {.dense_order = 0, .iterations = 300, .groups = groups});
    EXPECT_EQ(found.method, "grouped");
    EXPECT_TRUE(found.checked);
    EXPECT_EQ(check_again(found), "");
    EXPECT_GT(found.bound, before);
    EXPECT_LT(found.bound, found.inertia_low);
    before = found.bound;
    // Not with a lower level.
    KMeansOptimality other = found;
    other.document["evidence"]["level"] = "1";
    EXPECT_NE(check_again(other), "");
    for (const double scale : {0x1p-200, 0x1p+200}) {
      const KMeansOptimality scaled = prove_kmeans(scale * sample.X, sample.labels, 3,
                                                   {.dense_order = 0, .iterations = 300, .groups = groups});
      EXPECT_NEAR(scaled.bound / (scale * scale), found.bound, 1e-9 * found.bound);
    }
  }
  // The bound holds for better labels as well, and for columns that are the same or constant.
  Matrix twice(500, 4);
  twice << sample.X, sample.X.col(0), Vector::Constant(500, 3);
  const KMeansOptimality singular =
      prove_kmeans(twice, sample.labels, 3, {.dense_order = 0, .iterations = 200, .groups = 60});
  EXPECT_EQ(singular.method, "grouped");
  EXPECT_TRUE(singular.checked);
  EXPECT_EQ(check_again(singular), "");
}

/// A few rows, each some times: groups of equal rows lose nothing, against every clustering.
TEST(KMeansOptimality, GroupedBoundsHoldAgainstEveryClustering) {
  std::mt19937 random(16);
  std::normal_distribution<double> normal;
  for (int trial = 0; trial < 12; ++trial) {
    const Index N = 9, K = 2 + trial % 2;
    Matrix X(N, 1 + trial % 2);
    for (double& x : X.reshaped()) x = normal(random);
    double best = INFINITY;
    Labels labels;
    every_clustering(N, K, [&](const Labels& other) {
      const double inertia = inertia_of(X, other, K);
      if (inertia < best) labels = other;
      best = std::min(best, inertia);
    });
    const KMeansOptimality found = prove_kmeans(X, labels, K, {.dense_order = 0, .groups = 3 + trial % 5});
    EXPECT_LE(found.bound, best * (1 + 1e-12));
    EXPECT_EQ(check_again(found), "");
  }
}

/// Columns of F that depend on each other, all but a few rows: nothing is lost to the rounding of balls.
TEST(KMeansOptimality, BoundsManyTouchingClustersInThePlane) {
  for (const unsigned seed : {4U, 34U}) {
    const Mixture sample = mixture(600, 2, 8, seed == 4 ? 9.2 : 10.2, seed);
    const KMeansOptimality found = prove_kmeans(sample.X, sample.labels, 8, {.dense_order = 0});
    EXPECT_EQ(found.method, "factored");
    EXPECT_GT(found.bound, 0.95 * found.inertia_high);
  }
}

/// Evidence of one clustering, or spoiled, beside claims that are false: never accepted.
TEST(KMeansOptimality, NoEvidenceProvesWhatIsFalse) {
  std::mt19937 random(3);
  std::normal_distribution<double> normal;
  int tried = 0;
  for (int trial = 0; trial < 24; ++trial) {
    const Index N = 8, K = 2 + trial % 2;
    Matrix X(N, 2);
    for (Index i = 0; i < N; ++i)
      for (Index k = 0; k < 2; ++k)
        X(i, k) = normal(random) + (k == 0 ? 2.0 * static_cast<double>(i % K) : 0);
    Labels best;
    double least = INFINITY;
    every_clustering(N, K, [&](const Labels& labels) {
      if (const double inertia = inertia_of(X, labels, K); inertia < least) least = inertia, best = labels;
    });
    const KMeansOptimality found = prove_kmeans(X, best, K, {.dense_order = trial % 4 < 2 ? 0 : 100});
    nlohmann::ordered_json certificate = kmeans_certificate(found);
    std::map<std::string, std::string> files = found.files;
    auto& proof = certificate["proof"];
    // A bound above the least inertia, beside an inertia that allows it.
    proof["claims"]["bound"] = fraction(least * 1.000001);
    proof["claims"]["inertia"][1] = fraction(least * 2);
    certificate["inertia"][1] = least * 2;
    for (int spoiled = 0; spoiled < 20; ++spoiled, ++tried) {
      EXPECT_FALSE(checker::check(certificate.dump(), BundleFiles(files)).accepted);
      for (auto& [name, bytes] : files) {
        if (name.starts_with("data") || name.starts_with("labels")) continue;
        double number = 0;  // the last of the file, or another
        const std::size_t at = bytes.size() - 8 * (1 + random() % ((bytes.size() - 128) / 8));
        std::memcpy(&number, bytes.data() + at, 8);
        number *= 1 + 0.1 * normal(random);
        std::memcpy(bytes.data() + at, &number, 8);
        proof["files"][name] = checker::sha256(bytes);
      }
      for (const char* name : {"t", "level"})
        if (proof["evidence"].contains(name))
          proof["evidence"][name] = fraction(std::abs(normal(random)) * least);
    }
    // Other labels, said to be optimal by the evidence of the best.
    if (!found.optimal) continue;
    certificate = kmeans_certificate(found);
    Matrix other(N, 1);
    for (Index i = 0; i < N; ++i) other(i, 0) = static_cast<double>(best[static_cast<std::size_t>(i)]);
    for (Index i = 0; i < N; ++i) {
      Matrix column = other;
      column(i, 0) = std::fmod(other(i, 0) + 1, static_cast<double>(K));
      Bundle bundle;
      bundle.dense("labels_certified.npy", column);
      files = found.files;
      files["labels_certified.npy"] = bundle.bytes("labels_certified.npy");
      certificate["proof"]["files"]["labels_certified.npy"] = bundle.hashes()["labels_certified.npy"];
      certificate["proof"]["claims"]["inertia"] = {"0", "1000"};
      certificate["proof"]["claims"]["bound"] = "0";
      certificate["inertia"] = {0, 1000};
      certificate["bound"] = 0;
      for (const double t : {0.01, 0.1, 0.5, 1.0, 2.0, 5.0}) {
        if (certificate["proof"]["evidence"].contains("t"))
          certificate["proof"]["evidence"]["t"] = fraction(t * least);
        EXPECT_FALSE(checker::check(certificate.dump(), BundleFiles(files)).accepted);
      }
    }
  }
  EXPECT_GT(tried, 400);
}

/// Where the structured coupling is not enough and another is.
TEST(KMeansOptimality, FindsACouplingOfOrderN) {
  int coupled = 0;
  for (unsigned seed = 1; seed <= 8; ++seed) {
    const Mixture sample = mixture(60, 2, 3, 2.5 + 0.2 * seed, seed);
    const KMeansOptimality found = prove_kmeans(sample.X, sample.labels, 3);
    EXPECT_EQ(check_again(found), "");
    coupled += found.method == "coupled" ? 1 : 0;
  }
  EXPECT_GT(coupled, 0);
}

TEST(KMeansOptimality, SizesOfNumbersDoNotMatter) {
  const Mixture sample = mixture(60, 3, 3, 9, 2);
  for (const double scale : {1e150, 1e-150, 1e-3}) {
    const KMeansOptimality found = prove_kmeans(scale * sample.X, sample.labels, 3);
    EXPECT_TRUE(found.optimal && found.checked) << scale;
    const Mixture near = mixture(60, 3, 3, 2.5, 2);
    const KMeansOptimality bound = prove_kmeans(scale * near.X, near.labels, 3, {.dense_order = 0});
    EXPECT_EQ(bound.method, "factored") << scale;
    const KMeansOptimality dense = prove_kmeans(scale * near.X, near.labels, 3, {.iterations = 60});
    EXPECT_GT(dense.bound, bound.bound) << scale;
  }
  const Matrix far = sample.X.array() + 1e9;
  EXPECT_TRUE(prove_kmeans(far, sample.labels, 3).optimal);
  const KMeansOptimality beyond = prove_kmeans(1e200 * sample.X, sample.labels, 3);
  EXPECT_FALSE(beyond.optimal);
  EXPECT_FALSE(beyond.checked);
}

TEST(KMeansOptimality, DegenerateData) {
  // Constant columns, more columns than rows.
  Mixture sample = mixture(30, 4, 3, 9, 2);
  sample.X.col(3).setConstant(7);
  EXPECT_TRUE(prove_kmeans(sample.X, sample.labels, 3).optimal);
  const Mixture wide = mixture(12, 40, 3, 40, 2);
  EXPECT_TRUE(prove_kmeans(wide.X, wide.labels, 3).optimal);
  const Mixture touching = mixture(40, 60, 3, 2, 2);
  EXPECT_GT(prove_kmeans(touching.X, touching.labels, 3).bound, 0);
  // One cluster; all alone.
  EXPECT_TRUE(prove_kmeans(sample.X, Labels(30, 0), 1).unique);
  Labels alone(30);
  for (Index i = 0; i < 30; ++i) alone[static_cast<std::size_t>(i)] = i;
  EXPECT_TRUE(prove_kmeans(sample.X, alone, 30).unique);
  // Rows that are equal: an inertia of 0, and of two in different clusters either may go.
  Matrix equal(5, 1);
  equal << 1, 1, 3, 3, 3;
  const KMeansOptimality zero = prove_kmeans(equal, Labels{0, 0, 1, 1, 1}, 2);
  EXPECT_TRUE(zero.optimal && zero.unique);
  EXPECT_EQ(zero.inertia_high, 0);
  const KMeansOptimality split = prove_kmeans(equal, Labels{0, 0, 1, 1, 2}, 3);
  EXPECT_TRUE(split.optimal);
  EXPECT_FALSE(split.unique);
  equal << 1, 1, 1, 1, 5;
  EXPECT_FALSE(prove_kmeans(equal, Labels{0, 0, 1, 1, 1}, 2).optimal);
  EXPECT_TRUE(prove_kmeans(Matrix::Zero(1, 1), Labels{0}, 1).optimal);
}

TEST(KMeansOptimality, RefusesWhatIsNoClustering) {
  Matrix X(3, 1);
  X << 1, 2, 5;
  const auto refusal = [&](const Labels& labels, Index clusters) {
    try {
      prove_kmeans(X, labels, clusters);
    } catch (const InputError& error) {
      return std::string(error.what());
    }
    return std::string();
  };
  EXPECT_EQ(refusal({0, 1}, 2), "2 labels; expected one for each of 3 rows");
  EXPECT_EQ(refusal({0, 1, 2}, 2), "label of row 3: 2; expected one from 0 to 1");
  EXPECT_EQ(refusal({0, 0, 0}, 2), "no row has the label 1; expected no empty cluster");
  EXPECT_EQ(refusal({0, 0, 0}, 4), "clusters = 4; expected 1 ≤ clusters ≤ rows = 3");
  X(1, 0) = std::nan("");
  EXPECT_EQ(refusal({0, 0, 1}, 2), "the data: row 2, column 1 is nan; expected a finite number");
}

TEST(KMeansOptimality, LargeDataAreNamed) {
  const Mixture sample = mixture(60, 3, 3, 9, 2);
  KMeansOptimalityOptions options;
  options.data_name = "mine.npy";
  options.largest_copy = 100;
  const KMeansOptimality found = prove_kmeans(sample.X, sample.labels, 3, options);
  EXPECT_TRUE(found.optimal && found.checked);
  EXPECT_FALSE(found.files.contains("data_certified.npy"));
  EXPECT_EQ(
      check_again(found),
      "the certificate names its data by hash and does not hold them: give mine.npy, or the same values in "
      "another file (--data FILE)");
}

TEST(KMeansOptimality, SaysWhatWasTooMuchToCheck) {
  const Mixture sample = mixture(200, 3, 3, 9, 2);
  const KMeansOptimality found = prove_kmeans(sample.X, sample.labels, 3, {.check_work = 3e5});
  EXPECT_FALSE(found.checked);
  EXPECT_EQ(found.reasons[0].find("Proved"), std::string::npos);
  EXPECT_EQ(check_again(found), "");
}

TEST(KMeansOptimality, SaysWhatItHadNoTimeFor) {
  const Mixture sample = mixture(60, 3, 3, 2, 2);
  const Budget none(1e-9);
  KMeansOptimality found;
  try {
    const BudgetScope scope(none);
    found = prove_kmeans(sample.X, sample.labels, 3);
  } catch (const OutOfBudget&) {
    return;  // before anything was there
  }
  EXPECT_NE(found.reasons.back().find("was not carried to its end"), std::string::npos);
}

}  // namespace
}  // namespace orthant
