#include "orthant/recover/recover_problem.hpp"

#include <Eigen/QR>
#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "orthant/objectives/stationarity.hpp"
#include "orthant/recover/shared_steps.hpp"

namespace orthant {

namespace {

/// Relative, of every column: a point that is so near to one of the folder is that one, up to the solver's error.
constexpr double same_as_given = 1e-7;

/// R of the QR factorization of A.
Matrix triangle(const Matrix& A) {
  const Eigen::HouseholderQR<Matrix> qr(A);
  const Index k = std::min(A.rows(), A.cols());
  return qr.matrixQR().topRows(k).triangularView<Eigen::Upper>();
}

/// ‖AD Bᵀ‖_F, D = diag(1, …, 1, −1, …, −1) with the last `negative` entries negative.
double norm_of_product(const Matrix& A, const Matrix& B, Index negative) {
  Matrix right = triangle(B);
  right.rightCols(negative) *= -1;
  return (triangle(A) * right.transpose()).norm();
}

Matrix side_by_side(const ConstMatrixRef& A, const ConstMatrixRef& B) {
  Matrix out(A.rows(), A.cols() + B.cols());
  out << A, B;
  return out;
}

void refuse_what_is_of_data(const RecoverOptions& options) {
  const auto refuse_option = [](const char* name, const std::string& value) {
    throw InputError(fmt::format("{} = {} with a problem folder; expected it with data only", name, value));
  };
  if (!options.completion.hold_out.empty()) refuse_option("hold_out", options.completion.hold_out);
  if (!options.completion.l2.empty()) refuse_option("l2", options.completion.l2);
  if (!options.labels.empty()) refuse_option("labels", options.labels);
}

Model model_of(const Problem& problem, const Objective& objective) {
  if (problem.symmetric) return Model::symmetric;
  const RowBlocks* blocks = objective.observations().row_blocks();
  if (blocks == nullptr) return Model::sensing;
  return blocks->shared_gram() ? Model::nmf : Model::completion;
}

/// The rank that is asked for, and what of the folder's point fits it.
void set_rank(Problem& problem, Index rank, MultiStartOptions& search, const Matrix& init) {
  require_rank(rank, problem.rows(), problem.cols(), problem.symmetric);
  if (search.init == Initialisation::point) {
    if (!problem.point)
      throw InputError("init = point; expected another word: the problem folder has no point");
    if (problem.point->rank() > rank)
      throw InputError(fmt::format("init = point of rank {}; expected at most {}, the rank that is asked for",
                                   problem.point->rank(), rank));
    search.point = problem.stacked(*problem.point, problem.point->rank());
  } else if (init.size() > 0) {
    search.init = Initialisation::factors;
    search.point = init;
  }
  if (problem.point && problem.point->rank() != rank) problem.point.reset();
  problem.rank = rank;
}

/// Minima next to the folder's point or truth are judged there.
void judge_at_given_points(const Problem& problem, const Objective& objective,
                           const CertifyOptions& certify_by, MultiStartResult& search) {
  const auto judged = [&](const Certificate& found, const std::string& way_down) {
    for (const auto& [what, U] : given_points_near(problem, objective, found.U)) {
      Certificate there = certify(objective, U, certify_by);
      const double error = there.objective_error + found.objective_error;
      if (there.verdict == Verdict::not_stationary || !(there.objective <= found.objective + error)) continue;
      there.reasons.push_back(fmt::format(
          "The start ended within {:.1g} of the folder's {} (relative, in every column), which is judged here.",
          same_as_given, what));
      if (!way_down.empty()) there.reasons.push_back(way_down);
      return there;
    }
    return found;
  };
  const Stopwatch clock;
  search.best = judged(search.best, search.best_way_down);
  for (Minimum& minimum : search.minima) {
    check_budget();
    minimum.certificate = judged(minimum.certificate, minimum.way_down);
  }
  search.certify_seconds += clock.seconds();
}

/// A point above the truth is spurious whatever else was found.
void compare_with_truth(const Problem& problem, const Objective& objective, MultiStartResult& search) {
  const std::optional<Matrix> truth = problem.stacked_truth();
  if (!truth) return;
  const double value = objective.value(*truth), error = objective.value_error(*truth);
  const auto compare = [&](Certificate& certificate) {
    if (value < certificate.objective && certificate.spurious != true)
      compare_with_witness(certificate, value, error);
  };
  compare(search.best);
  for (Minimum& minimum : search.minima) compare(minimum.certificate);
}

}  // namespace

double distance_to_truth(const Problem& problem, const Matrix& U) {
  const Matrix L = problem.truth->L.value();
  const Matrix R = problem.symmetric ? L : problem.truth->R.value();
  const auto left = U.topRows(L.rows()), right = problem.symmetric ? left : U.bottomRows(R.rows());
  const double size = norm_of_product(L, R, 0);
  return norm_of_product(side_by_side(left, L), side_by_side(right, R), L.cols()) /
         std::max(size, std::numeric_limits<double>::min());
}

std::vector<GivenPoint> given_points_near(const Problem& problem, const Objective& objective,
                                          const Matrix& U) {
  std::vector<GivenPoint> given, out;
  if (const auto truth = problem.stacked_truth()) given.push_back({"truth", *truth});
  if (problem.point) given.push_back({"point", problem.stacked_point()});
  for (GivenPoint& one : given) {
    Matrix balanced = one.U;
    balance(objective, balanced);
    if (same_point(U, balanced, same_as_given)) out.push_back(std::move(one));
  }
  return out;
}

Recovery recover_problem(Problem problem, const RecoverOptions& options, const std::string& name,
                         const Budget& budget, const StartObserver& observer) {
  const BudgetScope scope(budget);
  check_options(options, recover_options);
  refuse_what_is_of_data(options);
  Recovery out;
  out.options = options;
  out.options.rank = options.rank > 0 ? options.rank : problem.rank;
  MultiStartOptions& search = out.options.search;
  search.certify.definiteness.spectrum = true;
  search.second_order = true;
  const FactorShape shape{problem.rows(), problem.cols(), problem.symmetric};
  set_rank(problem, out.options.rank, search, read_init(search, shape, out.options.rank));
  out.objective = with_terms(problem.objective(), options.model.regularisation);
  out.options.model.model = model_of(problem, *out.objective);
  out.options.model.balance = problem.balance;
  require_normalizable(options, *out.objective);
  out.data.name = name;
  out.max_seconds = budget.limit();
  out.read_seconds = budget.seconds();
  if (problem.truth)
    search.watch = [&](const Matrix& U, Progress& at) { at.distance = distance_to_truth(problem, U); };
  out.search = multi_start(*out.objective, search, budget, observer);
  search.watch = {};
  add_relative_errors(*out.objective, out.options.model, out.search);
  if (!options.numeric) judge_at_given_points(problem, *out.objective, search.certify, out.search);
  compare_with_truth(problem, *out.objective, out.search);
  say_what_is_left_out(out.search, search, budget, out.left_out);
  if (!options.numeric)
    out.proof = prove_minima(*out.objective, &problem, out.search, budget, "", out.left_out);
  const RowBlocks* blocks = out.objective->observations().row_blocks();
  if (blocks != nullptr && blocks->shared_gram())  // 𝒜*b is the matrix
    out.singular_values = leading_singular_values(*out.objective, budget, out.left_out);
  out.problem = std::make_shared<const Problem>(std::move(problem));
  out.total_seconds = budget.seconds();
  return out;
}

}  // namespace orthant
