#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "orthant/documents/clusters.hpp"
#include "orthant/report/page/document.hpp"
#include "orthant/report/page/page.hpp"
#include "orthant/report/report.hpp"
#include "orthant/report/solution/plots.hpp"
#include "orthant/report/solution/solution.hpp"

namespace orthant::report {
namespace {

using nlohmann::json;

constexpr std::size_t most_listed = 60, most_centre_columns = 12;

/// The rows by cluster, and the means. Colours of Okabe and Ito and shapes, repeated beyond so many.
json clusters_plot(const ClustersDocument& document) {
  if (!document.picture) return nullptr;
  const json colours = {"#0072b2", "#d55e00", "#009e73", "#cc79a7",
                        "#e69f00", "#56b4e9", "#22303c", "#8c6d1f"};
  const json shapes = {"circle", "triangle-up", "square", "diamond", "cross", "triangle-down"};
  const ClusterPicture& picture = *document.picture;
  json values = json::array(), means = json::array(), names = json::array(), colour_range = json::array(),
       shape_range = json::array();
  for (std::size_t k = 0; k < document.clusters.size(); ++k) {
    names.push_back(std::to_string(k + 1));
    colour_range.push_back(colours[k % colours.size()]);
    shape_range.push_back(shapes[k % shapes.size()]);
    if (k < picture.centres.size() && picture.centres[k].size() == 2)
      means.push_back({{"x", rounded(picture.centres[k][0])},
                       {"y", rounded(picture.centres[k][1])},
                       {"name", std::to_string(k + 1)}});
  }
  for (const PlacedRow& row : picture.rows) {
    const auto at = static_cast<std::size_t>(row.row);
    const std::string name =
        at < document.row_names.size() ? document.row_names[at] : std::to_string(row.row + 1);
    values.push_back({{"x", rounded(row.x)},
                      {"y", rounded(row.y)},
                      {"row", name},
                      {"cluster", std::to_string(row.cluster + 1)}});
  }
  const auto axis = [&](const char* field, std::size_t k) {
    json out = quantity(field, k < picture.axes.size() ? picture.axes[k] : "");
    out["scale"] = {{"zero", false}, {"nice", true}};
    return out;
  };
  const json legend = names.size() > 20 ? json(nullptr) : json{{"title", "cluster"}, {"columns", 8}};
  json spec = plot_frame("Rows in the plane, by cluster", 420, values);
  spec["encoding"] = {{"x", axis("x", 0)}, {"y", axis("y", 1)}};
  spec["layer"] = {{{"mark", {{"type", "point"}, {"filled", true}, {"size", 34}, {"opacity", 0.75}}},
                    {"encoding",
                     {{"color", nominal("cluster", names, colour_range, legend)},
                      {"shape", nominal("cluster", names, shape_range, legend)},
                      {"tooltip", tooltip({{"row", "row"}, {"cluster", "cluster"}})}}}},
                   {{"data", {{"values", means}}},
                    {"mark",
                     {{"type", "point"},
                      {"shape", "cross"},
                      {"size", 260},
                      {"filled", true},
                      {"color", "white"},
                      {"stroke", colour::ink},
                      {"strokeWidth", 1.5},
                      {"opacity", 1}}},
                    {"encoding", {{"tooltip", tooltip({{"name", "mean of cluster"}})}}}}};
  return spec;
}

Html clusters_table(const ClustersDocument& document) {
  Html rows;
  for (std::size_t k = 0; k < std::min(most_listed, document.clusters.size()); ++k) {
    const ListedCluster& cluster = document.clusters[k];
    const std::string path = fmt::format("clusters.{}.", k);
    const double within = document.inertia > 0 ? cluster.inertia / document.inertia : 0;
    const Html nearest =
        cluster.nearest_name.empty()
            ? markup("row {}", shown(path + "nearest", json(cluster.nearest + 1), Show::integer))
            : shown_text(path + "nearest_name", cluster.nearest_name);
    rows += row("", "Cluster", markup("{}", k + 1),
                cell("Rows", shown(path + "size", json(cluster.size), Show::integer), "number") +
                    cell("Clear", shown(path + "clear", json(cluster.clear), Show::integer), "number") +
                    cell("Sum of squares", shown(path + "inertia", json(cluster.inertia), Show::decimal, 4),
                         "number") +
                    cell("Share of it", show_percent(within, 1), "number") +
                    cell("Nearest to the mean", nearest));
  }
  return table({"Cluster", "Rows", "Clear", "Sum of squares", "Share of it", "Nearest to the mean"}, rows,
               "Every cluster");
}

Html centres_table(const ClustersDocument& document) {
  const std::size_t columns = std::min(most_centre_columns, static_cast<std::size_t>(document.cols));
  std::vector<std::string> names;
  std::vector<std::string_view> heads{"Cluster"};
  for (std::size_t j = 0; j < columns; ++j)
    names.push_back(j < document.column_names.size() ? document.column_names[j]
                                                     : fmt::format("column {}", j + 1));
  for (const std::string& name : names) heads.emplace_back(name);
  Html rows;
  for (std::size_t k = 0; k < std::min(most_listed, document.clusters.size()); ++k) {
    const std::vector<double>& centre = document.clusters[k].centre;
    if (centre.size() < columns) return {};
    Html cells;
    for (std::size_t j = 0; j < columns; ++j)
      cells +=
          cell(names[j], shown(fmt::format("clusters.{}.centre.{}", k, j), json(centre[j]), Show::decimal, 3),
               "number");
    rows += row("", "Cluster", markup("{}", k + 1), cells);
  }
  return table(heads, rows,
               columns < static_cast<std::size_t>(document.cols) ? "Means of the first columns" : "Means");
}

Html starts_table_of(const ClustersDocument& document) {
  Html rows;
  for (std::size_t s = 0; s < std::min(most_listed, document.starts.size()); ++s) {
    const KMeansStart& start = document.starts[s];
    const std::string path = fmt::format("starts.{}.", s);
    const auto value = [&](const char* column, const char* field, const std::optional<double>& number) {
      return cell(column, or_dash(shown(path + field, number, Show::decimal, 7)), "number");
    };
    rows += row(start.start == document.best_start ? "best" : "", "Start",
                shown(path + "start", json(start.start), Show::integer),
                value("Lloyd", "lloyd", start.lloyd) + value("Single moves", "moved", start.moved) +
                    value("Relaxation", "relaxed", start.converged ? start.relaxed : std::nullopt) +
                    value("Rounded", "rounded", start.rounded) +
                    cell("Steps", shown(path + "steps", json(start.steps), Show::integer), "number"));
  }
  return table({"Start", "Lloyd", "Single moves", "Relaxation", "Rounded", "Steps"}, rows, "Every start");
}

Html relaxation_sentence(const ClustersDocument& document) {
  if (!document.relaxed) return Html{"No relaxation was solved to its end."};
  const Html order =
      document.relaxed_order
          ? markup(" {}.", shown_text("relaxed_order.sentence", capital(document.relaxed_order->sentence)))
          : Html{};
  return markup(
      "The lowest value of the nonnegative low-rank relaxation is {}, where its constraint fails by {}. The search is "
      "local, so that this is no bound: what is proved is proved by a dual point.{}",
      shown("relaxed", document.relaxed, Show::decimal, 6),
      shown("feasibility", json(document.feasibility), Show::decimal, 2), order);
}

Html list_of(const std::vector<std::string>& sentences) {
  Html out;
  for (const std::string& sentence : sentences) out += markup("<li>{}</li>", sentence);
  return out;
}

Html reasons_of(const ClustersDocument& document) {
  if (!document.certificate.is_object() || !document.certificate.contains("reasons")) return {};
  Html out;
  for (const auto& reason : document.certificate["reasons"])
    if (reason.is_string()) out += markup("<li>{}</li>", reason.get<std::string>());
  return out;
}

Html settings_of(const ClustersDocument& document) {
  Html out;
  for (const auto& [name, value] : document.options) {
    const json shown_value = std::visit([](const auto& one) { return json(one); }, value);
    if (shown_value.is_null() || (shown_value.is_number_float() && !std::isfinite(shown_value.get<double>())))
      continue;
    out +=
        setting(name, escape(shown_value.is_string() ? shown_value.get<std::string>() : shown_value.dump()));
  }
  for (const auto& [name, file] : document.files) out += setting(name, markup("<code>{}</code>", file));
  out += setting("version", escape(document.version));
  out += setting("seconds", markup("{} to find, {} to prove", show_decimal(document.solve_seconds, 3),
                                   show_decimal(document.prove_seconds, 3)));
  return settings(out);
}

Html figures_of(const ClustersDocument& document) {
  Html out = key_figure("Sum of squares", shown("inertia", json(document.inertia), Show::decimal, 6),
                        Html{"of the rows about the means of their clusters"});
  if (document.total > 0)
    out += key_figure("Explained", show_percent(1 - document.inertia / document.total, 3),
                      Html{"of the sum of squares about the mean of all rows"});
  if (document.gap)
    out +=
        key_figure("Above the optimum", escape(document.optimal() ? "0" : "≤ " + gap_in_words(*document.gap)),
                   escape(document.optimal() ? "it is the optimum" : "proved; it may be the optimum"));
  const auto found =
      std::count_if(document.starts.begin(), document.starts.end(),
                    [&](const KMeansStart& start) { return start.inertia <= document.inertia * (1 + 1e-9); });
  out += key_figure("Best found",
                    markup("{} of {}", show_integer(static_cast<double>(found)), document.starts.size()),
                    Html{"starts ended in it"});
  return key_figures(out);
}

}  // namespace

std::string clusters_page(const ClustersDocument& document) {
  const Html title = escape(fmt::format("{} in {} clusters", document.data,
                                        show_word(static_cast<double>(document.clusters.size()))));
  const bool some = document.picture && std::ssize(document.picture->rows) < document.rows;
  const json plot = clusters_plot(document);
  const Html proved = document.checked() ? tag("good", "Proved") : tag("fair", "Not checked");
  TemplateValues values{
      {"title", title},
      {"badges", document.optimal() ? tag("good", "Optimal") + proved
                 : document.gap     ? tag("fair", "Bounded") + proved
                                    : tag("open", "Not proved")},
      {"answer", shown_text("sentence", capital(document.sentence) + ".")},
      {"knowledge",
       document.gap
           ? Html{"The proof is in <code>certificate.json</code>; <code>orthant-verify</code> checks it "
                  "with none of the code that found it."}
           : Html{}},
      {"key_figures", figures_of(document)},
      {"lead",
       markup(
           "{} rows of {} columns, each with the cluster whose mean is nearest. A row is clear where the next "
           "mean is at least twice as far in squares. The largest cluster comes first.",
           shown("data.rows", json(document.rows), Show::integer),
           shown("data.cols", json(document.cols), Show::integer))},
      {"chart-clusters", plot.is_null() ? Html{} : chart_place("chart-clusters")},
      {"picture_caption", escape(fmt::format("Crosses are the means.{}",
                                             some ? fmt::format(" {} of {} rows are shown.",
                                                                document.picture->rows.size(), document.rows)
                                                  : ""))},
      {"clusters_table", clusters_table(document)},
      {"centres_table", centres_table(document)},
      {"agreement", agreement_section(document.agreement, "cluster")},
      {"reasons", reasons_of(document)},
      {"relaxation", relaxation_sentence(document)},
      {"starts_table", starts_table_of(document)},
      {"left_out", list_of(document.left_out)}};
  std::vector<Chart> charts;
  if (!plot.is_null()) charts.push_back({"chart-clusters", plot, true});
  const json document_json = as_json(document);
  return page_text({"clusters", title, fill_template(assets::clusters(), values),
                    shown_text("command", document.command), settings_of(document), charts,
                    script_json(document_json)});
}

}  // namespace orthant::report
