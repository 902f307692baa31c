/// orthant recover DATA --rank R: nonnegative factors from several starts, each result certified.

#include "orthant/recover/recover.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <utility>

#include "clusters.hpp"
#include "command.hpp"
#include "data_flags.hpp"
#include "option_flags.hpp"
#include "orthant/base/error.hpp"
#include "orthant/documents/solution.hpp"
#include "orthant/report/report.hpp"
#include "print_parts.hpp"
#include "progress_bar.hpp"
#include "rank_survey.hpp"

namespace orthant::app {

namespace {

struct RecoverFlags {
  CommonFlags common;
  interface::RecoverCommand asked;
};

Data read_data(const interface::RecoverCommand& asked) {
  Data data = interface::data_of_file(asked.data, asked.reading, asked.options.model);
  if (!asked.image_shape.empty()) data.image_shape = parse_image_shape(asked.image_shape, data.cols());
  return data;
}

/// What the automatic solver did for the best start.
void print_stages(const Solution& solution) {
  std::vector<StartReport> starts = solution.starts;
  if (solution.effort)
    starts.insert(starts.end(), solution.effort->ends.begin(), solution.effort->ends.end());
  for (const StartReport& start : starts) {
    if (start.start != solution.best_start) continue;
    const char* label = "solved by";
    for (const SolveStage& stage : start.stages) {
      const std::string work = stage.iterations + stage.passes == 0
                                   ? ""
                                   : fmt::format("; {} iterations, {} passes, {:.2f} s", stage.iterations,
                                                 stage.passes, stage.seconds);
      fmt::print("{} {} on {}: {}{}\n", label, stage.method,
                 stage.on == "data" ? "the data" : "the " + stage.on, stage.reason, work);
      label = "         ";
    }
  }
}

/// The table of distinct points. Beside an exact fit a quotient of objectives says nothing: then the second
/// column is a difference.
void print_minima(const MultiStartResult& search) {
  if (search.minima.empty()) return;
  const bool relative = has_relative_gaps(search);
  fmt::print("\n   objective        {}   hits  verdict\n", relative ? "gap %" : "above");
  for (const Minimum& minimum : search.minima) {
    const Certificate& certificate = minimum.certificate;
    const double above = certificate.objective - search.best.objective;
    fmt::print(
        "   {:<14.9g}  {:>6}  {:>5}  {}\n", certificate.objective,
        relative ? fmt::format("{:.3f}", 100 * above / search.best.objective) : fmt::format("{:.2g}", above),
        minimum.starts.empty() ? "moves" : fmt::format("{}", minimum.starts.size()), in_words(certificate));
  }
}

/// How held-out entries are predicted, and what was chosen for it.
void print_completion(const CompletionReport& completion) {
  if (completion.held_out > 0) {
    fmt::print("held out  {} of {} entries ({})\n", completion.held_out,
               completion.held_out + completion.training, completion.hold_out);
    fmt::print(
        "          RMSE {:.4f}, MAE {:.4f}; the mean of the others alone: RMSE {:.4f}{}\n", completion.rmse,
        completion.mae, completion.mean_rmse,
        completion.offsets_rmse ? fmt::format(", offsets alone: {:.4f}", *completion.offsets_rmse) : "");
  }
  fmt::print("          of the {} fitted entries: RMSE {:.4f}, MAE {:.4f}\n", completion.training,
             completion.training_rmse, completion.training_mae);
  for (const std::string& sentence : completion.chosen) fmt::print("          {}\n", sentence);
}

/// How near the starts came to the truth, where the folder has it.
void print_truth(const Solution& solution) {
  const ProblemDescription& problem = *solution.problem;
  fmt::print("measured  by {}, {} numbers\n", problem.measured_by, problem.measurements);
  if (!problem.distance) return;
  fmt::print(
      "truth     of rank {}: the best point is at a distance of {:.2g} of its norm; {} of {} starts recovered it\n",
      problem.truth_rank.value_or(0), *problem.distance, problem.recovered.value_or(0),
      solution.starts.size());
}

std::string which_end(const Solution& solution, const Recovery& recovery) {
  const MultiStartOptions& search = recovery.options.search;
  if (solution.best_start > search.all_starts())
    return fmt::format("by moves from {} start{}", search.starts, search.starts == 1 ? "" : "s");
  return fmt::format("start {} of {}", solution.best_start, search.starts);
}

/// What was spent beyond the starts, and what it bought.
void print_effort(const EffortReport& effort) {
  Index moves = 0;
  for (const MoveTally& tally : effort.moves) moves += tally.tried;
  fmt::print("effort    {} moves from where starts ended, {:.2f} s: ", moves, effort.seconds);
  if (effort.after < effort.before)
    fmt::print("the objective fell from {:.9g} to {:.9g}\n", effort.before, effort.after);
  else
    fmt::print("nothing lower than {:.9g}\n", effort.before);
}

void print_summary(const RecoverFlags& flags, const Recovery& recovery, const Solution& solution) {
  const Certificate& best = recovery.best();
  print_data_line(recovery.data);
  if (solution.completion && !solution.completion->sentence.empty())
    fmt::print("{}\n\n", solution.completion->sentence);
  if (has_names(solution)) {
    print_parts(solution);
    print_groups(solution);
    print_agreement(solution.agreement);
    fmt::print("\n");
  }
  if (solution.loss != Loss::frobenius) fmt::print("loss      {}\n", to_string(solution.loss));
  fmt::print("objective {:.10g}, relative error {:.4g}, stationarity {:.2g} ({})\n", best.objective,
             best.relative_error, best.first_order.stationarity, which_end(solution, recovery));
  if (best.regularisation) fmt::print("          with {}\n", weights_in_words(*best.regularisation));
  fmt::print("verdict   {}\n", in_words(best));
  for (const std::string& reason : best.reasons) fmt::print("          {}\n", reason);
  if (solution.completion) print_completion(*solution.completion);
  print_stages(solution);
  if (solution.effort) print_effort(*solution.effort);
  if (!has_names(solution)) {
    print_shares(solution);
    print_groups(solution);
    print_agreement(solution.agreement);
  }
  if (solution.problem) print_truth(solution);
  print_minima(recovery.search);
  if (solution.led_on)
    fmt::print("   {} start(s) had stopped at a saddle and were led on from there\n", *solution.led_on);
  if (solution.saddles > 0) fmt::print("   {} start(s) ended in saddles\n", solution.saddles);
  if (solution.unfinished > 0)
    fmt::print("   {} start(s) did not reach stationarity, or there was no time to certify them\n",
               solution.unfinished);
  for (const std::string& sentence : solution.left_out) fmt::print("   {}\n", sentence);
  fmt::print("\n{:.2f} s to find, {:.2f} s to certify\n", solution.solve_seconds, solution.certify_seconds);
  if (solution.files.empty()) return;
  const std::filesystem::path folder(flags.common.out);
  fmt::print("wrote {} and {}\n", page(folder / "report.html"), (folder / "solution.json").string());
}

/// Starts that have ended, on the terminal.
StartObserver shown_on(ProgressBar& bar, long starts) {
  bar.show(0, fmt::format("0 of {} starts", starts));
  return [&bar, starts, lowest = std::numeric_limits<double>::infinity()](Index done,
                                                                          const StartReport& report) mutable {
    lowest = std::min(lowest, report.objective);
    bar.show(static_cast<double>(done) / static_cast<double>(starts),
             fmt::format("{} of {} starts, lowest objective {:.8g}", done, starts, lowest));
  };
}

/// Several ranks (rank_survey.cpp).
int survey_command(const RecoverFlags& flags, const std::string& command_line) {
  begin(flags.common);
  const RankSurveyOptions options{parse_ranks(flags.asked.rank), flags.asked.options, flags.asked.validation};
  const Budget budget = budget_of(flags.common, finishing_seconds);
  const BudgetScope scope(budget);
  Data data = read_data(flags.asked);
  listen_for_signals();
  return survey_ranks_of(std::move(data), options, flags.common, budget, command_line);
}

/// Other folders are refused as data.
bool holds_problem(const std::string& source) {
  std::error_code ignored;
  return is_problem(source) &&
         std::filesystem::exists(std::filesystem::path(source) / "problem.json", ignored);
}

Recovery recover_source(const RecoverFlags& flags, const CLI::App& command, const Budget& budget,
                        const StartObserver& observer) {
  interface::RecoverCommand asked = flags.asked;
  const interface::Given given = given_on(command, asked);
  if (holds_problem(asked.data)) {
    refuse_folder_of_problem(asked.data, flags.common.out);
    asked.problem = std::exchange(asked.data, "");
    listen_for_signals();
    return interface::recover_folder(asked, given, budget, observer);
  }
  if (asked.rank.empty())
    throw InputError("--rank is required with data; expected the number of columns of the factors");
  const bool finds_rank = interface::asks_for_staircase(asked);
  if (!finds_rank) asked.options.rank = parse_ranks(asked.rank).front();
  Data data = read_data(asked);
  listen_for_signals();
  if (finds_rank) return interface::recover_by_staircase(asked.options, std::move(data), given, budget);
  return interface::recover_as_asked(asked.options, std::move(data), given, budget, observer);
}

/// --model kmeans (clusters.cpp).
int clusters_command(const RecoverFlags& flags, const std::string& command_line) {
  begin(flags.common);
  RecoverOptions options = flags.asked.options;
  options.rank = parse_ranks(flags.asked.rank).front();
  const Budget budget = budget_of(flags.common, finishing_seconds);
  const BudgetScope scope(budget);
  Data data = read_data(flags.asked);
  listen_for_signals();
  return recover_clusters_of(std::move(data), options, flags.common, budget, command_line);
}

int recover_command(const RecoverFlags& flags, const CLI::App& command, const std::string& command_line) {
  if (!holds_problem(flags.asked.data) &&
      interface::asks_for_clusters(flags.asked, given_on(command, flags.asked)))
    return clusters_command(flags, command_line);
  if (names_several_ranks(flags.asked.rank) && !holds_problem(flags.asked.data))
    return survey_command(flags, command_line);
  const RecoverOptions& options = flags.asked.options;
  begin(flags.common);
  if (options.normalize != Normalisation::none && flags.common.out.empty())
    throw InputError(fmt::format("normalize = {} without --out; expected a folder to write the factors to",
                                 to_string(options.normalize)));
  const Budget budget = budget_of(flags.common, finishing_seconds);
  const BudgetScope scope(budget);  // reading takes its time too
  ProgressBar bar(!flags.common.quiet);
  const Recovery recovery = recover_source(flags, command, budget, shown_on(bar, options.search.starts));
  bar.clear();
  Solution solution = solution_of(recovery, command_line);
  const bool written = write_out(flags.common, [&] {
    write(recovery, solution, flags.common.out,
          [](const Solution& found) { return report::solution_page(found); });
  });
  if (flags.common.json)
    print_json(as_json(solution));
  else if (!flags.common.quiet)
    print_summary(flags, recovery, solution);
  if (!written) return output_failure;
  const bool nothing_done = std::all_of(solution.starts.begin(), solution.starts.end(),
                                        [](const StartReport& start) { return start.iterations == 0; });
  if (!nothing_done || !budget.exhausted()) return success;
  say("the budget ran out before the first iteration");
  return out_of_budget;
}

}  // namespace

void add_recover(CLI::App& program, int& exit_code, const std::string& command_line) {
  auto flags = std::make_shared<RecoverFlags>();
  CLI::App* command =
      program.add_subcommand("recover", "find nonnegative factors, and say what each result is");
  add_data(*command, flags->asked.data, readable_sources() + ", or a problem folder");
  add_command_flags(*command, flags->asked);
  command->get_option("--rank")->type_name("R");
  add_common_flags(*command, flags->common);
  command->callback([flags, command, &exit_code, command_line] {
    exit_code = recover_command(*flags, *command, command_line);
  });
}

}  // namespace orthant::app
