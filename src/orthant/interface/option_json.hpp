/// The option tables of the library (base/options.hpp) as JSON: what the C interface takes, and what it says of
/// them. A command's options are those of several tables; each_table(command, visit) calls visit(options, table)
/// for all of them (commands.hpp).
#pragma once

#include <cmath>
#include <set>
#include <string>
#include <type_traits>
#include <vector>

#include "orthant/base/error.hpp"
#include "orthant/base/nearest_word.hpp"
#include "orthant/base/options.hpp"
#include "orthant/files/json_document.hpp"

namespace orthant::interface {

[[noreturn]] inline void refuse_value(const char* name, const Json& value, const std::string& expected) {
  throw InputError(std::string(name) + " = " + json_text(value, -1) + "; expected " + expected);
}

/// A number: JSON's, or a text that is one. Of a whole number no digit is lost.
template <class Number>
Number number_of(const char* name, const Json& value) {
  if constexpr (std::is_integral_v<Number>) {
    constexpr double limit = 9007199254740992;
    if (value.is_number_integer() && !(value.is_number_unsigned() && value > std::int64_t{1} << 62))
      return value.get<Number>();
    if (value.is_number_float() && std::abs(value.get<double>()) <= limit &&
        value.get<double>() == std::nearbyint(value.get<double>()))
      return static_cast<Number>(value.get<double>());
    refuse_value(name, value, "a whole number of at most 64 bits");
  } else {
    if (!value.is_number()) refuse_value(name, value, "a number");
    return value.get<Number>();
  }
}

template <class Struct>
void set_option(Struct& options, const Option<Struct>& option, const Json& value) {
  const auto set = [&](const auto& member) {
    using Field = std::decay_t<decltype(member)>;
    if constexpr (std::is_same_v<Field, WordField<Struct>>) {
      if (!value.is_string()) refuse_value(option.name, value, member.expected());
      option.set_word(options, value.get<std::string>());
    } else if constexpr (std::is_same_v<Field, bool Struct::*>) {
      if (!value.is_boolean()) refuse_value(option.name, value, "true or false");
      options.*member = value.get<bool>();
    } else if constexpr (std::is_same_v<Field, std::string Struct::*>) {
      if (!value.is_string() && !value.is_number()) refuse_value(option.name, value, "a text");
      options.*member = value.is_string() ? value.get<std::string>() : json_text(value, -1);
    } else if constexpr (requires { (options.*member).has_value(); }) {
      options.*member =
          number_of<typename std::decay_t<decltype(options.*member)>::value_type>(option.name, value);
    } else {
      options.*member = number_of<std::decay_t<decltype(options.*member)>>(option.name, value);
    }
  };
  std::visit(set, option.field);
}

/// Which options were given.
using Given = std::set<std::string, std::less<>>;

/// Sets those of `options`, an object, that are not null; of a name that stands in several tables, as on the
/// command line, all. Throws InputError for a name that is none, with the nearest one.
template <class Command>
Given set_options(Command& command, const Json& options, const std::string& name) {
  Given given;
  for (const auto& item : options.items()) {
    const std::string& key = item.key();
    const Json& value = item.value();
    bool found = false;
    std::vector<std::string> names;
    each_table(command, [&](auto& part, const auto& table) {
      for (const auto& option : table) {
        names.emplace_back(option.name);
        if (key != option.name) continue;
        found = true;
        if (!value.is_null()) set_option(part, option, value);
      }
    });
    if (!found) {
      const std::string nearest = nearest_option(key, names);
      throw InputError("unknown option '" + key + "' of " + name +
                       (nearest.empty() ? "" : ", the nearest is " + nearest));
    }
    if (!value.is_null()) given.insert(key);
  }
  return given;
}

template <class Struct>
Json described(const Struct& defaults, const Option<Struct>& option) {
  Json out = {{"name", option.name}};
  const auto describe = [&](const auto& member) {
    using Field = std::decay_t<decltype(member)>;
    if constexpr (std::is_same_v<Field, WordField<Struct>>)
      out["type"] = "word";
    else if constexpr (std::is_same_v<Field, bool Struct::*>)
      out["type"] = "boolean";
    else if constexpr (std::is_same_v<Field, std::string Struct::*>)
      out["type"] = "text";
    else if constexpr (std::is_same_v<Field, long Struct::*> ||
                       std::is_same_v<Field, std::optional<long> Struct::*>)
      out["type"] = "integer";
    else
      out["type"] = "number";
  };
  std::visit(describe, option.field);
  std::visit([&](const auto& value) { out["default"] = value; }, option.value(defaults));
  if (out["default"] == "") out["default"] = nullptr;
  const auto bound = [](double value) { return std::isfinite(value) ? Json(value) : Json(); };
  out["lower"] = bound(option.range.lower);
  out["upper"] = bound(option.range.upper);
  if (const auto* words = std::get_if<WordField<Struct>>(&option.field)) out["expected"] = words->expected();
  out["help"] = option.help;
  return out;
}

/// A list of objects, one for each option.
template <class Command>
Json described_options() {
  Json out = Json::array();
  Command defaults;
  std::set<std::string> seen;
  each_table(defaults, [&](const auto& part, const auto& table) {
    for (const auto& option : table)
      if (seen.insert(option.name).second) out.push_back(described(part, option));
  });
  return out;
}

}  // namespace orthant::interface
