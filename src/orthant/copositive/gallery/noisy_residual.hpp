/// Residual matrices of noisy nonnegative recovery: the form whose copositivity decides global optimality.
/// With
///
///   M = VVᵀ + σ (Z + Zᵀ)/√2,   V_ij = max(0, normal),  Z_ij normal,                              (1)
///   U = a first-order point of  min f(U) = ½‖UUᵀ − M‖²_F  over  U ≥ 0  (n×r),                    (2)
///
/// R = UUᵀ − M; f is globally minimal over all ranks at U when R is copositive. (2) is found by projected
/// gradient with Barzilai–Borwein steps and Armijo's rule on the largest of the last ten values (Birgin,
/// Martínez and Raydan 2000), to ‖U − P₊(U − ∇f)‖_F ≤ 1e-9 ‖M‖_F ‖U‖_F or 20,000 steps. The same seed gives
/// the same R up to rounding, not bit for bit across machines.
/// Cost per step: 2 products of n×n by n×r.
#pragma once

#include <cstdint>

#include "orthant/linalg/matrix.hpp"

namespace orthant::gallery {

struct Residual {
  Matrix R;                 ///< n×n, exactly symmetric
  Matrix U;                 ///< n×r, ≥ 0
  double stationarity = 0;  ///< ‖U − P₊(U − ∇f(U))‖_F at U
};

/// 1 ≤ r ≤ n ≤ 5000, noise σ ≥ 0; throws InputError otherwise.
Residual noisy_residual(Index n, Index r, std::uint64_t seed, double noise = 0.1);

}  // namespace orthant::gallery
