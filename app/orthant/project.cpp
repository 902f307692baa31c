/// orthant project DATA --factors DIR: new rows on R, or new columns on L.

#include "orthant/recover/project.hpp"

#include <fmt/format.h>

#include <filesystem>

#include "command.hpp"
#include "data_flags.hpp"
#include "orthant/base/error.hpp"
#include "orthant/documents/projection.hpp"
#include "orthant/documents/solution.hpp"
#include "orthant/files/atomic_file.hpp"
#include "orthant/files/npy.hpp"
#include "orthant/files/read_matrix.hpp"
#include "orthant/recover/line_names.hpp"

namespace orthant::app {

namespace {

struct ProjectFlags {
  CommonFlags common;
  interface::ProjectCommand asked;
};

void print_summary(const ProjectionDocument& document, const std::string& out) {
  const Projection& projection = document.projection;
  const char* lines = projection.side == Side::left ? "rows" : "columns";
  fmt::print("projected {} {} of length {} on {} parts\n", projection.lines, lines, projection.length,
             projection.rank);
  if (projection.reordered)
    fmt::print("names     {} of the data stand in another order than those of the factors: matched by name\n",
               projection.side == Side::left ? "columns" : "rows");
  if (projection.loss != Loss::frobenius)
    fmt::print("loss      {}, stationarity of a row at most {:.2g}\n", to_string(projection.loss),
               projection.stationarity);
  if (projection.l1 > 0 || projection.l2 > 0)
    fmt::print("          with l1 = {:g}, l2 = {:g}\n", projection.l1, projection.l2);
  fmt::print("objective {:.10g}, relative error {:.4g} ({:.4g} in the middle of the {})\n",
             projection.objective, projection.relative_error, projection.median_error, lines);
  if (projection.not_unique > 0)
    fmt::print(
        "          {} {} are one of several minimizers: the columns of the factor depend on each other\n",
        projection.not_unique, lines);
  if (projection.unexplained > 0)
    fmt::print("          {} {} positive where no part is, which no {} can fit: left out\n",
               projection.unexplained, projection.unexplained == 1 ? "entry is" : "entries are",
               projection.side == Side::left ? "row" : "column");
  fmt::print("worst    ");
  for (std::size_t w = 0; w < projection.worst.size(); ++w) {
    const LineFit& fit = projection.worst[w];
    const std::string name =
        projection.worst_names.empty() ? fmt::to_string(fit.line + 1) : projection.worst_names[w];
    fmt::print("{} {} ({:.4g})", w == 0 ? "" : ",", name, fit.relative_error);
  }
  fmt::print("\n{:.2f} s\n", projection.seconds);
  if (!document.files.empty())
    fmt::print("wrote {} and {}\n", (std::filesystem::path(out) / document.files.begin()->second).string(),
               (std::filesystem::path(out) / "projection.json").string());
}

int project_command(const ProjectFlags& flags, const CLI::App& command) {
  begin(flags.common);
  const Budget budget = budget_of(flags.common);
  const BudgetScope scope(budget);
  namespace fs = std::filesystem;
  ProjectOptions options = flags.asked.options;
  const std::string& factors = flags.asked.factors;
  const bool left = options.side == Side::left;
  std::error_code ignored;
  if (!fs::is_directory(factors, ignored))
    throw InputError(factors + ": no such folder; expected a folder with the factors");
  if (!flags.common.out.empty() && fs::equivalent(factors, flags.common.out, ignored))
    throw InputError(flags.common.out +
                     ": the folder of the factors themselves; expected another one for --out");
  const std::string solution = (fs::path(factors) / "solution.json").string();
  const std::vector<std::string> names =
      interface::adopt_solution(solution, given_on(command, flags.asked), options);
  const std::string other = (fs::path(factors) / (left ? "R.npy" : "L.npy")).string();
  Matrix fixed = read_dense(other);
  if ((fixed.array() < 0).any()) throw InputError(other + ": a negative entry; expected entries ≥ 0");
  const auto lines = open_lines(flags.asked.data, flags.asked.reading, options.side);
  const std::vector<Index> order =
      order_by_name({flags.asked.data, lines->entry_names()}, {solution, names}, left ? "column" : "row");
  if (fixed.rows() != lines->length())
    throw InputError(fmt::format("{}: {} rows; expected {}, one for each {} of {}", other, fixed.rows(),
                                 lines->length(), left ? "column" : "row", flags.asked.data));
  if (!order.empty()) fixed = Matrix(fixed(order, Eigen::all));
  listen_for_signals();

  const std::string name = left ? "L" : "R";
  ProjectionDocument document{flags.asked.data, {}, {}};
  std::optional<NpyWriter> file;
  const bool written = write_out(flags.common, [&] {
    make_output_folder(flags.common.out);
    fs::remove(fs::path(flags.common.out) / "projection.json", ignored);
    file.emplace((fs::path(flags.common.out) / (name + ".npy")).string(), lines->lines(), fixed.cols());
  });
  if (!written) return output_failure;
  document.projection = project(*lines, fixed, options, [&](const ConstMatrixRef& rows) {
    if (file) file->append(rows);
  });
  document.projection.reordered = !order.empty();
  if (file) {
    file->commit();
    document.files[name] = name + ".npy";
    write(document, flags.common.out);
  }
  if (flags.common.json)
    print_json(as_json(document));
  else if (!flags.common.quiet)
    print_summary(document, flags.common.out);
  return success;
}

}  // namespace

void add_project(CLI::App& program, int& exit_code) {
  auto flags = std::make_shared<ProjectFlags>();
  CLI::App* command = program.add_subcommand("project", "new rows on given factors, or new columns");
  add_data(*command, flags->asked.data, "the new rows: " + readable_sources());
  add_command_flags(*command, flags->asked);
  command->get_option("--factors")->required()->type_name("DIR");
  add_common_flags(*command, flags->common);
  command->callback([flags, command, &exit_code] { exit_code = project_command(*flags, *command); });
}

}  // namespace orthant::app
