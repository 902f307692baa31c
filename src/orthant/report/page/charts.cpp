// The chart libraries, in a build that has them (ORTHANT_REPORT): npm packages, linked into the library.

#include "orthant/report/page/page.hpp"
#include "orthant/report/report.hpp"

namespace orthant::report::assets {
std::string_view vega();
std::string_view vega_lite();
std::string_view vega_embed();
std::string_view licences();
}  // namespace orthant::report::assets

ORTHANT_ASSET(orthant::report::assets::vega, orthant_vega_js)
ORTHANT_ASSET(orthant::report::assets::vega_lite, orthant_vega_lite_js)
ORTHANT_ASSET(orthant::report::assets::vega_embed, orthant_vega_embed_js)
ORTHANT_ASSET(orthant::report::assets::licences, orthant_licences_txt)

namespace orthant::report {

bool has_charts() {
  return true;
}

ChartLibraries chart_libraries() {
  ChartLibraries out{{}, assets::licences()};
  // A bundle ends with the address of a file that the page does not carry; developer tools would look for it.
  for (const std::string_view bundle : {assets::vega(), assets::vega_lite(), assets::vega_embed()})
    out.scripts.push_back(bundle.substr(0, bundle.rfind("//# sourceMappingURL=")));
  return out;
}

}  // namespace orthant::report
