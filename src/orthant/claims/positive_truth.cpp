// Truths without zeros are stable (docs/beyond.md, "Positive truths are stable").
#include "orthant/claims/rank_one_truth.hpp"
#include "orthant/claims/statements.hpp"
#include "orthant/measure/dense_kernel.hpp"
#include "orthant/solve/projected_gradient.hpp"

namespace orthant::claims {

using verify::Rational;
using verify::RationalMatrix;

namespace {

/// Truth (4, 3), point (0, 3) and 34·ℋ of the proof: S = diag(−16, 0)·34.
Problem boundary_point() {
  Matrix H(4, 4), truth(2, 1), point(2, 1);
  H << 52, -12, -12, 0,  //
      -12, 25, -9, 0,    //
      -12, -9, 25, 0,    //
      0, 0, 0, 34;
  truth << 4, 3;
  point << 0, 3;
  Problem problem;
  problem.rank = 1;
  problem.measurement = std::make_shared<const DenseKernelMeasurement>(2, 2, H);
  problem.truth = Factors{truth, {}};
  problem.point = Factors{point, {}};
  return problem;
}

}  // namespace

Claim positive_truth(const ClaimParameters& p) {
  Claim claim;
  claim.place = "Beyond Theorem 3: positive truths";
  claim.statement =
      "r = r⋆ = 1, ‖u⋆‖ = 1, m = min u⋆ > 0, (1 − δ)I ⪯ ℋ ⪯ (1 + δ)I with δ²/(1 − δ) < m⁴: every first-order "
      "critical point is 0 or positive, and there are no spurious local minima. For n = 2 first-order points "
      "with a zero exist exactly from δ² = 2m²/(1 + m²) on.";
  claim.parameters = "n = 3, entries as variables; truths (4, 3)/5 and (2, 3, 3)/√22; random kernels";
  Symbols symbols;
  PolyMatrix u(3, 1);
  u(1, 0) = symbols.scalar(), u(2, 0) = symbols.scalar();
  const PolyMatrix star = symbols.matrix(3, 1), e = u * u.transpose() - star * star.transpose();
  const Poly v = inner(star, u), half = Rational(1) / Rational(2);
  claim.rows.push_back(
      identity("u₁ = 0: ((uuᵀ − u⋆u⋆ᵀ)u)₁", "−(u⋆)₁⟨u⋆, u⟩", (e * u)(0, 0), Poly(-1) * star(0, 0) * v));
  claim.rows.push_back(identity(
      "‖uuᵀ − u⋆u⋆ᵀ‖²", "‖u‖⁴ + ‖u⋆‖⁴ − 2⟨u⋆, u⟩²", e.squared_norm(),
      u.squared_norm() * u.squared_norm() + star.squared_norm() * star.squared_norm() - Poly(2) * v * v));
  PolyMatrix first(3, 1);
  first(0, 0) = Poly(1);
  const PolyMatrix sym = half * (first * u.transpose() + u * first.transpose());
  claim.rows.push_back(
      identity("u₁ = 0: ‖½(e₁uᵀ + ue₁ᵀ)‖²", "½‖u‖²", sym.squared_norm(), half * u.squared_norm()));
  // Sampled: kernels just inside the bound.
  struct Case {
    std::vector<long> truth;
    Rational delta;
  };
  for (const Case& c :
       {Case{{4, 3}, Rational(3) / Rational(10)}, Case{{2, 3, 3}, Rational(4) / Rational(25)}}) {
    const auto n = static_cast<Index>(c.truth.size());
    Matrix truth(n, 1);
    for (Index i = 0; i < n; ++i) truth(i, 0) = static_cast<double>(c.truth[static_cast<std::size_t>(i)]);
    const Rational m = Rational::from_double(truth.minCoeff()),
                   norm2 = Rational::from_double(truth.squaredNorm()), m2 = m * m / norm2;
    const std::string at = n == 2 ? "u⋆ = (4, 3)/5" : "u⋆ = (2, 3, 3)/√22";
    claim.rows.push_back(
        less(at + ": δ²/(1 − δ)", "m⁴", m2 * m2, c.delta * c.delta / (Rational(1) - c.delta)));
    Random random(p.seed, 70 + static_cast<std::uint64_t>(n));
    FirstOrderEnds ends;
    int with_zeros = 0;
    for (int k = 0; k < p.starts; ++k) {
      check_budget();
      const Budget whole = budget_in_force(), budget = whole.within(std::min(2.0, whole.remaining()));
      Problem problem;
      problem.rank = 1;
      problem.truth = Factors{Matrix(truth / truth.norm()), {}};
      problem.measurement = std::make_shared<const DenseKernelMeasurement>(
          n, n, kernel_near_identity(random, n, c.delta.approx()));
      StoppingOptions stopping;
      stopping.stationarity = 1e-10;
      stopping.max_iterations = 2000;
      Matrix start = random_nonnegative(random, n, 1);
      start(k % n, 0) = 0;  // the boundary is where a counterexample would be
      const SolveResult found =
          projected_gradient(*problem.objective(), start, {}, standard_stopping(stopping, budget));
      check_budget();
      classify(problem, found.U, ends);
      if (found.U.minCoeff() == 0 && found.U.norm() > 0.1) ++with_zeros;
    }
    ClaimRow row = none_elsewhere(at + ", random kernels, δ = " + c.delta.value_text(), ends, false);
    row.measured += fmt::format("; {} with a zero", with_zeros);
    row.holds = row.holds && with_zeros == 0;
    claim.rows.push_back(row);
  }
  // n = 2 at the threshold: c = 4/5, m = 3/5, δ² = 9/17.
  const Problem problem = boundary_point();
  const ExactPoint exact(problem);
  const Rational c2(16), m2(9), delta2 = Rational(2) * m2 / (c2 + Rational(2) * m2);
  claim.rows.push_back(yes("n = 2, u⋆ = (4, 3), u = (0, 3): (6)", "stationary",
                           exact.is_stationary() ? "stationary" : "not stationary", exact.is_stationary(),
                           ClaimRigor::exact));
  const auto T = [&](const RationalMatrix& X) {
    RationalMatrix image = scaled(exact.kernel(X), Rational(1) / Rational(34));
    image -= X;
    return image;
  };
  const RationalMatrix corner = claims::unit(2, 2, 0, 0),
                       off = sum(claims::unit(2, 2, 0, 1), claims::unit(2, 2, 1, 0));
  claim.rows.push_back(same("there T = ℋ − I has T²(E₁₁)", "δ²E₁₁, δ² = 2m²/(1 + m²) = 9/17",
                            scaled(corner, delta2), T(T(corner))));
  claim.rows.push_back(same("T²(E₁₂ + E₂₁)", "δ²(E₁₂ + E₂₁)", scaled(off, delta2), T(T(off))));
  claim.rows.push_back(same("T(E₂₂), and T is 0 on skew matrices", "0", RationalMatrix(2, 2),
                            sum(T(claims::unit(2, 2, 1, 1)),
                                T(sum(claims::unit(2, 2, 0, 1), scaled(claims::unit(2, 2, 1, 0), -1))))));
  // Below it: u = ye_j is stationary only if S_jj = 0, which gives y, and S_12 + S_21 ≥ 0.
  Random random(p.seed, 79);
  int points = 0, stationary = 0;
  for (int k = 0; k < 2000; ++k) {
    check_budget();
    const Matrix H = kernel_near_identity(random, 2, 0.99 * std::sqrt(9.0 / 17));
    Eigen::Vector4d M(16, 12, 12, 9);
    for (const Index at : {Index(0), Index(3)}) {
      const Eigen::Vector4d column = H.col(at), image = H * M;
      const Eigen::Vector4d S = image(at) / column(at) * column - image;
      ++points;
      if (image(at) > 0 && S(1) + S(2) >= 0) ++stationary;
    }
  }
  claim.rows.push_back(yes(
      "n = 2, u⋆ = (4, 3), δ at 99 % of the threshold, random kernels", "no first-order point with one zero",
      fmt::format("{} of {} candidates", stationary, points), stationary == 0, ClaimRigor::sampled));
  claim.note = "The proof is in docs/beyond.md.";
  conclude(claim);
  return claim;
}

}  // namespace orthant::claims
