/// Random families of exact symmetric matrices with short integers, the same on every machine for the same
/// seed:
///
///   random_split         Q = GGᵀ + N + μI: inside S + N, copositive with margin μ by construction       (1)
///   standard_quadratic   min xᵀQx on the simplex with a convexity graph of given density; Q itself
///                        is seldom copositive, Q − γE is exactly for γ ≤ the minimum                    (2)
///
/// In (2) an edge {i, j} is an edge of the simplex along which xᵀQx is strictly convex: 2q_ij < q_ii + q_jj.
/// Only sets of pairwise such indices can support a minimizer, so the density measures the difficulty.
/// Sources: Nowak 1999, J. Global Optim. 14; Scozzari and Tardella 2008, Discrete Applied Mathematics 156,
/// 2439–2448.
#pragma once

#include <cstdint>
#include <vector>

#include "orthant/linalg/matrix.hpp"
#include "orthant/linalg/rational_symmetric.hpp"

namespace orthant::gallery {

struct SplitFormOptions {
  Index rank = 0;        ///< columns of G; 0 for (n+1)/2
  double density = 0.3;  ///< probability that an off-diagonal entry of N is positive
  long largest = 3;      ///< |G_ij| ≤ largest, N_ij ≤ largest · rank
  mpq_class margin = 0;  ///< μ ≥ 0
};

/// (1), n ≥ 1. With rank < n and μ = 0 neither part alone shows it.
RationalSymmetric random_split(Index n, std::uint64_t seed, const SplitFormOptions& options = {});

/// (2): q_ii uniform on the even integers 0, …, 20, and with h = (q_ii + q_jj)/2 either
/// q_ij = h − 1, …, h − 10 (probability `density`) or q_ij = h, …, h + 10, uniform.
RationalSymmetric standard_quadratic(Index n, double density, std::uint64_t seed);

// ---- residuals -----------------------------------------------------------------------------------
// Residual matrices of noisy nonnegative recovery: the form whose copositivity decides global optimality.
// With
//
//   M = VVᵀ + σ (Z + Zᵀ)/√2,   V_ij = max(0, normal),  Z_ij normal,                              (1)
//   U = a first-order point of  min f(U) = ½‖UUᵀ − M‖²_F  over  U ≥ 0  (n×r),                    (2)
//
// R = UUᵀ − M; f is globally minimal over all ranks at U when R is copositive. (2) is found by projected
// gradient with Barzilai–Borwein steps and Armijo's rule on the largest of the last ten values (Birgin,
// Martínez and Raydan 2000), to ‖U − P₊(U − ∇f)‖_F ≤ 1e-9 ‖M‖_F ‖U‖_F or 20,000 steps. The same seed gives
// the same R up to rounding, not bit for bit across machines.
// Cost per step: 2 products of n×n by n×r.

struct Residual {
  Matrix R;                 ///< n×n, exactly symmetric
  Matrix U;                 ///< n×r, ≥ 0
  double stationarity = 0;  ///< ‖U − P₊(U − ∇f(U))‖_F at U
};

/// 1 ≤ r ≤ n ≤ 5000, noise σ ≥ 0; throws InputError otherwise.
Residual noisy_residual(Index n, Index r, std::uint64_t seed, double noise = 0.1);

}  // namespace orthant::gallery
