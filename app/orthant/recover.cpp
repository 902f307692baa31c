/// orthant recover DATA --rank R: nonnegative factors from several starts, each result certified.

#include <fmt/format.h>

#include <filesystem>

#include "command.hpp"
#include "option_flags.hpp"
#include "orthant/base/error.hpp"
#include "orthant/files/atomic_file.hpp"
#include "orthant/files/npy.hpp"
#include "orthant/linalg/randomized_svd.hpp"
#include "orthant/objectives/normalised_columns.hpp"
#include "orthant/recover/multi_start.hpp"
#include "orthant/report/report.hpp"
#include "problem_input.hpp"
#include "progress_bar.hpp"
#include "proof_files.hpp"
#include "solution_document.hpp"

namespace orthant::app {

namespace {

struct RecoverFlags {
  CommonFlags common;
  ProblemFlags problem;
  MultiStartOptions search;
  long rank = 0;
  std::string init = "random";
  std::string solver = "auto";
  std::string normalize = "none";
  std::string image_shape;
  bool numeric = false;
};

Initialisation parse_init(const std::string& word) {
  for (const Initialisation init : {Initialisation::random, Initialisation::nndsvd, Initialisation::spa})
    if (word == to_string(init)) return init;
  throw InputError("init = " + word + "; expected random, nndsvd or spa");
}

Solver parse_solver(const std::string& word) {
  for (const Solver solver : {Solver::automatic, Solver::hals, Solver::newton, Solver::projected_gradient,
                              Solver::coordinate, Solver::multiplicative})
    if (word == to_string(solver)) return solver;
  throw InputError("solver = " + word +
                   "; expected auto, hals, newton, projected_gradient, coordinate or multiplicative");
}

/// Which factor's columns --normalize scales to which norm: "l1" is R's, "left-l1" is L's.
struct Normalisation {
  Side side = Side::right;
  ColumnNorm norm = ColumnNorm::none;
};

Normalisation parse_normalize(const std::string& word) {
  const bool left = word.starts_with("left-");
  const std::string_view norm = std::string_view(word).substr(left ? 5 : 0);
  if (word == "none") return {};
  for (const ColumnNorm known : {ColumnNorm::l1, ColumnNorm::l2, ColumnNorm::max})
    if (norm == to_string(known)) return {left ? Side::left : Side::right, known};
  throw InputError("normalize = " + word + "; expected none, l1, l2, max, left-l1, left-l2 or left-max");
}

void require_normalizable(const RecoverFlags& flags, const Objective& objective) {
  if (parse_normalize(flags.normalize).norm == ColumnNorm::none) return;
  if (!objective.has_scaling_freedom())
    throw InputError(
        "normalize = " + flags.normalize +
        "; expected none for a symmetric model, balance > 0 or L1 and L2 terms: the scaling of columns is "
        "not free there");
  if (flags.common.out.empty())
    throw InputError("normalize = " + flags.normalize +
                     " without --out; expected a folder to write the factors to");
}

/// The leading singular values of fully observed data: those of the approximation and some beyond. None when
/// there is no time for them, which is then said in `left_out`.
Vector leading_singular_values(const Objective& objective, const ProblemInput& input, const Budget& budget,
                               std::vector<std::string>& left_out) {
  if (input.observed != "all") return {};
  const Index most = std::min(objective.observations().rows(), objective.observations().cols());
  const bool small = input.data->rows() + input.data->cols() <= 10000;
  const Index wanted = std::min(most, objective.rank() + (small ? std::max<Index>(objective.rank(), 20) : 2));
  try {
    if (budget.exhausted()) throw OutOfBudget{budget.reason()};  // the grace is for what was found
    return approx_singular_values(objective.observations().back_projection(), wanted,
                                  {.oversampling = small ? 10 : 4, .iterations = small ? 6 : 2});
  } catch (const OutOfBudget& stop) {
    left_out.push_back(fmt::format("The singular values of the data are left out: {}.", stop.reason));
    return {};
  }
}

/// The factors of --normalize, beside L.npy and R.npy: those are what the certificate is about.
void write_normalised(const RecoverFlags& flags, Matrix U, Index left_rows) {
  const std::filesystem::path folder(flags.common.out);
  const auto path = [&](const char* file) { return (folder / file).string(); };
  std::error_code ignored;
  for (const char* stale : {"L_normalized.npy", "R_normalized.npy"})
    std::filesystem::remove(folder / stale, ignored);
  const Normalisation asked = parse_normalize(flags.normalize);
  if (asked.norm == ColumnNorm::none) return;
  normalise_columns(U, left_rows, asked.side, asked.norm);
  write_npy(path("L_normalized.npy"), U.topRows(left_rows));
  write_npy(path("R_normalized.npy"), U.bottomRows(U.rows() - left_rows));
}

void write_results(const RecoverFlags& flags, const ProblemInput& input, const MultiStartResult& result,
                   const std::optional<Proof>& proof, const nlohmann::ordered_json& document) {
  const std::filesystem::path folder(flags.common.out);
  std::error_code ignored;
  make_output_folder(flags.common.out);
  const auto path = [&](const char* file) { return (folder / file).string(); };
  std::filesystem::remove(path("solution.json"), ignored);  // an earlier one, beside other factors
  const Matrix& U = result.best.U;
  const Index n1 = input.data->rows();
  const bool symmetric = input.symmetric();
  const auto components = symmetric ? U.topRows(n1) : U.bottomRows(U.rows() - n1);
  if (symmetric) {
    write_npy(path("U.npy"), U);
  } else {
    write_npy(path("L.npy"), U.topRows(n1));
    write_npy(path("R.npy"), components);
  }
  write_normalised(flags, U, n1);
  write_certificate(flags.common.out, result.best, proof);
  const nlohmann::json plain = plain_document(document);
  write_file_atomically(
      path("report.html"),
      report::solution_page({plain, components, parse_image_shape(flags.image_shape, input.data->cols())}));
  write_file_atomically(path("solution.json"), json_text(document) + "\n");
}

std::string counted(Index count, const char* one, const char* many) {
  return fmt::format("{} {}", count, count == 1 ? one : many);
}

/// Proves the best point, then the other minima with the best as their witness, while the budget lasts and as
/// long as a proof costs little beside finding the points.
std::optional<Proof> prove_minima(const Objective& objective, MultiStartResult& result, const Budget& budget,
                                  std::vector<std::string>& left_out) {
  constexpr double flops = 5e11;  // of one proof: larger problems are for `certify`
  ProofOptions options;
  options.isolated.schur_flops = std::min(options.isolated.schur_flops, flops);
  Certificate& best = result.best;
  const double before = best.seconds;
  std::optional<Proof> proof = proved(objective, nullptr, best, nullptr, options);
  double spent = best.seconds - before;
  Index unproved = 0;
  for (Minimum& minimum : result.minima) {
    Certificate& certificate = minimum.certificate;
    if (std::find(minimum.starts.begin(), minimum.starts.end(), result.best_start) != minimum.starts.end()) {
      certificate = best;
      continue;
    }
    if (!proof || spent > std::max(5.0, result.solve_seconds)) break;
    if (budget.exhausted()) {
      ++unproved;
      continue;
    }
    const double begun = certificate.seconds;
    proved(objective, nullptr, certificate, &best.U, options);
    spent += certificate.seconds - begun;
  }
  result.certify_seconds += spent;
  if (unproved > 0)
    left_out.push_back(fmt::format("{} without an attempt at a proof: {}.",
                                   counted(unproved, "minimum is", "minima are"), budget.reason()));
  return proof;
}

/// Starts and points that the budget left no time for.
void say_what_is_left_out(const MultiStartResult& result, Index asked, const Budget& budget,
                          std::vector<std::string>& left_out) {
  if (const Index missing = asked - static_cast<Index>(result.starts.size()); missing > 0)
    left_out.push_back(
        fmt::format("{} not begun: {}.", counted(missing, "start is", "starts are"), budget.reason()));
  if (result.uncertified > 0)
    left_out.push_back(fmt::format("{} not judged to the end: {}.",
                                   counted(result.uncertified, "start's point is", "starts' points are"),
                                   budget.reason()));
}

std::string words(Verdict verdict) {
  std::string text(to_string(verdict));
  std::replace(text.begin(), text.end(), '_', ' ');
  return text;
}

/// What the automatic solver did for the best start.
void print_stages(const MultiStartResult& result) {
  for (const StartReport& start : result.starts) {
    if (start.start != result.best_start) continue;
    const char* label = "solved by";
    for (const SolveStage& stage : start.stages) {
      fmt::print("{} {} on {}: {}; {} iterations, {} passes, {:.2f} s\n", label, stage.method,
                 stage.on == "data" ? "the data" : "the " + stage.on, stage.reason, stage.iterations,
                 stage.passes, stage.seconds);
      label = "         ";
    }
  }
}

/// "28.1, 14.2, 9 of 12 more": shares of the components in percent, largest first.
std::string shares_in_words(const std::vector<Component>& components) {
  constexpr std::size_t shown = 10;
  std::vector<double> shares;
  for (const Component& component : components) shares.push_back(100 * component.share);
  std::sort(shares.begin(), shares.end(), std::greater<>());
  std::string out;
  for (std::size_t k = 0; k < std::min(shown, shares.size()); ++k)
    out += fmt::format("{}{:.1f}", k == 0 ? "" : ", ", shares[k]);
  if (shares.size() > shown) out += fmt::format(", {} more", shares.size() - shown);
  return out;
}

/// The table of distinct points. Beside an exact fit a quotient of objectives says nothing: then the second
/// column is a difference.
void print_minima(const MultiStartResult& result) {
  if (result.minima.empty()) return;
  const Certificate& best = result.best;
  const bool relative = has_relative_gaps(result);
  fmt::print("\n   objective        {}   hits  verdict\n", relative ? "gap %" : "above");
  for (const Minimum& minimum : result.minima) {
    const double above = minimum.certificate.objective - best.objective;
    fmt::print("   {:<14.9g}  {:>6}  {:>5}  {}{}, {}\n", minimum.certificate.objective,
               relative ? fmt::format("{:.3f}", 100 * above / best.objective) : fmt::format("{:.2g}", above),
               minimum.starts.size(), words(minimum.certificate.verdict),
               minimum.certificate.spurious == true ? ", spurious" : "", rigor_text(minimum.certificate));
  }
}

void print_summary(const RecoverFlags& flags, const RecoverRun& run, const std::vector<std::string>& left_out,
                   bool written) {
  const MultiStartResult& result = run.result;
  const Certificate& best = result.best;
  print_not_numbers(run.input.not_numbers);
  if (flags.problem.loss != "frobenius") fmt::print("loss      {}\n", flags.problem.loss);
  fmt::print("objective {:.10g}, relative error {:.4g}, stationarity {:.2g} (start {} of {})\n",
             best.objective, best.relative_error, best.first_order.stationarity, result.best_start,
             flags.search.starts);
  if (best.regularisation) fmt::print("          with {}\n", weights_in_words(*best.regularisation));
  fmt::print("verdict   {}{}, {}\n", words(best.verdict), best.spurious == true ? ", spurious" : "",
             rigor_text(best));
  for (const std::string& reason : best.reasons) fmt::print("          {}\n", reason);
  print_stages(result);
  if (const auto components = components_of(run); components.size() > 1)
    fmt::print("parts     {} % of the sum of the fit\n", shares_in_words(components));
  print_minima(result);
  if (result.saddles > 0) fmt::print("   {} start(s) ended in saddles\n", result.saddles);
  if (result.unfinished > 0)
    fmt::print("   {} start(s) did not reach stationarity, or there was no time to certify them\n",
               result.unfinished);
  for (const std::string& sentence : left_out) fmt::print("   {}\n", sentence);
  fmt::print("\n{:.2f} s to find, {:.2f} s to certify\n", result.solve_seconds, result.certify_seconds);
  if (written && !flags.common.out.empty()) {
    const std::filesystem::path folder(flags.common.out);
    fmt::print("wrote {} and {}\n", (folder / "report.html").string(), (folder / "solution.json").string());
  }
}

int recover(const RecoverFlags& flags, const std::string& command_line) {
  begin(flags.common);
  const Budget budget = budget_of(flags.common, finishing_seconds);
  const BudgetScope scope(budget);
  MultiStartOptions search = flags.search;
  search.init = parse_init(flags.init);
  search.solver = parse_solver(flags.solver);
  parse_normalize(flags.normalize);
  search.certify.definiteness.spectrum = true;

  const ProblemInput input = read_problem_input(flags.problem);
  parse_image_shape(flags.image_shape, input.data->cols());
  const auto objective = input.objective(flags.rank);
  require_normalizable(flags, *objective);
  listen_for_signals();
  const double read_seconds = budget.seconds();

  ProgressBar bar(!flags.common.quiet);
  bar.show(0, fmt::format("0 of {} starts", search.starts));
  double lowest = std::numeric_limits<double>::infinity();
  MultiStartResult result =
      multi_start(*objective, search, budget, [&](Index done, const StartReport& report) {
        lowest = std::min(lowest, report.objective);
        bar.show(static_cast<double>(done) / static_cast<double>(search.starts),
                 fmt::format("{} of {} starts, lowest objective {:.8g}", done, search.starts, lowest));
      });
  bar.clear();
  std::vector<std::string> left_out;
  say_what_is_left_out(result, static_cast<Index>(search.starts), budget, left_out);
  std::optional<Proof> proof;
  if (!flags.numeric) proof = prove_minima(*objective, result, budget, left_out);

  RecoverRun run{command_line,
                 input,
                 *objective,
                 search,
                 flags.common,
                 result,
                 leading_singular_values(*objective, input, budget, left_out)};
  run.left_out = left_out;
  run.normalised = parse_normalize(flags.normalize).norm != ColumnNorm::none;
  run.read_seconds = read_seconds;
  run.total_seconds = budget.seconds();
  auto document = solution_document(run);
  // The same object as certificate.json, whose files are beside it.
  if (!flags.common.out.empty())
    document["certificate"] = certificate_document(result.best, proof ? &*proof : nullptr);
  const bool written = write_out(flags.common, [&] { write_results(flags, input, result, proof, document); });
  if (!written) document["files"] = nlohmann::ordered_json::object();
  if (flags.common.json) {
    print_json(document);
  } else if (!flags.common.quiet) {
    print_summary(flags, run, left_out, written);
  }
  if (!written) return output_failure;
  const bool nothing_done = std::all_of(result.starts.begin(), result.starts.end(),
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
  add_problem_flags(*command, flags->problem, "digits, or a .npy, .mtx or .csv file");
  number_only<long>(command->add_option("--rank", flags->rank, "columns of the factors"))
      ->required()
      ->type_name("R");
  add_flags(*command, flags->search, std::span<const Option<MultiStartOptions>>(multi_start_options));
  add_flags(*command, flags->search.stopping, std::span<const Option<StoppingOptions>>(stopping_options));
  command->add_option("--init", flags->init, "first start: random, nndsvd or spa; the others are random")
      ->capture_default_str();
  command
      ->add_option("--solver", flags->solver,
                   "auto; hals, newton or projected_gradient; coordinate or multiplicative for divergences")
      ->capture_default_str();
  AutomaticOptions& solvers = flags->search.automatic;
  add_flags(*command, solvers, std::span<const Option<AutomaticOptions>>(automatic_options));
  add_flags(*command, solvers.hals, std::span<const Option<HalsOptions>>(hals_options));
  add_flags(*command, solvers.newton, std::span<const Option<NewtonOptions>>(newton_options));
  add_flags(*command, solvers.projected_gradient,
            std::span<const Option<ProjectedGradientOptions>>(projected_gradient_options));
  add_flags(*command, flags->search.coordinate,
            std::span<const Option<CoordinateOptions>>(coordinate_options));
  add_flags(*command, flags->search.multiplicative,
            std::span<const Option<MultiplicativeOptions>>(multiplicative_options));
  command
      ->add_option("--normalize", flags->normalize,
                   "also write factors with columns of norm one: l1, l2, max (of R) or left-l1, left-l2, "
                   "left-max (of L)")
      ->capture_default_str();
  command->add_option("--image-shape", flags->image_shape,
                      "draw components as ROWSxCOLS pictures in the report");
  command->add_flag("--numeric", flags->numeric, "do not try to prove what floating point says");
  add_common_flags(*command, flags->common);
  command->callback([flags, &exit_code, command_line] { exit_code = recover(*flags, command_line); });
}

}  // namespace orthant::app
