/// The identity of docs/local-squares.md by search, for at most eight variables and any kind of operator:
/// Gram matrices in floating point (gram_problem.hpp, gram_center.hpp), restricted to the face that they lie
/// in, and rounded to rationals (gram_rounding.hpp).
///
/// Faces: p vanishes along curves through x₀ (that is why x₀ is not strict), and there every X_b m_b vanishes
/// too, so no X_b is definite. The eigenvectors that stay give a subspace, which is taken for the rational
/// one near it; then the search is repeated. Radii: a quarter, a sixteenth and a 64th of the largest entry.
#pragma once

#include "orthant/prove/structured_squares.hpp"

namespace orthant {

inline constexpr long most_searched = 8;

SquaresAttempt searched_squares(const checker::Problem& problem);

}  // namespace orthant
