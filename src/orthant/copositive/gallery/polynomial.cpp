#include "orthant/copositive/gallery/polynomial.hpp"

#include <algorithm>
#include <utility>

namespace orthant::gallery {

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

}  // namespace orthant::gallery
