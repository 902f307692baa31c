#include "orthant/copositive/gallery/extreme_forms.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "gallery_brute_force.hpp"
#include "orthant/base/error.hpp"
#include "orthant/base/random.hpp"

namespace orthant::gallery {
namespace {

constexpr CirculantZeros both[] = {CirculantZeros::minimal, CirculantZeros::non_minimal};

/// u on n−2 consecutive indices from `first`, cyclically.
std::vector<mpz_class> placed(const std::vector<mpz_class>& u, Index first, Index n) {
  std::vector<mpz_class> x(static_cast<std::size_t>(n));
  for (std::size_t k = 0; k < u.size(); ++k) x[(static_cast<std::size_t>(first) + k) % x.size()] = u[k];
  return x;
}

void expect_laws(Index n, CirculantZeros zeros) {
  SCOPED_TRACE(n);
  const RationalSymmetric Q = hildebrand_circulant(n, zeros);
  const std::vector<mpz_class> u = circulant_zero(n, zeros);
  ASSERT_EQ(static_cast<Index>(u.size()), n - 2);
  EXPECT_TRUE(std::ranges::all_of(u, [](const mpz_class& u_i) { return u_i > 0; }));
  EXPECT_TRUE(std::equal(u.begin(), u.end(), u.rbegin()));
  EXPECT_EQ(Q.denominator(), 1);
  for (Index first = 0; first < n; ++first) {
    const std::vector<mpz_class> x = placed(u, first, n);
    EXPECT_EQ(Q.form(x), 0);
    const std::vector<mpz_class> Qx = numerators_of_product(Q, x);
    for (std::size_t i = 0; i < x.size(); ++i)
      if (x[i] > 0) {
        EXPECT_EQ(Qx[i], 0);
      } else {
        EXPECT_GT(Qx[i], 0);
      }
  }
  std::vector<Index> block(static_cast<std::size_t>(n - 2));
  std::iota(block.begin(), block.end(), Index{0});
  EXPECT_EQ(semidefinite_rank(Q.principal(block)), zeros == CirculantZeros::minimal ? n - 3 : n - 4);
  EXPECT_FALSE(semidefinite_rank(Q)) << "a semidefinite form would be no test";
}

TEST(CirculantZeros, BlockIsSemidefiniteWithAPositiveKernelAndTheRestOfQuIsPositive) {
  for (const CirculantZeros zeros : both)
    for (const Index n : {5, 7, 9, 11, 13, 15, 17, 19, 21, 23}) expect_laws(n, zeros);
}

TEST(CirculantZeros, CopositiveAndOnTheBoundaryByAllPrincipalSubmatrices) {
  for (const CirculantZeros zeros : both)
    for (const Index n : {5, 7, 9}) {
      const RationalSymmetric Q = hildebrand_circulant(n, zeros);
      EXPECT_TRUE(is_copositive(Q)) << n;
      EXPECT_FALSE(is_copositive(lowered(Q, 0, mpq_class(1, 1000)))) << n;
    }
}

TEST(CirculantZeros, SmallestNonMinimalFormIsHorn) {
  EXPECT_EQ(hildebrand_circulant(5, CirculantZeros::non_minimal).approx(), horn().approx());
}

TEST(CirculantZeros, NumbersAreShort) {
  EXPECT_EQ(hildebrand_circulant(23).bits(), 89U);
  EXPECT_EQ(hildebrand_circulant(23, CirculantZeros::non_minimal).bits(), 29U);
}

TEST(CirculantZeros, KernelIsPositiveForEveryOrderServed) {
  for (const CirculantZeros zeros : both)
    for (Index n = 5; n <= 101; n += 2)
      EXPECT_TRUE(std::ranges::all_of(circulant_zero(n, zeros), [](const mpz_class& u_i) { return u_i > 0; }))
          << n;
}

TEST(CirculantZeros, LocalSearchFindsNothingBelowZero) {
  for (const CirculantZeros zeros : both) {
    const Index n = 23;
    Matrix Q = hildebrand_circulant(n, zeros).approx();
    Q /= Q(0, 0);
    Random random(7);
    double lowest = 1;
    for (int start = 0; start < 200; ++start) {
      Eigen::VectorXd x(n);
      for (Index i = 0; i < n; ++i) x(i) = -std::log(1 - random.uniform()) * (random.uniform() < 0.7 ? 1 : 0);
      x /= std::max(x.sum(), 1e-300);
      Eigen::VectorXd Qx = Q * x;
      for (int move = 0; move < 400; ++move) {
        // Weight from the largest gradient on the support to the smallest one, exact along the edge.
        Index to = 0, from = -1;
        for (Index i = 0; i < n; ++i) {
          if (Qx(i) < Qx(to)) to = i;
          if (x(i) > 0 && (from < 0 || Qx(i) > Qx(from))) from = i;
        }
        const double slope = Qx(from) - Qx(to), curvature = Q(to, to) + Q(from, from) - 2 * Q(to, from);
        if (slope <= 1e-15) break;
        const double step = curvature > 0 ? std::min(x(from), slope / curvature) : x(from);
        x(to) += step;
        x(from) = step == x(from) ? 0 : x(from) - step;
        Qx += step * (Q.col(to) - Q.col(from));
      }
      lowest = std::min(lowest, x.dot(Q * x));
    }
    EXPECT_GE(lowest, -1e-12);
    EXPECT_LE(lowest, 1e-3);
  }
}

TEST(CirculantZeros, RefusesOtherOrders) {
  for (const Index n : {3, 6, 103}) EXPECT_THROW(hildebrand_circulant(n), InputError);
}

TEST(Polynomial, CyclotomicPolynomialsMultiplyToXToTheDMinusOne) {
  for (const long d : {1L, 6L, 12L, 30L}) {
    Polynomial all{1};
    for (long e = 1; e <= d; ++e)
      if (d % e == 0) all = product(all, cyclotomic(e));
    Polynomial expected(static_cast<std::size_t>(d) + 1);
    expected.front() = -1;
    expected.back() = 1;
    EXPECT_EQ(all, expected);
  }
}

TEST(Polynomial, InverseModuloTimesItselfIsOne) {
  const Polynomial a{3, mpq_class(1, 2), 0, 0, 5, 1}, p{-1, 2, 0, 7};
  EXPECT_EQ(divide(product(a, inverse_modulo(a, p)), p).remainder, Polynomial{1});
}

}  // namespace
}  // namespace orthant::gallery
