/// A complete solution for the tests: three starts, two minima, every field filled.
#pragma once

#include <nlohmann/json.hpp>

#include "orthant/documents/solution.hpp"

namespace orthant::testing {

inline StartReport sample_start(Index number, Status status, double objective, double stationarity,
                                std::optional<Index> minimum, const std::vector<double>& trace) {
  StartReport out;
  out.start = number;
  out.status = status;
  out.iterations = 900;
  out.objective = objective;
  out.stationarity = stationarity;
  out.seconds = 0.2;
  out.minimum = minimum;
  for (std::size_t i = 0; i < trace.size(); ++i) {
    const auto at = static_cast<double>(i);
    out.trace.push_back(
        {.iteration = 10 * static_cast<Index>(i),
         .seconds = 0.1 * at,
         .objective = trace[i],
         .stationarity = stationarity * (1 + 1e6 * (static_cast<double>(trace.size()) - 1 - at))});
  }
  return out;
}

inline ListedMinimum sample_minimum(double objective, double gap, Index start, Rigor rigor,
                                    std::optional<bool> spurious, double modulus) {
  ListedMinimum out;
  out.objective = objective;
  out.gap = gap;
  out.relative_gap = gap / 364109.46465969144;
  out.starts = {start};
  out.verdict = Verdict::strict_local_minimizer;
  out.rigor = rigor;
  out.spurious = spurious;
  out.modulus = modulus;
  return out;
}

/// Without names of columns; weights halve from one to the next.
inline ListedPart sample_part(double share, const std::vector<Index>& columns,
                              const std::vector<std::string>& rows) {
  ListedPart out;
  out.share = share;
  double weight = 0.5;
  for (const Index column : columns) out.columns.push_back({column, "", weight *= 0.5, 0.75});
  out.distinctive_columns = out.columns;
  for (const std::string& name : rows) out.rows.push_back({4, name, weight *= 0.5, 0.5});
  out.distinctive_rows = out.rows;
  return out;
}

inline Agreement sample_agreement() {
  Agreement out;
  out.name = "known.csv";
  out.compared = 10;
  out.unknown = 2;
  out.classes = {"cat", "dog"};
  out.table = {{6, 1}, {0, 2}};
  out.unlabelled = {1, 0};
  out.class_of = {0, 1};
  out.errors = 2;
  out.adjusted_rand = 0.375;
  out.mutual_information = 0.5;
  return out;
}

inline Certificate sample_certificate() {
  Certificate out;
  out.verdict = Verdict::strict_local_minimizer;
  out.objective = 364109.46465969144;
  out.relative_error = 0.3247026825795101;
  out.first_order = {.stationarity = 7.031e-13, .tolerance = 1e-7, .max_free_gradient = 1e-9};
  out.cone.free = 12973;
  out.cone.nonnegative = 30;
  out.cone.fixed = 5607;
  out.cone.min_multiplier = 5.05e-4;
  out.second_order.modulus = 3.1;
  out.second_order.scaling = "orbit";
  out.second_order.method = "schur";
  out.second_order.copositive = "strict";
  out.second_order.order = 450;
  out.reasons = {"the reduced Hessian is positive definite"};
  out.seconds = 0.21;
  return out;
}

/// Of the sample below: a tenth of the entries held out, and errors of them in the trace of the best start.
inline void hold_out(Solution& solution) {
  CompletionReport& completion = solution.completion.emplace();
  completion.hold_out = "0.1";
  completion.training = 9704;
  completion.held_out = 1078;
  completion.rmse = 1.25;
  completion.mae = 0.875;
  completion.training_rmse = 1.125;
  completion.training_mae = 0.75;
  completion.mean_rmse = 2.5;
  completion.offsets_rmse = 1.75;
  completion.sentence = "The fit predicts <well>.";
  completion.path = {{3, 3, 1.5}, {2, 2, 1.375}};
  double error = 2;
  for (Progress& point : solution.starts[1].trace) {
    point.held_out_rmse = error *= 0.9;
    point.held_out_mae = 0.75 * error;
  }
}

inline Solution sample_solution() {
  Solution out;
  out.version = "0.1.0";
  out.command = "orthant recover digits --rank 2 --starts 3 --seed 0";
  out.data.name = "digits";
  out.data.rows = 1797;
  out.data.cols = 6;
  out.data.stored = 10782;
  out.data.empty_cols = 1;
  out.rank = 2;
  out.options = {{"solver", std::string("hals")}, {"seed", 0L}, {"starts", 3L}, {"stationarity", 1e-12}};
  out.best_start = 2;
  out.starts = {sample_start(1, Status::stationary, 368652.99, 9e-13, 1, {500000, 370000, 368652.99}),
                sample_start(2, Status::stationary, 364109.46465969144, 7.031e-13, 0,
                             {490000, 365000, 364109.46465969144}),
                sample_start(3, Status::time_limit, 400000, 0.01, std::nullopt, {510000, 400000})};
  out.minima = {sample_minimum(364109.46465969144, 0, 2, Rigor::numeric, std::nullopt, 3.1),
                sample_minimum(368652.99, 4543.52534030856, 1, Rigor::verified, true, 4.2)};
  out.components = {{5.6, 0.7}, {3.3, 0.3}};
  out.parts = {sample_part(0.7, {4, 2, 1}, {"row five", "row six"}),
               sample_part(0.3, {0, 3, 5}, {"row two"})};
  out.row_groups = ListedGroups{.counts = {1200, 590}, .none = 7, .clear = 1700, .median_clarity = 0.8};
  out.column_groups = ListedGroups{.counts = {3, 3}, .none = 0, .clear = 6, .median_clarity = 0.9};
  out.minima[1].comparison =
      ListedComparison{.parts = {{.part = 1, .columns = 0.99, .rows = 0.95, .names = {"5", "3"}},
                                 {.part = 0, .columns = 0.625, .rows = 0.75, .names = {"1"}}},
                       .rows_alike = 0.875,
                       .columns_alike = 1};
  out.unfinished = 1;
  out.certificate.certificate = sample_certificate();
  out.singular_values = Vector::Map(std::array{2200.1, 500.2, 3.0}.data(), 3);
  out.hessian = Vector::Map(std::array{3.1, 4.5, 9.9}.data(), 3);
  out.hessian_of = "schur";
  out.files = {{"L", "L.npy"}, {"R", "R.npy"}, {"certificate", "certificate.json"}};
  out.read_seconds = 0.01;
  out.solve_seconds = 6.1;
  out.certify_seconds = 0.2;
  out.total_seconds = 6.5;
  out.right.resize(6, 2);
  out.right << 0, 3, 1, 0, 2, 0, 0, 1, 5, 0, 1, 1;
  return out;
}

}  // namespace orthant::testing
