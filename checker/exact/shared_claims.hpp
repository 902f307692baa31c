/// What the exact methods share of a certificate's claims.
#pragma once

#include "checker/exact/exact_problem.hpp"
#include "checker/read/claims.hpp"

namespace orthant::checker {

/// Throws Rejected unless f(U₀) lies in [objective_low, objective_high], the verdict is `verdict`, and the
/// claims that do not belong to the method (`modulus`, `global_low` unless said; `radius`) are absent.
struct Belongs {
  bool modulus = false, global_low = false;
};
void require_claims(const ExactProblem& exact, const Claims& claims, const char* verdict,
                    Belongs belongs = {});

/// A claim of spurious: true needs a lower feasible point, the witness or the truth; false is refused.
/// Returns what to say of it, "" when nothing is claimed.
std::string require_spurious(const ExactProblem& exact, const Claims& claims);

}  // namespace orthant::checker
