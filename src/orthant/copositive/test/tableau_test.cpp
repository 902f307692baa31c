#include "orthant/copositive/tableau.hpp"

#include <gtest/gtest.h>

#include <numeric>

#include "orthant/copositive/test/samples.hpp"

namespace orthant {
namespace {

using test::Samples;

using Rationals = std::vector<std::vector<mpq_class>>;

/// M = Q_CC − Q_CS Q_SS⁻¹ Q_SC and W = −Q_SS⁻¹ Q_SC by Gauss–Jordan elimination; false when Q_SS ⊁ 0.
struct Schur {
  Rationals M, W;

  static bool make(const RationalSymmetric& Q, const std::vector<int>& S, const std::vector<int>& C,
                   Schur& out) {
    const std::size_t s = S.size(), c = C.size();
    Rationals rows(s, std::vector<mpq_class>(s + c));
    for (std::size_t i = 0; i < s; ++i) {
      for (std::size_t j = 0; j < s; ++j) rows[i][j] = Q.entry(S[i], S[j]);
      for (std::size_t j = 0; j < c; ++j) rows[i][s + j] = Q.entry(S[i], C[j]);
    }
    for (std::size_t k = 0; k < s; ++k) {
      if (rows[k][k] <= 0) return false;
      for (std::size_t i = 0; i < s; ++i) {
        if (i == k) continue;
        const mpq_class f = rows[i][k] / rows[k][k];
        for (std::size_t j = 0; j < s + c; ++j) rows[i][j] -= f * rows[k][j];
      }
    }
    out.W.assign(s, std::vector<mpq_class>(c));
    for (std::size_t i = 0; i < s; ++i)
      for (std::size_t j = 0; j < c; ++j) out.W[i][j] = -rows[i][s + j] / rows[i][i];
    out.M.assign(c, std::vector<mpq_class>(c));
    for (std::size_t i = 0; i < c; ++i) {
      for (std::size_t j = 0; j < c; ++j) {
        out.M[i][j] = Q.entry(C[i], C[j]);
        for (std::size_t q = 0; q < s; ++q) out.M[i][j] += Q.entry(C[i], S[q]) * out.W[q][j];
      }
    }
    return true;
  }
};

/// x = f · y with one f > 0 (or both zero).
bool proportional(const std::vector<mpq_class>& x, const std::vector<mpq_class>& y) {
  mpq_class f = 0;
  for (std::size_t k = 0; k < x.size(); ++k) {
    if ((x[k] == 0) != (y[k] == 0)) return false;
    if (x[k] == 0) continue;
    const mpq_class ratio = x[k] / y[k];
    if (ratio <= 0 || (f != 0 && ratio != f)) return false;
    f = ratio;
  }
  return true;
}

std::vector<mpq_class> flat(const Rationals& rows) {
  std::vector<mpq_class> out;
  for (const auto& row : rows) out.insert(out.end(), row.begin(), row.end());
  return out;
}

template <class T>
std::vector<mpq_class> rationals(const std::vector<T>& values, std::size_t begin, std::size_t end) {
  std::vector<mpq_class> out;
  for (std::size_t k = begin; k < end; ++k) {
    if constexpr (std::is_same_v<T, std::int64_t>) {
      out.emplace_back(static_cast<long>(values[k]));
    } else {
      out.emplace_back(values[k]);
    }
  }
  return out;
}

template <class T>
void expect_schur(const Tableau<T>& t, const Schur& truth) {
  EXPECT_TRUE(proportional(rationals(t.M, 0, t.M.size()), flat(truth.M)));
  const auto c = static_cast<std::size_t>(t.c);
  for (std::size_t q = 0; q < static_cast<std::size_t>(t.s); ++q)
    EXPECT_TRUE(proportional(rationals(t.W, q * c, (q + 1) * c), truth.W[q]));
}

/// The bounds hold: Q in units in which the tableau has it.
void expect_within(const Tableau<double>& t, const Schur& truth, const mpq_class& unit) {
  for (int i = 0; i < t.c; ++i)
    for (int j = 0; j < t.c; ++j)
      EXPECT_LE(mpq_class(abs(mpq_class(t.m(i, j)) - unit * truth.M[i][j])), mpq_class(t.error));
  for (int q = 0; q < t.s; ++q)
    for (int j = 0; j < t.c; ++j)
      EXPECT_LE(mpq_class(abs(mpq_class(t.w(q, j)) - truth.W[q][j])), mpq_class(t.W_error[q]));
}

std::vector<int> all_but(int c, int b, int spare) {
  std::vector<int> keep;
  for (int j = 0; j < c; ++j)
    if (j != b && j != spare) keep.push_back(j);
  return keep;
}

/// A random form, diagonally heavy enough for a few pivots, with numerators of about `bits` bits.
RationalSymmetric form_of_bits(Samples& samples, Index n, int bits) {
  RationalSymmetric Q(n);
  for (Index i = 0; i < n; ++i) {
    for (Index j = 0; j <= i; ++j) {
      mpz_class z = i == j ? samples.between(4, 8) : samples.between(-4, 4);
      for (int k = 3; k < bits; k += 16) z = (z << 16) + samples.between(0, 65535);
      Q.set_numerator(i, j, z);
    }
  }
  Q.set_denominator(3);
  return Q;
}

TEST(Tableau, PivotsMakeTheSchurComplement) {
  Samples samples(21);
  int narrow = 0, doubles = 0;
  for (int k = 0; k < 400 / test::thin + 4; ++k) {
    const int n = static_cast<int>(samples.between(3, 8));
    static constexpr int lengths[] = {3, 20, 60, 200};
    const RationalSymmetric Q = form_of_bits(samples, n, lengths[samples.between(0, 3)]);
    std::vector<int> S, C(static_cast<std::size_t>(n));
    std::iota(C.begin(), C.end(), 0);
    auto big = std::optional(root_tableau_big(Q));
    auto small = root_tableau_int(Q);
    auto ball = std::optional(root_tableau_double(Q));
    // The double of one entry over its rational gives the power of two between them, by its exponent.
    mpq_class unit = 1;
    const long shift = static_cast<long>(Q.bits()) - 16;
    unit = shift >= 0 ? mpq_class(Q.denominator(), mpz_class(1) << static_cast<unsigned long>(shift))
                      : mpq_class(Q.denominator() << static_cast<unsigned long>(-shift), 1);
    unit.canonicalize();
    while (C.size() > 1) {
      Schur truth;
      ASSERT_TRUE(Schur::make(Q, S, C, truth));
      expect_schur(*big, truth);
      if (small) expect_schur(*small, truth), ++narrow;
      if (ball) expect_within(*ball, truth, unit), ++doubles;
      const int c = static_cast<int>(C.size()), b = static_cast<int>(samples.between(0, c - 1));
      if (truth.M[b][b] <= 0) break;
      const int spare = c > 3 ? static_cast<int>(samples.between(0, c)) : -1;
      const std::vector<int> keep = all_but(c, b, spare);
      if (ball && !pivot_is_certain(*ball, b)) ball.reset();
      if (ball) ball = pivot(*ball, b, keep);
      if (small) small = pivot(*small, b, keep);
      big = pivot(*big, b, keep);
      S.push_back(C[b]);
      std::vector<int> rest;
      for (const int j : keep) rest.push_back(C[j]);
      C = rest;
      const Tableau<mpz_class> fresh = eliminate(Q, S, C);
      Schur again;
      if (Schur::make(Q, S, C, again)) expect_schur(fresh, again);
    }
  }
  EXPECT_GT(narrow, 200 / test::thin);
  EXPECT_GT(doubles, 400 / test::thin);
}

TEST(Tableau, BoundsHoldThroughANearlySingularPivot) {
  for (unsigned long k = 10; k <= 40; k += 5) {
    RationalSymmetric Q = test::exact({{1, 1, 2, -1}, {1, 1, 3, 2}, {2, 3, 9, -2}, {-1, 2, -2, 7}});
    Q.set(1, 1, 1 + mpq_class(mpz_class(1), mpz_class(1) << k));
    const mpq_class unit(Q.denominator() << (16 - static_cast<long>(Q.bits()) > 0 ? 16 - Q.bits() : 0U),
                         mpz_class(1) << (Q.bits() > 16 ? Q.bits() - 16 : 0U));
    Tableau<double> t = root_tableau_double(Q);
    EXPECT_EQ(t.error, 0);
    t = *pivot(t, 0, {1, 2, 3});
    ASSERT_TRUE(pivot_is_certain(t, 0));
    const auto u = pivot(t, 0, {1, 2});
    ASSERT_TRUE(u);
    Schur truth;
    ASSERT_TRUE(Schur::make(Q, {0, 1}, {2, 3}, truth));
    mpq_class scale(unit);
    scale.canonicalize();
    expect_within(*u, truth, scale);
  }
}

TEST(Tableau, RefusesWhatDoesNotFit) {
  RationalSymmetric Q(3);
  const mpz_class most = (mpz_class(1) << 61U) - 1;
  Q.set_numerator(0, 0, most);
  Q.set_numerator(1, 1, most - 2);
  Q.set_numerator(2, 2, most - 4);
  Q.set_numerator(0, 1, 3);
  Q.set_numerator(0, 2, 5);
  const auto t = root_tableau_int(Q);
  ASSERT_TRUE(t);
  EXPECT_FALSE(pivot(*t, 0, {1, 2}));
  Schur truth;
  ASSERT_TRUE(Schur::make(Q, {0}, {1, 2}, truth));
  expect_schur(*pivot(widen(*t), 0, {1, 2}), truth);
  Q.set_numerator(1, 2, mpz_class(1) << 70U);
  EXPECT_FALSE(root_tableau_int(Q));
}

TEST(Tableau, WidensWithoutChange) {
  Samples samples(22);
  const auto t = root_tableau_int(test::exact(samples.small(6)));
  const Tableau<mpz_class> wide = widen(*t);
  for (int i = 0; i < 6; ++i)
    for (int j = 0; j < 6; ++j) EXPECT_EQ(wide.m(i, j), static_cast<long>(t->m(i, j)));
}

}  // namespace
}  // namespace orthant
