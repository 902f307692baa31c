/// How likely one more start is to end in a minimum that no start has found yet.
///
/// Starts are independent and of one law; p_i is the probability of minimum i. After n starts the share of the unseen is
/// M = Σ p_i over all i that none of them found. Good and Turing's estimate is f₁/n, f₁ the number of minima that were found
/// exactly once: E f₁/n = Σ p_i (1 − p_i)^(n−1) ≥ Σ p_i (1 − p_i)^n = E M, larger by at most 1/n.
///
/// The upper bound has no asymptotics in it. Let S be the minima that the first ⌊n/2⌋ starts found. Given S, each of the
/// other m = ⌈n/2⌉ starts ends outside S, in a minimum, with the same probability M_S, independently; k of them did. So k is
/// binomial, and M_S ≤ the upper end of Clopper & Pearson's interval with probability 1 − α (proportion.hpp). After all n
/// starts no more is unseen than after half, M ≤ M_S. Starts that end in saddles or do not arrive are trials like all others.
///
/// Looked at several times, to stop when the bound is low, the j-th look has α_j = α 2^(−j): all bounds hold together with
/// probability 1 − α.
/// Source: Good 1953; McAllester & Schapire 2000, whose bound f₁/n + O(√(1/n)) is looser for the hundreds of starts here.
#pragma once

#include <vector>

#include "orthant/linalg/matrix.hpp"

namespace orthant {

struct Unseen {
  Index starts = 0, once = 0;  ///< n and f₁
  double estimate = 1;         ///< f₁/n
  double upper = 1;            ///< holds with probability `confidence`
  double confidence = 0.95;
};

/// `ends`: for each start, in order, its minimum, or −1 for none.
Unseen unseen_after(const std::vector<Index>& ends, double confidence = 0.95);

}  // namespace orthant
