/// The parts of the page of a search. A part whose facts are absent is empty.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "orthant/documents/solution.hpp"
#include "orthant/report/page/page.hpp"

namespace orthant::report {

/// What verdicts and rigors are called in plain English.
struct VerdictWords {
  std::string name;     ///< "a strict local minimum"
  std::string label;    ///< "Strict local minimum"
  std::string meaning;  ///< "every small change that keeps the factors nonnegative makes the fit worse"
  std::string mark;     ///< how it is coloured and ticked: good, fair, bad, open
};
VerdictWords verdict_words(Verdict verdict);

struct RigorWords {
  std::string label;    ///< "Proved"
  std::string meaning;  ///< a sentence
  std::string mark;
};
RigorWords rigor_words(Rigor rigor);

/// Whether a verdict says "minimum", of any strength.
bool is_minimum(Verdict verdict);

/// "minima" if every point of the document's list is known to be one, otherwise a word that promises less.
std::string kind_of_points(const Solution& solution, bool plural);

/// Of the best point.
inline const Certificate& best_of(const Solution& solution) {
  return solution.certificate.certificate;
}

/// Whether the best point fits the data up to rounding, so that its objective says nothing but noise.
bool exact_fit(const Solution& solution);

/// Whether it is about the entries of a matrix, so that there are parts of it.
bool is_about_entries(const Solution& solution);

/// Eigenvalues of the Hessian up to this size are zero up to rounding.
double flat_curvature(const Solution& solution);

std::string solution_title(const Solution& solution);  ///< "digits in ten nonnegative parts"
std::string model_formula(const Solution& solution);   ///< X ≈ L Rᵀ
std::string objective_formula(const Solution& solution);

// Sentences.
Html opening_sentence(const Solution& solution);     ///< what was asked, and how much the parts leave over
Html data_sentence(const Solution& solution);        ///< size, storage, what is observed
Html answer_sentence(const Solution& solution);      ///< what was found, and what the best point is
Html knowledge_sentence(const Solution& solution);   ///< how that is known; whether lower exists
Html uniqueness_sentence(const Solution& solution);  ///< which parts mix, when some do
Html minima_sentence(const Solution& solution);      ///< how often the best was reached; the others
Html example_sentence(const Solution& solution);     ///< the fate of one start that missed the best

// Tables and lists.
Html solution_figures(const Solution& solution);  ///< the row of large numbers under the answer
Html minima_table(const Solution& solution);
Html starts_table(const Solution& solution);
Html solution_settings(const Solution& solution);  ///< options, seed, version, files, times

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
std::vector<Check> checks(const Solution& solution);
Html checks_list(const std::vector<Check>& steps);

/// The certifier's own sentences.
Html reasons_list(const Solution& solution);

/// A card for each part, the largest share first: the column of R (or U) as a picture when the columns of the data
/// are pixels; what tells the part from the others in names, with weights; or bars over the columns where they have no
/// names. And how many rows and columns have it as their label. Its number is that of its column in the factors.
struct Gallery {
  Html figures;               ///< one <article> per part, in a grid
  Html note;                  ///< how to read them
  std::vector<Chart> charts;  ///< of the bars; none for pictures and names
};
Gallery part_cards(const Solution& solution);

/// Pictures, drawn dark on light, each on its own scale: canvases that the page's script fills. Together they may take
/// so many pixels.
inline constexpr Index most_pixels = 400'000;
bool shows_pictures(
    const Solution& solution);  ///< whether the columns of the data are pixels, and not too many
Html picture(const ConstVectorRef& pixels, const ImageShape& shape, const std::string& description);

/// Made smaller, by means over blocks, so that no side has more than 32 pixels.
ImageShape thumbnail_shape(const ImageShape& shape);
Html thumbnail(const ConstVectorRef& pixels, const ImageShape& shape, const std::string& description);

/// Labels of rows and columns: how clear they are, and in which files.
Html groups_sentence(const Solution& solution);

/// Indices and the table of parts, or clusters, against known classes; nothing without.
Html agreement_section(const std::optional<Agreement>& known, const std::string& group = "part");

/// How entries are predicted that were held out, and those that were fitted; nothing without a completion.
Html predictions_section(const Solution& solution);
Html prediction_sentence(const Solution& solution);

/// Whether the other minima have the same parts, in a sentence, and each part of each.
Html stability_sentence(const Solution& solution);
Html stability_table(const Solution& solution);

}  // namespace orthant::report
