/// Matrices whose entries span more than doubles hold, and other corners where floating point once misled.
#include <gtest/gtest.h>

#include "orthant/copositive/copositive.hpp"
#include "orthant/copositive/replay.hpp"
#include "orthant/copositive/simplex_minimum.hpp"

namespace orthant {
namespace {

/// D Q D with D = diag(2^{e_i}), exactly.
RationalSymmetric scaled(const std::vector<std::vector<long>>& Q, const std::vector<long>& exponent) {
  RationalSymmetric out(static_cast<Index>(Q.size()));
  for (std::size_t i = 0; i < Q.size(); ++i) {
    for (std::size_t j = 0; j <= i; ++j) {
      const long e = exponent[i] + exponent[j];
      mpq_class entry(Q[i][j]);
      if (e >= 0) {
        entry *= mpz_class(1) << static_cast<unsigned long>(e);
      } else {
        entry /= mpz_class(1) << static_cast<unsigned long>(-e);
      }
      out.set(static_cast<Index>(i), static_cast<Index>(j), entry);
    }
  }
  return out;
}

CopositiveResult decide(const RationalSymmetric& Q, bool split = true) {
  CopositiveOptions options;
  options.split = split;
  return decide_copositivity(Q, options, Budget());
}

TEST(Range, ViolationsBetweenTinyAndOrdinaryIndices) {
  const auto first = scaled({{3, -2, -2}, {-2, 2, 0}, {-2, 0, 3}}, {-537, 0, -537});
  const auto second = scaled({{3, -3, -1}, {-3, 3, 0}, {-1, 0, 2}}, {-537, 0, 0});
  for (const RationalSymmetric& Q : {first, second}) {
    const CopositiveResult result = decide(Q);
    EXPECT_EQ(result.verdict, Copositivity::not_copositive);
    EXPECT_TRUE(replay_witness(Q, result.witness, false));
  }
}

TEST(Range, ScalingByAnyPowersOfTwoKeepsTheVerdict) {
  const std::vector<std::vector<long>> horn{
      {1, -1, 1, 1, -1}, {-1, 1, -1, 1, 1}, {1, -1, 1, -1, 1}, {1, 1, -1, 1, -1}, {-1, 1, 1, -1, 1}};
  auto inside = horn, outside = horn;
  for (std::size_t i = 0; i < 5; ++i) inside[i][i] = 2;
  outside[0][2] = outside[2][0] = 0;
  for (const long size : {10L, 200L, 500L, 1000L, 3000L}) {
    const std::vector<long> exponent{0, size, -size, size / 3, -size / 2};
    const CopositiveResult boundary = decide(scaled(horn, exponent));
    EXPECT_EQ(boundary.verdict, Copositivity::copositive) << size;
    EXPECT_TRUE(replay_witness(scaled(horn, exponent), boundary.witness, true)) << size;
    EXPECT_EQ(decide(scaled(inside, exponent)).verdict, Copositivity::strictly_copositive) << size;
    EXPECT_EQ(decide(scaled(outside, exponent)).verdict, Copositivity::not_copositive) << size;
  }
}

TEST(Range, EntriesBeyondDoubles) {
  RationalSymmetric Q(3);
  for (Index i = 0; i < 3; ++i)
    for (Index j = 0; j <= i; ++j) Q.set(i, j, i == j ? mpq_class(mpz_class(1) << 1200U) : mpq_class(-1));
  EXPECT_EQ(decide(Q).verdict, Copositivity::strictly_copositive);
  EXPECT_ANY_THROW(simplex_minimum(Q, 1e-3, {}, Budget()));
}

TEST(Range, ProofsThatAreReturnedReplay) {
  const auto tiny = scaled({{3, -1, -1}, {-1, 3, -1}, {-1, -1, 3}}, {0, 0, -340});
  const std::vector<std::vector<long>> ties{{4, -2, 0, 2, 1, -1, 2, -1}, {-2, 4, -1, 1, -2, -2, 1, 4},
                                            {0, -1, 4, 4, 1, -1, 0, 2},  {2, 1, 4, 4, 4, 4, -2, -1},
                                            {1, -2, 1, 4, 4, 1, 1, -1},  {-1, -2, -1, 4, 1, 4, 0, 2},
                                            {2, 1, 0, -2, 1, 0, 4, 1},   {-1, 4, 2, -1, -1, 2, 1, 4}};
  for (const RationalSymmetric& Q : {tiny, scaled(ties, std::vector<long>(8, 0))}) {
    const CopositiveResult result = decide(Q, false);
    EXPECT_TRUE(!result.proof || replay(*result.proof, Q));
  }
}

}  // namespace
}  // namespace orthant
