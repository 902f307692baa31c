/// Where a search for a symmetric factorization begins: the best one of any sign, turned until it is nearly nonnegative.
///
///   A = 𝒜*b ≈ V Λ Vᵀ, the r algebraically largest eigenvalues,   X = V Λ₊^½                                (1)
///   min ‖XQ − U‖²  over U ≥ 0 and orthogonal Q,  in turn:  U = (XQ)₊,   Q = the polar factor of XᵀU        (2)
///
/// XXᵀ does not see Q, so that (2) looks for a nonnegative factor of the matrix of rank r that is nearest to A. Q begins
/// at the polar factor of r rows of X that successive projections pick: where the rows are r bundles, as of a graph
/// with r communities, these are one of each. U is scaled so that c²UUᵀ fits the observations best.
/// Searches from random points often leave two communities in one column and spend the one that is free on the mean of
/// all; this start has them apart wherever the eigenvectors do.
///
/// (1) is by subspace iteration (linalg/randomized_svd.hpp), with more steps for sparse data, whose eigenvalues
/// decay slowly. Cost: 6 passes of width r + 10 (dense) or 14 (sparse, entries); nr² flops a step of (2), at most 50.
/// Columns that stay zero, and those above n, are random.
/// Source: Huang, Sidiropoulos & Swami 2014 (2); Damle, Minden & Ying 2019 (rows).
#pragma once

#include <cstdint>

#include "orthant/objectives/objective.hpp"

namespace orthant {

/// Whether the objective is symmetric and its data a matrix, or entries of one.
bool has_rotated_start(const Objective& objective);

Matrix rotated_start(const Objective& objective, std::uint64_t seed);

}  // namespace orthant
