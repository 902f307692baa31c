/// orthant landscape PROBLEM: contours of the objective over a plane, with its critical points.

#include "orthant/landscape/landscape.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <filesystem>

#include "command.hpp"
#include "option_flags.hpp"
#include "orthant/base/error.hpp"
#include "orthant/documents/landscape.hpp"
#include "orthant/files/problem_folder.hpp"
#include "orthant/files/read_matrix.hpp"
#include "orthant/recover/certify_point.hpp"
#include "orthant/report/report.hpp"

namespace orthant::app {

namespace {

struct LandscapeFlags {
  CommonFlags common;
  std::string problem, through, window, first, second;
  PictureOptions options;
  std::string command_line;
};

/// "-1,1,-1.5,2".
std::optional<Window> parse_window(const std::string& text) {
  if (text.empty()) return std::nullopt;
  double bounds[4];
  const char *next = text.data(), *end = next + text.size();
  for (int k = 0; k < 4; ++k) {
    const auto [stop, error] = std::from_chars(next, end, bounds[k]);
    if (error != std::errc() || (k < 3 ? stop == end || *stop != ',' : stop != end))
      throw InputError("window = " + text + "; expected xmin,xmax,ymin,ymax");
    next = stop + 1;
  }
  return Window{bounds[0], bounds[1], bounds[2], bounds[3]};
}

/// The name of a problem's folder.
std::string title_of(const std::string& folder) {
  std::filesystem::path name = std::filesystem::path(folder).lexically_normal();
  if (!name.has_filename()) name = name.parent_path();
  return name.filename().string();
}

void print_summary(const LandscapeFlags& flags, const Landscape& picture, bool written) {
  for (const Panel& panel : picture.panels) {
    fmt::print("{}\n", panel.constrained ? "with the constraint" : "without the constraint");
    if (panel.points.empty()) fmt::print("  no critical point in the window\n");
    for (const LandscapePoint& point : panel.points) {
      std::string verdict(to_string(point.certificate.verdict));
      std::replace(verdict.begin(), verdict.end(), '_', ' ');
      fmt::print("  ({:.6g}, {:.6g})  objective {:.10g}  {}{}, {} of the picture\n",
                 point.slice.place.x() + 0.0, point.slice.place.y() + 0.0, point.certificate.objective,
                 point.slice_only() ? "critical in this slice only" : verdict,
                 point.certificate.spurious == true ? ", spurious" : "", to_string(point.slice.type));
    }
  }
  if (flags.common.out.empty()) {
    fmt::print("--out DIR writes the picture\n");
  } else if (written) {
    fmt::print("wrote {}\n", page(std::filesystem::path(flags.common.out) / "landscape.html"));
  }
}

int landscape_command(const LandscapeFlags& flags) {
  const CommonFlags& common = flags.common;
  begin(common);
  PictureOptions options = flags.options;
  if (options.seed < 0 || options.seed > 9007199254740992)
    throw InputError(fmt::format("seed = {}; expected 0 ≤ seed ≤ 9007199254740992", options.seed));
  options.window = parse_window(flags.window);
  options.through_point = !flags.through.empty();

  const Budget budget = budget_of(common, finishing_seconds);
  const BudgetScope scope(budget);
  const Problem problem = flags.through.empty() ? read_problem(flags.problem)
                                                : *point_of_problem(flags.problem, flags.through).problem;
  if (!flags.first.empty()) options.first = read_dense(flags.first);
  if (!flags.second.empty()) options.second = read_dense(flags.second);
  const auto objective = problem.objective();
  listen_for_signals();
  const Landscape picture = landscape_of(problem, *objective, options);
  if (const Index grid = picture.panels.front().values.rows(); grid < options.grid)
    say(fmt::format("{} values along each axis instead of {}: {}", grid, options.grid, budget.reason()));
  const auto document = landscape_document(picture, *objective, title_of(flags.problem), flags.command_line);
  const bool written = write_out(common, [&] {
    write(document, common.out);
    report::write_pages(document, common.out);
  });
  if (common.json) {
    print_json(as_json(document));
  } else if (!common.quiet) {
    print_summary(flags, picture, written);
  }
  return written ? success : output_failure;
}

}  // namespace

void add_landscape(CLI::App& program, int& exit_code, const std::string& command_line) {
  auto flags = std::make_shared<LandscapeFlags>();
  flags->command_line = command_line;
  CLI::App* command =
      program.add_subcommand("landscape", "contours of a problem's objective, with its critical points");
  command->add_option("problem", flags->problem, "a problem folder")->required()->type_name("PROBLEM");
  number_only<long>(command->add_option("--grid", flags->options.grid, "values along each axis (16 … 1001)"))
      ->capture_default_str();
  command->add_option("--window", flags->window, "what to show (default: around the critical points)")
      ->type_name("XMIN,XMAX,YMIN,YMAX");
  command
      ->add_option(
          "--through", flags->through,
          "folder with U.npy, or L.npy and R.npy: the point the plane goes through (default: the problem's)")
      ->type_name("DIR");
  command->add_option("--direction-1", flags->first, "matrix of the factors' size, L above R: the x axis")
      ->type_name("FILE");
  command->add_option("--direction-2", flags->second, "the same for the y axis")->type_name("FILE");
  command->add_flag("--toward-truth", flags->options.toward_truth,
                    "x towards the truth also where the plane is the whole space");
  number_only<long>(command->add_option("--seed", flags->options.seed, "seed of the choice of a direction"))
      ->capture_default_str();
  add_common_flags(*command, flags->common);
  command->callback([flags, &exit_code] { exit_code = landscape_command(*flags); });
}

}  // namespace orthant::app
