#include "solution_document.hpp"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <limits>

#include "orthant/base/version.hpp"
#include "orthant/files/certificate_json.hpp"
#include "orthant/files/json_number.hpp"
#include "orthant/linalg/threads.hpp"

namespace orthant::app {

namespace {

using Json = nlohmann::ordered_json;

Json numbers(const Vector& values) {
  Json list = Json::array();
  for (const double value : values) list.push_back(json_number(value));
  return list;
}

/// Of a start; unknown when the objective has more in it than the squared residual.
double relative_error(const RecoverRun& run, double objective) {
  if (run.input.balance > 0 || run.input.regularisation.any() || run.input.loss != "frobenius")
    return std::numeric_limits<double>::quiet_NaN();
  return std::sqrt(2 * objective / run.objective.observations().squared_norm());
}

Json data_section(const ProblemInput& input) {
  const DataMatrix& data = *input.data;
  return {{"name", std::filesystem::path(input.name).filename().string()},
          {"rows", data.rows()},
          {"cols", data.cols()},
          {"stored", data.stored()},
          {"storage", data.is_sparse() ? "sparse" : "dense"},
          {"observed", input.observed},
          {"weighted", !input.weights.empty()},
          {"text", text_section(input.table)},
          {"column_names", input.table ? names_list(input.table->column_names) : Json(nullptr)},
          {"row_names", input.table ? names_list(input.table->row_names) : Json(nullptr)},
          {"norm", std::sqrt(data.squared_norm())},
          {"empty_rows", data.empty_rows()},
          {"empty_cols", data.empty_cols()}};
}

Json options_section(const RecoverRun& run) {
  const MultiStartOptions& options = run.options;
  Json out = {{"solver", to_string(options.solver)},
              {"init", to_string(options.init)},
              {"starts", options.starts},
              {"seed", options.seed},
              {"threads", threads()},
              {"max_seconds", json_number(run.flags.max_seconds)}};
  for (const auto& option : stopping_options) out[option.name] = option.value(options.stopping);
  const AutomaticOptions& by = options.automatic;
  const bool divergence = run.objective.loss() != "frobenius";
  const bool all = options.solver == Solver::automatic && !divergence;
  if (options.solver == Solver::coordinate || (options.solver == Solver::automatic && divergence))
    for (const auto& option : coordinate_options) out[option.name] = option.value(options.coordinate);
  if (options.solver == Solver::multiplicative)
    for (const auto& option : multiplicative_options) out[option.name] = option.value(options.multiplicative);
  if (all)
    for (const auto& option : automatic_options) out[option.name] = option.value(by);
  if (all || options.solver == Solver::hals)
    for (const auto& option : hals_options) out[option.name] = option.value(by.hals);
  if (all || options.solver == Solver::newton)
    for (const auto& option : newton_options) out[option.name] = option.value(by.newton);
  if (all || options.solver == Solver::projected_gradient)
    for (const auto& option : projected_gradient_options)
      out[option.name] = option.value(by.projected_gradient);
  return out;
}

Json start_section(const RecoverRun& run, const StartReport& start) {
  Json iteration = Json::array(), seconds = Json::array(), objective = Json::array(),
       stationarity = Json::array();
  for (const Progress& point : start.trace) {
    iteration.push_back(point.iteration);
    seconds.push_back(point.seconds);
    objective.push_back(json_number(point.objective));
    stationarity.push_back(json_number(point.stationarity));
  }
  Json stages = Json::array();
  for (const SolveStage& stage : start.stages) {
    stages.push_back({{"method", stage.method},
                      {"on", stage.on},
                      {"reason", stage.reason},
                      {"iterations", stage.iterations},
                      {"passes", stage.passes},
                      {"seconds", stage.seconds},
                      {"objective", json_number(stage.objective)},
                      {"stationarity", json_number(stage.stationarity)}});
  }
  return {{"start", start.start},
          {"init", to_string(start.init)},
          {"status", to_string(start.status)},
          {"iterations", start.iterations},
          {"passes", start.passes},
          {"together", start.together},
          {"stages", stages},
          {"objective", json_number(start.objective)},
          {"relative_error", json_number(relative_error(run, start.objective))},
          {"stationarity", json_number(start.stationarity)},
          {"seconds", start.seconds},
          {"minimum", start.minimum ? Json(*start.minimum) : Json(nullptr)},
          {"trace",
           {{"iteration", iteration},
            {"seconds", seconds},
            {"objective", objective},
            {"stationarity", stationarity}}}};
}

Json minimum_section(const RecoverRun& run, const Minimum& minimum) {
  const Certificate& certificate = minimum.certificate;
  const double best = run.result.best.objective;
  Json modulus = nullptr;
  if (certificate.second_order.modulus) modulus = json_number(*certificate.second_order.modulus);
  return {{"objective", json_number(certificate.objective)},
          {"relative_error", json_number(certificate.relative_error)},
          {"gap", json_number(certificate.objective - best)},
          {"relative_gap", has_relative_gaps(run.result)
                               ? json_number(std::max(0.0, certificate.objective / best - 1))
                               : Json(nullptr)},
          {"hits", minimum.starts.size()},
          {"starts", minimum.starts},
          {"verdict", to_string(certificate.verdict)},
          {"rigor", to_string(certificate.rigor)},
          {"checked", certificate.checked ? Json(*certificate.checked) : Json(nullptr)},
          {"spurious", certificate.spurious ? Json(*certificate.spurious) : Json(nullptr)},
          {"modulus", modulus},
          {"near_tolerance", certificate.cone.near_tolerance},
          {"stopped", certificate.stopped},
          {"seconds", certificate.seconds}};
}

Json components_section(const RecoverRun& run) {
  Json out = Json::array();
  for (const Component& component : components_of(run))
    out.push_back({{"weight", component.weight}, {"share", component.share}});
  return out;
}

}  // namespace

std::vector<Component> components_of(const RecoverRun& run) {
  const Matrix& U = run.result.best.U;
  const Index left_rows = run.input.data->rows();
  const bool symmetric = run.input.symmetric();
  const Matrix R = symmetric ? U : Matrix(U.bottomRows(U.rows() - left_rows));
  const Vector left = U.topRows(left_rows).colwise().sum(), right = R.colwise().sum();
  const double total = left.dot(right);
  std::vector<Component> out;
  if (!(total > 0) || !std::isfinite(total)) return out;
  for (Index k = 0; k < R.cols(); ++k) out.push_back({R.col(k).norm(), left(k) * right(k) / total});
  return out;
}

bool has_relative_gaps(const MultiStartResult& result) {
  const Certificate& best = result.best;
  if (!(best.objective > 0) || best.relative_error < 1e-6) return false;
  return std::all_of(result.minima.begin(), result.minima.end(), [&](const Minimum& minimum) {
    return minimum.certificate.objective <= 1e6 * best.objective;
  });
}

Json solution_document(const RecoverRun& run) {
  const MultiStartResult& result = run.result;
  Json out;
  out["format"] = "orthant-solution/1";
  out["version"] = version;
  out["command"] = run.command_line;
  out["data"] = data_section(run.input);
  out["model"] = run.input.model;
  out["loss"] = run.input.loss;
  out["rank"] = run.objective.rank();
  out["balance"] = run.input.balance;
  for (const auto& option : regularisation_options)
    out["regularisation"][option.name] = option.value(run.input.regularisation);
  out["options"] = options_section(run);
  out["objective"] = json_number(result.best.objective);
  out["relative_error"] = json_number(result.best.relative_error);
  out["stationarity"] = json_number(result.best.first_order.stationarity);
  out["verdict"] = to_string(result.best.verdict);
  out["best_start"] = result.best_start;
  out["starts"] = Json::array();
  for (const StartReport& start : result.starts) out["starts"].push_back(start_section(run, start));
  out["minima"] = Json::array();
  for (const Minimum& minimum : result.minima) out["minima"].push_back(minimum_section(run, minimum));
  out["saddles"] = result.saddles;
  out["unfinished"] = result.unfinished;
  out["components"] = components_section(run);
  out["uncertified"] = result.uncertified;
  out["left_out"] = run.left_out;
  out["certificate"] = certificate_json(result.best);
  out["spectra"] = {{"singular_values", numbers(run.singular_values)},
                    {"hessian", numbers(result.best.second_order.spectrum)},
                    {"hessian_of", result.best.second_order.method}};
  out["files"] = Json::object();
  if (!run.flags.out.empty()) {
    if (run.input.symmetric()) {
      out["files"]["U"] = "U.npy";
    } else {
      out["files"]["L"] = "L.npy";
      out["files"]["R"] = "R.npy";
    }
    if (run.normalised) {
      out["files"]["L_normalized"] = "L_normalized.npy";
      out["files"]["R_normalized"] = "R_normalized.npy";
    }
    if (result.best.escape) out["files"]["escape"] = "escape.npy";
    out["files"]["certificate"] = "certificate.json";
    out["files"]["report"] = "report.html";
  }
  out["seconds"] = {{"read", run.read_seconds},
                    {"solve", result.solve_seconds},
                    {"prepare", result.preparation_seconds},
                    {"certify", result.certify_seconds},
                    {"total", run.total_seconds}};
  return out;
}

}  // namespace orthant::app
