#include "orthant/recover/shared_steps.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "orthant/linalg/randomized_svd.hpp"
#include "orthant/recover/certify_point.hpp"

namespace orthant {

namespace {

std::string counted(Index count, const char* one, const char* many) {
  return fmt::format("{} {}", count, count == 1 ? one : many);
}

/// The truth where it is a feasible point below the best that was found.
std::optional<Matrix> lower_truth(const Objective& objective, const Problem* problem, double best) {
  if (problem == nullptr) return std::nullopt;
  std::optional<Matrix> truth = problem->stacked_truth();
  if (truth && !(objective.value(*truth) < best)) truth.reset();
  return truth;
}

}  // namespace

void require_normalizable(const RecoverOptions& options, const Objective& objective) {
  if (options.normalize == Normalisation::none) return;
  if (objective.has_scaling_freedom() && objective.fixed_columns() == nullptr) return;
  throw InputError(fmt::format(
      "normalize = {}; expected none for a symmetric model, balance > 0, L1 and L2 terms or fixed columns: "
      "the scaling of columns is not free there",
      to_string(options.normalize)));
}

Matrix read_init(const MultiStartOptions& search, const FactorShape& shape, Index rank) {
  if (search.init != Initialisation::factors || search.init_folder.empty()) return search.point;
  Matrix U = read_factors(search.init_folder, shape, -1);
  if (U.cols() <= rank) return U;
  throw InputError(fmt::format("{}: rank {}; expected at most {}, the rank that is asked for",
                               search.init_folder, U.cols(), rank));
}

Vector leading_singular_values(const Objective& objective, const Budget& budget,
                               std::vector<std::string>& left_out) {
  const Index rows = objective.observations().rows(), cols = objective.observations().cols();
  const bool small = rows + cols <= 10000;
  const Index wanted =
      std::min({rows, cols, objective.rank() + (small ? std::max<Index>(objective.rank(), 20) : 2)});
  try {
    if (budget.exhausted()) throw OutOfBudget{budget.reason()};  // the grace is for what was found
    return approx_singular_values(objective.observations().back_projection(), wanted,
                                  {.oversampling = small ? 10 : 4, .iterations = small ? 6 : 2});
  } catch (const OutOfBudget& stop) {
    left_out.push_back(fmt::format("The singular values of the data are left out: {}.", stop.reason));
    return {};
  }
}

void add_relative_errors(const Objective& objective, const ModelOptions& model, MultiStartResult& search) {
  if (model.balance > 0 || model.regularisation.any() || model.loss != Loss::frobenius) return;
  const auto add = [&](std::vector<StartReport>& reports) {
    for (StartReport& report : reports)
      report.relative_error = std::sqrt(2 * report.objective / objective.observations().squared_norm());
  };
  add(search.starts);
  if (search.effort) add(search.effort->ends);
}

void say_what_is_left_out(const MultiStartResult& search, const MultiStartOptions& asked,
                          const Budget& budget, std::vector<std::string>& left_out) {
  const auto why = [&]() -> std::string {
    if (search.exact_start) return fmt::format("start {} fits exactly, up to rounding", *search.exact_start);
    return search.enough.empty() ? budget.reason() : search.enough;
  };
  if (const Index missing = asked.all_starts() - static_cast<Index>(search.starts.size()); missing > 0)
    left_out.push_back(fmt::format("{} not begun: {}.", counted(missing, "start is", "starts are"), why()));
  if (asked.exact && !search.exact_start)
    left_out.push_back(fmt::format("No exact fit was found: none of {} came to an objective of zero.",
                                   counted(static_cast<Index>(search.starts.size()), "start", "starts")));
  if (search.uncertified > 0)
    left_out.push_back(fmt::format("{} not judged to the end: {}.",
                                   counted(search.uncertified, "start's point is", "starts' points are"),
                                   budget.reason()));
}

std::optional<Proof> prove_minima(const Objective& objective, const Problem* problem,
                                  MultiStartResult& search, const Budget& budget,
                                  const std::string& data_name, std::vector<std::string>& left_out) {
  constexpr double flops = 5e11;  // of one proof: larger problems are for certify_point
  ProofOptions options;
  options.isolated.data_name = data_name;
  options.isolated.schur_flops = std::min(options.isolated.schur_flops, flops);
  const auto prove_one = [&](Certificate& certificate, const Matrix* witness) {
    if (problem == nullptr) return prove_and_adopt(objective, nullptr, certificate, witness, options);
    Problem at = *problem;
    at.set_point(certificate.U);
    return prove_and_adopt(objective, &at, certificate, witness, options);
  };
  Certificate& best = search.best;
  const std::optional<Matrix> truth = lower_truth(objective, problem, best.objective);
  const double before = best.seconds;
  std::optional<Proof> proof = prove_one(best, truth ? &*truth : nullptr);
  double spent = best.seconds - before;
  options.gap_work = 0;  // the bound is that of all
  Index unproved = 0;
  for (Minimum& minimum : search.minima) {
    Certificate& certificate = minimum.certificate;
    if (minimum.holds(search.best_start)) {
      certificate = best;
      continue;
    }
    if ((!proof && problem == nullptr) || spent > std::max(5.0, search.solve_seconds)) break;
    if (budget.exhausted()) {
      ++unproved;
      continue;
    }
    const double begun = certificate.seconds;
    prove_one(certificate, truth ? &*truth : &best.U);
    spent += certificate.seconds - begun;
  }
  search.certify_seconds += spent;
  if (unproved > 0)
    left_out.push_back(fmt::format("{} without an attempt at a proof: {}.",
                                   counted(unproved, "minimum is", "minima are"), budget.reason()));
  return proof;
}

}  // namespace orthant
