#include "orthant/report/page/page.hpp"

#include <fmt/format.h>

#include <stdexcept>

ORTHANT_ASSET(orthant::report::assets::page, orthant_page_html)
ORTHANT_ASSET(orthant::report::assets::solution, orthant_solution_html)
ORTHANT_ASSET(orthant::report::assets::landscape, orthant_landscape_html)
ORTHANT_ASSET(orthant::report::assets::paper, orthant_paper_html)
ORTHANT_ASSET(orthant::report::assets::ranks, orthant_ranks_html)
ORTHANT_ASSET(orthant::report::assets::clusters, orthant_clusters_html)
ORTHANT_ASSET(orthant::report::assets::atlas, orthant_atlas_html)
ORTHANT_ASSET(orthant::report::assets::style, orthant_page_css)
ORTHANT_ASSET(orthant::report::assets::script, orthant_page_js)
ORTHANT_ASSET(orthant::report::assets::picture, orthant_landscape_vg_json)

namespace orthant::report {
namespace {

/// A link to every section of the body that names itself.
Html navigation(std::string_view body) {
  static constexpr std::string_view open = "<section id=\"", name = "\" data-nav=\"";
  Html out;
  for (auto at = body.find(open); at != std::string_view::npos; at = body.find(open, at)) {
    at += open.size();
    const auto id_end = body.find('"', at);
    if (!body.substr(id_end).starts_with(name)) continue;
    const auto name_at = id_end + name.size();
    out += markup("<a href=\"#{}\">{}</a>\n", Html{std::string(body.substr(at, id_end - at))},
                  Html{std::string(body.substr(name_at, body.find('"', name_at) - name_at))});
  }
  return out;
}

Html scripts_of(const ChartLibraries& libraries) {
  Html out;
  for (const auto script : libraries.scripts) out.text += fmt::format("<script>{}</script>\n", script);
  return out;
}

}  // namespace

std::string_view between(const char* begin, const char* end) {
  return {begin, static_cast<std::size_t>(end - begin)};
}

Html fill_template(std::string_view page, const TemplateValues& values) {
  Html out;
  while (true) {
    const auto open = page.find("{{");
    out.text += page.substr(0, open);
    if (open == std::string_view::npos) return out;
    page.remove_prefix(open + 2);
    const auto close = page.find("}}");
    if (close == std::string_view::npos) throw std::logic_error("template: '{{' without '}}'");
    std::string_view name = page.substr(0, close);
    page.remove_prefix(close + 2);

    const bool if_any = name.starts_with('#');
    const bool if_none = name.starts_with('^');
    if (if_any || if_none) name.remove_prefix(1);
    const auto value = values.find(name);
    if (value == values.end()) throw std::logic_error(fmt::format("template: no value for '{}'", name));
    if (!if_any && !if_none) {
      out += value->second;
      continue;
    }
    const std::string end = fmt::format("{{{{/{}}}}}", name);
    const auto stop = page.find(end);
    if (stop == std::string_view::npos) throw std::logic_error(fmt::format("template: '{}' is open", name));
    if (value->second.empty() == if_none) out += fill_template(page.substr(0, stop), values);
    page.remove_prefix(stop + end.size());
  }
}

Html chart_place(std::string_view id) {
  return markup("<div class='chart' id='{}'></div>", id);
}

std::string page_text(const PageParts& page) {
  Html specs;
  for (const Chart& chart : page.charts)
    specs += markup("<script type='application/json' data-chart='{}'{}>{}</script>\n", chart.id,
                    Html{chart.save ? " data-save" : ""}, script_json(chart.spec));
  const ChartLibraries libraries = chart_libraries();
  return fill_template(assets::page(), {{"kind", escape(page.kind)},
                                        {"title", page.title},
                                        {"navigation", navigation(page.body.text)},
                                        {"body", page.body},
                                        {"command", command_box("command", page.command)},
                                        {"settings", page.settings},
                                        {"document", page.document},
                                        {"specs", specs},
                                        {"style", {std::string(assets::style())}},
                                        {"script", {std::string(assets::script())}},
                                        {"licences", {std::string(libraries.licences)}},
                                        {"libraries", scripts_of(libraries)}})
      .text;
}

}  // namespace orthant::report
