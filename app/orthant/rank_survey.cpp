#include "rank_survey.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>

#include "data_flags.hpp"
#include "orthant/documents/rank_survey.hpp"
#include "orthant/report/report.hpp"
#include "progress_bar.hpp"

namespace orthant::app {

namespace {

/// A number as a cell of the table: a dash where there is none.
std::string cell_text(double value, int digits, double factor = 1) {
  return std::isfinite(value) ? fmt::format("{:.{}f}", factor * value, digits) : "–";
}

/// Held-out errors as people read them: root mean squares, or mean divergences.
double shown_error(const RankSurveyDocument& survey, double loss) {
  return survey.loss == Loss::frobenius ? std::sqrt(loss) : loss;
}

/// ± of what is shown, from the relative error of the loss.
double shown_deviation(const RankSurveyDocument& survey, const SurveyedRank& rank) {
  return shown_error(survey, rank.held_out) * rank.standard_error *
         (survey.loss == Loss::frobenius ? 0.5 : 1);
}

std::string held_out_cell(const RankSurveyDocument& survey, const SurveyedRank& rank) {
  if (!std::isfinite(rank.held_out)) return "–";
  return fmt::format("{:.4g} ± {:.1g}", shown_error(survey, rank.held_out), shown_deviation(survey, rank));
}

/// Columns wide enough for what is in them, all to the right but the last.
void print_table(const std::vector<std::vector<std::string>>& lines, const std::vector<bool>& marked) {
  const auto width_of = [](const std::string& cell) {
    return static_cast<size_t>(
        std::count_if(cell.begin(), cell.end(), [](char byte) { return (byte & 0xC0) != 0x80; }));
  };
  std::vector<size_t> widths(lines.front().size(), 0);
  for (const auto& line : lines)
    for (size_t c = 0; c < line.size(); ++c) widths[c] = std::max(widths[c], width_of(line[c]));
  for (size_t k = 0; k < lines.size(); ++k) {
    std::string text = marked[k] ? " → " : "   ";
    for (size_t c = 0; c < lines[k].size(); ++c) {
      const std::string& cell = lines[k][c];
      if (c > 0) text += "  ";
      const bool last = c + 1 == lines[k].size();
      text += last ? cell : std::string(widths[c] - width_of(cell), ' ') + cell;
    }
    fmt::print("{}\n", text);
  }
}

void print_survey(const RankSurveyDocument& survey, const Data& data, const std::string& folder) {
  print_data_line(data);
  if (survey.loss != Loss::frobenius) fmt::print("loss      {}\n", to_string(survey.loss));
  fmt::print("{}\n\n", survey.sentence);
  const bool squares = survey.loss == Loss::frobenius;
  std::vector<std::vector<std::string>> lines = {{"rank", "objective", squares ? "error %" : "error",
                                                  "held out", "minima", "hits", "agreement", "cophenetic",
                                                  "spurious %", "best point"}};
  std::vector<bool> marked = {false};
  for (const SurveyedRank& rank : survey.ranks) {
    std::string verdict(to_string(rank.verdict));
    std::replace(verdict.begin(), verdict.end(), '_', ' ');
    lines.push_back({std::to_string(rank.rank), fmt::format("{:.6g}", rank.objective),
                     cell_text(rank.relative_error, 2, 100), held_out_cell(survey, rank),
                     std::to_string(rank.minima), fmt::format("{} of {}", rank.hits, rank.starts),
                     cell_text(rank.agreement, 3), cell_text(rank.cophenetic, 3),
                     cell_text(rank.proved_spurious, 0, 100),
                     fmt::format("{}, {}", verdict, to_string(rank.rigor))});
    marked.push_back(rank.rank == survey.recommended);
  }
  print_table(lines, marked);
  fmt::print("\n");
  if (const std::string found = found_from_below(survey); !found.empty()) fmt::print("          {}\n", found);
  if (survey.folds > 0)
    fmt::print(
        "held out  {} of {} times {:.2g} % of the entries, {}; ± is one standard error of the\n"
        "          difference from the best rank\n",
        squares ? "root mean square error" : "mean divergence", survey.folds, 100 * survey.held_out_share,
        survey.validation == Validation::entries ? "single ones" : "in blocks of rows and columns");
  if (std::isfinite(survey.held_out_below))
    fmt::print("          {:.4g} with rank {}, {:.4g} with the mean alone\n",
               shown_error(survey, survey.held_out_below), *survey.below,
               shown_error(survey, survey.held_out_mean));
  else if (std::isfinite(survey.held_out_mean))
    fmt::print("          {:.4g} with the mean alone\n", shown_error(survey, survey.held_out_mean));
  for (const std::string& sentence : survey.left_out) fmt::print("   {}\n", sentence);
  fmt::print("{:.2f} s to search, {:.2f} s for held-out entries\n", survey.search_seconds,
             survey.validation_seconds);
  if (survey.files.empty()) return;
  const std::filesystem::path out(folder);
  const auto solution = survey.files.find("solution");
  fmt::print("wrote {} and {}{}\n", page(out / "report.html"), (out / "rank_survey.json").string(),
             solution == survey.files.end() ? ""
                                            : fmt::format(", and rank {} in {}", *survey.recommended,
                                                          (out / solution->second).parent_path().string()));
}

}  // namespace

int survey_ranks_of(Data data, const RankSurveyOptions& options, const CommonFlags& flags,
                    const Budget& budget, const std::string& command_line) {
  ProgressBar bar(!flags.quiet);
  RankSurvey survey;
  try {
    survey = survey_ranks(std::move(data), options, budget,
                          [&](double share, const std::string& words) { bar.show(share, words); });
  } catch (const OutOfBudget& stop) {
    bar.clear();
    say(fmt::format("no rank was searched: {}", stop.reason));
    return out_of_budget;
  }
  bar.clear();
  RankSurveyDocument document = document_of(survey, command_line);
  const bool written = write_out(flags, [&] {
    write(
        survey, document, flags.out,
        [](const RankSurveyDocument& found) { return report::rank_survey_page(found); },
        [](const Solution& found) { return report::solution_page(found); });
  });
  if (flags.json)
    print_json(as_json(document));
  else if (!flags.quiet)
    print_survey(document, survey.data, flags.out);
  return written ? success : output_failure;
}

}  // namespace orthant::app
