#include "orthant/report/paper/statements_page.hpp"

#include <nlohmann/json.hpp>
#include <optional>
#include <vector>

#include "orthant/report/assets.hpp"
#include "orthant/report/page/document.hpp"
#include "orthant/report/page/field.hpp"
#include "orthant/report/page/page.hpp"
#include "orthant/report/page/table_parts.hpp"
#include "orthant/report/paper/statement_words.hpp"
#include "orthant/report/paper/statements.hpp"

namespace orthant {
namespace {

using nlohmann::json;

Html badge(const json& document) {
  const auto good = truth(document, "as_expected");
  if (!good) return {};
  return *good ? Html{"<span class='tag good'>Every comparison came out as expected</span>"}
               : Html{"<span class='tag bad'>Not everything came out as expected</span>"};
}

Html key_figures(const json& document) {
  const Html seconds = field(document, "seconds", Show::decimal, 2);
  const Html out =
      key_figure("Statements", field(document, "counts.claims", Show::integer),
                 {"propositions, lemmas, theorems"}) +
      key_figure("Comparisons", field(document, "counts.rows", Show::integer),
                 {"what is claimed against what is found"}) +
      key_figure("Proved", field(document, "counts.exact", Show::integer),
                 {"comparisons in exact arithmetic"}) +
      key_figure("Sampled", field(document, "counts.sampled", Show::integer),
                 {"searches for a counterexample"}) +
      key_figure("Formulas corrected", field(document, "counts.corrected", Show::integer),
                 {"printed one way, right another"}) +
      key_figure("Failures", field(document, "counts.fails", Show::integer),
                 {"statements that the measurements contradict"}) +
      key_figure("Time", seconds.empty() ? seconds : markup("{} s", seconds), {"for all of them"});
  return out.empty() ? out : markup("<dl class='figures'>\n{}</dl>", out);
}

/// The figures of the document, each with a place of its own and its specification.
class Figures {
 public:
  explicit Figures(const json& document) : document_(document) {}

  /// Those of this id, or all that are left; none twice.
  Html take(const std::optional<std::string>& id) {
    const auto& figures = list(document_, "figures");
    taken_.resize(figures.size());
    Html out;
    for (std::size_t k = 0; k < figures.size(); ++k) {
      if (taken_[k] || (id && (id->empty() || text(figures[k], "id") != *id))) continue;
      const auto* spec = find(figures[k], "spec");
      if (spec == nullptr || !spec->is_object()) continue;
      taken_[k] = true;
      out += drawn(k, *spec);
    }
    return out;
  }

  void add_spec(const std::string& place, const json& spec) {
    specs_ +=
        markup("<script type='application/json' data-chart='{}'>{}</script>\n", place, script_json(spec));
  }

  const Html& specs() const { return specs_; }

 private:
  Html drawn(std::size_t k, json spec) {
    const std::string path = fmt::format("figures.{}.", k);
    const std::string place = fmt::format("chart-{}", k + 1);
    if (text(spec, "description").empty()) {
      const std::string title = text(document_, path + "title");
      spec["description"] = title.empty() ? fmt::format("Figure {}", k + 1) : title;
    }
    add_spec(place, spec);
    const Html title = text_field(document_, path + "title");
    const Html caption = text_field(document_, path + "caption");
    const Html chart = markup("<div class='chart' id='{}'></div>", place);
    const bool fits = text(spec, "width") == "container";
    return Html{"<figure class='wide'>"} + (title.empty() ? title : markup("<h4>{}</h4>", title)) +
           (fits ? chart : markup("<div class='frame'>{}</div>", chart)) +
           (caption.empty() ? caption : markup("<figcaption>{}</figcaption>", caption)) + Html{"</figure>\n"};
  }

  const json& document_;
  std::vector<bool> taken_;
  Html specs_;
};

/// Without the specifications, which stand in scripts of their own.
json without_specs(json document) {
  if (!document.is_object() || !document.contains("figures") || !document["figures"].is_array())
    return document;
  for (auto& figure : document["figures"])
    if (figure.is_object()) figure.erase("spec");
  return document;
}

}  // namespace

std::string claims_page(const json& document) {
  Figures figures(document);
  Html claims;
  for (std::size_t i = 0; i < list(document, "claims").size(); ++i)
    claims += claim_article(document, i, figures.take(text(list(document, "claims")[i], "id")));
  const Html others = figures.take(std::nullopt);

  const TemplateValues values{
      {"title", {"The paper’s statements, evaluated"}},
      {"badges", badge(document)},
      {"summary", claims_sentence(document)},
      {"key_figures", key_figures(document)},
      {"overview", overview_table(document)},
      {"claims", claims},
      {"figures", others},
      {"command", text_field(document, "command")},
      {"settings", claims_settings(document)},
      {"document", script_json(without_specs(document))},
      {"specs", figures.specs()},
      {"style", {std::string(assets::style())}},
      {"claims_style", {std::string(assets::claims_style())}},
      {"script", {std::string(assets::script())}},
      {"licences", {std::string(assets::licences())}},
      {"vega", {std::string(assets::vega())}},
      {"vega_lite", {std::string(assets::vega_lite())}},
      {"vega_embed", {std::string(assets::vega_embed())}},
  };
  return fill_template(assets::claims(), values).text;
}

}  // namespace orthant
