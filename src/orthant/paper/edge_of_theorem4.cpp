// Theorem 4 at m·min w² = 1, where its minimum ends (docs/beyond.md).
#include "orthant/paper/exact_point.hpp"
#include "orthant/paper/rational_matrices.hpp"
#include "orthant/paper/rows.hpp"
#include "orthant/paper/statements.hpp"
#include "orthant/paper/theorem4_parts.hpp"

namespace orthant::paper {

using checker::Rational;
using instances::Theorem4;
using instances::theorem4;

namespace {

/// The points of the proof for m = r: w = 1/√r, and w(s) = v/√r, v = (c − s′, c + s′, 1, …, 1) with
/// c = (1 − s²)/(1 + s²) and s′ = 2s/(1 + s²), a rotation of w in the first two columns by s = 1/q. In
/// integers N·v, N = q² + 1.
struct Turned {
  long q;
  Rational s, c, sine;
  std::vector<double> v;  ///< N·v

  Turned(Index r, long inverse)
      : q(inverse),
        s(Rational(1) / Rational(q)),
        v(static_cast<std::size_t>(r), static_cast<double>(q * q + 1)) {
    const Rational N(q * q + 1);
    c = Rational(q * q - 1) / N, sine = Rational(2 * q) / N;
    v[0] = static_cast<double>(q * q - 1 - 2 * q), v[1] = static_cast<double>(q * q - 1 + 2 * q);
  }
  /// m·min w(s)² = v_1², for m = r.
  Rational weight() const { return (c - sine) * (c - sine); }
  /// ‖[1w(s)ᵀ; 0] − U₀‖² = ‖v − 1‖².
  Rational moved() const { return Rational(4) * (Rational(1) - c); }
  /// [1w(s)ᵀ; t e_1ᵀ], t = s/√r.
  Factors lower(const Theorem4& t) const {
    Matrix X = Matrix::Zero(t.m + t.r_star - 1, t.r);
    X.topRows(t.m) = Vector::Ones(t.m) * Eigen::Map<const Vector>(v.data(), t.r).transpose();
    const long N = q * q + 1;
    // N·s is not an integer: everything q times as large.
    X.topRows(t.m) *= static_cast<double>(q);
    X(t.m, 0) = static_cast<double>(N);
    const mpq_class unit(1, mpz_class(N) * mpz_class(N) * mpz_class(q) * mpz_class(q) * mpz_class(t.r));
    return {ScaledMatrix(X, ExactScale::root(unit)), {}};
  }
};

}  // namespace

Claim edge_of_theorem_4(const ClaimParameters& p) {
  Theorem4 t = theorem4_at(p);
  t.m = t.r;
  t.w.assign(static_cast<std::size_t>(t.r), 1);
  Claim claim;
  claim.place = "Beyond Theorem 4: its edge";
  claim.statement =
      "For r ≥ 2 a point [1wᵀ; 0] with m·min w² = 1 is no local minimum, though second-order critical: "
      "saddles of the same value are arbitrarily near. So m > r in Theorem 4 is necessary for U₀, and "
      "sufficient.";
  claim.parameters = describe(t) + ": m = r, w = 1/√r";
  const Problem problem = theorem4(t);
  const ExactPoint exact(problem);
  const Rational value = Rational(t.r_star - 1) / Rational(2), r(t.r);
  claim.rows.push_back(equal("m·min w²", "", 1, rational(least_weight(t))));
  claim.rows.push_back(equal("f(U₀)", "k/2", value, exact.value()));
  claim.rows.push_back(yes("U₀: (6)", "stationary", exact.is_stationary() ? "stationary" : "not stationary",
                           exact.is_stationary(), ClaimRigor::exact));
  checker::RationalMatrix D(problem.rows(), problem.rank);
  D.set(t.m, 0, 1);
  claim.rows.push_back(equal("⟨∇²f(U₀)[D], D⟩, D = e_{m+1}e_1ᵀ", "2(m·min w² − 1)", 0, exact.form(D)));
  const Theorem4 both = asymmetric(t, p.balance);
  for (const long q : {10L, 1000L, 30000L}) {
    check_budget();
    const Turned turned(t.r, q);
    Theorem4 on = t;
    on.w = turned.v;
    const Problem near_by = theorem4(on);
    const ExactPoint there(near_by);
    const std::string where = "at distance² " + turned.moved().value_text(4) + " on the set";
    claim.rows.push_back(less(where + ": m·min w²", "", 1, rational(least_weight(on))));
    claim.rows.push_back(equal(where + ": f", "k/2", value, there.value()));
    claim.rows.push_back(equal(where + ", a saddle: ⟨∇²f[D], D⟩", "2(m·min w² − 1)",
                               Rational(2) * (turned.weight() - Rational(1)), there.form(D)));
    // f − k/2 = ½t⁴ − t²(1 − m·min w²), Lemma 12's identity with Y = 1wᵀ and one row t e_1ᵀ of Zᵀ.
    const Factors lower = turned.lower(t);
    const Rational t2 = turned.s * turned.s / r;
    const std::string below = "at distance² " + (turned.moved() + t2).value_text(4);
    const Rational fall = t2 * t2 / Rational(2) - t2 * (Rational(1) - turned.weight());
    ClaimRow row = equal(below + ", a lower point: f − k/2", "½t⁴ − t²(1 − m·min w²)", fall,
                         exact.value_at(lower) - value);
    row.holds = row.holds && fall.sign() < 0;
    claim.rows.push_back(row);
    claim.rows.push_back(equal(fmt::format("the same with two factors, λ = {:g}: g − k/2", p.balance),
                               "as with one", fall,
                               ExactPoint(theorem4(both)).value_at({lower.L, lower.L}) - value));
  }
  Theorem4 fewer = t;
  fewer.m = t.r - 1;
  add_verdict(claim, "edge-m-below-r", fmt::format("m = r − 1 = {}: U₀", fewer.m), Verdict::saddle, false,
              judge_with_proof(theorem4(fewer)));
  claim.note = "The proof is in docs/beyond.md.";
  conclude(claim);
  return claim;
}

}  // namespace orthant::paper
