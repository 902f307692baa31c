// What keeps a verdict: permutations, positive diagonal scalings; what keeps copositivity: adding N ≥ 0.
#include <Eigen/LU>
#include <cmath>

#include "orthant/base/random.hpp"
#include "orthant/copositive/gallery/graph.hpp"
#include "orthant/copositive/gallery/random_families.hpp"
#include "orthant/copositive/simplex_minimum.hpp"
#include "orthant/copositive/test/equivalent_forms.hpp"
#include "verdict.hpp"

namespace orthant {
namespace {

using namespace gallery;

/// Forms on both sides of the boundary and on it.
RationalSymmetric sample(std::uint64_t seed) {
  Random random(seed);
  const Index n = 6 + static_cast<Index>(random.below(8));
  if (seed % 2 == 0)
    return motzkin_straus(random_graph(n, 0.6, seed), mpq_class(static_cast<long>(3 + seed % 4)));
  return standard_quadratic(n, 0.5, seed).minus_all_ones(mpq_class(static_cast<long>(seed % 7), 2));
}

TEST(Laws, PermutingAndScalingKeepTheVerdict) {
  for (std::uint64_t seed = 0; seed < (test::sanitized ? 20 : 200); ++seed) {
    const RationalSymmetric Q = sample(seed);
    const Copositivity verdict = decide_copositivity(Q, {}, Budget()).verdict;
    ASSERT_NE(verdict, Copositivity::undecided);
    test::expect_verdict(test::scaled_permuted(Q, seed, 1), verdict, "permuted");
    test::expect_verdict(test::scaled_permuted(Q, seed, 1000), verdict, "scaled");
  }
}

TEST(Laws, AddingANonnegativeMatrixKeepsCopositivity) {
  for (std::uint64_t seed = 0; seed < (test::sanitized ? 20 : 200); ++seed) {
    RationalSymmetric Q = sample(seed);
    const Copositivity before = decide_copositivity(Q, {}, Budget()).verdict;
    Random random(seed, 1);
    for (Index i = 0; i < Q.order(); ++i)
      for (Index j = 0; j <= i; ++j)
        if (random.uniform() < 0.2)
          Q.set(i, j, Q.entry(i, j) + mpq_class(static_cast<long>(random.below(3)), 5));
    const Copositivity after = decide_copositivity(Q, {}, Budget()).verdict;
    if (before == Copositivity::copositive) {
      EXPECT_TRUE(after == Copositivity::copositive || after == Copositivity::strictly_copositive);
    }
    if (before == Copositivity::strictly_copositive) {
      EXPECT_EQ(after, before);
    }
  }
}

TEST(SimplexMinimum, ClosesTheGapOnStandardQuadraticPrograms) {
  for (const double density : {0.25, 0.5}) {
    const Index n = test::sanitized ? 30 : 100;
    const RationalSymmetric Q = standard_quadratic(n, density, 3);
    const SimplexMinimum result = simplex_minimum(Q, 1e-5, {}, Budget(60.0));
    EXPECT_TRUE(result.closed);
    EXPECT_LE(result.upper - result.lower, 1e-5);
    mpz_class sum = 0;
    for (const mpz_class& z : result.x) sum += z;
    EXPECT_LE(mpq_class(Q.form(result.x) / (sum * sum)), mpq_class(result.upper));
    // Both ends of the bracket by the decision itself.
    CopositiveOptions options;
    options.bracket = false;
    EXPECT_EQ(decide_copositivity(Q.minus_all_ones(mpq_class(result.lower)), options, Budget()).verdict,
              Copositivity::strictly_copositive);
    EXPECT_NE(decide_copositivity(Q.minus_all_ones(mpq_class(result.upper)), options, Budget()).verdict,
              Copositivity::strictly_copositive);
  }
}

/// The least value over all supports where the gradient is constant and x > 0.
double enumerated_minimum(const Matrix& Q) {
  const Index n = Q.rows();
  double least = Q.diagonal().minCoeff();
  for (unsigned T = 1; T < 1U << n; ++T) {
    std::vector<Index> set;
    for (Index i = 0; i < n; ++i)
      if (T >> i & 1U) set.push_back(i);
    const Eigen::FullPivLU<Matrix> lu(Q(set, set));
    if (!lu.isInvertible()) continue;
    const Vector x = lu.solve(Vector::Ones(static_cast<Index>(set.size())));
    const double sum = x.sum();
    if (std::abs(sum) < 1e-12 || (x / sum).minCoeff() < 0) continue;
    least = std::min(least, 1 / sum);
  }
  return least;
}

TEST(SimplexMinimum, AgreesWithTheEnumerationOfSupports) {
  for (std::uint64_t seed = 0; seed < (test::sanitized ? 5 : 60); ++seed) {
    const RationalSymmetric Q = standard_quadratic(static_cast<Index>(4 + seed % 7), 0.6, seed);
    const SimplexMinimum result = simplex_minimum(Q, 1e-6, {}, Budget());
    const double least = enumerated_minimum(Q.approx());
    EXPECT_TRUE(result.closed);
    EXPECT_LE(result.lower, least + 1e-9);
    EXPECT_GE(result.upper, least - 1e-9);
  }
}

}  // namespace
}  // namespace orthant
