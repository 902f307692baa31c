/// How low any factors of a rank can be, on fully observed data, as evidence for the checker
/// (checker/spectral/rank_bound.hpp, docs/certificates.md: gap, bound).
///
///   shift    V ≈ the leading r singular vectors by subspace iteration, F = V(Λ − τ₀)^½, τ₀ ≈ λ_{r+1};
///            τ = λ_max(AᵀA − FFᵀ) by Lanczos, and what the checker's integers need.
///            An error of V counts squared: the bound is right for any F, and sharp for the best.
///   perron   r = 1, A ≥ 0: v > 0 by power steps from the column at hand, until max_j (AᵀAv)_j/v_j is no more
///            than rounding above its mean.
///
/// Where the point is no more above the bound than rounding makes it, that is a proof that it is a global minimizer
/// up to that gap. Nothing of A's size is made but what the certificate stores.
#pragma once

#include <optional>
#include <string>

#include "orthant/certify/certificate.hpp"
#include "orthant/objectives/problem.hpp"
#include "orthant/prove/proof.hpp"

namespace orthant {

struct RankGap {
  double low = 0;  ///< no factors of rank `rank` have a lower objective
  Index rank = 0;
  bool any_sign = true;             ///< of factors of any sign; false: of nonnegative ones
  std::string file = {};            ///< the name of `evidence` in the certificate
  Matrix evidence = {};             ///< F or v
  nlohmann::ordered_json gap = {};  ///< as the document has it
};

struct RankProof {
  std::optional<RankGap> gap;  ///< where there is one that says more than f ≥ 0
  ProofAttempt attempt;        ///< that the point is global, or why it is not shown to be
};

/// `work`: nanoseconds of one core that the checker may take for a shift. `problem`: what the objective came from, or
/// null; with one, fits of zero to measurements that are no entries are global too. Throws OutOfBudget.
RankProof prove_bound(const Objective& objective, const Certificate& numeric, double work,
                      const IsolatedOptions& options, const Problem* problem = nullptr);

/// Adds the bound to another proof of the same data. The document as a whole is not checked.
void attach_rank_gap(Proof& proof, const RankGap& gap);

}  // namespace orthant
