/// Polynomials in one variable with rational coefficients, lowest power first: the few operations that the
/// circulant forms need. Trailing zero coefficients are kept out; the zero polynomial is empty.
#pragma once

#include <gmpxx.h>

#include <vector>

namespace orthant::gallery {

using Polynomial = std::vector<mpq_class>;

Polynomial sum(const Polynomial& a, const Polynomial& b);
Polynomial product(const Polynomial& a, const Polynomial& b);

struct Division {
  Polynomial quotient, remainder;
};
/// a = quotient · b + remainder, deg remainder < deg b; b ≠ 0.
Division divide(const Polynomial& a, const Polynomial& b);

/// s with s·a ≡ 1 modulo p, deg s < deg p, by the extended Euclidean algorithm. a and p without a common
/// root.
Polynomial inverse_modulo(const Polynomial& a, const Polynomial& p);

/// C_k with C_k(2 cos φ) = 2 cos kφ: C_0 = 2, C_1 = y, C_{k+1} = yC_k − C_{k−1}. Integer, monic for k ≥ 1.
std::vector<Polynomial> cosine_polynomials(long highest);

/// The cyclotomic polynomial of order d ≥ 1: monic, its roots the primitive d-th roots of unity.
Polynomial cyclotomic(long d);

/// Monic with the roots 2 cos(2πa/d), 0 < a < d/2, gcd(a, d) = 1; integer; d ≥ 3.
Polynomial cosines_of_order(long d);

}  // namespace orthant::gallery
