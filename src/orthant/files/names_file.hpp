/// Names of rows or columns in a file of their own, such as a vocabulary or the list of genes of a matrix.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "orthant/linalg/matrix.hpp"

namespace orthant {

/// One name a line. Of a .csv or .tsv, and of a line with tabs, the first field; of a table whose first line
/// has a field `_index`, the column below it. A first line is no name when there is one line too many. Names
/// need not differ. Throws InputError unless there are `count`; `what` is "row" or "column".
std::vector<std::string> read_names(const std::string& path, Index count, std::string_view what);

}  // namespace orthant
