#include "orthant/copositive/exact_bound.hpp"

#include <cmath>
#include <numeric>
#include <optional>

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

template <class T, class Entry>
Members<T> gather(const bits::Table& compatible, const std::vector<std::vector<int>>& classes, Entry&& entry) {
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
    for (std::size_t j = 0; j < r.n; ++j) {
      r.apart[i * r.n + j] = i != j && !compatible.contains(all[i], all[j]) ? 1 : 0;
      r.E[i * r.n + j] = entry(all[i], all[j]);
    }
  }
  return r;
}

constexpr std::int64_t safe = std::int64_t{1} << 30;

/// One step fits in 64 bits and the result is divided by its content; big integers always fit.
bool fits(const std::vector<std::int64_t>& P) {
  for (const std::int64_t x : P)
    if (x > safe || x < -safe) return false;
  return true;
}
bool fits(const std::vector<mpz_class>&) { return true; }

void shrink(std::vector<std::int64_t>& P) {
  std::int64_t g = 0;
  for (const std::int64_t x : P) {
    g = std::gcd(g, x);
    if (g == 1) return;
  }
  if (g > 1)
    for (std::int64_t& x : P) x /= g;
}
void shrink(std::vector<mpz_class>& P) {
  mpz_class g = 0;
  for (const mpz_class& x : P) {
    mpz_gcd(g.get_mpz_t(), g.get_mpz_t(), x.get_mpz_t());
    if (g == 1) return;
  }
  if (g > 1)
    for (mpz_class& x : P) mpz_divexact(x.get_mpz_t(), x.get_mpz_t(), g.get_mpz_t());
}

/// The classes' least entries with positive ones set to zero: if that matrix is diagonally dominant it is positive
/// semidefinite (strict: definite). Settles the colouring bound without an elimination.
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
std::optional<bool> eliminates(Members<T> r, bool strict) {
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
    std::vector<std::size_t> negative;
    for (std::size_t j = next; j < n; ++j) {
      for (std::size_t i = first; i < next; ++i)
        if (!r.apart[i * n + j] && r.E[i * n + j] < v[j]) v[j] = r.E[i * n + j];
      if (v[j] < 0) negative.push_back(j);
    }
    if (negative.empty()) continue;
    if (d == 0) return false;
    if (!fits(r.E)) return {};
    for (std::size_t i = next; i < n; ++i)
      for (std::size_t j = next; j < n; ++j) r.E[i * n + j] *= d;
    for (const std::size_t i : negative)
      for (const std::size_t j : negative) r.E[i * n + j] -= v[i] * v[j];
    // What is done no longer counts: zeros do not disturb the common divisor.
    for (std::size_t i = 0; i < next; ++i)
      for (std::size_t j = 0; j < n; ++j) r.E[i * n + j] = r.E[j * n + i] = 0;
    shrink(r.E);
  }
  return true;
}

bool uniform(const std::vector<double>& scale, const std::vector<std::vector<int>>& classes) {
  if (scale.empty()) return true;
  const double first = scale[static_cast<std::size_t>(classes[0][0])];
  for (const auto& members : classes)
    for (const int i : members)
      if (scale[static_cast<std::size_t>(i)] != first) return false;
  return true;
}

template <class T>
bool scaled_bound(const Tableau<T>& t, const bits::Table& compatible, const std::vector<std::vector<int>>& classes,
                  const std::vector<double>& scale, bool strict) {
  // Integers σ_i 2^k: scales are doubles, hence dyadic.
  int lowest = 0;
  for (const auto& members : classes) {
    for (const int i : members) {
      int e = 0;
      std::frexp(scale[static_cast<std::size_t>(i)], &e);
      lowest = std::min(lowest, e - 53);
    }
  }
  std::vector<mpz_class> factor(static_cast<std::size_t>(t.c));
  for (const auto& members : classes) {
    for (const int i : members) {
      int e = 0;
      const double mantissa = std::frexp(scale[static_cast<std::size_t>(i)], &e);
      factor[static_cast<std::size_t>(i)] = static_cast<long>(std::ldexp(mantissa, 53));
      factor[static_cast<std::size_t>(i)] <<= static_cast<unsigned long>(e - 53 - lowest);
    }
  }
  const auto entry = [&](int i, int j) {
    return mpz_class(factor[static_cast<std::size_t>(i)] * factor[static_cast<std::size_t>(j)] *
                     mpz_class(t.m(i, j)));
  };
  return *eliminates(gather<mpz_class>(compatible, classes, entry), strict);
}

}  // namespace

bool exact_bound(const Tableau<std::int64_t>& t, const bits::Table& compatible,
                 const std::vector<std::vector<int>>& classes, const std::vector<double>& scale, bool strict) {
  if (classes.empty()) return true;
  if (!uniform(scale, classes)) return scaled_bound(t, compatible, classes, scale, strict);
  const auto narrow = [&](int i, int j) { return t.m(i, j); };
  if (const auto answer = eliminates(gather<std::int64_t>(compatible, classes, narrow), strict)) return *answer;
  const auto wide = [&](int i, int j) { return mpz_class(t.m(i, j)); };
  return *eliminates(gather<mpz_class>(compatible, classes, wide), strict);
}

bool exact_bound(const Tableau<mpz_class>& t, const bits::Table& compatible,
                 const std::vector<std::vector<int>>& classes, const std::vector<double>& scale, bool strict) {
  if (classes.empty()) return true;
  if (!uniform(scale, classes)) return scaled_bound(t, compatible, classes, scale, strict);
  const auto entry = [&](int i, int j) { return t.m(i, j); };
  return *eliminates(gather<mpz_class>(compatible, classes, entry), strict);
}

}  // namespace orthant
