/// How many parts? One search for every rank of a list, and what speaks for and against each:
///
///   const RankSurvey survey = survey_ranks(data, {.ranks = parse_ranks("2:12"), .recover = {.search = {.starts = 10}}});
///   survey.choice.sentence …
///
/// 1. recover() at every rank, in increasing order: the best objective, the distinct minima and how often they were
///    reached, how many starts ended in a minimum that is proved spurious, how far the parts of other starts agree
///    with those of the best one, and in the groups that they make (stability.hpp). From the second rank on one
///    more start begins from the best point of the rank before (new_parts.hpp), so that the objective never rises
///    with the rank. It is counted in nothing but the best point: what is said of starts is said of those that are
///    asked for
/// 2. held-out errors of every rank, and of the rank below the smallest (cross_validation.hpp)
/// 3. a rank, or why none is clear (rank_choice.hpp); its Recovery is kept
///
/// A time limit is shared: two fifths for 1, evenly over the ranks that are left, the rest for 2. What it leaves no
/// time for is said in `left_out`.
/// Memory: that of recover(), and the points of the minima of every rank.
#pragma once

#include <functional>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "orthant/recover/rank_choice.hpp"
#include "orthant/recover/recover.hpp"

namespace orthant {

/// "2:12", "2:12:2" (first, last, step), "2,3,5", ascending, or a number, whatever it is. Throws InputError.
std::vector<Index> parse_ranks(const std::string& text);

/// Whether a text asks for several ranks: it has a colon or a comma.
bool names_several_ranks(const std::string& text);

struct RankSurveyOptions {
  std::vector<Index> ranks;
  RecoverOptions recover = {};  ///< all but `rank`
  CrossValidationOptions validation = {};
};

struct SurveyedRank {
  static constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

  Index rank = 0;
  double objective = unknown, relative_error = unknown;
  Verdict verdict = Verdict::undecided;  ///< of the best point
  Rigor rigor = Rigor::numeric;
  bool from_below = false;           ///< only the start from the rank before ended in the best point
  Index starts = 0;                  ///< that ran, without that one, which nothing below counts
  Index minima = 0;                  ///< distinct
  Index hits = 0;                    ///< starts that ended in the best point
  double spurious = unknown;         ///< share of the starts that ended in a spurious minimum,
  double proved_spurious = unknown;  ///< and in one that is proved to be
  double agreement = unknown;        ///< of other starts' parts with the best one's: mean cosine
  double least_agreement = unknown;  ///< of the part that others agree with least
  double cophenetic = unknown;       ///< of the shorter side, when that has at most 1000 lines
  double dispersion = unknown;
  double held_out = unknown;        ///< mean misfit of a held-out entry, geometric mean of the folds
  double standard_error = unknown;  ///< of its logarithm's difference from that of the best rank
  std::vector<double> held_out_by_fold;
  double seconds = 0;  ///< of the search
};

struct RankSurvey {
  RankSurveyOptions options;  ///< the model as chosen
  Data data;
  std::vector<SurveyedRank> ranks;  ///< those that were searched
  CrossValidation validation;       ///< its ranks may begin one below
  RankChoice choice;
  std::optional<Recovery> recommended;  ///< of the rank that is chosen
  std::vector<std::string> left_out;
  double max_seconds = 0, read_seconds = 0, search_seconds = 0, validation_seconds = 0, total_seconds = 0;
  int threads = orthant::threads();  ///< in force where it was made
};

/// Told what is done: a share from 0 to 1, and in words.
using SurveyObserver = std::function<void(double share, const std::string& words)>;

/// Throws InputError on options and data that do not fit.
RankSurvey survey_ranks(Data data, const RankSurveyOptions& options, const Budget& budget = {},
                        const SurveyObserver& observer = {});

}  // namespace orthant
