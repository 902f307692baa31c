/// rank_survey.json: what `recover --rank 2:12` found about ranks (docs/rank.md). It is what `--json` prints and what
/// the survey's page is made of.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "orthant/documents/solution.hpp"
#include "orthant/recover/rank_survey.hpp"

namespace orthant {

inline constexpr const char* rank_survey_format = "orthant-rank-survey/1";

struct RankSurveyDocument {
  std::string version, command;
  std::string data;  ///< its name
  Index rows = 0, cols = 0;
  Model model = Model::nmf;
  Loss loss = Loss::frobenius;
  double balance = 0;
  Regularisation regularisation;
  Index starts = 0;  ///< asked for at each rank
  Index seed = 0, threads = 0;
  double max_seconds = 0;  ///< NaN, null: none
  std::vector<Index> asked;
  Validation validation = Validation::entries;
  Index folds = 0, fold_starts = 0;
  double held_out_share = 0;
  std::string sentence;
  std::optional<Index> recommended, candidate;
  std::vector<SurveyedRank> ranks;
  std::optional<Index> below;  ///< the rank below the smallest, for comparison
  double held_out_below = SurveyedRank::unknown,
         held_out_mean = SurveyedRank::unknown;  ///< and the mean alone
  std::vector<std::string> left_out;
  std::map<std::string, std::string> files;  ///< "report", "solution"; empty: none written
  double read_seconds = 0, search_seconds = 0, validation_seconds = 0, total_seconds = 0;
};

RankSurveyDocument document_of(const RankSurvey& survey, std::string command = "");

/// "At ranks 5, 7 only the start from the best point of the rank before found the best fit."; empty: at none.
std::string found_from_below(const RankSurveyDocument& survey);

nlohmann::ordered_json as_json(const RankSurveyDocument& document);

/// Throws InputError in one line that names file, field and expectation.
RankSurveyDocument read_rank_survey(const std::string& file);

/// Whether a JSON file says that it is one.
bool is_rank_survey(const std::string& file);

using RankSurveyPage = std::function<std::string(const RankSurveyDocument&)>;

/// Writes the recommended rank's factors, certificate and report as `recover` does, to the folder rank-R in `folder`;
/// report.html by `page`; and rank_survey.json last. Folders rank-* of an earlier survey stay. Sets `document.files`,
/// which stays empty when this throws OutputError.
void write(const RankSurvey& survey, RankSurveyDocument& document, const std::string& folder,
           const RankSurveyPage& page = {}, const Page& solution_page = {});

}  // namespace orthant
