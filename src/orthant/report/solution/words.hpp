/// The vocabulary of the page: for each word of the document, what to call it in plain English.
/// A word that is not known is shown as it is, so that a newer document still reads.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

#include "orthant/report/page/html.hpp"

namespace orthant {

struct VerdictWords {
  std::string name;     ///< "a strict local minimum"
  std::string label;    ///< "Strict local minimum"
  std::string meaning;  ///< "every small change that keeps the factors nonnegative makes the fit worse"
  std::string mark;     ///< how it is coloured and ticked: good, fair, bad, open
};
VerdictWords verdict_words(std::string_view verdict);

/// Whether a verdict says "minimum", of any strength.
bool is_minimum(std::string_view verdict);

/// "minima" if every point of the document's list is known to be one, otherwise a word that promises less.
std::string kind_of_points(const nlohmann::json& solution, bool plural);

struct RigorWords {
  std::string label;    ///< "Proved"
  std::string meaning;  ///< a sentence
  std::string mark;
};
RigorWords rigor_words(std::string_view rigor);

/// Why a solver stopped, e.g. "came to rest".
std::string status_words(std::string_view status);

std::string page_title(const nlohmann::json& solution);     ///< "digits in ten nonnegative parts"
std::string model_formula(const nlohmann::json& solution);  ///< X ≈ L Rᵀ
std::string objective_formula(const nlohmann::json& solution);

}  // namespace orthant
