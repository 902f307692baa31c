/// K-means as a smooth problem: a nonnegative factor of low rank in the place of the matrix of Peng and Wei.
///
///   min  ‖X‖² − ⟨XXᵀ, UUᵀ⟩   over  U ≥ 0 (N×r),   UUᵀ1 = 1,   ‖U‖² = K                                       (1)
///
/// A clustering is U = [1_k/√n_k], of rank K, and its value is its inertia. For r = K there is nothing else:
/// UUᵀ ⪯ I is doubly stochastic of trace K and rank K, so a projector, and nonnegative orthogonal columns do not
/// overlap. For r > K the problem is a relaxation, with clusterings among its points.
///
/// By an augmented Lagrangian ℒ in c = UUᵀ1 − 1 (augmented_lagrangian.hpp) on {U ≥ 0, ‖U‖² = K}, to which
/// P(V) = √K V₊/‖V₊‖ projects:
///
///   inner   spectral steps U ← P(U − t(∇ℒ − λU)), λ = ⟨∇ℒ, U⟩/K, with a search that may rise for eight steps
///           (Birgin, Martínez & Raydan 2000); after every ten of them a step of Newton's method on the entries that
///           are positive or will be, by truncated conjugate gradients, where it is lower                     (2)
///   until   ‖U − (U − ∇ℒ + λU)₊‖ ≤ √K · a tolerance that falls with ‖c‖
///   outer   y ← y + βc;  β ← 2β where ‖c‖ has not fallen to half                                              (3)
///   stop    ‖c‖ ≤ √N · feasibility, and stationary
///
/// Data are centred, which changes no inertia, and in units where the mean of ‖x_i‖² is 1: then the same β, of
/// order one, suits all. Cost of a step: 4Ndr flops; memory: ten N×r matrices. No N×N matrix is formed.
/// Guarantee: stationary points only; a bound comes from the proof (optimality.hpp), never from here.
/// Source: Zhuang, Chen, Yang & Zhang 2024, who take β = 10 and a constant step of 10⁻⁶ [refs.bib: Zhuang2024].
#pragma once

#include "orthant/base/options.hpp"
#include "orthant/base/stop.hpp"
#include "orthant/linalg/matrix.hpp"

namespace orthant {

struct RelaxationOptions {
  double penalty = 0.3;          ///< β to begin with
  double feasibility = 1e-6;     ///< ‖UUᵀ1 − 1‖/√N
  long relaxation_steps = 5000;  ///< products with the points' Gram matrix, at most; 0: no relaxation
};

struct RelaxedPoint {
  Matrix U;
  double objective = 0;    ///< ‖X‖² − ‖XᵀU‖²
  double feasibility = 0;  ///< ‖UUᵀ1 − 1‖/√N
  Index steps = 0;
  bool converged = false;
};

/// U ≥ 0, not zero, N×r, and y of length N.
struct RelaxationStart {
  Matrix U;
  Vector multipliers;
};

/// Points are the columns of a d×N matrix, centred, of mean square 1.
RelaxedPoint relax(const ConstMatrixRef& points, Index clusters, RelaxationStart start,
                   const RelaxationOptions& options, const Budget& budget);

}  // namespace orthant
