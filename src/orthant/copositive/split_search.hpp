/// Searches for  Q = P + N,  P ⪰ μI, N ≥ 0 entrywise with zero diagonal, in floating point: Douglas–Rachford
/// between {P ⪰ μI} and {Z : Z ≤ Q off the diagonal, Z_ii = Q_ii},
///
///   P ← proj_{⪰μ}(Z − Y),   Z ← min(P̂ + Y, Q),   Y ← Y + P̂ − Z,   P̂ = ωP + (1 − ω)Z, ω = 1.6
///
/// then repairs what it found to integers (proof.hpp), which is the proof. When the sets do not meet, P − Z
/// tends to a doubly nonnegative X with ⟨Q − μI, X⟩ < 0: no such split exists, and the search stops. Cost of
/// an iteration: one eigendecomposition, about 9n³ flops. Memory: six n×n matrices. Source: Parrilo 2000 (the
/// cone S + N); Lions & Mercier 1979 (the iteration).
#pragma once

#include <optional>

#include "orthant/base/stop.hpp"
#include "orthant/copositive/proof.hpp"
#include "orthant/linalg/rational_symmetric.hpp"

namespace orthant {

struct SplitOptions {
  int iterations = 200;
  double margin = 1e-3;  ///< μ, with the diagonal of Q scaled to about 1
};

enum class SplitStatus {
  found,
  impossible,  ///< by the dual, in floating point
  unfinished,  ///< iterations or budget ran out, or the repair failed
};

struct SplitResult {
  SplitStatus status = SplitStatus::unfinished;
  SplitProof proof;
  int iterations = 0;
};

/// Q with a positive diagonal. `unfinished` soon after the budget is exhausted.
SplitResult find_split(const RationalSymmetric& Q, const SplitOptions& options, const Budget& budget);

}  // namespace orthant
