// Equations (1) to (5): how the asymmetric problem sits in the symmetric one, and what h takes from it. (9) to (12):
// gradients and Hessians as identities of polynomials, for every operator of the sizes given, with its entries as
// variables.
#include "orthant/paper/exact_point.hpp"
#include "orthant/paper/rows.hpp"
#include "orthant/paper/statements.hpp"
#include "orthant/paper/symbolic.hpp"
#include "orthant/paper/theorem3.hpp"

namespace orthant::paper {

using checker::Rational;
using checker::RationalMatrix;

// ---- (1) to (5) ---------------------------------------------------------------------------------

namespace {

/// ½‖LᵀL − RᵀR‖².
Rational imbalance(const RationalMatrix& L, const RationalMatrix& R) {
  const RationalMatrix B = L.transpose() * L - R.transpose() * R;
  return dot(B, B) / Rational(2);
}

RationalMatrix two_by_two(const Rational& a, const Rational& b, const Rational& c, const Rational& d) {
  RationalMatrix A(2, 2);
  A.set(0, 0, a), A.set(0, 1, b), A.set(1, 0, c), A.set(1, 1, d);
  return A;
}

Row block_row() {
  Symbols s;
  const PolyMatrix L = s.matrix(2, 2), R = s.matrix(3, 2), Z = s.matrix(2, 3), U = stacked(L, R);
  PolyMatrix placed(5, 5);
  for (long i = 0; i < 2; ++i)
    for (long j = 0; j < 3; ++j) placed(i, 2 + j) = Z(i, j);
  return identity("⟨[0 Z; 0 0], UUᵀ⟩ for any Z, U = [L; R]", "⟨Z, LRᵀ⟩", inner(placed, U * U.transpose()),
                  inner(Z, L * R.transpose()));
}

Row ambiguity_row() {
  Symbols s;
  const PolyMatrix L = s.matrix(2, 2), R = s.matrix(2, 2), G = s.matrix(2, 2), Z = s.matrix(2, 2);
  PolyMatrix adjugate(2, 2);
  adjugate(0, 0) = G(1, 1), adjugate(1, 1) = G(0, 0);
  adjugate(0, 1) = Poly(0) - G(0, 1), adjugate(1, 0) = Poly(0) - G(1, 0);
  const Poly det = G(0, 0) * G(1, 1) - G(0, 1) * G(1, 0);
  return identity("⟨Z, (LG)(R adj(G)ᵀ)ᵀ⟩ for any Z and G 2×2, where adj(G)ᵀ = det G·G⁻ᵀ", "det G·⟨Z, LRᵀ⟩",
                  inner(Z, (L * G) * (R * adjugate.transpose()).transpose()),
                  det * inner(Z, L * R.transpose()));
}

}  // namespace

Statement equations_1_5(const Parameters& p) {
  Statement out(
      "(1) to (5), the two problems",
      "LRᵀ is the top-right block of UUᵀ for U = [L; R]; LRᵀ = (LG)(RG⁻ᵀ)ᵀ for every invertible G; h "
      "removes this ambiguity, up to rotations.",
      "L, R and G with all entries variables; G = [2 1; 0 1] and random rational L, R");
  out.add(block_row());
  out.add(ambiguity_row());
  Random random(p.seed, 15);
  const RationalMatrix L = random_rationals(random, 3, 2, true), R = random_rationals(random, 2, 2, true);
  const Rational half = Rational(1) / Rational(2);
  const RationalMatrix G = two_by_two(2, 1, 0, 1), H = two_by_two(half, 0, -half, 1);  // H = G⁻ᵀ
  out.add(same("GHᵀ, H = [½ 0; −½ 1]", "I", two_by_two(1, 0, 0, 1), G * H.transpose()));
  out.add(same("(LG)(RH)ᵀ at random L and R", "LRᵀ", L * R.transpose(), L * G * (R * H).transpose()));
  out.add(equal("h at L = R", "", 0, imbalance(L, L)));
  out.add(less("0 = h at L = R", "h at (LG, LH), which has the same LRᵀ", imbalance(L * G, L * H), 0));
  const Rational c = Rational(3) / Rational(5), d = Rational(4) / Rational(5);
  const RationalMatrix turn = two_by_two(c, d, -d, c);
  out.add(equal("h at (LG, RG) for the rotation G = [3 4; −4 3]/5", "h at (L, R)", imbalance(L, R),
                imbalance(L * turn, R * turn)));
  out.note = "Version 1 prints G⁻¹ in the place of G⁻ᵀ: see version-1.";
  return out;
}

// ---- (9) to (12) --------------------------------------------------------------------------------

namespace {

/// 𝒜(X)_k = ⟨A_k, X⟩ with every entry of the A_k a variable.
struct AnyOperator {
  AnyOperator(Symbols& symbols, long count, long rows, long cols) {
    for (long k = 0; k < count; ++k) A.push_back(symbols.matrix(rows, cols));
  }

  PolyMatrix operator()(const PolyMatrix& X) const {
    PolyMatrix out(static_cast<long>(A.size()), 1);
    for (std::size_t k = 0; k < A.size(); ++k) out(static_cast<long>(k), 0) = inner(A[k], X);
    return out;
  }
  Jet operator()(const Jet& X) const { return {(*this)(X.value), (*this)(X.slope), (*this)(X.bend)}; }

  /// 𝒜*(y).
  PolyMatrix adjoint(const PolyMatrix& y) const {
    PolyMatrix out(A[0].rows(), A[0].cols());
    for (std::size_t k = 0; k < A.size(); ++k) out += y(static_cast<long>(k), 0) * A[k];
    return out;
  }

  std::vector<PolyMatrix> A;
};

/// g(L + tD_L, R + tD_R) = ½‖𝒜(LRᵀ − M)‖².
struct AsymmetricFit {
  explicit AsymmetricFit(Symbols& symbols)
      : A(symbols, 2, 2, 3), L(symbols.matrix(2, 2)), R(symbols.matrix(3, 2)), M(symbols.matrix(2, 3)) {}

  Expanded along(const PolyMatrix& DL, const PolyMatrix& DR) const {
    return half_squared_norm(A(Jet::moving(L, DL) * Jet::moving(R, DR).transpose() - Jet::fixed(M)));
  }
  PolyMatrix S() const { return A.adjoint(A(L * R.transpose() - M)); }
  /// 𝒜(L D_Rᵀ + D_L Rᵀ)
  PolyMatrix moved(const PolyMatrix& DL, const PolyMatrix& DR) const {
    return A(L * DR.transpose() + DL * R.transpose());
  }

  AnyOperator A;
  PolyMatrix L, R, M;
};

constexpr const char* asymmetric_sizes =
    "L 2×2, R 3×2, M 2×3 and an operator with two measurements, all entries variables";

/// ⟨∇²h[D], D⟩ by the checker's arithmetic, as λ = 1 minus λ = 0, and by the formula, at a random point.
Row program_row(std::uint64_t seed) {
  const Theorem3 t{.n = 5, .r = 3, .r_star = 2};
  Random random(seed, 12);
  const RationalMatrix L = random_rationals(random, 5, 3, true), R = random_rationals(random, 5, 3, true),
                       D = random_rationals(random, 10, 3);
  const auto form_at = [&](double balance) {
    Problem problem = theorem3(asymmetric(t, balance));
    problem.point = Factors{doubles(L), doubles(R)};
    return ExactPoint(problem).form(D);
  };
  const RationalMatrix DL = entrywise(5, 3, [&](long i, long k) { return D(i, k); }),
                       DR = entrywise(5, 3, [&](long i, long k) { return D(5 + i, k); });
  const RationalMatrix B = L.transpose() * L - R.transpose() * R,
                       bend = DL.transpose() * DL - DR.transpose() * DR,
                       half = L.transpose() * DL - R.transpose() * DR, cross = half + half.transpose();
  return equal("⟨∇²h[D], D⟩ as this program has it, at a random point", "the formula",
               Rational(2) * dot(B, bend) + dot(cross, cross), form_at(1) - form_at(0));
}

}  // namespace

Statement equation_9(const Parameters&) {
  Symbols symbols;
  const AnyOperator A(symbols, 2, 2, 2);
  const PolyMatrix U = symbols.matrix(2, 2), D = symbols.matrix(2, 2), M = symbols.matrix(2, 2);
  Statement out(
      "(9), the symmetric fit",
      "f = ½‖𝒜(UUᵀ − M)‖² has ∇f = (S + Sᵀ)U, S = 𝒜*𝒜(UUᵀ − M), and the Hessian form ⟨S + Sᵀ, DDᵀ⟩ + ‖𝒜(UDᵀ "
      "+ DUᵀ)‖².",
      "U 2×2, M 2×2 and an operator with two measurements, all entries variables");
  const Jet moving = Jet::moving(U, D);
  const Expanded f = half_squared_norm(A(moving * moving.transpose() - Jet::fixed(M)));
  const PolyMatrix S = A.adjoint(A(U * U.transpose() - M)), both = S + S.transpose();
  out.add(identity("⟨∇f, D⟩", "⟨(S + Sᵀ)U, D⟩", f.slope, inner(both * U, D)));
  out.add(identity("⟨∇²f[D], D⟩", "⟨S + Sᵀ, DDᵀ⟩ + ‖𝒜(UDᵀ + DUᵀ)‖²", Poly(2) * f.half_form,
                   inner(both, D * D.transpose()) + A(U * D.transpose() + D * U.transpose()).squared_norm()));
  return out;
}

Statement equation_10(const Parameters&) {
  Symbols symbols;
  const AsymmetricFit g(symbols);
  const PolyMatrix DL = symbols.matrix(2, 2), DR = symbols.matrix(3, 2);
  Statement out(
      "(10), the asymmetric fit",
      "g = ½‖𝒜(LRᵀ − M)‖² has ∇g = [SR; SᵀL], S = 𝒜*𝒜(LRᵀ − M), and the Hessian form 2⟨S, D_L D_Rᵀ⟩ + ‖𝒜(L "
      "D_Rᵀ + D_L Rᵀ)‖².",
      asymmetric_sizes);
  const Expanded along = g.along(DL, DR);
  const PolyMatrix S = g.S();
  out.add(identity("⟨∇g, D⟩", "⟨[SR; SᵀL], D⟩", along.slope,
                   inner(S * g.R, DL) + inner(S.transpose() * g.L, DR)));
  out.add(identity("⟨∇²g[D], D⟩", "2⟨S, D_L D_Rᵀ⟩ + ‖𝒜(L D_Rᵀ + D_L Rᵀ)‖²", Poly(2) * along.half_form,
                   Poly(2) * inner(S, DL * DR.transpose()) + g.moved(DL, DR).squared_norm()));
  return out;
}

Statement equation_11(const Parameters&) {
  Symbols symbols;
  const AsymmetricFit g(symbols);
  const PolyMatrix DL = symbols.matrix(2, 2), DR = symbols.matrix(3, 2), EL = symbols.matrix(2, 2),
                   ER = symbols.matrix(3, 2);
  Statement out("(11), the cross term",
                "⟨∇²g[D], E⟩ = ⟨S, D_L E_Rᵀ + E_L D_Rᵀ⟩ + ⟨𝒜(L D_Rᵀ + D_L Rᵀ), 𝒜(L E_Rᵀ + E_L Rᵀ)⟩.",
                asymmetric_sizes);
  const Poly cross =
      g.along(DL + EL, DR + ER).half_form - g.along(DL, DR).half_form - g.along(EL, ER).half_form;
  out.add(identity(
      "⟨∇²g[D], E⟩, half the form along D + E less those along D and E", "the formula", cross,
      inner(g.S(), DL * ER.transpose() + EL * DR.transpose()) + inner(g.moved(DL, DR), g.moved(EL, ER))));
  return out;
}

Statement equation_12(const Parameters& p) {
  Symbols symbols;
  const PolyMatrix L = symbols.matrix(3, 2), R = symbols.matrix(2, 2), DL = symbols.matrix(3, 2),
                   DR = symbols.matrix(2, 2);
  Statement out(
      "(12), the balance term",
      "h = ½‖LᵀL − RᵀR‖² has the gradient [2LB; −2RB], B = LᵀL − RᵀR, and the Hessian form 2⟨B, D_LᵀD_L − "
      "D_RᵀD_R⟩ + ‖LᵀD_L + D_LᵀL − RᵀD_R − D_RᵀR‖².",
      "L 3×2, R 2×2 and a direction, all entries variables");
  const Jet left = Jet::moving(L, DL), right = Jet::moving(R, DR);
  const Expanded h = half_squared_norm(left.transpose() * left - right.transpose() * right);
  const PolyMatrix B = L.transpose() * L - R.transpose() * R;
  const Poly half_slope = inner(L * B, DL) - inner(R * B, DR);
  out.add(corrected(identity("⟨∇h, D⟩", "⟨[2LB; −2RB], D⟩", h.slope, Poly(2) * half_slope), "⟨[LB; −RB], D⟩",
                    half_slope, h.slope));
  const Poly bend = Poly(2) * inner(B, DL.transpose() * DL - DR.transpose() * DR),
             form = Poly(2) * h.half_form;
  const PolyMatrix cross = L.transpose() * DL - R.transpose() * DR;
  out.add(corrected(identity("⟨∇²h[D], D⟩", "… + ‖LᵀD_L + D_LᵀL − RᵀD_R − D_RᵀR‖²", form,
                             bend + (cross + cross.transpose()).squared_norm()),
                    "… + 4‖LᵀD_L − RᵀD_R‖²", bend + Poly(4) * cross.squared_norm(), form));
  // h is homogeneous of degree 4: ⟨∇h, (L, R)⟩ = 4h says which function these are derivatives of.
  const Poly quarter = inner(L * B, L) - inner(R * B, R);
  const PolyMatrix M = symbols.matrix(3, 2);
  out.add(corrected(identity("the function with this gradient, ¼⟨∇h, (L, R)⟩", "½‖LᵀL − RᵀR‖², as in (3)",
                             Poly(Rational(1) / Rational(2)) * quarter, h.value),
                    "½‖𝒜(LRᵀ − L⋆R⋆ᵀ)‖², before (12) (here with 𝒜 = I)",
                    half_squared_norm(Jet::fixed(L * R.transpose() - M)).value, h.value));
  out.add(program_row(p.seed));
  out.note = "The two Hessians agree when LᵀD_L − RᵀD_R is symmetric, in particular for r = 1.";
  return out;
}

}  // namespace orthant::paper
