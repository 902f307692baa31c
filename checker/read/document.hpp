/// The JSON of a certificate, strictly: no duplicate keys, at most 64 levels, no field that is not known, and
/// numbers only where the format has them. Every function names the place in its refusal.
#pragma once

#include <initializer_list>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "checker/arithmetic/work.hpp"
#include "checker/read/problem.hpp"

namespace orthant::checker {

using Json = nlohmann::json;

/// Throws Rejected for anything but one whole JSON document of at most 256 MiB, 64 levels deep.
Json parse_document(std::string_view text);

/// Counts the reading of every fraction below, by its digits. Throws Rejected when all together have more
/// than 2^24 characters (one alone: Rational::longest_text).
void take_fractions(const Json& part, Work& work);

/// At most 40 bytes of a text from the certificate, bytes that are not printable as '?'.
std::string excerpt(std::string_view text);

/// An object that has all required fields, and no others but the optional ones.
void require_fields(const Json& object, const std::string& place, std::initializer_list<const char*> required,
                    std::initializer_list<const char*> optional = {});
/// The same when the fields depend on a choice: only that it is an object with these.
const Json& field(const Json& object, const std::string& place, const char* name);

const std::string& text_field(const Json& object, const std::string& place, const char* name);
long integer_field(const Json& object, const std::string& place, const char* name, long low, long high);
Rational rational_field(const Json& object, const std::string& place, const char* name);

/// "q", "sqrt(q)" or "-sqrt(q)", q a fraction in lowest terms; the root of a square becomes rational.
Scale parse_scale(const std::string& text, const std::string& place);

/// [[row, col], …] within rows×cols, each once; sorted by row, then column.
std::vector<std::pair<long, long>> entries_field(const Json& object, const std::string& place,
                                                 const char* name, long rows, long cols);

/// Each throws Rejected that calls the value `name`.
long integer_of(const Json& json, const std::string& name, long low, long high);
Rational rational_of(const Json& json, const std::string& name);
/// An array of at most `most` elements.
const Json& list_of(const Json& json, const std::string& name, std::size_t most);

}  // namespace orthant::checker
