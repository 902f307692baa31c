/// Symmetric scaling by powers of two, for matrices whose entries span more than doubles hold side by side:
///
///   Q̃_ij = min(2^{e_i + e_j} N_ij, 4)  off the diagonal,   Q̃_ii = 2^{2e_i} N_ii in [½, 2) (or 0),   Q = N /
///   den.
///
/// Q̃ is (strictly) copositive exactly when Q is: scaling by positive numbers changes nothing, and a pair with
/// Q̃_ij ≥ √(Q̃_ii Q̃_jj), the only kind that is cut, excludes itself from every minimal violation whatever its
/// entry (support_tree.hpp, pair). Exact; n² shifts of big integers.
#pragma once

#include <vector>

#include "orthant/linalg/rational_symmetric.hpp"

namespace orthant {

struct Equilibrated {
  RationalSymmetric Q;
  std::vector<long> exponent;  ///< e_i
};

/// Q without negative diagonal entries.
Equilibrated equilibrate(const RationalSymmetric& Q);

/// x of Q̃ as one of Q: x_i ← 2^{e_i} x_i, in integers. Empty stays empty.
void scale_back(std::vector<mpz_class>& x, const std::vector<long>& exponent);

/// Entries that doubles hold side by side without trouble: the largest is at most 2^300 times any positive
/// diagonal entry.
bool is_tame(const RationalSymmetric& Q);

}  // namespace orthant
