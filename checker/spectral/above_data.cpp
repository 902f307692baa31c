/// M − AᵀA ⪰ 0, M − AAᵀ ⪰ 0 or M − ½(A + Aᵀ) ⪰ 0 for M = τI + FFᵀ, by integers (fixed_point.hpp):
///
///   entries of A and F are held to multiples of 2^(−p), |a − â| ≤ ½ units, so that with s_a = Σ_i |â_ia|
///   |Σ_i a_ia a_ib − Σ_i â_ia â_ib| ≤ ½(s_a + s_b) + m/4  in units of 2^(−2p);
///   T = Ĥ − σI = GGᵀ + residuals, ‖residuals‖ + ‖e‖ ≤ σ  ⇒  H ⪰ 0.
#include <algorithm>
#include <cmath>
#include <numeric>

#include "checker/arithmetic/fixed_point.hpp"
#include "checker/read/files.hpp"
#include "checker/spectral/full_data.hpp"
#include "checker/spectral/rank_bound.hpp"

namespace orthant::checker {

namespace {

constexpr long strip = 512;  ///< lines of the data at once

struct Frame {
  long order, length;      ///< n, and m of the sums (0: symmetric)
  bool lines_are_columns;  ///< the lines that have `order` entries
  FixedPoint fixed;
  Wide error, sigma;
};

const Numbers& factor(const Problem& problem, long order) {
  if (!problem.dual || problem.dual->rows != order)
    throw Rejected("proof.gap.factor has not " + std::to_string(order) + " rows");
  if (!problem.dual->scale.is_one()) throw Rejected("proof.gap.factor has a scale; expected plain doubles");
  return *problem.dual;
}

std::int64_t rounded(double x, const FixedPoint& fixed) {
  const double scaled = std::ldexp(x, fixed.bits());
  if (!(std::abs(scaled) <= static_cast<double>(largest_factor)))
    throw Rejected("the shift cannot be checked: an entry is out of proportion to the diagonal");
  return std::llrint(scaled);
}

/// Sizes that decide on the units, in doubles: rough is good enough, since every entry is compared again.
Frame frame_of(const Problem& problem, const FullData& data, double tau, Work& work) {
  const bool symmetric = problem.symmetric;
  const long order = std::min(data.rows(), data.cols());
  if (order > largest_shift_order)
    throw Rejected("a shift of order " + std::to_string(order) + "; a check takes at most " +
                   std::to_string(largest_shift_order));
  work.take(line_product * data.stored());
  const Numbers& F = factor(problem, order);
  const bool lines_are_columns = data.rows() < data.cols();  // of `order` entries each
  const long lines = std::max(data.rows(), data.cols());
  std::vector<double> squares(order), sums(order), diagonal(order, tau);
  for (long i = 0; i < lines; ++i)
    data.visit_line(lines_are_columns, i, [&](long a, double x) {
      squares[a] += x * x;
      sums[a] += std::abs(x);
      if (symmetric && a == i) diagonal[a] += std::abs(x);
    });
  std::vector<double> of_factor(order);
  for (long a = 0; a < order; ++a)
    for (long k = 0; k < F.cols; ++k) {
      diagonal[a] += F(a, k) * F(a, k);
      of_factor[a] += std::abs(F(a, k));
    }
  double largest = *std::max_element(diagonal.begin(), diagonal.end());
  if (!symmetric) largest = std::max(largest, *std::max_element(squares.begin(), squares.end()));
  FixedPoint fixed(largest);
  const long terms = (symmetric ? 0 : lines) + F.cols;
  if (terms > (1L << 20)) throw Rejected("a shift of sums of more than 2^20 terms is too large to check");
  const double count = static_cast<double>(terms);
  double error = 0;
  for (long a = 0; a < order; ++a)
    error = std::max(error, std::ldexp((symmetric ? 0 : sums[a]) + of_factor[a], fixed.bits()));
  // Of the sums' own rounding, and of the numbers that the diagonal and symmetric entries take.
  error = error * (1 + 1e-6) + count + 2 * static_cast<double>(FixedPoint::ball_error);
  if (!(error < 0x1p80)) throw Rejected("the shift cannot be checked: the data are out of proportion");
  const Wide e = static_cast<Wide>(error) + 1;
  return {order,
          symmetric ? 0 : lines,
          lines_are_columns,
          fixed,
          e,
          2 * static_cast<Wide>(order) * (e + (static_cast<Wide>(1) << 52))};
}

/// T −= the Gram matrix of the lines.
void subtract_data_gram(const FullData& data, const Frame& frame, Triangle<Wide>& T, Work& work) {
  const double n = static_cast<double>(frame.order), m = static_cast<double>(frame.length);
  work.take(fixed_product * m * n * n / 2 + line_product * m);
  std::vector<long> all(frame.order);
  std::iota(all.begin(), all.end(), 0);
  std::vector<std::int64_t> lines(static_cast<std::size_t>(frame.order * strip));
  for (long from = 0; from < frame.length; from += strip) {
    work.poll();
    const long count = std::min(strip, frame.length - from);
    std::fill(lines.begin(), lines.end(), 0);
    for (long i = 0; i < count; ++i)
      data.visit_line(frame.lines_are_columns, from + i,
                      [&](long a, double x) { lines[a * strip + i] = rounded(x, frame.fixed); });
    subtract_gram(T, all, lines.data(), strip, count, work);
  }
}

/// T −= ½(A + Aᵀ).
void subtract_symmetric(const FullData& data, const Frame& frame, Triangle<Wide>& T, Work& work) {
  work.take(ball_product * data.stored());
  // Halves of entries are exact; each is held to one unit, a diagonal entry is two of them.
  Ball half;
  for (long i = 0; i < frame.order; ++i) {
    work.poll();
    data.visit_line(false, i, [&](long j, double x) {
      if (x == 0) return;
      arb_set_d(half.get(), x);
      arb_mul_2exp_si(half.get(), half.get(), i == j ? 0 : -1);
      T.row(std::max(i, j))[std::min(i, j)] -= frame.fixed.form(half.get());
    });
  }
}

}  // namespace

double shift_slack(const Problem& problem, const Rational& tau, Work& work) {
  const Frame frame = frame_of(problem, FullData(problem), std::max(tau.approx(), 1e-300), work);
  return std::ldexp(static_cast<double>(frame.sigma), -2 * frame.fixed.bits());
}

void require_above_data(const Problem& problem, const Rational& tau, Work& work) {
  const FullData data(problem);
  const Frame frame = frame_of(problem, data, std::max(tau.approx(), 1e-300), work);
  const double n = static_cast<double>(frame.order);
  work.require(fixed_product * (static_cast<double>(frame.length) * n * n / 2 + n * n * n / 6));
  const Numbers& F = factor(problem, frame.order);
  work.take(n * n / 2 * static_cast<double>(F.cols + 1));
  Triangle<Wide> T(frame.order);
  const Wide shifted = frame.fixed.form(tau) - frame.sigma;
  std::vector<std::int64_t> factors(F.values.size());
  for (std::size_t t = 0; t < factors.size(); ++t) factors[t] = rounded(F.values[t], frame.fixed);
  for (long a = 0; a < frame.order; ++a)
    for (long b = 0; b <= a; ++b) {
      Wide sum = a == b ? shifted : 0;
      for (long k = 0; k < F.cols; ++k)
        sum += static_cast<Wide>(factors[a * F.cols + k]) * factors[b * F.cols + k];
      T.row(a)[b] = sum;
    }
  if (problem.symmetric)
    subtract_symmetric(data, frame, T, work);
  else
    subtract_data_gram(data, frame, T, work);
  work.take(fixed_product * n * n * n / 6);
  Triangle<std::int64_t> G(frame.order);
  ResidualNorm norm(frame.sigma);
  if (!factor_triangle(T, frame.error, G, norm, work))
    throw Rejected("τI + FFᵀ is not above the data: proof.gap.shift is too small");
}

}  // namespace orthant::checker
