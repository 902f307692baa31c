#include "checker/read/document.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "checker/read/files.hpp"

namespace orthant::checker {

namespace {

constexpr std::size_t longest_document = std::size_t{1} << 28;
constexpr std::size_t most_fraction_characters = std::size_t{1} << 24;
constexpr int deepest = 64;
constexpr std::size_t longest_scale = 1000;

/// Of all texts below that begin as a fraction does; what else they are is found later.
void take_fractions_below(const Json& part, std::size_t& characters, Work& work) {
  if (part.is_structured()) {
    for (const Json& each : part) take_fractions_below(each, characters, work);
    return;
  }
  if (!part.is_string()) return;
  const auto& text = part.get_ref<const std::string&>();
  const std::size_t first = text.starts_with('-') ? 1 : 0;
  if (text.find_first_not_of("0123456789/", first) != std::string::npos) return;
  characters += text.size();
  if (characters > most_fraction_characters)
    throw Rejected("the fractions of the certificate have more than " +
                   std::to_string(most_fraction_characters) + " characters together");
  work.spend(4 * text.size());
}

}  // namespace

void take_fractions(const Json& part, Work& work) {
  std::size_t characters = 0;
  take_fractions_below(part, characters, work);
}

Json parse_document(std::string_view text) {
  if (text.size() > longest_document)
    throw Rejected("the certificate has " + std::to_string(text.size()) + " bytes; expected at most " +
                   std::to_string(longest_document));
  // The parser would end at a NUL, and other readers would not.
  if (text.find('\0') != std::string_view::npos || text.starts_with("\xEF\xBB\xBF"))
    throw Rejected("the certificate is not JSON: it has a NUL or a byte order mark");
  std::vector<std::set<std::string>> keys;
  const auto watch = [&](int depth, Json::parse_event_t event, Json& parsed) {
    if (depth > deepest)
      throw Rejected("the certificate is nested deeper than " + std::to_string(deepest) + " levels");
    if (event == Json::parse_event_t::object_start) keys.emplace_back();
    if (event == Json::parse_event_t::object_end) keys.pop_back();
    if (event == Json::parse_event_t::key) {
      const auto& key = parsed.get_ref<const std::string&>();
      if (!keys.back().insert(key).second)
        throw Rejected("the certificate has the field \"" + excerpt(key) + "\" twice in one object");
    }
    return true;
  };
  try {
    return Json::parse(text.begin(), text.end(), watch);
  } catch (const Json::parse_error& error) {
    throw Rejected("the certificate is not JSON: damaged at byte " + std::to_string(error.byte));
  } catch (const Json::exception&) {
    throw Rejected("the certificate has a number that no double holds");
  }
}

std::string excerpt(std::string_view text) {
  std::string out(text.substr(0, 40));
  for (char& c : out)
    if (static_cast<unsigned char>(c) < 0x20 || static_cast<unsigned char>(c) > 0x7e) c = '?';
  return out;
}

void require_fields(const Json& object, const std::string& place, std::initializer_list<const char*> required,
                    std::initializer_list<const char*> optional) {
  if (!object.is_object()) throw Rejected(place + " is not an object");
  for (const char* name : required) field(object, place, name);
  for (const auto& item : object.items()) {
    const auto is = [&](const char* name) { return item.key() == name; };
    if (std::none_of(required.begin(), required.end(), is) &&
        std::none_of(optional.begin(), optional.end(), is))
      throw Rejected(place + " has the unknown field \"" + excerpt(item.key()) + "\"");
  }
}

const Json& field(const Json& object, const std::string& place, const char* name) {
  if (!object.is_object()) throw Rejected(place + " is not an object");
  const auto found = object.find(name);
  if (found == object.end()) throw Rejected(place + " has no field \"" + name + "\"");
  return *found;
}

const std::string& text_field(const Json& object, const std::string& place, const char* name) {
  const Json& value = field(object, place, name);
  if (!value.is_string()) throw Rejected(place + "." + name + " is not a text");
  return value.get_ref<const std::string&>();
}

long integer_field(const Json& object, const std::string& place, const char* name, long low, long high) {
  const Json& value = field(object, place, name);
  // Unsigned ones above 2⁶³ would wrap.
  const bool fits =
      value.is_number_integer() && (!value.is_number_unsigned() || value.get<std::uint64_t>() >> 63 == 0);
  if (!fits || value.get<std::int64_t>() < low || value.get<std::int64_t>() > high)
    throw Rejected(place + "." + name + " is not an integer from " + std::to_string(low) + " to " +
                   std::to_string(high));
  return value.get<std::int64_t>();
}

Rational rational_field(const Json& object, const std::string& place, const char* name) {
  const std::string& text = text_field(object, place, name);
  try {
    return Rational::parse(text);
  } catch (const Rejected&) {
    throw Rejected(place + "." + name + " = \"" + excerpt(text) + "\" is not a fraction p/q in lowest terms");
  }
}

Scale parse_scale(const std::string& text, const std::string& place) {
  std::string_view rest = text;
  Scale scale;
  const bool negative = rest.starts_with("-sqrt(");
  if (negative) rest.remove_prefix(1);
  scale.root = rest.starts_with("sqrt(") && rest.ends_with(')');
  const std::string_view number = scale.root ? rest.substr(5, rest.size() - 6) : std::string_view(text);
  try {
    if (text.size() > longest_scale) throw Rejected("long");
    scale.value = Rational::parse(number);
    if (scale.root && scale.value.sign() < 0) throw Rejected("root of a negative number");
  } catch (const Rejected&) {
    throw Rejected(place + ".scale = \"" + excerpt(text) +
                   "\" is not a fraction or square root such as \"1/3\" or \"-sqrt(2)\"");
  }
  if (Rational root; scale.root && scale.value.is_square(root)) {
    scale.root = false;
    scale.value = negative ? -root : root;
  } else if (negative) {
    scale.sign = -1;
  }
  return scale;
}

std::vector<std::pair<long, long>> entries_field(const Json& object, const std::string& place,
                                                 const char* name, long rows, long cols) {
  const Json& list = field(object, place, name);
  const std::string where = place + "." + name;
  if (!list.is_array()) throw Rejected(where + " is not a list");
  std::vector<std::pair<long, long>> out;
  for (const Json& entry : list) {
    const auto coordinate = [&](std::size_t k, long size) {
      const Json& value = entry[k];
      // A signed integer below 0 is far above any size when unsigned.
      if (!value.is_number_integer() || value.get<std::uint64_t>() >= static_cast<std::uint64_t>(size))
        throw Rejected(where + " has an entry outside " + std::to_string(rows) + "×" + std::to_string(cols));
      return static_cast<long>(value.get<std::uint64_t>());
    };
    if (!entry.is_array() || entry.size() != 2) throw Rejected(where + " is not a list of [row, col]");
    out.emplace_back(coordinate(0, rows), coordinate(1, cols));
  }
  std::sort(out.begin(), out.end());
  const auto twice = std::adjacent_find(out.begin(), out.end());
  if (twice != out.end())
    throw Rejected(where + " has [" + std::to_string(twice->first) + ", " + std::to_string(twice->second) +
                   "] twice");
  return out;
}

long integer_of(const Json& json, const std::string& name, long low, long high) {
  const auto refuse = [&] {
    return Rejected(name + ": expected an integer from " + std::to_string(low) + " to " +
                    std::to_string(high));
  };
  if (!json.is_number_integer()) throw refuse();
  if (json.is_number_unsigned() && json.get<std::uint64_t>() > static_cast<std::uint64_t>(INT64_MAX))
    throw refuse();
  const auto value = json.get<std::int64_t>();
  if (value < low || value > high) throw refuse();
  return static_cast<long>(value);
}

Rational rational_of(const Json& json, const std::string& name) {
  if (!json.is_string()) throw Rejected(name + ": expected a fraction");
  return Rational::parse(json.get_ref<const std::string&>());
}

const Json& list_of(const Json& json, const std::string& name, std::size_t most) {
  if (!json.is_array()) throw Rejected(name + ": not a list");
  if (json.size() > most)
    throw Rejected(name + ": " + std::to_string(json.size()) + " elements; expected at most " +
                   std::to_string(most));
  return json;
}

}  // namespace orthant::checker
