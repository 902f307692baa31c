#include "orthant/copositive/local_search.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include "orthant/base/random.hpp"

namespace orthant {

namespace {

/// Pairwise descent from x, as far as the budget lets it; returns the multiplications used.
double descend(const Matrix& Q, Vector& x, Vector& g, const Budget& budget) {
  const Index n = Q.rows();
  const double room = 1e-13 * Q.cwiseAbs().maxCoeff();
  double work = 0;
  for (Index step = 0; step < 50 * n + 500; ++step) {
    if (step % 256 == 255 && budget.exhausted()) break;
    Index low = 0, high = -1;
    for (Index j = 0; j < n; ++j) {
      if (g(j) < g(low)) low = j;
      if (x(j) > 0 && (high < 0 || g(j) > g(high))) high = j;
    }
    const double slope = g(high) - g(low);
    if (slope <= room) break;
    const double curvature = Q(low, low) - 2 * Q(low, high) + Q(high, high);
    const double t = curvature * x(high) > slope ? slope / curvature : x(high);
    x(high) -= t;
    x(low) += t;
    if (x(high) < 1e-15) x(high) = 0;
    g += t * (Q.col(low) - Q.col(high));
    work += 4.0 * static_cast<double>(n);
  }
  return work;
}

}  // namespace

LocalMinimum approx_simplex_minimum(const Matrix& Q, const LocalSearchOptions& options,
                                    const Budget& budget) {
  const Index n = Q.rows();
  std::vector<Index> order(static_cast<std::size_t>(n));
  std::iota(order.begin(), order.end(), 0);
  const Vector negative = Q.cwiseMin(0.0).colwise().sum();
  std::stable_sort(order.begin(), order.end(), [&](Index a, Index b) { return negative(a) < negative(b); });
  Random random(options.seed);
  LocalMinimum best;
  best.value = 1e300;
  double work = 0;
  Vector x(n), g(n);
  for (int start = 0; start < options.starts; ++start) {
    x.setZero();
    if (start < n) {
      const Index i = order[static_cast<std::size_t>(start)];
      x(i) = 1;
      g = Q.col(i);
    } else {  // a random face of three to ten vertices
      const Index size = std::min<Index>(n, 3 + static_cast<Index>(random.uniform() * 8));
      for (Index k = 0; k < size; ++k)
        x(std::min<Index>(n - 1, static_cast<Index>(random.uniform() * static_cast<double>(n)))) +=
            random.uniform() + 0.01;
      x /= x.sum();
      g.setZero();
      for (Index j = 0; j < n; ++j)
        if (x(j) != 0) g += x(j) * Q.col(j);
      work += static_cast<double>(n * n);
    }
    work += descend(Q, x, g, budget);
    const double sum = x.sum();
    const double value = x.dot(g) / (sum * sum);
    if (value < best.value) {
      best.x = x / sum;
      best.value = value;
    }
    if (best.value < options.stop_below || work > options.work || budget.exhausted()) break;
  }
  return best;
}

std::vector<mpz_class> on_grid(const Vector& x) {
  std::vector<mpz_class> z(static_cast<std::size_t>(x.size()));
  const double top = x.maxCoeff();
  for (Index i = 0; i < x.size(); ++i)
    z[static_cast<std::size_t>(i)] = static_cast<long>(std::lround(std::ldexp(x(i) / top, 40)));
  return z;
}

}  // namespace orthant
