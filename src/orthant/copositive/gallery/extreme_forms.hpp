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

#include <array>

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

}  // namespace orthant::gallery
