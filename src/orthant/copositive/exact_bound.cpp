#include "orthant/copositive/class_bound.hpp"

#include <cmath>
#include <optional>

#include "orthant/base/stop.hpp"

namespace orthant {

namespace {

/// The form on the members of the classes, class by class.
template <class T>
struct Members {
  std::size_t n = 0;
  std::vector<std::size_t> begin;  ///< of each class, and the end
  std::vector<T> E;                ///< n×n
  std::vector<char> apart;         ///< incompatible: counts as +∞
};

/// Integers, so many squared, take seconds to go through.
constexpr std::size_t large_bound = 200;

template <class T, class Entry>
Members<T> gather(const bits::Table& compatible, const std::vector<std::vector<int>>& classes,
                  Entry&& entry) {
  std::vector<int> all;
  Members<T> r;
  for (const auto& members : classes) {
    r.begin.push_back(all.size());
    all.insert(all.end(), members.begin(), members.end());
  }
  r.n = all.size();
  r.begin.push_back(r.n);
  r.E.resize(r.n * r.n);
  r.apart.resize(r.n * r.n);
  for (std::size_t i = 0; i < r.n; ++i) {
    if (r.n > large_bound) check_budget();
    for (std::size_t j = 0; j < r.n; ++j) {
      r.apart[i * r.n + j] = i != j && !compatible.contains(all[i], all[j]) ? 1 : 0;
      r.E[i * r.n + j] = entry(all[i], all[j]);
    }
  }
  return r;
}

constexpr std::int64_t largest_factor = std::int64_t{1} << 30;

/// One step fits in 64 bits and the result is divided by its content; big integers always fit.
bool fits(const std::vector<std::int64_t>& P) {
  for (const std::int64_t x : P)
    if (x > largest_factor || x < -largest_factor) return false;
  return true;
}
bool fits(const std::vector<mpz_class>&) {
  return true;
}

/// The classes' least entries with positive ones set to zero: if that matrix is diagonally dominant it is
/// positive semidefinite (strict: definite). Settles the colouring bound without an elimination.
template <class T>
bool dominates(const Members<T>& r, bool strict) {
  const std::size_t m = r.begin.size() - 1;
  for (std::size_t a = 0; a < m; ++a) {
    T sum = r.E[r.begin[a] * r.n + r.begin[a]];
    for (std::size_t i = r.begin[a]; i < r.begin[a + 1]; ++i)
      if (r.E[i * r.n + i] < sum) sum = r.E[i * r.n + i];
    for (std::size_t b = 0; b < m; ++b) {
      if (b == a) continue;
      T least = 0;
      for (std::size_t i = r.begin[a]; i < r.begin[a + 1]; ++i)
        for (std::size_t j = r.begin[b]; j < r.begin[b + 1]; ++j)
          if (!r.apart[i * r.n + j] && r.E[i * r.n + j] < least) least = r.E[i * r.n + j];
      sum += least;
    }
    if (sum < 0 || (strict && sum == 0)) return false;
  }
  return true;
}

/// Nothing when 64 bits do not suffice.
template <class T>
std::optional<bool> eliminates(Members<T> r, bool strict, bool semidefinite) {
  const std::size_t n = r.n;
  if (!fits(r.E)) return {};
  if (dominates(r, strict)) return true;
  for (std::size_t a = 0; a + 1 < r.begin.size(); ++a) {
    const std::size_t first = r.begin[a], next = r.begin[a + 1];
    T d = r.E[first * n + first];
    for (std::size_t i = first; i < next; ++i)
      if (r.E[i * n + i] < d) d = r.E[i * n + i];
    if (d < 0 || (strict && d == 0)) return false;
    std::vector<T> v(n, T(0));
    std::vector<std::size_t> entries;
    for (std::size_t j = next; j < n; ++j) {
      for (std::size_t i = first; i < next; ++i) {
        const bool counts = !r.apart[i * n + j] && (semidefinite || r.E[i * n + j] < 0);
        const T cut = counts ? r.E[i * n + j] : T(0);
        if (i == first || cut < v[j]) v[j] = cut;
      }
      if (v[j] != 0) entries.push_back(j);
    }
    if (entries.empty()) continue;
    if (d == 0) {
      for (const std::size_t j : entries)
        if (v[j] < 0) return false;
      continue;
    }
    if (!fits(r.E)) return {};
    for (std::size_t i = next; i < n; ++i) {
      if (n > large_bound) check_budget();
      for (std::size_t j = next; j < n; ++j) r.E[i * n + j] *= d;
    }
    if (n > large_bound) check_budget();
    for (const std::size_t i : entries)
      for (const std::size_t j : entries) r.E[i * n + j] -= v[i] * v[j];
    // What is done no longer counts: zeros do not disturb the common divisor.
    for (std::size_t i = 0; i < next; ++i)
      for (std::size_t j = 0; j < n; ++j) r.E[i * n + j] = r.E[j * n + i] = 0;
    divide_by_content(r.E, 0, r.E.size());
  }
  return true;
}

bool uniform(const ExactBound& bound) {
  const double first = (*bound.scale)[(*bound.classes)[0][0]];
  for (const auto& members : *bound.classes)
    for (const int i : members)
      if ((*bound.scale)[i] != first) return false;
  return true;
}

/// Integers σ_i 2^k: scales are doubles, hence dyadic.
std::vector<mpz_class> integer_scales(const ExactBound& bound) {
  int lowest = 0;
  const auto for_each = [&](auto&& visit) {
    for (const auto& members : *bound.classes)
      for (const int i : members) visit(static_cast<std::size_t>(i));
  };
  for_each([&](std::size_t i) {
    int e = 0;
    std::frexp((*bound.scale)[i], &e);
    lowest = std::min(lowest, e - 8);  // eight bits (node.cpp)
  });
  std::vector<mpz_class> factor(bound.scale->size());
  for_each([&](std::size_t i) {
    int e = 0;
    const double mantissa = std::frexp((*bound.scale)[i], &e);
    factor[i] = static_cast<long>(std::ldexp(mantissa, 8));
    factor[i] <<= static_cast<unsigned long>(e - 8 - lowest);
  });
  return factor;
}

template <class T>
bool in_big_integers(const Tableau<T>& t, const ExactBound& bound) {
  std::vector<mpz_class> factor;
  if (!uniform(bound)) factor = integer_scales(bound);
  const auto entry = [&](int i, int j) {
    mpz_class value(t.m(i, j));
    if (!factor.empty()) value *= factor[i] * factor[j];
    return value;
  };
  return *eliminates(gather<mpz_class>(*bound.compatible, *bound.classes, entry), bound.strict,
                     bound.semidefinite);
}

}  // namespace

bool exact_bound(const Tableau<std::int64_t>& t, const ExactBound& bound) {
  if (bound.classes->empty()) return true;
  if (uniform(bound)) {
    const auto entry = [&](int i, int j) { return t.m(i, j); };
    if (const auto answer = eliminates(gather<std::int64_t>(*bound.compatible, *bound.classes, entry),
                                       bound.strict, bound.semidefinite))
      return *answer;
  }
  return in_big_integers(t, bound);
}

bool exact_bound(const Tableau<mpz_class>& t, const ExactBound& bound) {
  return bound.classes->empty() || in_big_integers(t, bound);
}

}  // namespace orthant
