/// orthant report SOLUTION.json: renders a stored solution, a survey of ranks or an atlas again.

#include "orthant/report/report.hpp"

#include <fmt/format.h>

#include <filesystem>

#include "command.hpp"
#include "orthant/documents/atlas.hpp"
#include "orthant/documents/clusters.hpp"
#include "orthant/documents/rank_survey.hpp"
#include "orthant/documents/solution.hpp"
#include "orthant/files/atomic_file.hpp"

namespace orthant::app {

namespace {

struct ReportFlags {
  std::string solution, out, image_shape;
  bool quiet = false;
};

int report_command(const ReportFlags& flags) {
  const std::string out = flags.out.empty()
                              ? std::filesystem::path(flags.solution).replace_extension(".html").string()
                              : flags.out;
  if (is_rank_survey(flags.solution)) {
    if (!flags.image_shape.empty())
      throw InputError(
          fmt::format("image_shape = {} with a survey of ranks; expected none", flags.image_shape));
    write_file_atomically(out, report::rank_survey_page(read_rank_survey(flags.solution)));
    if (!flags.quiet) fmt::print("wrote {}\n", page(out));
    return success;
  }
  if (is_clusters(flags.solution)) {
    if (!flags.image_shape.empty())
      throw InputError(fmt::format("image_shape = {} with clusters; expected none", flags.image_shape));
    write_file_atomically(out, report::clusters_page(read_clusters(flags.solution)));
    if (!flags.quiet) fmt::print("wrote {}\n", page(out));
    return success;
  }
  if (is_atlas(flags.solution)) {
    AtlasDocument map = read_atlas_file(flags.solution);
    if (!flags.image_shape.empty())
      map.atlas.names.image_shape = parse_image_shape(flags.image_shape, map.atlas.law.cols);
    write_file_atomically(out, report::atlas_page(map));
    if (!flags.quiet) fmt::print("wrote {}\n", page(out));
    return success;
  }
  Solution solution = read_solution(flags.solution);
  if (!flags.image_shape.empty())
    solution.data.image_shape = parse_image_shape(flags.image_shape, solution.data.cols);
  write_file_atomically(out, report::solution_page(solution));
  if (!flags.quiet) fmt::print("wrote {}\n", page(out));
  return success;
}

}  // namespace

void add_report(CLI::App& program, int& exit_code) {
  auto flags = std::make_shared<ReportFlags>();
  CLI::App* command =
      program.add_subcommand("report", "render solution.json, rank_survey.json or atlas.json again");
  command->add_option("solution", flags->solution, "the document; its factors are read beside it")
      ->required()
      ->type_name("SOLUTION.json");
  command->add_option("--out", flags->out, "the page (default: the document's name with .html)")
      ->type_name("FILE.html");
  command->add_option("--image-shape", flags->image_shape, "draw components as ROWSxCOLS pictures");
  command->add_flag("--quiet", flags->quiet, "print nothing but errors");
  command->callback([flags, &exit_code] { exit_code = report_command(*flags); });
}

}  // namespace orthant::app
