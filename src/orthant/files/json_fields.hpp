/// Documents whose fields are listed once, for writing and for reading:
///
///   template <class Fields>
///   void list_fields(Fields& fields, OfFields<Fields, Escape>& escape) {
///     fields("curvature", escape.curvature);
///     fields("step", escape.step);
///   }
///   Json json = as_json(escape);          // {"curvature": …, "step": …}
///   read_json(JsonPlace(json, "a.json"), escape);
///
/// A value is a number (null when it is not finite), a yes or no, a text, an enumeration with words
/// (base/words.hpp), an optional (null), a list, a map, a vector, a document as it is, or a struct whose
/// fields are listed. A reader refuses, in one line with file and place, a field that is missing or no such
/// value; fields that it does not know are passed over.
#pragma once

#include <cmath>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "orthant/base/options.hpp"
#include "orthant/files/input_file.hpp"
#include "orthant/files/json_document.hpp"

namespace orthant {

class JsonWriter;
class JsonReader;

/// What a list of fields is given: the struct to read into, or the one to write, which stays as it is.
template <class Fields, class Struct>
using OfFields = std::conditional_t<std::is_same_v<Fields, JsonWriter>, const Struct, Struct>;

/// A column or start counted from 0 here and from 1 in documents.
template <class Integer>
struct CountedFromOne {
  Integer& value;
};
template <class Integer>
CountedFromOne<Integer> from_one(Integer& value) {
  return {value};
}

template <class Value>
Json as_json(const Value& value);
template <class Value>
void read_json(const JsonPlace& place, Value& value);

/// JSON has no infinity and no NaN: these become null.
inline Json json_number(double value) {
  return std::isfinite(value) ? Json(value) : Json(nullptr);
}

class JsonWriter {
 public:
  explicit JsonWriter(Json& out) : out_(out) {}

  template <class Value>
  void operator()(const char* name, const Value& value) {
    out_[name] = as_json(value);
  }
  template <class Integer>
  void operator()(const char* name, CountedFromOne<Integer> counted) {
    out_[name] = counted.value + 1;
  }
  /// Null in place of what is empty or zero.
  template <class Value>
  void or_null(const char* name, const Value& value) {
    out_[name] = value == Value() ? Json(nullptr) : as_json(value);
  }
  /// Missing in place of null.
  template <class Value>
  void if_any(const char* name, const std::optional<Value>& value) {
    if (value) out_[name] = as_json(*value);
  }
  /// Fields of any names, in their order.
  template <class Value>
  void each(const std::vector<std::pair<std::string, Value>>& values) {
    for (const auto& [name, value] : values) out_[name] = as_json(value);
  }
  /// One member of every struct of a list, as a list.
  template <class Struct, class Value>
  void column(const char* name, const std::vector<Struct>& rows, Value Struct::*member) {
    Json& list = out_[name] = Json::array();
    for (const Struct& row : rows) list.push_back(as_json(row.*member));
  }
  /// The same of numbers, and missing when none of them is one.
  template <class Struct>
  void column_if_any(const char* name, const std::vector<Struct>& rows, double Struct::*member) {
    for (const Struct& row : rows)
      if (std::isfinite(row.*member)) return column(name, rows, member);
  }
  /// [low, high].
  void range(const char* name, double low, double high) {
    out_[name] = {json_number(low), json_number(high)};
  }
  /// What follows from other fields: not read.
  template <class Value>
  void derived(const char* name, const Value& value) {
    out_[name] = as_json(value);
  }
  /// An object of fields that are no struct of their own.
  template <class List>
  void section(const char* name, const List& list) {
    Json inner = Json::object();
    JsonWriter fields(inner);
    list(fields);
    out_[name] = std::move(inner);
  }
  /// The same, or null: `list` is given the value too.
  template <class Value, class List>
  void section(const char* name, const std::optional<Value>& value, const List& list) {
    out_[name] = nullptr;
    if (value) section(name, [&](auto& fields) { list(fields, *value); });
  }
  /// The document's format, the same in everything that is written and read.
  void format(const char* name) { out_["format"] = name; }

 private:
  Json& out_;
};

class JsonReader {
 public:
  explicit JsonReader(const JsonPlace& place) : place_(place) {}

  template <class Value>
  void operator()(const char* name, Value& value) {
    read_json(at(name), value);
  }
  template <class Integer>
  void operator()(const char* name, CountedFromOne<Integer> counted) {
    read_json(at(name), counted.value);
    --counted.value;
  }
  template <class Value>
  void or_null(const char* name, Value& value) {
    value = Value();
    if (const JsonPlace place = at(name); !place.is_null()) read_json(place, value);
  }
  template <class Value>
  void if_any(const char* name, std::optional<Value>& value) {
    value.reset();
    if (place_.has(name)) read_json(at(name), value.emplace());
  }
  template <class Value>
  void each(std::vector<std::pair<std::string, Value>>& values) {
    values.clear();
    for (const std::string& name : place_.names())
      read_json(place_.at(name.c_str()), values.emplace_back(name, Value()).second);
  }
  /// All columns must be as long as the first.
  template <class Struct, class Value>
  void column(const char* name, std::vector<Struct>& rows, Value Struct::*member) {
    const JsonPlace place = at(name);
    const std::size_t size = place.list_size();
    if (first_column_) rows.assign(size, Struct());
    first_column_ = false;
    if (rows.size() != size) place.refuse("a list of " + std::to_string(rows.size()));
    for (std::size_t k = 0; k < size; ++k) read_json(place.at(k), rows[k].*member);
  }
  void range(const char* name, double& low, double& high) {
    const JsonPlace place = at(name);
    if (place.list_size() != 2) place.refuse("a list of 2 numbers");
    read_json(place.at(std::size_t{0}), low);
    read_json(place.at(std::size_t{1}), high);
  }
  template <class Struct>
  void column_if_any(const char* name, std::vector<Struct>& rows, double Struct::*member) {
    if (place_.has(name)) column(name, rows, member);
  }
  template <class Value>
  void derived(const char*, const Value&) {}
  template <class List>
  void section(const char* name, const List& list) {
    const JsonPlace place = at(name);
    JsonReader fields(place);
    list(fields);
  }
  template <class Value, class List>
  void section(const char* name, std::optional<Value>& value, const List& list) {
    value.reset();
    if (at(name).is_null()) return;
    section(name, [&](auto& fields) { list(fields, value.emplace()); });
  }
  /// Throws InputError: what the field holds is of the right kind and still no such value.
  [[noreturn]] void refuse(const char* name, std::string_view expected) const { at(name).refuse(expected); }
  void format(const char* name) {
    if (const JsonPlace found = at("format"); found.text() != name) found.refuse(quote(name));
  }

 private:
  static std::string quote(const char* name) { return '"' + std::string(name) + '"'; }
  JsonPlace at(const char* name) const {
    if (!place_.value().is_object()) place_.refuse("an object");
    if (!place_.has(name)) place_.fail("no field " + quote(name));
    return place_.at(name);
  }

  const JsonPlace& place_;
  bool first_column_ = true;
};

namespace detail {

template <class T, template <class...> class Template>
inline constexpr bool is_a = false;
template <class... Args, template <class...> class Template>
inline constexpr bool is_a<Template<Args...>, Template> = true;

}  // namespace detail

template <class Value>
Json as_json(const Value& value) {
  if constexpr (std::is_same_v<Value, char>) {
    return std::string(1, value);
  } else if constexpr (std::is_same_v<Value, Json> || std::is_same_v<Value, bool> ||
                       std::is_integral_v<Value>) {
    return value;
  } else if constexpr (std::is_floating_point_v<Value>) {
    return json_number(value);
  } else if constexpr (Worded<Value>) {
    return std::string(to_string(value));
  } else if constexpr (std::is_convertible_v<const Value&, std::string_view>) {
    return valid_utf8(value);
  } else if constexpr (detail::is_a<Value, std::optional>) {
    return value ? as_json(*value) : Json(nullptr);
  } else if constexpr (detail::is_a<Value, std::variant>) {
    return std::visit([](const auto& one) { return as_json(one); }, value);
  } else if constexpr (detail::is_a<Value, std::map>) {
    Json out = Json::object();
    for (const auto& [name, one] : value) out[name] = as_json(one);
    return out;
  } else if constexpr (detail::is_a<Value, std::vector> || std::is_same_v<Value, Vector>) {
    Json out = Json::array();
    for (const auto& one : value) out.push_back(as_json(one));
    return out;
  } else {
    Json out = Json::object();
    JsonWriter fields(out);
    list_fields(fields, value);
    return out;
  }
}

template <class Value>
void read_json(const JsonPlace& place, Value& value) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  if constexpr (std::is_same_v<Value, char>) {
    if (place.text().size() != 1) place.refuse("one letter");
    value = place.text()[0];
  } else if constexpr (std::is_same_v<Value, Json>) {
    value = place.value();
  } else if constexpr (std::is_same_v<Value, bool>) {
    value = place.truth();
  } else if constexpr (std::is_integral_v<Value>) {
    using Limits = std::numeric_limits<Value>;  // those of unsigned numbers go beyond an Index
    constexpr Index most = std::in_range<Index>(Limits::max()) ? static_cast<Index>(Limits::max())
                                                               : std::numeric_limits<Index>::max();
    value = static_cast<Value>(place.integer(static_cast<Index>(Limits::min()), most));
  } else if constexpr (std::is_floating_point_v<Value>) {
    value = place.is_null() ? std::numeric_limits<double>::quiet_NaN() : place.number(-infinity, infinity);
  } else if constexpr (Worded<Value>) {
    const auto known = from_word<Value>(place.text());
    if (!known) place.refuse(expected_words<Value>());
    value = *known;
  } else if constexpr (std::is_same_v<Value, std::string>) {
    value = place.text();
  } else if constexpr (detail::is_a<Value, std::optional>) {
    value.reset();
    if (!place.is_null()) read_json(place, value.emplace());
  } else if constexpr (std::is_same_v<Value, OptionValue>) {
    if (place.value().is_boolean())
      value = place.truth();
    else if (place.is_text())
      value = place.text();
    else if (place.value().is_number_integer())
      read_json(place, value.template emplace<long>());
    else
      read_json(place, value.template emplace<double>());
  } else if constexpr (detail::is_a<Value, std::map>) {
    value.clear();
    for (const std::string& name : place.names()) read_json(place.at(name.c_str()), value[name]);
  } else if constexpr (detail::is_a<Value, std::vector> || std::is_same_v<Value, Vector>) {
    value.resize(static_cast<decltype(value.size())>(place.list_size()));
    for (std::size_t k = 0; k < place.list_size(); ++k)
      read_json(place.at(k), value[static_cast<decltype(value.size())>(k)]);
  } else {
    JsonReader fields(place);
    list_fields(fields, value);
  }
}

/// The document in a file. Throws InputError in one line that names file, field and expectation.
template <class Document>
Document read_document(const std::string& file, std::size_t longest = longest_json_document) {
  const Json json = read_json_file(file, longest);
  Document out;
  read_json(JsonPlace(json, on_one_line(file)), out);
  return out;
}

/// The fields of a table of options (base/options.hpp) that are all numbers of type double.
template <class Fields, class Struct, std::size_t size>
void list_numbers(Fields& fields, Struct& options, const Option<std::remove_const_t<Struct>> (&table)[size]) {
  for (const auto& option : table)
    fields(option.name, options.*std::get<double std::remove_const_t<Struct>::*>(option.field));
}

}  // namespace orthant
