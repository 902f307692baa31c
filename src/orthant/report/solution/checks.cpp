#include <optional>

#include "orthant/report/page/document.hpp"
#include "orthant/report/solution/solution.hpp"

namespace orthant::report {
namespace {

Check slope(const Certificate& best) {
  const FirstOrderReport& first = best.first_order;
  const bool level = best.verdict != Verdict::not_stationary && !(first.stationarity > first.tolerance);
  const char* found =
      level ? "To first order no nonnegative change of the factors improves the fit."
            : "The fit can still be improved just by going downhill, so the later questions have to wait. "
              "More iterations (<code>--max-iterations</code>) may settle it.";
  Html answer = markup(
      "<p>{} What is left of the slope, relative to the size of the problem, is {}; zero would be perfect.</p>",
      Html{found}, shown("certificate.first_order.stationarity", first.stationarity, Show::decimal, 2));
  if (level && best.cone.fixed > 0)
    answer += around(
        "<p>Every zero entry that is held at zero is pushed there; the weakest push is {} "
        "<span class='term'>smallest multiplier</span>.</p>",
        shown("certificate.first_order.min_multiplier", best.cone.min_multiplier, Show::decimal, 3));
  return {"Is the ground level?", "first-order condition, projected gradient", level ? "good" : "bad",
          answer};
}

Html cone_row(const std::string& kind, Index count, std::string_view meaning) {
  return markup("<li><span class='swatch {}'></span>{} <b>{}</b> – {}</li>", kind,
                shown("certificate.critical_cone." + kind, count, Show::integer), kind, meaning);
}

std::optional<Check> movable(const CriticalCone& cone) {
  if (cone.free + cone.nonnegative + cone.fixed == 0) return std::nullopt;
  Html answer =
      markup("<ul class='cone'>{}{}{}</ul>", cone_row("free", cone.free, "positive; may move either way"),
             cone_row("nonnegative", cone.nonnegative, "zero, and nothing holds them; may only grow"),
             cone_row("fixed", cone.fixed, "zero, and the slope holds them there"));
  answer +=
      Html{cone.nonnegative == 0
               ? "<p>No entry is in between, so every direction that matters may be followed both ways: "
                 "the easy case <span class='term'>strict complementarity</span>.</p>"
               : "<p>Entries that may only grow make the next question hard in general "
                 "<span class='term'>copositivity</span>.</p>"};
  if (cone.near_tolerance > 0)
    answer += markup("<p>{} entries are close to the dividing line between two of these.</p>",
                     shown("certificate.critical_cone.near_tolerance", cone.near_tolerance, Show::integer));
  return Check{"Which entries of the factors can move?", "critical cone", "note", answer, "chart-cone"};
}

/// "Decided on a matrix of order 450", for readers who want to know how it was decided.
Html method_paragraph(const Certificate& best) {
  const SecondOrderReport& second = best.second_order;
  if (second.method == "none") return {};
  const Html how = second.method == "schur"
                       ? Html{" after eliminating one factor <span class='term'>Schur complement</span>"}
                       : markup(" <span class='term'>method: {}</span>", second.method);
  Html out = markup("Decided on a matrix of order {}{}.",
                    shown("certificate.second_order.order", second.order, Show::integer), how);
  if (best.cone.nonnegative > 0)
    out += markup(" Copositivity of the part that may only grow: {}.", second.copositive);
  return markup("<p class='aside'>{}</p>", out);
}

Html scaling_paragraph(const Certificate& best) {
  if (best.verdict != Verdict::strict_local_minimizer || best.second_order.scaling != "orbit") return {};
  return {
      "<p>Multiplying a column of L by a number and dividing the same column of R by it changes nothing, so "
      "“strict” here means: up to such rescaling <span class='term'>scaling orbit</span>. The curvature is "
      "measured with both columns equally long.</p>"};
}

Html escape_paragraph(const Escape& escape) {
  const auto number = [](const char* name, double value, int digits) {
    return shown(std::string("certificate.escape.") + name, value, Show::decimal, digits);
  };
  return markup(
      "<p>No. Along one direction that keeps the factors nonnegative the ground curves downward: curvature {} "
      "<span class='term'>negative curvature</span>. A step of {} along it lowers the objective by {}, to {}.</p>",
      number("curvature", escape.curvature, 3), number("step", escape.step, 3),
      number("decrease", escape.decrease, 4), number("objective", escape.objective, 8));
}

std::optional<Check> curvature(const Certificate& best) {
  Check check{"Does every way out lead up?", "second-order condition, reduced Hessian", "good", {}};
  const auto& modulus = best.second_order.modulus;
  switch (best.verdict) {
    case Verdict::not_stationary:
      return std::nullopt;
    case Verdict::saddle:
      check.mark = "bad";
      check.answer =
          best.escape ? escape_paragraph(*best.escape) : Html{"<p>No: one direction leads down.</p>"};
      break;
    case Verdict::second_order_critical:
      check.mark = "fair";
      check.answer = {
          "<p>No direction leads down, but some are flat, and flat ones could still turn down further out "
          "<span class='term'>second-order necessary condition</span>.</p>"};
      break;
    case Verdict::undecided:
      check.mark = "open";
      check.answer = {"<p>Neither a way down was found nor that there is none.</p>"};
      break;
    case Verdict::global_minimizer:
    case Verdict::strict_local_minimizer:
    case Verdict::local_minimizer:
      check.answer = {"<p>No direction those entries allow leads down.</p>"};
      if (modulus.value_or(0) > 0)
        check.answer = markup(
            "<p>Yes{}. Along every direction those entries allow, the objective curves upward with curvature "
            "at least {} <span class='term'>modulus</span>: the point lies at the bottom of a bowl.</p>",
            best.rigor == Rigor::numeric ? ", as far as floating point can tell" : "",
            shown("certificate.second_order.modulus", modulus, Show::at_most, 3));
  }
  check.answer += scaling_paragraph(best) + method_paragraph(best);
  return check;
}

std::optional<Check> lower_point(const Certificate& best) {
  if (best.verdict == Verdict::saddle || best.verdict == Verdict::not_stationary) return std::nullopt;
  Check check{"Is there anything lower elsewhere?", "global or spurious", "open", {}};
  if (best.spurious == true) {
    check.mark = "bad";
    check.answer = {
        "<p>Yes: a nonnegative point with a lower objective is known, so this one is "
        "<span class='term'>spurious</span>.</p>"};
  } else if (best.spurious == false || best.verdict == Verdict::global_minimizer) {
    check.mark = "good";
    check.answer = {"<p>No. This is the lowest value that nonnegative factors of this rank can reach.</p>"};
  } else {
    check.answer = {
        "<p>Not known. Everything above is about the neighbourhood of this point; that the search found "
        "nothing lower proves nothing.</p>"};
  }
  return check;
}

/// Only when there is a proof.
std::optional<Check> checkable(const Certificate& best) {
  if (!best.proved) return std::nullopt;
  const double radius = best.proved->radius;
  const Html where =
      radius == 0
          ? Html{"What is said above is proved of exactly these factors."}
          : markup(
                "Exactly one such minimum lies within {} of these factors <span class='term'>radius</span>.",
                shown("certificate.proved.radius", radius, Show::at_least, 3));
  const char* checked = !best.checked   ? ""
                        : *best.checked ? " That check has accepted it before this page was written."
                                        : " <strong>That check has not been run yet.</strong>";
  return Check{
      "Can someone else check this?", "certificate", "good",
      markup("<p>Yes. {} <code>certificate.json</code>, beside this page, holds the proof; "
             "<code>orthant-verify certificate.json</code> goes through it without using anything of "
             "the program that wrote it.{}</p>",
             where, Html{checked})};
}

}  // namespace

std::vector<Check> checks(const Solution& solution) {
  const Certificate& best = best_of(solution);
  std::vector<Check> steps{slope(best)};
  for (const auto& step : {movable(best.cone), curvature(best), lower_point(best), checkable(best)})
    if (step) steps.push_back(*step);
  return steps;
}

Html checks_list(const std::vector<Check>& steps) {
  Html out;
  for (const auto& step : steps) {
    const char* word = step.mark == "good"   ? "holds"
                       : step.mark == "bad"  ? "fails"
                       : step.mark == "fair" ? "holds in part"
                       : step.mark == "note" ? "for information"
                                             : "not known";
    const Html chart = step.chart.empty() ? Html{} : chart_place(step.chart);
    out += markup(
        "<li class='check {}'><div class='mark' role='img' aria-label='{}'></div><div><h3>{}</h3>"
        "<p class='precise'>{}</p>{}{}</div></li>\n",
        step.mark, word, step.question, step.term, chart, step.answer);
  }
  return markup("<ol class='checks'>{}</ol>", out);
}

Html reasons_list(const Solution& solution) {
  Html out;
  for (const auto* sentences : {&best_of(solution).reasons, &solution.left_out})
    for (const std::string& sentence : *sentences) out += markup("<li>{}</li>", sentence);
  return around("<ul>{}</ul>", out);
}

}  // namespace orthant::report
