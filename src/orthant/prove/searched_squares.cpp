/// The identity of docs/local-squares.md by search, for at most eight variables and any kind of operator:
/// Gram matrices in floating point (gram_problem.hpp, gram_center.hpp), restricted to the face that they lie
/// in, and rounded to rationals (gram_rounding.hpp).
///
/// Faces: p vanishes along curves through x₀ (that is why x₀ is not strict), and there every X_b m_b vanishes
/// too, so no X_b is definite. The eigenvectors that stay give a subspace, which is taken for the rational
/// one near it; then the search is repeated. Radii: a quarter, a sixteenth and a 64th of the largest entry.
#include "orthant/prove/squares.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <unsupported/Eigen/MatrixFunctions>

#include "checker/exact/objective_polynomial.hpp"
#include "checker/read/files.hpp"
#include "orthant/base/random.hpp"
#include "orthant/base/stop.hpp"
#include "orthant/linalg/threads.hpp"
#include "orthant/operators/measurement_operator.hpp"
#include "orthant/prove/gram.hpp"

namespace orthant {

namespace {

using checker::Polynomial;
using checker::Rational;

/// p(c·e)
Polynomial stretched(const Polynomial& p, const Rational& c) {
  Polynomial out;
  for (const auto& [monomial, coefficient] : p.terms()) {
    Rational scaled = coefficient;
    for (int k = 0; k < checker::degree(monomial); ++k) scaled *= c;
    out.add(monomial, scaled);
  }
  return out;
}

class Search {
 public:
  Search(const checker::Problem& problem, const std::vector<Rational>& x0, const Polynomial& difference,
         Rational radius)
      : cols_(problem.rank),
        rows_(problem.stacked_rows()),
        left_rows_(problem.rows),
        free_scaling_(!problem.symmetric && problem.balance.sign() == 0),
        x0_(x0),
        radius_(std::move(radius)) {
    p_ = stretched(difference, radius_);
    for (const auto& [monomial, c] : p_.terms()) {
      const Rational size = c.sign() < 0 ? -c : c;
      if (size > N_) N_ = size;
    }
    if (N_.sign() == 0) N_ = 1;
  }

  SquaresAttempt run() {
    Polynomial normalised;
    normalised.add(p_, Rational(1) / N_, steps_);
    std::vector<bool> zero;
    for (const Rational& x : x0_) zero.push_back(x.sign() == 0);
    GramProblem problem(normalised, rows_, cols_, zero);
    if (!problem.restrict_to(remaining_faces(problem, zero, orbit())))
      return {std::nullopt, "the squares must vanish where it takes irrational ones"};
    const GramCenter center = gram_center(problem.system());
    if (!(center.residual < 1e-5))
      return {std::nullopt, fmt::format("no squares found: the residual stays at {:.2g}", center.residual)};
    const auto squares = round_to_squares(problem, center.X);
    if (!squares) return {std::nullopt, "squares found in floating point; no rational ones near them"};
    return {evidence(problem, *squares), ""};
  }

 private:
  /// Points (x − x₀)/ρ of the orbit of x₀ under what f does not see: rotations of the columns of U, or of L
  /// and R when they are balanced, and without balance L T, R T⁻ᵀ. One pair of columns at a time, and all of
  /// them.
  std::vector<Vector> orbit() const {
    constexpr int samples = 40;
    const Index r = cols_;
    Matrix U(rows_, r);
    for (Index i = 0; i < U.size(); ++i) U(i / r, i % r) = x0_[i].approx();
    Random random(2);
    std::vector<Vector> out;
    for (int k = 0; k < samples * (r * r + 1); ++k) {
      const Index plane = k % (r * r + 1);
      Matrix A = Matrix::Zero(r, r);
      for (Index a = 0; a < r; ++a)
        for (Index b = 0; b < r; ++b)
          if (plane == r * r || plane == a * r + b) A(a, b) = 2 * random.uniform() - 1;
      if (!free_scaling_) A = (A - A.transpose()).eval();
      if (A.norm() == 0) continue;
      A *= random.uniform() * radius_.approx() / (A.norm() * U.norm());
      Matrix moved(rows_, r);
      moved.topRows(left_rows_) = U.topRows(left_rows_) * A.exp();
      moved.bottomRows(rows_ - left_rows_) = U.bottomRows(rows_ - left_rows_) * Matrix(-A.transpose()).exp();
      const RowMajorMatrix e = (moved - U) / radius_.approx();
      out.emplace_back(Eigen::Map<const Vector>(e.data(), e.size()));
    }
    return out;
  }

  /// q(e) in the variables x = x₀ + ρe.
  Polynomial in_x(const Polynomial& q) {
    std::vector<Rational> origin;
    for (const Rational& x : x0_) origin.push_back(-x);
    return stretched(q, Rational(1) / radius_).shifted(origin, steps_);
  }

  nlohmann::ordered_json evidence(const GramProblem& problem, const std::vector<GramSquare>& squares) {
    SquaresTerms terms(cols_);
    std::vector<std::vector<Polynomial>> basis;
    for (const GramBlock& block : problem.blocks()) {
      auto& translated = basis.emplace_back();
      for (const Polynomial& q : block.basis) translated.push_back(in_x(q));
    }
    for (const GramSquare& square : squares) {
      const GramBlock& block = problem.blocks()[square.block];
      Polynomial sum;
      for (const auto& [i, weight] : square.weights) sum.add(basis[square.block][i], weight, steps_);
      Rational coefficient = square.coefficient * N_;
      for (std::size_t k = 0; k < block.entries.size() + (block.ball ? 2 : 0); ++k) coefficient /= radius_;
      const bool constant = sum.degree() == 0;
      if (constant) coefficient *= sum.coefficient({}) * sum.coefficient({});
      terms.add({.coefficient = coefficient,
                 .squares = constant ? std::vector<Polynomial>{} : std::vector<Polynomial>{sum},
                 .entries = block.entries,
                 .ball = block.ball});
    }
    return terms.evidence(radius_);
  }

  long cols_, rows_, left_rows_;
  bool free_scaling_;
  const std::vector<Rational>& x0_;
  Rational radius_;
  Polynomial p_;
  Rational N_;
  checker::Steps steps_{1'000'000'000, check_budget};
};

/// The first coordinate along which f falls, in its first or second derivative: no use searching.
std::optional<std::string> falls_along(const Polynomial& difference, const std::vector<Rational>& x0,
                                       long cols) {
  for (std::size_t v = 0; v < x0.size(); ++v) {
    const auto id = static_cast<std::uint16_t>(v + 1);
    const Rational slope = difference.coefficient({id}), curvature = difference.coefficient({id, id});
    const bool first = x0[v].sign() > 0 ? slope.sign() != 0 : slope.sign() < 0;
    if (first || (slope.sign() == 0 && curvature.sign() < 0))
      return fmt::format("f falls along entry ({}, {}): {} derivative {:.3g}", static_cast<long>(v) / cols,
                         static_cast<long>(v) % cols, first ? "first" : "second",
                         first ? slope.approx() : 2 * curvature.approx());
  }
  return std::nullopt;
}

}  // namespace

SquaresAttempt searched_squares(const checker::Problem& problem) {
  const long variables = problem.stacked_rows() * problem.rank;
  if (variables > most_searched)
    return {std::nullopt, fmt::format("{} variables; a search takes at most {}", variables, most_searched)};
  try {
    checker::Steps steps(checker::Steps::usual, check_budget);
    const std::vector<Rational> x0 = checker::scaled_point(problem);
    const Polynomial f = checker::objective_polynomial(problem, steps);
    Polynomial difference = f.shifted(x0, steps);
    difference.add(checker::Monomial{}, -difference.coefficient({}));
    if (auto falls = falls_along(difference, x0, problem.rank)) return {std::nullopt, std::move(*falls)};
    Rational size = *std::max_element(x0.begin(), x0.end());
    if (size.sign() == 0) size = 1;
    const OneThread small_matrices;
    SquaresAttempt attempt;
    for (const long part : {4, 16, 64}) {
      attempt = Search(problem, x0, difference, size / Rational(part)).run();
      if (attempt.evidence) break;
    }
    return attempt;
  } catch (const checker::Rejected& refusal) {
    return {std::nullopt, refusal.what()};
  }
}

}  // namespace orthant
