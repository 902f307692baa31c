#include <filesystem>

#include "orthant/files/atomic_file.hpp"
#include "orthant/report/page/document.hpp"
#include "orthant/report/page/page.hpp"
#include "orthant/report/paper/statements.hpp"
#include "orthant/report/report.hpp"

namespace orthant::report {
namespace {

Html outcome_badge(const ReproductionDocument& document) {
  return document.as_expected() ? tag("good", "Every comparison came out as expected")
                                : tag("bad", "Not everything came out as expected");
}

Html figures_of_statements(const ReproductionDocument& document) {
  const StatementCounts counts = counts_of(document);
  Html entries;
  for (const auto& [name, field, count, meaning] :
       {std::tuple{"Statements", "claims", counts.statements, "propositions, lemmas, theorems"},
        {"Comparisons", "rows", counts.rows, "what is claimed against what is found"},
        {"Proved", "exact", counts.exact, "comparisons in exact arithmetic"},
        {"Sampled", "sampled", counts.sampled, "searches for a counterexample"},
        {"Formulas corrected", "corrected", counts.corrected, "printed one way, right another"},
        {"Failures", "fails", counts.fails, "statements that the measurements contradict"}})
    entries += key_figure(name, shown(std::string("counts.") + field, count, Show::integer), {meaning});
  const Html seconds = around("{} s", shown("seconds", document.seconds, Show::decimal, 2));
  return key_figures(entries + key_figure("Time", seconds, {"for all of them"}));
}

/// The figures of the document, each with a place of its own and its specification.
class Figures {
 public:
  explicit Figures(const ReproductionDocument& document)
      : figures_(document.figures), taken_(figures_.size()) {}

  /// Those of this id, or all that are left; none twice.
  Html take(const std::optional<std::string>& id) {
    Html out;
    for (std::size_t k = 0; k < figures_.size(); ++k) {
      if (taken_[k] || (id && figures_[k].id != *id)) continue;
      taken_[k] = true;
      out += drawn(k);
    }
    return out;
  }

  const std::vector<Chart>& charts() const { return charts_; }

 private:
  Html drawn(std::size_t k) {
    const DrawnFigure& figure = figures_[k];
    const std::string path = fmt::format("figures.{}.", k);
    nlohmann::json spec = figure.spec;
    if (!spec.contains("description")) spec["description"] = figure.title;
    const bool fits = spec.contains("width") && spec["width"] == "container";
    charts_.push_back({fmt::format("chart-{}", k + 1), std::move(spec), true});
    const Html place = chart_place(charts_.back().id);
    return markup("<figure class='wide'>{}{}{}</figure>\n",
                  around("<h4>{}</h4>", shown_text(path + "title", figure.title)),
                  fits ? place : markup("<div class='frame'>{}</div>", place),
                  around("<figcaption>{}</figcaption>", shown_text(path + "caption", figure.caption)));
  }

  const std::vector<DrawnFigure>& figures_;
  std::vector<bool> taken_;
  std::vector<Chart> charts_;
};

/// The instance that was evaluated, and what evaluated it.
Html settings_of_statements(const ReproductionDocument& document) {
  const paper::Parameters& p = document.parameters;
  const auto number = [](const std::string& name, const char* label, const nlohmann::json& value,
                         Show show = Show::integer) {
    return setting(label, shown("parameters." + name, value, show, 6));
  };
  const auto fraction = [](const std::string& name, const char* label, const mpq_class& value) {
    return setting(label, shown_text("parameters." + name, value.get_str()));
  };
  return settings(number("n", "n, rows in Theorem 3", p.n) + number("rank", "r, columns sought", p.rank) +
                  number("true_rank", "r⋆, columns of the truth", p.true_rank) +
                  fraction("alpha", "α, size of the wrong answer", p.alpha) +
                  fraction("epsilon", "ε, how steep it is around it", p.epsilon) +
                  number("m", "m, equal rows in Theorem 4", p.m) +
                  number("rank4", "r in Theorem 4", p.rank4) +
                  number("true_rank4", "r⋆ in Theorem 4", p.true_rank4) +
                  number("balance", "λ, weight of the balance term", p.balance, Show::decimal) +
                  number("starts", "starts of a search", p.starts) + number("seed", "seed", p.seed) +
                  setting("orthant version", shown_text("version", document.version)));
}

/// Without the specifications, which stand in scripts of their own.
nlohmann::json without_specs(const ReproductionDocument& document) {
  nlohmann::json out = as_json(document);
  for (auto& figure : out["figures"]) figure.erase("spec");
  return out;
}

}  // namespace

std::string statements_page(const ReproductionDocument& document) {
  Figures figures(document);
  Html articles;
  for (std::size_t i = 0; i < document.statements.size(); ++i)
    articles += statement_article(document, i, figures.take(document.statements[i].id));
  const Html title{"The paper’s statements, evaluated"};
  const Html body = fill_template(assets::paper(), {{"title", title},
                                                    {"badges", outcome_badge(document)},
                                                    {"summary", statements_sentence(document)},
                                                    {"key_figures", figures_of_statements(document)},
                                                    {"overview", overview_table(document)},
                                                    {"statements", articles},
                                                    {"figures", figures.take(std::nullopt)}});
  return page_text({"paper", title, body, shown_text("command", document.command),
                    settings_of_statements(document), figures.charts(),
                    script_json(without_specs(document))});
}

void write_pages(const ReproductionDocument& document, const std::string& folder) {
  write_file_atomically((std::filesystem::path(folder) / "reproduce.html").string(),
                        statements_page(document));
}

}  // namespace orthant::report
