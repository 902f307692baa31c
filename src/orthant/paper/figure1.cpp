// Figure 1: what it shows, exactly; and its critical points, found as the roots of a gradient on the plane,
// with and without the constraint.
#include <algorithm>
#include <cmath>

#include "orthant/landscape/landscape.hpp"
#include "orthant/paper/rows.hpp"
#include "orthant/paper/statements.hpp"
#include "orthant/paper/theorem3.hpp"

namespace orthant::paper {

namespace {

std::string place(const Point2& p) {
  const auto clean = [](double x) { return std::abs(x) < 1e-12 ? 0.0 : x; };
  return fmt::format("({:.6g}, {:.6g})", clean(p.x()), clean(p.y()));
}

/// The minima of a panel against two that are known: `both` says whether it has these.
Row minima_row(const char* quantity, const char* expected, const Panel& panel, bool both) {
  std::string text;
  std::size_t minima = 0;
  for (const LandscapePoint& point : panel.points)
    if (point.slice.type == SliceType::minimum)
      text += (minima++ == 0 ? "" : "; ") + place(point.slice.place) + " " + words(point.certificate);
  return yes(
      quantity, expected,
      fmt::format("{} (and {} critical points that are no minima)", text, panel.points.size() - minima),
      minima == 2 && both, RowRigor::numeric);
}

bool has_minimum(const Panel& panel, const Point2& at, Verdict verdict, bool spurious) {
  return std::any_of(panel.points.begin(), panel.points.end(), [&](const LandscapePoint& point) {
    return point.slice.type == SliceType::minimum && (point.slice.place - at).norm() < 1e-8 &&
           point.certificate.verdict == verdict && (point.certificate.spurious == true) == spurious;
  });
}

}  // namespace

std::vector<Row> figure_1_critical_points(const Objective& objective) {
  const Landscape picture =
      landscape(objective, whole_plane(objective), {.grid = 16, .window = Window{-1.5, 1.5, -1.5, 1.5}});
  const Panel &free = picture.panels.at(0), &quadrant = picture.panels.at(1);
  return {minima_row("minima found over ℝ² in [−1.5, 1.5]²", "(−1, 0) and (1, 0), both global", free,
                     has_minimum(free, {1, 0}, Verdict::global_minimizer, false) &&
                         has_minimum(free, {-1, 0}, Verdict::global_minimizer, false)),
          minima_row("minima found with U ≥ 0", "(1, 0) global and (0, 0.5) spurious", quadrant,
                     has_minimum(quadrant, {1, 0}, Verdict::global_minimizer, false) &&
                         has_minimum(quadrant, {0, 0.5}, Verdict::strict_local_minimizer, true))};
}

Statement figure_1(const Parameters&) {
  const Theorem3 t{.epsilon = mpq_class(3, 10)};  // n = 2, r = r⋆ = 1, α = ½
  const ExactTheorem3 exact(t);
  Statement out("Figure 1",
                "n = 2, r = r⋆ = 1, α = ½: over ℝ² the landscape is benign, the minima are (±1, 0); over the "
                "nonnegative quadrant (0, ½) becomes a local minimum that is not global.",
                describe(t) + "; the paper does not print the ε of its figure");
  const Problem problem = theorem3(t);
  const ExactPoint point(problem);
  out.add(equal("f(0, ½)", "½(1 − α⁴)", checker::Rational(15) / checker::Rational(32), point.value()));
  add_sharp_minimum(out, "figure-1-wrong-answer", "(0, ½) with U ≥ 0", judge_with_proof(problem), t, point);
  out.add(equal("(0, ½) over ℝ² is not stationary: ∂f/∂u₁", "2α³ε",
                checker::Rational(3) / checker::Rational(40), gradient_of(point, exact.alpha)(0, 0)));
  Problem truth = problem;
  truth.point = truth.truth;
  add_verdict(out, "figure-1-truth", "(1, 0) with U ≥ 0", Verdict::global_minimizer, false,
              judge_with_proof(truth));
  out.add(equal("f(1, 0), and f(−1, 0), as f has u only in uuᵀ: global over ℝ², f being ≥ 0", "", 0,
                point.truth_value()));
  for (Row& row : figure_1_critical_points(*problem.objective())) out.add(std::move(row));
  out.note =
      "orthant instance theorem3 --n 2 --alpha 1/2 --epsilon 3/10 --out t3, then orthant landscape t3 --out "
      "figure-1 draws it.";
  return out;
}

}  // namespace orthant::paper
