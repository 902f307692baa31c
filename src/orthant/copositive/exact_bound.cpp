#include "orthant/copositive/exact_bound.hpp"

#include <cmath>
#include <numeric>
#include <optional>

namespace orthant {

namespace {

/// What no entry can exceed: a pair of classes without a compatible pair.
template <class T>
struct Reduced {
  std::size_t m;
  std::vector<T> P;
  std::vector<char> apart;  ///< no compatible pair: counts as +∞
};

template <class T, class Entry>
Reduced<T> reduce(const bits::Table& compatible, const std::vector<std::vector<int>>& classes, Entry&& entry) {
  const std::size_t m = classes.size();
  Reduced<T> r{m, std::vector<T>(m * m), std::vector<char>(m * m, 1)};
  for (std::size_t a = 0; a < m; ++a) {
    for (std::size_t b = 0; b <= a; ++b) {
      bool any = false;
      T least{};
      for (const int i : classes[a]) {
        for (const int j : classes[b]) {
          if (a == b ? i != j : !compatible.contains(i, j)) continue;
          T value = entry(i, j);
          if (!any || value < least) least = std::move(value);
          any = true;
        }
      }
      r.apart[a * m + b] = r.apart[b * m + a] = any ? 0 : 1;
      r.P[a * m + b] = r.P[b * m + a] = least;
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

/// P with its positive entries set to zero has no positive entry off the diagonal; if its row sums are
/// nonnegative (positive) it is diagonally dominant, hence positive semidefinite (definite). Settles the
/// colouring bound without an elimination.
template <class T>
bool dominates(const Reduced<T>& r, bool strict) {
  for (std::size_t i = 0; i < r.m; ++i) {
    T sum = r.P[i * r.m + i];
    for (std::size_t j = 0; j < r.m; ++j)
      if (j != i && !r.apart[i * r.m + j] && r.P[i * r.m + j] < 0) sum += r.P[i * r.m + j];
    if (sum < 0 || (strict && sum == 0)) return false;
  }
  return true;
}

/// Nothing when 64 bits do not suffice.
template <class T>
std::optional<bool> eliminates(Reduced<T> r, bool strict) {
  const std::size_t m = r.m;
  if (fits(r.P) && dominates(r, strict)) return true;
  for (std::size_t k = 0; k < m; ++k) {
    const T d = r.P[k * m + k];
    if (d < 0 || (strict && d == 0)) return false;
    std::vector<std::size_t> negative;
    for (std::size_t j = k + 1; j < m; ++j)
      if (!r.apart[k * m + j] && r.P[k * m + j] < 0) negative.push_back(j);
    if (negative.empty()) continue;
    if (d == 0) return false;
    if (!fits(r.P)) return {};
    for (std::size_t i = k + 1; i < m; ++i)
      for (std::size_t j = k + 1; j < m; ++j) r.P[i * m + j] *= d;
    for (const std::size_t i : negative)
      for (const std::size_t j : negative) r.P[i * m + j] -= r.P[k * m + i] * r.P[k * m + j];
    // Rows up to k are done: zeros do not disturb the common divisor.
    for (std::size_t i = 0; i < m; ++i) r.P[k * m + i] = r.P[i * m + k] = 0;
    shrink(r.P);
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
  return *eliminates(reduce<mpz_class>(compatible, classes, entry), strict);
}

}  // namespace

bool exact_bound(const Tableau<std::int64_t>& t, const bits::Table& compatible,
                 const std::vector<std::vector<int>>& classes, const std::vector<double>& scale, bool strict) {
  if (classes.empty()) return true;
  if (!uniform(scale, classes)) return scaled_bound(t, compatible, classes, scale, strict);
  const auto narrow = [&](int i, int j) { return t.m(i, j); };
  if (const auto answer = eliminates(reduce<std::int64_t>(compatible, classes, narrow), strict)) return *answer;
  const auto wide = [&](int i, int j) { return mpz_class(t.m(i, j)); };
  return *eliminates(reduce<mpz_class>(compatible, classes, wide), strict);
}

bool exact_bound(const Tableau<mpz_class>& t, const bits::Table& compatible,
                 const std::vector<std::vector<int>>& classes, const std::vector<double>& scale, bool strict) {
  if (classes.empty()) return true;
  if (!uniform(scale, classes)) return scaled_bound(t, compatible, classes, scale, strict);
  const auto entry = [&](int i, int j) { return t.m(i, j); };
  return *eliminates(reduce<mpz_class>(compatible, classes, entry), strict);
}

}  // namespace orthant
