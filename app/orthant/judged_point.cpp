#include "judged_point.hpp"

#include <fmt/format.h>

#include <filesystem>

#include "orthant/base/error.hpp"
#include "orthant/files/problem_folder.hpp"

namespace orthant::app {

namespace {

JudgedPoint from_data(const PointFlags& flags) {
  std::error_code ignored;
  const std::string& name = flags.problem.data;
  if (flags.factors.empty() && name != "digits" && !std::filesystem::exists(name, ignored))
    throw InputError(name +
                     ": no such file or folder; expected a problem folder, or DATA with --factors DIR");
  if (flags.factors.empty())
    throw InputError("certify DATA needs the point to judge; expected --factors DIR");
  const ProblemInput input = read_problem_input(flags.problem);
  JudgedPoint out;
  out.table = input.table;
  out.not_numbers = input.not_numbers;
  out.U = read_factors(flags.factors, input.shape(), -1);
  out.objective = input.objective(out.U.cols());
  if (!flags.witness.empty()) out.witness = read_factors(flags.witness, input.shape(), out.U.cols());
  return out;
}

Matrix point_of(const Problem& problem, const PointFlags& flags, const FactorShape& shape) {
  if (flags.factors.empty()) {
    if (!problem.point)
      throw InputError(flags.problem.data +
                       ": a problem without a point; expected one in it, or --factors DIR");
    return problem.stacked_point();
  }
  Matrix U = read_factors(flags.factors, shape, -1);
  if (U.cols() != problem.rank)
    throw InputError(
        fmt::format("{}: rank {}; expected {}, that of the problem", flags.factors, U.cols(), problem.rank));
  return U;
}

JudgedPoint from_folder(const PointFlags& flags, const CLI::App& command) {
  for (const char* flag :
       {"--observed", "--model", "--missing", "--weights", "--balance", "--loss", "--l1-left", "--l1-right",
        "--l2-left", "--l2-right", "--format", "--first-line", "--first-column", "--decimal"})
    if (command.get_option(flag)->count() > 0)
      throw InputError(
          fmt::format("{} with the problem folder {}; expected it with DATA only, a folder says this "
                      "itself",
                      flag, flags.problem.data));
  Problem problem = read_problem(flags.problem.data);
  const FactorShape shape{problem.rows(), problem.cols(), problem.symmetric};
  JudgedPoint out;
  out.U = point_of(problem, flags, shape);
  out.witness = problem.stacked_truth();
  if (!flags.witness.empty()) out.witness = read_factors(flags.witness, shape, problem.rank);
  out.objective = problem.objective();
  if (!flags.factors.empty()) {
    problem.point.emplace();
    problem.point->L = Matrix(out.U.topRows(problem.rows()));
    if (!problem.symmetric) problem.point->R = Matrix(out.U.bottomRows(problem.cols()));
  }
  out.problem = std::move(problem);
  return out;
}

}  // namespace

void add_point_flags(CLI::App& command, PointFlags& flags) {
  add_problem_flags(command, flags.problem, "digits, a .npy, .mtx or .csv file, or a problem folder");
  command.add_option("--factors", flags.factors, "folder with L.npy and R.npy, or U.npy: the point")
      ->type_name("DIR");
  command
      .add_option("--witness", flags.witness,
                  "folder with a point that may be better (default: the truth of a problem folder)")
      ->type_name("DIR");
}

JudgedPoint read_judged_point(const PointFlags& flags, const CLI::App& command) {
  std::error_code ignored;
  return std::filesystem::is_directory(flags.problem.data, ignored) ? from_folder(flags, command)
                                                                    : from_data(flags);
}

}  // namespace orthant::app
