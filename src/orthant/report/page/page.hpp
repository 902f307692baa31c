/// A page with holes, after Mustache: `{{name}}` is replaced by a value, `{{#name}}…{{/name}}` is kept only
/// if the value is not empty, `{{^name}}…{{/name}}` only if it is. Values are not scanned again, so data
/// cannot open a hole.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "orthant/report/page/html.hpp"

namespace orthant {

using TemplateValues = std::map<std::string, Html, std::less<>>;

/// Throws std::logic_error for a hole without a value or a section that is not closed: both are mistakes
/// of ours, not of the data.
Html fill_template(std::string_view page, const TemplateValues& values);

}  // namespace orthant
