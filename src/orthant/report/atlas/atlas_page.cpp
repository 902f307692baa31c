#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "orthant/documents/atlas.hpp"
#include "orthant/report/atlas/atlas_parts.hpp"
#include "orthant/report/atlas/disconnectivity_plot.hpp"
#include "orthant/report/page/document.hpp"
#include "orthant/report/page/page.hpp"
#include "orthant/report/report.hpp"
#include "orthant/report/solution/plots.hpp"
#include "orthant/report/solution/solution.hpp"

namespace orthant::report {
namespace {

using nlohmann::json;

constexpr std::size_t most_minima_drawn = 100, most_minima_listed = 500;

bool relative_gaps(const Atlas& atlas) {
  return !atlas.minima.empty() && gap_of(atlas, atlas.minima.front()).has_value();
}

/// What a minimum is, in a word; one with a lower point known is a dead end.
VerdictWords words_of_minimum(const AtlasMinimum& minimum) {
  VerdictWords words = verdict_words(minimum.certificate().verdict);
  if (minimum.certificate().spurious == true) words.mark = "bad";
  return words;
}

Html interval(const std::string& path, const Proportion& rate) {
  return markup("{} <span class='which'>[{} to {}]</span>", show_percent(rate.estimate(), 2),
                shown(path + ".interval.0", json(rate.low), Show::percent, 2),
                shown(path + ".interval.1", json(rate.high), Show::percent, 2));
}

std::string count_of(Index count, const char* one, const char* many) {
  return fmt::format("{} {}", show_word(static_cast<double>(count)), count == 1 ? one : many);
}

Html answer_of_atlas(const Atlas& atlas) {
  if (atlas.minima.empty())
    return markup("None of {} ended in a minimum.", count_of(atlas.starts, "start", "starts"));
  const Index minima = std::ssize(atlas.minima);
  const AtlasMinimum& best = atlas.minima.front();
  const Index ended = atlas.starts - atlas.saddles - atlas.unfinished;
  const std::string starts = count_of(atlas.starts, "random start", "random starts");
  Html out = markup(
      "{} ended in {}. The best is reached by {} of the starts.",
      ended == atlas.starts ? capital(starts)
                            : fmt::format("Of {} {}", starts, show_word(static_cast<double>(ended))),
      minima == 1 ? std::string("one and the same minimum") : count_of(minima, "minimum", "different minima"),
      interval("minima.0.rate", best.rate));
  if (atlas.starts > 1)
    out += markup(
        " Another start finds one that is not here with a probability of at most {}, at a confidence of {} %.",
        shown("unseen.upper", json(atlas.unseen.upper), Show::percent, 2),
        fmt::format("{:.3g}", 100 * atlas.unseen.confidence));
  return out;
}

std::string sentence_of_minima(const Atlas& atlas) {
  const Index minima = std::ssize(atlas.minima);
  std::string out = "Lowest first. ";
  if (atlas.proved_distinct > 1)
    out += fmt::format(
        "{} of the {} are proved to be minima and to be different from each other: their proved intervals of objectives "
        "do not meet. ",
        capital(show_word(static_cast<double>(atlas.proved_distinct))),
        show_word(static_cast<double>(minima)));
  const Index spurious = std::count_if(atlas.minima.begin(), atlas.minima.end(), [](const AtlasMinimum& one) {
    return one.certificate().spurious == true;
  });
  if (spurious > 0)
    out += fmt::format("Those marked ↓ are traps: a lower point is known ({} of {}).", spurious, minima);
  return out;
}

Html figures_of_atlas(const Atlas& atlas) {
  if (atlas.minima.empty()) return {};
  const Certificate& best = atlas.minima.front().certificate();
  return key_figures(
      key_figure("Lowest objective", shown("minima.0.objective", json(best.objective), Show::decimal, 8),
                 escape(verdict_words(best.verdict).label + ", " + rigor_words(best.rigor).label)) +
      key_figure("Minima", shown("minima.length", json(atlas.minima.size()), Show::integer),
                 markup("{} proved, {} proved to be different", atlas.proved, atlas.proved_distinct)) +
      key_figure("Best found by",
                 markup("{} of {}",
                        shown("minima.0.rate.count", json(atlas.minima.front().rate.count), Show::integer),
                        shown("starts", json(atlas.starts), Show::integer)),
                 Html{"starts"}) +
      key_figure("Unseen", markup("≤ {}", shown("unseen.upper", json(atlas.unseen.upper), Show::percent, 2)),
                 markup("probability that another start ends elsewhere, at {} % confidence; estimate {}",
                        fmt::format("{:.3g}", 100 * atlas.unseen.confidence),
                        show_percent(atlas.unseen.estimate, 2))));
}

Html row_of_minimum(const Atlas& atlas, std::size_t m) {
  const AtlasMinimum& minimum = atlas.minima[m];
  const Certificate& certificate = minimum.certificate();
  const std::string path = fmt::format("minima.{}.", m);
  const std::optional<double> gap = gap_of(atlas, minimum);
  const Html above =
      gap ? shown(path + "relative_gap", gap, Show::percent, 3)
          : show_decimal(certificate.objective - atlas.minima.front().certificate().objective, 3);
  const VerdictWords words = words_of_minimum(minimum);
  return row(
      m == 0 ? "best" : "", "Minimum", markup("{}", m + 1),
      cell("Objective", or_dash(shown(path + "objective", json(certificate.objective), Show::decimal, 8)),
           "number") +
          cell("Above the best", or_dash(above), "number") +
          cell("Starts", shown(path + "rate.count", json(minimum.rate.count), Show::integer), "number") +
          cell("Share of starts", interval(path + "rate", minimum.rate)) +
          cell("What it is", tag(words.mark, words.label)) +
          cell("How known",
               escape(rigor_words(certificate.rigor).label + (minimum.distinct ? ", and distinct" : ""))));
}

Html table_of_minima(const Atlas& atlas) {
  Html rows;
  const std::size_t listed = std::min(most_minima_listed, atlas.minima.size());
  for (std::size_t m = 0; m < listed; ++m) rows += row_of_minimum(atlas, m);
  const Html out =
      table({"", "Objective", "Above the best", "Starts", "Share of starts", "What it is", "How known"}, rows,
            "The minima");
  if (listed == atlas.minima.size()) return out;
  return out + markup("<p class='aside'>The first {} of {} are listed.</p>", listed, atlas.minima.size());
}

/// How often each is reached, over how far it is above the best.
json hits_plot(const Atlas& atlas) {
  if (atlas.minima.size() < 2) return nullptr;
  const bool relative = relative_gaps(atlas);
  json values = json::array();
  double furthest = 0;
  const double best = atlas.minima.front().certificate().objective;
  for (std::size_t m = 0; m < std::min(most_minima_drawn, atlas.minima.size()); ++m) {
    const AtlasMinimum& minimum = atlas.minima[m];
    const double above = minimum.certificate().objective - best;
    const double gap = relative ? 100 * above / best : above;
    furthest = std::max(furthest, gap);
    const bool trap = minimum.certificate().spurious == true;
    values.push_back({{"minimum", m + 1},
                      {"gap", rounded(gap)},
                      {"share", rounded(100 * minimum.rate.estimate())},
                      {"low", rounded(100 * minimum.rate.low)},
                      {"high", rounded(100 * minimum.rate.high)},
                      {"is", trap ? "a lower point is known" : "none lower is known"}});
  }
  if (!(furthest > 0) || !std::isfinite(furthest)) return nullptr;
  json spec = plot_frame("How often each minimum is reached, and how far it is above the best", 250, values);
  json x = quantity("gap", relative ? "objective above the best, %" : "objective above the best");
  x["scale"] = {{"domain", {-0.02 * furthest, 1.03 * furthest}}, {"nice", false}};
  x["axis"]["tickCount"] = 6;
  x["axis"]["labelExpr"] = "datum.value < 0 ? '' : format(datum.value, '~g')";
  const json y = quantity("share", "% of starts");
  const json domain = {"none lower is known", "a lower point is known"};
  const json legend = {
      {"values", present(values, "is")}, {"columns", 2}, {"symbolOpacity", 1}, {"symbolStrokeWidth", 0}};
  const json colours = nominal("is", domain, {colour::best, colour::bad}, legend),
             shapes = nominal("is", domain, {"circle", "triangle-down"}, legend);
  spec["encoding"] = {{"x", x}};
  spec["layer"] = {
      {{"mark", {{"type", "rule"}, {"strokeWidth", 1.6}, {"opacity", 0.5}}},
       {"encoding",
        {{"y", {{"field", "low"}, {"type", "quantitative"}}},
         {"y2", {{"field", "high"}}},
         {"color", colours}}}},
      {{"mark", {{"type", "point"}, {"filled", true}, {"size", 80}, {"opacity", 1}}},
       {"encoding",
        {{"y", y},
         {"color", colours},
         {"shape", shapes},
         {"tooltip",
          tooltip({{"minimum", "minimum"}, {"gap", "above the best"}, {"share", "% of starts"}})}}}}};
  return spec;
}

/// Shown above the best, as the axis of the drawing.
Html height_above(const std::string& path, double height, double lowest, bool relative) {
  if (!std::isfinite(height)) return {};
  if (relative) return show_percent((height - lowest) / lowest, 3);
  return shown(path, json(height), Show::decimal, 6);
}

std::string sentence_of_passes(const Atlas& atlas, const Disconnectivity& passes) {
  const Index minima = std::ssize(passes.objective);
  std::string out = fmt::format(
      "How far the objective rises, at most, on the way from one to another: between the {}{} paths were searched for "
      "whose highest point is as low as possible. ",
      minima < std::ssize(atlas.minima) ? "lowest " : "", count_of(minima, "minimum", "minima"));
  if (passes.joins.empty() || !relative_gaps(atlas)) return out;
  const Join& last = passes.joins.back();
  const double lowest = passes.objective.front();
  if (std::ssize(passes.joins) == minima - 1)
    out += fmt::format("All of them are connected by paths that stay within {:.3g} % above the best.",
                       100 * (last.height - lowest) / lowest);
  return out;
}

std::string caption_of_passes(const Disconnectivity& passes) {
  const char* kind =
      passes.kind == PathHeight::quartic
          ? "Heights are the largest objective on all of a path: the true wall may be lower, not higher, but for rounding."
      : passes.kind == PathHeight::convex
          ? "Heights are bounds of the objective on all of a path: the true wall may be lower, not higher, but for rounding."
          : "Heights are the largest objective at points of a path: they are no bound.";
  return passes.left_out.empty() ? kind : std::string(kind) + " " + passes.left_out;
}

Html table_of_passes(const Atlas& atlas, const Disconnectivity& passes) {
  Html rows;
  const bool relative = relative_gaps(atlas);
  const double lowest = passes.objective.empty() ? 0 : passes.objective.front();
  for (std::size_t i = 0; i < passes.barriers.size(); ++i) {
    const Barrier& one = passes.barriers[i];
    if (!one.searched) continue;
    const std::string path = fmt::format("barriers.pairs.{}.", i);
    const double end = std::max(passes.objective[static_cast<std::size_t>(one.first)],
                                passes.objective[static_cast<std::size_t>(one.second)]);
    rows += row("", "Minima", markup("{} and {}", one.first + 1, one.second + 1),
                cell("The higher of both", or_dash(height_above("", end, lowest, relative)), "number") +
                    cell("Lowest path found",
                         or_dash(height_above(path + "height", one.height, lowest, relative)), "number") +
                    cell("Straight path",
                         or_dash(height_above(path + "straight", one.straight, lowest, relative)), "number"));
  }
  return table({"Minima", "The higher of both", "Lowest path found", "Straight path"}, rows,
               relative ? "Above the best" : "Objective");
}

std::vector<LeafOfTree> leaves_of_atlas(const Atlas& atlas, const Disconnectivity& passes) {
  std::vector<LeafOfTree> out;
  for (std::size_t m = 0; m < passes.objective.size(); ++m) {
    const bool trap = atlas.minima[m].certificate().spurious == true;
    out.push_back({fmt::format("{:.2g} %", 100 * atlas.minima[m].rate.estimate()),
                   trap ? "a lower point is known" : "none lower is known", trap ? "bad" : "good"});
  }
  return out;
}

Html how_it_was_made(const Atlas& atlas) {
  const Index ended = atlas.starts - atlas.saddles - atlas.unfinished;
  return markup(
      "{} × {} data, rank {}, model {}. {} independent random starts of one law{}: {} ended in minima, {} in saddles, {} "
      "did not finish. {} s to find, {} s to certify.",
      show_integer(static_cast<double>(atlas.law.rows)), show_integer(static_cast<double>(atlas.law.cols)),
      shown("law.rank", json(atlas.law.rank), Show::integer), to_string(atlas.law.model),
      shown("starts", json(atlas.starts), Show::integer),
      atlas.runs.size() > 1 ? fmt::format(", in {} runs", atlas.runs.size()) : "",
      show_integer(static_cast<double>(ended)), shown("saddles", json(atlas.saddles), Show::integer),
      shown("unfinished", json(atlas.unfinished), Show::integer),
      shown("solve_seconds", json(atlas.solve_seconds), Show::decimal, 3),
      shown("certify_seconds", json(atlas.certify_seconds), Show::decimal, 3));
}

Html sentence_of_unseen(const Atlas& atlas) {
  if (atlas.starts < 2) return {};
  return markup(
      "{} of the minima were reached by one start alone: by Good and Turing about {} of further starts would end in one "
      "that is not here, at {} % confidence at most {}. That is about starts of this law, not about all minima that exist.",
      capital(show_word(static_cast<double>(atlas.unseen.once))),
      shown("unseen.estimate", json(atlas.unseen.estimate), Show::percent, 2),
      fmt::format("{:.3g}", 100 * atlas.unseen.confidence),
      shown("unseen.upper", json(atlas.unseen.upper), Show::percent, 2));
}

/// Without proofs, which are in the certificates beside it.
json document_of_page(const AtlasDocument& document) {
  json out = as_json(document);
  for (json& minimum : out["minima"]) {
    json slim = json::object();
    for (const auto& [name, value] : minimum.items())
      if (name != "certificate") slim[name] = value;
    minimum = std::move(slim);
  }
  return out;
}

Html badges_of_atlas(const Atlas& atlas) {
  if (atlas.minima.empty()) return tag("open", "No minimum");
  const auto& parts = atlas.trust.parts;
  const auto shared =
      std::count_if(parts.begin(), parts.end(), [](const auto& part) { return part.trust == Trust::all; });
  const bool known = atlas.trust.starts >= 2;
  const bool all = shared == std::ssize(parts);
  Html out = tag(!known ? "open"
                 : all  ? "good"
                        : "fair",
                 !known        ? std::string("Nothing to compare")
                 : shared == 0 ? std::string("No part in all")
                               : fmt::format("{} of {} parts in all", shared, parts.size()));
  if (atlas.proved_distinct > 0)
    out += Html{" "} + tag("good", fmt::format("{} minima proved", atlas.proved));
  return out;
}

}  // namespace

std::string atlas_page(const AtlasDocument& document) {
  const Atlas& atlas = document.atlas;
  const Html title = escape(fmt::format("{}: the map of {} minima", atlas.data, atlas.minima.size()));
  Html left_out;
  for (const std::string& sentence : atlas.left_out) left_out += markup("<li>{}</li>", sentence);
  std::vector<Chart> charts;
  TemplateValues values{
      {"title", title},
      {"badges", badges_of_atlas(atlas)},
      {"answer", answer_of_atlas(atlas)},
      {"shared", escape(shared_parts_sentence(atlas))},
      {"trust_lead",
       escape(
           fmt::format("Starts that end within {:g} % of the best fit the data all but as well. A part that "
                       "they find too does not hang on where a search began; the others do.",
                       100 * atlas.trust.within))},
      {"trust_table", trust_table(atlas)},
      {"labels_table", labels_table(atlas)},
      {"minima_sentence", escape(sentence_of_minima(atlas))},
      {"key_figures", figures_of_atlas(atlas)},
      {"minima_table", table_of_minima(atlas)},
      {"made", how_it_was_made(atlas)},
      {"unseen", sentence_of_unseen(atlas)},
      {"left_out", left_out},
      {"chart-hits", {}},
      {"chart-passes", {}},
      {"passes", {}},
      {"passes_sentence", {}},
      {"passes_caption", {}}};
  const auto add = [&](const char* id, json spec) {
    if (spec.is_null()) return;
    values[id] = chart_place(id);
    charts.push_back({id, std::move(spec)});
  };
  add("chart-hits", hits_plot(atlas));
  if (const auto& passes = atlas.passes) {
    values["passes"] = table_of_passes(atlas, *passes);
    values["passes_sentence"] = escape(sentence_of_passes(atlas, *passes));
    values["passes_caption"] = escape(caption_of_passes(*passes));
    add("chart-passes", disconnectivity_plot(*passes, leaves_of_atlas(atlas, *passes), relative_gaps(atlas)));
  }
  return page_text({"atlas",
                    title,
                    fill_template(assets::atlas(), values),
                    shown_text("command", document.command),
                    {},
                    charts,
                    script_json(document_of_page(document))});
}

}  // namespace orthant::report
