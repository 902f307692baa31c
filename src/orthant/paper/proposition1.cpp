// Proposition 1 (δ = 0 and a truth of rank one: no spurious local minima), and every other balance.
#include "orthant/paper/rank_one_truth.hpp"
#include "orthant/paper/statements.hpp"

namespace orthant::paper {

using checker::Rational;

Claim proposition_1(const ClaimParameters& p) {
  Claim claim;
  claim.place = "Proposition 1";
  claim.statement =
      "With full observation (δ = 0) and a truth of rank one there are no spurious local minima, for any "
      "number of columns: every first-order critical point is 0 or global, and 0 is a saddle. Asymmetric: "
      "for λ = ¼.";
  claim.parameters = fmt::format("random truths with zeros, r = 1 … 5, {} starts each", p.starts);
  for (Index r = 1; r <= 5; ++r) {
    check_budget();
    FirstOrderEnds symmetric, balanced;
    Random random(p.seed, static_cast<std::uint64_t>(100 + r));
    search_first_order(rank_one_problem(random, r, true, 0), p.starts, p.seed + static_cast<std::uint64_t>(r),
                       symmetric);
    search_first_order(rank_one_problem(random, r, false, 0.25), p.starts,
                       p.seed + static_cast<std::uint64_t>(10 + r), balanced);
    claim.rows.push_back(none_elsewhere(fmt::format("symmetric, r = {}", r), symmetric, false));
    claim.rows.push_back(none_elsewhere(fmt::format("asymmetric, λ = ¼, r = {}", r), balanced, false));
  }
  claim.note =
      "A search can refute the statement and not prove it; lemma-15 to lemma-18 evaluate the steps of the "
      "proof.";
  conclude(claim);
  return claim;
}

Claim every_balance(const ClaimParameters& p) {
  Claim claim;
  claim.place = "Beyond Proposition 1: every balance";
  claim.statement =
      "Proposition 1 holds for every λ ≥ 0. For λ > 0 the first-order critical points of g_λ are 0 and the "
      "global minima; for λ = 0 they are global or have LRᵀ = 0, and those are saddles.";
  claim.parameters = fmt::format("L, R 2×2, all entries and λ as variables; searches of {} starts", p.starts);
  BlockSymbols s;
  const Poly lambda = s.symbols.scalar(), half = Rational(1) / Rational(2);
  const PolyMatrix K = s.L.transpose() * s.L, G = s.R.transpose() * s.R;
  const PolyMatrix N = (Poly(1) - Poly(2) * lambda) * G + Poly(2) * lambda * K,
                   other = (Poly(1) - Poly(2) * lambda) * K + Poly(2) * lambda * G;
  const PolyMatrix x = s.L.transpose() * s.a, z = s.R.transpose() * s.b;
  const PolyMatrix gradient = s.fit_gradient() + lambda * s.balance_gradient();
  const PolyMatrix of_L = s.L * N - s.a * z.transpose(), of_R = s.R * other - s.b * x.transpose();
  claim.rows.push_back(identity("‖∇g_λ − [LN − azᵀ; RN′ − bxᵀ]‖²", "0",
                                (gradient - stacked(of_L, of_R)).squared_norm(), Poly()));
  claim.rows.push_back(identity("⟨∇_L g, L⟩ − ⟨∇_R g, R⟩", "2λ(‖K‖² − ‖G‖²)",
                                inner(of_L, s.L) - inner(of_R, s.R),
                                Poly(2) * lambda * (K.squared_norm() - G.squared_norm())));
  claim.rows.push_back(identity("½‖LRᵀ − abᵀ‖²", "½‖abᵀ‖² − ½⟨K, G⟩ − 2λ(‖K‖² − ⟨K, G⟩) + ⟨∇_L g, L⟩",
                                half * (s.L * s.R.transpose() - s.a * s.b.transpose()).squared_norm(),
                                half * (s.a * s.b.transpose()).squared_norm() - half * inner(K, G) -
                                    Poly(2) * lambda * (K.squared_norm() - inner(K, G)) + inner(of_L, s.L)));
  claim.rows.push_back(identity(
      "⟨∇_L g, azᵀ⟩ + ⟨∇_R g, bxᵀ⟩", "xᵀ(K + G)z − ‖a‖²‖z‖² − ‖b‖²‖x‖²",
      inner(of_L, s.a * z.transpose()) + inner(of_R, s.b * x.transpose()),
      inner(x, (K + G) * z) - s.a.squared_norm() * z.squared_norm() - s.b.squared_norm() * x.squared_norm()));
  const double lambdas[] = {0.0, 0.001, 0.01, 0.125, 0.5, 4.0, 100.0};
  for (std::size_t k = 0; k < std::size(lambdas); ++k) {
    FirstOrderEnds ends;
    for (const Index r : {1, 2, 4}) {
      check_budget();
      Random random(p.seed, 200 + 10 * k + static_cast<std::uint64_t>(r));
      search_first_order(rank_one_problem(random, r, false, lambdas[k]), p.starts, p.seed + 77 + k, ends);
    }
    claim.rows.push_back(none_elsewhere(fmt::format("λ = {:g}, r = 1, 2, 4", lambdas[k]), ends, k == 0));
  }
  claim.note = "The proof is in docs/beyond.md; the identities above are its steps for λ > ⅛.";
  conclude(claim);
  return claim;
}

}  // namespace orthant::paper
