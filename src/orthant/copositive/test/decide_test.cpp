#include <gtest/gtest.h>

#include <cmath>

#include "orthant/copositive/copositive.hpp"
#include "orthant/copositive/local_search.hpp"
#include "orthant/copositive/proof.hpp"
#include "orthant/copositive/simplex_minimum.hpp"
#include "orthant/copositive/support_tree.hpp"
#include "orthant/copositive/test/samples.hpp"

namespace orthant {
namespace {

using test::BruteForce;
using test::Rows;
using test::Samples;

Copositivity word(test::Copositivity truth) {
  return truth == test::Copositivity::strict     ? Copositivity::strictly_copositive
         : truth == test::Copositivity::boundary ? Copositivity::copositive
                                                 : Copositivity::not_copositive;
}

/// Verdict, rigor, witness, proof and bracket.
void expect_right(const RationalSymmetric& Q, Copositivity truth, const std::string& about) {
  const CopositiveResult result = decide_copositivity(Q, {}, Budget());
  ASSERT_EQ(result.verdict, truth) << about;
  EXPECT_EQ(result.rigor, Rigor::exact) << about;
  EXPECT_LE(result.lower, result.upper) << about;
  EXPECT_FALSE(result.method.empty()) << about;
  const Matrix approx = Q.approx();
  LocalSearchOptions search;
  search.starts = 5;
  const double value = approx_simplex_minimum(approx, search, Budget()).value;
  EXPECT_GE(value + 1e-12 * approx.cwiseAbs().maxCoeff(), result.lower) << about;
  switch (truth) {
    case Copositivity::strictly_copositive:
      EXPECT_GE(result.lower, 0) << about;
      EXPECT_GT(result.upper, 0) << about;
      break;
    case Copositivity::copositive:
      EXPECT_EQ(result.lower, 0) << about;
      EXPECT_EQ(result.upper, 0) << about;
      EXPECT_TRUE(replay_witness(Q, result.witness, true)) << about;
      break;
    default:
      EXPECT_LT(result.upper, 0) << about;
      EXPECT_TRUE(replay_witness(Q, result.witness, false)) << about;
      return;
  }
  ASSERT_TRUE(result.proof) << about;
  EXPECT_EQ(result.proof->strict, truth == Copositivity::strictly_copositive) << about;
  EXPECT_EQ(find_flaw(*result.proof, Q), "") << about;
}

TEST(DecideCopositivity, TwentyThousandSmallMatricesAsByEnumeration) {
  Samples samples(11);
  int seen[3] = {};
  for (int k = 0; k < 20000 / test::thin; ++k) {
    const Rows rows = samples.small(static_cast<int>(samples.between(1, 9)));
    const test::Copositivity truth = BruteForce::decide(rows);
    ++seen[static_cast<int>(truth)];
    expect_right(test::exact(rows), word(truth), test::text(rows));
    if (HasFailure()) return;
  }
  for (const int count : seen) EXPECT_GT(count, 300 / test::thin);
}

TEST(DecideCopositivity, TiesAndZerosAsByEnumeration) {
  Samples samples(12);
  for (int k = 0; k < 2000 / test::thin; ++k) {
    const Rows rows = samples.any(static_cast<int>(samples.between(2, 9)));
    expect_right(test::exact(rows), word(BruteForce::decide(rows)), test::text(rows));
    if (HasFailure()) return;
  }
}

TEST(DecideCopositivity, SmallestCases) {
  expect_right(test::exact({{1}}), Copositivity::strictly_copositive, "1");
  expect_right(test::exact({{0}}), Copositivity::copositive, "0");
  expect_right(test::exact({{-1}}), Copositivity::not_copositive, "-1");
  expect_right(test::exact({{0, 0}, {0, 0}}), Copositivity::copositive, "zero matrix");
  expect_right(test::exact({{0, -1}, {-1, 5}}), Copositivity::not_copositive, "zero on the diagonal");
  expect_right(test::exact({{1, -1}, {-1, 1}}), Copositivity::copositive, "a pair at the limit");
  expect_right(test::exact({{4, -2}, {-2, 1}}), Copositivity::copositive, "the same, scaled");
}

// ---- doubles that are no short integers ------------------------------------------------------

Matrix random_doubles(Samples& samples, Index n) {
  Matrix Q(n, n);
  const double low = -0.6 * samples.uniform() - 0.1;
  for (Index i = 0; i < n; ++i)
    for (Index j = 0; j <= i; ++j)
      Q(i, j) = Q(j, i) = i == j ? 0.6 + samples.uniform() : low + (1 - low) * samples.uniform();
  return Q;
}

/// The strict tree in doubles and in integers, in all orders.
void expect_same_answer(const RationalSymmetric& Q) {
  for (const BranchOrder order : {BranchOrder::most_negative_first, BranchOrder::least_negative_first,
                                  BranchOrder::semidefinite_first}) {
    TreeOptions options;
    options.order = order;
    SupportTree doubles(Q, options);
    options.arithmetic = TreeArithmetic::integers;
    SupportTree integers(Q, options);
    ASSERT_EQ(doubles.run(1e15, Budget()), integers.run(1e15, Budget()));
  }
}

TEST(Doubles, AgreeWithIntegersOnRandomDoubles) {
  Samples samples(13);
  for (int k = 0; k < 1500 / test::thin; ++k)
    expect_same_answer(RationalSymmetric::from_doubles(random_doubles(samples, samples.between(3, 9))));
}

TEST(Doubles, AgreeWithIntegersNextToSingularForms) {
  Samples samples(14);
  for (int k = 0; k < 600 / test::thin; ++k) {
    const Rows rows = samples.any(static_cast<int>(samples.between(3, 8)));
    const RationalSymmetric Q = test::exact(rows);
    mpq_class epsilon(samples.between(0, 1) == 0 ? 1 : -1, 1);
    epsilon /= mpz_class(1) << static_cast<unsigned long>(samples.between(10, 60));
    expect_same_answer(Q.minus_all_ones(epsilon));
  }
}

TEST(Doubles, AgreeWithIntegersInWildScales) {
  Samples samples(15);
  for (int k = 0; k < 600 / test::thin; ++k) {
    const Rows rows = samples.any(static_cast<int>(samples.between(3, 8)));
    RationalSymmetric Q = test::exact(rows);
    std::vector<unsigned long> shift;
    for (Index i = 0; i < Q.order(); ++i) shift.push_back(static_cast<unsigned long>(samples.between(0, 80)));
    for (Index i = 0; i < Q.order(); ++i)
      for (Index j = 0; j <= i; ++j)
        Q.set_numerator(i, j, mpz_class(Q.numerator(i, j)) << (shift[i] + shift[j]));
    Q.set_denominator(mpz_class(1) << 80U);
    expect_same_answer(Q);
    expect_right(Q, word(BruteForce::decide(rows)), test::text(rows));
    if (HasFailure()) return;
  }
}

TEST(DecideCopositivity, HornMovedByPowersOfTwo) {
  const RationalSymmetric horn = test::exact(test::horn_rows());
  for (unsigned long k = 1; k <= 60; ++k) {
    const mpq_class epsilon(mpz_class(1), mpz_class(1) << k);
    RationalSymmetric plus(horn), minus(horn);
    for (Index i = 0; i < 5; ++i) {
      plus.set(i, i, horn.entry(i, i) + epsilon);
      minus.set(i, i, horn.entry(i, i) - epsilon);
    }
    expect_right(plus, Copositivity::strictly_copositive, "Horn + 2^-k I, k = " + std::to_string(k));
    expect_right(minus, Copositivity::not_copositive, "Horn - 2^-k I, k = " + std::to_string(k));
    expect_right(horn.minus_all_ones(-epsilon), Copositivity::strictly_copositive,
                 "Horn + 2^-k E, k = " + std::to_string(k));
    expect_right(horn.minus_all_ones(epsilon), Copositivity::not_copositive,
                 "Horn - 2^-k E, k = " + std::to_string(k));
  }
}

// ---- limits ----------------------------------------------------------------------------------

TEST(DecideCopositivity, SaysWhatRanOut) {
  Samples samples(16);
  const RationalSymmetric Q = test::exact(samples.symmetric(
      60, [&](std::size_t i, std::size_t j) { return i == j ? 100 : samples.between(-26, 60); }));
  CopositiveOptions options;
  options.max_work = 1000;
  options.split = false;
  const CopositiveResult result = decide_copositivity(Q, options, Budget(1.0));
  if (result.verdict == Copositivity::undecided) {
    EXPECT_EQ(result.rigor, Rigor::numeric);
    EXPECT_FALSE(result.reason.empty());
    EXPECT_LE(result.lower, result.upper);
  } else {
    EXPECT_EQ(result.verdict, Copositivity::not_copositive);
  }
}

// ---- the value of the standard quadratic program ---------------------------------------------

/// min over all supports, from the enumeration: the least γ with Q − γE not strictly copositive.
bool is_minimum(const Rows& rows, const mpq_class& low, const mpq_class& high) {
  const auto answer = [&](const mpq_class& gamma) {
    const RationalSymmetric shifted = test::exact(rows).minus_all_ones(gamma);
    Rows numerators(rows);
    for (std::size_t i = 0; i < rows.size(); ++i)
      for (std::size_t j = 0; j < rows.size(); ++j)
        numerators[i][j] = shifted.numerator(static_cast<Index>(i), static_cast<Index>(j)).get_si();
    return BruteForce::decide(numerators);
  };
  return answer(low) != test::Copositivity::no && answer(high) != test::Copositivity::strict;
}

TEST(SimplexMinimum, BracketsTheLeastValue) {
  Samples samples(17);
  for (int k = 0; k < 200 / test::thin + 2; ++k) {
    const Rows rows = samples.small(static_cast<int>(samples.between(2, 7)));
    const RationalSymmetric Q = test::exact(rows);
    const SimplexMinimum result = simplex_minimum(Q, 1e-2, {}, Budget());
    EXPECT_TRUE(result.closed);
    EXPECT_LE(result.upper - result.lower, 1e-2);
    // On a grid of 1/128, so that the enumeration stays within its range.
    const mpq_class low(static_cast<long>(std::floor(result.lower * 128)), 128),
        high(static_cast<long>(std::ceil(result.upper * 128)), 128);
    EXPECT_TRUE(is_minimum(rows, low, high)) << test::text(rows);
    mpz_class sum = 0;
    for (const mpz_class& z : result.x) sum += z;
    EXPECT_LE(mpq_class(Q.form(result.x) / (sum * sum)), mpq_class(result.upper));
  }
}

}  // namespace
}  // namespace orthant
