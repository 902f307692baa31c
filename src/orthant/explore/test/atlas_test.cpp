// The map of minima: intervals against sums, the unseen against known laws, merging against one run, and what is trusted
// where half of the parts are not determined.

#include "orthant/explore/atlas.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "orthant/base/error.hpp"
#include "orthant/base/random.hpp"
#include "support/random_problems.hpp"

namespace orthant {
namespace {

using testing::random_matrix;

/// P(at least k of n), term by term.
double tail_by_sum(Index k, Index n, double p) {
  double sum = 0;
  for (Index j = k; j <= n; ++j) {
    double term = 1;
    for (Index i = 1; i <= j; ++i) term *= static_cast<double>(n - j + i) / static_cast<double>(i) * p;
    sum += term * std::pow(1 - p, static_cast<double>(n - j));
  }
  return sum;
}

TEST(Proportion, TailsAreSumsAndEndsSolveThem) {
  for (const Index n : {1, 2, 7, 40})
    for (Index k = 0; k <= n; ++k)
      for (const double p : {0.001, 0.1, 0.5, 0.93})
        EXPECT_NEAR(binomial_upper_tail(k, n, p), tail_by_sum(k, n, p), 1e-12)
            << k << " of " << n << ", " << p;
  for (Index k = 1; k < 40; ++k) {
    const Proportion at = proportion(k, 40);
    EXPECT_NEAR(tail_by_sum(k, 40, at.low), 0.025, 1e-9);
    EXPECT_NEAR(1 - tail_by_sum(k + 1, 40, at.high), 0.025, 1e-9);
  }
  EXPECT_EQ(proportion(0, 10).low, 0);
  EXPECT_EQ(proportion(10, 10).high, 1);
  EXPECT_NEAR(proportion(0, 100, 0.05).high, 1 - std::pow(0.05, 0.01), 1e-12);
  EXPECT_NEAR(proportion(500000, 1000000).low, 0.5 - 1.96 * 0.0005, 2e-6);  // the normal law
}

/// Ends of n starts of a law with Σ p ≤ 1: the rest is no minimum.
std::vector<Index> drawn_ends(const std::vector<double>& p, Index n, Random& random) {
  std::vector<Index> out;
  for (Index s = 0; s < n; ++s) {
    double u = random.uniform();
    Index i = 0;
    while (i < std::ssize(p) && u >= p[static_cast<size_t>(i)]) u -= p[static_cast<size_t>(i++)];
    out.push_back(i < std::ssize(p) ? i : -1);
  }
  return out;
}

double unseen_share(const std::vector<double>& p, const std::vector<Index>& ends) {
  double out = 0;
  for (Index i = 0; i < std::ssize(p); ++i)
    if (std::find(ends.begin(), ends.end(), i) == ends.end()) out += p[static_cast<size_t>(i)];
  return out;
}

TEST(Unseen, BoundHoldsAndEstimateIsUnbiasedOverReplays) {
  std::vector<std::vector<double>> laws(3);
  for (int i = 0; i < 40; ++i) laws[0].push_back(0.025);
  for (int i = 0; i < 200; ++i) laws[1].push_back(0.2 * std::pow(0.8, i));
  for (int i = 1; i <= 60; ++i) laws[2].push_back(0.15 / i);  // a good half; the others are saddles
  Random random(11);
  constexpr int replays = 400;
  for (const auto& p : laws) {
    int holds = 0;
    double estimate = 0, truth = 0;
    for (int replay = 0; replay < replays; ++replay) {
      const auto ends = drawn_ends(p, 80, random);
      const Unseen unseen = unseen_after(ends);
      const double share = unseen_share(p, ends);
      holds += share <= unseen.upper ? 1 : 0;
      estimate += unseen.estimate / replays;
      truth += share / replays;
    }
    EXPECT_GE(holds, replays * 95 / 100 - 12);
    EXPECT_NEAR(estimate, truth, 0.02);
  }
}

TEST(Unseen, CountsByHand) {
  const Unseen unseen = unseen_after({0, 1, -1, 0, 2, 0});
  EXPECT_EQ(unseen.once, 2);
  EXPECT_NEAR(unseen.estimate, 2.0 / 6, 1e-15);
  EXPECT_NEAR(unseen.upper, proportion(1, 3, 0.05).high, 1e-12);  // {0, 1} are known; 2 is new
  EXPECT_EQ(unseen_after({}).upper, 1);
}

Data noisy_data(std::uint64_t seed, Index rows = 30, Index cols = 20) {
  Random random(seed);
  Data data;
  data.matrix = std::make_shared<const DataMatrix>(
      DataMatrix::dense((random_matrix(random, rows, cols, true).array() - 0.5).cwiseMax(0.0).matrix()));
  return data;
}

AtlasOptions options_of(long starts, long rank = 6, long skip = 0) {
  AtlasOptions options;
  options.recover.rank = rank;
  options.recover.numeric = true;
  options.recover.search.starts = starts;
  options.recover.search.skip = skip;
  return options;
}

void expect_same_map(const Atlas& a, const Atlas& b) {
  ASSERT_EQ(a.minima.size(), b.minima.size());
  EXPECT_EQ(a.ends, b.ends);
  for (size_t m = 0; m < a.minima.size(); ++m) {
    EXPECT_EQ(a.minima[m].starts, b.minima[m].starts);
    EXPECT_NEAR(a.minima[m].certificate().objective, b.minima[m].certificate().objective,
                1e-9 * a.minima[m].certificate().objective);
  }
}

TEST(Atlas, MergedRunsAreOneRun) {
  const Data data = noisy_data(71);
  const Atlas whole = atlas(data, options_of(30));
  ASSERT_GE(whole.minima.size(), 2u);
  const Atlas both = merged(atlas(data, options_of(12)), atlas(data, options_of(18, 6, 12)), 1);
  expect_same_map(whole, both);
  ASSERT_EQ(both.runs.size(), 1u);
  EXPECT_EQ(last_start(both, 0), 30);
  Index hits = 0;
  for (const AtlasMinimum& minimum : whole.minima) hits += std::ssize(minimum.starts);
  EXPECT_EQ(hits + whole.saddles + whole.unfinished, 30);
}

TEST(Atlas, RefusesToMergeWhatIsNotOneLaw) {
  const Data data = noisy_data(71);
  const Atlas one = atlas(data, options_of(6));
  EXPECT_THROW(merged(one, atlas(data, options_of(6, 6, 5)), 1), InputError);  // start 6 twice
  EXPECT_THROW(merged(one, atlas(noisy_data(72), options_of(6, 6, 6)), 1), InputError);
  EXPECT_THROW(merged(one, atlas(data, options_of(6, 3, 6)), 1), InputError);
  AtlasOptions other = options_of(6, 6, 6);
  other.recover.search.solver = Solver::hals;
  EXPECT_THROW(merged(one, atlas(data, other), 1), InputError);
  other = options_of(6);
  other.recover.search.init = Initialisation::nndsvd;
  EXPECT_THROW(atlas(data, other), InputError);
  EXPECT_NO_THROW(merged(one, atlas(data, options_of(6, 6, 6)), 1));
}

TEST(Atlas, ProvesMinimaAndThatTheyDiffer) {
  AtlasOptions options = options_of(30);
  options.recover.numeric = false;
  const Atlas found = atlas(noisy_data(71), options);
  ASSERT_GE(found.minima.size(), 2u);
  EXPECT_GE(found.proved, 2);
  EXPECT_GE(found.proved_distinct, 2);
  EXPECT_LE(found.proved_distinct, found.proved);
  for (size_t m = 1; m < found.minima.size(); ++m)
    EXPECT_EQ(found.minima[m].certificate().spurious, true) << m;
}

TEST(Atlas, StopsWhenLittleIsUnseen) {
  AtlasOptions options = options_of(400, 1);  // of rank 1 there is one minimum
  options.unseen = 0.1;
  const Atlas found = atlas(noisy_data(5), options);
  EXPECT_LT(found.starts, 400);
  EXPECT_LE(found.unseen.upper, 0.1);
  EXPECT_EQ(found.minima.size(), 1u);
}

/// Two parts with rows and columns of their own, and a positive block of rank 2 that many factors fit.
Data half_determined() {
  Random random(21);
  Matrix X = Matrix::Zero(16, 16);
  for (Index k = 0; k < 2; ++k) {
    const Matrix l = random_matrix(random, 4, 1).array() + 0.5, r = random_matrix(random, 4, 1).array() + 0.5;
    X.block(4 * k, 4 * k, 4, 4) = 4 * l * r.transpose();
  }
  const Matrix L = random_matrix(random, 8, 2).array() + 0.5, R = random_matrix(random, 8, 2).array() + 0.5;
  X.bottomRightCorner(8, 8) = L * R.transpose();
  Data data;
  data.matrix = std::make_shared<const DataMatrix>(DataMatrix::dense(X));
  return data;
}

TEST(Trust, SeparatesPartsThatDataDetermine) {
  const Atlas found = atlas(half_determined(), options_of(8, 4));
  ASSERT_FALSE(found.minima.empty());
  ASSERT_GE(found.trust.starts, 3);
  const Matrix& best = found.minima.front().factors;
  double least_determined = 1, most_free = 0;
  for (Index k = 0; k < 4; ++k) {
    const bool is_free = best.col(k).segment(8, 8).norm() > best.col(k).head(8).norm();
    const double mean = found.trust.parts[static_cast<size_t>(k)].mean;
    if (is_free)
      most_free = std::max(most_free, mean);
    else
      least_determined = std::min(least_determined, mean);
  }
  EXPECT_GT(least_determined, 0.9999);
  EXPECT_LT(most_free, 0.9999);
}

TEST(Trust, ByHand) {
  const Matrix best = Matrix::Identity(4, 2), turned = (Matrix(4, 2) << 0, 1, 1, 0, 0, 0, 0, 0).finished();
  Matrix other = best;  // the second part is another one
  other.col(1) << 0, 0, 0, 1;
  const TrustReport report = trust_in_parts({{&best, 2}, {&turned, 1}, {&other, 2}}, 4, true, PartSize::norm);
  EXPECT_EQ(report.starts, 5);
  EXPECT_EQ(report.parts[0].trust, Trust::all);
  EXPECT_NEAR(report.parts[0].mean, 1, 1e-12);
  EXPECT_NEAR(report.parts[1].mean, 0.5, 1e-12);  // (2 − 1) + 1 of 4
  EXPECT_NEAR(report.parts[1].share, 0.5, 1e-12);
  EXPECT_EQ(report.parts[1].lowest, 0);
  EXPECT_EQ(report.parts[1].points, 2);
  EXPECT_EQ(report.parts[1].trust, Trust::most);
  EXPECT_NEAR(report.rows[0], 1, 1e-12);
  EXPECT_NEAR(report.rows[1], 0.5, 1e-12);
  EXPECT_EQ(report.rows[2], -1);
  EXPECT_EQ(trust_in_parts({{&best, 1}}, 4, true, PartSize::norm).parts[0].trust, Trust::unknown);
}

}  // namespace
}  // namespace orthant
