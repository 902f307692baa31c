/// Options described once. Options are an aggregate with defaults; a table next to it names each field, its
/// range and its help. The command line, JSON and the docs all read that table.
///
///   struct HalsOptions { double stationarity = 1e-12; Order order = Order::cyclic; … };
///   inline constexpr Option<HalsOptions> hals_options[] = {
///       {"stationarity", "stop when …", {0, 1}, &HalsOptions::stationarity},
///       {"order", "of the columns: cyclic or random", {}, one_word<&HalsOptions::order>}, … };
///
/// A field is a number, one that may be left out, a yes or no, a text, or an enumeration with words (words.hpp).
#pragma once

#include <cmath>
#include <iomanip>
#include <limits>
#include <optional>
#include <span>
#include <sstream>
#include <string>
#include <type_traits>
#include <variant>

#include "orthant/base/error.hpp"
#include "orthant/base/words.hpp"

namespace orthant {

struct Range {
  double lower = -std::numeric_limits<double>::infinity();
  double upper = std::numeric_limits<double>::infinity();
};

/// An enumeration's field, seen through its words.
template <class Struct>
struct WordField {
  std::string_view (*get)(const Struct&);
  bool (*set)(Struct&, std::string_view word);  ///< false: no such word
  std::string (*expected)();
};

template <class Field>
struct MemberOf;
template <class Struct, class Enum>
struct MemberOf<Enum Struct::*> {
  using Owner = Struct;
  using Value = Enum;
};

template <auto field, class Struct = typename MemberOf<decltype(field)>::Owner,
          class Enum = typename MemberOf<decltype(field)>::Value>
inline constexpr WordField<Struct> one_word{[](const Struct& options) { return to_string(options.*field); },
                                            [](Struct& options, std::string_view word) {
                                              const auto value = from_word<Enum>(word);
                                              if (value) options.*field = *value;
                                              return value.has_value();
                                            },
                                            &expected_words<Enum>};

/// What an option is set to, as documents hold it; a number that is left out is an empty text.
using OptionValue = std::variant<bool, long, double, std::string>;

template <class Struct>
struct Option {
  const char* name;  ///< as in JSON, with underscores; the command line turns them into hyphens
  const char* help;
  Range range;
  std::variant<double Struct::*, long Struct::*, bool Struct::*, std::string Struct::*,
               std::optional<double> Struct::*, std::optional<long> Struct::*, WordField<Struct>>
      field;

  OptionValue value(const Struct& options) const {
    return std::visit(
        [&](const auto& member) -> OptionValue {
          if constexpr (std::is_same_v<std::decay_t<decltype(member)>, WordField<Struct>>) {
            return std::string(member.get(options));
          } else if constexpr (requires { (options.*member).has_value(); }) {
            return options.*member ? OptionValue(*(options.*member)) : OptionValue(std::string());
          } else {
            return options.*member;
          }
        },
        field);
  }

  /// Of an option that is a number of type double.
  double number(const Struct& options) const { return options.*std::get<double Struct::*>(field); }

  /// Of an option with words. Throws InputError "init = foo; expected random, nndsvd or spa".
  void set_word(Struct& options, const std::string& word) const {
    const auto& words = std::get<WordField<Struct>>(field);
    if (!words.set(options, word))
      throw InputError(std::string(name) + " = " + word + "; expected " + words.expected());
  }
};

/// Throws InputError "name = value; expected lower ≤ name ≤ upper" for the first number out of its range.
template <class Struct>
void check_options(const Struct& options, std::span<const Option<Struct>> table) {
  const auto check = [](const Option<Struct>& option, auto given) {
    // long double holds every long: a double would round 2⁵³ + 1 down to the limit.
    const auto value = static_cast<long double>(given);
    if (value >= option.range.lower && value <= option.range.upper) return;
    std::ostringstream message;
    message << option.name << " = " << given << std::setprecision(16) << "; expected " << option.range.lower
            << " ≤ " << option.name;
    if (std::isfinite(option.range.upper)) message << " ≤ " << option.range.upper;
    throw InputError(message.str());
  };
  for (const auto& option : table) {
    std::visit(
        [&](auto value) {
          if constexpr (std::is_same_v<decltype(value), double> || std::is_same_v<decltype(value), long>)
            check(option, value);
        },
        option.value(options));
  }
}

template <class Struct, std::size_t size>
void check_options(const Struct& options, const Option<Struct> (&table)[size]) {
  check_options(options, std::span<const Option<Struct>>(table));
}

}  // namespace orthant
