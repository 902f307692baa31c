/// orthant rip PROBLEM: the restricted isometry constant of the problem's operator, a bracket.

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>

#include "checker/arithmetic/bound_text.hpp"
#include "command.hpp"
#include "data_flags.hpp"
#include "orthant/base/error.hpp"
#include "orthant/documents/rip.hpp"
#include "orthant/files/input_file.hpp"
#include "orthant/files/problem_folder.hpp"

namespace orthant::app {

namespace {

struct RipFlags {
  CommonFlags common;
  interface::RipCommand asked;
};

/// Bounds round outwards; where both are the same the number is a value, rounded as such.
std::string interval(double lower, double upper) {
  if (lower == upper) return fmt::format("= {:.10g}", lower);
  if (std::isinf(upper)) return "≥ " + checker::text_at_most(lower, 10);
  return fmt::format("between {} and {}", checker::text_at_most(lower, 10),
                     checker::text_at_least(upper, 10));
}

void print_summary(const Problem& problem, const RipDocument& document) {
  const RipResult& result = document.result;
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
  if (const auto& symmetry = document.symmetry)
    fmt::print("symmetric {}, asymmetry {:.2g}\n",
               !symmetry->holds   ? "not refuted by random matrices"
               : *symmetry->holds ? "yes: ℋ maps symmetric matrices to symmetric matrices"
                                  : "no",
               symmetry->asymmetry);
  fmt::print("{:.2f} s\n", document.seconds);
}

/// The constant, and the symmetry of the kernel where it is asked for.
RipDocument measured(const RipFlags& flags, const Problem& problem, const Budget& budget) {
  RipDocument out;
  const Index rank = flags.asked.rank.value_or(interface::default_rip_rank(problem));
  out.result = restricted_isometry(*problem.measurement, rank, flags.asked.options, budget);
  out.symmetry_asked = flags.asked.symmetry;
  if (flags.asked.symmetry) {
    try {
      const auto seed = static_cast<std::uint64_t>(flags.asked.options.seed);
      out.symmetry = kernel_symmetry(symmetry_of_kernel(*problem.measurement, 10, seed));
    } catch (const OutOfBudget& stop) {
      say(std::string("the symmetry of the kernel is left out: ") + stop.reason);
    }
  }
  out.seconds = budget.seconds();
  return out;
}

int rip_command(const RipFlags& flags) {
  const CommonFlags& common = flags.common;
  begin(common);
  check_options(flags.asked.options, rip_options);
  const Budget budget = budget_of(common, finishing_seconds);
  const BudgetScope scope(budget);
  const Problem problem = read_problem(flags.asked.problem);
  if (flags.asked.symmetry && problem.rows() != problem.cols())
    throw InputError(fmt::format("{}: size {}×{}; expected a square one with --symmetry",
                                 on_one_line(flags.asked.problem), problem.rows(), problem.cols()));
  listen_for_signals();
  const RipDocument document = measured(flags, problem, budget);
  const bool written = write_out(common, [&] { write(document, common.out); });
  if (common.json) {
    print_json(as_json(document));
  } else if (!common.quiet) {
    print_summary(problem, document);
    if (written && !common.out.empty())
      fmt::print("wrote {} and four .npy files\n", (std::filesystem::path(common.out) / "rip.json").string());
  }
  return written ? success : output_failure;
}

}  // namespace

void add_rip(CLI::App& program, int& exit_code) {
  auto flags = std::make_shared<RipFlags>();
  CLI::App* command =
      program.add_subcommand("rip", "the restricted isometry constant of an operator, a bracket");
  command->add_option("problem", flags->asked.problem, "a problem folder")->required()->type_name("PROBLEM");
  add_command_flags(*command, flags->asked);
  add_common_flags(*command, flags->common);
  command->callback([flags, &exit_code] { exit_code = rip_command(*flags); });
}

}  // namespace orthant::app
