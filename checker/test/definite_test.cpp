#include "checker/exact/definite.hpp"

#include <gtest/gtest.h>

#include <random>

#include "checker/read/files.hpp"

namespace orthant::checker {
namespace {

RationalMatrix matrix(const std::vector<std::vector<long>>& rows) {
  const long n = static_cast<long>(rows.size());
  RationalMatrix out(n, static_cast<long>(rows[0].size()));
  for (long i = 0; i < n; ++i)
    for (long j = 0; j < out.cols(); ++j)
      out.set(i, j, rows[static_cast<std::size_t>(i)][static_cast<std::size_t>(j)]);
  return out;
}

/// n×k of integers from −3 to 3.
RationalMatrix random_matrix(long n, long k, std::mt19937& random) {
  std::uniform_int_distribution<long> entry(-3, 3);
  RationalMatrix out(n, k);
  for (long i = 0; i < n; ++i)
    for (long j = 0; j < k; ++j) out.set(i, j, entry(random));
  return out;
}

RationalMatrix gram_of_rows(const RationalMatrix& B) {
  Work work;
  return times(B, B.transpose(), work);
}

TEST(Definite, GramMatricesAreSemidefiniteAndNothingBelowThemIs) {
  std::mt19937 random(1);
  for (int trial = 0; trial < 30; ++trial) {
    const long n = 2 + trial % 7, k = 1 + trial % (n - 1);  // singular: rank below n
    const RationalMatrix B = random_matrix(n, k, random);
    RationalMatrix Q = gram_of_rows(B);
    Work work;
    EXPECT_FALSE(negative_direction(Q, work));
    for (long i = 0; i < n; ++i) Q.add(i, i, Rational(-1) / Rational(1000000000));
    const auto x = negative_direction(Q, work);
    ASSERT_TRUE(x);
    EXPECT_LT(form(Q, *x), Rational(0));
  }
}

TEST(Definite, ZeroPivotNeedsAZeroRow) {
  Work work;
  const RationalMatrix Q = matrix({{0, 1}, {1, 5}});
  const auto x = negative_direction(Q, work);
  ASSERT_TRUE(x);
  EXPECT_LT(form(Q, *x), Rational(0));
  EXPECT_FALSE(negative_direction(matrix({{0, 0}, {0, 5}}), work));
  EXPECT_TRUE(negative_direction(matrix({{0, 0}, {0, -5}}), work));
  EXPECT_FALSE(negative_direction(RationalMatrix(0, 0), work));
}

TEST(Definite, EliminationLeavesTheSchurComplement) {
  Work work;
  const RationalMatrix Q = matrix({{2, 1, 1}, {1, 3, 0}, {1, 0, 4}});
  const Elimination elimination = eliminate(Q, {true, false, false}, work);
  ASSERT_FALSE(elimination.negative);
  EXPECT_EQ(elimination.rest(0, 0), Rational(5) / Rational(2));
  EXPECT_EQ(elimination.rest(0, 1), Rational(-1) / Rational(2));
  EXPECT_EQ(elimination.rest(1, 1), Rational(7) / Rational(2));
}

TEST(Definite, NegativeDirectionOfFreeVariablesKeepsTheOthersNonnegative) {
  // The first variable is free and null, and meets the second: t·e_0 + e_1.
  Work work;
  const RationalMatrix Q = matrix({{0, -2}, {-2, 1}});
  const Elimination elimination = eliminate(Q, {true, false}, work);
  ASSERT_TRUE(elimination.negative);
  EXPECT_GE((*elimination.negative)[1], Rational(0));
  EXPECT_LT(form(Q, *elimination.negative), Rational(0));
}

/// Horn's matrix: copositive, neither semidefinite nor the sum of a semidefinite and a nonnegative one.
RationalMatrix horn() {
  return matrix(
      {{1, -1, 1, 1, -1}, {-1, 1, -1, 1, 1}, {1, -1, 1, -1, 1}, {1, 1, -1, 1, -1}, {-1, 1, 1, -1, 1}});
}

TEST(Keller, HornIsCopositiveAndNothingBelowItIs) {
  Work work;
  EXPECT_TRUE(negative_direction(horn(), work));
  EXPECT_FALSE(copositivity_violation(horn(), work));
  RationalMatrix Q = horn();
  Q.add(2, 2, Rational(-1) / Rational(1000000));
  const auto x = copositivity_violation(Q, work);
  ASSERT_TRUE(x);
  for (const Rational& entry : *x) EXPECT_GE(entry, Rational(0));
  EXPECT_LT(form(Q, *x), Rational(0));
}

TEST(Keller, AgreesWithAGridOfTheSimplex) {
  std::mt19937 random(7);
  int negative = 0;
  for (int trial = 0; trial < 200; ++trial) {
    RationalMatrix Q = random_matrix(3, 3, random);
    Q += Q.transpose();
    for (long i = 0; i < 3; ++i) Q.add(i, i, 3);
    Work work;
    const auto x = copositivity_violation(Q, work);
    if (x) {
      ++negative;
      for (const Rational& entry : *x) EXPECT_GE(entry, Rational(0));
      EXPECT_LT(form(Q, *x), Rational(0));
      continue;
    }
    for (long a = 0; a <= 24; ++a)
      for (long b = 0; a + b <= 24; ++b)
        EXPECT_GE(form(Q, {Rational(a), Rational(b), Rational(24 - a - b)}), Rational(0));
  }
  EXPECT_GT(negative, 20);
  EXPECT_LT(negative, 180);
}

TEST(Keller, RefusesLargeOrdersAndMuchWork) {
  Work work;
  RationalMatrix coupled(15, 15);
  for (long i = 0; i < 15; ++i)
    for (long j = 0; j < 15; ++j) coupled.set(i, j, 1);
  EXPECT_THROW((void)copositivity_violation(coupled, work), Rejected);
  EXPECT_FALSE(copositivity_violation(RationalMatrix(15, 15), work));  // fifteen components
  std::mt19937 random(3);
  const RationalMatrix B = random_matrix(30, 20, random);
  Work little(1e4);
  EXPECT_THROW((void)negative_direction(gram_of_rows(B), little), Rejected);
}

/// `count` Horn matrices, variable k of block b at position k·count + b: copositive, and not the sum of a
/// semidefinite and a nonnegative matrix.
RationalMatrix interleaved_horn(long count) {
  const long horn[5][5] = {
      {1, -1, 1, 1, -1}, {-1, 1, -1, 1, 1}, {1, -1, 1, -1, 1}, {1, 1, -1, 1, -1}, {-1, 1, 1, -1, 1}};
  RationalMatrix Q(5 * count, 5 * count);
  for (long b = 0; b < count; ++b)
    for (long i = 0; i < 5; ++i)
      for (long j = 0; j < 5; ++j) Q.set(i * count + b, j * count + b, horn[i][j]);
  return Q;
}

TEST(Components, AreDecidedAlone) {
  Work work;
  RationalMatrix Q = interleaved_horn(8);
  const auto parts = components(Q, work);
  ASSERT_EQ(parts.size(), 8U);
  EXPECT_EQ(parts[3], (std::vector<long>{3, 11, 19, 27, 35}));
  EXPECT_FALSE(copositivity_violation(Q, work));
  const auto semidefinite = negative_direction(Q, work);
  ASSERT_TRUE(semidefinite);
  EXPECT_LT(form(Q, *semidefinite), Rational(0));
  Q.add(11, 11, Rational(-1) / Rational(1000));
  const auto x = copositivity_violation(Q, work);
  ASSERT_TRUE(x);
  EXPECT_LT(form(Q, *x), Rational(0));
  for (const Rational& entry : *x) EXPECT_GE(entry.sign(), 0);
}

TEST(Components, EliminationPutsTheSchurComplementInPlace) {
  std::mt19937 random(5);
  const RationalMatrix A = gram_of_rows(random_matrix(3, 3, random)),
                       B = gram_of_rows(random_matrix(4, 4, random));
  RationalMatrix Q(7, 7);
  const long at_A[] = {0, 3, 5}, at_B[] = {1, 2, 4, 6};
  for (long i = 0; i < 3; ++i)
    for (long j = 0; j < 3; ++j) Q.set(at_A[i], at_A[j], A(i, j));
  for (long i = 0; i < 4; ++i)
    for (long j = 0; j < 4; ++j) Q.set(at_B[i], at_B[j], B(i, j));
  Work work;
  // Variables 0 of A and 1 of B go; 1, 2 of A and 0, 2, 3 of B stay, in the order 1, 3, 4, 5, 6.
  const Elimination whole = eliminate(Q, {true, false, true, false, false, false, false}, work);
  const Elimination a = eliminate(A, {true, false, false}, work),
                    b = eliminate(B, {false, true, false, false}, work);
  const long order[][2] = {{1, 0}, {0, 0}, {1, 1}, {0, 1}, {1, 2}};  // (block, position in its rest)
  for (long i = 0; i < 5; ++i)
    for (long j = 0; j < 5; ++j) {
      const Elimination& part = order[i][0] == 0 ? a : b;
      const Rational expected =
          order[i][0] == order[j][0] ? part.rest(order[i][1], order[j][1]) : Rational(0);
      EXPECT_EQ(whole.rest(i, j), expected) << i << " " << j;
    }
}

TEST(Components, ManyLargeOnesAreRefusedBeforeTheyAreDecided) {
  RationalMatrix Q(980, 980);
  for (long b = 0; b < 70; ++b)
    for (long i = 0; i < 14; ++i)
      for (long j = 0; j < 14; ++j) Q.set(14 * b + i, 14 * b + j, i == j ? 2 : 1);
  Work little(1e9);
  EXPECT_THROW((void)copositivity_violation(Q, little), Unfinished);
}

}  // namespace
}  // namespace orthant::checker
