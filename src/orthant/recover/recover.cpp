#include "orthant/recover/recover.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "orthant/linalg/randomized_svd.hpp"
#include "orthant/objectives/stationarity.hpp"
#include "orthant/recover/certify_point.hpp"

namespace orthant {

namespace {

std::string counted(Index count, const char* one, const char* many) {
  return fmt::format("{} {}", count, count == 1 ? one : many);
}

void require_normalizable(const RecoverOptions& options, const Objective& objective) {
  if (options.normalize == Normalisation::none || objective.has_scaling_freedom()) return;
  throw InputError(fmt::format(
      "normalize = {}; expected none for a symmetric model, balance > 0 or L1 and L2 terms: the scaling of "
      "columns is not free there",
      to_string(options.normalize)));
}

/// Those of the approximation and some beyond, of fully observed data. None when there is no time for them,
/// which is then said in `left_out`.
Vector leading_singular_values(const Objective& objective, const Data& data, const Budget& budget,
                               std::vector<std::string>& left_out) {
  if (data.observed != Observed::all) return {};
  const bool small = data.rows() + data.cols() <= 10000;
  const Index wanted = std::min(
      {data.rows(), data.cols(), objective.rank() + (small ? std::max<Index>(objective.rank(), 20) : 2)});
  try {
    if (budget.exhausted()) throw OutOfBudget{budget.reason()};  // the grace is for what was found
    return approx_singular_values(objective.observations().back_projection(), wanted,
                                  {.oversampling = small ? 10 : 4, .iterations = small ? 6 : 2});
  } catch (const OutOfBudget& stop) {
    left_out.push_back(fmt::format("The singular values of the data are left out: {}.", stop.reason));
    return {};
  }
}

/// The best point, then the other minima with the best as their witness, while the budget lasts and as long
/// as a proof costs little beside finding the points.
std::optional<Proof> prove_minima(const Objective& objective, MultiStartResult& search, const Budget& budget,
                                  const std::string& data_name, std::vector<std::string>& left_out) {
  constexpr double flops = 5e11;  // of one proof: larger problems are for certify_point
  ProofOptions options;
  options.isolated.data_name = data_name;
  options.isolated.schur_flops = std::min(options.isolated.schur_flops, flops);
  Certificate& best = search.best;
  const double before = best.seconds;
  std::optional<Proof> proof = prove_and_adopt(objective, nullptr, best, nullptr, options);
  double spent = best.seconds - before;
  Index unproved = 0;
  for (Minimum& minimum : search.minima) {
    Certificate& certificate = minimum.certificate;
    if (std::find(minimum.starts.begin(), minimum.starts.end(), search.best_start) != minimum.starts.end()) {
      certificate = best;
      continue;
    }
    if (!proof || spent > std::max(5.0, search.solve_seconds)) break;
    if (budget.exhausted()) {
      ++unproved;
      continue;
    }
    const double begun = certificate.seconds;
    prove_and_adopt(objective, nullptr, certificate, &best.U, options);
    spent += certificate.seconds - begun;
  }
  search.certify_seconds += spent;
  if (unproved > 0)
    left_out.push_back(fmt::format("{} without an attempt at a proof: {}.",
                                   counted(unproved, "minimum is", "minima are"), budget.reason()));
  return proof;
}

/// Starts and points that the budget left no time for.
void say_what_is_left_out(const MultiStartResult& search, Index asked, const Budget& budget,
                          std::vector<std::string>& left_out) {
  if (const Index missing = asked - static_cast<Index>(search.starts.size()); missing > 0)
    left_out.push_back(
        fmt::format("{} not begun: {}.", counted(missing, "start is", "starts are"), budget.reason()));
  if (search.uncertified > 0)
    left_out.push_back(fmt::format("{} not judged to the end: {}.",
                                   counted(search.uncertified, "start's point is", "starts' points are"),
                                   budget.reason()));
}

/// Of the starts, where the objective has nothing in it but the squared residual.
void add_relative_errors(const Objective& objective, const ModelOptions& model, MultiStartResult& search) {
  if (model.balance > 0 || model.regularisation.any() || model.loss != Loss::frobenius) return;
  for (StartReport& start : search.starts)
    start.relative_error = std::sqrt(2 * start.objective / objective.observations().squared_norm());
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

Matrix Recovery::left() const {
  return search.best.U.topRows(data.rows());
}

Matrix Recovery::right() const {
  return search.best.U.bottomRows(data.cols());
}

Matrix Recovery::normalised() const {
  if (options.normalize == Normalisation::none) return {};
  const std::string_view word = to_string(options.normalize);
  const Side side = word.starts_with("left-") ? Side::left : Side::right;
  const ColumnNorm norm = word.ends_with("l1")   ? ColumnNorm::l1
                          : word.ends_with("l2") ? ColumnNorm::l2
                                                 : ColumnNorm::max;
  Matrix U = search.best.U;
  normalise_columns(U, data.rows(), side, norm);
  return U;
}

Recovery recover(Data data, const RecoverOptions& options, const Budget& budget,
                 const StartObserver& observer) {
  const BudgetScope scope(budget);
  Recovery out;
  out.options = options;
  out.options.model.model = chosen_model(data, options.model);
  out.options.search.certify.definiteness.spectrum = true;
  out.objective = make_objective(data, options.model, options.rank);
  require_normalizable(options, *out.objective);
  check_options(options, recover_options);
  if (!options.labels.empty())
    out.known = read_known_labels(options.labels, data, options.labels_of, out.symmetric());
  if (out.options.model.model == Model::completion) data.observed = Observed::entries;
  out.data = std::move(data);
  out.max_seconds = budget.limit();
  out.read_seconds = budget.seconds();
  out.search = multi_start(*out.objective, out.options.search, budget, observer);
  add_relative_errors(*out.objective, options.model, out.search);
  name_way_down(out.search.best, out.data.rows(), out.data.row_names, out.data.column_names);
  say_what_is_left_out(out.search, options.search.starts, budget, out.left_out);
  if (!options.numeric)
    out.proof = prove_minima(*out.objective, out.search, budget,
                             options.self_contained ? "" : out.data.checkable_file, out.left_out);
  out.singular_values = leading_singular_values(*out.objective, out.data, budget, out.left_out);
  out.total_seconds = budget.seconds();
  return out;
}

}  // namespace orthant
