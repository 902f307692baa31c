/// Small copositive matrices on the boundary of the cone. (1), (2) for n = 7, and (4) are extreme and not the
/// sum S + N of a positive semidefinite and a nonnegative matrix, so that S + N cannot prove them.
///
///   horn              5×5 circulant  1, −1, 1, 1, −1                                            (1)
///   hoffman_pereira   n×n circulant  1, −1, 1, 0, …, 0, 1, −1                                   (2)
///   odd_cycle         n×n circulant  1, −1, 1, 1, …, 1, −1                                      (3)
///   hildebrand        5×5  T(θ),  −cos θ_j beside the diagonal, cos(θ_j + θ_{j+1}) elsewhere    (4)
///
/// (2) is copositive for n ≥ 5 by Hoffman and Pereira's criterion for entries −1, 0, 1 with
/// unit diagonal: no three indices joined by −1, and q_ij = q_ik = −1 implies q_jk = 1. It is (1) for n = 5
/// and their extreme 7×7 example for n = 7. (3) is Motzkin and Straus's matrix of a cycle at t = ω = 2,
/// copositive since the −1 entries hold no triangle (Haynsworth and Hoffman 1969). (4) is for θ > 0 and
/// Σθ_j < π; (1), (4), their scalings and permutations are all extreme 5×5 forms that are not S + N.
///
/// Sources: Hall and Newman 1963, Math. Proc. Cambridge 59; Haynsworth and Hoffman 1969, Linear Algebra
/// Appl. 2; Hoffman and Pereira 1973, J. Combin. Theory A 14; Hildebrand 2012, Linear Algebra Appl. 437.
#pragma once

#include <gmpxx.h>

#include <array>
#include <vector>

#include "orthant/linalg/rational_symmetric.hpp"

namespace orthant::gallery {

/// Q_ij = row[(j − i) mod n]; row[k] = row[n − k] is up to the caller.
RationalSymmetric circulant(const std::vector<mpz_class>& row);

RationalSymmetric horn();

/// n ≥ 5.
RationalSymmetric hoffman_pereira(Index n = 7);

/// n odd, n ≥ 5.
RationalSymmetric odd_cycle(Index n);

/// T(θ) exactly, from rational t_j = tan(θ_j/2): cos θ_j = (1 − t²)/(1 + t²), sin θ_j = 2t/(1 + t²).
/// Every t_j > 0, and Σθ_j < π is decided exactly. Throws InputError otherwise.
RationalSymmetric hildebrand(const std::array<mpq_class, 5>& t);

// ---- polynomials ---------------------------------------------------------------------------------
// Polynomials in one variable with rational coefficients, lowest power first: the few operations that the
// circulant forms need. Trailing zero coefficients are kept out; the zero polynomial is empty.

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

// ---- circulant zeros -----------------------------------------------------------------------------
// Circulant copositive matrices with circulant zero support set (Hildebrand 2017), exact, for odd n ≥ 5:
// exceptional forms whose zeros have n−2 positive entries, so that every method that works from small
// supports must go down to the bottom. Let m = (n−3)/2 and
//
//   q_k = Σ_{i=1}^{m} w_i cos kφ_i ,   k = 0, …, n−3 ,   Q_ij = q_{min(|i−j|, n−|i−j|)}         (1)
//   u(x) = Π_i (x² − 2 cos φ_i x + 1)  with positive coefficients u_1, …, u_{n−2}.               (2)
//
// For w > 0 the Toeplitz block on n−2 cyclically consecutive indices is positive semidefinite with kernel u.
// That (1) agrees with itself, q_k = q_{n−k} for 3 ≤ k ≤ n−3, says Σ w_i sin(nφ_i/2) sin((n−2k)φ_i/2) = 0,
// and sin(sφ/2)/sin(φ/2), s odd, is a polynomial of degree (s−1)/2 in y = 2 cos φ. So with W_i = w_i
// sin(nφ_i/2) sin(φ_i/2), Σ W_i P(y_i) = 0 for every P of degree ≤ m−2: W is a divided difference, and up to
// a factor
//
//   w_i = 1 / (S(y_i) p'(y_i)),  S(y) = (2 − y) (1 + Σ_{k=1}^{(n−1)/2} C_k(y)),  p(y) = Π_i (y − y_i),  (3)
//
// C_k(2 cos φ) = 2 cos kφ. Along S's zeros 2 cos(2πl/n) its sign alternates, as that of p' does along the
// y_i: w > 0 when φ_i lies between 2π(i+1)/n and 2π(i+2)/n (the last: below π). Then δ = q_2 − Σ w_i
// cos((n−2)φ_i) > 0 as well, a divided difference of degree m−1.
//
// Q is copositive. (a) x ≥ 0 with a zero entry, by a rotation x_n = 0: xᵀQx = xᵀT̃x + 2δ x_1 x_{n−1} ≥ 0,
// where T̃ is the Toeplitz matrix of Σ w_i cos kφ_i. (b) x > 0: Qu ≥ 0, namely δu_1 and δu_{n−2} off the
// support of u and zero on it, so with x = y + λu, λ = min x_i/u_i, xᵀQx = yᵀQy + 2λ yᵀQu ≥ yᵀQy, and (a)
// holds for y. Q is not S + N: all pairs of indices lie in a support, so N would be diagonal and zero, while
// a semidefinite Q with uᵀQu = 0 has Qu = 0.
//
// Everything is symmetric in the y_i, so only p needs to be rational: Σ_i C_k(y_i) w_i is the coefficient of
// y^{m−1} in C_k · S⁻¹ modulo p. Short numbers come from a p that is a product of factors with small
// integers: cosines of roots of unity where a whole conjugate set falls into free intervals, else the
// fraction with the smallest denominator. For n = 23, p has 8 roots 2 cos(2πa/d), d = 11, 6, 4, 3, and −5/3,
// −107/54.
//
// `non_minimal` moves the last root to φ = π: the block loses another rank, the zeros on n−2 indices are
// sums of two on n−3, and the form is extreme for every n; the numbers are far shorter (n = 5 is the Horn
// matrix). Bits of the largest entry, minimal / non-minimal: n = 7: 11 / 3; 11: 25 / 7; 23: 89 / 29.
// Cost: O(n⁴) rational operations; n = 23 in milliseconds, n = 101 in seconds.
//
// Source: Hildebrand 2017, Linear Algebra Appl. 514, arXiv 1603.05111, for the forms; (3) and the arguments
// are given in full here.

enum class CirculantZeros { minimal, non_minimal };

/// n odd, 5 ≤ n ≤ 101; integer entries without a common factor.
RationalSymmetric hildebrand_circulant(Index n, CirculantZeros zeros = CirculantZeros::minimal);

/// The coefficients (2) of the same form: n−2 positive integers, a zero on any n−2 consecutive
/// indices.
std::vector<mpz_class> circulant_zero(Index n, CirculantZeros zeros = CirculantZeros::minimal);

}  // namespace orthant::gallery
