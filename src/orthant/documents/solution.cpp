#include "orthant/documents/solution.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>

#include "orthant/base/version.hpp"
#include "orthant/documents/output_folder.hpp"
#include "orthant/documents/table_reading.hpp"
#include "orthant/files/input_file.hpp"
#include "orthant/files/npy.hpp"
#include "orthant/files/read_matrix.hpp"
#include "orthant/recover/recover_problem.hpp"

namespace orthant {

template <class Fields>
void list_fields(Fields& fields, OfFields<Fields, DataDescription>& data) {
  fields("name", data.name);
  fields("rows", data.rows);
  fields("cols", data.cols);
  fields("stored", data.stored);
  fields("storage", data.storage);
  fields("observed", data.observed);
  fields("weighted", data.weighted);
  fields("text", data.text);
  fields.or_null("column_names", data.column_names);
  fields.or_null("row_names", data.row_names);
  fields.section("image_shape", data.image_shape, [](auto& shape, auto& size) {
    shape("rows", size.first);
    shape("cols", size.second);
  });
  fields("missing_entries", data.missing_entries);
  fields.or_null("hertz_per_row", data.hertz_per_row);
  fields.or_null("seconds_per_column", data.seconds_per_column);
  fields.or_null("similarity", data.similarity);
  fields.or_null("neighbours", data.neighbours);
  fields("norm", data.norm);
  fields("empty_rows", data.empty_rows);
  fields("empty_cols", data.empty_cols);
}

template <class Fields>
void list_fields(Fields& fields, OfFields<Fields, ProblemDescription>& problem) {
  fields("operator", problem.measured_by);
  fields("measurements", problem.measurements);
  fields("truth_rank", problem.truth_rank);
  fields("distance", problem.distance);
  fields("recovered", problem.recovered);
}

template <class Fields>
void list_fields(Fields& fields, OfFields<Fields, SolveStage>& stage) {
  fields("method", stage.method);
  fields("on", stage.on);
  fields("reason", stage.reason);
  fields("iterations", stage.iterations);
  fields("passes", stage.passes);
  fields("seconds", stage.seconds);
  fields("objective", stage.objective);
  fields("stationarity", stage.stationarity);
}

/// The trace is lists of one length.
template <class Fields>
void list_fields(Fields& fields, OfFields<Fields, StartReport>& start) {
  fields("start", start.start);
  fields("init", start.init);
  fields("status", start.status);
  fields("iterations", start.iterations);
  fields("passes", start.passes);
  fields("together", start.together);
  fields("stages", start.stages);
  fields("objective", start.objective);
  fields("relative_error", start.relative_error);
  fields("stationarity", start.stationarity);
  fields.if_any("distance", start.distance);
  fields("seconds", start.seconds);
  fields("minimum", start.minimum);
  fields.section("trace", [&](auto& trace) {
    trace.column("iteration", start.trace, &Progress::iteration);
    trace.column("seconds", start.trace, &Progress::seconds);
    trace.column("objective", start.trace, &Progress::objective);
    trace.column("stationarity", start.trace, &Progress::stationarity);
    trace.column_if_any("held_out_rmse", start.trace, &Progress::held_out_rmse);
    trace.column_if_any("held_out_mae", start.trace, &Progress::held_out_mae);
    trace.column_if_any("distance", start.trace, &Progress::distance);
  });
}

/// Tallies are lists of one length, by the words of Move.
template <class Fields>
void list_fields(Fields& fields, OfFields<Fields, EffortReport>& effort) {
  fields("before", effort.before);
  fields("after", effort.after);
  fields("work", effort.work);
  fields("seconds", effort.seconds);
  fields.section("moves", [&](auto& moves) {
    for (const auto& move : words_of(Move()))
      moves.section(move.word, [&](auto& tally) {
        auto& of = effort.moves[static_cast<std::size_t>(move.value)];
        tally("tried", of.tried);
        tally("taken", of.taken);
        tally("lowest", of.lowest);
        tally("work", of.work);
        tally("gain", of.gain);
      });
  });
  fields("ends", effort.ends);
}

template <class Fields>
void list_fields(Fields& fields, OfFields<Fields, ListedMinimum>& minimum) {
  fields("objective", minimum.objective);
  fields("relative_error", minimum.relative_error);
  fields("gap", minimum.gap);
  fields("relative_gap", minimum.relative_gap);
  fields.derived("hits", minimum.starts.size());
  fields("starts", minimum.starts);
  fields.if_any("by_moves", minimum.by_moves);
  fields("verdict", minimum.verdict);
  fields("rigor", minimum.rigor);
  fields("checked", minimum.checked);
  fields("spurious", minimum.spurious);
  fields("modulus", minimum.modulus);
  fields("near_tolerance", minimum.near_tolerance);
  fields("stopped", minimum.stopped);
  fields("seconds", minimum.seconds);
  fields("comparison", minimum.comparison);
}

template <class Fields>
void list_fields(Fields& fields, OfFields<Fields, Component>& component) {
  fields("weight", component.weight);
  fields("share", component.share);
}

template <class Fields>
void list_fields(Fields& fields, OfFields<Fields, L2Step>& step) {
  fields("l2_left", step.l2_left);
  fields("l2_right", step.l2_right);
  fields("rmse", step.rmse);
}

template <class Fields>
void list_fields(Fields& fields, OfFields<Fields, CompletionReport>& completion) {
  fields("hold_out", completion.hold_out);
  fields("training", completion.training);
  fields("held_out", completion.held_out);
  fields("rmse", completion.rmse);
  fields("mae", completion.mae);
  fields("training_rmse", completion.training_rmse);
  fields("training_mae", completion.training_mae);
  fields("mean_rmse", completion.mean_rmse);
  fields("offsets_rmse", completion.offsets_rmse);
  fields("sentence", completion.sentence);
  fields("worse_than", completion.worse_than);
  fields("offsets", completion.offsets);
  fields("path", completion.path);
  fields("path_seconds", completion.path_seconds);
  fields("chosen", completion.chosen);
}

template <class Fields>
void list_fields(Fields& fields, OfFields<Fields, Solution>& solution) {
  const Certificate& certificate = solution.certificate.certificate;
  fields.format(solution_format);
  fields("version", solution.version);
  fields("command", solution.command);
  fields("data", solution.data);
  fields.if_any("problem", solution.problem);
  fields("model", solution.model);
  fields("loss", solution.loss);
  fields("rank", solution.rank);
  fields("balance", solution.balance);
  fields("regularisation", solution.regularisation);
  fields.if_any("fix_left", solution.fix_left);
  fields.if_any("fix_right", solution.fix_right);
  fields.if_any("offsets", solution.offsets);
  fields.section("options", [&](auto& options) { options.each(solution.options); });
  fields.derived("objective", certificate.objective);
  fields.derived("relative_error", certificate.relative_error);
  fields.derived("stationarity", certificate.first_order.stationarity);
  fields.derived("verdict", certificate.verdict);
  fields("best_start", solution.best_start);
  fields("starts", solution.starts);
  fields("minima", solution.minima);
  fields("saddles", solution.saddles);
  fields.if_any("led_on", solution.led_on);
  fields.if_any("effort", solution.effort);
  fields("unfinished", solution.unfinished);
  fields("components", solution.components);
  fields("parts", solution.parts);
  fields.section("groups", [&](auto& groups) {
    groups("rows", solution.row_groups);
    groups("columns", solution.column_groups);
  });
  fields("agreement", solution.agreement);
  fields("uncertified", solution.uncertified);
  fields("left_out", solution.left_out);
  fields.if_any("completion", solution.completion);
  fields("certificate", solution.certificate);
  fields.section("spectra", [&](auto& spectra) {
    spectra("singular_values", solution.singular_values);
    spectra("hessian", solution.hessian);
    spectra("hessian_of", solution.hessian_of);
  });
  fields("files", solution.files);
  fields.section("seconds", [&](auto& seconds) {
    seconds("read", solution.read_seconds);
    seconds("solve", solution.solve_seconds);
    seconds("prepare", solution.prepare_seconds);
    seconds("certify", solution.certify_seconds);
    seconds("total", solution.total_seconds);
  });
}

namespace {

/// A trace of a start has 200 points of about 80 bytes: enough for some ten thousand starts.
constexpr std::size_t longest_solution = std::size_t{1} << 28;

DataDescription described(const Data& data) {
  const DataMatrix& matrix = *data.matrix;
  return {.name = short_name(data.name),
          .rows = matrix.rows(),
          .cols = matrix.cols(),
          .stored = matrix.stored(),
          .storage = matrix.is_sparse() ? "sparse" : "dense",
          .observed = data.observed,
          .weighted = !data.weights.empty(),
          .text = data.text,
          .column_names = data.column_names,
          .row_names = data.row_names,
          .image_shape = data.image_shape,
          .missing_entries = data.missing_entries,
          .hertz_per_row = data.hertz_per_row,
          .seconds_per_column = data.seconds_per_column,
          .similarity = data.similarity,
          .neighbours = data.neighbours,
          .norm = std::sqrt(matrix.squared_norm()),
          .empty_rows = matrix.empty_rows(),
          .empty_cols = matrix.empty_cols()};
}

/// Of a problem folder: what was measured, which need not be entries.
DataDescription described(const Recovery& recovery) {
  if (!recovery.problem) return described(recovery.data);
  const Observations& observations = recovery.objective->observations();
  DataDescription out;
  out.name = short_name(recovery.data.name);
  out.rows = recovery.rows();
  out.cols = recovery.cols();
  out.stored = recovery.problem->measurement->measurements();
  out.norm = std::sqrt(observations.squared_norm());
  return out;
}

/// At most so far from the truth a start has recovered it.
constexpr double recovered_distance = 1e-8;

std::optional<ProblemDescription> described_problem(const Recovery& recovery) {
  if (!recovery.problem) return std::nullopt;
  const Problem& problem = *recovery.problem;
  ProblemDescription out;
  out.measured_by = problem.measurement->kind();
  out.measurements = problem.measurement->measurements();
  if (!problem.truth) return out;
  out.truth_rank = problem.truth->rank();
  out.distance = distance_to_truth(problem, recovery.best().U);
  out.recovered = std::count_if(
      recovery.search.starts.begin(), recovery.search.starts.end(),
      [](const StartReport& start) { return start.distance && *start.distance <= recovered_distance; });
  return out;
}

/// The options of the search that were in force.
OptionValues options_in_force(const Recovery& recovery) {
  const MultiStartOptions& search = recovery.options.search;
  OptionValues out{{"solver", std::string(to_string(search.solver))},
                   {"init", std::string(init_word(search))},
                   {"starts", search.starts},
                   {"seed", search.seed},
                   {"threads", static_cast<long>(recovery.threads)},
                   {"max_seconds", recovery.max_seconds}};
  // `auto` is made of three of them for squares, and is another one for divergences.
  const bool squares = recovery.options.model.loss == Loss::frobenius;
  const bool automatic = search.solver == Solver::automatic;
  const auto in_force = [&](Solver solver) {
    const bool for_squares = solver != Solver::coordinate && solver != Solver::multiplicative;
    if (!automatic) return solver == search.solver && squares == for_squares;
    return squares ? for_squares : solver == Solver::coordinate;
  };
  each_table(search, [&](std::optional<Solver> solver, const auto& options, const auto& table) {
    if (solver && !in_force(*solver)) return;
    for (const auto& option : table) out.emplace_back(option.name, option.value(options));
  });
  return out;
}

ListedMinimum listed(const Minimum& minimum, double best, bool relative_gaps) {
  const Certificate& certificate = minimum.certificate;
  ListedMinimum out;
  out.objective = certificate.objective;
  out.relative_error = certificate.relative_error;
  out.gap = certificate.objective - best;
  if (relative_gaps) out.relative_gap = std::max(0.0, certificate.objective / best - 1);
  out.starts = minimum.starts;
  if (!minimum.by_moves.empty()) out.by_moves = minimum.by_moves;
  out.verdict = certificate.verdict;
  out.rigor = certificate.rigor;
  out.checked = certificate.checked;
  out.spurious = certificate.spurious;
  out.modulus = certificate.second_order.modulus;
  out.near_tolerance = certificate.cone.near_tolerance;
  out.stopped = certificate.stopped;
  out.seconds = certificate.seconds;
  return out;
}

/// What the columns of the factors say of the rows and columns of a matrix.
void describe_parts(const Recovery& recovery, Solution& out) {
  const auto comparisons = compared_minima(recovery);
  for (std::size_t m = 0; m < comparisons.size(); ++m) out.minima[m].comparison = comparisons[m];
  out.parts = listed_parts(recovery);
  out.row_groups = listed_groups(recovery, LabelsOf::rows);
  out.column_groups = listed_groups(recovery, LabelsOf::columns);
}

/// R of the first minima that are compared with the best, its columns in the order of the parts that they match.
std::vector<Matrix> matched_factors(const Recovery& recovery, const Solution& solution) {
  std::vector<Matrix> out;
  for (const std::size_t m : compared_with_best(solution)) {
    if (out.size() == most_others) break;
    const Matrix U = recovery.objective->factors(recovery.search.minima[m].certificate.U);
    const auto& matches = solution.minima[m].comparison->parts;
    Matrix& R = out.emplace_back(solution.data.cols, std::ssize(matches));
    for (std::size_t k = 0; k < matches.size(); ++k)
      R.col(static_cast<Index>(k)) = U.col(matches[k].part).tail(R.rows());
  }
  return out;
}

/// One below the other, as they are stored.
Matrix stacked(const std::vector<Matrix>& blocks) {
  Matrix out(blocks.front().rows() * std::ssize(blocks), blocks.front().cols());
  for (std::size_t b = 0; b < blocks.size(); ++b)
    out.middleRows(static_cast<Index>(b) * blocks[b].rows(), blocks[b].rows()) = blocks[b];
  return out;
}

/// A factor in a file that the document names; empty: it names none. Its size is to be that which the document says.
Matrix read_factor_beside(const JsonPlace& place, const Solution& solution, const std::string& document,
                          const char* key, Index rows, Index cols) {
  const auto file = solution.files.find(key);
  if (file == solution.files.end()) return {};
  const std::filesystem::path name = file->second;
  if (name.has_parent_path() || !name.has_filename())
    place.at("files").at(key).refuse("the name of a file beside the document");
  const std::string path = (std::filesystem::path(document).parent_path() / name).string();
  Matrix out = read_dense(path);
  if (out.rows() != rows || out.cols() != cols)
    refuse(path, fmt::format("{} × {}; expected {} × {}, as {} says", out.rows(), out.cols(), rows, cols,
                             document));
  return out;
}

}  // namespace

Solution solution_of(const Recovery& recovery, std::string command) {
  const MultiStartResult& search = recovery.search;
  const ModelOptions& model = recovery.options.model;
  Solution out;
  out.version = version;
  out.command = std::move(command);
  out.data = described(recovery);
  out.problem = described_problem(recovery);
  out.model = model.model;
  out.loss = model.loss;
  out.rank = recovery.objective->rank();
  out.balance = model.balance;
  out.regularisation = model.regularisation;
  if (!model.fix_left.empty()) out.fix_left = model.fix_left;
  if (!model.fix_right.empty()) out.fix_right = model.fix_right;
  if (model.offsets) out.offsets = true;
  out.options = options_in_force(recovery);
  out.best_start = search.best_start;
  out.starts = search.starts;
  for (const Minimum& minimum : search.minima)
    out.minima.push_back(listed(minimum, search.best.objective, has_relative_gaps(search)));
  out.saddles = search.saddles;
  if (search.led_on > 0) out.led_on = search.led_on;
  out.effort = search.effort;
  out.unfinished = search.unfinished;
  out.uncertified = search.uncertified;
  out.components = components_of(recovery.factors(), recovery.rows(), recovery.symmetric());
  if (recovery.is_about_entries()) describe_parts(recovery, out);
  out.agreement = listed_agreement(recovery);
  out.left_out = recovery.left_out;
  out.completion = recovery.completion;
  out.certificate = {search.best, recovery.proof ? recovery.proof->document : Json(nullptr)};
  out.singular_values = recovery.singular_values;
  out.hessian = search.best.second_order.spectrum;
  out.hessian_of = search.best.second_order.method;
  out.read_seconds = recovery.read_seconds;
  out.solve_seconds = search.solve_seconds;
  out.prepare_seconds = search.preparation_seconds;
  out.certify_seconds = search.certify_seconds;
  out.total_seconds = recovery.total_seconds;
  out.right = recovery.right();
  if (recovery.data.hertz_per_row > 0 && !recovery.symmetric()) out.left = recovery.left();
  if (recovery.data.image_shape) out.others = matched_factors(recovery, out);
  return out;
}

std::vector<std::size_t> compared_with_best(const Solution& solution) {
  std::vector<std::size_t> out;
  for (std::size_t m = 0; m < solution.minima.size(); ++m)
    if (solution.minima[m].comparison && !solution.minima[m].comparison->parts.empty()) out.push_back(m);
  return out;
}

nlohmann::ordered_json as_json(const Solution& solution) {
  return as_json<Solution>(solution);
}

Solution read_solution(const std::string& file) {
  const Json document = read_json_file(file, longest_solution);
  const JsonPlace place(document, on_one_line(file));
  Solution out;
  read_json(place, out);
  const auto read = [&](const char* key, Index rows, Index cols) {
    return read_factor_beside(place, out, file, key, rows, cols);
  };
  out.right = read(out.symmetric() ? "U" : "R", out.data.cols, out.rank);
  if (out.data.hertz_per_row > 0 && !out.symmetric()) out.left = read("L", out.data.rows, out.rank);
  const auto compared = compared_with_best(out);
  if (out.files.count("R_minima") == 0 || compared.empty()) return out;
  const auto count = static_cast<Index>(std::min(most_others, compared.size()));
  const Matrix all =
      read("R_minima", out.data.cols * count, std::ssize(out.minima[compared.front()].comparison->parts));
  for (Index b = 0; b < count; ++b) out.others.emplace_back(all.middleRows(b * out.data.cols, out.data.cols));
  return out;
}

void write(const Recovery& recovery, Solution& solution, const std::string& folder, const Page& page) {
  const OutputFolder out(
      folder, {"solution.json", "report.html", "L_normalized.npy", "R_normalized.npy", "R_minima.npy",
               "labels.csv", "column_labels.csv", "L.csv", "R.csv", "U.csv"});
  std::map<std::string, std::string> files;
  const auto write_factor = [&](const std::string& name, const ConstMatrixRef& factor) {
    write_npy(out.path(name + ".npy"), factor);
    files[name] = name + ".npy";
  };
  if (recovery.symmetric()) {
    write_factor("U", recovery.factors());
  } else {
    write_factor("L", recovery.left());
    write_factor("R", recovery.right());
  }
  if (const Matrix U = recovery.normalised(); U.size() > 0) {
    write_factor("L_normalized", U.topRows(recovery.rows()));
    write_factor("R_normalized", U.bottomRows(recovery.cols()));
  }
  if (!solution.others.empty()) write_factor("R_minima", stacked(solution.others));
  if (recovery.is_about_entries()) files.merge(write_part_files(recovery, folder));
  write_certificate(recovery.best(), recovery.proof, folder);
  if (recovery.best().escape) files["escape"] = "escape.npy";
  files["certificate"] = "certificate.json";
  out.finish(solution, "solution.json", std::move(files), page);
}

}  // namespace orthant
