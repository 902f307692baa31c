#include "checker/kmeans/definite_below.hpp"

#include <cmath>

#include "checker/arithmetic/fixed_point.hpp"
#include "checker/read/files.hpp"

namespace orthant::checker {

void require_below(long order, const std::function<Ball(long, long)>& entry, const Ball& level,
                   const BallMatrix* M, const std::string& matrix, Work& work) {
  if (order > largest_order)
    throw Rejected(matrix + " has order " + std::to_string(order) + "; expected at most " +
                   std::to_string(largest_order));
  const auto n = static_cast<double>(order), columns = M != nullptr ? static_cast<double>(M->cols()) : 0;
  work.take(n * n * (10 * ball_product + columns * ball_product / 2) + fixed_product * n * n * n / 6);
  const auto rest = [&](long i, long j) {  // of level·I + MMᵀ − W
    Ball sum = -entry(i, j);
    if (i == j) sum += level;
    if (M != nullptr) arb_dot(sum.get(), sum.get(), 0, M->row(i), 1, M->row(j), 1, M->cols(), Ball::bits);
    return sum;
  };
  const std::string failure = matrix + " is not proved to be below the level of the certificate";
  double largest = 0;
  for (long i = 0; i < order; ++i) {
    const double diagonal = rest(i, i).upper();
    if (!(diagonal > 0) || !std::isfinite(diagonal))
      throw Rejected(failure + ": diagonal entry " + std::to_string(i));
    largest = std::fmax(largest, diagonal);
  }
  if (order == 0) return;
  const FixedPoint fixed(largest);
  // A shift σ that leaves room for what a factorization in fixed point leaves: 2⁻⁵⁰ of the diagonal a row.
  const Rational shift = Rational::from_double(largest) * Rational(order) / Rational::from_double(0x1p49);
  const Wide sigma = fixed.form(shift);
  Triangle<Wide> T(order);
  for (long i = 0; i < order; ++i) {
    work.poll();
    for (long j = 0; j <= i; ++j) T.row(i)[j] = fixed.form(rest(i, j).get());
    T.row(i)[i] -= sigma;
  }
  ResidualNorm norm(sigma - 1);
  Triangle<std::int64_t> G(order);
  if (!factor_triangle(T, FixedPoint::ball_error, G, norm, work)) throw Rejected(failure);
}

}  // namespace orthant::checker
