/// The identity of docs/local-squares.md, written down without a search: full observation and entries.
///
/// Over the pairs (p, q) of rows of the stacked variable whose product is an entry of UUᵀ or LRᵀ (p ≤ q when
/// symmetric), with X_pq = σ x_p·x_q,
///
///   f(U) − f(U₀) = Σ ½Ω_pq (X_pq − X⁰_pq)² + H_pq X_pq,     H_pq X⁰_pq = 0 at a stationary point. (1)
///
/// J: the zero rows of U₀. H_pq ≥ 0 gives products of variables. H_pq < 0 is allowed for p, q in J, where
///   σH z·z' ≥ −½σ|H| Σ_a (D_j'a/D_ja z_a² + D_ja/D_j'a z'_a²), (2)
/// the difference a square, and is paid by the pairs (p, j) with p outside J, whose square expands to
///   ½Ωσ² (x_p·z)² = ½Ωσ² Σ_a x_pa² z_a² + Ωσ² Σ_{a<b} x_pa x_pb z_a z_b: (3)
/// every cross product is one of variables, and what multiplies z_a² is the bound
///   ½σ Σ_p Ω_pj x_pa² − (what (2) asks of row j, column a)  ≥ 0 within ρ of x₀. (4)
/// D is the Perron vector of the quotients of both sides of (4), column by column: with it (4) holds for some
/// ρ > 0 whenever any D does, up to its rounding. Without any H < 0 the radius is 1.
///
/// Terms: one for each pair and r(r−1)/2 for each pair of (3): memory and time n²r² for full observation.
#include "orthant/prove/squares.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <cmath>
#include <map>
#include <stdexcept>
#include <vector>

#include "checker/exact/exact_operator.hpp"
#include "checker/exact/objective_polynomial.hpp"
#include "checker/read/files.hpp"
#include "orthant/base/stop.hpp"
#include "orthant/linalg/matrix.hpp"

namespace orthant {

namespace {

/// The indices of every connected component of the pattern of N + Nᵀ.
std::vector<std::vector<Index>> components(const Matrix& N) {
  std::vector<std::vector<Index>> out;
  std::vector<bool> seen(N.rows(), false);
  for (Index start = 0; start < N.rows(); ++start) {
    if (seen[start]) continue;
    std::vector<Index> members{start};
    seen[start] = true;
    for (std::size_t next = 0; next < members.size(); ++next)
      for (Index j = 0; j < N.rows(); ++j)
        if (!seen[j] && (N(members[next], j) > 0 || N(j, members[next]) > 0)) {
          seen[j] = true;
          members.push_back(j);
        }
    out.push_back(std::move(members));
  }
  return out;
}

}  // namespace

Vector perron_scaling(const Matrix& N) {
  constexpr int steps = 300;
  constexpr double grid = 4096;
  Vector D = Vector::Ones(N.rows());
  for (const std::vector<Index>& members : components(N)) {
    const Matrix block = N(members, members);
    Vector d = Vector::Ones(block.rows());
    for (int k = 0; k < steps; ++k) {
      const Vector next = block * d;
      d = next / std::max(next.maxCoeff(), 1e-300) + d;
      d /= d.maxCoeff();
    }
    for (std::size_t i = 0; i < members.size(); ++i)
      D(members[i]) = std::max(std::round(grid * d(static_cast<Index>(i))), 1.0) / grid;
  }
  return D;
}

namespace {

using checker::Polynomial;
using checker::Rational;

/// Why the identity does not apply.
class NotApplicable : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

Rational half(const Rational& q) {
  return q / Rational(2);
}

/// One entry of UUᵀ or LRᵀ: the product of rows p and q of the stacked variable.
struct Pair {
  long p = 0, q = 0;
  Rational omega, H, X0;
};

/// Row j ∈ J that has a negative H: (4) in every column.
struct Debtor {
  Index place = 0;                            ///< among the debtors
  std::vector<std::pair<long, Rational>> by;  ///< rows p outside J with Ω_pj: they pay
  std::vector<Rational> have, cost;           ///< both sides of (4) at x₀, by column
};

class Structured {
 public:
  explicit Structured(const checker::Problem& problem)
      : problem_(problem),
        x0_(checker::scaled_point(problem)),
        sigma_(checker::point_scale(problem)),
        terms_(problem.rank) {
    for (long row = 0; row < problem.stacked_rows(); ++row) {
      bool zero = true;
      for (long a = 0; a < problem.rank; ++a) zero = zero && at(row, a).sign() == 0;
      zero_.push_back(zero);
    }
  }

  nlohmann::ordered_json evidence() {
    list_pairs();
    list_debtors();
    for (long a = 0; a < problem_.rank; ++a) scale_column(a);
    for (const Pair& pair : pairs_) {
      write_residual(pair);
      write_square(pair);
    }
    write_bounds();
    if (!problem_.symmetric && problem_.balance.sign() != 0) write_balance();
    return terms_.evidence(radius_.value_or(1));
  }

 private:
  const Rational& at(long row, long a) const { return x0_[row * problem_.rank + a]; }
  bool zero(long row) const { return zero_[row]; }
  Polynomial x(long row, long a) const { return Polynomial::variable(row, a, problem_.rank); }
  const Rational& scaling(long row, long a) const { return scaling_[a][debtors_.at(row).place]; }

  void list_pairs() {
    const auto data = checker::separable(problem_, steps_);
    if (!data) throw NotApplicable("the operator is neither full nor entries");
    const auto entry = [&](const std::vector<Rational>& of, long i, long j) {
      return of[i * problem_.cols + j];
    };
    for (long i = 0; i < problem_.rows; ++i)
      for (long j = problem_.symmetric ? i : 0; j < problem_.cols; ++j) {
        Pair pair{i, problem_.symmetric ? j : problem_.rows + j, entry(data->weight, i, j), {}, {}};
        Rational linear = entry(data->linear, i, j);
        if (problem_.symmetric && i != j) {
          pair.omega += entry(data->weight, j, i);
          linear += entry(data->linear, j, i);
        }
        for (long a = 0; a < problem_.rank; ++a) pair.X0.add_product(at(pair.p, a), at(pair.q, a));
        pair.X0 *= sigma_;
        pair.H = pair.omega * pair.X0 - linear;
        require_signs(pair);
        if (pair.omega.sign() != 0 || pair.H.sign() != 0) pairs_.push_back(std::move(pair));
      }
  }

  void require_signs(const Pair& pair) const {
    if (pair.H.sign() == 0 || (pair.H.sign() > 0 && pair.X0.sign() == 0)) return;
    if (zero(pair.p) && zero(pair.q)) return;
    throw NotApplicable(fmt::format("the residual where rows {} and {} meet is {:.6g}; expected {}", pair.p,
                                    pair.q, pair.H.approx(), pair.X0.sign() != 0 ? "0" : "≥ 0"));
  }

  void list_debtors() {
    for (const Pair& pair : pairs_)
      if (pair.H.sign() < 0)
        for (const long j : {pair.p, pair.q}) debtors_.try_emplace(j);
    Index place = 0;
    for (auto& [j, debtor] : debtors_) debtor.place = place++;
    for (const Pair& pair : pairs_)
      for (const auto& [j, other] : {std::pair(pair.p, pair.q), std::pair(pair.q, pair.p)})
        if (debtors_.contains(j) && !zero(other)) debtors_[j].by.emplace_back(other, pair.omega);
  }

  /// D of (2) and both sides of (4) in column a, and what (4) leaves of the radius.
  void scale_column(long a) {
    for (auto& [j, debtor] : debtors_) {
      Rational have;
      for (const auto& [p, omega] : debtor.by) have.add_product(omega, at(p, a) * at(p, a));
      have *= half(sigma_);
      if (have.sign() == 0) refuse(j, a, have, "0");
      debtor.have.push_back(have);
      debtor.cost.emplace_back();
    }
    const auto column = static_cast<std::size_t>(a);
    Matrix N = Matrix::Zero(static_cast<Index>(debtors_.size()), static_cast<Index>(debtors_.size()));
    for (const Pair& pair : pairs_) {
      if (pair.H.sign() >= 0) continue;
      const Debtor &p = debtors_[pair.p], &q = debtors_[pair.q];
      const double need = -pair.H.approx() * (pair.p == pair.q ? 1 : 0.5);
      N(p.place, q.place) = need / p.have[column].approx();
      N(q.place, p.place) = need / q.have[column].approx();
    }
    if (!N.allFinite()) throw NotApplicable("numbers beyond the range of doubles");
    std::vector<Rational> D;
    for (const double d : perron_scaling(N)) D.push_back(Rational::from_double(d));
    scaling_.push_back(std::move(D));
    for (const Pair& pair : pairs_) {
      if (pair.H.sign() >= 0) continue;
      const Rational need = -half(pair.H), ratio = scaling(pair.q, a) / scaling(pair.p, a);
      debtors_[pair.p].cost[column] += need * ratio;
      debtors_[pair.q].cost[column] += need / ratio;
    }
    for (const auto& [j, debtor] : debtors_) {
      if (debtor.have[column] <= debtor.cost[column])
        refuse(j, a, debtor.have[column], fmt::format("{:.6g}", debtor.cost[column].approx()));
      shorten_radius(debtor, a);
    }
  }

  [[noreturn]] static void refuse(long row, long a, const Rational& have, const std::string& cost) {
    throw NotApplicable(fmt::format("row {}, column {}: the other rows give {:.6g}; expected more than {}",
                                    row, a, have.approx(), cost));
  }

  /// The checker's own rule: with g the gradient of the bound at x₀ and s its smallest square where g ≠ 0,
  /// (have − cost) + sρ² ≥ ‖g‖ρ. The smaller root of the two, rounded down to three digits.
  void shorten_radius(const Debtor& debtor, long a) {
    const auto column = static_cast<std::size_t>(a);
    double g2 = 0, s = HUGE_VAL;
    for (const auto& [p, omega] : debtor.by) {
      const double square = half(sigma_ * omega).approx(), slope = 2 * square * at(p, a).approx();
      g2 += slope * slope;
      if (slope != 0) s = std::min(s, square);
    }
    const double room = (debtor.have[column] - debtor.cost[column]).approx();
    const double root = std::sqrt(std::max(g2 - 4 * s * room, 0.0));
    const double rho = 2 * room / (std::sqrt(g2) + root) * (1 - 1e-9);
    const double unit = std::pow(10, std::floor(std::log10(rho)) - 2);
    if (!(rho > 1e-12 && rho < 1e12)) throw NotApplicable(fmt::format("the radius would be {:.3g}", rho));
    Rational rounded = static_cast<long>(std::floor(rho / unit));
    const auto power = std::lround(std::log10(unit));
    for (long k = 0; k < std::abs(power); ++k)
      rounded = power < 0 ? rounded / Rational(10) : rounded * Rational(10);
    if (!radius_ || rounded < *radius_) radius_ = rounded;
  }

  /// H_pq X_pq: products of variables, or the squares that (2) leaves.
  void write_residual(const Pair& pair) {
    if (pair.H.sign() == 0) return;
    for (long a = 0; a < problem_.rank; ++a) {
      const Rational size = pair.H.sign() > 0 ? sigma_ * pair.H : -(sigma_ * pair.H);
      if (pair.H.sign() > 0) {
        if (pair.p == pair.q) {
          terms_.add({.coefficient = size, .squares = {x(pair.p, a)}});
        } else {
          terms_.add({.coefficient = size, .entries = {{pair.p, a}, {pair.q, a}}});
        }
        continue;
      }
      if (pair.p == pair.q) continue;
      // −|H|σ z z' + ½|H|σ(θ z² + z'²/θ) = |H|σ/(2θ) (θz − z')²
      const Rational theta = scaling(pair.q, a) / scaling(pair.p, a);
      Polynomial difference;
      difference.add(x(pair.p, a), theta, steps_);
      difference.add(x(pair.q, a), -1, steps_);
      terms_.add({.coefficient = half(size) / theta, .squares = {difference}});
    }
  }

  /// ½Ω (X_pq − X⁰_pq)², or the cross products of (3) when its squares pay for row j.
  void write_square(const Pair& pair) {
    const bool p_owes = debtors_.contains(pair.p), q_owes = debtors_.contains(pair.q);
    if ((p_owes && !zero(pair.q)) || (q_owes && !zero(pair.p))) {
      for (long a = 0; a < problem_.rank; ++a)
        for (long b = a + 1; b < problem_.rank; ++b)
          terms_.add({.coefficient = pair.omega * sigma_ * sigma_,
                      .entries = {{pair.p, a}, {pair.q, a}, {pair.p, b}, {pair.q, b}}});
      return;
    }
    Polynomial X = -pair.X0;
    for (long a = 0; a < problem_.rank; ++a) X.add_product(x(pair.p, a), x(pair.q, a), sigma_, steps_);
    terms_.add({.coefficient = half(pair.omega), .squares = {X}});
  }

  /// σ z_ja² (½σ Σ Ω_pj x_pa² − cost): (4) times what it multiplies.
  void write_bounds() {
    for (const auto& [j, debtor] : debtors_)
      for (long a = 0; a < problem_.rank; ++a) {
        Polynomial bound = -debtor.cost[a];
        for (const auto& [p, omega] : debtor.by)
          bound.add_product(x(p, a), x(p, a), half(sigma_ * omega), steps_);
        terms_.add({.coefficient = sigma_, .squares = {x(j, a)}, .bounds = {bound}});
      }
  }

  /// (λ/2)‖LᵀL − RᵀR‖², which is zero at the point or nothing is shown.
  void write_balance() {
    const Rational left = checker::squared(problem_.point.L.scale);
    const Rational right = checker::squared(problem_.point.R.scale);
    for (long k = 0; k < problem_.rank; ++k)
      for (long l = 0; l <= k; ++l) {
        Polynomial B;
        for (long i = 0; i < problem_.stacked_rows(); ++i)
          B.add_product(x(i, k), x(i, l), i < problem_.rows ? left : -right, steps_);
        const Rational value = B.at(x0_);
        if (value.sign() != 0)
          throw NotApplicable(
              fmt::format("entry ({}, {}) of LᵀL − RᵀR is {:.6g}; expected 0", k, l, value.approx()));
        terms_.add({.coefficient = k == l ? half(problem_.balance) : problem_.balance, .squares = {B}});
      }
  }

  const checker::Problem& problem_;
  std::vector<Rational> x0_;
  Rational sigma_;
  std::vector<bool> zero_;
  std::vector<Pair> pairs_;
  std::map<long, Debtor> debtors_;
  std::vector<std::vector<Rational>> scaling_;  ///< by column, then debtor
  std::optional<Rational> radius_;
  SquaresTerms terms_;
  checker::Steps steps_{checker::Steps::usual, check_budget};
};

}  // namespace

void SquaresTerms::add(const Term& term) {
  if (term.coefficient.sign() == 0 ||
      std::any_of(term.squares.begin(), term.squares.end(), [](const auto& q) { return q.is_zero(); }))
    return;
  nlohmann::ordered_json out = {{"coefficient", term.coefficient.to_string()}};
  for (const auto& q : term.squares) out["squares"].push_back(q.to_string(cols_));
  for (const auto& [row, col] : term.entries) out["entries"].push_back({row, col});
  for (const auto& q : term.bounds) out["bounds"].push_back(q.to_string(cols_));
  if (term.ball) out["ball"] = 1;
  terms_.push_back(std::move(out));
}

SquaresAttempt structured_squares(const checker::Problem& problem) {
  try {
    return {Structured(problem).evidence(), ""};
  } catch (const NotApplicable& refusal) {
    return {std::nullopt, refusal.what()};
  } catch (const checker::Rejected& refusal) {
    return {std::nullopt, refusal.what()};
  }
}

}  // namespace orthant
