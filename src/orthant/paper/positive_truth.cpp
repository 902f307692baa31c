// Rank one with a truth that has no zeros: no spurious point for small δ, and for two rows the exact δ up to
// which no point of the boundary is stationary (docs/beyond.md, "Positive truths are stable").
#include "orthant/paper/positive_truth.hpp"

#include <algorithm>
#include <cmath>

#include "orthant/base/stop.hpp"
#include "orthant/paper/rows.hpp"
#include "orthant/paper/statements.hpp"

namespace orthant::paper {

using checker::Rational;
using checker::RationalMatrix;

RationalMatrix BoundaryPoint::point() const {
  const long n = static_cast<long>(truth.size());
  return least() * unit(n, 1, n - 1, 0);
}

RationalMatrix BoundaryPoint::misfit() const {
  const RationalMatrix z = entrywise(static_cast<long>(truth.size()), 1,
                                     [&](long i, long) { return truth[static_cast<std::size_t>(i)]; });
  return point() * point().transpose() - z * z.transpose();
}

RationalMatrix BoundaryPoint::moved() const {
  const long n = static_cast<long>(truth.size());
  RationalMatrix P(n, n);
  for (long j = 0; j + 1 < n; ++j) {
    const Rational entry = least() * truth[static_cast<std::size_t>(j)] + g;
    P.set(j, n - 1, entry);
    P.set(n - 1, j, entry);
  }
  return P;
}

PositiveEnds positive_truth_ends(const BoundaryPoint& b, double delta, Random& random, int runs) {
  const Index n = static_cast<Index>(b.truth.size());
  const Matrix identity = Matrix::Identity(n * n, n * n);
  const double own = std::sqrt((dot(b.moved(), b.moved()) / dot(b.misfit(), b.misfit())).approx());
  const Matrix extreme = (doubles(b.kernel()) - identity) / own;
  Matrix truth(n, 1);
  for (Index i = 0; i < n; ++i) truth(i, 0) = b.truth[static_cast<std::size_t>(i)].approx();
  PositiveEnds out;
  for (int run = 0; run < runs; ++run) {
    check_budget();
    Matrix kernel = random_kernel(random, n * n, delta);
    if (run % 2 == 1) {
      const double share = 0.1 * random.uniform();
      kernel = share * kernel + (1 - share) * (identity + delta * (extreme + extreme.transpose()) / 2);
    }
    const Problem problem = kernel_problem(kernel, truth);
    const auto objective = problem.objective();
    const Matrix end = descend(*objective, random_nonnegative(random, n, 1), true);
    ++out.runs;
    out.boundary += end.minCoeff() == 0 && end.maxCoeff() > 0 ? 1 : 0;
    out.elsewhere += objective->value(end) > 1e-8 ? 1 : 0;
  }
  return out;
}

namespace {

void add_threshold(Statement& out, const std::string& where, const BoundaryPoint& b) {
  const RationalMatrix E = b.misfit(), P = b.moved(), H = b.kernel(), u = b.point(), S = apply(H, E);
  const Rational m2 = b.least() * b.least(), delta2 = dot(P, P) / dot(E, E);
  out.add(equal(where + "δ² = ‖P‖²/‖E‖²", "2m²/(1 + m²)", Rational(2) * m2 / (Rational(1) + m2), delta2));
  out.add(proved(where + "(1 − δ)I ⪯ ℋ ⪯ (1 + δ)I on all matrices", "yes", "no", within(H, delta2)));
  out.add(same(where + "½∇f(U₀) = SU₀ at the boundary point U₀ = m·e_k", "0", RationalMatrix(u.rows(), 1),
               S * u));
  const Rational rest = Rational(1) - m2;
  out.add(equal(where + "f(U₀) > 0", "½(1 − m²)²", rest * rest / Rational(2), dot(E, S) / Rational(2)));
}

/// Above the threshold: positive multipliers on the zeros, positive curvature on the rest.
void add_above(Statement& out, const std::string& where, const BoundaryPoint& b) {
  const RationalMatrix E = b.misfit(), P = b.moved(), H = b.kernel(), u = b.point(), S = apply(H, E);
  const long n = u.rows();
  const Rational m2 = b.least() * b.least(), delta2 = dot(P, P) / dot(E, E), rest = Rational(1) - m2;
  out.add(less(where + "2m²/(1 + m²)", "δ² = ‖P‖²/‖E‖²", delta2, Rational(2) * m2 / (Rational(1) + m2)));
  out.add(proved(where + "(1 − δ)I ⪯ ℋ ⪯ (1 + δ)I, δ < 1", "yes", "no",
                 within(H, delta2) && delta2 < Rational(1)));
  RationalMatrix gradient(n, 1);
  Rational others;
  for (long j = 0; j + 1 < n; ++j) {
    gradient.set(j, 0, b.least() * b.g);
    others += b.truth[static_cast<std::size_t>(j)];
  }
  out.add(same(where + "½∇f(U₀)", "mg > 0 on the zeros of U₀, 0 elsewhere", gradient, S * u));
  out.add(less(where + "0, so that U₀ is a strict local minimizer", "⟨∇²f[e_k], e_k⟩",
               hessian_at(H, S, u, 1)(n - 1, n - 1), 0));
  out.add(equal(where + "f(U₀) > 0, so that it is spurious", "½(1 − m²)² − mg·Σ_{j≠k} u⋆_j",
                rest * rest / Rational(2) - b.least() * b.g * others, dot(E, S) / Rational(2)));
}

/// ‖P‖² at (0, s), s² = t, for the truth (a, b): (t − b²)² + 2a²b², least at t = b² against ‖E‖².
Row two_row_identity() {
  Symbols s;
  const Poly t = s.scalar(), a = s.scalar(), b = s.scalar();
  const Poly q = (t - b * b) * (t - b * b), c = Poly(2) * a * a * b * b, d = a * a * a * a;
  return identity("n = 2, at (0, √t): ‖P‖²(a⁴ + 2a²b²) − 2a²b²‖E‖² ≥ 0", "(t − b²)²a⁴",
                  (q + c) * (d + c) - c * (q + c + d), q * d);
}

void add_below(Statement& out, const std::string& where, const BoundaryPoint& b, double delta,
               bool all_global, Random& random, int runs) {
  const PositiveEnds ends = positive_truth_ends(b, delta, random, runs);
  out.add(yes(
      where + fmt::format("δ = {:.4g}, random kernels and starts, projected descent", delta),
      all_global ? "all ends global" : "no end on the boundary",
      fmt::format("of {} ends {} on the boundary, {} not global", ends.runs, ends.boundary, ends.elsewhere),
      ends.boundary == 0 && (!all_global || ends.elsewhere == 0), RowRigor::sampled));
}

}  // namespace

Statement positive_truth(const Parameters& p) {
  Statement out(
      "Beyond Theorem 3: positive truths",
      "r = r⋆ = 1, ‖u⋆‖ = 1, m = min u⋆ > 0, (1 − δ)I ⪯ ℋ ⪯ (1 + δ)I: there is no spurious second-order "
      "point if δ < m²√(1 − δ) and δ < ½; there can be a strict spurious minimum for every δ from √2·m/√(1 + "
      "m²) on, that value excluded. For n = 2 no point of the boundary but 0 is stationary for smaller δ.",
      "u⋆ = (24, 7)/25, (4, 3)/5 and (2, 2, 1)/3");
  const auto ratio = [](long a, long b) { return Rational(a) / Rational(b); };
  const BoundaryPoint narrow{{ratio(24, 25), ratio(7, 25)}, 0}, wide{{ratio(4, 5), ratio(3, 5)}, 0},
      three{{ratio(2, 3), ratio(2, 3), ratio(1, 3)}, 0};
  out.add(two_row_identity());
  Random random(p.seed, 0x9051);
  for (const auto& [name, base, all_global] : {std::tuple{"(24, 7)/25: ", narrow, true},
                                               {"(4, 3)/5: ", wide, false},
                                               {"(2, 2, 1)/3: ", three, true}}) {
    add_threshold(out, name, base);
    BoundaryPoint above = base;
    above.g = ratio(1, 100);
    add_above(out, std::string(name) + "g = 1/100, ", above);
    const double m = base.least().approx();
    // Two rows: just below the exact threshold. More: where δ < m²√(1 − δ).
    const double delta = base.truth.size() == 2
                             ? 0.95 * std::sqrt(2.0) * m / std::sqrt(1 + m * m)
                             : 0.99 * (std::sqrt(m * m * m * m * (m * m * m * m + 4)) - m * m * m * m) / 2;
    add_below(out, name, base, delta, all_global, random, 4 * p.starts);
  }
  out.note =
      "Between the two values of δ nothing is said for n ≥ 3; for n = 2 they leave no gap where the second "
      "is at most ½. Proof in docs/beyond.md.";
  return out;
}

}  // namespace orthant::paper
