/// Random operators, reproducible by seed (base/random.hpp), normalised so that E‖𝒜(X)‖² = ‖X‖² where the
/// ensemble has a restricted isometry property.
#pragma once

#include <cstdint>

#include "orthant/operators/dense_sensing.hpp"
#include "orthant/operators/entries.hpp"
#include "orthant/operators/rank_one.hpp"

namespace orthant {

/// m×(rows·cols) independent normal entries of variance 1/m. RIP at rank k holds with high probability for m
/// of the order of (rows + cols)k (Recht, Fazel & Parrilo 2010).
std::shared_ptr<const DenseSensing> gaussian_sensing(Index rows, Index cols, Index m, std::uint64_t seed);

/// The same with entries ±1/√m.
std::shared_ptr<const DenseSensing> rademacher_sensing(Index rows, Index cols, Index m, std::uint64_t seed);

/// a_t and b_t normal, variance m^{-1/2} each, so that E‖𝒜(X)‖² = ‖X‖²; with `density` < 1 each vector has
/// ⌈density·length⌉ nonzeros at random places, scaled to the same expectation, and is stored sparse.
std::shared_ptr<const RankOneSensing> random_rank_one(Index rows, Index cols, Index m, std::uint64_t seed,
                                                      double density = 1);

/// m distinct coordinates, uniformly at random. InputError unless 1 ≤ m ≤ rows·cols.
std::shared_ptr<const EntriesMeasurement> sample_uniform(Index rows, Index cols, Index m, std::uint64_t seed);

/// m distinct coordinates where row i is drawn with weight (i+1)^{−exponent} and column j with
/// (j+1)^{−exponent}: some rows and columns are seen often and most hardly ever, as in ratings.
std::shared_ptr<const EntriesMeasurement> sample_power_law(Index rows, Index cols, Index m, double exponent,
                                                           std::uint64_t seed);

}  // namespace orthant
