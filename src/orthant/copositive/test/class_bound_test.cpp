#include "orthant/copositive/class_bound.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "orthant/copositive/test/samples.hpp"

namespace orthant {
namespace {

using test::BruteForce;
using test::Rows;
using test::Samples;

/// Entries k/4 with |k| ≤ 4 and a unit diagonal; pairs incompatible at random, and always when the entry
/// is 1.
struct Problem {
  Rows rows;  ///< 4A
  bits::Table compatible;
  BoundInput input;

  Problem(Samples& samples, int n, BranchOrder order, bool ties) : compatible(n) {
    const double apart_share = 0.5 * samples.uniform();
    const long low = samples.between(-4, -1);
    rows = samples.symmetric(
        n, [&](std::size_t i, std::size_t j) { return i == j ? 4L : samples.between(low, 4); });
    for (int i = 0; i < n; ++i) {
      for (int j = 0; j < i; ++j) {
        if (rows[i][j] == 4 || samples.uniform() < apart_share) continue;
        compatible.insert(i, j);
        compatible.insert(j, i);
      }
    }
    input.c = n;
    input.compatible = &compatible;
    input.order = order;
    input.ties = ties;
    input.slack = ties ? 0 : 1e-15 * (n + 8) * n;
    for (int i = 0; i < n; ++i) {
      input.candidates.push_back(i);
      for (int j = 0; j < n; ++j)
        input.A.push_back(i == j || compatible.contains(i, j) ? 0.25 * static_cast<double>(rows[i][j])
                                                              : apart);
    }
  }

  /// The worst answer over all sets of pairwise compatible indices within the classes.
  test::Copositivity worst(const BoundResult& bound) const {
    std::vector<int> all;
    for (const auto& members : bound.classes) all.insert(all.end(), members.begin(), members.end());
    test::Copositivity answer = test::Copositivity::strict;
    for (unsigned R = 1; R < 1U << all.size(); ++R) {
      std::vector<int> set;
      for (std::size_t k = 0; k < all.size(); ++k)
        if (R >> k & 1U) set.push_back(all[k]);
      const auto fits = [&](int i) {
        return std::all_of(set.begin(), set.end(),
                           [&](int j) { return i == j || compatible.contains(i, j); });
      };
      if (!std::all_of(set.begin(), set.end(), fits)) continue;
      const bool largest = std::none_of(all.begin(), all.end(), [&](int i) {
        return std::find(set.begin(), set.end(), i) == set.end() && fits(i);
      });
      if (!largest) continue;
      Rows block;
      for (const int i : set) {
        auto& row = block.emplace_back();
        for (const int j : set) row.push_back(rows[i][j]);
      }
      answer = std::min(answer, BruteForce::decide(block));
    }
    return answer;
  }
};

void expect_partition(const BoundResult& bound, const Problem& problem) {
  std::vector<int> seen(problem.rows.size(), 0);
  for (const auto& members : bound.classes) {
    EXPECT_FALSE(members.empty());
    for (const int i : members) {
      ++seen[i];
      for (const int j : members) EXPECT_TRUE(i == j || !problem.compatible.contains(i, j));
    }
  }
  for (const int b : bound.branches) ++seen[b];
  for (const int count : seen) EXPECT_EQ(count, 1);
}

TEST(ClassBound, ItsClassesHoldNoViolation) {
  Samples samples(31);
  std::size_t covered = 0;
  for (int k = 0; k < 1500 / test::thin; ++k) {
    const int n = static_cast<int>(samples.between(1, 9));
    const std::uint64_t seed = static_cast<std::uint64_t>(samples.between(0, 1 << 30));
    for (const BranchOrder order : test::branch_orders) {
      Samples same(seed);
      const Problem problem(same, n, order, false);
      const BoundResult bound = class_bound(problem.input);
      expect_partition(bound, problem);
      EXPECT_EQ(problem.worst(bound), test::Copositivity::strict) << test::text(problem.rows);
      for (const auto& members : bound.classes) covered += members.size();
    }
  }
  EXPECT_GT(covered, 8000U / test::thin);
}

TEST(ClassBound, AcceptsOnlyTheCandidates) {
  Samples samples(32);
  Problem problem(samples, 8, BranchOrder::most_negative_first, false);
  problem.input.candidates = {1, 4, 6};
  const BoundResult bound = class_bound(problem.input);
  std::size_t count = bound.branches.size();
  for (const auto& members : bound.classes) {
    count += members.size();
    for (const int i : members) EXPECT_TRUE(i == 1 || i == 4 || i == 6);
  }
  EXPECT_EQ(count, 3U);
}

TEST(ExactBound, SettlesTies) {
  Samples samples(33);
  int held = 0, failed = 0, boundary = 0;
  for (int k = 0; k < 3000 / test::thin; ++k) {
    const int n = static_cast<int>(samples.between(2, 8));
    const std::uint64_t seed = static_cast<std::uint64_t>(samples.between(0, 1 << 30));
    for (const BranchOrder order : test::branch_orders) {
      Samples same(seed);
      const Problem problem(same, n, order, true);
      const BoundResult bound = class_bound(problem.input);
      expect_partition(bound, problem);
      Tableau<std::int64_t> t;
      t.c = n;
      for (const auto& row : problem.rows) t.M.insert(t.M.end(), row.begin(), row.end());
      // Scales other than 1 have to give the same kind of answer: a proof or none.
      for (const bool scaled : {false, true}) {
        std::vector<double> scale(static_cast<std::size_t>(n), 1.0);
        if (scaled) scale[0] = 1.25;
        for (const bool strict : {false, true}) {
          const ExactBound exact{&problem.compatible, &bound.classes, &scale, strict,
                                 order == BranchOrder::semidefinite_first};
          const bool narrow = exact_bound(t, exact);
          EXPECT_EQ(narrow, exact_bound(widen(t), exact));
          if (!narrow) {
            ++failed;
            continue;
          }
          ++held;
          const test::Copositivity worst = problem.worst(bound);
          EXPECT_TRUE(strict ? worst == test::Copositivity::strict : worst != test::Copositivity::no)
              << test::text(problem.rows);
          boundary += worst == test::Copositivity::boundary ? 1 : 0;
        }
      }
    }
  }
  EXPECT_GT(held, 1000 / test::thin);
  EXPECT_GT(boundary, 100 / test::thin);
  EXPECT_GT(failed, 10 / test::thin);
}

}  // namespace
}  // namespace orthant
