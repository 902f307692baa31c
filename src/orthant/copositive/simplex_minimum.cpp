#include "orthant/copositive/simplex_minimum.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include "orthant/base/error.hpp"
#include "orthant/base/random.hpp"
#include "orthant/base/stop.hpp"
#include "orthant/copositive/support_tree.hpp"

namespace orthant {

mpq_class simplex_value(const RationalSymmetric& Q, const std::vector<mpz_class>& x) {
  mpz_class sum = 0;
  for (const mpz_class& z : x) sum += z;
  return Q.form(x) / (sum * sum);
}

mpq_class least_entry(const RationalSymmetric& Q) {
  mpz_class least = Q.numerator(0, 0);
  for (Index i = 0; i < Q.order(); ++i)
    for (Index j = 0; j <= i; ++j)
      if (Q.numerator(i, j) < least) least = Q.numerator(i, j);
  return mpq_class(least, Q.denominator());
}

SimplexMinimum simplex_minimum(const RationalSymmetric& Q, double gap, const CopositiveOptions& options,
                               const Budget& budget) {
  SimplexMinimum out;
  const Matrix approx = Q.approx();
  if (!approx.allFinite()) throw InputError("an entry beyond the range of doubles; scale the matrix first");
  LocalSearchOptions search;
  search.seed = options.seed;
  search.work = options.search_work;
  out.x = on_grid(approx_simplex_minimum(approx, search, budget).x);
  mpq_class best = simplex_value(Q, out.x);
  mpq_class lower = least_entry(Q);
  double aim = std::max(gap, to_double(mpq_class(best - lower)) / 2);
  const BudgetScope scope(budget);
  try {
    while (!budget.exhausted()) {
      const mpq_class gamma(to_double(mpq_class(best - mpq_class(aim) * mpq_class(15, 16))));
      if (lower < gamma) {
        const RationalSymmetric shifted = Q.minus_all_ones(gamma);
        Race race(shifted, {.strict = true, .threads = options.threads});
        const RaceResult result = race.run(options.max_work, budget, options.progress);
        out.nodes += result.nodes;
        if (result.status == TreeStatus::stopped) break;
        if (result.status == TreeStatus::refuted) {
          out.x = result.witness;
          best = simplex_value(Q, out.x);
          continue;
        }
        lower = gamma;
      }
      if (aim <= gap) break;
      aim = std::max(gap, aim / 64);
    }
  } catch (const OutOfBudget&) {  // the bracket so far
  }
  out.upper = round_up(best);
  out.lower = round_down(lower);
  out.closed = out.upper - out.lower <= gap;
  return out;
}

namespace {

/// Takes what the bracket knows into the answer: bounds, the better point, and the sign when that is new.
void combine(CopositiveResult& result, SimplexMinimum bracket) {
  result.nodes += bracket.nodes;
  result.lower = std::max(result.lower, bracket.lower);
  if (bracket.upper < result.upper) {
    result.upper = bracket.upper;
    if (result.verdict != Copositivity::copositive) result.witness = std::move(bracket.x);
  }
  if (result.verdict != Copositivity::undecided || (result.lower <= 0 && result.upper >= 0)) return;
  const bool positive = result.lower > 0;
  result.verdict = positive ? Copositivity::strictly_copositive : Copositivity::not_copositive;
  result.rigor = positive ? Rigor::verified : Rigor::exact;  // a tree in doubles with bounds; one exact value
  result.method = "bracket";
  result.reason.clear();
  result.proved_shift.reset();
}

}  // namespace

CopositiveResult decide_and_bracket(const RationalSymmetric& Q, double gap, const CopositiveOptions& options,
                                    const Budget& budget) {
  if (!(gap > 0 && std::isfinite(gap)))
    throw InputError(fmt::format("gap = {:g}; expected gap > 0 and finite", gap));
  CopositiveResult result = decide_copositivity(Q, options, budget.within(budget.remaining() / 2));
  if (!(result.upper - result.lower <= gap) && !budget.exhausted())
    combine(result, simplex_minimum(Q, gap, options, budget));
  result.seconds = budget.seconds();
  return result;
}

// ---- local search --------------------------------------------------------------------------------

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
      const Index i = order[start];
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
  for (Index i = 0; i < x.size(); ++i) z[i] = static_cast<long>(std::lround(std::ldexp(x(i) / top, 40)));
  return z;
}

}  // namespace orthant
