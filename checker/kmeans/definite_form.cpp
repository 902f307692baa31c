#include "checker/kmeans/definite_form.hpp"

#include <cmath>

#include "checker/arithmetic/fixed_point.hpp"
#include "checker/read/files.hpp"

namespace orthant::checker {

namespace {

/// Balls may be as wide as 2⁴⁸ units of the form, 2⁻⁵² of its largest entry or so: a 32nd of the shift below.
constexpr int widest = 48;

}  // namespace

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
    for (long j = 0; j <= i; ++j) {
      Ball value = entry(i, j);
      if (mag_cmp_2exp_si(arb_radref(value.get()), widest - 2L * fixed.bits()) > 0)
        throw Rejected(name + " is not proved to be definite: too much is lost to rounding");
      mag_zero(arb_radref(value.get()));
      T.row(i)[j] = fixed.form(value.get());
    }
    T.row(i)[i] -= sigma;
  }
  ResidualNorm norm(sigma - 1);
  Triangle<std::int64_t> G(order);
  if (!factor_triangle(T, (Wide{1} << widest) + FixedPoint::ball_error, G, norm, work))
    throw Rejected(name + " is not proved to be definite");
}

BallMatrix whitening(const BallMatrix& G) {
  const long n = G.rows();
  const auto at = [n](long i, long j) { return static_cast<std::size_t>(i * n + j); };
  std::vector<double> L(at(n, 0)), inverse(at(n, 0));
  std::vector<long> exponent(static_cast<std::size_t>(n));  // columns are divided by 2^exponent first
  for (long i = 0; i < n; ++i)
    if (arf_is_normal(arb_midref(G.at(i, i))) != 0)
      exponent[i] = static_cast<long>(arf_abs_bound_lt_2exp_si(arb_midref(G.at(i, i)))) / 2;
  const auto scaled = [&](long i, long j) {
    Ball out;
    arb_mul_2exp_si(out.get(), G.at(i, j), -exponent[i] - exponent[j]);
    return arf_get_d(arb_midref(out.get()), ARF_RND_NEAR);
  };
  // Cholesky of the matrix with a diagonal near 1, and L⁻¹ from it.
  for (long i = 0; i < n; ++i)
    for (long j = 0; j <= i; ++j) {
      double rest = scaled(i, j);
      for (long k = 0; k < j; ++k) rest -= L[at(i, k)] * L[at(j, k)];
      if (i == j) {
        L[at(i, i)] = std::sqrt(std::fmax(rest, 0x1p-34));
      } else {
        L[at(i, j)] = rest / L[at(j, j)];
      }
    }
  BallMatrix T(n, n);
  for (long c = 0; c < n; ++c)
    for (long i = c; i < n; ++i) {
      double rest = i == c ? 1 : 0;
      for (long k = c; k < i; ++k) rest -= L[at(i, k)] * inverse[at(c, k)];
      inverse[at(c, i)] = rest / L[at(i, i)];  // (L⁻¹)_ic = (L⁻ᵀ)_ci
      arb_set_d(T.at(c, i), inverse[at(c, i)]);
      arb_mul_2exp_si(T.at(c, i), T.at(c, i), -exponent[c]);
    }
  return T;
}

}  // namespace orthant::checker
