#include "checker/exact/definite.hpp"

#include <arb_mat.h>

#include <algorithm>
#include <cmath>

#include "checker/read/files.hpp"

namespace orthant::checker {

Rational form(const RationalMatrix& Q, const std::vector<Rational>& x, Work* work) {
  if (work != nullptr) {
    unsigned long longest = 0;
    for (const Rational& value : x) longest = std::max(longest, bits(value.get()));
    work->spend(bits(Q) + longest, static_cast<double>(Q.rows()) * static_cast<double>(Q.cols()));
  }
  Rational total;
  for (long i = 0; i < Q.rows(); ++i) {
    if (x[i].sign() == 0) continue;
    Rational row;
    for (long j = 0; j < Q.cols(); ++j)
      if (!Q.is_zero(i, j)) fmpq_addmul(row.get(), Q.entry(i, j), x[j].get());
    total.add_product(row, x[i]);
  }
  return total;
}

namespace {

class Eliminator {
 public:
  Eliminator(RationalMatrix Q, const std::vector<bool>& variables, Work& work)
      : Q_(std::move(Q)), variables_(variables), work_(work), left_(variables.size(), true) {}

  Elimination run() {
    const double looks = static_cast<double>(order());
    work_.take(looks * looks * looks);  // of next(), a nanosecond each
    if (is_dense()) {                   // numbers only grow
      const auto n = static_cast<double>(std::count(variables_.begin(), variables_.end(), true)),
                 all = static_cast<double>(order());
      work_.require(Work::of_bits(bits(Q_)) * (n * all * all - n * n * all + n * n * n / 3) / 2);
    }
    for (long k = next(); k >= 0; k = next()) {
      const int sign = Q_.sign(k, k);
      if (sign < 0) {
        std::vector<Rational> x(left_.size());
        x[at(k)] = 1;
        return {lifted(std::move(x)), {}};
      }
      if (sign == 0) {
        if (auto x = along_null(k)) return {lifted(std::move(*x)), {}};
        left_[at(k)] = false;
        continue;
      }
      pivot(k);
    }
    return {std::nullopt, rest()};
  }

 private:
  static std::size_t at(long k) { return static_cast<std::size_t>(k); }
  long order() const { return Q_.rows(); }

  bool is_dense() const {
    for (long i = 0; i < order(); ++i)
      for (long j = 0; j < i; ++j)
        if (Q_.is_zero(i, j)) return false;
    return true;
  }

  /// The variable to eliminate with the fewest neighbours, −1 when all are done.
  long next() const {
    long best = -1, fewest = 0;
    for (long k = 0; k < order(); ++k) {
      if (!left_[at(k)] || !variables_[at(k)]) continue;
      long count = 0;
      for (long j = 0; j < order(); ++j) count += left_[at(j)] && !Q_.is_zero(k, j);
      if (best < 0 || count < fewest) best = k, fewest = count;
    }
    return best;
  }

  /// Q_kk = 0: t·e_k + e_j with form −1 when some Q_kj ≠ 0 is left.
  std::optional<std::vector<Rational>> along_null(long k) const {
    for (long j = 0; j < order(); ++j) {
      if (j == k || !left_[at(j)] || Q_.is_zero(k, j)) continue;
      std::vector<Rational> x(left_.size());
      x[at(j)] = 1;
      x[at(k)] = (Rational(-1) - Q_(j, j)) / (Rational(2) * Q_(k, j));
      return x;
    }
    return std::nullopt;
  }

  void pivot(long k) {
    left_[at(k)] = false;
    Step step{k, {}};
    for (long j = 0; j < order(); ++j) {
      if (!left_[at(j)] || Q_.is_zero(k, j)) continue;
      work_.spend(bits(Q_.entry(k, j)) + bits(Q_.entry(k, k)));
      step.ratios.emplace_back(j, Q_(k, j) / Q_(k, k));
    }
    for (const auto& [i, ratio] : step.ratios) {
      for (const auto& [j, unused] : step.ratios) {
        if (j > i) continue;
        work_.spend(bits(ratio.get()) + bits(Q_.entry(k, j)) + bits(Q_.entry(i, j)));
        fmpq_submul(Q_.entry(i, j), ratio.get(), Q_.entry(k, j));
        if (i != j) fmpq_set(Q_.entry(j, i), Q_.entry(i, j));
      }
    }
    steps_.push_back(std::move(step));
  }

  /// From the variables that were left to all: an eliminated one takes the value that minimizes the form.
  std::vector<Rational> lifted(std::vector<Rational> x) const {
    for (auto step = steps_.rbegin(); step != steps_.rend(); ++step)
      for (const auto& [j, ratio] : step->ratios) {
        work_.spend(bits(ratio.get()) + bits(x[at(j)].get()));
        x[at(step->variable)] -= ratio * x[at(j)];
      }
    return x;
  }

  RationalMatrix rest() const {
    std::vector<long> kept;
    for (long k = 0; k < order(); ++k)
      if (!variables_[at(k)]) kept.push_back(k);
    return principal(Q_, kept);
  }

  struct Step {
    long variable;
    std::vector<std::pair<long, Rational>> ratios;  ///< Q_kj / Q_kk
  };

  RationalMatrix Q_;
  const std::vector<bool>& variables_;
  Work& work_;
  std::vector<bool> left_;
  std::vector<Step> steps_;
};

/// Cholesky in balls: true is a proof of Q ≻ 0.
bool definite_in_balls(const RationalMatrix& Q, Work& work) {
  constexpr slong precision = 192;
  const auto n = static_cast<double>(Q.rows());
  work.take(1.5 * ball_product * n * n * n / 6);
  arb_mat_t A, L;
  arb_mat_init(A, Q.rows(), Q.rows());
  arb_mat_init(L, Q.rows(), Q.rows());
  for (long i = 0; i < Q.rows(); ++i)
    for (long j = 0; j < Q.rows(); ++j) arb_set_fmpq(arb_mat_entry(A, i, j), Q.entry(i, j), precision);
  const bool definite = arb_mat_cho(L, A, precision) != 0;
  arb_mat_clear(A);
  arb_mat_clear(L);
  return definite;
}

/// [B | I] by Gauss–Jordan: the inverse, nothing when B is singular.
std::optional<RationalMatrix> inverse(RationalMatrix B, Work& work) {
  const long m = B.rows();
  RationalMatrix X(m, m);
  for (long i = 0; i < m; ++i) X.set(i, i, 1);
  for (long k = 0; k < m; ++k) {
    long p = k;
    while (p < m && B.is_zero(p, k)) ++p;
    if (p == m) return std::nullopt;
    for (RationalMatrix* A : {&B, &X})
      for (long j = 0; j < m && p != k; ++j) fmpq_swap(A->entry(p, j), A->entry(k, j));
    const Rational pivot = B(k, k);
    for (RationalMatrix* A : {&B, &X})
      for (long j = 0; j < m; ++j) {
        work.spend(bits(pivot.get()) + bits(A->entry(k, j)));
        fmpq_div(A->entry(k, j), A->entry(k, j), pivot.get());
      }
    for (long i = 0; i < m; ++i) {
      const Rational factor = B(i, k);
      if (i == k || factor.sign() == 0) continue;
      for (RationalMatrix* A : {&B, &X})
        for (long j = 0; j < m; ++j) {
          if (A->is_zero(k, j)) continue;
          work.spend(bits(factor.get()) + bits(A->entry(k, j)) + bits(A->entry(i, j)));
          fmpq_submul(A->entry(i, j), factor.get(), A->entry(k, j));
        }
    }
  }
  return X;
}

/// x on a subset, as a vector of `order` entries.
std::vector<Rational> spread_out(const std::vector<Rational>& x, const std::vector<long>& subset,
                                 std::size_t order) {
  std::vector<Rational> out(order);
  for (std::size_t i = 0; i < subset.size(); ++i) out[subset[i]] = x[i];
  return out;
}

/// Keller's criterion on one component.
std::optional<std::vector<Rational>> keller_violation(const RationalMatrix& Q, Work& work) {
  if (Q.rows() > keller_order)
    throw Rejected("Keller's criterion on order " + std::to_string(Q.rows()) + "; expected at most " +
                   std::to_string(keller_order));
  // B⁻¹ ≤ 0 entrywise implies det B < 0 or > 0; either way −B⁻¹1 is a violation, and a minimal one is found
  // so.
  for (unsigned long set = 1; set < (1UL << Q.rows()); ++set) {
    std::vector<long> subset;
    for (long k = 0; k < Q.rows(); ++k)
      if ((set >> k & 1) != 0) subset.push_back(k);
    const auto inverted = inverse(principal(Q, subset), work);
    if (!inverted) continue;
    bool nonpositive = true;
    for (long i = 0; i < inverted->rows() && nonpositive; ++i)
      for (long j = 0; j < inverted->cols() && nonpositive; ++j) nonpositive = inverted->sign(i, j) <= 0;
    if (!nonpositive) continue;
    std::vector<Rational> x(Q.rows());
    for (long i = 0; i < inverted->rows(); ++i)
      for (long j = 0; j < inverted->cols(); ++j) x[subset[i]] -= (*inverted)(i, j);
    return x;
  }
  return std::nullopt;
}

}  // namespace

std::vector<std::vector<long>> components(const RationalMatrix& Q, Work& work) {
  const long n = Q.rows();
  work.take(static_cast<double>(n) * static_cast<double>(n));
  std::vector<bool> seen(n, false);
  std::vector<std::vector<long>> out;
  for (long first = 0; first < n; ++first) {
    if (seen[first]) continue;
    std::vector<long> component = {first};
    seen[first] = true;
    for (std::size_t next = 0; next < component.size(); ++next) {
      for (long j = 0; j < n; ++j) {
        if (seen[j] || Q.is_zero(component[next], j)) continue;
        seen[j] = true;
        component.push_back(j);
      }
    }
    std::sort(component.begin(), component.end());
    out.push_back(std::move(component));
  }
  return out;
}

RationalMatrix principal(const RationalMatrix& Q, const std::vector<long>& subset) {
  const long m = static_cast<long>(subset.size());
  RationalMatrix B(m, m);
  for (long i = 0; i < m; ++i)
    for (long j = 0; j < m; ++j) B.set(i, j, Q(subset[i], subset[j]));
  return B;
}

Elimination eliminate(const RationalMatrix& Q, const std::vector<bool>& variables, Work& work) {
  const std::size_t order = variables.size();
  std::vector<long> place(order, -1);  // of a variable that stays, in the rest
  long kept = 0;
  for (std::size_t k = 0; k < order; ++k)
    if (!variables[k]) place[k] = kept++;
  Elimination out{std::nullopt, RationalMatrix(kept, kept)};
  for (const std::vector<long>& component : components(Q, work)) {
    std::vector<bool> chosen;
    std::vector<long> stays;
    for (const long k : component) {
      chosen.push_back(variables[k]);
      if (!chosen.back()) stays.push_back(place[k]);
    }
    const Elimination part = Eliminator(principal(Q, component), chosen, work).run();
    if (part.negative) return {spread_out(*part.negative, component, order), {}};
    for (std::size_t i = 0; i < stays.size(); ++i)
      for (std::size_t j = 0; j < stays.size(); ++j)
        out.rest.set(stays[i], stays[j], part.rest(static_cast<long>(i), static_cast<long>(j)));
  }
  return out;
}

std::optional<std::vector<Rational>> negative_direction(const RationalMatrix& Q, Work& work) {
  for (const std::vector<long>& component : components(Q, work)) {
    const RationalMatrix part = principal(Q, component);
    if (definite_in_balls(part, work)) continue;
    const std::vector<bool> all(component.size(), true);
    if (const auto x = Eliminator(part, all, work).run().negative)
      return spread_out(*x, component, static_cast<std::size_t>(Q.rows()));
  }
  return std::nullopt;
}

std::optional<std::vector<Rational>> copositivity_violation(const RationalMatrix& Q, Work& work) {
  const std::vector<std::vector<long>> parts = components(Q, work);
  double inverted = 0;  // entries, at least: half of the submatrices have half the order or more
  for (const std::vector<long>& part : parts) {
    const auto m = static_cast<double>(part.size());
    inverted += std::exp2(std::min<double>(m, keller_order)) * m * m * m / 8;
  }
  work.require(Work::of_bits(bits(Q)) * inverted);
  for (const std::vector<long>& component : parts)
    if (const auto x = keller_violation(principal(Q, component), work))
      return spread_out(*x, component, static_cast<std::size_t>(Q.rows()));
  return std::nullopt;
}

}  // namespace orthant::checker
