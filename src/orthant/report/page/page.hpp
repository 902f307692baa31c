/// What every page is made of: one skeleton (web/page.html) around a body of its own, the style and script of
/// all pages, the charts' specifications, the document, and the chart libraries. One HTML file that opens
/// offline. Everything but charts and pictures is there without JavaScript.
///
/// Templates follow Mustache: `{{name}}` is replaced by a value, `{{#name}}…{{/name}}` is kept only if the
/// value is not empty, `{{^name}}…{{/name}}` only if it is. Values are not scanned again, so data cannot open a
/// hole.
#pragma once

#include <functional>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "orthant/report/page/html.hpp"

namespace orthant::report {

using TemplateValues = std::map<std::string, Html, std::less<>>;

/// Throws std::logic_error for a hole without a value or a section that is not closed: both are mistakes
/// of ours, not of the data.
Html fill_template(std::string_view page, const TemplateValues& values);

/// A Vega or Vega-Lite specification with its data inside, and the id of the element that it is drawn into.
struct Chart {
  std::string id;
  nlohmann::json spec;
  bool save = false;  ///< with a menu that saves it as SVG or PNG
};

/// The place of a chart.
Html chart_place(std::string_view id);

struct PageParts {
  std::string_view kind;  ///< id of the element that holds the document; class of <main>
  Html title;
  Html body;      ///< sections; those with an attribute `data-nav` are named so in the navigation
  Html command;   ///< that makes the page again
  Html settings;  ///< under the command
  std::vector<Chart> charts;
  Html document;  ///< as JSON
};

/// The file's text, UTF-8.
std::string page_text(const PageParts& page);

/// The chart libraries and their licences (charts.cpp), or nothing in a build without them (no_charts.cpp).
struct ChartLibraries {
  std::vector<std::string_view> scripts;
  std::string_view licences;
};
ChartLibraries chart_libraries();

/// Linked into the library (cmake/report_assets.cmake).
namespace assets {
std::string_view page();       ///< web/page.html
std::string_view solution();   ///< web/solution.html, the body of the page of `orthant recover`
std::string_view landscape();  ///< web/landscape.html, of `orthant landscape`
std::string_view paper();      ///< web/paper.html, of `orthant reproduce`
std::string_view ranks();      ///< web/ranks.html, of a survey of ranks
std::string_view clusters();   ///< web/clusters.html, of `orthant recover --model kmeans`
std::string_view atlas();      ///< web/atlas.html, of `orthant atlas`
std::string_view style();      ///< web/page.css
std::string_view script();     ///< web/page.js
std::string_view picture();    ///< web/landscape.vg.json, the specification of a landscape without its data
}  // namespace assets

/// The bytes from `begin` to `end`.
std::string_view between(const char* begin, const char* end);

}  // namespace orthant::report

/// Defines `function` as the asset of `symbol` (orthant_embed).
#define ORTHANT_ASSET(function, symbol)                    \
  extern "C" const char symbol[];                          \
  extern "C" const char symbol##_end[];                    \
  std::string_view function() {                            \
    return orthant::report::between(symbol, symbol##_end); \
  }
