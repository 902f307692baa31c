#include "checker/kmeans/definite_form.hpp"

#include <cmath>

#include "checker/arithmetic/fixed_point.hpp"
#include "checker/read/files.hpp"

namespace orthant::checker {

void require_definite(long order, const std::function<Ball(long, long)>& entry, const std::string& name,
                      Work& work) {
  if (order > largest_order)
    throw Rejected(name + " has order " + std::to_string(order) + "; expected at most " +
                   std::to_string(largest_order));
  const auto n = static_cast<double>(order);
  work.take(n * n * 2 * ball_product + fixed_product * n * n * n / 6);
  double largest = 0;
  for (long i = 0; i < order; ++i) {
    const double diagonal = entry(i, i).upper();
    if (!(diagonal > 0) || !std::isfinite(diagonal))
      throw Rejected(name + " is not proved to be definite: diagonal entry " + std::to_string(i));
    largest = std::fmax(largest, diagonal);
  }
  if (order == 0) return;
  const FixedPoint fixed(largest);
  // A shift σ that leaves room for what a factorization in fixed point leaves: 2⁻⁵⁰ of the diagonal a row.
  const Wide sigma =
      fixed.form(Rational::from_double(largest) * Rational(order) / Rational::from_double(0x1p49));
  Triangle<Wide> T(order);
  for (long i = 0; i < order; ++i) {
    work.poll();
    for (long j = 0; j <= i; ++j) T.row(i)[j] = fixed.form(entry(i, j).get());
    T.row(i)[i] -= sigma;
  }
  ResidualNorm norm(sigma - 1);
  Triangle<std::int64_t> G(order);
  if (!factor_triangle(T, FixedPoint::ball_error, G, norm, work))
    throw Rejected(name + " is not proved to be definite");
}

Numbers whitening(const BallMatrix& G) {
  const long n = G.rows();
  const auto at = [n](long i, long j) { return static_cast<std::size_t>(i * n + j); };
  std::vector<double> L(at(n, 0)), length(static_cast<std::size_t>(n));
  for (long i = 0; i < n; ++i) {
    const double square = arf_get_d(arb_midref(G.at(i, i)), ARF_RND_NEAR);
    length[i] = square > 0 ? std::sqrt(square) : 1;
  }
  // Cholesky of the matrix with a diagonal of 1, and L⁻¹ from it.
  for (long i = 0; i < n; ++i)
    for (long j = 0; j <= i; ++j) {
      double rest = arf_get_d(arb_midref(G.at(i, j)), ARF_RND_NEAR) / length[i] / length[j];
      for (long k = 0; k < j; ++k) rest -= L[at(i, k)] * L[at(j, k)];
      if (i == j) {
        L[at(i, i)] = std::sqrt(std::fmax(rest, 0x1p-34));
      } else {
        L[at(i, j)] = rest / L[at(j, j)];
      }
    }
  Numbers T{n, n, std::vector<double>(at(n, 0)), {}};
  for (long c = 0; c < n; ++c)
    for (long i = c; i < n; ++i) {
      double rest = i == c ? 1 : 0;
      for (long k = c; k < i; ++k) rest -= L[at(i, k)] * T.values[at(c, k)];
      T.values[at(c, i)] = rest / L[at(i, i)];  // (L⁻¹)_ic = (L⁻ᵀ)_ci
    }
  for (long c = 0; c < n; ++c)
    for (long i = c; i < n; ++i) T.values[at(c, i)] /= length[c];
  return T;
}

}  // namespace orthant::checker
