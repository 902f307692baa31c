#include "orthant/report/solution/checks.hpp"

#include <nlohmann/json.hpp>
#include <optional>

#include "orthant/report/page/document.hpp"
#include "orthant/report/page/field.hpp"
#include "orthant/report/solution/words.hpp"

namespace orthant {
namespace {

using nlohmann::json;

const std::string first = "certificate.first_order.";
const std::string cone = "certificate.critical_cone.";
const std::string second = "certificate.second_order.";
const std::string escape_way = "certificate.escape.";

/// One number with the sentence it belongs to; nothing if the number is absent.
Html with(const Html& shown, std::string_view sentence) {
  return shown.empty() ? Html{} : markup(sentence, shown);
}

std::optional<Check> slope(const json& solution) {
  const Html residual = field(solution, first + "stationarity", Show::decimal, 2);
  if (residual.empty()) return std::nullopt;
  const std::string verdict = text(solution, "certificate.verdict");
  const auto left = number(solution, first + "stationarity"),
             tolerance = number(solution, first + "tolerance");
  const bool level = verdict != "not_stationary" && !(tolerance && *left > *tolerance);
  const Html found{
      level ? "To first order no nonnegative change of the factors improves the fit."
            : "The fit can still be improved just by going downhill, so the later questions have to "
              "wait. More iterations (<code>--max-iterations</code>) may settle it."};
  Html answer = markup(
      "<p>{} What is left of the slope, relative to the size of the problem, is {}; zero would be "
      "perfect.</p>",
      found, residual);
  const Html multiplier = field(solution, first + "min_multiplier", Show::decimal, 3);
  if (level && !multiplier.empty()) {
    answer += markup(
        "<p>Every zero entry that is held at zero is pushed there; the weakest push is {} "
        "<span class='term'>smallest multiplier</span>.</p>",
        multiplier);
  }
  return Check{"Is the ground level?", "first-order condition, projected gradient", level ? "good" : "bad",
               answer, ""};
}

Html cone_row(const json& solution, std::string_view kind, std::string_view meaning) {
  const Html count = field(solution, cone + std::string(kind), Show::integer);
  if (count.empty()) return {};
  return markup("<li><span class='swatch {}'></span>{} <b>{}</b> – {}</li>", kind, count, kind, meaning);
}

std::optional<Check> movable(const json& solution) {
  const Html rows = cone_row(solution, "free", "positive; may move either way") +
                    cone_row(solution, "nonnegative", "zero, and nothing holds them; may only grow") +
                    cone_row(solution, "fixed", "zero, and the slope holds them there");
  if (rows.empty()) return std::nullopt;
  const auto degenerate = number(solution, cone + "nonnegative");
  const char* ease = !degenerate ? ""
                     : *degenerate == 0
                         ? "<p>No entry is in between, so every direction that matters may be "
                           "followed both ways: the easy case <span class='term'>strict "
                           "complementarity</span>.</p>"
                         : "<p>Entries that may only grow make the next question hard in general "
                           "<span class='term'>copositivity</span>.</p>";
  Html near_ties;
  if (number(solution, cone + "near_tolerance").value_or(0) > 0) {
    near_ties = markup("<p>{} entries are close to the dividing line between two of these.</p>",
                       field(solution, cone + "near_tolerance", Show::integer));
  }
  return Check{"Which entries of the factors can move?", "critical cone", "note",
               markup("<ul class='cone'>{}</ul>{}{}", rows, Html{ease}, near_ties), "chart-cone"};
}

/// "The Hessian was reduced to 450 unknowns", for readers who want to know how it was decided.
Html method_paragraph(const json& solution) {
  Html out;
  const Html order = field(solution, second + "order", Show::integer);
  const std::string method = text(solution, second + "method");
  if (!order.empty()) out += markup("Decided on a matrix of order {}", order);
  if (!method.empty()) {
    out += out.empty() ? Html{"Decided"} : Html{};
    out += method == "schur"
               ? Html{" after eliminating one factor <span class='term'>Schur complement</span>"}
               : markup(" <span class='term'>method: {}</span>", method);
  }
  if (!out.empty()) out += {"."};
  const std::string copositive = text(solution, second + "copositive");
  if (!copositive.empty() && number(solution, cone + "nonnegative").value_or(0) > 0) {
    out += markup(" Copositivity of the part that may only grow: {}.", copositive);
  }
  return out.empty() ? out : markup("<p class='aside'>{}</p>", out);
}

std::string scaling_paragraph(const json& solution) {
  const bool strict = text(solution, "certificate.verdict") == "strict_local_minimizer";
  if (!strict || text(solution, second + "scaling") != "orbit") return "";
  return "<p>Multiplying a column of L by a number and dividing the same column of R by it changes nothing, "
         "so "
         "“strict” here means: up to such rescaling <span class='term'>scaling orbit</span>. The curvature "
         "is "
         "measured with both columns equally long.</p>";
}

Html escape_paragraph(const json& solution) {
  Html out;
  const Html curvature = field(solution, escape_way + "curvature", Show::decimal, 3);
  if (!curvature.empty())
    out += markup(
        "No. Along one direction that keeps the factors nonnegative the ground curves downward: curvature {} "
        "<span class='term'>negative curvature</span>.",
        curvature);
  const Html step = field(solution, escape_way + "step", Show::decimal, 3);
  const Html decrease = field(solution, escape_way + "decrease", Show::decimal, 4);
  if (!step.empty() && !decrease.empty()) {
    out += markup(" A step of {} along it lowers the objective by {}", step, decrease);
    out += with(field(solution, escape_way + "objective", Show::decimal, 8), ", to {}");
    out += {"."};
  }
  return out.empty() ? out : markup("<p>{}</p>", out);
}

std::optional<Check> curvature(const json& solution) {
  const std::string verdict = text(solution, "certificate.verdict");
  const Html modulus = field(solution, second + "modulus", Show::at_most, 3);
  Html answer;
  std::string mark = "open";
  if (verdict == "saddle") {
    answer = escape_paragraph(solution);
    if (answer.empty()) answer = {"<p>No: one direction leads down.</p>"};
    mark = "bad";
  } else if (verdict == "not_stationary") {
    return std::nullopt;
  } else if (is_minimum(verdict) && !modulus.empty() && number(solution, second + "modulus") > 0) {
    answer = markup(
        "<p>Yes{}. Along every direction those entries allow, the objective curves upward with curvature "
        "at least {} <span class='term'>modulus</span>: the point lies at the bottom of a bowl.</p>",
        text(solution, "certificate.rigor") == "numeric" ? ", as far as floating point can tell" : "",
        modulus);
    mark = "good";
  } else if (is_minimum(verdict)) {
    answer = {"<p>No direction those entries allow leads down.</p>"};
    mark = "good";
  } else if (verdict == "second_order_critical") {
    answer = {
        "<p>No direction leads down, but some are flat, and flat ones could still turn down further out "
        "<span class='term'>second-order necessary condition</span>.</p>"};
    mark = "fair";
  } else if (verdict == "undecided") {
    answer = {"<p>Neither a way down was found nor that there is none.</p>"};
  } else if (find(solution, "certificate.second_order") == nullptr) {
    return std::nullopt;
  }
  answer += Html{scaling_paragraph(solution)} + method_paragraph(solution);
  if (answer.empty()) return std::nullopt;
  return Check{"Does every way out lead up?", "second-order condition, reduced Hessian", mark, answer, ""};
}

std::optional<Check> lower_point(const json& solution) {
  const std::string verdict = text(solution, "certificate.verdict");
  if (verdict == "saddle" || verdict == "not_stationary" || verdict.empty()) return std::nullopt;
  const auto spurious = truth(solution, "certificate.spurious");
  Check check{"Is there anything lower elsewhere?", "global or spurious", "open", {}, ""};
  if (!spurious && verdict != "global_minimizer") {
    check.answer = {
        "<p>Not known. Everything above is about the neighbourhood of this point; that the search found "
        "nothing "
        "lower proves nothing.</p>"};
  } else if (spurious == true) {
    check.answer = {
        "<p>Yes: a nonnegative point with a lower objective is known, so this one is "
        "<span class='term'>spurious</span>.</p>"};
    check.mark = "bad";
  } else {
    check.answer = {"<p>No. This is the lowest value that nonnegative factors of this rank can reach.</p>"};
    check.mark = "good";
  }
  return check;
}

/// Only when there is a proof.
std::optional<Check> checkable(const json& solution) {
  const Html radius = field(solution, "certificate.proved.radius", Show::at_least, 3);
  if (find(solution, "certificate.proved.method") == nullptr || radius.empty()) return std::nullopt;
  Check check{"Can someone else check this?", "certificate", "good", {}, ""};
  const Html where = number(solution, "certificate.proved.radius") == 0
                         ? Html{"<p>Yes. What is said above is proved of exactly these factors. "}
                         : markup(
                               "<p>Yes. Exactly one such minimum lies within {} of these factors <span "
                               "class='term'>radius</span>. ",
                               radius);
  const auto checked = truth(solution, "certificate.checked");
  check.answer = where + Html{
                             "<code>certificate.json</code>, beside this page, holds the proof; "
                             "<code>orthant-verify certificate.json</code> "
                             "goes through it without using anything of the program that wrote it."};
  if (checked) {
    check.answer += Html{*checked ? " That check has accepted it before this page was written.</p>"
                                  : " <strong>That check has not been run yet.</strong></p>"};
  } else {
    check.answer += Html{"</p>"};
  }
  return check;
}

}  // namespace

std::vector<Check> checks(const json& solution) {
  std::vector<Check> steps;
  for (const auto& step : {slope(solution), movable(solution), curvature(solution), lower_point(solution),
                           checkable(solution)}) {
    if (step) steps.push_back(*step);
  }
  return steps;
}

Html checks_html(const std::vector<Check>& steps) {
  Html out;
  for (const auto& step : steps) {
    const char* word = step.mark == "good"   ? "holds"
                       : step.mark == "bad"  ? "fails"
                       : step.mark == "fair" ? "holds in part"
                       : step.mark == "note" ? "for information"
                                             : "not known";
    const Html chart = step.chart.empty() ? Html{} : markup("<div class='chart' id='{}'></div>", step.chart);
    out += markup(
        "<li class='check {}'><div class='mark' role='img' aria-label='{}'></div><div><h3>{}</h3>"
        "<p class='precise'>{}</p>{}{}</div></li>\n",
        step.mark, word, step.question, step.term, chart, step.answer);
  }
  return out.empty() ? out : markup("<ol class='checks'>{}</ol>", out);
}

Html reasons_html(const json& solution) {
  Html out;
  for (const char* sentences : {"certificate.reasons", "left_out"})
    for (const auto& sentence : list(solution, sentences))
      if (sentence.is_string()) out += markup("<li>{}</li>", sentence.get<std::string>());
  return out.empty() ? out : markup("<ul>{}</ul>", out);
}

}  // namespace orthant
