#include "orthant/copositive/simplex_minimum.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "orthant/base/error.hpp"
#include "orthant/base/stop.hpp"
#include "orthant/copositive/local_search.hpp"
#include "orthant/copositive/race.hpp"

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

}  // namespace orthant
