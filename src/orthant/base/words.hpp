/// The words of results: an enumeration and, next to it, the table of what its values are called in JSON, flags
/// and messages.
///
///   enum class Side { left, right };
///   inline constexpr Word<Side> side_words[] = {{Side::left, "left"}, {Side::right, "right"}};
///   word_of(side_words, Side::left)          "left"
#pragma once

#include <cstddef>
#include <string_view>

namespace orthant {

template <class Enum>
struct Word {
  Enum value;
  std::string_view text;
};

template <class Enum, std::size_t count>
constexpr std::string_view word_of(const Word<Enum> (&words)[count], Enum value) {
  for (const Word<Enum>& word : words)
    if (word.value == value) return word.text;
  return "unknown";
}

/// Why a solver stopped. What a point *is* is a different word: see certify/verdict.hpp.
enum class Status {
  stationary,       ///< stationarity ≤ the asked tolerance
  target_reached,   ///< the objective is at most the asked target
  small_change,     ///< the relative change of the objective fell below the asked tolerance
  no_progress,      ///< rounding prevents further descent
  iteration_limit,  ///< max_iterations reached
  time_limit,       ///< max_seconds reached
  interrupted,      ///< a stop was requested (Ctrl-C)
};

inline constexpr Word<Status> status_words[] = {
    {Status::stationary, "stationary"},           {Status::target_reached, "target_reached"},
    {Status::small_change, "small_change"},       {Status::no_progress, "no_progress"},
    {Status::iteration_limit, "iteration_limit"}, {Status::time_limit, "time_limit"},
    {Status::interrupted, "interrupted"},
};

constexpr std::string_view to_string(Status status) {
  return word_of(status_words, status);
}

/// How a statement was obtained. Only the last two are proofs.
enum class Rigor {
  numeric,   ///< floating point, residuals reported, no bound
  verified,  ///< floating point with rigorous error bounds: true for the stored data
  exact,     ///< rational arithmetic
};

inline constexpr Word<Rigor> rigor_words[] = {
    {Rigor::numeric, "numeric"}, {Rigor::verified, "verified"}, {Rigor::exact, "exact"}};

constexpr std::string_view to_string(Rigor rigor) {
  return word_of(rigor_words, rigor);
}

}  // namespace orthant
