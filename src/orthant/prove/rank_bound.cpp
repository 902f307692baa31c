#include "orthant/prove/rank_bound.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "checker/arithmetic/bound_text.hpp"
#include "checker/spectral/full_data.hpp"
#include "checker/spectral/rank_bound.hpp"
#include "orthant/base/stop.hpp"
#include "orthant/files/json_document.hpp"
#include "orthant/linalg/lanczos.hpp"
#include "orthant/linalg/randomized_svd.hpp"
#include "orthant/linalg/symmetric.hpp"
#include "orthant/objectives/recovery.hpp"
#include "orthant/prove/checked_document.hpp"
#include "orthant/prove/folder_data.hpp"
#include "orthant/prove/isolated_minimizer.hpp"

namespace orthant {

namespace {

using checker::Rational;

/// Ranks whose best factors are often those of a singular value decomposition (solvers/direct.hpp).
constexpr Index direct_rank = 2;
/// Of one core, in nanoseconds: what looking for a bound may take, but for its shift.
constexpr double most_work = 1e11;

/// AᵀA or AAᵀ, whichever is smaller, or ½(A + Aᵀ): what M must be above.
class DataForm {
 public:
  DataForm(const ImplicitMatrix& A, bool symmetric) : A_(A), symmetric_(symmetric) {}

  Index order() const { return std::min(A_.rows(), A_.cols()); }
  Matrix times(const ConstMatrixRef& V) const {
    if (symmetric_) return SymmetricPart(A_).times(V);
    return A_.rows() < A_.cols() ? A_.times(A_.transpose_times(V)) : A_.transpose_times(A_.times(V));
  }
  /// Orthonormal columns near the leading eigenvectors.
  Matrix leading(Index k) const {
    const RandomizedSvdOptions options{.oversampling = std::max<Index>(10, k), .iterations = 6};
    if (symmetric_) return approx_svd(SymmetricPart(A_), std::min(2 * k, order()), options).left;
    const SingularTriplets svd = approx_svd(A_, k, options);
    return A_.rows() < A_.cols() ? svd.left : svd.right;
  }

 private:
  const ImplicitMatrix& A_;
  bool symmetric_;
};

struct Shift {
  Matrix F;
  double tau = 0;
};

/// The least τ ≥ 0 with τI + FFᵀ above the form, about.
double least_shift(const DataForm& form, const Matrix& F) {
  const auto rest = [&](const Vector& x) -> Vector {
    check_budget();
    return form.times(x) - F * (F.transpose() * x);
  };
  const LanczosResult top = approx_largest_eigenpair(form.order(), rest);
  return std::max(top.value, 0.0) * (1 + 1e-10) + top.residual;
}

/// F = V(Λ − τ)^½ from Ritz pairs; τ from the first guess of it, then from what that leaves. `factor`: the point's own
/// on this side, whose columns span the leading vectors themselves where a direct method found it.
Shift best_shift(const DataForm& form, const ConstMatrixRef& factor, Index rank) {
  Matrix V = form.leading(std::min(rank + 1, form.order()));
  if (V.cols() + factor.cols() <= form.order()) {
    V = beside(factor / std::max(factor.norm(), 1e-300), V);
    orthonormalize(V);
  }
  const auto [values, vectors] = symmetric_eigenpairs(V.transpose() * form.times(V));  // ascending
  const Index k = values.size(), columns = std::min(rank, k);
  const Matrix leading = V * vectors.rightCols(columns);
  Shift out;
  double tau = k > rank ? std::max(values(k - 1 - rank), 0.0) : 0.0;
  for (int round = 0; round < 3; ++round) {
    const Vector weights = (values.tail(columns).array() - tau).cwiseMax(0.0).sqrt();
    out.F = leading * weights.asDiagonal();
    out.tau = least_shift(form, out.F);
    if (out.tau <= tau * (1 + 1e-9)) break;
    tau = out.tau;
  }
  return out;
}

/// Power steps x ↦ Bx of a nonnegative matrix from v > 0 until the largest quotient (Bv)_j/v_j is no more than
/// rounding above their mean, or falls no further. Parts of B that are not connected with the dominant one would
/// vanish: they are halved at most.
Vector perron_vector(const ImplicitMatrix& A, bool symmetric, Vector v) {
  constexpr int most_steps = 500, patience = 20;
  constexpr double rounding = 4e-16;
  const auto product = [&](const Vector& x) -> Vector {
    check_budget();
    return symmetric ? SymmetricPart(A).times(x) : A.transpose_times(A.times(x));
  };
  const double mean = v.mean();
  v = v.cwiseMax(1e-6 * mean) / mean;
  Vector best = v;
  double lowest = std::numeric_limits<double>::infinity(), mark = lowest;
  for (int step = 0, since = 0; step < most_steps && since < patience; ++step) {
    const Vector x = product(v);
    const double high = (x.array() / v.array()).maxCoeff(), quotient = v.dot(x) / v.squaredNorm();
    if (!std::isfinite(high) || !(quotient > 0)) break;
    if (high < lowest) {
      lowest = high;
      best = v;
    }
    if (lowest <= quotient * (1 + rounding)) break;
    since = lowest - quotient < 0.9 * mark ? 0 : since + 1;
    if (since == 0) mark = lowest - quotient;
    v = (x / quotient).cwiseMax(v / 2);
    v /= v.maxCoeff();
    v = v.cwiseMax(1e-280);
  }
  return best;
}

checker::Numbers numbers_of(const Matrix& A) {
  checker::Numbers out{A.rows(), A.cols(), {}, {}};
  out.values.resize(static_cast<std::size_t>(A.size()));
  Eigen::Map<Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>>(out.values.data(),
                                                                                     A.rows(), A.cols()) = A;
  return out;
}

/// The bounds of one point's data.
class Bounds {
 public:
  Bounds(const Objective& objective, const Certificate& numeric, checker::Problem problem, double allowed)
      : objective_(objective),
        A_(objective.observations().back_projection()),
        numeric_(numeric),
        problem_(std::move(problem)),
        allowed_(allowed),
        work_(checker::Limits{.work = most_work, .poll = check_budget}),
        half_(checker::half_square_norm(problem_, work_).upper()) {
    // Where it cannot be near the bound, it need not be known.
    if (!may_close(objective, numeric)) return;
    const checker::Ball value = checker::full_objective(problem_, problem_.point, work_);
    low_ = std::max(value.lower(), 0.0);
    high_ = std::max(value.upper(), 0.0);
  }

  /// Whether the point of a fit like this one may be a global minimizer by its bound.
  static bool may_close(const Objective& objective, const Certificate& numeric) {
    return objective.rank() <= direct_rank || numeric.relative_error <= 2e-12;
  }
  /// Whether there may be a bound that is worth its price.
  static bool may_help(const Objective& objective, const Certificate& numeric, double allowed) {
    if (may_close(objective, numeric)) return true;
    return shift_is_cheap(objective, allowed);
  }

  double low() const { return low_; }
  double high() const { return high_; }
  double half() const { return half_; }
  /// Of relative error 1e-12 and less, and zero to rounding entry by entry: beside one huge entry the norm alone would
  /// call a fit perfect that misses all others.
  bool is_zero() const { return numeric_.verdict == Verdict::global_minimizer && high_ <= 0.99e-24 * half_; }
  bool closes(const std::optional<RankGap>& gap) const {
    if (!std::isfinite(high_)) return false;
    return is_zero() || (gap && high_ - gap->low <= 0.99e-8 * gap->low);
  }

  /// The one that says most, of those that are worth their price.
  std::optional<RankGap> best() {
    std::optional<RankGap> out;
    if (is_zero()) return out;
    if (problem_.rank == 1) out = perron();
    if (closes(out) || !shift_is_cheap(objective_, allowed_)) return out;
    std::optional<RankGap> other = shift();
    if (!out || (other && other->low > out->low)) out = std::move(other);
    return out;
  }

 private:
  static bool shift_is_cheap(const Objective& objective, double allowed) {
    const auto& data = dynamic_cast<const FullObservations&>(objective.observations()).data();
    const double n = static_cast<double>(std::min(data.rows(), data.cols()));
    const double m = objective.is_asymmetric() ? static_cast<double>(std::max(data.rows(), data.cols())) : 0;
    if (n > 3000 || m > 0x1p19 || static_cast<double>(objective.rank()) >= n) return false;
    const double products = checker::line_product * static_cast<double>(data.stored());
    return 4 * products + checker::fixed_product * (m * n * n / 2 + n * n * n / 6) <= allowed;
  }

  /// Nothing unless the bound is above zero.
  std::optional<RankGap> said(RankGap gap, const checker::Ball& bound) {
    const double low = bound.lower();
    if (!(low > 0) || !std::isfinite(low)) return std::nullopt;
    gap.low = low * (1 - 0x1p-52);
    gap.rank = problem_.rank;
    return gap;
  }

  std::optional<RankGap> perron() {
    const auto& values = problem_.measurements->values;
    if (std::any_of(values.begin(), values.end(), [](double a) { return a < 0; })) return std::nullopt;
    RankGap out{.any_sign = false, .file = "perron_certified.npy"};
    const Matrix& U = numeric_.U;
    if (!(U.sum() > 0)) return std::nullopt;
    out.evidence = perron_vector(A_, problem_.symmetric, U.bottomRows(problem_.cols).col(0));
    out.gap = {{"kind", "perron"}, {"vector", out.file}};
    problem_.dual = numbers_of(out.evidence);
    return said(std::move(out), checker::perron_bound(problem_, work_));
  }

  std::optional<RankGap> shift() {
    const DataForm form(A_, problem_.symmetric);
    RankGap out{.file = "factor_certified.npy"};
    const bool of_rows = problem_.symmetric || problem_.rows < problem_.cols;
    const Matrix& U = numeric_.U;
    Shift best =
        best_shift(form, of_rows ? U.topRows(problem_.rows) : U.bottomRows(problem_.cols), problem_.rank);
    out.evidence = std::move(best.F);
    const double tau = best.tau;
    problem_.dual = numbers_of(out.evidence);
    const double slack = checker::shift_slack(problem_, Rational::from_double(tau), work_);
    const double shifted = tau + 1.01 * slack;
    if (!std::isfinite(shifted)) return std::nullopt;
    out.gap = {{"kind", "shift"}, {"shift", fraction(shifted)}, {"factor", out.file}};
    return said(std::move(out), checker::shift_bound(problem_, Rational::from_double(shifted), work_));
  }

  const Objective& objective_;
  const ImplicitMatrix& A_;
  const Certificate& numeric_;
  checker::Problem problem_;
  double allowed_;
  checker::Work work_;
  double half_, low_ = 0, high_ = std::numeric_limits<double>::infinity();
};

std::string rank_in_words(Index rank, bool any_sign) {
  return fmt::format("{}factors of rank {}{}", any_sign ? "" : "nonnegative ", rank,
                     any_sign ? ", nonnegative or not," : "");
}

std::string gap_sentence(const RankGap& gap, double high) {
  const std::string low = checker::text_at_most(gap.low, 15);
  const double above = std::max(0.0, high / std::strtod(low.c_str(), nullptr) * (1 + 0x1p-50) - 1);
  return fmt::format("Proved: no {} have an objective below {}; this point is above that by at most {} %.",
                     rank_in_words(gap.rank, gap.any_sign), low,
                     checker::text_at_least(100 * above * (1 + 0x1p-50), 3));
}

}  // namespace

void attach_rank_gap(Proof& proof, const RankGap& gap) {
  Bundle bundle;
  bundle.dense(gap.file, gap.evidence);
  proof.document["files"].update(bundle.hashes());
  proof.files.merge(bundle.files());
  proof.global_low = gap.low;
  proof.global_rank = gap.rank;
  proof.document["claims"]["global_low"] = fraction(gap.low);
  proof.document["claims"]["global_rank"] = gap.rank;
  proof.document["gap"] = gap.gap;
  proof.checked = false;
  proof.reasons.push_back(gap_sentence(gap, proof.objective_high));
}

namespace {

/// f of the point, and ½‖b‖².
struct FitBounds {
  double low, high, half;
};

/// That the point is no higher than the bound but for rounding.
Proof bound_document(Json problem, Bundle& bundle, const FitBounds& bounds, const std::optional<RankGap>& gap,
                     Proof out) {
  out.verdict = Verdict::global_minimizer;
  out.rigor = Rigor::verified;
  out.spurious = false;
  out.objective_low = bounds.low;
  out.objective_high = out.objective = bounds.high;
  out.document["method"] = "bound";
  out.document["problem"] = std::move(problem);
  out.document["files"] = bundle.hashes();
  out.document["claims"] = {{"verdict", to_string(out.verdict)},
                            {"spurious", false},
                            {"objective", {fraction(out.objective_low), fraction(out.objective_high)}}};
  out.document["evidence"] = {{"kind", gap ? "gap" : "zero"}};
  out.files = bundle.files();
  if (gap) {
    attach_rank_gap(out, *gap);
  } else {
    out.reasons.push_back(fmt::format(
        "Proved: the objective is at most {}, which is {} of that of zero factors, and no value is below zero.",
        checker::text_at_least(bounds.high, 3),
        checker::text_at_least(bounds.high / bounds.half * (1 + 0x1p-50), 3)));
  }
  return out;
}

/// A fit of zero to measurements that are no entries: no value is below zero. Full data and entries are not for here.
ProofAttempt prove_zero(const Objective& objective, const Problem* problem, const Certificate& numeric,
                        const IsolatedOptions& options) {
  if (problem == nullptr || numeric.verdict != Verdict::global_minimizer ||
      !(numeric.relative_error <= 2e-12))
    return {};
  if (StoredData::of(objective.observations())) return {};
  std::string reason;
  const auto data = proof_data(objective.observations(), problem, reason);
  if (!data) return {std::nullopt, std::move(reason)};
  if (!data->is_nonnegative()) return {std::nullopt, "that the kernel is positive semidefinite is not shown"};
  const RigorousPoint at = rigorous_point(*data, problem->symmetric, problem->balance, numeric.U);
  const RigorousPoint none =
      rigorous_point(*data, problem->symmetric, 0, Matrix::Zero(numeric.U.rows(), numeric.U.cols()));
  const FitBounds bounds{at.value_low, at.value_high, none.value_low};
  if (!(bounds.high <= 0.99e-24 * bounds.half))
    return {std::nullopt,
            fmt::format("the objective may be up to {}, more than 1e-24 of that of zero factors, {}",
                        checker::text_at_least(bounds.high, 3), checker::text_at_most(bounds.half, 3))};
  Bundle bundle;
  Proof proof;
  Json document = data->problem_at(problem->symmetric, problem->balance, numeric.U, options, bundle, proof);
  return {bound_document(std::move(document), bundle, bounds, std::nullopt, std::move(proof)), {}};
}

}  // namespace

RankProof prove_bound(const Objective& objective, const Certificate& numeric, double work,
                      const IsolatedOptions& options, const Problem* problem) {
  const auto refused = [](std::string reason) {
    return RankProof{std::nullopt, {std::nullopt, std::move(reason)}};
  };
  const bool judged = numeric.verdict != Verdict::saddle && numeric.verdict != Verdict::not_stationary;
  if (!judged || !numeric.cone.constrained) return refused("");
  const auto data = StoredData::of(objective.observations());
  if (!data || dynamic_cast<const FullObservations*>(&objective.observations()) == nullptr)
    return {std::nullopt, prove_zero(objective, problem, numeric, options)};
  if (!Bounds::may_help(objective, numeric, work)) return refused("");
  const auto* asymmetric = dynamic_cast<const AsymmetricRecovery*>(&objective);
  const double balance = asymmetric != nullptr ? asymmetric->balance() : 0;
  try {
    Bundle bundle;
    Proof proof;
    Json document = data->problem_at(asymmetric == nullptr, balance, numeric.U, options, bundle, proof);
    Bounds bounds(objective, numeric, as_checked(document, bundle, proof.data.get()), work);
    RankProof out{bounds.best(), {}};
    if (bounds.closes(out.gap)) {
      out.attempt.proof =
          bound_document(std::move(document), bundle, {bounds.low(), bounds.high(), bounds.half()}, out.gap,
                         std::move(proof));
    } else if (out.gap) {
      out.attempt.reason =
          fmt::format("factors of rank {} may have an objective down to {}, {} % below this point's",
                      out.gap->rank, checker::text_at_most(out.gap->low, 10),
                      checker::text_at_least(100 * std::max(0.0, 1 - out.gap->low / numeric.objective), 3));
    }
    return out;
  } catch (const checker::Rejected& reason) {
    return refused(reason.what());
  }
}

}  // namespace orthant
