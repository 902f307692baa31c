#include "orthant/recover/recover.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>

#include "orthant/objectives/stationarity.hpp"
#include "orthant/recover/certify_point.hpp"
#include "orthant/recover/shared_steps.hpp"

namespace orthant {

namespace {

HeldOutError error_of_factors(const HeldOut& entries, const Recovery& recovery, const Matrix& U) {
  if (recovery.symmetric()) return held_out_error(entries, U, U);
  const Index rows = recovery.objective->observations().rows();
  return held_out_error(entries, U.topRows(rows), U.bottomRows(U.rows() - rows));
}

/// Takes the held-out entries off the data, and chooses the weight of L2 terms. `init` is where the first
/// start begins, when nothing is given.
void prepare_completion(Recovery& out, Data& data, std::optional<HeldOut>& held_out, Matrix& init,
                        const Budget& budget) {
  const CompletionOptions& asked = out.options.completion;
  const std::optional<double> beta = number_of_l2(asked.l2);
  ModelOptions& model = out.options.model;
  if (!asked.l2.empty() && model.regularisation.any())
    throw InputError(fmt::format("l2 = {} with {}; expected one of them", asked.l2,
                                 weights_in_words(model.regularisation)));
  if (beta) set_l2(model, *beta);
  const bool choose = asked.l2 == "auto";
  if (asked.hold_out.empty() && !choose) return;
  CompletionReport& report = out.completion.emplace();
  if (!asked.hold_out.empty()) {
    Split parts = hold_out_of(data, asked.hold_out, out.options.search.seed, out.symmetric());
    data = std::move(parts.training);
    held_out = std::move(parts.held_out);
    report.hold_out = asked.hold_out;
    report.held_out = held_out->size();
    if (report.held_out == 0)
      throw InputError(fmt::format("hold_out = {}; no entry is held out", asked.hold_out));
  }
  report.training = data.matrix->stored();
  report.offsets = model.offsets;
  if (!choose) return;
  const Stopwatch clock;
  const ChosenL2 chosen = choose_l2(data, model, out.options.rank, out.options.search.seed, budget);
  model.regularisation.l2_left = chosen.best.l2_left;
  model.regularisation.l2_right = chosen.best.l2_right;
  report.path = chosen.path;
  report.path_seconds = clock.seconds();
  report.chosen.push_back(fmt::format(
      "{} predicts a tenth of the training entries best (RMSE {:.4f}, {} tried); the fit has all of them{}.",
      weights_in_words(model.regularisation), chosen.best.rmse, report.path.size(),
      held_out ? ", and none of the held-out ones" : ""));
  if (init.size() == 0) init = chosen.factors;
}

void finish_completion(Recovery& out, const std::optional<HeldOut>& held_out, const Budget& budget) {
  CompletionReport& report = *out.completion;
  const Matrix L = out.left(), R = out.right();
  const HeldOutError training = training_error(out.data, L, R);
  report.training_rmse = training.rmse;
  report.training_mae = training.mae;
  if (!held_out) return;
  const HeldOutError error = held_out_error(*held_out, L, R);
  report.rmse = error.rmse;
  report.mae = error.mae;
  report.mean_rmse =
      held_out_error(*held_out, out.data.matrix->sum() / static_cast<double>(report.training)).rmse;
  if (report.offsets && !budget.exhausted())
    report.offsets_rmse =
        error_of_factors(*held_out, out, out.objective->factors(offsets_alone(*out.objective, budget))).rmse;
  judge_predictions(out.options.model, out.options.rank, report);
}

}  // namespace

std::vector<Component> components_of(const Matrix& U, Index left_rows, bool symmetric) {
  const Index first = symmetric ? 0 : left_rows;
  const auto R = U.bottomRows(U.rows() - first);
  const Vector left = U.topRows(left_rows).colwise().sum(), right = R.colwise().sum();
  const double total = left.dot(right);
  std::vector<Component> out;
  if (!(total > 0) || !std::isfinite(total)) return out;
  for (Index k = 0; k < U.cols(); ++k) out.push_back({R.col(k).norm(), left(k) * right(k) / total});
  return out;
}

bool has_relative_gaps(const MultiStartResult& search) {
  const Certificate& best = search.best;
  if (!(best.objective > 0) || best.relative_error < 1e-6) return false;
  return std::all_of(search.minima.begin(), search.minima.end(), [&](const Minimum& minimum) {
    return minimum.certificate.objective <= 1e6 * best.objective;
  });
}

std::vector<std::string> use_completion_defaults(RecoverOptions& options, Data& data, CompletionAsked asked) {
  std::vector<std::string> said;
  const ModelOptions& model = options.model;
  if (options.completion.hold_out.empty()) return said;
  if (!asked.observed && data.matrix->is_sparse() && data.observed == Observed::all) {
    data.observed = Observed::entries;
    said.emplace_back("Coordinates that the data do not have are missing, not zero (--observed entries).");
  }
  if (chosen_model(data, model) != Model::completion) return said;
  if (data.observed != Observed::entries || model.loss != Loss::frobenius || model.balance != 0) return said;
  const bool room = options.rank + 2 <= std::min(data.rows(), data.cols());
  if (!asked.offsets && !model.offsets && room && model.fix_left.empty() && model.fix_right.empty()) {
    options.model.offsets = true;
    said.emplace_back("Rows and columns have offsets (--offsets=false: none).");
  }
  if (options.completion.l2.empty() && !model.regularisation.any()) {
    options.completion.l2 = "auto";
    said.emplace_back("The weight of L2 terms is chosen by how it predicts (--l2 0: none).");
  }
  return said;
}

Matrix Recovery::left() const {
  return factors().topRows(rows());
}

Matrix Recovery::right() const {
  return factors().bottomRows(cols());
}

Matrix Recovery::normalised() const {
  if (options.normalize == Normalisation::none) return {};
  const std::string_view word = to_string(options.normalize);
  const Side side = word.starts_with("left-") ? Side::left : Side::right;
  const ColumnNorm norm = word.ends_with("l1")   ? ColumnNorm::l1
                          : word.ends_with("l2") ? ColumnNorm::l2
                                                 : ColumnNorm::max;
  Matrix U = factors();
  normalise_columns(U, rows(), side, norm);
  return U;
}

Recovery recover(Data data, const RecoverOptions& options, const Budget& budget,
                 const StartObserver& observer) {
  const BudgetScope scope(budget);
  Recovery out;
  out.options = options;
  out.options.model.model = chosen_model(data, options.model);
  out.options.search.certify.definiteness.spectrum = true;
  check_options(options.completion, completion_options);
  check_model(data, options.model);
  std::optional<HeldOut> held_out;
  MultiStartOptions& start = out.options.search;
  std::error_code ignored;
  if (start.init == Initialisation::point && std::filesystem::is_directory("point", ignored)) {
    start.init = Initialisation::factors;  // data have no point of their own: a folder of that name
    start.init_folder = "point";
  }
  if (start.init == Initialisation::point)
    throw InputError("init = point with data; expected random, nndsvd, spa or a folder with factors");
  Matrix init = read_init(start, {data.rows(), data.cols(), out.symmetric()},
                          options.rank + (options.model.offsets ? 2 : 0));
  prepare_completion(out, data, held_out, init, budget);
  out.options.model.model = chosen_model(data, out.options.model);
  out.objective = make_objective(data, out.options.model, options.rank, init.size() > 0 ? &init : nullptr);
  if (out.objective->regularisation() != nullptr)
    out.options.model.regularisation = *out.objective->regularisation();
  require_normalizable(options, *out.objective);
  check_options(options, recover_options);
  if (!options.labels.empty())
    out.known = read_known_labels(options.labels, data, options.labels_of, out.symmetric());
  if (out.options.model.model == Model::completion) data.observed = Observed::entries;
  out.data = std::move(data);
  out.max_seconds = budget.limit();
  out.read_seconds = budget.seconds();
  if (init.size() > 0) {
    out.options.search.init = Initialisation::factors;
    out.options.search.point = init;
  }
  MultiStartOptions search = out.options.search;
  if (held_out)
    search.watch = [&](const Matrix& V, Progress& point) {
      const HeldOutError error = error_of_factors(*held_out, out, out.objective->factors(V));
      point.held_out_rmse = error.rmse;
      point.held_out_mae = error.mae;
    };
  out.search = multi_start(*out.objective, search, budget, observer);
  if (out.completion) finish_completion(out, held_out, budget);
  add_relative_errors(*out.objective, out.options.model, out.search);
  name_way_down(out.search.best, out.data.rows(), out.data.row_names, out.data.column_names);
  say_what_is_left_out(out.search, options.search, budget, out.left_out);
  if (!options.numeric)
    out.proof = prove_minima(*out.objective, nullptr, out.search, budget,
                             options.self_contained ? "" : out.data.checkable_file, out.left_out);
  if (out.data.observed == Observed::all)
    out.singular_values = leading_singular_values(*out.objective, budget, out.left_out);
  out.total_seconds = budget.seconds();
  return out;
}

}  // namespace orthant
