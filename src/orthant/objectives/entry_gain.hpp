/// What one entry alone would gain: stationarity in the units of each row and column.
///
/// Moving u_ik to its minimum with all else held lowers f by about
///
///   g u − ½ h u²  if 0 ≤ g and u < g/h,   else g²/2h,        g = ∂f/∂u_ik,  h = ∂²f/∂u_ik²              (1)
///
/// (exact where f is quadratic in one factor). A point whose gradient is small beside ‖𝒜*b‖‖U‖ may still have
/// rows and columns that are far from settled, when theirs are small themselves; their gain, beside f, shows
/// it.
#pragma once

#include "orthant/objectives/objective.hpp"

namespace orthant {

/// The largest of (1) over all entries; 0 when the objective has no row blocks. Costs the row blocks.
double largest_entry_gain(const Expansion& expansion, const Matrix& U);

}  // namespace orthant
