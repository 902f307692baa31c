/// The parts of the page of a search. They read "orthant-solution/1"; a part whose facts are absent is empty.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "orthant/linalg/matrix.hpp"
#include "orthant/report/page/page.hpp"

namespace orthant::report {

/// What each word of the document is called in plain English. A word that is not known is shown as it is, so
/// that a newer document still reads.
struct VerdictWords {
  std::string name;     ///< "a strict local minimum"
  std::string label;    ///< "Strict local minimum"
  std::string meaning;  ///< "every small change that keeps the factors nonnegative makes the fit worse"
  std::string mark;     ///< how it is coloured and ticked: good, fair, bad, open
};
VerdictWords verdict_words(std::string_view verdict);

struct RigorWords {
  std::string label;    ///< "Proved"
  std::string meaning;  ///< a sentence
  std::string mark;
};
RigorWords rigor_words(std::string_view rigor);

/// Whether a verdict says "minimum", of any strength.
bool is_minimum(std::string_view verdict);

/// "minima" if every point of the document's list is known to be one, otherwise a word that promises less.
std::string kind_of_points(const nlohmann::json& solution, bool plural);

std::string solution_title(const nlohmann::json& solution);  ///< "digits in ten nonnegative parts"
std::string model_formula(const nlohmann::json& solution);   ///< X ≈ L Rᵀ
std::string objective_formula(const nlohmann::json& solution);

/// Whether the best point fits the data up to rounding, so that its objective says nothing but noise.
bool exact_fit(const nlohmann::json& solution);

/// Eigenvalues of the Hessian up to this size are zero up to rounding.
double flat_curvature(const nlohmann::json& solution);

/// The position in `starts` of the start whose point is the best one (`best_start` counts from 1).
std::optional<std::size_t> best_start(const nlohmann::json& solution);

// Sentences.
Html data_sentence(const nlohmann::json& solution);       ///< size, storage, what is observed
Html answer_sentence(const nlohmann::json& solution);     ///< what was found, and what the best point is
Html knowledge_sentence(const nlohmann::json& solution);  ///< how that is known; whether lower exists
Html uniqueness_sentence(const nlohmann::json& solution,
                         const std::vector<Index>& part_numbers);  ///< which parts mix, when some do
Html minima_sentence(const nlohmann::json& solution);   ///< how often the best was reached; the others
Html example_sentence(const nlohmann::json& solution);  ///< the fate of one start that missed the best

// Tables and lists.
Html solution_figures(const nlohmann::json& solution);  ///< the row of large numbers under the answer
Html minima_table(const nlohmann::json& solution);
Html starts_table(const nlohmann::json& solution);
Html solution_settings(const nlohmann::json& solution);  ///< options, seed, version, files, times

/// What was checked about the point, step by step: the slope, which entries may move, the curvature, and
/// whether anything lower is known. Each step is a plain question, the precise term, a mark and an answer.
struct Check {
  std::string question;    ///< "Is the ground level?"
  std::string term;        ///< "first-order condition"
  std::string mark;        ///< good, fair, bad, open; note: a count, which neither holds nor fails
  Html answer;             ///< paragraphs
  std::string chart = {};  ///< id of a chart that belongs to it, or ""
};

/// The steps that the certificate of the document has something to say about.
std::vector<Check> checks(const nlohmann::json& solution);
Html checks_list(const std::vector<Check>& steps);

/// The certifier's own sentences.
Html reasons_list(const nlohmann::json& solution);

/// The gallery of components: each column of R (or U) as a picture when the columns of the data are pixels,
/// otherwise as bars over the columns. Heaviest first, where the weight is the length of the column; the
/// solver leaves both factors' columns equally long. Beside it stands the share of the sum of the fit, where
/// the document has it (`components`).
struct Gallery {
  Html figures;               ///< one <figure> per component, in a grid
  Html note;                  ///< how to read them
  std::vector<Chart> charts;  ///< of the bars; none for pictures
};
Gallery component_gallery(const nlohmann::json& solution, ConstMatrixRef components,
                          const std::optional<std::pair<Index, Index>>& image_shape);

/// The number of each column among the drawn parts, from 1: the heaviest is the first.
std::vector<Index> part_numbers(ConstMatrixRef components);

}  // namespace orthant::report
