/// Files that are linked into the library (cmake/report_assets.cmake) and copied into every page.
#pragma once

#include <string_view>

namespace orthant::assets {

std::string_view page();            ///< web/solution.html, a template (page_template.hpp)
std::string_view style();           ///< web/page.css
std::string_view claims();          ///< web/paper.html, the template of the page of `orthant reproduce`
std::string_view claims_style();    ///< web/paper.css, after the style of every page
std::string_view script();          ///< web/page.js
std::string_view landscape_page();  ///< web/landscape.html, likewise a template
std::string_view render_svg();      ///< web/render_svg.cjs, for Node
std::string_view licences();        ///< web/licences.txt, of the three below
std::string_view vega();            ///< the bundles of the npm packages, without their source map address
std::string_view vega_lite();
std::string_view vega_embed();

}  // namespace orthant::assets
