/// Where solvers start from.
#pragma once

#include <cstdint>
#include <vector>

#include "orthant/linalg/randomized_svd.hpp"
#include "orthant/objectives/objective.hpp"

namespace orthant {

/// Uniform on (0, 2s) with s = √(mean/r): the product's mean is then the mean of the observed entries.
Matrix random_start(const Objective& objective, std::uint64_t seed, std::uint64_t stream);

/// What a symmetric objective sees of 𝒜*b is its symmetric part, which of entries of a symmetric matrix it is already.
SingularTriplets leading_triplets(const Objective& objective, Index rank, std::uint64_t seed);

/// NNDSVD of 𝒜*b: each singular triplet's dominant sign-coherent half, nonnegative, rank by rank; no
/// randomness beyond the randomised SVD's. Symmetric objectives take the left factors. Losses other than the
/// squared one, which may be infinite where a product is zero, get 1 % of a random start's mean in the place
/// of zeros (NNDSVDa with a smaller constant). Source: Boutsidis & Gallopoulos 2008.
Matrix nndsvd_start(const Objective& objective, std::uint64_t seed);

/// Successive projections (SPA): r columns of 𝒜*b, each the longest after what the earlier ones span is
/// projected away, become L, exact when the data are separable; R solves the least-squares problem that
/// leaves. Picked within the dominant range (linalg/randomized_svd.hpp), so the data are passed over five
/// times. Symmetric objectives: U_k = A_j/√a_jj. Source: Araújo et al. 2001; Gillis & Vavasis 2014.
/// `scaled`: columns are compared as if their sums were one, which separable data A = A(:, K)H need where the sums of
/// H's columns are above one.
/// `picked`: where given, the columns that were picked, fewer than r where there are no more.
Matrix spa_start(const Objective& objective, std::uint64_t seed, bool scaled = false,
                 std::vector<Index>* picked = nullptr);

/// The rows of B that successive projections pick: up to r, fewer when the rest is zero.
std::vector<Index> successive_projections(Matrix B, Index r);

}  // namespace orthant
