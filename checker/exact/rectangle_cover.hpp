/// A lower bound on the nonnegative rank of a matrix A ≥ 0, the fewest r with A = Σ_k l_k r_kᵀ, l_k, r_k ≥ 0, by
/// combinatorics alone.
///
/// The support of l_k r_kᵀ is a *rectangle*: rows × columns within the support of A. For a factorization with r
/// terms
///
///   a_ij > 0                            at least one rectangle holds (i, j)                                     (1)
///   a_ik a_jl > a_il a_jk               at least two rectangles hold (i, k) or (j, l)                           (2)
///
/// Proof of (2): otherwise one term x yᵀ alone gives both entries, a_ik = x_i y_k and a_jl = x_j y_l, and holds
/// (i, l) and (j, k) too, so that a_il a_jk ≥ x_i y_l x_j y_k = a_ik a_jl. ∎
///
/// Larger rectangles satisfy more, so those that are maximal are enough, each as often as one likes. A search in
/// depth takes the condition that the fewest rectangles serve, and tries those; a rectangle that was tried is out of
/// the later branches. Exponential in the bound; the work is counted.
/// Source: (1) Yannakakis 1991; (2) the rectangle refinement of Oelze, Vandaele and Weltge 2014.
#pragma once

#include "checker/arithmetic/rational_matrix.hpp"

namespace orthant::checker {

/// Whether `count` rectangles satisfy (1) and (2); if not, the nonnegative rank of A is above `count`. Throws Rejected
/// for a negative entry and for more rectangles or conditions than are searched, Unfinished as Work does.
bool rectangles_suffice(const RationalMatrix& A, long count, Work& work);

}  // namespace orthant::checker
