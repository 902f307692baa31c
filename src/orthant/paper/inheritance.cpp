// Lemmas 9 and 10: what the asymmetric problem at L = R = U inherits from the symmetric one, and the balance term
// there; what is printed in version 1 only, of the statements that version 2 corrects.
#include "checker/exact/exact_problem.hpp"
#include "orthant/base/stop.hpp"
#include "orthant/paper/rows.hpp"
#include "orthant/paper/statements.hpp"
#include "orthant/paper/symbolic.hpp"
#include "orthant/paper/theorem3.hpp"

namespace orthant::paper {

using checker::Rational;
using checker::RationalMatrix;

namespace {

/// ⟨X, ℋY⟩ for every ℋ with Assumption 2 on 2×2 matrices: any symmetric form of (x₁₁, x₂₂, x₁₂ + x₂₁) plus a
/// multiple of the one skew coordinate. The seven coefficients are variables.
struct AnyInheritingKernel {
  explicit AnyInheritingKernel(Symbols& symbols) : H(symbols.matrix(3, 3)), skew(symbols.scalar()) {
    for (long i = 0; i < 3; ++i)
      for (long j = 0; j < i; ++j) H(i, j) = H(j, i);
  }

  static PolyMatrix coordinates(const PolyMatrix& X) {
    PolyMatrix out(3, 1);
    out(0, 0) = X(0, 0);
    out(1, 0) = X(1, 1);
    out(2, 0) = X(0, 1) + X(1, 0);
    return out;
  }

  Poly operator()(const PolyMatrix& X, const PolyMatrix& Y) const {
    return inner(coordinates(X), H * coordinates(Y)) + skew * (X(0, 1) - X(1, 0)) * (Y(0, 1) - Y(1, 0));
  }

  PolyMatrix H;
  Poly skew;
};

/// Lemma 9 for all kernels, points and directions with n = r = 2, f and g with the factor `half` (v1 prints
/// 1, v2 ½).
struct Inherited {
  Inherited() {
    const Poly half(Rational(1) / Rational(2));
    Symbols symbols;
    const AnyInheritingKernel form(symbols);
    const PolyMatrix U = symbols.matrix(2, 2), DU = symbols.matrix(2, 2), DV = symbols.matrix(2, 2);
    PolyMatrix M = symbols.matrix(2, 2);
    M(0, 1) = M(1, 0);
    const auto expanded = [&](const Jet& L, const Jet& R) {
      const Jet E = L * R.transpose() - Jet::fixed(M);
      return Expanded{half * form(E.value, E.value), form(E.value, E.slope),
                      form(E.value, E.bend) + half * form(E.slope, E.slope)};
    };
    const Expanded g = expanded(Jet::moving(U, DU + DV), Jet::moving(U, DU - DV));
    const Jet along_sum = Jet::moving(U, Poly(2) * DU), along = Jet::moving(U, DU);
    slope = g.slope;
    half_of_slope = half * expanded(along_sum, along_sum).slope;
    left = Poly(2) * g.half_form;
    inherited = Poly(2) * expanded(along, along).half_form;
    const PolyMatrix W = DV * U.transpose() - U * DV.transpose();
    rest = form(W, W) - Poly(2) * form(U * U.transpose() - M, DV * DV.transpose());
  }
  Poly slope, half_of_slope, left, inherited, rest;
};

struct Pair {
  ExactPoint f, g;
};

/// The same point U for UUᵀ and, L = R = U, for LRᵀ without the balance term.
Pair pair_at(Problem problem, const Factors& U) {
  problem.point = U;
  Problem both = problem;
  both.symmetric = false;
  both.balance = 0;
  both.point = Factors{U.L, U.L};
  if (problem.truth) both.truth = Factors{problem.truth->L, problem.truth->L};
  return {ExactPoint(problem), ExactPoint(both)};
}

/// −2⟨S, VVᵀ⟩ + ‖𝒜(VUᵀ − UVᵀ)‖² as a matrix in the entries of V, by rows.
RationalMatrix difference_form(const ExactPoint& f, const RationalMatrix& U) {
  const long n = U.rows(), r = U.cols();
  const RationalMatrix& S = f.residual();
  RationalMatrix out(n * r, n * r);
  for (long i = 0; i < n; ++i) {
    for (long k = 0; k < r; ++k) {
      check_budget();
      RationalMatrix M(n, n);
      for (long p = 0; p < n; ++p) {
        M.add(i, p, U(p, k));
        M.add(p, i, -U(p, k));
      }
      const RationalMatrix image = f.kernel(M), against = (image - image.transpose()) * U;
      for (long j = 0; j < n; ++j) {
        for (long l = 0; l < r; ++l) {
          Rational entry = against(j, l);
          if (k == l) entry -= S(i, j) + S(j, i);
          out.set(i * r + k, j * r + l, entry);
        }
      }
    }
  }
  return out;
}

/// The Hessian identity of the lemma for all directions at once: three matrices.
bool hessians_agree(const Pair& at, const RationalMatrix& U) {
  const long n = U.rows(), r = U.cols(), m = n * r;
  std::vector<checker::Variable> one, both;
  for (long i = 0; i < 2 * n; ++i)
    for (long k = 0; k < r; ++k) (i < n ? one : both).push_back({i, k});
  both.insert(both.begin(), one.begin(), one.end());
  const RationalMatrix F = at.f.hessian(one), G = at.g.hessian(both), V = difference_form(at.f, U);
  for (long a = 0; a < m; ++a) {
    for (long b = 0; b < m; ++b) {
      const Rational LL = G(a, b), LR = G(a, m + b), RL = G(m + a, b), RR = G(m + a, m + b);
      if (!(LL + LR + RL + RR == F(a, b)) || !(LL - LR - RL + RR == V(a, b)) || !(LL - LR + RL == RR))
        return false;
    }
  }
  return true;
}

struct Defect {
  Rational gradient, form;
};

/// Both identities at U and one direction: squared difference of gradients, difference of the forms.
Defect defect_at(const Problem& problem, const RationalMatrix& U, const RationalMatrix& DU,
                 const RationalMatrix& DV) {
  const Pair at = pair_at(problem, {ScaledMatrix(doubles(U)), {}});
  const long n = U.rows(), r = U.cols();
  const RationalMatrix D = entrywise(
      2 * n, r, [&](long i, long k) { return i < n ? DU(i, k) + DV(i, k) : DU(i - n, k) - DV(i - n, k); });
  const RationalMatrix gradient = at.f.scaled_gradient();
  const RationalMatrix gap = Rational(2) * at.g.scaled_gradient() -
                             entrywise(2 * n, r, [&](long i, long k) { return gradient(i % n, k); });
  const RationalMatrix VU = DV * U.transpose(), W = VU - VU.transpose();
  const Rational expected =
      at.f.form(DU) - Rational(2) * dot(at.f.residual(), DV * DV.transpose()) + dot(W, at.f.kernel(W));
  return {dot(gap, gap), at.g.form(D) - expected};
}

/// At most 60 entries that are not zero.
RationalMatrix sparse_direction(Random& random, long n, long r) {
  RationalMatrix D(n, r);
  for (int count = 0; count < 60; ++count)
    D.set(static_cast<long>(random.below(static_cast<std::uint64_t>(n))),
          static_cast<long>(random.below(static_cast<std::uint64_t>(r))),
          Rational(static_cast<long>(random.below(33)) - 16) / Rational(16));
  return D;
}

void add_random_points(Statement& out, const Problem& problem, const ExactTheorem3& t, Random& random) {
  constexpr int rounds = 6;
  int gradients = 0, forms = 0;
  for (int round = 0; round < rounds; ++round) {
    check_budget();
    const Defect defect = defect_at(problem, random_rationals(random, t.n, t.r, true),
                                    sparse_direction(random, t.n, t.r), sparse_direction(random, t.n, t.r));
    gradients += defect.gradient.sign() == 0 ? 1 : 0;
    forms += defect.form.sign() == 0 ? 1 : 0;
  }
  const std::string where = fmt::format("at {} random rational points", rounds);
  out.add(yes("∇g(U, U) " + where, "½[∇f; ∇f]", fmt::format("equal at {}", gradients), gradients == rounds,
              RowRigor::exact));
  out.add(yes("the Hessian identity " + where + " and directions", "equal", fmt::format("equal at {}", forms),
              forms == rounds, RowRigor::exact));
}

/// One skew term in the kernel, and the identities fail.
void add_failure(Statement& out, const Problem& problem, const ExactTheorem3& t, Random& random) {
  const RationalMatrix any = random_rationals(random, t.n, t.n);
  RationalMatrix skew = any - any.transpose();
  skew.add(0, 1, 40);  // never zero
  skew.add(1, 0, -40);
  const Problem broken = with_kernel(problem, identity(t.n), skew);
  const RationalMatrix U = entrywise(t.n, t.r, [](long i, long k) { return 2 + (i + k) % 3; }),
                       DU = sparse_direction(random, t.n, t.r), DV = DU + unit(t.n, t.r, 0, 0);
  const Defect defect = defect_at(broken, U, DU, DV);
  out.add(less("without Assumption 2 the gradients differ: −‖2∇g − [∇f; ∇f]‖²", "", 0, -defect.gradient));
}

}  // namespace

Statement lemma_9(const Parameters& p) {
  const Theorem3 t = theorem3_at(p);
  const ExactTheorem3 exact(t);
  Statement out(
      "Lemma 9",
      "If ℋ maps symmetric matrices to symmetric ones (Assumption 2), the asymmetric problem at L = R = U "
      "has ∇g = ½[∇f; ∇f] and ⟨∇²g[D],D⟩ = ⟨∇²f[U̇],U̇⟩ − 2⟨S, V̇V̇ᵀ⟩ + ‖𝒜(V̇Uᵀ − UV̇ᵀ)‖², U̇ = ½(D_L + "
      "D_R), V̇ = ½(D_L − D_R).",
      describe(t) + "; and n = r = 2 with every kernel, point and direction as variables");
  const Inherited all;
  out.add(identity("n = r = 2: ⟨∇g, D⟩", "½⟨∇f, D_L + D_R⟩", all.slope, all.half_of_slope));
  out.add(identity("n = r = 2: ⟨∇²g[D], D⟩", "⟨∇²f[U̇],U̇⟩ − 2⟨S, V̇V̇ᵀ⟩ + ‖𝒜(V̇Uᵀ − UV̇ᵀ)‖²", all.left,
                   all.inherited + all.rest));
  const Problem problem = theorem3(t);
  if (2 * exact.n * exact.r <= checker::most_kept) {
    const Pair at = pair_at(problem, *problem.point);
    const bool agree = hessians_agree(at, exact.U0());
    out.add(yes("at U₀, for all directions: the Hessians as matrices", "equal",
                agree ? fmt::format("equal, of order {}", 2 * exact.n * exact.r) : "different", agree,
                RowRigor::exact));
  }
  Random random(p.seed, 9);
  add_random_points(out, problem, exact, random);
  add_failure(out, problem, exact, random);
  return out;
}

Statement lemma_10(const Parameters&) {
  Symbols symbols;
  const PolyMatrix U = symbols.matrix(3, 2), DL = symbols.matrix(3, 2), DR = symbols.matrix(3, 2);
  Statement out(
      "Lemma 10",
      "At L = R = U the balance term has the gradient 0 and the Hessian form ‖Uᵀ(D_L − D_R) + (D_L − "
      "D_R)ᵀU‖².",
      "U 3×2 and a direction, all entries variables");
  const Jet left = Jet::moving(U, DL), right = Jet::moving(U, DR);
  const Expanded h = half_squared_norm(left.transpose() * left - right.transpose() * right);
  out.add(identity("⟨∇h, D⟩", "0", h.slope, Poly()));
  const PolyMatrix X = U.transpose() * (DL - DR);
  const Poly form = Poly(2) * h.half_form;
  out.add(corrected(
      identity("⟨∇²h[D], D⟩", "‖Uᵀ(D_L − D_R) + (D_L − D_R)ᵀU‖²", form, (X + X.transpose()).squared_norm()),
      "4‖Uᵀ(D_L − D_R)‖²", Poly(4) * X.squared_norm(), form));
  out.note = "The two agree when Uᵀ(D_L − D_R) is symmetric, in particular for r = 1.";
  return out;
}

Row version_1_inheritance() {
  // f and g without ½: both sides of the identity are doubled but for the rest.
  const Inherited half;
  const Poly left = Poly(2) * half.left, inherited = Poly(2) * half.inherited;
  return corrected(
      identity("Lemma 7 of v1, f = ‖𝒜(UUᵀ − M)‖² without ½: ⟨∇²g[D], D⟩",
               "⟨∇²f[U̇],U̇⟩ + 2(−2⟨S, V̇V̇ᵀ⟩ + ‖𝒜(V̇Uᵀ − UV̇ᵀ)‖²)", left, inherited + Poly(2) * half.rest),
      "⟨∇²f[U̇],U̇⟩ − 2⟨S, V̇V̇ᵀ⟩ + ‖𝒜(V̇Uᵀ − UV̇ᵀ)‖²", inherited + half.rest, left);
}

// ---- version 1 ----------------------------------------------------------------------------------

Statement version_1(const Parameters&) {
  Statement out(
      "Version 1",
      "Version 1 states Theorem 3 (there Theorem 2) for any α, ε > 0, Lemma 9 (there Lemma 7) without the ½ "
      "of f and g, and the ambiguity of LRᵀ as (LG)(RG⁻¹)ᵀ. Version 2 has all three right.",
      "n = 2, r = r⋆ = 1, α = ε = 1; n = r = 2 with all numbers as variables; G = [1 1; 0 1]");
  // α = ε = 1: δ² = 3, so √(1 − δ²) is not real, and no other 𝒜 has this kernel.
  const ExactTheorem3 exact({.alpha = 1, .epsilon = 1});
  out.add(corrected(at_least("δ² at α = ε = 1, above 1: the printed 𝒜 is not real", "", 1, exact.delta2),
                    "any α, ε > 0", exact.delta2 < Rational(1)));
  const RationalMatrix b = exact.b(), c = exact.c(), X = c - b;
  const Rational form = dot(X, X) + Rational(2) * dot(b, X) * dot(c, X);
  out.add(less("there ⟨X, ℋX⟩ for X = C − B, which ‖𝒜(X)‖² would have to be", "", 0, form));
  out.add(version_1_inheritance());
  const RationalMatrix I = identity(2), corner = unit(2, 2, 0, 1), G = I + corner, inverse = I - corner;
  out.add(corrected(same("(LG)(RH)ᵀ for L = R = I", "LRᵀ with H = G⁻ᵀ", I, G * inverse), "H = G⁻¹",
                    G * inverse.transpose() == I));
  return out;
}

}  // namespace orthant::paper
