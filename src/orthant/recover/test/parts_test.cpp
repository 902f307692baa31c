// Shares, labels and the strongest columns of parts against their definitions, and what they must not depend on.

#include "orthant/recover/parts.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <random>

#include "orthant/recover/recover.hpp"

namespace orthant {
namespace {

/// [L; R] of 7 + 5 rows and rank 3 with zeros in it; row 2 of L and row 4 of R are zero.
Matrix sample_factors(unsigned seed) {
  std::mt19937 random(seed);
  std::uniform_real_distribution<double> uniform(-0.3, 1);
  Matrix U = Matrix::NullaryExpr(12, 3, [&] { return std::max(0.0, uniform(random)); });
  U.row(2).setZero();
  U.row(11).setZero();
  return U;
}

/// The columns' own units undone: l_k by t_k, r_k by its inverse.
Matrix rescaled(Matrix U, Index left_rows, const Vector& by) {
  U.topRows(left_rows) *= by.asDiagonal();
  U.bottomRows(U.rows() - left_rows) *= by.cwiseInverse().asDiagonal();
  return U;
}

void expect_same(const PartSide& a, const PartSide& b) {
  for (const auto list : {&PartSide::strongest, &PartSide::distinctive}) {
    ASSERT_EQ((a.*list).size(), (b.*list).size());
    for (size_t k = 0; k < (a.*list).size(); ++k) {
      EXPECT_EQ((a.*list)[k].index, (b.*list)[k].index);
      EXPECT_NEAR((a.*list)[k].weight, (b.*list)[k].weight, 1e-14);
      EXPECT_NEAR((a.*list)[k].share, (b.*list)[k].share, 1e-14);
    }
  }
}

TEST(Parts, AreWhatTheirDefinitionSays) {
  const Matrix U = sample_factors(1), L = U.topRows(7), R = U.bottomRows(5);
  const auto parts = parts_of(U, 7, false, 100);
  const double total = (L * R.transpose()).sum();
  double shares = 0;
  ASSERT_EQ(parts.size(), 3u);
  for (Index k = 0; k < 3; ++k) {
    const FitPart& part = parts[static_cast<size_t>(k)];
    const Matrix one = L.col(k) * R.col(k).transpose();
    EXPECT_NEAR(part.share, one.sum() / total, 1e-14);
    shares += part.share;
    double weights = 0;
    for (const PartEntry& entry : part.columns.strongest) {
      EXPECT_NEAR(entry.weight, one.col(entry.index).sum() / one.sum(), 1e-14);
      EXPECT_NEAR(entry.share, one.col(entry.index).sum() / (L * R.transpose()).col(entry.index).sum(),
                  1e-14);
      weights += entry.weight;
    }
    EXPECT_NEAR(weights, 1, 1e-14);  // all that are positive are there
    for (const PartEntry& entry : part.rows.distinctive)
      EXPECT_NEAR(entry.share, one.row(entry.index).sum() / (L * R.transpose()).row(entry.index).sum(),
                  1e-14);
  }
  EXPECT_NEAR(shares, 1, 1e-14);
}

/// log relevance of Sievert and Shirley, at λ = 1/3, from the probabilities themselves.
TEST(Parts, AreOrderedByWeightAndByRelevance) {
  for (unsigned seed = 1; seed < 20; ++seed) {
    const Matrix U = sample_factors(seed), L = U.topRows(7), R = U.bottomRows(5);
    const Vector marginal = (L * R.transpose()).colwise().sum() / (L * R.transpose()).sum();
    const auto parts = parts_of(U, 7, false, 100);
    for (Index k = 0; k < 3; ++k) {
      const PartSide& side = parts[static_cast<size_t>(k)].columns;
      const Vector p = R.col(k) / R.col(k).sum();
      const auto relevance = [&](const PartEntry& entry) {
        const double in_part = p[entry.index], anywhere = marginal[entry.index];
        return std::log(in_part) / 3 + 2 * std::log(in_part / anywhere) / 3;
      };
      for (size_t i = 1; i < side.distinctive.size(); ++i)
        EXPECT_GE(relevance(side.distinctive[i - 1]), relevance(side.distinctive[i]) - 1e-12);
      for (size_t i = 1; i < side.strongest.size(); ++i)
        EXPECT_GE(side.strongest[i - 1].weight, side.strongest[i].weight);
    }
  }
}

/// "the" is the strongest word of both topics and tells neither.
TEST(Parts, WhatIsStrongEverywhereIsNotDistinctive) {
  Matrix U(2 + 3, 2);
  U << 1, 0, 0, 1, 0.6, 0.6, 0.3, 0, 0, 0.3;
  const auto parts = parts_of(U, 2, false, 1);
  ASSERT_EQ(parts.size(), 2u);
  for (size_t k = 0; k < 2; ++k) {
    ASSERT_EQ(parts[k].columns.strongest.size(), 1u);
    EXPECT_EQ(parts[k].columns.strongest[0].index, 0);
    EXPECT_EQ(parts[k].columns.distinctive[0].index, static_cast<Index>(k) + 1);
  }
}

TEST(Parts, DoNotSeeTheScalingOfColumns) {
  const Matrix U = sample_factors(3);
  Vector by(3);
  by << 1e-90, 7, 3e80;
  const Matrix V = rescaled(U, 7, by);
  const auto a = parts_of(U, 7, false, 4), b = parts_of(V, 7, false, 4);
  ASSERT_EQ(a.size(), b.size());
  for (size_t k = 0; k < a.size(); ++k) {
    EXPECT_NEAR(a[k].share, b[k].share, 1e-14);
    expect_same(a[k].columns, b[k].columns);
    expect_same(a[k].rows, b[k].rows);
  }
  for (const PartSize size : {PartSize::sum, PartSize::norm}) {
    const PartLabels la = labels_of(U, 7, false, size), lb = labels_of(V, 7, false, size);
    for (size_t i = 0; i < 7; ++i) EXPECT_EQ(la.rows[i].part, lb.rows[i].part);
    for (size_t j = 0; j < 5; ++j) EXPECT_EQ(la.columns[j].part, lb.columns[j].part);
  }
}

TEST(Parts, ExchangingTheSidesExchangesWhatIsSaid) {
  const Matrix U = sample_factors(4);
  Matrix V(12, 3);
  V << U.bottomRows(5), U.topRows(7);
  const auto a = parts_of(U, 7, false, 6), b = parts_of(V, 5, false, 6);
  for (size_t k = 0; k < 3; ++k) {
    expect_same(a[k].columns, b[k].rows);
    expect_same(a[k].rows, b[k].columns);
  }
}

/// The part of a row that is largest in the norm, from the parts themselves.
TEST(Labels, AreThePartThatIsLargest) {
  for (unsigned seed = 1; seed < 40; ++seed) {
    const PartSize size = seed % 2 == 0 ? PartSize::sum : PartSize::norm;
    const Matrix U = sample_factors(seed), L = U.topRows(7), R = U.bottomRows(5);
    const PartLabels labels = labels_of(U, 7, false, size);
    ASSERT_EQ(labels.rows.size(), 7u);
    ASSERT_EQ(labels.columns.size(), 5u);
    for (Index i = 0; i < 7; ++i) {
      const Label& label = labels.rows[static_cast<size_t>(i)];
      Vector part(3);
      for (Index k = 0; k < 3; ++k) {
        const Matrix one = L.col(k) * R.col(k).transpose();
        part[k] = size == PartSize::sum ? one.row(i).sum() : one.row(i).norm();
      }
      if (part.sum() == 0) {
        EXPECT_EQ(label.part, Label::none);
        EXPECT_EQ(label.clarity, 0);
        continue;
      }
      EXPECT_EQ(part[label.part], part.maxCoeff());
      EXPECT_NEAR(label.clarity, part.maxCoeff() / part.sum(), 1e-14);
      EXPECT_GE(label.clarity, 1.0 / 3 - 1e-15);
    }
    EXPECT_EQ(labels.rows[2].part, Label::none);
    EXPECT_EQ(labels.columns[4].part, Label::none);
    const auto counts = label_counts(labels.rows, 3);
    EXPECT_EQ(std::accumulate(counts.begin(), counts.end(), Index{0}),
              std::count_if(labels.rows.begin(), labels.rows.end(),
                            [](const Label& label) { return label.part != Label::none; }));
  }
}

TEST(Labels, OfASymmetricFactorAreOneList) {
  Matrix U(3, 2);
  U << 2, 0.1, 0, 1, 0, 0;
  const PartLabels labels = labels_of(U, 3, true, PartSize::sum);
  ASSERT_EQ(labels.rows.size(), 3u);
  EXPECT_TRUE(labels.columns.empty());
  EXPECT_EQ(labels.rows[0].part, 0);
  EXPECT_EQ(labels.rows[1].part, 1);
  EXPECT_EQ(labels.rows[2].part, Label::none);
  EXPECT_NEAR(labels.rows[0].clarity, 2 * 2 / (2 * 2 + 0.1 * 1.1), 1e-14);
  const auto parts = parts_of(U, 3, true, 5);
  EXPECT_TRUE(parts[0].rows.strongest.empty());
  EXPECT_EQ(parts[0].columns.strongest[0].index, 0);
}

TEST(Parts, OfAZeroFitAreNone) {
  EXPECT_TRUE(parts_of(Matrix::Zero(5, 2), 3, false, 3).empty());
  for (const Label& label : labels_of(Matrix::Zero(5, 2), 3, false, PartSize::norm).rows)
    EXPECT_EQ(label.part, Label::none);
}

TEST(Parts, ADirectionIsNamedWhereItIsLargest) {
  Matrix D = Matrix::Zero(5, 2);
  D(1, 1) = -3;
  D(4, 0) = 2;
  EXPECT_EQ(largest_entry_in_words(D, 3, {"x", "y", "z"}, {}), "in row y of part 2");
  D(4, 0) = 5;
  EXPECT_EQ(largest_entry_in_words(D, 3, {"x", "y", "z"}, {"p", "q"}), "in column q of part 1");
  EXPECT_EQ(largest_entry_in_words(D, 3, {}, {}), "in column 2 of part 1");
  EXPECT_EQ(largest_entry_in_words(Matrix(), 3, {}, {}), "");
}

TEST(Parts, AreOrderedByTheirShare) {
  const Matrix U = sample_factors(6), V = ordered_by_share(U, 7, false);
  const auto parts = parts_of(V, 7, false, 1);
  for (size_t k = 1; k < parts.size(); ++k) EXPECT_GE(parts[k - 1].share, parts[k].share);
  EXPECT_TRUE(same_point(U, V, 0));
  EXPECT_EQ(ordered_by_share(V, 7, false), V);
}

}  // namespace
}  // namespace orthant
