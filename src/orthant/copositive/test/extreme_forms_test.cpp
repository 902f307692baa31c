#include "orthant/copositive/gallery/extreme_forms.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "gallery_brute_force.hpp"
#include "orthant/base/error.hpp"

namespace orthant::gallery {
namespace {

std::vector<mpz_class> ones_at(Index n, std::initializer_list<Index> places) {
  std::vector<mpz_class> x(static_cast<std::size_t>(n));
  for (const Index i : places) x[i] = 1;
  return x;
}

TEST(BruteForce, TellsTheConeFromItsComplement) {
  EXPECT_TRUE(is_copositive(horn()));
  EXPECT_FALSE(is_copositive(lowered(horn(), 0, mpq_class(1, 1'000'000))));
  EXPECT_FALSE(is_copositive(circulant({1, -1, 1, -1, -1, 1, -1})));  // three indices joined by −1
}

TEST(ExtremeForms, HornIsIndefiniteAndVanishesOnNeighbours) {
  EXPECT_FALSE(semidefinite_rank(horn()));
  for (Index i = 0; i < 5; ++i) {
    EXPECT_EQ(horn().form(ones_at(5, {i, (i + 1) % 5})), 0);
    EXPECT_EQ(horn().entry(i, i), 1);
  }
}

TEST(ExtremeForms, HoffmanPereiraIsCopositiveOnTheBoundary) {
  EXPECT_EQ(hoffman_pereira(5).approx(), horn().approx());
  const RationalSymmetric Q = hoffman_pereira();
  ASSERT_EQ(Q.order(), 7);
  const std::vector<int> row{1, -1, 1, 0, 0, 1, -1};
  for (Index j = 0; j < 7; ++j) EXPECT_EQ(Q.entry(0, j), row[j]);
  for (Index n = 5; n <= 10; ++n) {
    EXPECT_TRUE(is_copositive(hoffman_pereira(n))) << n;
    EXPECT_FALSE(is_copositive(lowered(hoffman_pereira(n), 1, mpq_class(1, 1000)))) << n;
  }
  EXPECT_FALSE(semidefinite_rank(Q));
}

TEST(ExtremeForms, OddCycleIsCopositiveOnTheBoundary) {
  EXPECT_EQ(odd_cycle(5).approx(), horn().approx());
  for (const Index n : {7, 9}) {
    EXPECT_TRUE(is_copositive(odd_cycle(n)));
    EXPECT_EQ(odd_cycle(n).form(ones_at(n, {2, 3})), 0);
    EXPECT_FALSE(is_copositive(lowered(odd_cycle(n), 0, mpq_class(1, 1000))));
  }
  EXPECT_THROW(odd_cycle(8), InputError);
  EXPECT_THROW(hoffman_pereira(4), InputError);
}

TEST(ExtremeForms, HildebrandMatchesItsAngles) {
  const std::array<mpq_class, 5> t{mpq_class(1, 8), mpq_class(1, 3), mpq_class(1, 5), mpq_class(1, 4),
                                   mpq_class(2, 7)};
  const RationalSymmetric Q = hildebrand(t);
  const Matrix A = Q.approx();
  for (Index j = 0; j < 5; ++j) {
    const double here = 2 * std::atan(t[j].get_d());
    const double next = 2 * std::atan(t[(j + 1) % 5].get_d());
    EXPECT_EQ(A(j, j), 1);
    EXPECT_NEAR(A(j, (j + 1) % 5), -std::cos(here), 1e-15);
    EXPECT_NEAR(A(j, (j + 2) % 5), std::cos(here + next), 1e-15);
    // The block of three neighbours is semidefinite of rank 2: its kernel is a zero of the form.
    EXPECT_EQ(semidefinite_rank(Q.principal({j, (j + 1) % 5, (j + 2) % 5})), 2);
    EXPECT_FALSE(is_copositive(lowered(Q, j, mpq_class(1, 1'000'000'000))));
  }
  EXPECT_TRUE(is_copositive(Q));
}

TEST(ExtremeForms, HildebrandRefusesAnglesOutsideTheFamily) {
  const mpq_class small(1, 100);
  EXPECT_THROW(hildebrand({small, small, mpq_class(0), small, small}), InputError);
  EXPECT_THROW(hildebrand({small, small, mpq_class(-1), small, small}), InputError);
  // tan(π/10) = 0.32491969…: five equal angles at π from just above it.
  EXPECT_NO_THROW(hildebrand({mpq_class(32491, 100000), mpq_class(32491, 100000), mpq_class(32491, 100000),
                              mpq_class(32491, 100000), mpq_class(32491, 100000)}));
  EXPECT_THROW(hildebrand({mpq_class(32492, 100000), mpq_class(32492, 100000), mpq_class(32492, 100000),
                           mpq_class(32492, 100000), mpq_class(32492, 100000)}),
               InputError);
  // A sum between π and 2π, and one above 2π whose product has come round to a positive real part.
  EXPECT_THROW(hildebrand({mpq_class(5), mpq_class(5), mpq_class(5), mpq_class(5), mpq_class(5)}),
               InputError);
  EXPECT_THROW(hildebrand({mpq_class(1), mpq_class(1), small, small, small}), InputError);
}

}  // namespace
}  // namespace orthant::gallery
