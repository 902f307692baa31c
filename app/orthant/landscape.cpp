/// orthant landscape PROBLEM: contours of the objective over a plane, with its critical points.

#include "orthant/landscape/landscape.hpp"

#include <fmt/format.h>

#include <charconv>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "command.hpp"
#include "landscape_document.hpp"
#include "option_flags.hpp"
#include "orthant/base/error.hpp"
#include "orthant/files/atomic_file.hpp"
#include "orthant/files/input_file.hpp"
#include "orthant/files/problem_folder.hpp"
#include "orthant/files/read_matrix.hpp"
#include "orthant/recover/certify_point.hpp"
#include "orthant/report/report.hpp"

namespace orthant::app {

namespace {

struct LandscapeFlags {
  CommonFlags common;
  std::string problem, through, window, first, second;
  bool toward_truth = false;
  long grid = LandscapeOptions{}.grid;
  long seed = 0;
  std::string command_line;
};

Matrix read_dense(const std::string& path) {
  const DataMatrix data = read_matrix(path);
  Matrix out = Matrix::Zero(data.rows(), data.cols());
  data.for_each([&](Index i, Index j, double a) { out(i, j) = a; });
  return out;
}

std::optional<Matrix> read_direction(const std::string& path) {
  if (path.empty()) return std::nullopt;
  return read_dense(path);
}

/// "-1,1,-1.5,2".
std::optional<Window> parse_window(const std::string& text) {
  if (text.empty()) return std::nullopt;
  std::vector<double> numbers;
  const char *next = text.data(), *end = next + text.size();
  while (true) {
    double value = 0;
    const auto [stop, error] = std::from_chars(next, end, value);
    if (error != std::errc()) break;
    numbers.push_back(value);
    next = stop;
    if (next == end || *next != ',') break;
    ++next;
  }
  if (numbers.size() != 4 || next != end)
    throw InputError("window = " + text + "; expected xmin,xmax,ymin,ymax");
  return Window{numbers[0], numbers[1], numbers[2], numbers[3]};
}

/// --through: the point of the plane instead of the problem's own.
void take_point(Problem& problem, const std::string& folder) {
  if (folder.empty()) return;
  const std::filesystem::path path(folder);
  Factors factors;
  if (problem.symmetric) {
    factors.L = read_dense((path / "U.npy").string());
  } else {
    factors.L = read_dense((path / "L.npy").string());
    factors.R = read_dense((path / "R.npy").string());
  }
  problem.point = std::move(factors);
  try {
    problem.check();
  } catch (const InputError& error) {
    refuse(folder, error.what());
  }
}

SlicePlane choose_plane(const LandscapeFlags& flags, const Problem& problem, const Objective& objective) {
  const bool directed = flags.toward_truth || !flags.first.empty() || !flags.second.empty();
  if (objective.rows() * objective.rank() == 2 && !directed && flags.through.empty())
    return whole_plane(objective);
  PlaneOptions options;
  options.truth = problem.stacked_truth();
  options.first = read_direction(flags.first);
  options.second = read_direction(flags.second);
  options.seed = static_cast<std::uint64_t>(flags.seed);
  if (flags.toward_truth && !options.truth)
    throw InputError("--toward-truth: the problem has no truth of at most its rank; expected one");
  if (!problem.point)
    refuse(flags.problem,
           "no point to put the plane through; expected one in problem.json, or --through DIR");
  return plane_through(objective, problem.stacked_point(), options);
}

/// What is proved of the problem's point, where a proof takes seconds at most; nothing without a proof.
std::optional<Certificate> proved_point(const Problem& problem, const Objective& objective,
                                        const CertifyOptions& options) {
  constexpr Index most_entries = 400;
  if (!problem.point || objective.rows() * objective.rank() > most_entries) return std::nullopt;
  const std::optional<Matrix> truth = problem.stacked_truth();
  const Matrix* witness = truth ? &*truth : nullptr;
  Certificate certificate = certify(objective, problem.stacked_point(), options, witness);
  if (!prove_and_adopt(objective, &problem, certificate, witness)) return std::nullopt;
  return certificate;
}

void print_summary(const LandscapeFlags& flags, const Landscape& picture) {
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
  if (flags.common.out.empty()) fmt::print("--out DIR writes the picture\n");
}

/// The document, the picture as a Vega specification, and the page, each atomically.
void write_landscape(const std::string& out, const nlohmann::ordered_json& document) {
  const std::filesystem::path folder(out);
  make_output_folder(out);
  const nlohmann::json plain = document, spec = report::landscape_spec(plain);
  write_file_atomically((folder / "landscape.json").string(), document.dump() + "\n");
  write_file_atomically((folder / "landscape.vg.json").string(), spec.dump() + "\n");
  write_file_atomically((folder / "landscape.html").string(), report::landscape_page(plain, spec));
}

int landscape_command(const LandscapeFlags& flags) {
  begin(flags.common);
  if (flags.seed < 0 || flags.seed > 9007199254740992)
    throw InputError(fmt::format("seed = {}; expected 0 ≤ seed ≤ 9007199254740992", flags.seed));
  LandscapeOptions options;
  options.grid = flags.grid;
  options.window = parse_window(flags.window);
  options.certify.search.seed = static_cast<std::uint64_t>(flags.seed);

  const Budget budget = budget_of(flags.common, finishing_seconds);
  const BudgetScope scope(budget);
  Problem problem = read_problem(flags.problem);
  take_point(problem, flags.through);
  const auto objective = problem.objective();
  listen_for_signals();
  options.witness = problem.stacked_truth();
  options.known = proved_point(problem, *objective, options.certify);
  const SlicePlane plane = choose_plane(flags, problem, *objective);
  const Landscape picture = landscape(*objective, plane, options);

  std::filesystem::path name = std::filesystem::path(flags.problem).lexically_normal();
  if (!name.has_filename()) name = name.parent_path();
  auto document = landscape_document(picture, *objective, valid_utf8(name.filename().string()));
  document["command"] = valid_utf8(flags.command_line);
  if (const Index grid = picture.panels.front().values.rows(); grid < flags.grid)
    say(fmt::format("{} values along each axis instead of {}: {}", grid, flags.grid, budget.reason()));
  const bool written = write_out(flags.common, [&] { write_landscape(flags.common.out, document); });
  if (flags.common.json) {
    print_json(document);
  } else if (!flags.common.quiet) {
    print_summary(flags, picture);
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
  number_only<long>(command->add_option("--grid", flags->grid, "values along each axis (16 … 1001)"))
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
  command->add_flag("--toward-truth", flags->toward_truth,
                    "x towards the truth also where the plane is the whole space");
  number_only<long>(command->add_option("--seed", flags->seed, "seed of the choice of a direction"))
      ->capture_default_str();
  add_common_flags(*command, flags->common);
  command->callback([flags, &exit_code] { exit_code = landscape_command(*flags); });
}

}  // namespace orthant::app
