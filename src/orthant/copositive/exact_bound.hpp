/// The elimination of class_bound.hpp repeated in integers, for pivots that floating point cannot tell from
/// zero.
#pragma once

#include <cstdint>
#include <vector>

#include "orthant/copositive/bits.hpp"
#include "orthant/copositive/tableau.hpp"

namespace orthant {

struct ExactBound {
  const bits::Table* compatible;
  const std::vector<std::vector<int>>* classes;  ///< in the order of elimination
  /// Dyadic, one per candidate of the tableau: multiplies rows and columns before entries of a class are
  /// compared.
  const std::vector<double>* scale;
  bool strict;        ///< of strict copositivity, where a zero pivot is a failure
  bool semidefinite;  ///< rows as they are, not their negative parts
};

/// Whether the classes prove that no violation lies within their union.
bool exact_bound(const Tableau<std::int64_t>& t, const ExactBound& bound);
bool exact_bound(const Tableau<mpz_class>& t, const ExactBound& bound);

}  // namespace orthant
