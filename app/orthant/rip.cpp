/// orthant rip PROBLEM: the restricted isometry constant of the problem's operator, a bracket.

#include "orthant/operators/rip/rip.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "checker/arithmetic/bound_text.hpp"
#include "command.hpp"
#include "option_flags.hpp"
#include "orthant/base/error.hpp"
#include "orthant/files/atomic_file.hpp"
#include "orthant/files/input_file.hpp"
#include "orthant/files/npy.hpp"
#include "orthant/files/problem_folder.hpp"
#include "orthant/files/rip_json.hpp"
#include "orthant/operators/symmetry.hpp"

namespace orthant::app {

namespace {

struct RipFlags {
  CommonFlags common;
  std::string problem;
  std::optional<long> rank;
  bool symmetry = false;
  RipOptions options;
};

/// r + r⋆, the rank of a difference of a point and the truth; 2r when no truth is given.
Index default_rank(const Problem& problem) {
  const Index truth = problem.truth ? problem.truth->rank() : problem.rank;
  return std::min({problem.rank + truth, problem.rows(), problem.cols()});
}

void write_results(const std::string& out, const RipResult& result, const nlohmann::ordered_json& document) {
  const std::filesystem::path folder(out);
  make_output_folder(out);
  const auto write = [&](const char* name, const Matrix& factor) {
    write_npy((folder / name).string(), factor);
  };
  write("largest_L.npy", result.largest.point.L);
  write("largest_R.npy", result.largest.point.R);
  write("smallest_L.npy", result.smallest.point.L);
  write("smallest_R.npy", result.smallest.point.R);
  write_file_atomically((folder / "rip.json").string(), json_text(document) + "\n");
}

/// Bounds round outwards; where both are the same the number is a value, rounded as such.
std::string interval(double lower, double upper) {
  if (lower == upper) return fmt::format("= {:.10g}", lower);
  if (std::isinf(upper)) return "≥ " + checker::text_at_most(lower, 10);
  return fmt::format("between {} and {}", checker::text_at_most(lower, 10),
                     checker::text_at_least(upper, 10));
}

void print_summary(const RipFlags& flags, const Problem& problem, const RipResult& result,
                   const std::optional<SymmetryCheck>& symmetry, double seconds, bool written) {
  fmt::print("operator  {}, {}×{}, {} measurements\n", problem.measurement->kind(), problem.rows(),
             problem.cols(), problem.measurement->measurements());
  fmt::print("rank      {}\n", result.rank);
  fmt::print("as is     δ {}{}\n", interval(result.lower, result.upper), result.attained ? ", attained" : "");
  fmt::print("scaled    δ {}\n", interval(result.scaled_lower, result.scaled_upper));
  fmt::print("‖𝒜(X)‖²   largest {}, smallest {} (‖X‖ = 1)\n",
             interval(result.largest_lower, result.largest_upper),
             interval(result.smallest_lower, result.smallest_upper));
  if (result.upper_is_estimate) fmt::print("          upper ends are estimates, not bounds\n");
  if (result.stopped) fmt::print("          the search was stopped; more time may narrow this\n");
  if (symmetry)
    fmt::print("symmetric {}, asymmetry {:.2g}\n",
               symmetry->fails()   ? "no"
               : symmetry->decided ? "yes: ℋ maps symmetric matrices to symmetric matrices"
                                   : "not refuted by random matrices",
               symmetry->asymmetry);
  fmt::print("{:.2f} s\n", seconds);
  if (written && !flags.common.out.empty())
    fmt::print("wrote {} and four .npy files\n",
               (std::filesystem::path(flags.common.out) / "rip.json").string());
}

int rip_command(const RipFlags& flags) {
  begin(flags.common);
  check_options<RipOptions>(flags.options, rip_options);
  const Budget budget = budget_of(flags.common, finishing_seconds);
  const BudgetScope scope(budget);
  const Problem problem = read_problem(flags.problem);
  if (flags.symmetry && problem.rows() != problem.cols())
    throw InputError(fmt::format("{}: size {}×{}; expected a square one with --symmetry",
                                 on_one_line(flags.problem), problem.rows(), problem.cols()));
  listen_for_signals();
  const Index rank = flags.rank.value_or(default_rank(problem));
  const RipResult result = restricted_isometry(*problem.measurement, rank, flags.options, budget);
  nlohmann::ordered_json document = rip_json(result);
  std::optional<SymmetryCheck> symmetry;
  if (flags.symmetry) {
    try {
      const auto seed = static_cast<std::uint64_t>(flags.options.seed);
      symmetry = symmetry_of_kernel(*problem.measurement, 10, seed);
    } catch (const OutOfBudget& stop) {
      document["symmetry"] = nullptr;
      say(std::string("the symmetry of the kernel is left out: ") + stop.reason);
    }
  }
  if (symmetry)
    document["symmetry"] = {{"holds", symmetry->fails()   ? nlohmann::ordered_json(false)
                                      : symmetry->decided ? nlohmann::ordered_json(true)
                                                          : nlohmann::ordered_json(nullptr)},
                            {"asymmetry", symmetry->asymmetry}};
  const double seconds = budget.seconds();
  document["seconds"] = seconds;
  const bool written = write_out(flags.common, [&] { write_results(flags.common.out, result, document); });
  if (flags.common.json) {
    print_json(document);
  } else if (!flags.common.quiet) {
    print_summary(flags, problem, result, symmetry, seconds, written);
  }
  return written ? success : output_failure;
}

}  // namespace

void add_rip(CLI::App& program, int& exit_code) {
  auto flags = std::make_shared<RipFlags>();
  CLI::App* command =
      program.add_subcommand("rip", "the restricted isometry constant of an operator, a bracket");
  command->add_option("problem", flags->problem, "a problem folder")->required()->type_name("PROBLEM");
  number_only<long>(
      command->add_option("--rank", flags->rank, "k (default: rank sought plus rank of the truth)"))
      ->type_name("K");
  command->add_flag("--symmetry", flags->symmetry,
                    "also check that ℋ maps symmetric matrices to symmetric ones");
  add_flags<RipOptions>(*command, flags->options, rip_options);
  add_common_flags(*command, flags->common);
  command->callback([flags, &exit_code] { exit_code = rip_command(*flags); });
}

}  // namespace orthant::app
