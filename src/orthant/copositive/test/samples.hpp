/// Small integer matrices on which the answers are known by enumeration: random ones, and ones with many
/// ties, zeros of the form and repeated rows.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "orthant/base/random.hpp"
#include "orthant/copositive/class_bound.hpp"
#include "orthant/copositive/test/brute_force.hpp"
#include "orthant/linalg/rational_symmetric.hpp"
#include "support/sanitized.hpp"

namespace orthant::test {

using Rows = BruteForce::Rows;

inline constexpr BranchOrder branch_orders[] = {
    BranchOrder::most_negative_first, BranchOrder::least_negative_first, BranchOrder::semidefinite_first};

inline RationalSymmetric exact(const Rows& rows) {
  RationalSymmetric Q(static_cast<Index>(rows.size()));
  for (std::size_t i = 0; i < rows.size(); ++i)
    for (std::size_t j = 0; j <= i; ++j)
      Q.set_numerator(static_cast<Index>(i), static_cast<Index>(j), rows[i][j]);
  return Q;
}

inline Rows horn_rows() {
  return {{1, -1, 1, 1, -1}, {-1, 1, -1, 1, 1}, {1, -1, 1, -1, 1}, {1, 1, -1, 1, -1}, {-1, 1, 1, -1, 1}};
}

inline std::string text(const Rows& rows) {
  std::string out;
  for (const auto& row : rows) {
    for (const long x : row) out += std::to_string(x) + " ";
    out += "/ ";
  }
  return out;
}

class Samples {
 public:
  explicit Samples(std::uint64_t seed) : random_(seed) {}

  long between(long low, long high) {
    return low + static_cast<long>(random_.below(static_cast<std::uint64_t>(high - low + 1)));
  }
  double uniform() { return random_.uniform(); }

  template <class Entry>
  Rows symmetric(int n, Entry&& entry) {
    Rows rows(static_cast<std::size_t>(n), std::vector<long>(static_cast<std::size_t>(n)));
    for (std::size_t i = 0; i < rows.size(); ++i)
      for (std::size_t j = 0; j <= i; ++j) rows[i][j] = rows[j][i] = entry(i, j);
    return rows;
  }

  /// Entries in {−3 … 3}: as they come, with a positive diagonal, or with a large one.
  Rows small(int n) {
    const long kind = between(0, 5), low = kind >= 3 ? between(-2, -1) : -3;
    return symmetric(n, [&](std::size_t i, std::size_t j) {
      if (i == j)
        return kind == 0 ? between(-3, 3) : kind <= 2 ? between(1, 3) : kind == 3 ? between(2, 3) : 3L;
      return between(low, 3);
    });
  }

  /// Entries in {−2, −1, 0, 1, 2, 4}, the diagonal in {0, 1, 2, 4} or constant: many ties.
  Rows ties(int n) {
    static constexpr long values[] = {-2, -1, 0, 1, 2, 4};
    const long kind = between(0, 3), d = 1L << between(0, 2);
    return symmetric(n, [&](std::size_t i, std::size_t j) {
      if (i == j) return kind == 0 ? values[between(2, 5)] : kind == 1 ? values[between(3, 5)] : d;
      if (kind == 3 && uniform() < 0.6) return uniform() < 0.5 ? -d : d;
      return values[between(d == 1 ? 1 : 0, 5)];
    });
  }

  /// GGᵀ of low rank, now and then less or more at single entries: zeros of the form on large faces.
  Rows gram(int n) {
    const int rank = static_cast<int>(between(1, std::max(1, n - 1)));
    std::vector<std::vector<long>> G;
    for (int i = 0; i < n; ++i) {
      auto& row = G.emplace_back();
      for (int k = 0; k < rank; ++k) row.push_back(between(-2, 2));
    }
    const double more = 0.3 * uniform(), less = uniform() < 0.5 ? 0 : 0.08;
    return symmetric(n, [&](std::size_t i, std::size_t j) {
      long sum = 0;
      for (int k = 0; k < rank; ++k) sum += G[i][k] * G[j][k];
      if (i != j && uniform() < more) sum += between(1, 3);
      if (i != j && uniform() < less) sum -= 1;
      return sum;
    });
  }

  /// A small form on the boundary with indices repeated (as in xᵀQx with a variable split in two), scaled,
  /// and a few entries raised or lowered.
  Rows repeated(int n) {
    Rows base;
    if (uniform() < 0.6) {
      base = horn_rows();
    } else {
      base = uniform() < 0.5 ? gram(static_cast<int>(between(2, 4))) : ties(static_cast<int>(between(2, 4)));
    }
    std::vector<std::size_t> from;
    std::vector<long> scale;
    const auto order = static_cast<long>(base.size());
    for (int i = 0; i < n; ++i) {
      from.push_back(static_cast<std::size_t>(i < order && uniform() < 0.9 ? i : between(0, order - 1)));
      scale.push_back(uniform() < 0.7 ? 1 : between(1, 3));
    }
    const double more = uniform() < 0.5 ? 0 : 0.1, less = uniform() < 0.7 ? 0 : 0.04;
    return symmetric(n, [&](std::size_t i, std::size_t j) {
      long value = base[from[i]][from[j]] * scale[i] * scale[j];
      if (uniform() < more) ++value;
      if (uniform() < less) --value;
      return value;
    });
  }

  /// t(I + Ā) − E of a random graph at an integer t near its clique number.
  Rows graph(int n) {
    const double p = 0.3 + 0.6 * uniform();
    const long t = between(2, 5);
    return symmetric(n, [&](std::size_t i, std::size_t j) { return i == j || uniform() > p ? t - 1 : -1L; });
  }

  Rows any(int n) {
    switch (between(0, 4)) {
      case 0:
        return small(n);
      case 1:
        return ties(n);
      case 2:
        return gram(n);
      case 3:
        return repeated(n);
      default:
        return graph(n);
    }
  }

 private:
  Random random_;
};

}  // namespace orthant::test
