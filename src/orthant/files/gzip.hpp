/// Files compressed by gzip, read as what they hold.
#pragma once

#include <istream>
#include <memory>
#include <string>
#include <string_view>

namespace orthant {

/// The bytes within the gzip file at `path`: it is read twice, once for its length (forward_stream.hpp). Throws
/// InputError for a file that is cut off or damaged, and for one without `expected` in it; `name` stands for it in
/// messages.
std::unique_ptr<std::istream> open_gzip(const std::string& path, const std::string& name,
                                        std::string_view expected = "a matrix");

}  // namespace orthant
