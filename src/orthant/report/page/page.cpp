#include "orthant/report/page/page.hpp"

#include <fmt/format.h>

#include <stdexcept>

namespace orthant {

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

}  // namespace orthant
