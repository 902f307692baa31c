#include "orthant/recover/completion.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <filesystem>

#include "orthant/linalg/randomized_svd.hpp"
#include "orthant/objectives/fixed_columns.hpp"
#include "orthant/solvers/automatic.hpp"
#include "orthant/solvers/starts.hpp"

namespace orthant {

namespace {

std::optional<double> number_in(std::string_view text) {
  double value = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
  if (read.ec != std::errc() || read.ptr != text.data() + text.size()) return std::nullopt;
  return value;
}

/// The columns that are no offsets.
Index product_columns(const Objective& objective) {
  const FixedColumns* fixed = objective.fixed_columns();
  return fixed != nullptr && fixed->offsets ? *fixed->offsets : objective.rank();
}

/// A point without a product: its offsets are what the objective makes of them, from the centre on.
Matrix without_product(const Objective& objective) {
  Matrix V = Matrix::Zero(objective.rows(), objective.rank());
  if (product_columns(objective) == objective.rank()) return V;
  V.rightCols(2).setConstant(objective.observations().mean() / 2);
  objective.fixed_columns()->clear(V);
  return V;
}

/// Columns that vanished begin anew, small.
void wake_columns(const Objective& objective, std::uint64_t seed, Matrix& V) {
  const Matrix random = 0.1 * random_start(objective, seed, 1);
  for (Index k = 0; k < product_columns(objective); ++k)
    if (V.col(k).squaredNorm() <= 1e-6 * random.col(k).squaredNorm()) V.col(k) = random.col(k);
  if (const FixedColumns* fixed = objective.fixed_columns()) fixed->clear(V);
}

Matrix solved(const Objective& objective, Matrix V, const Budget& budget) {
  AutomaticOptions options;
  options.surrogate_gain = 0;
  const AutomaticSolver solver(objective, options);
  const StoppingRule stop =
      any_of({stationary(3e-6), small_change(1e-7), iteration_limit(500), within(budget)});
  return solver.solve(std::move(V), stop, nullptr, &budget).U;
}

double predicted(const HeldOut& tenth, const Objective& objective, const Matrix& V) {
  const Matrix U = objective.factors(V);
  if (!objective.is_asymmetric()) return held_out_error(tenth, U, U).rmse;
  const Index n1 = objective.observations().rows();
  return held_out_error(tenth, U.topRows(n1), U.bottomRows(U.rows() - n1)).rmse;
}

}  // namespace

Split hold_out_of(const Data& data, const std::string& hold_out, long seed, bool symmetric) {
  constexpr std::string_view by_rows = "rows:";
  const bool rows = hold_out.starts_with(by_rows);
  const auto share = number_in(std::string_view(hold_out).substr(rows ? by_rows.size() : 0));
  if (!share) {
    std::error_code ignored;
    if (rows || !std::filesystem::is_regular_file(hold_out, ignored))
      throw InputError(
          fmt::format("hold_out = {}; expected a share such as 0.1, rows:0.1, or a file of pairs", hold_out));
    return split(data, part_of_pairs(data, hold_out));
  }
  if (!(*share > 0 && *share <= 0.9))
    throw InputError(fmt::format("hold_out = {}; expected 0 < share ≤ 0.9", hold_out));
  return split(data,
               random_part(data, {*share, rows ? HoldOutFrom::row : HoldOutFrom::all, seed, symmetric}));
}

std::optional<double> number_of_l2(const std::string& l2) {
  if (l2.empty() || l2 == "auto") return std::nullopt;
  const auto beta = number_in(l2);
  if (!beta || !(*beta >= 0 && *beta <= 1e100))
    throw InputError(fmt::format("l2 = {}; expected auto or a number from 0 to 1e100", l2));
  return beta;
}

void set_l2(ModelOptions& model, double beta, double t) {
  const bool symmetric = model.model == Model::symmetric;
  model.regularisation.l2_left = symmetric ? beta : beta * t;
  model.regularisation.l2_right = symmetric ? 0 : beta / t;
}

ChosenL2 choose_l2(const Data& training, const ModelOptions& model, Index rank, long seed,
                   const Budget& budget) {
  constexpr double step = 0.75;
  constexpr int patience = 4;  // steps without a better one
  const Split inner = split(
      training,
      random_part(training, {.share = 0.1, .seed = seed + 1, .symmetric = model.model == Model::symmetric}));
  ModelOptions options = model;
  const auto objective_at = [&](double beta, double t = 1) {
    set_l2(options, beta, t);
    return make_objective(inner.training, options, rank);
  };
  // Where the product vanishes.
  const auto first = objective_at(1);
  Matrix V = without_product(*first);
  if (model.offsets) V = solved(*first, std::move(V), budget);
  const auto at = first->at(V);
  const double largest = approx_singular_values(at->residual(), 1, {.oversampling = 4, .iterations = 4})(0);
  ChosenL2 out;
  out.best.rmse = std::numeric_limits<double>::infinity();
  Matrix best_V;
  const auto predicts_better = [&](double beta, double t) {
    const auto objective = objective_at(beta, t);
    if (beta < largest) wake_columns(*objective, static_cast<std::uint64_t>(seed), V);
    V = solved(*objective, std::move(V), budget);
    const Regularisation& weights = options.regularisation;
    out.path.push_back({weights.l2_left, weights.l2_right, predicted(inner.held_out, *objective, V)});
    if (!(out.path.back().rmse < out.best.rmse)) return false;
    out.best = out.path.back();
    out.factors = objective->factors(V);
    best_V = V;
    return true;
  };
  const auto goes_on = [&] { return out.path.empty() || !budget.exhausted(); };
  double best_beta = 0;
  int since = 0;
  for (double beta = model.offsets ? 2 * largest : largest / 2;
       beta > 1e-4 * largest && since < patience && goes_on(); beta *= step) {
    const bool better = predicts_better(beta, 1);
    since = better ? 0 : since + 1;
    if (better) best_beta = beta;
  }
  if (!model.offsets || best_V.size() == 0) return out;
  for (const double turn : {2.0, 0.5}) {
    double t = turn;
    V = best_V;
    while (goes_on() && t >= 1.0 / 64 && t <= 64 && predicts_better(best_beta, t)) t *= turn;
    if (t != turn) break;  // the other sense is worse
  }
  return out;
}

Matrix offsets_alone(const Objective& objective, const Budget& budget) {
  return solved(objective, without_product(objective), budget);
}

void judge_predictions(const ModelOptions& model, Index rank, CompletionReport& report) {
  report.sentence.clear();
  report.worse_than.reset();
  if (report.held_out == 0) return;
  if (report.rmse > report.mean_rmse) report.worse_than = "mean";
  if (report.offsets_rmse && report.rmse > *report.offsets_rmse && *report.offsets_rmse <= report.mean_rmse)
    report.worse_than = "offsets";
  if (!report.worse_than) {
    report.sentence = fmt::format(
        "The fit predicts held-out entries with an RMSE of {:.4f}; {}the mean of the data has {:.4f}.",
        report.rmse,
        report.offsets_rmse ? fmt::format("offsets alone have {:.4f}, ", *report.offsets_rmse) : "",
        report.mean_rmse);
    return;
  }
  const bool mean = *report.worse_than == "mean";
  std::string expected = rank > 1 ? "fewer parts" : "";
  const auto or_else = [&](const char* remedy) {
    expected += (expected.empty() ? "" : ", or ") + std::string(remedy);
  };
  if (model.loss == Loss::frobenius && report.path.empty()) or_else("--l2 auto");
  if (model.loss == Loss::frobenius && !report.offsets) or_else("--offsets");
  report.sentence = fmt::format(
      "The fit predicts worse than {}: RMSE of held-out entries {:.4f} against {:.4f}{}",
      mean ? "the mean of the data" : "offsets alone", report.rmse,
      mean ? report.mean_rmse : *report.offsets_rmse, expected.empty() ? "." : "; expected: " + expected);
}

HeldOutError training_error(const Data& training, const ConstMatrixRef& L, const ConstMatrixRef& R) {
  return held_out_error(
      split(training, {std::vector<std::uint8_t>(static_cast<std::size_t>(training.matrix->stored()), 0), 1})
          .held_out,
      L, R);
}

}  // namespace orthant
