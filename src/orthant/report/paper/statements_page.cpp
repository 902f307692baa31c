#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>
#include <vector>

#include "orthant/report/page/document.hpp"
#include "orthant/report/page/page.hpp"
#include "orthant/report/paper/statements.hpp"
#include "orthant/report/report.hpp"

namespace orthant::report {
namespace {

using nlohmann::json;

Html outcome_badge(const json& document) {
  const auto good = truth(document, "as_expected");
  if (!good) return {};
  return *good ? tag("good", "Every comparison came out as expected")
               : tag("bad", "Not everything came out as expected");
}

Html figures_of_statements(const json& document) {
  Html entries;
  for (const auto& [name, count, meaning] :
       {std::tuple{"Statements", "claims", "propositions, lemmas, theorems"},
        {"Comparisons", "rows", "what is claimed against what is found"},
        {"Proved", "exact", "comparisons in exact arithmetic"},
        {"Sampled", "sampled", "searches for a counterexample"},
        {"Formulas corrected", "corrected", "printed one way, right another"},
        {"Failures", "fails", "statements that the measurements contradict"}})
    entries += key_figure(name, field(document, std::string("counts.") + count, Show::integer), {meaning});
  const Html seconds = around("{} s", field(document, "seconds", Show::decimal, 2));
  return key_figures(entries + key_figure("Time", seconds, {"for all of them"}));
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

  const std::vector<Chart>& charts() const { return charts_; }

 private:
  Html drawn(std::size_t k, json spec) {
    const std::string path = fmt::format("figures.{}.", k);
    const std::string title = text(document_, path + "title");
    if (text(spec, "description").empty())
      spec["description"] = title.empty() ? fmt::format("Figure {}", k + 1) : title;
    const bool fits = text(spec, "width") == "container";
    charts_.push_back({fmt::format("chart-{}", k + 1), std::move(spec), true});
    const Html place = chart_place(charts_.back().id);
    return markup("<figure class='wide'>{}{}{}</figure>\n",
                  around("<h4>{}</h4>", text_field(document_, path + "title")),
                  fits ? place : markup("<div class='frame'>{}</div>", place),
                  around("<figcaption>{}</figcaption>", text_field(document_, path + "caption")));
  }

  const json& document_;
  std::vector<bool> taken_;
  std::vector<Chart> charts_;
};

/// The instance that was evaluated, and what evaluated it.
Html settings_of_statements(const json& document) {
  static constexpr std::pair<const char*, const char*> known[] = {
      {"n", "n, rows in Theorem 3"},
      {"rank", "r, columns sought"},
      {"true_rank", "r⋆, columns of the truth"},
      {"alpha", "α, size of the wrong answer"},
      {"epsilon", "ε, how steep it is around it"},
      {"m", "m, equal rows in Theorem 4"},
      {"rank4", "r in Theorem 4"},
      {"true_rank4", "r⋆ in Theorem 4"},
      {"balance", "λ, weight of the balance term"},
      {"starts", "starts of a search"},
      {"seed", "seed"}};
  Html entries;
  const auto add = [&](const std::string& name, const std::string& label) {
    const std::string path = "parameters." + name;
    const json* value = find(document, path);
    if (value == nullptr) return;
    const Show show = value->is_number_integer() ? Show::integer : Show::decimal;
    entries +=
        setting(label, value->is_string() ? text_field(document, path) : field(document, path, show, 6));
  };
  for (const auto& [name, label] : known) add(name, label);
  if (const auto* all = find(document, "parameters"); all != nullptr && all->is_object())
    for (const auto& [name, value] : all->items())
      if (std::none_of(std::begin(known), std::end(known),
                       [&name = name](const auto& entry) { return entry.first == name; }))
        add(name, name);
  return settings(entries + setting("orthant version", text_field(document, "version")));
}

/// Without the specifications, which stand in scripts of their own.
json without_specs(json document) {
  if (!list(document, "figures").empty())
    for (auto& figure : document["figures"])
      if (figure.is_object()) figure.erase("spec");
  return document;
}

}  // namespace

std::string statements_page(const json& document) {
  Figures figures(document);
  Html articles;
  for (std::size_t i = 0; i < list(document, "claims").size(); ++i)
    articles += statement_article(document, i, figures.take(text(list(document, "claims")[i], "id")));
  const Html title{"The paper’s statements, evaluated"};
  const Html body = fill_template(assets::paper(), {{"title", title},
                                                    {"badges", outcome_badge(document)},
                                                    {"summary", statements_sentence(document)},
                                                    {"key_figures", figures_of_statements(document)},
                                                    {"overview", overview_table(document)},
                                                    {"statements", articles},
                                                    {"figures", figures.take(std::nullopt)}});
  return page_text({"paper", title, body, text_field(document, "command"), settings_of_statements(document),
                    figures.charts(), script_json(without_specs(document))});
}

}  // namespace orthant::report
