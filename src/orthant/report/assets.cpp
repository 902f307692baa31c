#include "orthant/report/assets.hpp"

#define ORTHANT_ASSET(function, symbol)                                                   \
  extern "C" const char symbol[];                                                         \
  extern "C" const char symbol##_end[];                                                   \
  std::string_view orthant::assets::function() {                                          \
    return without_source_map({symbol, static_cast<std::size_t>(symbol##_end - symbol)}); \
  }

namespace {

/// A bundle ends with the address of a file that the page does not carry; developer tools would look for it.
std::string_view without_source_map(std::string_view text) {
  return text.substr(0, text.rfind("//# sourceMappingURL="));
}

}  // namespace

ORTHANT_ASSET(page, orthant_page_html)
ORTHANT_ASSET(style, orthant_page_css)
ORTHANT_ASSET(claims, orthant_claims_html)
ORTHANT_ASSET(claims_style, orthant_claims_css)
ORTHANT_ASSET(script, orthant_page_js)
ORTHANT_ASSET(licences, orthant_licences_txt)
ORTHANT_ASSET(vega, orthant_vega_js)
ORTHANT_ASSET(vega_lite, orthant_vega_lite_js)
ORTHANT_ASSET(vega_embed, orthant_vega_embed_js)
ORTHANT_ASSET(landscape_page, orthant_landscape_html)
ORTHANT_ASSET(render_svg, orthant_render_svg_cjs)
