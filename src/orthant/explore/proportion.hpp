/// What k of n independent trials say of a probability p: the interval of Clopper and Pearson,
///
///   low:  P(at least k of n | low) = α     high:  P(at most k of n | high) = α                              (1)
///
/// with low = 0 where k = 0 and high = 1 where k = n. P(p < low) ≤ α and P(p > high) ≤ α, whatever p is. The tails are
/// regularised incomplete beta functions, P(at least k | p) = I_p(k, n − k + 1), by their continued fraction; (1) is
/// solved by bisection. Cost: some 60 · √n terms. Source: Clopper & Pearson 1934; Lentz 1976 for the fraction.
#pragma once

#include "orthant/linalg/matrix.hpp"

namespace orthant {

struct Proportion {
  Index count = 0, of = 0;
  double low = 0, high = 1;

  double estimate() const { return of > 0 ? static_cast<double>(count) / static_cast<double>(of) : 0; }
};

/// P(at least k of n | p).
double binomial_upper_tail(Index k, Index n, double p);

/// `tail` = α on each side: 0.025 for an interval of 95 %. Without trials: [0, 1].
Proportion proportion(Index count, Index of, double tail = 0.025);

}  // namespace orthant
