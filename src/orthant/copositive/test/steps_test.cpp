// The steps around the tree: reduction, faces, local search.
#include <gtest/gtest.h>

#include "orthant/copositive/face_witness.hpp"
#include "orthant/copositive/local_search.hpp"
#include "orthant/copositive/proof.hpp"
#include "orthant/copositive/reduction.hpp"
#include "orthant/copositive/test/samples.hpp"

namespace orthant {
namespace {

using test::BruteForce;
using test::Rows;
using test::Samples;

TEST(Reduction, KeepsTheAnswer) {
  Samples samples(51);
  int diagonal = 0, pair = 0;
  for (int k = 0; k < 3000 / test::thin; ++k) {
    const Rows rows = samples.any(static_cast<int>(samples.between(1, 7)));
    const RationalSymmetric Q = test::exact(rows);
    const Reduction reduction = reduce(Q);
    const test::Copositivity truth = BruteForce::decide(rows);
    if (!reduction.witness.empty()) {
      EXPECT_TRUE(replay_witness(Q, reduction.witness, false));
      diagonal += reduction.method == "diagonal" ? 1 : 0;
      pair += reduction.method == "pair" ? 1 : 0;
      continue;
    }
    test::Copositivity answer = test::Copositivity::strict;
    if (!reduction.zero.empty()) {
      EXPECT_TRUE(replay_witness(Q, reduction.zero, true));
      answer = test::Copositivity::boundary;
    }
    std::vector<int> seen(rows.size(), 0);
    for (const std::int32_t i : reduction.dropped) {
      ++seen[static_cast<std::size_t>(i)];
      for (const long x : rows[static_cast<std::size_t>(i)]) EXPECT_GE(x, 0);
    }
    for (const auto& part : reduction.parts) {
      Rows block;
      for (const std::int32_t i : part) {
        ++seen[static_cast<std::size_t>(i)];
        auto& row = block.emplace_back();
        for (const std::int32_t j : part)
          row.push_back(rows[static_cast<std::size_t>(i)][static_cast<std::size_t>(j)]);
      }
      EXPECT_GE(part.size(), 2U);
      answer = std::min(answer, BruteForce::decide(block));
    }
    for (const int count : seen) EXPECT_EQ(count, 1);
    EXPECT_EQ(answer, truth) << test::text(rows);
  }
  EXPECT_GT(diagonal, 30 / test::thin);
  EXPECT_GT(pair, 100 / test::thin);
}

TEST(FaceWitness, OnTheRoot) {
  const RationalSymmetric Q = test::exact({{1, -2}, {-2, 1}});
  const auto x = face_witness(Q, {}, {0, 1}, false);
  ASSERT_TRUE(x);
  EXPECT_LT(Q.form(*x), 0);
  EXPECT_FALSE(face_witness(Q, {}, {0}, false));
  EXPECT_FALSE(face_witness(test::exact({{1, -1}, {-1, 1}}), {}, {0, 1}, false));
  const auto zero = face_witness(test::exact({{4, -6}, {-6, 9}}), {}, {0, 1}, true);
  ASSERT_TRUE(zero);
  EXPECT_EQ(*zero, (std::vector<mpz_class>{3, 2}));
}

TEST(FaceWitness, WithZerosAndNegativeEntriesOnTheDiagonal) {
  const RationalSymmetric Q = test::exact({{0, -1}, {-1, 100}});
  EXPECT_TRUE(face_witness(Q, {}, {0, 1}, false));
  EXPECT_TRUE(face_witness(Q, {}, {0}, true));
  EXPECT_FALSE(face_witness(Q, {}, {0}, false));
  EXPECT_TRUE(face_witness(test::exact({{7, 5}, {5, -1}}), {}, {0, 1}, false));
}

/// It finds a violation on S ∪ J exactly when the enumeration finds one, given that smaller faces have none.
TEST(FaceWitness, IsCompleteOnMinimalFaces) {
  Samples samples(52);
  int found = 0, none = 0;
  for (int k = 0; k < 20000 / test::thin; ++k) {
    const int n = static_cast<int>(samples.between(2, 6));
    const Rows rows = samples.any(n);
    bool minimal = true;
    for (int skip = 0; skip < n && minimal; ++skip) {
      Rows block;
      for (int i = 0; i < n; ++i) {
        if (i == skip) continue;
        auto& row = block.emplace_back();
        for (int j = 0; j < n; ++j)
          if (j != skip) row.push_back(rows[i][j]);
      }
      minimal = BruteForce::decide(block) == test::Copositivity::strict;
    }
    if (!minimal) continue;
    std::vector<int> S;
    for (int i = 2; i < n; ++i) S.push_back(i);
    const RationalSymmetric Q = test::exact(rows);
    // Q_SS is strictly copositive; the face needs it positive definite, as it is under a minimal violation.
    const test::Copositivity truth = BruteForce::decide(rows);
    if (truth == test::Copositivity::strict) {
      ++none;
      continue;
    }
    ++found;
    const auto weak = face_witness(Q, S, {0, 1}, true), strong = face_witness(Q, S, {0, 1}, false);
    ASSERT_TRUE(weak) << test::text(rows);
    EXPECT_EQ(strong.has_value(), truth == test::Copositivity::no) << test::text(rows);
    for (const mpz_class& z : *weak) EXPECT_GE(z, 0);
    EXPECT_LE(Q.form(*weak), 0);
  }
  EXPECT_GT(found, 100 / test::thin);
  EXPECT_GT(none, 100 / test::thin);
}

TEST(FaceWitness, ClearsDenominators) {
  EXPECT_EQ(integer_multiple({mpq_class(1, 2), mpq_class(2, 3), mpq_class(0)}),
            (std::vector<mpz_class>{3, 4, 0}));
  EXPECT_EQ(integer_multiple({mpq_class(6), mpq_class(9)}), (std::vector<mpz_class>{2, 3}));
}

TEST(LocalSearch, StaysOnTheSimplexAndDescends) {
  Samples samples(53);
  for (int k = 0; k < 100 / test::thin + 2; ++k) {
    const RationalSymmetric Q = test::exact(samples.any(static_cast<int>(samples.between(1, 9))));
    const Matrix A = Q.approx();
    const LocalMinimum found = approx_simplex_minimum(A, {.seed = 1, .starts = 30}, Budget());
    EXPECT_GE(found.x.minCoeff(), 0);
    EXPECT_NEAR(found.x.sum(), 1, 1e-12);
    EXPECT_NEAR(found.x.dot(A * found.x), found.value, 1e-10);
    EXPECT_LE(found.value, A.diagonal().minCoeff() + 1e-12);
    // First-order conditions: (Qx)_i ≥ the value everywhere, with equality on the support.
    const Vector g = A * found.x;
    for (Index i = 0; i < A.rows(); ++i) {
      EXPECT_GE(g(i), found.value - 1e-6);
      if (found.x(i) > 1e-6) {
        EXPECT_NEAR(g(i), found.value, 1e-6);
      }
    }
    const LocalMinimum again = approx_simplex_minimum(A, {.seed = 1, .starts = 30}, Budget());
    EXPECT_EQ(again.value, found.value);
  }
}

TEST(LocalSearch, FindsTheZerosOfHorn) {
  const LocalMinimum found = approx_simplex_minimum(test::exact(test::horn_rows()).approx(), {}, Budget());
  EXPECT_NEAR(found.value, 0, 1e-12);
}

}  // namespace
}  // namespace orthant
