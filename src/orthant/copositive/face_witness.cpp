#include "orthant/copositive/face_witness.hpp"

#include <algorithm>

namespace orthant {

namespace {

using Rationals = std::vector<mpq_class>;

/// [A | B] row-reduced in place: A (s×s, positive definite) becomes I, B becomes A⁻¹B.
void solve(std::vector<Rationals>& rows, std::size_t s) {
  for (std::size_t k = 0; k < s; ++k) {
    const mpq_class inverse = 1 / rows[k][k];
    for (std::size_t j = k; j < rows[k].size(); ++j) rows[k][j] *= inverse;
    for (std::size_t i = 0; i < s; ++i) {
      if (i == k || rows[i][k] == 0) continue;
      const mpq_class f = rows[i][k];
      for (std::size_t j = k; j < rows[k].size(); ++j)
        if (rows[k][j] != 0) rows[i][j] -= f * rows[k][j];
    }
  }
}

/// Where  a + 2bt + dt²  is smallest on [low, high] (high may be absent: ∞), as far as a sign matters: when
/// it falls without bound, some t at which it is negative.
mpq_class best_ratio(const mpq_class& a, const mpq_class& b, const mpq_class& d, const mpq_class& low,
                     const std::optional<mpq_class>& high) {
  const auto value = [&](const mpq_class& t) { return mpq_class(a + 2 * b * t + d * t * t); };
  if (d > 0) {
    mpq_class t = -b / d;
    if (t < low) t = low;
    if (high && t > *high) t = *high;
    return t;
  }
  if (high) return value(low) <= value(*high) ? low : *high;
  if (d == 0 && b >= 0) return low;
  mpq_class t = low > 1 ? low : mpq_class(1);
  while (value(t) >= 0) t *= 2;
  return t;
}

}  // namespace

std::vector<mpz_class> integer_multiple(const std::vector<mpq_class>& x) {
  mpz_class common = 1, divisor = 0;
  for (const mpq_class& q : x) mpz_lcm(common.get_mpz_t(), common.get_mpz_t(), q.get_den_mpz_t());
  std::vector<mpz_class> result;
  for (const mpq_class& q : x) {
    result.push_back(q.get_num() * (common / q.get_den()));
    mpz_gcd(divisor.get_mpz_t(), divisor.get_mpz_t(), result.back().get_mpz_t());
  }
  if (divisor > 1)
    for (mpz_class& z : result) z /= divisor;
  return result;
}

std::optional<std::vector<mpz_class>> face_witness(const RationalSymmetric& Q, const std::vector<int>& S,
                                                   const std::vector<int>& J, bool zero_counts) {
  const std::size_t s = S.size(), width = J.size();
  std::vector<Rationals> rows(s, Rationals(s + width));
  for (std::size_t i = 0; i < s; ++i) {
    for (std::size_t j = 0; j < s; ++j) rows[i][j] = Q.numerator(S[i], S[j]);
    for (std::size_t j = 0; j < width; ++j) rows[i][s + j] = -Q.numerator(S[i], J[j]);
  }
  solve(rows, s);
  // M_ab = N_ab + Σ_q N_aq W_qb
  const auto schur = [&](std::size_t a, std::size_t b) {
    mpq_class sum = Q.numerator(J[a], J[b]);
    for (std::size_t q = 0; q < s; ++q) sum += Q.numerator(J[a], S[q]) * rows[q][s + b];
    return sum;
  };
  // x_J = (1, t); |J| = 1: t plays no part.
  mpq_class t = 0;
  if (width == 2) {
    mpq_class low = 0;
    std::optional<mpq_class> high;
    for (std::size_t q = 0; q < s; ++q) {
      const mpq_class &first = rows[q][s], &second = rows[q][s + 1];
      if (second == 0) {
        if (first < 0) return {};
      } else if (second > 0) {
        low = std::max(low, mpq_class(-first / second));
      } else {
        const mpq_class bound = -first / second;
        if (!high || bound < *high) high = bound;
      }
    }
    if (high && *high < low) return {};
    t = best_ratio(schur(0, 0), schur(0, 1), schur(1, 1), low, high);
  }
  Rationals x(static_cast<std::size_t>(Q.order()));
  x[static_cast<std::size_t>(J[0])] = 1;
  if (width == 2) x[static_cast<std::size_t>(J[1])] = t;
  for (std::size_t q = 0; q < s; ++q) {
    mpq_class value = rows[q][s];
    if (width == 2) value += rows[q][s + 1] * t;
    if (value < 0) return {};
    x[static_cast<std::size_t>(S[q])] = value;
  }
  std::vector<mpz_class> witness = integer_multiple(x);
  const mpq_class form = Q.form(witness);
  if (form > 0 || (form == 0 && !zero_counts)) return {};
  return witness;
}

}  // namespace orthant
