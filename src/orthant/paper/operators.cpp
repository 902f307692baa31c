// Lemmas 5, 7 and 8: the kernel I + bcᵀ + cbᵀ, the printed operator that has it, and what it does to
// symmetric and to skew matrices.
#include "orthant/base/stop.hpp"
#include "orthant/paper/rows.hpp"
#include "orthant/paper/statements.hpp"
#include "orthant/paper/theorem3.hpp"

namespace orthant::paper {

using checker::Rational;
using checker::RationalMatrix;

namespace {

/// Whether ℋ maps E_ij + E_ji to symmetric matrices and E_ij − E_ji to skew ones, for all i, j.
bool keeps(const ExactPoint& point, long n, bool symmetric) {
  const Rational sign = symmetric ? 1 : -1;
  for (long i = 0; i < n; ++i) {
    for (long j = 0; j <= i; ++j) {
      check_budget();
      const RationalMatrix image = point.kernel(unit(n, n, i, j) + sign * unit(n, n, j, i));
      if (!(image.transpose() == sign * image)) return false;
    }
  }
  return true;
}

}  // namespace

Statement lemma_5(const Parameters& p) {
  const Theorem3 t = theorem3_at(p);
  const ExactTheorem3 exact(t);
  Statement out(
      "Lemma 5",
      "The kernel I + bcᵀ + cbᵀ has the eigenvalues 1 + ⟨b,c⟩ ± ‖b‖‖c‖ and otherwise 1. For Theorem 3 that "
      "is 1 ± δ, with eigenvectors of rank at most r + r⋆, so δ is the exact restricted isometry constant at "
      "that rank, and ℋ is positive definite for δ < 1.",
      describe(t) + "; and a random pair b, c");
  const Problem problem = theorem3(t);
  const ExactPoint point(problem);
  out.add(assumption_1("ℋ(X) of Theorem 3", exact, point));
  add_attained_isometry(out, exact, point);
  out.add(less("δ², so that ℋ ≻ 0", "", 1, exact.delta2));

  // (ℋ − I − ⟨b,c⟩)² = ‖b‖²‖c‖² on span{b, c}: the two eigenvalues there; 0 off it.
  Random random(p.seed, 5);
  const RationalMatrix b = random_rationals(random, exact.n, exact.n);
  RationalMatrix c = random_rationals(random, exact.n, exact.n);
  const ExactPoint any(with_kernel(problem, b, c));
  const Rational mixed = dot(b, c), norms = dot(b, b) * dot(c, c);
  const auto centred = [&](const RationalMatrix& X) { return any.kernel(X) - X - mixed * X; };
  out.add(same("random b, c: (ℋ − I − ⟨b,c⟩)b", "‖b‖²c", dot(b, b) * c, centred(b)));
  out.add(same("random b, c: (ℋ − I − ⟨b,c⟩)c", "‖c‖²b", dot(c, c) * b, centred(c)));
  out.add(same("random b, c: (ℋ − I − ⟨b,c⟩)²b, so the eigenvalues are 1 + ⟨b,c⟩ ± ‖b‖‖c‖", "‖b‖²‖c‖²b",
               norms * b, centred(centred(b))));
  // A random matrix without its parts along b and c.
  const RationalMatrix X = random_rationals(random, exact.n, exact.n);
  const Rational determinant = norms - mixed * mixed, Xb = dot(X, b), Xc = dot(X, c);
  if (determinant.sign() > 0) {
    const RationalMatrix rest =
        X - (dot(c, c) * Xb - mixed * Xc) / determinant * b - (dot(b, b) * Xc - mixed * Xb) / determinant * c;
    out.add(same("random b, c: ℋ(X) for X orthogonal to both", "X", rest, any.kernel(rest)));
  }
  return out;
}

Statement lemma_7(const Parameters& p) {
  Theorem3 t = theorem3_at(p);
  const ExactTheorem3 exact(t);
  Statement out(
      "Lemma 7",
      "The operator 𝒜 that is printed in Theorem 3 satisfies Assumption 1: vec 𝒜(X) = [I + (b + γc)cᵀ]vec X "
      "with γ = (−1 + √(1 − δ²))/‖c‖², a root of ‖c‖²γ² + 2γ + ‖b‖², and so 𝒜*𝒜 = I + bcᵀ + cbᵀ.",
      describe(t));
  const ExactPoint kernel(theorem3(t));
  t.printed_operator = true;
  const ExactPoint printed(theorem3(t));
  out.add(assumption_1("𝒜*𝒜(X) of the printed 𝒜", exact, printed));
  // As a polynomial in s = √(1 − δ²): (s² − 1 + δ²)/‖c‖², which vanishes.
  Symbols symbols;
  const Poly s = symbols.scalar();
  const RationalMatrix b = exact.b(), c = exact.c();
  const Rational cc = dot(c, c), bb = dot(b, b);
  const Poly gamma = Poly(Rational(1) / cc) * (s - Poly(1));
  out.add(identity("‖c‖²γ² + 2γ + ‖b‖², γ = (−1 + s)/‖c‖²", "(s² − (1 − δ²))/‖c‖², zero at s = √(1 − δ²)",
                   Poly(cc) * gamma * gamma + Poly(2) * gamma + Poly(bb),
                   Poly(Rational(1) / cc) * (s * s - Poly(Rational(1) - exact.delta2))));
  out.add(less("δ², so that the root is real", "", 1, exact.delta2));
  out.add(equal("f(U₀) by the printed 𝒜", "the same by ℋ", kernel.value(), printed.value()));
  out.add(same("∇f(U₀) by the printed 𝒜", "2α³ε on the rows of Q₁, 0 elsewhere", exact.gradient(true),
               gradient_of(printed, exact.alpha)));
  out.note = "v1 has this as its Lemma 5.";
  return out;
}

Statement lemma_8(const Parameters& p) {
  const Theorem3 t = theorem3_at(p);
  const ExactTheorem3 exact(t);
  Statement out(
      "Lemma 8",
      "Assumption 1 implies Assumption 2: ℋ maps symmetric matrices to symmetric ones and skew ones to skew "
      "ones, and ‖𝒜(S + K)‖² = ‖𝒜(S)‖² + ‖𝒜(K)‖² for S symmetric and K skew.",
      describe(t));
  const Problem problem = theorem3(t);
  const ExactPoint point(problem);
  const RationalMatrix b = exact.b(), c = exact.c();
  out.add(same("bᵀ", "b", b, b.transpose()));
  out.add(same("cᵀ", "c", c, c.transpose()));
  out.add(assumption_1("ℋ(X)", exact, point));
  const auto of_all = [&](const char* kind, bool symmetric) {
    return proved(fmt::format("ℋ of every {} matrix of a basis", kind), kind, "not always",
                  keeps(point, exact.n, symmetric));
  };
  out.add(of_all("symmetric", true));
  out.add(of_all("skew", false));
  Random random(p.seed, 8);
  const RationalMatrix X = random_rationals(random, exact.n, exact.n);
  const RationalMatrix S = X + X.transpose(), K = X - X.transpose();
  const auto form = [](const ExactPoint& at, const RationalMatrix& M) { return dot(M, at.kernel(M)); };
  out.add(equal("‖𝒜(S + K)‖² at a random pair", "‖𝒜(S)‖² + ‖𝒜(K)‖²", form(point, S) + form(point, K),
                form(point, S + K)));
  // One skew term violates both.
  RationalMatrix skew = K;
  if (K == RationalMatrix(exact.n, exact.n))
    skew = unit(exact.n, exact.n, 0, 1) - unit(exact.n, exact.n, 1, 0);
  const RationalMatrix I = identity(exact.n);
  const ExactPoint broken(with_kernel(problem, I, skew));
  const Rational defect = form(broken, I + skew) - form(broken, I) - form(broken, skew);
  out.add(less("one skew term violates it: ‖𝒜(I)‖² + ‖𝒜(K)‖² − ‖𝒜(I + K)‖² for ℋ = id + I⟨K, ·⟩ + K⟨I, ·⟩",
               "", 0, -defect));
  const RationalMatrix image = broken.kernel(I);
  out.add(proved("its ℋ(I)", "not symmetric", "symmetric", !(image == image.transpose())));
  out.note = "v1 has this as its Lemma 6.";
  return out;
}

}  // namespace orthant::paper
