/// Proves that exactly one strict local minimizer lies close to a stored point (docs/isolated.md).
///
/// Entries of the stored U₀ are *pinned* (one positive entry a column when the scaling of columns is free),
/// *kept* (positive, or zero with a multiplier too small to count: degenerate), or *fixed* zeros. With V the
/// kept entries, ε the norm of the gradient on V (only its negative part on degenerate entries) and Λ a
/// Lipschitz constant of ∇²g on the ball of radius ρ:
///
///   ∇²g(U₀)|V ⪰ μI,   μ̄ = μ − Λρ > 0,   ε < ½μ̄ρ,   ∂g > Mρ at fixed entries
///   ⇒ exactly one local minimizer within ρ of U₀, strict, with objective in [f(U₀) − ε²/(2μ̄), f(U₀)].
///
///   1. choose V, factor ∇²g|V − σI with a bound of its rounding            (definite_hessian.hpp)
///   2. Newton steps on the free entries, gradients in long double         (rigorous_point.hpp)
///   3. ρ ≈ 3ε/μ; fixed entries whose multiplier is not above Mρ become degenerate, and again from 1
///
/// Λ = (3κ + 12λ)(‖U₀‖_F + ρ), symmetric 12κ(‖U₀‖_F + ρ): f is quartic. No strict complementarity is needed.
/// Cost: one to three factorizations, some dozens of Hessian products.
#pragma once

#include <string>
#include <vector>

#include "orthant/certify/certificate.hpp"
#include "orthant/objectives/problem.hpp"
#include "orthant/prove/proof.hpp"
#include "orthant/prove/rigorous_point.hpp"

namespace orthant {

/// `numeric` is what `certify` said of the point. `witness`: a feasible point of the same objective that may
/// be lower, or null. `problem`: what the objective came from, needed where entries are not what is measured.
ProofAttempt prove_isolated(const Objective& objective, const Certificate& numeric,
                            const Matrix* witness = nullptr, const IsolatedOptions& options = {},
                            const Problem* problem = nullptr);

// What the proof found, and its stored form: method `isolated_minimizer` of docs/certificates.md.

struct IsolatedResult {
  Matrix U;  ///< the stored point U₀
  bool symmetric = false;
  double balance = 0;
  std::string radius;                            ///< ρ, a decimal number of few digits
  double hessian = 0, modulus = 0;               ///< μ, μ̄
  double objective = 0;                          ///< f(U₀), rounded
  double objective_low = 0, objective_high = 0;  ///< of the minimizer
  std::vector<Entry> pins, degenerate;
  Index free = 0;
};

/// `witness`: spurious when its objective is proved to be below objective_low.
Proof isolated_document(const ProofData& data, const IsolatedResult& result, const Matrix* witness,
                        const IsolatedOptions& options);

}  // namespace orthant
