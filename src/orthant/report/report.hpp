/// The pages: HTML files that open offline and show what a command found.
///
/// They compute no mathematics: each says in words, tables and charts what the document holds that its command
/// prints with --json. Text and tables are there without JavaScript; charts are Vega and Vega-Lite
/// specifications with their data inside, drawn by the libraries that the file carries. Every number that
/// comes from the document stands in an element with `data-field` (its path) and `data-value` (all its digits),
/// and the document itself in a <script> whose id is `solution`, `landscape`, `paper` or `atlas`.
///
/// In a build without npm's packages the pages carry no chart libraries, and say so where a chart would be.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "orthant/documents/atlas.hpp"
#include "orthant/documents/clusters.hpp"
#include "orthant/documents/landscape.hpp"
#include "orthant/documents/rank_survey.hpp"
#include "orthant/documents/reproduction.hpp"
#include "orthant/documents/solution.hpp"

namespace orthant::report {

/// Whether this build's pages have charts.
bool has_charts();

/// The page of `orthant recover`: what a search for nonnegative factors found. Under 3 MB whatever the size of
/// the problem.
std::string solution_page(const Solution& solution);

/// The page of `orthant recover --rank 2:12`: every rank in small charts, and the one that is recommended.
std::string rank_survey_page(const RankSurveyDocument& survey);

/// The page of `orthant recover --model kmeans`: what is proved, a picture of the clusters, their sizes and means.
std::string clusters_page(const ClustersDocument& document);

/// The page of `orthant atlas`: the parts that all minima share, then the minima, and where their basins join.
std::string atlas_page(const AtlasDocument& document);

/// The page of `orthant landscape`: the picture, and its critical points as a table with all their numbers.
/// `spec`: of that document.
std::string landscape_page(const LandscapeDocument& document, const nlohmann::json& spec);

/// The landscape picture as one Vega specification: two panels of filled contours with the critical points on
/// them by verdict, axes, legends. Panels stand side by side, or one above the other in a container narrower
/// than 680 pixels. Colours are a sequential scale of one hue for the objective and Okabe and Ito's for
/// verdicts, which also differ in shape and carry their name.
nlohmann::json landscape_spec(const LandscapeDocument& document);

/// The page of `orthant reproduce`: statement by statement, what the paper says, what was measured, and
/// whether the two agree.
std::string statements_page(const ReproductionDocument& document);

/// landscape.vg.json and landscape.html; reproduce.html. Into the folder of the document. Throw OutputError.
void write_pages(const LandscapeDocument& document, const std::string& folder);
void write_pages(const ReproductionDocument& document, const std::string& folder);

}  // namespace orthant::report
