/// Files compressed by gzip, read as what they hold.
#pragma once

#include <istream>
#include <memory>
#include <string>

namespace orthant {

/// The bytes within the gzip file at `path`: it is read twice, once for its length (forward_stream.hpp). Throws
/// InputError for a file that is cut off or damaged; `name` stands for it in messages.
std::unique_ptr<std::istream> open_gzip(const std::string& path, const std::string& name);

}  // namespace orthant
