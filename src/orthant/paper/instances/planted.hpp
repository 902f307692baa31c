/// Random recovery problems with a known truth: nonnegative factors, uniform on (0, 1) where they are not
/// zero, measured by an operator of any kind, with or without noise.
///
///   b = 𝒜(L⋆R⋆ᵀ) + noise·‖𝒜(L⋆R⋆ᵀ)‖/√m · normal
///
/// Without noise the truth is a global minimizer with objective 0 when its rank is at most `rank`.
#pragma once

#include <cstdint>
#include <string>

#include "orthant/objectives/problem.hpp"

namespace orthant::paper {

struct Planted {
  Index rows = 20, cols = 20, r = 3, r_star = 3;
  bool symmetric = true;
  double balance = 0;
  double density = 1;  ///< share of nonzero entries in the factors; every row keeps at least one
  double noise = 0;    ///< relative to the measurements
  /// full, gaussian, rademacher, rank_one, entries (uniform), power_law
  std::string measurement = "full";
  Index measurements = 0;  ///< m; 0: half of rows·cols for entries, 5(rows + cols)r⋆ otherwise
  double sampling = 1;     ///< rank_one: share of nonzeros in each vector; power_law: the exponent
  std::uint64_t seed = 0;
};

Problem planted(const Planted& parameters);

}  // namespace orthant::paper
