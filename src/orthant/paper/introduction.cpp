// §1: the bounds δ = ½ and r/r⋆ = [δ/(1 − δ)]² without U ≥ 0 and that both are sharp (docs/beyond.md, "More columns
// than the truth, without the constraint"); truths of rank one are an eigenvector, of rank two a planar rotation.
#include "orthant/paper/introduction.hpp"

#include <algorithm>

#include "orthant/base/stop.hpp"
#include "orthant/paper/exact_point.hpp"
#include "orthant/paper/instances/named.hpp"
#include "orthant/paper/rows.hpp"
#include "orthant/paper/statements.hpp"

namespace orthant::paper {

using checker::Rational;
using checker::RationalMatrix;

// ---- without the constraint ---------------------------------------------------------------------

namespace {

/// Descent without the constraint under random kernels with δ < ½, n = 2, r = r⋆ = 1.
Row unconstrained_search(std::uint64_t seed, int starts) {
  Random random(seed, 0x2d);
  int runs = 0, elsewhere = 0;
  for (int i = 0; i < 4 * starts; ++i) {
    check_budget();
    const double delta = 0.45 * random.uniform();
    // The kernels know no directions, so a truth in the orthant is any truth.
    Matrix truth = random_nonnegative(random, 2, 1);
    truth /= truth.norm();
    const Problem problem = kernel_problem(random_kernel(random, 4, delta), truth);
    const auto objective = problem.objective();
    const Matrix end = descend(*objective, random_signs(random, 2, 1), false);
    ++runs;
    elsewhere += objective->value(end) > 1e-8 ? 1 : 0;
  }
  return yes("random kernels with δ < 0.45, n = 2, r = r⋆ = 1, descent without the constraint",
             "all ends global", fmt::format("{} of {} ends are not", elsewhere, runs), elsewhere == 0,
             RowRigor::sampled);
}

/// ‖P‖² − δ²‖E‖² over 1 + δ: at²− 2r⋆t + r⋆(1 − δ), a = r(1 − δ) + r⋆(1 + δ).
Row quadratic_row() {
  Symbols s;
  const Poly t = s.scalar(), d = s.scalar(), r = s.scalar(), r_star = s.scalar(), one(1);
  const Poly f = one - t * (one + d);
  const Poly left = t * t * r + f * f * r_star - d * d * (t * t * r + r_star);
  const Poly a = r * (one - d) + r_star * (one + d);
  return identity("‖P‖² − δ²‖E‖²", "(1 + δ)(at² − 2r⋆t + r⋆(1 − δ)), a = r(1 − δ) + r⋆(1 + δ)", left,
                  (one + d) * (a * t * t - Poly(2) * r_star * t + r_star * (one - d)));
}

Row discriminant_row() {
  Symbols s;
  const Poly d = s.scalar(), r = s.scalar(), r_star = s.scalar(), one(1);
  const Poly a = r * (one - d) + r_star * (one + d);
  return identity("a quarter of its discriminant, r⋆² − ar⋆(1 − δ)", "r⋆(r⋆δ² − r(1 − δ)²)",
                  r_star * r_star - a * r_star * (one - d),
                  r_star * (r_star * d * d - r * (one - d) * (one - d)));
}

void add_overparametrised(Statement& out, const Overparametrised& o, const Rational& below) {
  const std::string where = fmt::format("r = {}, r⋆ = {}, δ = {}: ", o.r, o.r_star, o.delta.to_string());
  const RationalMatrix E = o.misfit(), P = o.moved();
  const Rational share = dot(P, P) / dot(E, E);
  out.add(at_least(where + "δ² against ‖P‖²/‖E‖²", "", share, o.delta * o.delta));
  const RationalMatrix H = o.kernel(), S = apply(H, E);
  out.add(
      proved(where + "(1 − δ)I ⪯ ℋ ⪯ (1 + δ)I on all matrices", "yes", "no", within(H, o.delta * o.delta)));
  out.add(same(where + "S = ℋE", "−t(1 + δ)P₁", o.diagonal(-o.t * (Rational(1) + o.delta), 0), S));
  out.add(
      same(where + "SU₀, so that the gradient vanishes", "0", RationalMatrix(o.n(), o.r), S * o.columns()));
  const bool curved = is_positive_semidefinite(hessian_at(H, S, o.columns(), o.t));
  out.add(yes(where + fmt::format("Hessian on all {} directions", o.n() * o.r), "positive semidefinite",
              curved ? "yes" : "no", curved, RowRigor::exact));
  out.add(equal(where + "f(U₀) > 0", "½t(1 + δ)r⋆",
                o.t * (Rational(1) + o.delta) * Rational(o.r_star) / Rational(2), dot(E, S) / Rational(2)));
  out.add(less(where + "at δ = " + below.to_string() + " the discriminant, so that no t will do", "", 0,
               Overparametrised{o.r, o.r_star, below}.discriminant()));
}

}  // namespace

Overparametrised::Overparametrised(long columns, long true_columns, const Rational& isometry)
    : r(columns), r_star(true_columns), delta(isometry) {
  const Rational one(1), k(r_star);
  t = k / ((one + delta) * k + Rational(r) * (one - delta));
}

Rational Overparametrised::discriminant() const {
  const Rational rest = Rational(1) - delta, k(r_star);
  return k * (k * delta * delta - Rational(r) * rest * rest);
}

RationalMatrix Overparametrised::diagonal(const Rational& Q1, const Rational& Q2) const {
  return entrywise(n(), n(), [&](long i, long j) { return i != j ? Rational(0) : i < r_star ? Q1 : Q2; });
}

RationalMatrix Overparametrised::columns() const {
  return entrywise(n(), r, [&](long i, long k) { return i == r_star + k ? 1 : 0; });
}

RationalMatrix Overparametrised::misfit() const {
  return diagonal(-1, t);
}

RationalMatrix Overparametrised::moved() const {
  return diagonal(Rational(1) - t * (Rational(1) + delta), -t);
}

RationalMatrix Overparametrised::kernel() const {
  RationalMatrix H = ball_kernel(misfit(), moved());
  for (long i = 0; i < r_star; ++i) {
    for (long j = r_star; j < n(); ++j) {
      H.add(i * n() + j, i * n() + j, delta);
      H.add(j * n() + i, j * n() + i, delta);
    }
  }
  return H;
}

Statement bound_one_half(const Parameters& p) {
  Statement out(
      "§1, the bound δ = ½",
      "Without the constraint, δ < ½ excludes spurious points for r = r⋆ = 1, and ½ is sharp: an operator "
      "with δ = ½ has a second-order critical point that is not global.",
      "n = 2, truth (1, 0), point (0, 1/√2), kernel ½[2 0 1; 0 3 0; 1 0 2] on (E₁₁, √2·E₁₂, E₂₂)");
  const ExactPoint point(half_delta());
  const RationalMatrix I = identity(4), H = entrywise(4, 4, [&](long l, long k) {
                                          return point.kernel(unit(2, 2, k / 2, k % 2))(l / 2, l % 2);
                                        });
  out.add(same("(2ℋ − I)(2ℋ − 3I), so the eigenvalues are ½ and 3/2", "0", RationalMatrix(4, 4),
               (Rational(2) * H - I) * (Rational(2) * H - Rational(3) * I)));
  out.add(
      equal("tr ℋ, so ½ is simple, 3/2 threefold, and δ = ½ with any scaling", "½ + 3·3/2", 5, dot(H, I)));
  out.add(same("the gradient at the point", "0", RationalMatrix(2, 1), point.scaled_gradient()));
  const RationalMatrix first = unit(2, 1, 0, 0), second = unit(2, 1, 1, 0);
  out.add(equal("the Hessian along e₁", "", 0, point.form(first)));
  out.add(equal("along e₂", "", 2, point.form(second)));
  out.add(equal("along e₁ + e₂, so it is diag(0, 2)", "", 2, point.form(first + second)));
  out.add(equal("f at the point", "⅜", Rational(3) / Rational(8), point.value()));
  out.add(equal("f at the truth", "", 0, point.truth_value()));
  out.add(unconstrained_search(p.seed, p.starts));
  return out;
}

Statement overparametrised(const Parameters&) {
  Statement out(
      "§1, more columns than the truth",
      "Without the constraint there are no spurious points once r/r⋆ > [δ/(1 − δ)]², in version 1: once δ < "
      "1/(1 + √(r⋆/r)), which is the same. That it is sharp: where r/r⋆ ≤ [δ/(1 − δ)]² < ∞, an explicit "
      "kernel has a spurious second-order point.",
      "U₀ = √t·Q₂, U⋆ = Q₁, t = r⋆/((1 + δ)r⋆ + (1 − δ)r), n = r + r⋆");
  const auto ratio = [](long a, long b) { return Rational(a) / Rational(b); };
  out.add(quadratic_row());
  out.add(discriminant_row());
  add_overparametrised(out, {1, 1, ratio(1, 2)}, ratio(49, 100));
  add_overparametrised(out, {4, 1, ratio(2, 3)}, ratio(66, 100));
  add_overparametrised(out, {2, 1, ratio(3, 5)}, ratio(58, 100));
  out.note =
      "That nothing is spurious above the bound is the theorem of [21, 22] and not evaluated here. Proof of "
      "sharpness in docs/beyond.md.";
  return out;
}

// ---- truths of rank one and two -----------------------------------------------------------------

RationalMatrix schur_complement(const RationalMatrix& M, long i) {
  return entrywise(M.rows(), M.rows(), [&](long j, long k) { return M(j, k) - M(j, i) * M(i, k) / M(i, i); });
}

bool is_nonnegative_of_rank_one(const RationalMatrix& N) {
  const long n = N.rows();
  for (long i = 0; i < n; ++i)
    for (long j = 0; j < n; ++j)
      if (N.sign(i, j) < 0) return false;
  for (long i = 0; i < n; ++i)
    for (long j = 0; j < i; ++j)
      for (long k = 0; k < n; ++k)
        for (long l = 0; l < k; ++l)
          if (!(N(i, k) * N(j, l) == N(i, l) * N(j, k))) return false;
  return true;
}

std::optional<long> extreme_row(const RationalMatrix& M) {
  for (long i = 0; i < M.rows(); ++i)
    if (M.sign(i, i) > 0 && is_nonnegative_of_rank_one(schur_complement(M, i))) return i;
  return std::nullopt;
}

namespace {

RationalMatrix random_integers(Random& random, long rows, long cols) {
  return entrywise(rows, cols, [&](long, long) { return static_cast<long>(random.below(8)); });
}

/// At the truths drawn: how many have the property.
Row count_row(const std::string& quantity, const std::string& expected, int hits, int of) {
  return yes(quantity, expected, fmt::format("{} of {}", hits, of), hits == of, RowRigor::exact);
}

constexpr int drawn = 20;

void add_rank_one(Statement& out, Random& random) {
  int eigen = 0, column = 0, singular = 0;
  for (int round = 0; round < drawn; ++round) {
    RationalMatrix u = random_integers(random, 5, 1);
    u.add(0, 0, 1);  // not zero
    const RationalMatrix M = u * u.transpose();
    eigen += M * u == dot(u, u) * u ? 1 : 0;
    const RationalMatrix first = entrywise(5, 1, [&](long i, long) { return M(i, 0); });
    column += first * first.transpose() == M(0, 0) * M ? 1 : 0;
    RationalMatrix r = random_integers(random, 4, 1);
    r.add(0, 0, 1);
    const RationalMatrix A = u * r.transpose();
    const Rational top = dot(u, u) * dot(r, r);
    singular += A * (A.transpose() * u) == top * u && A.transpose() * (A * r) == top * r ? 1 : 0;
  }
  out.add(count_row("r⋆ = 1, M = u⋆u⋆ᵀ: Mu⋆ = ‖u⋆‖²u⋆ at random integer truths", "all", eigen, drawn));
  out.add(count_row("the same truths: UUᵀ = M for U = M_{:i}/√M_ii ≥ 0", "all", column, drawn));
  out.add(count_row("r⋆ = 1, M = lrᵀ: MMᵀl = ‖l‖²‖r‖²l and MᵀMr = ‖l‖²‖r‖²r", "all", singular, drawn));
}

void add_rank_two(Statement& out, Random& random) {
  int extreme = 0, factored = 0;
  for (int round = 0; round < drawn; ++round) {
    RationalMatrix V = random_integers(random, 5, 2);
    V.add(0, 0, 1);
    const RationalMatrix M = V * V.transpose();
    const std::optional<long> i = extreme_row(M);
    if (!i) continue;
    ++extreme;
    // (UUᵀ)_jk = M_ji M_ik/M_ii + √(N_jj N_kk), the root of a square.
    const RationalMatrix N = schur_complement(M, *i);
    bool all = true;
    for (long j = 0; j < 5; ++j) {
      for (long k = 0; k < 5; ++k) {
        Rational root;
        all = all && (N(j, j) * N(k, k)).is_square(root) && M(j, *i) * M(*i, k) / M(*i, *i) + root == M(j, k);
      }
    }
    factored += all ? 1 : 0;
  }
  out.add(
      count_row("r⋆ = 2: a row i with N = M − M_{:i}M_{i:}/M_ii ≥ 0 of rank one, at random integer truths",
                "all", extreme, drawn));
  out.add(count_row("the same truths: UUᵀ = M for U = [M_{:i}/√M_ii, √diag N] ≥ 0", "all", factored, drawn));
}

/// ‖v_i‖²N_jk = det(v_i, v_j)·det(v_i, v_k) for rows in the plane.
Row determinant_row() {
  Symbols s;
  const PolyMatrix V = s.matrix(3, 2), M = V * V.transpose();
  const auto det = [&](long a, long b) { return V(a, 0) * V(b, 1) - V(a, 1) * V(b, 0); };
  return identity("r⋆ = 2, rows v_i in the plane: M_ii N_jk = M_ii M_jk − M_ji M_ik",
                  "det(v_i, v_j)·det(v_i, v_k)", M(0, 0) * M(1, 2) - M(1, 0) * M(0, 2),
                  det(0, 1) * det(0, 2));
}

}  // namespace

Statement tractable(const Parameters& p) {
  Statement out(
      "§1.2, truths of rank one and two",
      "With full observation r⋆ = 1 is a top eigenvector (or singular vector), and r⋆ = 2 a planar rotation: "
      "nonnegative factors without a search, in closed form.",
      fmt::format("{} random integer truths of five rows for each", drawn));
  Random random(p.seed, 0x12);
  add_rank_one(out, random);
  out.add(determinant_row());
  add_rank_two(out, random);
  out.note = "That there is such a row for every truth of two columns is proved in docs/beyond.md.";
  return out;
}

}  // namespace orthant::paper
