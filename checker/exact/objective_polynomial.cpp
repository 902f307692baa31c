#include "checker/exact/objective_polynomial.hpp"

#include <string>

#include "checker/exact/exact_operator.hpp"
#include "checker/read/files.hpp"

namespace orthant::checker {

namespace {

using Polynomials = std::vector<Polynomial>;

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

/// Σ A_ij E_ij over row `row` of A; E row by row.
Polynomial inner(const Numbers& A, long row, const Polynomials& E, Steps& steps) {
  Polynomial out;
  const std::size_t first = static_cast<std::size_t>(row) * E.size();
  for (std::size_t p = 0; p < E.size(); ++p)
    if (A.values[first + p] != 0) out.add(E[p], entry(A, first + p), steps);
  return out;
}

/// E = X − truth, or X when measurements are given.
Polynomials deviations(const Problem& problem, Steps& steps) {
  Polynomials E = product_entries(problem, steps);
  if (problem.measurements) return E;
  const std::vector<Rational> M = truth_entries(problem, steps);
  for (std::size_t p = 0; p < E.size(); ++p) E[p].add(Monomial{}, -M[p]);
  return E;
}

/// b_t in units of `unit`: κ with κ·unit = b_t.
Rational measured(const Problem& problem, std::size_t t, const Scale& unit) {
  if (!problem.measurements) return {};
  const Numbers& b = *problem.measurements;
  if (squared(unit).sign() == 0) throw Rejected("a scale is zero; expected another");
  return product(b.scale, unit, "the scale of the measurements") / squared(unit) * entry(b, t);
}

/// ½Σ_t s²(⟨A_t, X⟩ − b_t/s)²
Polynomial sensing_objective(const Problem& problem, Steps& steps) {
  const Polynomials E = deviations(problem, steps);
  const Numbers& A = *problem.matrix;
  const Rational half = squared(A.scale) / Rational(2);
  Polynomial out;
  for (long t = 0; t < A.rows; ++t) {
    Polynomial e = inner(A, t, E, steps);
    e.add(Monomial{}, -measured(problem, static_cast<std::size_t>(t), A.scale));
    out.add_product(e, e, half, steps);
  }
  return out;
}

/// ½‖X + Σ left⟨right, X⟩ − b‖²
Polynomial low_rank_objective(const Problem& problem, Steps& steps) {
  Polynomials E = deviations(problem, steps);
  Polynomials coordinates;
  for (const auto& [left, right] : problem.terms) {
    Polynomial& c = coordinates.emplace_back();
    c.add(inner(right, 0, E, steps), product(left.scale, right.scale, "the scales of a term"), steps);
  }
  Polynomial out;
  for (std::size_t p = 0; p < E.size(); ++p) {
    for (std::size_t t = 0; t < coordinates.size(); ++t)
      if (problem.terms[t].first.values[p] != 0)
        E[p].add(coordinates[t], entry(problem.terms[t].first, p), steps);
    E[p].add(Monomial{}, -measured(problem, p, Scale{}));
    out.add_product(E[p], E[p], Rational(1) / Rational(2), steps);
  }
  return out;
}

/// ½⟨E, ℋE⟩
Polynomial kernel_objective(const Problem& problem, Steps& steps) {
  if (!problem.truth || problem.measurements) throw Rejected("a kernel with measurements; expected a truth");
  const Polynomials E = deviations(problem, steps);
  const Rational half = Rational(1) / Rational(2);
  Polynomial out;
  if (problem.kind == Problem::Kind::kernel_matrix) {
    const Rational scale = rational_scale(problem.matrix->scale, "the scale of the kernel");
    for (std::size_t p = 0; p < E.size(); ++p)
      out.add_product(E[p], inner(*problem.matrix, static_cast<long>(p), E, steps), half * scale, steps);
    return out;
  }
  for (const Polynomial& e : E) out.add_product(e, e, half, steps);
  for (const auto& [left, right] : problem.terms)
    out.add_product(inner(left, 0, E, steps), inner(right, 0, E, steps),
                    product(left.scale, right.scale, "the scales of a term"), steps);
  return out;
}

/// Σ ½ω X² − cX + constant
Polynomial separable_objective(const Problem& problem, const Separable& data, Steps& steps) {
  const Polynomials X = product_entries(problem, steps);
  Polynomial out = data.constant;
  for (std::size_t p = 0; p < X.size(); ++p) {
    if (data.weight[p].sign() == 0) continue;
    out.add_product(X[p], X[p], data.weight[p] / Rational(2), steps);
    out.add(X[p], -data.linear[p], steps);
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
  const bool full = problem.kind == Problem::Kind::full;
  if (!full && problem.kind != Problem::Kind::entries) return std::nullopt;
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

Polynomial objective_polynomial(const Problem& problem, Steps& steps) {
  require_variables(problem);
  steps.spend(static_cast<std::size_t>(problem.rows * problem.cols));
  Polynomial out;
  switch (problem.kind) {
    case Problem::Kind::full:
    case Problem::Kind::entries:
      out = separable_objective(problem, *separable(problem, steps), steps);
      break;
    case Problem::Kind::dense_sensing:
      out = sensing_objective(problem, steps);
      break;
    case Problem::Kind::identity_plus_low_rank:
      out = low_rank_objective(problem, steps);
      break;
    case Problem::Kind::kernel_terms:
    case Problem::Kind::kernel_matrix:
      out = kernel_objective(problem, steps);
      break;
  }
  if (!problem.symmetric && problem.balance.sign() != 0) add_balance(problem, out, steps);
  return out;
}

}  // namespace orthant::checker
