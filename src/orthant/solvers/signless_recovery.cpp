#include "orthant/solvers/signless_recovery.hpp"

#include <fmt/format.h>

#include <Eigen/QR>
#include <Eigen/SVD>
#include <algorithm>
#include <cmath>

#include "orthant/linalg/randomized_svd.hpp"
#include "orthant/objectives/recovery.hpp"
#include "orthant/operators/full.hpp"
#include "orthant/solvers/automatic.hpp"
#include "orthant/solvers/direct.hpp"
#include "orthant/solvers/starts.hpp"

namespace orthant {

namespace {

constexpr double most_entries = 2e7;
constexpr std::uint64_t most_starts = 12;  ///< of (2)

/// Of the misfit's square: (1) fits exactly.
constexpr double exact_share = 1e-20;

/// LRᵀ = X diag(σ) Yᵀ.
struct ProductSvd {
  Matrix left, right;
  Vector values;
};

ProductSvd svd_of_product(const ConstMatrixRef& L, const ConstMatrixRef& R) {
  const Eigen::HouseholderQR<Matrix> of_left(L), of_right(R);
  const Index k = std::min(L.rows(), L.cols()), l = std::min(R.rows(), R.cols());
  const Matrix A = of_left.matrixQR().topRows(k).triangularView<Eigen::Upper>(),
               B = of_right.matrixQR().topRows(l).triangularView<Eigen::Upper>();
  const Eigen::JacobiSVD<Matrix> svd(A * B.transpose(), Eigen::ComputeThinU | Eigen::ComputeThinV);
  const Index count = svd.singularValues().size();
  Matrix left = Matrix::Zero(L.rows(), count), right = Matrix::Zero(R.rows(), count);
  left.topRows(k) = svd.matrixU();
  right.topRows(l) = svd.matrixV();
  return {of_left.householderQ() * left, of_right.householderQ() * right, svd.singularValues()};
}

ProductSvd svd_of_point(const Objective& objective, const Matrix& U) {
  const Index rows = objective.observations().rows();
  return svd_of_product(U.topRows(rows), objective.is_asymmetric() ? U.bottomRows(U.rows() - rows) : U);
}

Index standing_out(const Vector& values, double tolerance) {
  Index rank = values.size();
  while (rank > 1 && values.tail(values.size() - rank + 1).norm() <= tolerance * values.norm()) --rank;
  return rank;
}

/// The same problem with another number of columns.
std::unique_ptr<Objective> of_rank(const Objective& objective, Index rank) {
  if (const auto* asymmetric = dynamic_cast<const AsymmetricRecovery*>(&objective))
    return std::make_unique<AsymmetricRecovery>(objective.shared_observations(), rank, asymmetric->balance());
  return std::make_unique<SymmetricRecovery>(objective.shared_observations(), rank);
}

/// (2) with `columns` of them: the factors of the least misfit.
struct Factored {
  Matrix U;
  double misfit = 0;
  const char* method = "";
};

Factored factors_of(const std::shared_ptr<const FullObservations>& product, bool symmetric, Index columns,
                    double enough, std::uint64_t seed) {
  std::unique_ptr<Objective> whole;
  if (symmetric) {
    whole = std::make_unique<SymmetricRecovery>(product, columns);
  } else {
    whole = std::make_unique<AsymmetricRecovery>(product, columns);
  }
  const double size = product->squared_norm() / 2;
  const auto misfit = [&](double objective) { return std::sqrt(std::max(objective, 0.0) / size); };
  Factored best{Matrix::Zero(whole->rows(), columns), 1, "NMF"};
  if (columns <= 2) {
    if (auto direct = direct_factors(*whole, seed)) {
      const double value = whole->value(direct->U);
      if (direct->is_best || misfit(value) <= enough) return {std::move(direct->U), misfit(value), "direct"};
    }
  }
  const AutomaticSolver solver(*whole, {});
  for (std::uint64_t start = 0; start < most_starts && best.misfit > enough; ++start) {
    const Budget budget = budget_in_force();
    if (budget.exhausted()) break;
    SolveResult result =
        solver.solve(start == 0 ? nndsvd_start(*whole, seed) : random_start(*whole, seed, start),
                     any_of({stationary(1e-15), target(enough * enough * size), iteration_limit(2000),
                             stalled(30), within(budget)}),
                     nullptr, &budget);
    if (misfit(result.objective) < best.misfit)
      best = {std::move(result.U), misfit(result.objective), symmetric ? "symmetric NMF" : "NMF"};
  }
  return best;
}

}  // namespace

std::string why_not_signless(const Objective& objective) {
  if (objective.loss() != "frobenius") return fmt::format("loss = {}; expected frobenius", objective.loss());
  if (objective.regularisation() != nullptr) return "L1, L2 or density terms; expected none";
  if (objective.fixed_columns() != nullptr) return "fixed columns; expected factors that are all free";
  const Observations& seen = objective.observations();
  if (static_cast<double>(seen.rows()) * static_cast<double>(seen.cols()) > most_entries)
    return fmt::format("{} × {} entries; expected at most {:g} in all", seen.rows(), seen.cols(),
                       most_entries);
  return {};
}

Matrix spectral_start(const Objective& objective, std::uint64_t seed) {
  const Observations& seen = objective.observations();
  const Index rank = objective.rank(), count = std::min({rank, seen.rows(), seen.cols()});
  const SingularTriplets leading = leading_triplets(objective, count, seed);
  const Vector roots = leading.values.cwiseMax(0.0).cwiseSqrt();
  Matrix U = 1e-3 * random_start(objective, seed, 1);
  U.topLeftCorner(seen.rows(), count) = leading.left * roots.asDiagonal();
  if (objective.is_asymmetric()) U.bottomLeftCorner(seen.cols(), count) = leading.right * roots.asDiagonal();
  return U;
}

Index rank_of_product(const Objective& objective, const Matrix& U, double tolerance) {
  return standing_out(svd_of_point(objective, U).values, tolerance);
}

std::optional<SignlessFactors> recover_without_signs(const Objective& objective, Matrix U0, bool exactly,
                                                     std::uint64_t seed) try {
  const Stopwatch clock;
  const Budget budget = budget_in_force();
  NewtonOptions options;
  options.unconstrained = options.stage = true;
  options.budget = &budget;
  SolveResult free = newton(objective, std::move(U0), options,
                            any_of({stationary(1e-16), target(1e-2 * exact_share * objective.size()),
                                    iteration_limit(200), stalled(5), within(budget)}));
  const auto exactly_there = [&] { return is_exact_fit(objective, free.U, free.objective); };
  if (free.objective <= exact_share * objective.size() && !exactly_there()) {
    // The norm is met, which small entries beside huge ones hardly count in: to the end.
    const Index iterations = free.iterations, passes = free.passes;
    free = newton(objective, std::move(free.U), options,
                  any_of({stationary(1e-16), iteration_limit(50), stalled(5), within(budget)}));
    free.iterations += iterations;
    free.passes += passes;
  }
  if (budget.exhausted()) return std::nullopt;
  SignlessFactors out;
  out.recovered = free.objective;
  out.iterations = free.iterations;
  out.passes = free.passes;
  const double size = objective.observations().squared_norm() / 2,
               share = std::max(free.objective, 0.0) / size;
  const bool exact = exactly_there();
  const ProductSvd svd = svd_of_point(objective, free.U);
  const Index all = svd.values.size(),
              rank = exact ? standing_out(svd.values, std::max(1e-13, 30 * std::sqrt(share))) : all;
  if (exactly && (!exact || rank >= objective.rank())) return std::nullopt;
  const bool symmetric = !objective.is_asymmetric();
  const Matrix product =
      svd.left.leftCols(rank) * svd.values.head(rank).asDiagonal() * svd.right.leftCols(rank).transpose();
  const auto whole = std::make_shared<FullObservations>(std::make_shared<const DataMatrix>(
      DataMatrix::dense(symmetric ? Matrix((product + product.transpose()) / 2) : product)));
  const double enough = exact ? std::max(1e-11, 30 * std::sqrt(share)) : 1e-8;
  Factored factored = factors_of(whole, symmetric, exact ? rank : objective.rank(), enough, seed);
  if (factored.misfit > enough && exact && rank < objective.rank() && !exactly)
    factored = factors_of(whole, symmetric, objective.rank(), enough, seed);
  out.misfit = factored.misfit;
  out.factors_it = factored.misfit <= enough;
  out.columns = factored.U.cols();
  if (out.factors_it && exact && !budget.exhausted()) {
    const auto narrow = of_rank(objective, out.columns);
    NewtonOptions last;
    last.budget = &budget;
    SolveResult polished =
        newton(*narrow, factored.U, last,
               any_of({stationary(1e-16), iteration_limit(50), stalled(5), within(budget)}));
    out.iterations += polished.iterations;
    out.passes += polished.passes;
    factored.U = std::move(polished.U);
  }
  out.U = Matrix::Zero(objective.rows(), objective.rank());
  out.U.leftCols(out.columns) = factored.U;
  const std::string fits =
      fmt::format("without the sign constraint a matrix of rank {} fits {}", rank,
                  exact ? "exactly" : fmt::format("with a relative error of {:.2g}", std::sqrt(share)));
  out.reason = out.factors_it
                   ? fmt::format("{}; it has nonnegative factors of {} column{} ({})", fits, out.columns,
                                 out.columns == 1 ? "" : "s", factored.method)
                   : fmt::format("{}; no nonnegative factors of it were found: {} leaves {:.2g} of it", fits,
                                 factored.method, out.misfit);
  out.seconds = clock.seconds();
  return out;
} catch (const OutOfBudget&) {
  return std::nullopt;
}

}  // namespace orthant
