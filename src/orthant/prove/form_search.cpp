#include "orthant/prove/form_search.hpp"

#include <algorithm>
#include <cmath>

#include "checker/copositive/copositivity.hpp"
#include "checker/read/files.hpp"
#include "orthant/base/stop.hpp"
#include "orthant/copositive/copositive.hpp"
#include "orthant/copositive/mixed_cone.hpp"
#include "orthant/copositive/split_search.hpp"
#include "orthant/files/json_document.hpp"
#include "orthant/linalg/symmetric.hpp"

namespace orthant {

namespace {

using checker::Rational;
using checker::RationalMatrix;

/// Exact work of one attempt: a few seconds at most, far below what the checker takes.
constexpr double work_of_attempt = 2e9;

/// The same matrix as the search for a proof wants it.
RationalSymmetric as_symmetric(const RationalMatrix& S) {
  RationalSymmetric out(S.rows());
  for (long i = 0; i < S.rows(); ++i)
    for (long j = 0; j <= i; ++j) out.set(i, j, mpq_class(S(i, j).to_string()));
  return out;
}

/// The free variables eliminated.
checker::Elimination without_free(const RationalMatrix& Q, std::vector<bool> nonnegative,
                                  checker::Work& work) {
  nonnegative.flip();
  return checker::eliminate(Q, nonnegative, work);
}

std::vector<Index> positions(const std::vector<bool>& nonnegative) {
  std::vector<Index> out;
  for (std::size_t k = 0; k < nonnegative.size(); ++k)
    if (nonnegative[k]) out.push_back(static_cast<Index>(k));
  return out;
}

RationalMatrix shifted(RationalMatrix Q, const Rational& mu) {
  for (long k = 0; k < Q.rows(); ++k) Q.add(k, k, -mu);
  return Q;
}

/// Positive entries (i, j, q), i < j.
using Entries = std::vector<std::tuple<long, long, Rational>>;

/// N as given, when Q − N ⪰ 0.
std::optional<Entries> split_by(RationalMatrix Q, Entries N) {
  for (const auto& [i, j, q] : N) {
    Q.add(i, j, -q);
    Q.add(j, i, -q);
  }
  checker::Work work(work_of_attempt, check_budget);
  if (checker::negative_direction(Q, work)) return std::nullopt;
  return N;
}

std::optional<Entries> clipped(const RationalMatrix& Q, const std::vector<Index>& N,
                               const RationalMatrix& part) {
  Entries positive;
  for (const Index i : N)
    for (const Index j : N)
      if (i < j && part.sign(i, j) > 0) positive.emplace_back(i, j, part(i, j));
  if (positive.empty()) return std::nullopt;
  return split_by(Q, std::move(positive));
}

/// The N of a split with a margin of the Schur complement: A = 2^k D S D ≥ LLᵀ up to what is dominated, so
/// N_ij = max(0, (A − LLᵀ)_ij) / (2^k D_i D_j).
std::optional<Entries> searched(const RationalMatrix& Q, const std::vector<Index>& N,
                                const RationalMatrix& S) {
  if (S.rows() < 2 || S.rows() > 150) return std::nullopt;
  for (long i = 0; i < S.rows(); ++i)
    if (S.sign(i, i) <= 0) return std::nullopt;
  const SplitResult result = find_split(as_symmetric(S), {}, budget_in_force());
  if (result.status != SplitStatus::found) return std::nullopt;
  Entries positive;
  const auto row = [&](long i) { return result.proof.L.data() + i * (i + 1) / 2; };
  for (long i = 0; i < S.rows(); ++i) {
    for (long j = 0; j < i; ++j) {
      long product = 0;
      for (long k = 0; k <= j; ++k) product += static_cast<long>(row(i)[k]) * row(j)[k];
      const int shift = result.proof.scale + result.proof.exponent[i] + result.proof.exponent[j];
      Rational part(product);
      if (shift >= 0) {
        fmpq_div_2exp(part.get(), part.get(), static_cast<flint_bitcnt_t>(shift));
      } else {
        fmpq_mul_2exp(part.get(), part.get(), static_cast<flint_bitcnt_t>(-shift));
      }
      const Rational rest = S(i, j) - part;
      if (rest.sign() <= 0) continue;
      // A little less than the rest, of few digits: the margin pays for it.
      const Rational low = rest * Rational(999999) / Rational(1000000);
      positive.emplace_back(N[j], N[i], simplest_between(low, rest));
    }
  }
  return split_by(Q, std::move(positive));
}

/// Why the form of one component is nonnegative.
struct Decided {
  std::optional<Entries> split;
  bool keller = false;
};

Decided decide(const RationalMatrix& Q, const std::vector<bool>& nonnegative,
               const std::vector<RationalMatrix>& parts, bool margin) {
  const std::vector<Index> N = positions(nonnegative);
  if (auto split = split_by(Q, {})) return {std::move(split)};
  if (N.empty()) return {};
  for (const RationalMatrix& part : parts)
    if (auto split = clipped(Q, N, part)) return {std::move(split)};
  checker::Work work(work_of_attempt, check_budget);
  const checker::Elimination elimination = without_free(Q, nonnegative, work);
  if (elimination.negative) return {};
  for (long i = 0; i < elimination.rest.rows(); ++i)
    if (elimination.rest.sign(i, i) < 0) return {};
  if (static_cast<long>(N.size()) <= checker::keller_order)
    return {std::nullopt, !checker::copositivity_violation(elimination.rest, work)};
  return {margin ? searched(Q, N, elimination.rest) : std::nullopt};
}

/// Every component by Keller's criterion, also those that `split` decided.
bool keller_decides(const RationalMatrix& Q, const std::vector<bool>& nonnegative) {
  checker::Work work(work_of_attempt, check_budget);
  const checker::Elimination elimination = without_free(Q, nonnegative, work);
  for (const std::vector<long>& component : checker::components(elimination.rest, work))
    if (static_cast<long>(component.size()) > checker::keller_order) return false;
  return !elimination.negative && !checker::copositivity_violation(elimination.rest, work);
}

/// Every component by the decision of copositivity, by support trees, within half a second or so.
std::optional<Json> decided_form(const RationalMatrix& Q, const std::vector<bool>& nonnegative) {
  checker::Work work(work_of_attempt);
  const checker::Elimination elimination = without_free(Q, nonnegative, work);
  const RationalMatrix& S = elimination.rest;
  if (elimination.negative || S.rows() < 1 || S.rows() > 150 || bits(S) > 2000) return std::nullopt;
  CopositiveOptions options;
  options.search_work = 1e7;
  options.max_work = 2e7;
  options.split = false;  // that of `searched` is tried where there is a margin
  options.bracket = false;
  const CopositiveResult result = decide_copositivity(as_symmetric(S), options, budget_in_force());
  if (!result.proof) return std::nullopt;
  checker::require_copositive(*result.proof, S, work);
  Json form = checker::copositivity_evidence(*result.proof);
  form["kind"] = "copositive";
  return form;
}

/// The smallest quotient of the form over vectors of the cone that are often eigenvectors.
struct Quotient {
  Rational value;
  std::vector<std::pair<long, long>> x;  ///< entries (position, ±1); empty for an orbit
  std::size_t orbit = 0;
};

Quotient smallest_quotient(const RationalMatrix& Q, const std::vector<bool>& nonnegative,
                           const std::vector<std::vector<Rational>>& orbits) {
  const auto at = [](long k) { return static_cast<std::size_t>(k); };
  Quotient best{Q(0, 0), {{0, 1}}, 0};
  const auto offer = [&](const Rational& value, std::vector<std::pair<long, long>> x, std::size_t orbit) {
    if (value < best.value) best = {value, std::move(x), orbit};
  };
  for (long i = 0; i < Q.rows(); ++i) {
    offer(Q(i, i), {{i, 1}}, 0);
    for (long j = 0; j < i; ++j) {
      if (Q.is_zero(i, j)) continue;
      const bool opposite = Q.sign(i, j) > 0;  // e_i − e_j is the lower one
      if (opposite && nonnegative[at(i)] && nonnegative[at(j)]) continue;
      const Rational cross = opposite ? -Q(i, j) : Q(i, j);
      const Rational value = (Q(i, i) + Q(j, j)) / Rational(2) + cross;
      const long sign_j = opposite && !nonnegative[at(j)] ? -1 : 1;
      const long sign_i = opposite && sign_j == 1 ? -1 : 1;
      offer(value, {{i, sign_i}, {j, sign_j}}, 0);
    }
  }
  for (std::size_t o = 0; o < orbits.size(); ++o) {
    Rational square;
    for (const Rational& x : orbits[o]) square.add_product(x, x);
    if (square.sign() > 0) offer(checker::form(Q, orbits[o]) / square, {}, o);
  }
  return best;
}

Vector as_direction(const Quotient& quotient, const std::vector<std::vector<Rational>>& orbits, Index m) {
  Vector x = Vector::Zero(m);
  for (const auto& [k, sign] : quotient.x) x(k) = static_cast<double>(sign);
  if (quotient.x.empty())
    for (Index k = 0; k < m; ++k) x(k) = orbits[quotient.orbit][k].approx();
  return x.normalized();
}

Rational power_of_ten(long exponent) {
  Rational out(10);
  fmpq_pow_si(out.get(), out.get(), exponent);
  return out;
}

/// xᵀQx / xᵀx for the doubles x, exactly: of second order in the error of an eigenvector.
Rational quotient_of(const RationalMatrix& Q, const Vector& x) {
  std::vector<Rational> exact;
  Rational square;
  for (const double value : x) {
    exact.push_back(Rational::from_double(value));
    square.add_product(exact.back(), exact.back());
  }
  return checker::form(Q, exact) / square;
}

/// The lowest value of the form that floating point finds on unit vectors of the cone, as an exact quotient,
/// at most `start`; `direction` where it is lower.
Rational lowest_on_cone(const RationalMatrix& Q, const std::vector<bool>& nonnegative, const Rational& start,
                        Vector& direction) {
  const std::vector<Index> N = positions(nonnegative);
  if (N.empty()) {
    direction = symmetric_eigenpairs(approx(Q)).vectors.col(0);
    return quotient_of(Q, direction);
  }
  // Shifted by what is known, a lower value shows as a negative one. The first may be that of the free
  // entries alone.
  Rational lowest = start;
  MixedConeOptions options;
  options.work = 2e7;
  for (int round = 0; round < 4; ++round) {
    const Matrix approximate = approx(shifted(Q, lowest));
    options.zero = 1e-13 * approximate.cwiseAbs().maxCoeff();
    const MixedConeResult result = form_on_cone(approximate, N, options, budget_in_force());
    if (result.direction.size() != Q.rows() || result.value >= -options.zero) break;
    const Rational value = quotient_of(Q, result.direction);
    if (value >= lowest) break;
    lowest = value;
    direction = result.direction;
  }
  return lowest;
}

}  // namespace

Matrix approx(const RationalMatrix& Q) {
  Matrix out(Q.rows(), Q.cols());
  for (long i = 0; i < Q.rows(); ++i)
    for (long j = 0; j < Q.cols(); ++j) out(i, j) = Q(i, j).approx();
  return out;
}

Rational simplest_between(Rational low, Rational high) {
  Rational out;
  fmpq_simplest_between(out.get(), low.get(), high.get());
  return out;
}

std::optional<Json> find_form(const RationalMatrix& Q, const std::vector<bool>& nonnegative,
                              const std::vector<RationalMatrix>& parts, bool margin) {
  try {
    checker::Work work(work_of_attempt, check_budget);
    Json entries = Json::array();
    bool keller = false;
    for (const std::vector<long>& component : checker::components(Q, work)) {
      std::vector<bool> signs;
      for (const long k : component) signs.push_back(nonnegative[k]);
      std::vector<RationalMatrix> own;
      for (const RationalMatrix& part : parts) own.push_back(checker::principal(part, component));
      const Decided decided = decide(checker::principal(Q, component), signs, own, margin);
      if (!decided.split && !decided.keller) return decided_form(Q, nonnegative);
      keller = keller || decided.keller;
      if (!decided.split) continue;
      for (const auto& [i, j, q] : *decided.split)
        entries.push_back({component[i], component[j], q.to_string()});
    }
    if (!keller) return Json{{"kind", "split"}, {"nonnegative", std::move(entries)}};
    if (keller_decides(Q, nonnegative)) return Json{{"kind", "keller"}};
    return decided_form(Q, nonnegative);
  } catch (const checker::Rejected&) {  // more exact work than an attempt may take
    return std::nullopt;
  }
}

ModulusSearch find_modulus(const RationalMatrix& Q, const std::vector<bool>& nonnegative,
                           const std::vector<std::vector<Rational>>& orbits,
                           std::vector<RationalMatrix> parts) {
  parts.push_back(Q);
  ModulusSearch out;
  const auto attempt = [&](const Rational& mu, bool margin) {
    if (mu.sign() <= 0) return false;
    auto form = find_form(shifted(Q, mu), nonnegative, parts, margin);
    if (form) out.found = FoundForm{mu, std::move(*form)};
    return out.found.has_value();
  };
  if (Q.rows() == 0) {
    attempt(Rational(1), false);
    return out;
  }
  const Quotient top = smallest_quotient(Q, nonnegative, orbits);
  out.lowest = top.value.approx();
  out.direction = as_direction(top, orbits, Q.rows());
  if (top.value.sign() < 0 || attempt(top.value, false)) return out;

  const Rational lowest = lowest_on_cone(Q, nonnegative, top.value, out.direction);
  out.lowest = lowest.approx();
  if (out.lowest <= 1e-12 * top.value.approx()) {
    if (out.lowest > 0) out.lowest = 0;
    return out;
  }
  const auto between = [&](double low, double high) {
    return simplest_between(lowest * Rational::from_double(low), lowest * Rational::from_double(high));
  };
  // The sharp one, if it is a simple fraction: the quotient of an eigenvector to 16 digits has about 30.
  const Rational fine = simplest_between(lowest * (Rational(1) - power_of_ten(-24)),
                                         lowest * (Rational(1) + power_of_ten(-24)));
  const Rational coarse = between(1 - 1e-14, 1 + 1e-14);
  if (attempt(fine, false) || (!(fine == coarse) && attempt(coarse, false))) return out;
  // Then a little below, each a fraction of few digits.
  for (const double step : {1e-9, 1e-6, 1e-3, 0.03, 0.25, 0.75})
    if (attempt(between(1 - step, 1 - step / 8), step > 1e-4)) return out;
  return out;
}

}  // namespace orthant
