#include "orthant/copositive/gallery/circulant_zeros.hpp"

#include <fmt/format.h>

#include <cmath>
#include <numbers>
#include <numeric>

#include "orthant/base/error.hpp"
#include "orthant/copositive/gallery/extreme_forms.hpp"
#include "orthant/copositive/gallery/polynomial.hpp"

namespace orthant::gallery {

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
    if (a * n % d == 0 || taken[static_cast<std::size_t>(l)]) return {};
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
    taken[static_cast<std::size_t>(last)] = true;
  }
  for (long d = n / 2; d >= 3; --d) {
    const std::vector<Index> intervals = intervals_of_order(d, n, taken);
    if (intervals.empty()) continue;
    for (const Index l : intervals) taken[static_cast<std::size_t>(l)] = true;
    p = product(p, cosines_of_order(d));
  }
  for (Index l = 2; l <= last; ++l) {
    if (taken[static_cast<std::size_t>(l)]) continue;
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
  for (long k = 1; k <= half; ++k) S = sum(S, C[static_cast<std::size_t>(k)]);
  const Polynomial inverse = inverse_modulo(product({2, -1}, S), p);
  std::vector<mpq_class> q;
  mpz_class denominator = 1, divisor = 0;
  for (const Polynomial& C_k : C) {
    const Polynomial residue = divide(product(C_k, inverse), p).remainder;
    q.push_back(residue.size() + 1 == p.size() ? residue.back() : mpq_class(0));
    mpz_lcm(denominator.get_mpz_t(), denominator.get_mpz_t(), q.back().get_den_mpz_t());
  }
  std::vector<mpz_class> integers;
  for (const mpq_class& q_k : q) {
    integers.emplace_back(q_k.get_num() * (denominator / q_k.get_den()));
    mpz_gcd(divisor.get_mpz_t(), divisor.get_mpz_t(), integers.back().get_mpz_t());
  }
  if (integers.front() < 0) divisor = -divisor;
  for (mpz_class& q_k : integers) q_k /= divisor;
  return integers;
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
