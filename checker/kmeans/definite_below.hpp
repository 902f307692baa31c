/// W ≺ level·I + MMᵀ for a symmetric matrix of balls, in fixed point (arithmetic/fixed_point.hpp).
#pragma once

#include <functional>
#include <string>

#include "checker/arithmetic/ball.hpp"
#include "checker/arithmetic/work.hpp"

namespace orthant::checker {

/// Of W, and of the matrices Λ of order N.
inline constexpr long largest_order = 12000;

/// Throws Rejected, saying of which matrix, unless that is proved. `entry(i, j)` for j ≤ i, in the order of
/// rows after the diagonal; M has `order` rows, or is null. Room is needed for rounding: about 2⁻⁴⁸·order of
/// the largest diagonal entry. Cost: order²/2 entries and order³/6 multiplications.
void require_below(long order, const std::function<Ball(long, long)>& entry, const Ball& level,
                   const BallMatrix* M, const std::string& matrix, Work& work);

}  // namespace orthant::checker
