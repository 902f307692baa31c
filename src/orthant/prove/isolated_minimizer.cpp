#include "orthant/prove/isolated_minimizer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "checker/arithmetic/bound_text.hpp"
#include "orthant/base/random.hpp"
#include "orthant/base/stop.hpp"
#include "orthant/objectives/recovery.hpp"
#include "orthant/prove/definite_hessian.hpp"
#include "orthant/prove/folder_data.hpp"
#include "orthant/prove/rigorous_point.hpp"

namespace orthant {

namespace {

/// What the theorem speaks of, at one stored point.
struct Conditions {
  double epsilon = 0;         ///< ≥ ε
  double lipschitz_at_0 = 0;  ///< Λ/(‖U₀‖ + ρ)
  double hessian_norm = 0;    ///< ≥ ‖∇²g(U₀)‖ in all entries
  RigorousPoint point;
};

class Prover {
 public:
  Prover(const Objective& objective, const ProofData& data, const Certificate& numeric,
         const IsolatedOptions& options)
      : objective_(objective),
        data_(data),
        numeric_(numeric),
        options_(options),
        U_(numeric.U),
        cone_(numeric.cone) {
    if (const auto* asymmetric = dynamic_cast<const AsymmetricRecovery*>(&objective))
      balance_ = asymmetric->balance();
    by_rows_ = objective.row_blocks() != nullptr;
  }

  /// Empty, or the reason why there is no proof.
  std::string run() {
    if (objective_.has_scaling_freedom() && !pin()) return "a column is zero, so its scaling cannot be fixed";
    for (int round = 0; round < 4; ++round) {
      if (std::string reason = factor(); !reason.empty()) return reason;
      if (cheap_) sharpen();
      refine();
      std::string reason = choose_radius();
      if ((!reason.empty() || has_doubtful_multipliers()) && sharpen()) {
        refine();
        reason = choose_radius();
      }
      if (!reason.empty()) return reason;
      if (!move_doubtful_multipliers()) return {};
    }
    return "multipliers of zero entries are too small to be told from zero within the radius";
  }

  IsolatedResult result() const {
    IsolatedResult out;
    out.U = U_;
    out.symmetric = !objective_.is_asymmetric();
    out.balance = balance_;
    out.radius = radius_text_;
    out.hessian = hessian_;
    out.modulus = modulus_;
    out.objective = at_.point.value;
    out.objective_high = at_.point.value_high;
    const double gain = upper(static_cast<long double>(at_.epsilon) * at_.epsilon / (2 * modulus_));
    out.objective_low = (at_.point.value_low - gain) - 0x1p-50 * std::fabs(at_.point.value_low);
    if (data_.is_nonnegative()) out.objective_low = std::max(0.0, out.objective_low);
    out.pins = pins_;
    for (Index k = 0; k < cone_.rank; ++k)
      for (Index i = 0; i < cone_.rows; ++i)
        if (cone_(i, k) == EntryKind::nonnegative) out.degenerate.push_back({i, k});
    out.free = subspace_->order() - static_cast<Index>(out.degenerate.size());
    return out;
  }

 private:
  EntryKind& kind(Index i, Index k) { return cone_.kind[k * cone_.rows + i]; }

  /// The largest entry of every column is held: it moves least along the scaling orbit.
  bool pin() {
    for (Index k = 0; k < U_.cols(); ++k) {
      Index i = 0;
      if (!(U_.col(k).maxCoeff(&i) > 0)) return false;
      kind(i, k) = EntryKind::fixed;
      pins_.push_back({i, k});
      const double entry = U_(i, k) / U_.col(k).norm();
      pin_share_ = std::min(pin_share_, entry * entry);
    }
    return true;
  }

  bool is_pinned(Index i, Index k) const { return !pins_.empty() && pins_[k].row == i; }

  std::string factor() {
    factored_at_ = U_;
    expansion_ = objective_.at(U_);
    subspace_.emplace(cone_, true);
    FactorCost cost{subspace_->order(), std::pow(static_cast<double>(subspace_->order()), 3) / 3};
    if (by_rows_) cost = cost_of_rows(here());
    if (cost.order > (by_rows_ ? options_.schur_order : options_.dense_order) ||
        cost.flops > options_.schur_flops)
      return fmt::format(
          "the matrix to factor has order {} and takes {:.0f} Gflop; the limits are {} and {:.0f}",
          cost.order, cost.flops / 1e9, by_rows_ ? options_.schur_order : options_.dense_order,
          options_.schur_flops / 1e9);
    constexpr Index most_of_checker = Index{1} << 20;
    if (std::max(data_.rows(), data_.cols()) > most_of_checker ||
        subspace_->order() - cost.order > most_of_checker)
      return "more rows or entries than orthant-verify takes, 2^20";
    flops_ = cost.flops;
    cheap_ = cost.flops < 2e11;
    // d zero at the pins has at least the share p²/‖u_k‖² of its square off the orbit.
    const double scale = data_.kernel_norm() * U_.colwise().squaredNorm().maxCoeff();
    double shift = numeric_.second_order.modulus && *numeric_.second_order.modulus < 1e300
                       ? 0.7 * *numeric_.second_order.modulus * pin_share_
                       : 1e-6 * scale;
    if (shift_ > 0) shift = shift_;
    std::string reason;
    for (int attempt = 0; attempt < (cheap_ ? 5 : 3); ++attempt, shift /= 16) {
      if (!(shift > 1e-250)) return "the Hessian is not of a size that doubles can bound";
      factor_ = make(shift, reason);
      if (factor_ && factor_->lower_bound() > 0.5 * shift) break;
      if (factor_) {
        reason =
            fmt::format("rounding of the factorization is bounded by {}, more than half of the shift {:.3g}",
                        checker::text_at_least(factor_->rounding(), 3), shift);
        factor_.reset();
        break;
      }
    }
    if (!factor_) return reason;
    shift_ = shift;
    return {};
  }

  /// Factors once more at half of the smallest eigenvalue, where that is worth it: a larger μ, a smaller
  /// radius.
  bool sharpen() {
    if (sharpened_) return false;
    sharpened_ = true;
    const double shift = 0.5 * (shift_ + smallest_above_shift());
    if (!(shift > 2 * shift_)) return false;
    std::string ignored;
    auto better = make(shift, ignored);
    if (!better || !(better->lower_bound() > factor_->lower_bound())) return false;
    factor_ = std::move(better);
    shift_ = shift;
    return true;
  }

  HessianAt here() const { return {objective_, data_, *expansion_, factored_at_, *subspace_, balance_}; }

  std::unique_ptr<DefiniteHessian> make(double shift, std::string& reason) {
    spent_ += flops_;
    if (spent_ > flops_ && spent_ > 3 * options_.schur_flops) {
      reason = "the work that is left does not suffice for another factorization";
      return nullptr;
    }
    const HessianAt at = here();
    return by_rows_ ? eliminate_rows(at, shift, reason) : factor_dense(at, shift, reason);
  }

  /// About λ_min(H) − σ, by power iteration on (H − σI)⁻¹: an estimate from above.
  double smallest_above_shift() const {
    Random random(0);
    Vector x(subspace_->order());
    for (Index e = 0; e < x.size(); ++e) x(e) = random.normal();
    double largest = 0;
    for (int k = 0; k < 10 && x.norm() > 0; ++k) {
      check_budget();
      x = factor_->solve(x.normalized());
      largest = x.norm();
    }
    return largest > 0 && std::isfinite(largest) ? 1 / largest : 0;
  }

  Conditions conditions(const Matrix& U) const {
    Conditions out;
    out.point = rigorous_point(data_, !objective_.is_asymmetric(), balance_, U);
    const double kappa = data_.kernel_norm(), norm = out.point.norm;
    long double squares = 0;
    for (const Entry& entry : subspace_->entries()) {
      const double g = out.point.gradient(entry.row, entry.col),
                   error = out.point.error(entry.row, entry.col);
      const bool degenerate = cone_(entry.row, entry.col) == EntryKind::nonnegative;
      const long double part = degenerate ? std::max(0.0, error - g) : std::fabs(g) + error;
      squares += part * part;
    }
    out.epsilon = upper(std::sqrt(squares));
    if (objective_.is_asymmetric()) {
      out.lipschitz_at_0 = 3 * kappa + 12 * balance_;
      out.hessian_norm = upper(out.point.residual_norm + kappa * norm * norm +
                               balance_ * (2 * out.point.imbalance_norm + 4 * norm * norm));
    } else {
      out.lipschitz_at_0 = 12 * kappa;
      out.hessian_norm = upper(2 * out.point.residual_norm + 4 * kappa * norm * norm);
    }
    return out;
  }

  /// Newton steps on the free entries, as long as they pay. Degenerate and fixed entries stay zero.
  void refine() {
    at_ = conditions(U_);
    for (int step = 0; step < options_.newton_steps; ++step) {
      Vector f = -subspace_->gather(at_.point.gradient);
      for (Index e = 0; e < f.size(); ++e)
        if (is_degenerate(e)) f(e) = 0;
      const Vector x = newton_step(f);
      Matrix next = U_ + subspace_->scatter(x);
      if (!next.allFinite() || (next.array() < 0).any()) return;
      Conditions there = conditions(next);
      if (!(there.epsilon < 0.9 * at_.epsilon)) return;
      U_ = std::move(next);
      at_ = std::move(there);
    }
  }

  /// H x = f on the free entries to a few digits: conjugate gradients, preconditioned by (H − σI)⁻¹, whose
  /// spectrum λ/(λ − σ) lies between 1 and about 2.
  Vector newton_step(const Vector& f) const {
    const auto on_free = [&](Vector v) {
      for (Index e = 0; e < v.size(); ++e)
        if (is_degenerate(e)) v(e) = 0;
      return v;
    };
    Vector x = Vector::Zero(f.size()), residual = f, z = on_free(factor_->solve(residual)), p = z;
    double rz = residual.dot(z);
    for (int k = 0; k < 12 && rz > 0 && residual.norm() > 1e-4 * f.norm(); ++k) {
      check_budget();
      const Vector Hp = on_free(subspace_->gather(expansion_->hessian_vector(subspace_->scatter(p))));
      const double curvature = p.dot(Hp);
      if (!(curvature > 0)) break;
      x += rz / curvature * p;
      residual -= rz / curvature * Hp;
      z = on_free(factor_->solve(residual));
      const double next = residual.dot(z);
      p = z + next / rz * p;
      rz = next;
    }
    return x;
  }

  bool is_degenerate(Index e) const {
    const Entry& entry = subspace_->entries()[e];
    return cone_(entry.row, entry.col) == EntryKind::nonnegative;
  }

  /// Conditions 1 and 2 at the refined point. ∇² moves by at most Λ‖U − U₀‖ between the factored point and
  /// this.
  std::string choose_radius() {
    const double moved = upper((U_ - factored_at_).norm());
    const double reach = std::max(at_.point.norm, upper(factored_at_.norm())) + moved;
    const double proved = factor_->lower_bound() - upper(at_.lipschitz_at_0 * reach * moved);
    hessian_ = 0.75 * proved;  // room for the checker's own shift
    if (!(hessian_ > 0))
      return fmt::format("the Newton steps moved the point by {:.3g}, too far for the Hessian's bound {}",
                         moved, checker::text_at_most(factor_->lower_bound(), 3));
    // Of three digits, so that it can be said as it is. What follows has more room than the rounding of a
    // double.
    radius_text_ = checker::text_at_least(std::max(3 * at_.epsilon / hessian_, 0x1p-60 * at_.point.norm), 3);
    radius_ = std::strtod(radius_text_.c_str(), nullptr);
    const double change = upper(lipschitz() * radius_);
    modulus_ = 0.999999 * (hessian_ - change);
    if (!(modulus_ > 0) || !(at_.epsilon < 0.499 * modulus_ * radius_))
      return fmt::format(
          "the point is not stationary enough: gradient at most {} on the kept entries, Hessian at least {}, "
          "which changes by up to {} within the radius {} they need",
          checker::text_at_least(at_.epsilon, 3), checker::text_at_most(hessian_, 3),
          checker::text_at_least(change, 3), radius_text_);
    return {};
  }

  double lipschitz() const { return upper(at_.lipschitz_at_0 * (at_.point.norm + radius_)); }

  /// Condition 3 for one entry.
  bool is_doubtful(Index i, Index k) const {
    const double needed = upper((at_.hessian_norm + lipschitz() * radius_) * radius_);
    return cone_(i, k) == EntryKind::fixed && !is_pinned(i, k) &&
           !(at_.point.gradient(i, k) - at_.point.error(i, k) > 1.0001 * needed);
  }

  bool has_doubtful_multipliers() const {
    for (Index k = 0; k < cone_.rank; ++k)
      for (Index i = 0; i < cone_.rows; ++i)
        if (is_doubtful(i, k)) return true;
    return false;
  }

  /// Those entries become degenerate. False when there are none.
  bool move_doubtful_multipliers() {
    bool moved = false;
    for (Index k = 0; k < cone_.rank; ++k)
      for (Index i = 0; i < cone_.rows; ++i) {
        if (!is_doubtful(i, k)) continue;
        kind(i, k) = EntryKind::nonnegative;
        moved = true;
      }
    return moved;
  }

  const Objective& objective_;
  const ProofData& data_;
  const Certificate& numeric_;
  const IsolatedOptions& options_;
  Matrix U_;
  CriticalCone cone_;  ///< pinned entries count as fixed
  double balance_ = 0;
  bool by_rows_ = false;
  std::vector<Entry> pins_;  ///< one a column, or none
  double pin_share_ = 1;     ///< min over columns of p²/‖u_k‖²

  std::optional<ConeSubspace> subspace_;
  Matrix factored_at_;
  std::unique_ptr<Expansion> expansion_;
  std::unique_ptr<DefiniteHessian> factor_;
  double shift_ = 0;
  bool cheap_ = false, sharpened_ = false;
  double flops_ = 0, spent_ = 0;  ///< of one factorization; of all so far

  Conditions at_;
  double hessian_ = 0, radius_ = 0, modulus_ = 0;  ///< μ, ρ, μ̄
  std::string radius_text_;
};

/// Why the theorem does not speak of this point at all; empty otherwise.
std::string not_applicable(const Certificate& numeric) {
  if (numeric.verdict == Verdict::not_stationary) return "the point is not first-order stationary";
  if (numeric.verdict == Verdict::saddle) return "the point is a saddle";
  if (!numeric.cone.constrained) return "the point is judged without the constraint";
  if (!numeric.U.allFinite()) return "the point is not finite";
  return {};
}

}  // namespace

ProofAttempt prove_isolated(const Objective& objective, const Certificate& numeric, const Matrix* witness,
                            const IsolatedOptions& options, const Problem* problem) {
  if (std::string reason = not_applicable(numeric); !reason.empty()) return {std::nullopt, std::move(reason)};
  if (std::string reason = why_no_proofs(objective); !reason.empty())
    return {std::nullopt, std::move(reason)};
  std::string refused;
  const std::unique_ptr<ProofData> data = proof_data(objective.observations(), problem, refused);
  if (!data) return {std::nullopt, std::move(refused)};
  Prover prover(objective, *data, numeric, options);
  if (std::string reason = prover.run(); !reason.empty()) return {std::nullopt, std::move(reason)};
  return {isolated_document(*data, prover.result(), witness, options), {}};
}

}  // namespace orthant
