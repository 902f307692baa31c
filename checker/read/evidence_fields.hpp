/// Elements of the lists in untrusted evidence; the fields of objects are read by document.hpp.
#pragma once

#include "checker/read/document.hpp"

namespace orthant::checker {

/// Each throws Rejected that calls the value `name`.
long integer_of(const Json& json, const std::string& name, long low, long high);
Rational rational_of(const Json& json, const std::string& name);
/// An array of at most `most` elements.
const Json& list_of(const Json& json, const std::string& name, std::size_t most);

}  // namespace orthant::checker
