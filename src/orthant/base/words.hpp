/// The words that stand for an enumeration's values, in JSON, on the command line and in messages. They are
/// listed once, beside the enumeration, in a function that is found by its argument:
///
///   enum class Side { left, right };
///   constexpr auto words_of(Side) {
///     return std::to_array<Word<Side>>({{Side::left, "left"}, {Side::right, "right"}});
///   }
///
/// and `to_string`, `from_word` and `expected_words` follow from it.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

namespace orthant {

template <class Enum>
struct Word {
  Enum value;
  const char* word;
};

template <class Enum>
concept Worded = requires(Enum value) {
  words_of(value);
};

template <Worded Enum>
constexpr std::string_view to_string(Enum value) {
  for (const auto& [known, word] : words_of(value))
    if (known == value) return word;
  return "unknown";
}

/// Nothing for a word that stands for no value.
template <Worded Enum>
constexpr std::optional<Enum> from_word(std::string_view word) {
  for (const auto& entry : words_of(Enum{}))
    if (word == entry.word) return entry.value;
  return std::nullopt;
}

/// "random, nndsvd or spa".
template <Worded Enum>
std::string expected_words() {
  std::string out;
  const auto words = words_of(Enum{});
  for (std::size_t k = 0; k < words.size(); ++k)
    out += std::string(k == 0 ? "" : k + 1 == words.size() ? " or " : ", ") + words[k].word;
  return out;
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

constexpr auto words_of(Status) {
  using enum Status;
  return std::to_array<Word<Status>>({{stationary, "stationary"},
                                      {target_reached, "target_reached"},
                                      {small_change, "small_change"},
                                      {no_progress, "no_progress"},
                                      {iteration_limit, "iteration_limit"},
                                      {time_limit, "time_limit"},
                                      {interrupted, "interrupted"}});
}

/// How a statement was obtained. Only the last two are proofs.
enum class Rigor {
  numeric,   ///< floating point, residuals reported, no bound
  verified,  ///< floating point with rigorous error bounds: true for the stored data
  exact,     ///< rational arithmetic
};

constexpr auto words_of(Rigor) {
  return std::to_array<Word<Rigor>>(
      {{Rigor::numeric, "numeric"}, {Rigor::verified, "verified"}, {Rigor::exact, "exact"}});
}

}  // namespace orthant
