#include "orthant/certify/certify.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "checker/arithmetic/bound_text.hpp"
#include "orthant/base/error.hpp"
#include "orthant/base/stop.hpp"
#include "orthant/certify/definiteness.hpp"
#include "orthant/certify/gauge.hpp"
#include "orthant/certify/own_units.hpp"
#include "orthant/copositive/mixed_cone.hpp"
#include "orthant/objectives/stationarity.hpp"

namespace orthant {

namespace {

void require_point(const Objective& objective, const Matrix& U, const char* name, bool constrained) {
  if (U.rows() != objective.rows() || U.cols() != objective.rank()) {
    throw InputError(fmt::format("{} of size {}×{}; expected {}×{}", name, U.rows(), U.cols(),
                                 objective.rows(), objective.rank()));
  }
  if (!U.allFinite() || (constrained && (U.array() < 0).any())) {
    throw InputError(
        constrained ? fmt::format("{} has a negative or non-finite entry; expected finite entries ≥ 0", name)
                    : fmt::format("{} has a non-finite entry; expected finite entries", name));
  }
}

constexpr Index most_scaled_order = 600;  ///< of a Hessian that is looked at in other units once more

class Certifier {
 public:
  Certifier(const Objective& objective, const CertifyOptions& options)
      : objective_(objective), options_(options) {
    options_.definiteness.gauge = objective.has_scaling_freedom();
  }

  Certificate run(Matrix U) {
    prepare(std::move(U));
    if (!first_order()) return std::move(out_);
    perfect_fit();
    try {
      if (!is_settled_by_value()) second_order();
      small_entries();
      uniqueness();
    } catch (const OutOfBudget& stop) {
      conclude_stopped(stop.reason);
    }
    // What a Newton step would still gain.
    const double modulus = out_.second_order.modulus.value_or(across_), gradient = gradient_norm();
    if (modulus > 0) out_.objective_error += gradient * gradient / modulus;
    return std::move(out_);
  }

 private:
  void prepare(Matrix U) {
    balance(objective_, U);
    out_.U = std::move(U);
    if (objective_.regularisation() != nullptr) out_.regularisation = *objective_.regularisation();
    if (!options_.unconstrained) snap();
    if (!expansion_) expansion_ = objective_.at(out_.U);
    out_.objective = expansion_->value();
    out_.objective_error = rounding_ = std::isfinite(out_.objective) ? objective_.value_error(out_.U) : 0;
    const auto [residual, data] = norms();
    out_.relative_error = data > 0 ? residual / data : 0;
    out_.cone = options_.unconstrained
                    ? free_cone(out_.U)
                    : critical_cone(objective_, out_.U, expansion_->gradient(), options_.cone);
    if (objective_.has_scaling_freedom()) out_.second_order.scaling = "orbit";
  }

  /// Tiny entries become zeros where the objective has no use for them.
  void snap() {
    const std::vector<Index> tiny =
        tiny_entries(out_.U, objective_.observations().rows(), options_.cone.zero);
    const Budget* budget = BudgetScope::in_force();
    if (tiny.empty() || (budget != nullptr && budget->exhausted())) return;
    const Matrix before = out_.U;
    expansion_ = objective_.at(before);
    const double value = expansion_->value();
    const auto terms = expansion_->row_separable();
    Index count = 0, looked_at = 0;
    OwnCurvature curvature(*expansion_, terms, before, objective_.observations().rows());
    for (const Index e : tiny) {
      const double u = before.data()[e], slope = expansion_->gradient().data()[e];
      if (!(slope >= 0) || (!terms && ++looked_at > 200)) continue;
      // −g u + ½h u² is what u → 0 adds to the objective, to second order.
      if (u * curvature.at(e) > 2 * slope) continue;
      out_.U.data()[e] = 0;
      ++count;
    }
    if (count == 0) return;
    balance(objective_, out_.U);
    auto after = objective_.at(out_.U);
    const bool as_low = after->value() <= value || after->value() <= value + objective_.value_error(before);
    if (as_low && (arrived(out_.U, *after) || !arrived(before, *expansion_))) {
      expansion_ = std::move(after);
      out_.first_order.snapped = count;
    } else {
      out_.U = before;
    }
  }

  bool arrived(const Matrix& U, const Expansion& at) const {
    return std::isfinite(at.value()) && stationarity(objective_, U, at.gradient()) <= options_.stationarity;
  }

  std::pair<double, double> norms() const {
    const Index n1 = objective_.observations().rows();
    const Matrix U = objective_.factors(out_.U);
    const auto residual = objective_.is_asymmetric()
                              ? objective_.observations().residual(U.topRows(n1), U.bottomRows(U.rows() - n1))
                              : objective_.observations().residual(U, U);
    return {std::sqrt(residual->squared_norm()), std::sqrt(objective_.observations().squared_norm())};
  }

  bool first_order() {
    if (!std::isfinite(out_.objective)) {
      out_.verdict = Verdict::not_stationary;
      out_.first_order.stationarity = std::numeric_limits<double>::infinity();
      out_.first_order.tolerance = options_.stationarity;
      out_.reasons.emplace_back(
          "The objective is not finite: the product of the factors is zero where the data are positive.");
      return false;
    }
    const Matrix& gradient = expansion_->gradient();
    FirstOrderReport& report = out_.first_order;
    report.stationarity = options_.unconstrained ? free_stationarity(objective_, out_.U, gradient)
                                                 : stationarity(objective_, out_.U, gradient);
    report.tolerance = options_.stationarity;
    for (Index e = 0; e < gradient.size(); ++e)
      if (out_.cone.kind[e] == EntryKind::free)
        report.max_free_gradient = std::max(report.max_free_gradient, std::abs(gradient.data()[e]));
    if (report.stationarity <= report.tolerance) return true;
    out_.verdict = Verdict::not_stationary;
    out_.reasons.push_back(
        fmt::format("The first-order conditions fail: stationarity {:.3g}, needed at most {:.3g}.",
                    report.stationarity, report.tolerance));
    return false;
  }

  void perfect_fit() {
    // The factors are sums of n terms themselves, which leaves residuals of √n roundings.
    const Observations& observations = objective_.observations();
    const double n = static_cast<double>(std::max(observations.rows(), observations.cols()));
    if (out_.objective > (1 + std::sqrt(n) / 4) * rounding_) return;
    out_.verdict = Verdict::global_minimizer;
    out_.spurious = false;
    out_.reasons.push_back(fmt::format(
        "The objective is zero up to the rounding of this sum ({:.2g}), and no value is below zero.",
        rounding_));
  }

  /// At a perfect fit the second order could say whether others fit as well, and nothing of what is lower: it is
  /// left out where it is long work.
  bool is_settled_by_value() {
    constexpr double most_flops = 2e10;
    if (out_.verdict != Verdict::global_minimizer) return false;
    double left = 0, right = 0;  // unknowns of either side; of other than separable objectives all are one
    for (Index k = 0; k < out_.cone.rank; ++k)
      for (Index i = 0; i < out_.cone.rows; ++i)
        if (out_.cone(i, k) != EntryKind::fixed) ++(i < left_rows() ? left : right);
    const bool separable =
        expansion_->row_separable().has_value() && options_.method != SecondOrderMethod::dense;
    const double most = std::max(left, right), least = std::min(left, right), all = left + right;
    if ((separable ? most * least * least : all * all * all) <= most_flops) return false;
    out_.reasons.push_back(fmt::format(
        "At most {} can be gained, so that the second order, a matter of {:.0f} unknowns, is left out.",
        checker::text_at_least(out_.objective + rounding_, 2), all));
    return true;
  }

  void no_perfect_fit() {
    if (out_.verdict != Verdict::global_minimizer) return;
    out_.verdict = Verdict::undecided;
    out_.spurious.reset();
    out_.reasons.clear();
  }

  /// Of the projected gradient at the entries that D moves.
  double gradient_norm_along(const Matrix& D) const {
    const Matrix& G = expansion_->gradient();
    const Matrix projected = options_.unconstrained ? G : projected_gradient_of(out_.U, G);
    return (D.array() != 0).select(projected.array(), 0.0).matrix().norm();
  }

  double gradient_norm() const {
    const Matrix& gradient = expansion_->gradient();
    return options_.unconstrained ? gradient.norm() : projected_gradient_norm(out_.U, gradient);
  }

  /// What the second order leaves open at a point whose small rows or columns are not settled is no question
  /// of the second order.
  void small_entries() {
    if (out_.verdict != Verdict::undecided && out_.verdict != Verdict::second_order_critical) return;
    if (options_.unconstrained) return;
    const double gain = largest_entry_gain(*expansion_, out_.U);
    if (!(gain > 1e-6 * out_.objective && gain > 2 * rounding_)) return;
    out_.verdict = Verdict::not_stationary;
    out_.second_order.copositive = "undecided";
    out_.reasons.push_back(fmt::format(
        "The first-order conditions hold beside the largest entries, and fail beside small ones: one entry "
        "alone lowers the objective by {:.2g} %.",
        100 * gain / out_.objective));
  }

  /// Whether the objective sees the factors through LRᵀ, or UUᵀ, only.
  bool sees_product_only() const {
    return !options_.unconstrained && objective_.regularisation() == nullptr &&
           objective_.fixed_columns() == nullptr &&
           (objective_.is_asymmetric() ? objective_.has_scaling_freedom() : objective_.is_symmetric());
  }

  /// Where the first L ends; all rows of a symmetric U.
  Index left_rows() const {
    return objective_.is_asymmetric() ? objective_.observations().rows() : out_.U.rows();
  }

  void uniqueness() {
    if (out_.verdict == Verdict::saddle || out_.verdict == Verdict::not_stationary || !sees_product_only())
      return;
    if (out_.verdict == Verdict::strict_local_minimizer) {
      out_.unique = true;
      return;
    }
    constexpr double most_comparisons = 1e9;
    const auto rank = static_cast<double>(out_.U.cols());
    if (rank * rank * static_cast<double>(out_.U.rows()) > most_comparisons) return;
    out_.mixed = mixed_pairs(out_.U, left_rows());
    if (out_.mixed.empty()) return;
    out_.unique = false;
    const MixedPair& pair = out_.mixed.front();
    out_.reasons.push_back(fmt::format(
        "The parts are not unique: part {} can take in part {}, up to {:.2g} of its own size in {}, and the "
        "fit stays the same{}.",
        pair.grows + 1, pair.gives + 1, pair.change, pair.factor,
        out_.mixed.size() == 1 ? "" : fmt::format(" ({} ways to mix two parts)", out_.mixed.size())));
  }

  /// `modulus`: also how definite, not only a direction where it is not.
  ReducedHessian definiteness(bool with_nonnegative, bool modulus = true) const {
    check_budget();
    const ConeSubspace subspace(out_.cone, with_nonnegative);
    // Mixing in both senses: without degenerate entries only.
    FlatDirections flat;
    const bool mixes =
        sees_product_only() || (objective_.fixed_columns() != nullptr && !options_.unconstrained &&
                                objective_.regularisation() == nullptr);
    if (out_.cone.nonnegative == 0 && mixes)
      flat = [&] { return mixing_directions(objective_.factors(out_.U), left_rows(), out_.cone, subspace); };
    const bool separable = expansion_->row_separable().has_value();
    DefinitenessOptions options = options_.definiteness;
    options.modulus = modulus;
    if (options_.method == SecondOrderMethod::schur && !separable) {
      throw InputError("method = schur; expected an objective that separates by rows");
    }
    if (separable && options_.method != SecondOrderMethod::dense) {
      ReducedHessian schur = schur_route(objective_, *expansion_, out_.U, subspace, options, flat);
      const bool small = subspace.order() <= options_.definiteness.dense_order;
      if (schur.definiteness != Definiteness::not_decided || options_.method == SecondOrderMethod::schur ||
          !small) {
        return schur;
      }
    }
    return dense_route(*expansion_, out_.U, objective_.observations().rows(), subspace, options, flat);
  }

  void second_order() {
    if (out_.cone.nonnegative > 0) {
      out_.reasons.push_back(fmt::format("{} degenerate {} zero with a zero multiplier.",
                                         out_.cone.nonnegative,
                                         out_.cone.nonnegative == 1 ? "entry is" : "entries are"));
    }
    if (objective_.has_scaling_freedom() && has_half_zero_column(objective_, out_.U)) {
      out_.reasons.emplace_back("A column is zero in one factor only, so the columns cannot be balanced.");
      search();
      return;
    }
    if (revive()) return;
    const ReducedHessian span = definiteness(true);
    adopt(span);
    if (span.definiteness == Definiteness::positive) {
      conclude_strict(span.modulus,
                      out_.cone.nonnegative > 0 ? "the span of the critical cone" : "the critical cone");
      return;
    }
    if (span.definiteness == Definiteness::flat) {
      conclude_flat(span);
      return;
    }
    if (out_.cone.nonnegative > 0 &&
        out_.cone.free + out_.cone.nonnegative <= options_.definiteness.dense_order) {
      decide_on_cone();
      return;
    }
    if (!span.reason.empty()) out_.reasons.push_back("No second-order decision: " + span.reason + ".");
    if (descend(span.direction, span.curvature)) return;
    if (out_.cone.nonnegative > 0) {
      const ReducedHessian free_block = definiteness(false, false);
      if (descend(free_block.direction, free_block.curvature)) return;
    }
    if (out_.cone.nonnegative == 0 && span.order <= most_scaled_order && descend_scaled()) return;
    if (span.definiteness == Definiteness::singular && out_.cone.nonnegative == 0) {
      if (options_.unconstrained && span.method == "dense") {
        conclude_critical(span.curvature);
        return;
      }
      conclude_undecided(
          fmt::format("The Hessian is singular on the critical cone (curvature {:.3g}, tolerance {:.3g}): "
                      "the second order does not decide.",
                      span.curvature, span.tolerance));
      return;
    }
    search();
  }

  /// A column that nothing uses, where one would help: no need to look at the rest.
  bool revive() {
    if (options_.unconstrained) return false;
    const Matrix D = revive_column(*expansion_, out_.U, left_rows(), objective_.is_asymmetric());
    if (D.size() == 0 || !descend(D, expansion_->hessian_form(D), 0)) return false;
    out_.second_order.method = "zero column";
    return true;
  }

  /// The form on the cone itself, where its span is not enough.
  void decide_on_cone() {
    const ConeSubspace subspace(out_.cone, true);
    const Matrix H = reduced_hessian(*expansion_, out_.U, objective_.observations().rows(), subspace,
                                     options_.definiteness.gauge);
    SecondOrderReport& report = out_.second_order;
    report.order = subspace.order();
    report.tolerance = options_.definiteness.relative_tolerance * H.diagonal().cwiseAbs().maxCoeff();
    std::vector<Index> nonnegative;
    for (Index e = 0; e < subspace.order(); ++e) {
      const Entry& entry = subspace.entries()[e];
      if (out_.cone(entry.row, entry.col) == EntryKind::nonnegative) nonnegative.push_back(e);
    }
    MixedConeOptions options;
    options.zero = report.tolerance;
    options.seed = options_.search.seed;
    options.work = options_.copositive_work;
    const MixedConeResult form = form_on_cone(H, nonnegative, options, budget_in_force());
    report.method = form.method.empty() ? "search" : form.method;
    switch (form.form) {
      case FormOnCone::positive:
        report.null_directions = form.null_directions;
        if (form.null_directions > 0) {
          out_.reasons.push_back(
              fmt::format("The Hessian is semidefinite with {} null {}, and a linear program shows that the "
                          "cone holds none of them.",
                          form.null_directions, form.null_directions == 1 ? "direction" : "directions"));
        }
        conclude_strict(form.modulus, "the critical cone");
        return;
      case FormOnCone::nonnegative:
        if (!descend_scaled(subspace, H, nonnegative) && !conclude_end_of_mixing())
          conclude_critical(form.value);
        return;
      case FormOnCone::negative:
        if (descend(subspace.scatter(form.direction), form.value)) return;
        if (out_.verdict != Verdict::global_minimizer) {
          conclude_undecided(
              fmt::format("A direction of the cone has negative curvature {:.3g}, but the objective does "
                          "not fall along it as that says: a multiplier may be too small to be told from "
                          "zero.",
                          form.value));
        }
        return;
      case FormOnCone::undecided:
        check_budget();
        if (descend_scaled(subspace, H, nonnegative)) return;
        conclude_undecided(
            fmt::format("With {} degenerate {} the second-order condition is a copositivity question, not "
                        "settled: {}. The lowest curvature found is {:.3g}.",
                        out_.cone.nonnegative, out_.cone.nonnegative == 1 ? "entry" : "entries", form.reason,
                        form.value));
    }
  }

  /// The sign of the form does not change when every entry is measured in units of its own. With the rows of
  /// H of one size, curvature of small columns and rows shows that is nothing beside that of large ones.
  bool descend_scaled(const ConeSubspace& subspace, const Matrix& H, const std::vector<Index>& nonnegative) {
    if (subspace.order() == 0 || subspace.order() > most_scaled_order) return false;
    const Vector units = equilibration(H);
    MixedConeOptions options;
    options.zero = options_.definiteness.relative_tolerance;
    options.seed = options_.search.seed;
    options.work = options_.copositive_work / 10;
    const MixedConeResult form =
        form_on_cone(units.asDiagonal() * H * units.asDiagonal(), nonnegative, options, budget_in_force());
    if (form.direction.size() == 0 || !(form.value < -options.zero)) return false;
    const Vector x = units.cwiseProduct(form.direction).normalized();
    const Vector size = x.cwiseAbs();
    const double tolerance = options.zero * size.dot(H.cwiseAbs() * size);
    return descend(subspace.scatter(x), x.dot(H * x), tolerance);
  }

  bool descend_scaled() {
    const ConeSubspace subspace(out_.cone, true);
    if (subspace.order() > most_scaled_order) return false;
    return descend_scaled(subspace,
                          reduced_hessian(*expansion_, out_.U, objective_.observations().rows(), subspace,
                                          options_.definiteness.gauge),
                          {});
  }

  void conclude_critical(double curvature) {
    out_.second_order.copositive = "weak";
    out_.reasons.push_back(fmt::format(
        "The Hessian is nonnegative on the critical cone up to {:.2g}, and zero up to that (curvature "
        "{:.3g}) along a direction of it: the second order does not decide further.",
        out_.second_order.tolerance, curvature));
    if (out_.verdict != Verdict::global_minimizer) out_.verdict = Verdict::second_order_critical;
  }

  void adopt(const ReducedHessian& hessian) {
    SecondOrderReport& report = out_.second_order;
    report.method = hessian.method;
    report.order = hessian.order;
    report.tolerance = hessian.tolerance;
    report.spectrum = hessian.spectrum;
  }

  /// The Hessian is Lipschitz nearby (about 12‖U‖ where f is quartic). Newton–Kantorovich wants h ≤ ½ for a
  /// stationary point of the same nature near this one.
  bool stationary_enough(double modulus) {
    const double lipschitz = objective_.hessian_lipschitz(out_.U, modulus);
    const double h = lipschitz * gradient_norm() / (modulus * modulus);
    if (h <= 0.5) return true;
    conclude_undecided(fmt::format(
        "The Hessian is positive definite here (modulus {:.3g}), but the point is not stationary enough to "
        "carry that over to a stationary point nearby (h = {:.3g}, needed at most 0.5): solve to a smaller "
        "stationarity.",
        modulus, h));
    return false;
  }

  /// Semidefinite, and zero along mixings of the parts only (mixing.hpp).
  void conclude_flat(const ReducedHessian& span) {
    if (!stationary_enough(span.modulus)) return;
    across_ = span.modulus;
    out_.second_order.copositive = "weak";
    out_.unique = false;
    out_.reasons.push_back(fmt::format(
        "The Hessian is zero along directions that mix the parts without changing the fit, and positive "
        "definite across them (curvature {:.3g}): every point nearby is as high or higher.",
        span.modulus));
    if (out_.verdict != Verdict::global_minimizer) out_.verdict = Verdict::local_minimizer;
  }

  /// A point on the border of a continuum of local minimizers is one too (mixing.hpp, (2)).
  bool conclude_end_of_mixing() {
    if (!objective_.is_asymmetric() || !sees_product_only()) return false;
    const auto mixed = mix_zeros_away(out_.U, left_rows());
    if (!mixed || !images_are_feasible(out_.U, left_rows(), out_.cone, *mixed)) return false;
    const Certificate inner = Certifier(objective_, options_).run(mixed->U);
    if (inner.verdict != Verdict::local_minimizer || inner.cone.nonnegative > 0) return false;
    out_.objective_error = std::max(out_.objective_error, inner.objective_error);
    out_.second_order.copositive = "weak";
    out_.unique = false;
    out_.reasons.emplace_back(
        "Mixing the parts, which does not change the fit, leads from here to a local minimizer without "
        "degenerate entries, and every feasible point near this one to one near that: this is a local "
        "minimizer too.");
    if (out_.verdict != Verdict::global_minimizer) out_.verdict = Verdict::local_minimizer;
    return true;
  }

  void conclude_strict(double modulus, const char* where) {
    if (!stationary_enough(modulus)) return;
    out_.second_order.modulus = modulus;
    out_.second_order.copositive = "strict";
    out_.reasons.push_back(
        fmt::format("The Hessian is positive definite on {}: modulus at least {}{}.", where,
                    checker::text_at_most(modulus, 6),
                    out_.second_order.scaling == "orbit" ? ", with the scaling of columns fixed" : ""));
    if (out_.verdict != Verdict::global_minimizer) out_.verdict = Verdict::strict_local_minimizer;
  }

  /// Tries D (its fixed entries removed) as a way down.
  bool descend(const Matrix& D, double curvature) {
    return descend(D, curvature, out_.second_order.tolerance);
  }

  bool descend(const Matrix& D, double curvature, double tolerance) {
    if (D.size() == 0 || !(curvature < -tolerance)) return false;
    for (const double sign : {1.0, -1.0}) {
      const Matrix feasible = out_.cone.project(sign * D);
      const double norm = feasible.norm();
      if (norm == 0) continue;
      const double form = expansion_->hessian_form(feasible / norm);
      if (!(form < -tolerance)) continue;
      auto escape = descend_along(objective_, out_.U, out_.objective, rounding_, out_.cone, feasible / norm,
                                  form, gradient_norm_along(feasible));
      if (!escape) continue;
      no_perfect_fit();
      out_.verdict = Verdict::saddle;
      out_.second_order.copositive = "no";
      out_.reasons.push_back(fmt::format(
          "A feasible direction has negative curvature {:.6g}; along it the objective falls by {:.6g}.", form,
          escape->decrease));
      out_.escape = std::move(escape);
      return true;
    }
    return false;
  }

  void search() {
    const CurvatureFound found = approx_lowest_curvature(objective_, *expansion_, out_.cone, options_.search);
    if (descend(found.direction, found.curvature)) {
      out_.second_order.method = "search";
      return;
    }
    conclude_undecided(
        out_.cone.nonnegative > 0
            ? fmt::format("With {} degenerate {} the second-order condition is a copositivity question that "
                          "the methods at hand do not settle; no direction of negative curvature was found.",
                          out_.cone.nonnegative, out_.cone.nonnegative == 1 ? "entry" : "entries")
            : std::string("No direction of negative curvature was found."));
  }

  void conclude_stopped(const char* reason) {
    out_.stopped = true;
    conclude_undecided(fmt::format("The second order is not decided: {}.", reason));
  }

  void conclude_undecided(std::string reason) {
    out_.reasons.push_back(std::move(reason));
    if (out_.verdict != Verdict::global_minimizer) out_.verdict = Verdict::undecided;
  }

  const Objective& objective_;
  CertifyOptions options_;
  std::unique_ptr<Expansion> expansion_;
  double rounding_ = 0;  ///< of the objective at the point
  double across_ = 0;    ///< least curvature across flat directions, when those are all
  Certificate out_;
};

}  // namespace

void compare_with_witness(Certificate& certificate, double witness_objective, double witness_error) {
  certificate.witness_objective = witness_objective;
  const double error = certificate.objective_error + witness_error;
  if (!(witness_objective < certificate.objective)) {
    certificate.reasons.push_back(
        fmt::format("The witness is not lower: objective {:.10g}.", witness_objective));
    return;
  }
  const double gain = certificate.objective - witness_objective;
  if (!(gain > error)) {
    certificate.reasons.push_back(fmt::format(
        "The witness is lower by {:.3g} only (objective {:.10g}), not more than the {:.3g} that rounding and "
        "the distance to the stationary point leave open.",
        gain, witness_objective, error));
    return;
  }
  certificate.reasons.push_back(fmt::format("The witness is lower by {:.3g} % (objective {:.10g}).",
                                            100 * gain / certificate.objective, witness_objective));
  if (certificate.verdict == Verdict::global_minimizer) {
    certificate.verdict = Verdict::undecided;
    certificate.spurious.reset();
  }
  if (is_minimizer(certificate.verdict)) certificate.spurious = true;
}

Certificate certify(const Objective& objective, Matrix U, const CertifyOptions& options,
                    const Matrix* witness) {
  require_point(objective, U, "point", !options.unconstrained);
  if (witness != nullptr) require_point(objective, *witness, "witness", !options.unconstrained);
  const Stopwatch clock;
  Certificate certificate = Certifier(objective, options).run(std::move(U));
  if (witness != nullptr)
    compare_with_witness(certificate, objective.value(*witness), objective.value_error(*witness));
  certificate.seconds = clock.seconds();
  return certificate;
}

}  // namespace orthant
