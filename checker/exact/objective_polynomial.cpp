#include "checker/exact/objective_polynomial.hpp"

#include <string>

#include "checker/exact/exact_operator.hpp"
#include "checker/read/files.hpp"

namespace orthant::checker {

namespace {

Rational entry(const Numbers& A, std::size_t place) {
  return Rational::from_double(A.values[place]);
}

/// L⋆R⋆ᵀ, row by row.
std::vector<Rational> truth_entries(const Problem& problem, Steps& steps) {
  const Numbers &L = problem.truth->L, &R = problem.symmetric ? L : problem.truth->R;
  const Rational scale = product(L.scale, R.scale, "the scales of the truth");
  steps.spend(static_cast<std::size_t>(L.rows * R.rows));
  std::vector<Rational> out;
  for (long i = 0; i < L.rows; ++i)
    for (long j = 0; j < R.rows; ++j) {
      Rational sum;
      for (long k = 0; k < L.cols; ++k) {
        if (L(i, k) == 0 || R(j, k) == 0) continue;
        steps.spend(1);
        sum.add_product(Rational::from_double(L(i, k)), Rational::from_double(R(j, k)));
      }
      out.push_back(scale * sum);
    }
  return out;
}

/// The entries of UUᵀ or LRᵀ, row by row.
Polynomials product_entries(const Problem& problem, Steps& steps) {
  const Rational scale = point_scale(problem);
  const long first = problem.symmetric ? 0 : problem.rows;
  Polynomials out;
  for (long i = 0; i < problem.rows; ++i)
    for (long j = 0; j < problem.cols; ++j) {
      Polynomial& X = out.emplace_back();
      for (long k = 0; k < problem.rank; ++k)
        X.add_product(Polynomial::variable(i, k, problem.rank),
                      Polynomial::variable(first + j, k, problem.rank), scale, steps);
    }
  return out;
}

/// (λ/2)‖LᵀL − RᵀR‖²
void add_balance(const Problem& problem, Polynomial& out, Steps& steps) {
  const Rational left = squared(problem.point.L.scale), right = squared(problem.point.R.scale);
  for (long k = 0; k < problem.rank; ++k)
    for (long l = 0; l <= k; ++l) {
      Polynomial B;
      for (long i = 0; i < problem.stacked_rows(); ++i)
        B.add_product(Polynomial::variable(i, k, problem.rank), Polynomial::variable(i, l, problem.rank),
                      i < problem.rows ? left : -right, steps);
      out.add_product(B, B, k == l ? problem.balance / Rational(2) : problem.balance, steps);
    }
}

void require_variables(const Problem& problem) {
  if (problem.rank > most_variables || problem.stacked_rows() > most_variables / problem.rank)
    throw Rejected("a point of " + std::to_string(problem.stacked_rows()) + " rows and " +
                   std::to_string(problem.rank) + " columns; expected at most " +
                   std::to_string(most_variables) + " entries for a polynomial");
}

}  // namespace

Rational point_scale(const Problem& problem) {
  const Scale& L = problem.point.L.scale;
  return product(L, problem.symmetric ? L : problem.point.R.scale, "the scales of the point");
}

std::vector<Rational> scaled_point(const Problem& problem) {
  require_variables(problem);
  std::vector<Rational> out;
  const auto append = [&](const Numbers& A) {
    if (A.scale.root ? A.scale.sign <= 0 || A.scale.value.sign() <= 0 : A.scale.value.sign() <= 0)
      throw Rejected("the scale of the point is not positive");
    for (const double value : A.values) {
      if (!(value >= 0))
        throw Rejected("an entry of the point is " + std::to_string(value) + "; expected ≥ 0");
      out.push_back(Rational::from_double(value));
    }
  };
  append(problem.point.L);
  if (!problem.symmetric) append(problem.point.R);
  return out;
}

std::optional<Separable> separable(const Problem& problem, Steps& steps) {
  const bool full = problem.measures_all_entries();
  if (!full && !problem.measures_listed_entries()) return std::nullopt;
  require_variables(problem);
  const auto size = static_cast<std::size_t>(problem.rows * problem.cols);
  steps.spend(size);
  Separable out;
  out.weight.assign(size, full ? 1 : 0);
  out.linear.resize(size);
  const auto place = [&](const std::pair<long, long>& at) {
    return static_cast<std::size_t>(at.first * problem.cols + at.second);
  };
  if (!full)
    for (std::size_t t = 0; t < problem.index.at.size(); ++t) {
      const Rational w = problem.weight ? entry(*problem.weight, t) : Rational(1);
      out.weight[place(problem.index.at[t])] = w * w * (problem.weight ? squared(problem.weight->scale) : 1);
    }
  if (problem.measurements) {
    // c = w·b: rational when the product of the two scales is.
    const Numbers& b = *problem.measurements;
    const Rational scale = product(b.scale, problem.weight && !full ? problem.weight->scale : Scale{},
                                   "the scale of the measurements");
    const bool listed = !full || problem.sparse;
    for (std::size_t t = 0; t < b.values.size(); ++t) {
      const Rational w = !full && problem.weight ? entry(*problem.weight, t) : Rational(1);
      out.linear[listed ? place(problem.index.at[t]) : t] = scale * w * entry(b, t);
      out.constant.add_product(squared(b.scale) / Rational(2), entry(b, t) * entry(b, t));
    }
    return out;
  }
  const std::vector<Rational> M = truth_entries(problem, steps);
  for (std::size_t p = 0; p < size; ++p) {
    out.linear[p] = out.weight[p] * M[p];
    out.constant += out.linear[p] * M[p] / Rational(2);
  }
  return out;
}

Polynomial inner(const Numbers& A, long row, const Polynomials& E, Steps& steps) {
  Polynomial out;
  const std::size_t first = static_cast<std::size_t>(row) * E.size();
  for (std::size_t p = 0; p < E.size(); ++p)
    if (A.values[first + p] != 0) out.add(E[p], entry(A, first + p), steps);
  return out;
}

Polynomials deviations(const Problem& problem, Steps& steps) {
  Polynomials E = product_entries(problem, steps);
  if (problem.measurements) return E;
  const std::vector<Rational> M = truth_entries(problem, steps);
  for (std::size_t p = 0; p < E.size(); ++p) E[p].add(Monomial{}, -M[p]);
  return E;
}

Rational measured_in(const Problem& problem, std::size_t t, const Scale& unit) {
  if (!problem.measurements) return {};
  const Numbers& b = *problem.measurements;
  if (squared(unit).sign() == 0) throw Rejected("a scale is zero; expected another");
  return product(b.scale, unit, "the scale of the measurements") / squared(unit) * entry(b, t);
}

Polynomial separable_objective(const Problem& problem, Steps& steps) {
  const Separable data = *separable(problem, steps);
  const Polynomials X = product_entries(problem, steps);
  Polynomial out = data.constant;
  for (std::size_t p = 0; p < X.size(); ++p) {
    if (data.weight[p].sign() == 0) continue;
    out.add_product(X[p], X[p], data.weight[p] / Rational(2), steps);
    out.add(X[p], -data.linear[p], steps);
  }
  return out;
}

Polynomial objective_polynomial(const Problem& problem, Steps& steps) {
  require_variables(problem);
  steps.spend(static_cast<std::size_t>(problem.rows * problem.cols));
  Polynomial out = problem.kind->objective(problem, steps);
  if (!problem.symmetric && problem.balance.sign() != 0) add_balance(problem, out, steps);
  return out;
}

}  // namespace orthant::checker
