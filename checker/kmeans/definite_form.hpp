/// Definiteness of matrices of balls, in fixed point (arithmetic/fixed_point.hpp).
#pragma once

#include <functional>
#include <string>

#include "checker/arithmetic/ball.hpp"
#include "checker/arithmetic/work.hpp"

namespace orthant::checker {

/// Of forms, and of the matrices Λ of order N.
inline constexpr long largest_order = 12000;

/// Throws Rejected, calling the matrix `name`, unless it is proved to be positive definite. `entry(i, j)` for
/// j ≤ i: the diagonal, then row by row. Room is needed for rounding: about 2⁻⁴⁹·order of the largest diagonal
/// entry. Cost: order²/2 entries, which the caller counts, and order³/6 multiplications.
void require_definite(long order, const std::function<Ball(long, long)>& entry, const std::string& name,
                      Work& work);

/// In floating point, any T with TᵀGT near I for a symmetric G that is semidefinite but for rounding, or nearly
/// so. Whether T is regular shows where TᵀHT is proved to be definite: there no Tv is 0.
BallMatrix whitening(const BallMatrix& G);

}  // namespace orthant::checker
