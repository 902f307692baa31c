/// The elimination of class_bound.hpp repeated in integers, for pivots that floating point cannot tell from zero.
#pragma once

#include <cstdint>
#include <vector>

#include "orthant/copositive/bits.hpp"
#include "orthant/copositive/tableau.hpp"

namespace orthant {

/// Whether the classes, in their order, prove that no violation lies within their union. `scale` (dyadic, one
/// per candidate of the tableau; empty: all 1) multiplies rows and columns before entries of a class are
/// compared. `strict`: of strict copositivity, where a zero pivot is a failure.
bool exact_bound(const Tableau<std::int64_t>& t, const bits::Table& compatible,
                 const std::vector<std::vector<int>>& classes, const std::vector<double>& scale, bool strict);
bool exact_bound(const Tableau<mpz_class>& t, const bits::Table& compatible,
                 const std::vector<std::vector<int>>& classes, const std::vector<double>& scale, bool strict);

}  // namespace orthant
