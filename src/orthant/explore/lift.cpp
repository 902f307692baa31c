#include "orthant/explore/lift.hpp"

#include <algorithm>
#include <cmath>

#include "orthant/certify/escape.hpp"
#include "orthant/objectives/fixed_columns.hpp"
#include "orthant/objectives/recovery.hpp"
#include "orthant/operators/full.hpp"
#include "orthant/recover/moves.hpp"
#include "orthant/recover/shared_solver.hpp"
#include "orthant/recover/way_down.hpp"
#include "orthant/solvers/signless_recovery.hpp"

namespace orthant {

namespace {

constexpr double most_lifted_entries = 4e6;

Matrix with_zero_columns(const Matrix& U, Index columns) {
  Matrix out = Matrix::Zero(U.rows(), columns);
  out.leftCols(U.cols()) = U;
  return out;
}

/// The matrix that W stands for, as data with every entry.
std::unique_ptr<Objective> objective_of_product(const Objective& objective, const Matrix& W, Index rank) {
  const bool symmetric = !objective.is_asymmetric();
  const Index rows = objective.observations().rows();
  const Matrix L = W.topRows(rows), R = symmetric ? L : Matrix(W.bottomRows(W.rows() - rows));
  auto observations = std::make_shared<FullObservations>(
      std::make_shared<const DataMatrix>(DataMatrix::dense(L * R.transpose())));
  if (symmetric) return std::make_unique<SymmetricRecovery>(std::move(observations), rank);
  return std::make_unique<AsymmetricRecovery>(std::move(observations), rank);
}

}  // namespace

Matrix falling_column(const Expansion& expansion, const Matrix& U, Index left_rows, bool asymmetric) {
  Matrix D = revive_column(expansion, U, left_rows, asymmetric);
  if (D.size() > 0 && expansion.hessian_form(D) < 0) return D;
  const ImplicitMatrix& residual = expansion.residual();
  const Matrix S = residual.times(Matrix::Identity(residual.cols(), residual.cols()));
  D = Matrix::Zero(U.rows(), U.cols());
  Index i = 0, j = 0;
  if (asymmetric) {
    if (!(S.minCoeff(&i, &j) < 0)) return {};
    D(left_rows + j, U.cols() - 1) = 1;
  } else if (!(S.diagonal().minCoeff(&i) < 0)) {
    return {};
  }
  D(i, U.cols() - 1) = 1;
  if (!(expansion.hessian_form(D) < 0)) return {};
  return D.normalized();
}

std::optional<SolveResult> with_another_column(const Objective& larger, const MultiStartOptions& options,
                                               const Matrix& W, const Budget& budget, Matrix D) {
  const Matrix U = with_zero_columns(W, larger.rank());
  const auto expansion = larger.at(U);
  if (D.size() == 0) D = falling_column(*expansion, U, larger.observations().rows(), larger.is_asymmetric());
  if (D.size() == 0) return std::nullopt;
  const LowerPoint lower = lowest_along(larger, U, expansion->value(), D);
  if (!(lower.objective < expansion->value())) return std::nullopt;
  const SharedSolver solver(larger, options);
  SolveResult result = solver.go_on(lower.U, standard_stopping(options.stopping, budget), budget);
  settle(larger, arrival(options), budget, result);
  return result;
}

namespace {

/// Starts with the columns asked for, whose products are near that of W.
std::vector<Matrix> starts_back(const Objective& objective, const MultiStartOptions& options, const Matrix& W,
                                const Budget& budget) {
  const auto product = objective_of_product(objective, W, objective.rank());
  std::vector<Matrix> out = {most_needed_parts(*product, W, objective.rank())};
  MultiStartOptions factoring;
  factoring.seed = options.seed;
  factoring.starts = 10;
  factoring.exact = true;
  const SharedSolver solver(*product, factoring);
  SolveResult merged = solver.go_on(out.front(), standard_stopping(factoring.stopping, budget), budget);
  out.push_back(std::move(merged.U));
  const MultiStartResult found = multi_start(*product, factoring, budget);
  out.push_back(found.best.U);
  return out;
}

}  // namespace

std::optional<SolveResult> back_from(const Objective& objective, const MultiStartOptions& options,
                                     const Matrix& W, const Budget& budget) {
  const SharedSolver solver(objective, options);
  std::optional<SolveResult> out;
  for (Matrix& start : starts_back(objective, options, W, budget)) {
    SolveResult back = solver.go_on(std::move(start), standard_stopping(options.stopping, budget), budget);
    settle(objective, arrival(options), budget, back);
    if (!out || back.objective < out->objective) out = std::move(back);
  }
  return out;
}

namespace {

/// The same with as many columns as WWᵀ has rank, where these are fewer and fit exactly; the others are zero. With
/// more of them
/// the Hessian is singular at the fit, and the solver crawls.
std::optional<SolveResult> back_with_fewer(const Objective& objective, const MultiStartOptions& options,
                                           const Matrix& W, const Budget& budget) {
  const auto larger = with_rank(objective, W.cols());
  if (!is_exact_fit(*larger, W, larger->value(W))) return std::nullopt;
  constexpr double of_exact_fits = 1e-9;  // of the norm of WWᵀ; the misfit of one is at most 1e-10
  const Index rank = rank_of_product(*larger, W, of_exact_fits);
  if (rank < 1 || rank >= objective.rank()) return std::nullopt;
  const auto narrow = with_rank(objective, rank);
  std::optional<SolveResult> out = back_from(*narrow, options, W, budget);
  if (!out || !is_exact_fit(*narrow, out->U, out->objective)) return std::nullopt;
  out->U = with_zero_columns(out->U, objective.rank());
  return out;
}

}  // namespace

std::string why_not_lifted(const Objective& objective) {
  if (objective.loss() != "frobenius") return "another loss than the squared one";
  if (objective.regularisation() != nullptr) return "L1, L2 or density terms";
  if (objective.fixed_columns() != nullptr) return "fixed columns";
  const double entries = static_cast<double>(objective.observations().rows()) *
                         static_cast<double>(objective.observations().cols());
  if (entries > most_lifted_entries) return "more than 4000000 entries";
  return {};
}

std::unique_ptr<Objective> with_rank(const Objective& objective, Index rank) {
  if (const auto* asymmetric = dynamic_cast<const AsymmetricRecovery*>(&objective))
    return std::make_unique<AsymmetricRecovery>(objective.shared_observations(), rank, asymmetric->balance());
  return std::make_unique<SymmetricRecovery>(objective.shared_observations(), rank);
}

LiftAttempt lift(const Objective& objective, const MultiStartOptions& options, const Matrix& U, double value,
                 double margin, Index most, const Budget& budget) {
  const BudgetScope scope(budget);
  LiftAttempt out;
  const Observations& seen = objective.observations();
  const Index largest = largest_rank(seen.rows(), seen.cols(), objective.is_symmetric());
  std::vector<SolveResult> larger_points;
  for (Index columns = objective.rank() + 1; columns <= std::min(objective.rank() + most, largest);
       ++columns) {
    const auto larger = with_rank(objective, columns);
    auto there =
        with_another_column(*larger, options, larger_points.empty() ? U : larger_points.back().U, budget);
    if (!there) {
      out.none_lowers = larger_points.empty();
      break;
    }
    const bool exact = is_exact_fit(*larger, there->U, there->objective);
    larger_points.push_back(std::move(*there));
    if (exact) break;
  }
  out.columns = objective.rank() + static_cast<Index>(larger_points.size());
  for (auto there = larger_points.rbegin(); there != larger_points.rend() && !out.lifted; ++there) {
    std::optional<SolveResult> back = back_with_fewer(objective, options, there->U, budget);
    if (!back) back = back_from(objective, options, there->U, budget);
    if (back && back->objective + objective.value_error(back->U) < value - margin)
      out.lifted = Lifted{std::move(*back), there->U.cols(), there->objective};
  }
  return out;
}

}  // namespace orthant
