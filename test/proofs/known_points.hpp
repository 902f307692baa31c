/// Points whose first and second order are known in closed form, from small numbers with few bits: every
/// entry of the data and of the point is stored without rounding, and the first order holds exactly.
///
/// Column k of the stacked variable has the support I_k (rows of U or L) and, asymmetric, J_k (rows of R),
/// with
///   u_k = 2^s (1, 2, 1, 2),   v_k = 2^s (2, −1, 2, −1),   ⟨u_k, v_k⟩ = 0,   ‖u_k‖² = ‖v_k‖² = N² = 10·4^s,
/// l_k = r_k = u_k. The residual S = 𝒜*(𝒜(·) − b) is chosen block by block and A = X − S/ω follows:
///   S_{I_k J_k} = −t v_k v_kᵀ      curvature along v_k (both factors): ∝ 1 − t
///   S_{I_k J_l} = m u_k u_lᵀ       multipliers > 0 where u_k meets column l, so those zeros are fixed
/// and two more rows z, z' (of U; of L and of R), zero in the point, with
///   S_{z J_k} = ν u_kᵀ             multipliers ν N² at row z: near-degenerate for small ν, degenerate for ν
///   = 0 S_{zz'} = −σ N²                curvature along the two rows together: ∝ 1 − σ, in the cone
/// The least curvature of unit feasible directions along which the gradient vanishes is then known.
#pragma once

#include <gmpxx.h>

#include <string>
#include <vector>

#include "orthant/objectives/problem.hpp"

namespace orthant::testing {

struct KnownPoint {
  std::string name;
  Problem problem;    ///< its point is what is judged
  Matrix stationary;  ///< stacked: first order holds exactly here
  Matrix gradient;    ///< at `stationary`, exact
  Matrix direction;   ///< feasible at `stationary`, ⟨gradient, direction⟩ = 0
  /// ⟨∇²f[D], D⟩ of it, exact. Not above zero: `stationary` is no strict local minimizer, and below zero it
  /// is no local one. Above zero: the least such value relative to ‖D‖² over the cone is at most this.
  double curvature = 0;
  mpq_class objective;  ///< at `stationary`
  /// A strict local minimizer (up to scaling when that is free).
  bool minimizer = false;
};

struct Recipe {
  enum class Kind { full, entries, weighted };

  bool symmetric = true;
  Index rank = 1;
  Kind kind = Kind::full;
  double balance = 0;
  int exponent = 0;  ///< s
  double t = 0.5;    ///< of the last column; the others have 1/2
  double sigma = 0;  ///< of the rows z, z'
  double nu = 0.25;  ///< of the rows z, z' in the last column; the others have 1/4
  double tiny = 0;   ///< entry of the rows z, z' in the last column, relative to 2^s; then ν = σ = 0
  double multiplier = 0.25;  ///< m
  int skew = 0;              ///< judged at (2^skew L, 2^−skew R), asymmetric without balance

  std::string name() const;
};

/// The point as it is: judged where it is stationary.
KnownPoint known_point(const Recipe& recipe);

/// The same point, judged with every entry off by a relative 1e-14 and rounded.
KnownPoint off_by_rounding(KnownPoint known);

/// The same problem with its point's entries below 2⁻⁵·2^s set to zero.
KnownPoint without_tiny_entries(KnownPoint known, const Recipe& recipe);

}  // namespace orthant::testing
