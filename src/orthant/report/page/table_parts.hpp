/// The parts of which tables and lists of a page are made.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "orthant/report/page/html.hpp"

namespace orthant {

/// A cell that names its column again, for narrow screens where rows are stacked.
Html cell(std::string_view column, const Html& content, std::string_view kind = "");

/// `kind` is a class for the style, or "".
Html table(const std::vector<std::string_view>& columns, const Html& rows, std::string_view title,
           std::string_view kind = "");

/// One entry of <dl class='figures'>: a name, a large value, what it means. Empty without a value.
Html key_figure(const std::string& name, const Html& value, const Html& meaning);

/// One entry of <dl class='settings'>. Empty without a value.
Html setting(const std::string& name, const Html& value);

}  // namespace orthant
