#include "orthant/copositive/gallery/random_families.hpp"

#include <fmt/format.h>

#include <numeric>
#include <utility>

#include "orthant/base/error.hpp"
#include "orthant/base/random.hpp"

namespace orthant::gallery {

namespace {

constexpr Index largest_order = 5000;

void require_order(Index n) {
  if (n < 1 || n > largest_order)
    throw InputError(fmt::format("order {}; expected 1 to {}", n, largest_order));
}

void require_density(double density) {
  if (!(density >= 0 && density <= 1))
    throw InputError(fmt::format("density {}; expected 0 ≤ density ≤ 1", density));
}

/// So that a product of two of them, times 5000, fits a long.
void require_largest(long largest) {
  if (largest < 1 || largest > 1'000'000)
    throw InputError(fmt::format("largest entry {}; expected 1 to 1000000", largest));
}

/// Uniform on low, …, high.
long between(Random& random, long low, long high) {
  return low + static_cast<long>(random.below(static_cast<std::uint64_t>(high - low + 1)));
}

}  // namespace

RationalSymmetric random_split(Index n, std::uint64_t seed, const SplitFormOptions& options) {
  require_order(n);
  require_density(options.density);
  require_largest(options.largest);
  const Index rank = options.rank == 0 ? (n + 1) / 2 : options.rank;
  if (rank < 0 || rank > n)
    throw InputError(fmt::format("rank = {}; expected 0 ≤ rank ≤ order = {}", rank, n));
  if (options.margin < 0)
    throw InputError(fmt::format("margin = {}; expected ≥ 0", options.margin.get_str()));
  Random random(seed);
  std::vector<std::vector<long>> G(static_cast<std::size_t>(n),
                                   std::vector<long>(static_cast<std::size_t>(rank)));
  for (auto& row : G)
    for (long& g : row) g = between(random, -options.largest, options.largest);
  RationalSymmetric Q(n);
  const mpz_class &up = options.margin.get_num(), &down = options.margin.get_den();
  Q.set_denominator(down);
  for (Index i = 0; i < n; ++i) {
    for (Index j = 0; j <= i; ++j) {
      const auto &g_i = G[static_cast<std::size_t>(i)], &g_j = G[static_cast<std::size_t>(j)];
      mpz_class q = std::inner_product(g_i.begin(), g_i.end(), g_j.begin(), 0L);
      if (i != j && random.uniform() < options.density) q += between(random, 1, options.largest * rank);
      q *= down;
      if (i == j) q += up;
      Q.set_numerator(i, j, q);
    }
  }
  return Q;
}

RationalSymmetric direct_sum_with_coupling(const std::vector<RationalSymmetric>& blocks, std::uint64_t seed,
                                           const CouplingOptions& options) {
  require_density(options.density);
  require_largest(options.largest);
  Index n = 0;
  mpz_class denominator = 1;
  for (const RationalSymmetric& block : blocks) {
    n += block.order();
    mpz_lcm(denominator.get_mpz_t(), denominator.get_mpz_t(), block.denominator().get_mpz_t());
  }
  require_order(n);
  RationalSymmetric Q(n);
  Q.set_denominator(denominator);
  Random random(seed);
  Index first = 0;
  for (const RationalSymmetric& block : blocks) {
    const mpz_class factor = denominator / block.denominator();
    for (Index i = 0; i < block.order(); ++i) {
      for (Index j = 0; j < first; ++j)
        if (random.uniform() < options.density)
          Q.set_numerator(first + i, j, denominator * between(random, 1, options.largest));
      for (Index j = 0; j <= i; ++j) Q.set_numerator(first + i, first + j, factor * block.numerator(i, j));
    }
    first += block.order();
  }
  return Q;
}

RationalSymmetric scaled_permuted(const RationalSymmetric& Q, std::uint64_t seed, long largest) {
  require_largest(largest);
  const Index n = Q.order();
  Random random(seed);
  std::vector<Index> place(static_cast<std::size_t>(n));
  std::iota(place.begin(), place.end(), Index{0});
  for (std::size_t i = place.size(); i > 1; --i) std::swap(place[i - 1], place[random.below(i)]);
  std::vector<long> scale(place.size());
  for (long& d : scale) d = between(random, 1, largest);
  RationalSymmetric result(n);
  result.set_denominator(Q.denominator());
  for (std::size_t i = 0; i < place.size(); ++i)
    for (std::size_t j = 0; j <= i; ++j)
      result.set_numerator(static_cast<Index>(i), static_cast<Index>(j),
                           Q.numerator(place[i], place[j]) * (scale[i] * scale[j]));
  result.reduce();
  return result;
}

RationalSymmetric standard_quadratic(Index n, double density, std::uint64_t seed) {
  require_order(n);
  require_density(density);
  Random random(seed);
  std::vector<long> half(static_cast<std::size_t>(n));
  for (long& h : half) h = between(random, 0, 10);
  RationalSymmetric Q(n);
  for (Index i = 0; i < n; ++i) {
    for (Index j = 0; j < i; ++j) {
      const long h = half[static_cast<std::size_t>(i)] + half[static_cast<std::size_t>(j)];
      const bool convex = random.uniform() < density;
      Q.set_numerator(i, j, convex ? h - between(random, 1, 10) : h + between(random, 0, 10));
    }
    Q.set_numerator(i, i, 2 * half[static_cast<std::size_t>(i)]);
  }
  return Q;
}

}  // namespace orthant::gallery
