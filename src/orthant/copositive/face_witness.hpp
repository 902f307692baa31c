/// Exact search for a violation on a face S ∪ J with |J| ≤ 2 and Q_SS ≻ 0: x_S = −Q_SS⁻¹ Q_SJ x_J is best for
/// given x_J, so one number (the ratio of the two entries of x_J) is left, and x_S ≥ 0 confines it to an
/// interval. Rational arithmetic, (|S|+2)³/3 operations.
#pragma once

#include <optional>
#include <vector>

#include "orthant/linalg/rational_symmetric.hpp"

namespace orthant {

/// Integers x ≥ 0 with x = (x_S, x_J), x_S = −Q_SS⁻¹Q_SJ x_J and xᵀQx < 0, or ≤ 0 when `zero_counts`; of
/// length Q.order(). Nothing when there is none.
std::optional<std::vector<mpz_class>> face_witness(const RationalSymmetric& Q, const std::vector<int>& S,
                                                   const std::vector<int>& J, bool zero_counts);

/// Clears denominators: the smallest positive multiple of x with integer entries.
std::vector<mpz_class> integer_multiple(const std::vector<mpq_class>& x);

}  // namespace orthant
