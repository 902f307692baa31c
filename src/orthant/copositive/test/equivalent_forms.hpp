/// Forms that are copositive exactly when others are, the same on every machine for the same seed.
#pragma once

#include <cstdint>
#include <numeric>
#include <utility>
#include <vector>

#include "orthant/base/random.hpp"
#include "orthant/linalg/rational_symmetric.hpp"

namespace orthant::test {

/// Uniform on low, …, high.
inline long uniform_between(Random& random, long low, long high) {
  return low + static_cast<long>(random.below(static_cast<std::uint64_t>(high - low + 1)));
}

struct CouplingOptions {
  double density = 0.5;  ///< probability that an entry between two blocks is positive
  long largest = 3;      ///< entries between blocks are 0, …, largest
};

/// Blocks on the diagonal, in this order, nonnegative coupling between them: copositive ⟺ every block is.
inline RationalSymmetric direct_sum_with_coupling(const std::vector<RationalSymmetric>& blocks,
                                                  std::uint64_t seed, const CouplingOptions& options = {}) {
  Index n = 0;
  mpz_class denominator = 1;
  for (const RationalSymmetric& block : blocks) {
    n += block.order();
    mpz_lcm(denominator.get_mpz_t(), denominator.get_mpz_t(), block.denominator().get_mpz_t());
  }
  RationalSymmetric Q(n);
  Q.set_denominator(denominator);
  Random random(seed);
  Index first = 0;
  for (const RationalSymmetric& block : blocks) {
    const mpz_class factor = denominator / block.denominator();
    for (Index i = 0; i < block.order(); ++i) {
      for (Index j = 0; j < first; ++j)
        if (random.uniform() < options.density)
          Q.set_numerator(first + i, j, denominator * uniform_between(random, 1, options.largest));
      for (Index j = 0; j <= i; ++j) Q.set_numerator(first + i, first + j, factor * block.numerator(i, j));
    }
    first += block.order();
  }
  return Q;
}

/// D P Q Pᵀ D with a random permutation, and D_ii uniform on 1, …, largest: copositive ⟺ Q is.
inline RationalSymmetric scaled_permuted(const RationalSymmetric& Q, std::uint64_t seed, long largest = 8) {
  const Index n = Q.order();
  Random random(seed);
  std::vector<Index> place(static_cast<std::size_t>(n));
  std::iota(place.begin(), place.end(), Index{0});
  for (std::size_t i = place.size(); i > 1; --i) std::swap(place[i - 1], place[random.below(i)]);
  std::vector<long> scale(place.size());
  for (long& d : scale) d = uniform_between(random, 1, largest);
  RationalSymmetric result(n);
  result.set_denominator(Q.denominator());
  for (std::size_t i = 0; i < place.size(); ++i)
    for (std::size_t j = 0; j <= i; ++j)
      result.set_numerator(static_cast<Index>(i), static_cast<Index>(j),
                           Q.numerator(place[i], place[j]) * (scale[i] * scale[j]));
  result.reduce();
  return result;
}

}  // namespace orthant::test
