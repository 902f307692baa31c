/// Symmetric positive semidefinite blocks X = (X_1, …, X_B) with A(X) = p, as far inside as possible:
///
///   X(ε) = argmax Σ log det X_b − ‖A(X) − p‖²/(2ε),      ε → 0,                                        (1)
///
/// by damped Newton steps. With ν = (A(X) − p)/ε a step solves (M + εI) ν = 2A(X) − p, M_αβ = ⟨A_α, X A_β X⟩,
/// and is ΔX = X − X A*(ν) X. The limit is the analytic centre of {X ⪰ 0, A(X) = p} where that has an
/// interior, and a point of largest rank where it has none: the eigenvalues that vanish do so like √ε.
/// Without solutions the residual does not go to zero.
///
/// Cost of a step: m³/3 + Σ_b (entries of A in block b)² flops, m the equations; some 60 steps. Floating
/// point: what comes out of it is a suggestion.
#pragma once

#include <vector>

#include "orthant/linalg/matrix.hpp"

namespace orthant {

/// A_equation(i, j) += value for i ≥ j, both (i, j) and (j, i) when they differ.
struct GramEntry {
  Index equation = 0, i = 0, j = 0;
  double value = 0;
};

struct GramSystem {
  std::vector<Index> orders;                    ///< of the blocks
  std::vector<std::vector<GramEntry>> entries;  ///< by block, then by equations
  Vector p;
};

struct GramCenter {
  std::vector<Matrix> X;
  double residual = 0;  ///< ‖A(X) − p‖ / ‖p‖
};

/// `smallest` is the last ε, relative to ‖p‖.
GramCenter gram_center(const GramSystem& system, double smallest = 1e-11);

}  // namespace orthant
