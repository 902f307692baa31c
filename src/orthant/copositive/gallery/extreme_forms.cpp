#include "orthant/copositive/gallery/extreme_forms.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>
#include <utility>

#include "orthant/base/error.hpp"
#include "orthant/copositive/tableau.hpp"

namespace orthant::gallery {

RationalSymmetric circulant(const std::vector<mpz_class>& row) {
  const auto n = static_cast<Index>(row.size());
  RationalSymmetric Q(n);
  for (Index i = 0; i < n; ++i)
    for (Index j = 0; j <= i; ++j) Q.set_numerator(i, j, row[i - j]);
  return Q;
}

RationalSymmetric horn() {
  return circulant({1, -1, 1, 1, -1});
}

RationalSymmetric hoffman_pereira(Index n) {
  if (n < 5) throw InputError(fmt::format("order {}; expected n ≥ 5", n));
  std::vector<mpz_class> row(static_cast<std::size_t>(n));
  row[0] = 1;
  row[1] = row[row.size() - 1] = -1;
  row[2] = row[row.size() - 2] = 1;
  return circulant(row);
}

RationalSymmetric odd_cycle(Index n) {
  if (n < 5 || n % 2 == 0) throw InputError(fmt::format("order {}; expected an odd n ≥ 5", n));
  std::vector<mpz_class> row(static_cast<std::size_t>(n), 1);
  row[1] = row[row.size() - 1] = -1;
  return circulant(row);
}

RationalSymmetric hildebrand(const std::array<mpq_class, 5>& t) {
  // The product of 1 + i t_j has the argument Σθ_j/2. A factor turns by less than π/2, so the partial sums
  // stay below π/2 exactly as long as the real parts are positive.
  mpq_class real = 1, imaginary = 0;
  for (const mpq_class& t_j : t) {
    if (t_j <= 0) throw InputError(fmt::format("t = {}; expected t = tan(θ/2) > 0", t_j.get_str()));
    const mpq_class turned = real - imaginary * t_j;
    imaginary += real * t_j;
    real = turned;
    if (real <= 0) throw InputError("θ₁ + … + θ₅ ≥ π; expected a sum below π, where θ = 2 arctan t");
  }
  std::array<mpq_class, 5> cosine, sine;
  for (std::size_t j = 0; j < 5; ++j) {
    const mpq_class square = t[j] * t[j];
    cosine[j] = (1 - square) / (1 + square);
    sine[j] = 2 * t[j] / (1 + square);
  }
  RationalSymmetric Q(5);
  for (std::size_t j = 0; j < 5; ++j) {
    const std::size_t next = (j + 1) % 5, second = (j + 2) % 5;
    const auto row = static_cast<Index>(j);
    Q.set(row, row, 1);
    Q.set(row, static_cast<Index>(next), -cosine[j]);
    Q.set(row, static_cast<Index>(second), cosine[j] * cosine[next] - sine[j] * sine[next]);
  }
  Q.reduce();
  return Q;
}

// ---- polynomials ---------------------------------------------------------------------------------

namespace {

void trim(Polynomial& a) {
  while (!a.empty() && a.back() == 0) a.pop_back();
}

Polynomial scaled(Polynomial a, const mpq_class& factor) {
  for (mpq_class& coefficient : a) coefficient *= factor;
  trim(a);
  return a;
}

}  // namespace

Polynomial sum(const Polynomial& a, const Polynomial& b) {
  Polynomial result(std::max(a.size(), b.size()));
  for (std::size_t i = 0; i < a.size(); ++i) result[i] += a[i];
  for (std::size_t i = 0; i < b.size(); ++i) result[i] += b[i];
  trim(result);
  return result;
}

Polynomial product(const Polynomial& a, const Polynomial& b) {
  if (a.empty() || b.empty()) return {};
  Polynomial result(a.size() + b.size() - 1);
  for (std::size_t i = 0; i < a.size(); ++i)
    for (std::size_t j = 0; j < b.size(); ++j) result[i + j] += a[i] * b[j];
  return result;
}

Division divide(const Polynomial& a, const Polynomial& b) {
  Division result{{}, a};
  trim(result.remainder);
  Polynomial& rest = result.remainder;
  if (rest.size() >= b.size()) result.quotient.resize(rest.size() - b.size() + 1);
  while (rest.size() >= b.size()) {
    const std::size_t shift = rest.size() - b.size();
    const mpq_class factor = rest.back() / b.back();
    result.quotient[shift] = factor;
    for (std::size_t i = 0; i < b.size(); ++i) rest[shift + i] -= factor * b[i];
    trim(rest);
  }
  return result;
}

Polynomial inverse_modulo(const Polynomial& a, const Polynomial& p) {
  // Invariant: s_k · a ≡ r_k modulo p.
  Polynomial r0 = p, r1 = divide(a, p).remainder, s0, s1{1};
  while (r1.size() > 1) {
    const Division division = divide(r0, r1);
    Polynomial s2 = sum(s0, scaled(product(division.quotient, s1), -1));
    r0 = std::move(r1);
    r1 = division.remainder;
    s0 = std::move(s1);
    s1 = std::move(s2);
  }
  return divide(scaled(s1, 1 / r1.front()), p).remainder;
}

std::vector<Polynomial> cosine_polynomials(long highest) {
  std::vector<Polynomial> C{{2}, {0, 1}};
  while (std::cmp_less_equal(C.size(), highest))
    C.push_back(sum(product({0, 1}, C.back()), scaled(C[C.size() - 2], -1)));
  return C;
}

Polynomial cyclotomic(long d) {
  Polynomial result(static_cast<std::size_t>(d) + 1);
  result.front() = -1;
  result.back() = 1;
  for (long e = 1; e < d; ++e)
    if (d % e == 0) result = divide(result, cyclotomic(e)).quotient;
  return result;
}

Polynomial cosines_of_order(long d) {
  // Φ_d is palindromic: Φ_d(x) = x^m (c_m + Σ_k c_{m+k} (x^k + x^−k)), and x^k + x^−k = C_k(x + 1/x).
  const Polynomial phi = cyclotomic(d);
  const std::size_t m = phi.size() / 2;
  const std::vector<Polynomial> C = cosine_polynomials(static_cast<long>(m));
  Polynomial result{phi[m]};
  for (std::size_t k = 1; k <= m; ++k) result = sum(result, scaled(C[k], phi[m + k]));
  return result;
}

// ---- circulant zeros -----------------------------------------------------------------------------

namespace {

/// The fraction of smallest denominator with  2 cos(2π(l+1)/n) < y < 2 cos(2πl/n),  the left end at least −2.
mpq_class simplest_cosine(Index l, Index n) {
  const auto end = [n](Index k) {
    return 2 * std::cos(2 * std::numbers::pi * static_cast<double>(k) / static_cast<double>(n));
  };
  // The ends are irrational or small integers; the slack keeps rounding from taking an end for an inner
  // point.
  constexpr double slack = 1e-9;
  const double low = 2 * (l + 1) > n ? -2.0 : end(l + 1) + slack, high = end(l) - slack;
  for (long denominator = 1;; ++denominator) {
    const auto above = static_cast<long>(std::floor(low * static_cast<double>(denominator))) + 1;
    const auto below = static_cast<long>(std::ceil(high * static_cast<double>(denominator))) - 1;
    if (above > below) continue;
    mpq_class y(below < 0 ? below : above, denominator);
    y.canonicalize();
    return y;
  }
}

/// The intervals l that hold 2πa/d, gcd(a, d) = 1, a < d/2; empty when one is taken, met twice, or met at an
/// end.
std::vector<Index> intervals_of_order(long d, Index n, const std::vector<bool>& taken) {
  std::vector<Index> intervals;
  for (long a = 1; 2 * a < d; ++a) {
    if (std::gcd(a, d) != 1) continue;
    const Index l = a * n / d;
    if (a * n % d == 0 || taken[l]) return {};
    if (!intervals.empty() && intervals.back() == l) return {};
    intervals.push_back(l);
  }
  return intervals;
}

/// p of degree m = (n−3)/2 with one root in each interval l = 2, …, m+1, integer coefficients.
Polynomial roots_polynomial(Index n, CirculantZeros zeros) {
  const Index last = (n - 1) / 2;
  std::vector<bool> taken(static_cast<std::size_t>(n), false);
  taken[0] = taken[1] = true;
  Polynomial p{1};
  if (zeros == CirculantZeros::non_minimal) {
    p = {2, 1};
    taken[last] = true;
  }
  for (long d = n / 2; d >= 3; --d) {
    const std::vector<Index> intervals = intervals_of_order(d, n, taken);
    if (intervals.empty()) continue;
    for (const Index l : intervals) taken[l] = true;
    p = product(p, cosines_of_order(d));
  }
  for (Index l = 2; l <= last; ++l) {
    if (taken[l]) continue;
    const mpq_class y = simplest_cosine(l, n);
    p = product(p, {mpq_class(-y.get_num()), mpq_class(y.get_den())});
  }
  return p;
}

/// q_0, …, q_{(n−1)/2} of (1) up to a positive factor: integers without a common one.
std::vector<mpz_class> lags(Index n, const Polynomial& p) {
  const long half = (n - 1) / 2;
  const std::vector<Polynomial> C = cosine_polynomials(half);
  Polynomial S{1};
  for (long k = 1; k <= half; ++k) S = sum(S, C[k]);
  const Polynomial inverse = inverse_modulo(product({2, -1}, S), p);
  std::vector<mpq_class> q;
  for (const Polynomial& C_k : C) {
    const Polynomial residue = divide(product(C_k, inverse), p).remainder;
    q.push_back(residue.size() + 1 == p.size() ? residue.back() : mpq_class(0));
  }
  if (q.front() < 0)
    for (mpq_class& q_k : q) q_k = -q_k;
  return integer_multiple(q);
}

void require_circulant_order(Index n) {
  if (n < 5 || n > 101 || n % 2 == 0)
    throw InputError(fmt::format("order {}; expected an odd n with 5 ≤ n ≤ 101", n));
}

}  // namespace

RationalSymmetric hildebrand_circulant(Index n, CirculantZeros zeros) {
  require_circulant_order(n);
  const std::vector<mpz_class> q = lags(n, roots_polynomial(n, zeros));
  std::vector<mpz_class> row(q);
  for (std::size_t k = q.size() - 1; k >= 1; --k) row.push_back(q[k]);
  return circulant(row);
}

std::vector<mpz_class> circulant_zero(Index n, CirculantZeros zeros) {
  require_circulant_order(n);
  // u(x) = x^m p(x + 1/x) = Σ_j p_j x^{m−j} (x² + 1)^j.
  const Polynomial p = roots_polynomial(n, zeros);
  const std::size_t m = p.size() - 1;
  Polynomial u, power{1};
  for (std::size_t j = 0; j <= m; ++j) {
    Polynomial shift(m - j + 1);
    shift.back() = p[j];
    u = sum(u, product(shift, power));
    power = product(power, {1, 0, 1});
  }
  std::vector<mpz_class> result;
  for (const mpq_class& u_i : u) result.push_back(u_i.get_num());
  return result;
}

}  // namespace orthant::gallery
