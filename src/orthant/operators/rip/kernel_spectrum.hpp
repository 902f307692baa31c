/// Outer ends for the quotient ⟨X, ℋX⟩/‖X‖²: the extreme eigenvalues of ℋ over all matrices.
///
///   known      from kernel_extremes: to rounding
///   estimated  Lanczos on X ↦ 𝒜*(𝒜(X)), or y ↦ 𝒜(𝒜*(y)) when m < rows·cols, up to 10⁷ unknowns: the Ritz
///              value plus its residual. Nothing proves that no eigenvalue lies beyond.
///   neither    0 and ∞
///
/// With fewer measurements than entries the smallest eigenvalue is 0 in every case.
#pragma once

#include <cstdint>

#include "orthant/base/stop.hpp"
#include "orthant/operators/measurement_operator.hpp"

namespace orthant {

struct KernelSpectrum {
  double smallest = 0;  ///< ≤ every quotient
  double largest = 0;   ///< ≥ every quotient; may be ∞
  bool smallest_is_estimate = false, largest_is_estimate = false;
  /// The end is reached by a matrix of this rank.
  Index smallest_rank = 0, largest_rank = 0;
  LowRankFactors smallest_vector, largest_vector;  ///< where at hand
};

KernelSpectrum kernel_spectrum(const MeasurementOperator& measurement, std::uint64_t seed,
                               const Budget& budget);

}  // namespace orthant
