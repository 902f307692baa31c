/// Matrices whose entries span more than doubles hold, and other corners where floating point once misled.
#include <gtest/gtest.h>

#include "orthant/copositive/copositive.hpp"
#include "orthant/copositive/node.hpp"
#include "orthant/copositive/proof.hpp"
#include "orthant/copositive/simplex_minimum.hpp"
#include "orthant/copositive/support_tree.hpp"

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

/// The scales of integers of any size are no doubles: only how far they are apart matters, and where that is
/// too far the answer stands without a proof that can be stored.
TEST(Range, NodesOfHugeIntegersAreRecorded) {
  const std::vector<std::vector<long>> inside{
      {2, -1, 1, 1, -1}, {-1, 2, -1, 1, 1}, {1, -1, 2, -1, 1}, {1, 1, -1, 2, -1}, {-1, 1, 1, -1, 2}};
  for (const long spread : {0L, 300L, 3000L}) {
    const RationalSymmetric Q = scaled(inside, {4200, 4200 + spread, 4200 - spread, 4200 + spread / 3, 4200});
    for (const bool strict : {true, false}) {
      NodeFrame frame;
      frame.candidates = {0, 1, 2, 3, 4};
      frame.compatible = bits::Table(5);
      for (int i = 0; i < 5; ++i) bits::fill(frame.compatible.row(i), 5, [&](int j) { return j != i; });
      const Tableau<mpz_class> root = root_tableau_big(Q);
      NodeRules<mpz_class> rules(Q, root, frame, strict, BranchOrder::most_negative_first);
      ASSERT_EQ(rules.settle(), NodeOutcome::open);
      const std::optional<ProofNode> node = rules.proof();
      EXPECT_EQ(node.has_value(), spread < 3000 || node->classes.empty()) << spread;
      if (!node) continue;
      EXPECT_TRUE(!strict || spread != 0 || !node->classes.empty());
      for (const double scale : node->scale) EXPECT_TRUE(scale > 1e-290 && scale < 1e290);
    }
  }
}

/// A tree in doubles whose nodes turn to integers of 2,500 digits where a pivot is too close to zero.
TEST(Range, DoublesThatTurnToHugeIntegers) {
  constexpr Index n = 23;
  mpz_class huge;
  mpz_ui_pow_ui(huge.get_mpz_t(), 10, 2500);
  RationalSymmetric Q(n);
  // A circle of Horn's kind, and one more in the diagonal.
  for (Index i = 0; i < n; ++i)
    for (Index j = 0; j <= i; ++j) {
      const Index d = std::min(i - j, n - (i - j));
      Q.set(i, j, mpq_class((d == 1 ? -1 : 1) * huge + (d == 0 ? 1 : 0)));
    }
  SupportTree tree(Q, {.strict = true, .record_nodes = 100000});
  EXPECT_NE(tree.run(1e6, Budget()), TreeStatus::refuted);
  EXPECT_GT(tree.nodes(), 1u);
}

TEST(Range, ProofsThatAreReturnedReplay) {
  const auto tiny = scaled({{3, -1, -1}, {-1, 3, -1}, {-1, -1, 3}}, {0, 0, -340});
  const std::vector<std::vector<long>> ties{{4, -2, 0, 2, 1, -1, 2, -1}, {-2, 4, -1, 1, -2, -2, 1, 4},
                                            {0, -1, 4, 4, 1, -1, 0, 2},  {2, 1, 4, 4, 4, 4, -2, -1},
                                            {1, -2, 1, 4, 4, 1, 1, -1},  {-1, -2, -1, 4, 1, 4, 0, 2},
                                            {2, 1, 0, -2, 1, 0, 4, 1},   {-1, 4, 2, -1, -1, 2, 1, 4}};
  for (const RationalSymmetric& Q : {tiny, scaled(ties, std::vector<long>(8, 0))}) {
    const CopositiveResult result = decide(Q, false);
    EXPECT_TRUE(!result.proof || find_flaw(*result.proof, Q).empty());
  }
}

}  // namespace
}  // namespace orthant
