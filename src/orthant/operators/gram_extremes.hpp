/// The extreme eigenvalues of ℋ from the smaller of the two Gram matrices of 𝒜,
///
///   𝒜𝒜* (m×m)   when m < rows·cols,     𝒜*𝒜 (rows·cols)² on vec X (row-major)   otherwise.
///
/// They have the same eigenvalues besides zeros; X = 𝒜*(y) is an eigenvector for one of 𝒜𝒜*.
#pragma once

#include <functional>

#include "orthant/operators/measurement_operator.hpp"

namespace orthant {

/// Above this order no Gram matrix is diagonalised.
inline constexpr Index most_gram_order = 2000;

/// `gram` is 𝒜𝒜* when its order is m < rows·cols, else 𝒜*𝒜; `adjoint` is 𝒜*.
KernelExtremes gram_extremes(Index rows, Index cols, const Matrix& gram,
                             const std::function<Matrix(const Vector&)>& adjoint);

}  // namespace orthant
