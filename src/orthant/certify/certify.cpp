#include "orthant/certify/certify.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "orthant/certify/dense_route.hpp"
#include "orthant/certify/gauge.hpp"
#include "orthant/certify/schur_route.hpp"
#include "orthant/copositive/mixed_cone.hpp"
#include "orthant/core/error.hpp"
#include "orthant/core/stop.hpp"
#include "orthant/model/stationarity.hpp"

namespace orthant {

namespace {

/// f ≤ this · size counts as a perfect fit (√(2f) ≤ 1e-10 ‖b‖ for squares): f is that close to its lower
/// bound zero.
constexpr double perfect_fit_tolerance = 1e-20;

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
    second_order();
    out_.objective_error = objective_error();
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
    const auto [residual, data] = norms();
    out_.relative_error = data > 0 ? residual / data : 0;
    out_.cone = options_.unconstrained
                    ? free_cone(out_.U)
                    : critical_cone(objective_, out_.U, expansion_->gradient(), options_.cone);
    if (objective_.has_scaling_freedom()) out_.second_order.scaling = "orbit";
  }

  /// Tiny entries become zeros, unless the point is stationary with them and not without: where entries of
  /// the data are tiny, such an entry may be what they are made of (the objective is infinite without it, or
  /// not stationary).
  void snap() {
    const Matrix before = out_.U;
    const Index count = snap_zeros(out_.U, options_.cone.zero);
    if (count == 0) return;
    balance(objective_, out_.U);
    expansion_ = objective_.at(out_.U);
    if (!arrived(out_.U, *expansion_)) {
      auto unsnapped = objective_.at(before);
      if (arrived(before, *unsnapped) ||
          (std::isfinite(unsnapped->value()) && !std::isfinite(expansion_->value()))) {
        expansion_ = std::move(unsnapped);
        out_.U = before;
        return;
      }
    }
    out_.first_order.snapped = count;
  }

  bool arrived(const Matrix& U, const Expansion& at) const {
    return std::isfinite(at.value()) && stationarity(objective_, U, at.gradient()) <= options_.stationarity;
  }

  std::pair<double, double> norms() const {
    const Index n1 = objective_.observations().rows();
    const Matrix& U = out_.U;
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
      if (out_.cone.kind[static_cast<size_t>(e)] == EntryKind::free)
        report.max_free_gradient = std::max(report.max_free_gradient, std::abs(gradient.data()[e]));
    if (report.stationarity <= report.tolerance) return true;
    out_.verdict = Verdict::not_stationary;
    out_.reasons.push_back(
        fmt::format("The first-order conditions fail: stationarity {:.3g}, needed at most {:.3g}.",
                    report.stationarity, report.tolerance));
    return false;
  }

  void perfect_fit() {
    if (out_.objective > perfect_fit_tolerance * objective_.size()) return;
    out_.verdict = Verdict::global_minimizer;
    out_.spurious = false;
    out_.reasons.push_back(fmt::format(
        "The objective is zero up to rounding (relative error {:.3g}), and no objective value is below zero.",
        out_.relative_error));
  }

  double gradient_norm() const {
    const Matrix& gradient = expansion_->gradient();
    return options_.unconstrained ? gradient.norm() : projected_gradient_norm(out_.U, gradient);
  }

  /// How far the objective may be above its exact value and above that of the stationary point nearby:
  /// rounding of the residuals, and what a Newton step would still gain.
  double objective_error() const {
    const double modulus = out_.second_order.modulus.value_or(0), gradient = gradient_norm();
    return 1e-10 * out_.objective + 2e-14 * objective_.size() +
           (modulus > 0 ? gradient * gradient / modulus : 0);
  }

  ReducedHessian definiteness(bool with_nonnegative) const {
    const ConeSubspace subspace(out_.cone, with_nonnegative);
    const bool separable = expansion_->row_separable().has_value();
    if (options_.method == SecondOrderMethod::schur && !separable) {
      throw InputError("method = schur; expected an objective that separates by rows");
    }
    if (separable && options_.method != SecondOrderMethod::dense) {
      ReducedHessian schur = schur_route(objective_, *expansion_, out_.U, subspace, options_.definiteness);
      const bool small = subspace.order() <= options_.definiteness.dense_order;
      if (schur.definiteness != Definiteness::not_decided || options_.method == SecondOrderMethod::schur ||
          !small) {
        return schur;
      }
    }
    return dense_route(*expansion_, out_.U, objective_.observations().rows(), subspace,
                       options_.definiteness);
  }

  void second_order() {
    if (out_.cone.nonnegative > 0) {
      out_.reasons.push_back(fmt::format("{} degenerate {} zero with a zero multiplier.",
                                         out_.cone.nonnegative,
                                         out_.cone.nonnegative == 1 ? "entry is" : "entries are"));
    }
    if (objective_.has_scaling_freedom() && has_half_zero_column(out_.U, objective_.observations().rows())) {
      out_.reasons.emplace_back("A column is zero in one factor only, so the columns cannot be balanced.");
      search();
      return;
    }
    const ReducedHessian span = definiteness(true);
    adopt(span);
    if (span.definiteness == Definiteness::positive) {
      conclude_strict(span.modulus,
                      out_.cone.nonnegative > 0 ? "the span of the critical cone" : "the critical cone");
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
      const ReducedHessian free_block = definiteness(false);
      if (descend(free_block.direction, free_block.curvature)) return;
    }
    if (span.definiteness == Definiteness::singular && out_.cone.nonnegative == 0) {
      if (options_.unconstrained && span.method == "dense") {
        conclude_critical(span.curvature);
        return;
      }
      conclude_undecided(
          fmt::format("The Hessian is singular on the critical cone (curvature {:.3g}, tolerance {:.3g}): "
                      "the second order does "
                      "not decide.",
                      span.curvature, span.tolerance));
      return;
    }
    search();
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
      const Entry& entry = subspace.entries()[static_cast<size_t>(e)];
      if (out_.cone(entry.row, entry.col) == EntryKind::nonnegative) nonnegative.push_back(e);
    }
    MixedConeOptions options;
    options.zero = report.tolerance;
    options.seed = options_.search.seed;
    options.work = options_.copositive_work;
    const MixedConeResult form = form_on_cone(H, nonnegative, options, Budget(options_.copositive_seconds));
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
        conclude_critical(form.value);
        return;
      case FormOnCone::negative:
        if (descend(subspace.scatter(form.direction), form.value)) return;
        if (out_.verdict != Verdict::global_minimizer) {
          conclude_undecided(
              fmt::format("A direction of the cone has negative curvature {:.3g}, but the objective does not "
                          "fall along it as that "
                          "says: a multiplier may be too small to be told from zero.",
                          form.value));
        }
        return;
      case FormOnCone::undecided:
        conclude_undecided(
            fmt::format("With {} degenerate {} the second-order condition is a copositivity question, not "
                        "settled: {}. The lowest "
                        "curvature found is {:.3g}.",
                        out_.cone.nonnegative, out_.cone.nonnegative == 1 ? "entry" : "entries", form.reason,
                        form.value));
    }
  }

  void conclude_critical(double curvature) {
    out_.second_order.copositive = "weak";
    out_.reasons.push_back(
        fmt::format("The Hessian is nonnegative on the critical cone, and zero (curvature {:.3g}) along a "
                    "direction of it: the "
                    "second order does not decide further.",
                    curvature));
    if (out_.verdict != Verdict::global_minimizer) out_.verdict = Verdict::second_order_critical;
  }

  void adopt(const ReducedHessian& hessian) {
    SecondOrderReport& report = out_.second_order;
    report.method = hessian.method;
    report.order = hessian.order;
    report.tolerance = hessian.tolerance;
    report.spectrum = hessian.spectrum;
  }

  void conclude_strict(double modulus, const char* where) {
    // The Hessian is Lipschitz nearby (about 12‖U‖ where f is quartic). Newton–Kantorovich wants h ≤ ½ for a
    // stationary point of the same nature near this one.
    const double lipschitz = objective_.hessian_lipschitz(out_.U);
    const double h = lipschitz * gradient_norm() / (modulus * modulus);
    if (!(h <= 0.5)) {
      conclude_undecided(
          fmt::format("The Hessian is positive definite here (modulus {:.3g}), but the point is not "
                      "stationary enough to carry that "
                      "over to a stationary point nearby (h = {:.3g}, needed at most 0.5): solve to a "
                      "smaller stationarity.",
                      modulus, h));
      return;
    }
    out_.second_order.modulus = modulus;
    out_.second_order.copositive = "strict";
    out_.reasons.push_back(
        fmt::format("The Hessian is positive definite on {}: modulus {:.6g}{}.", where, modulus,
                    out_.second_order.scaling == "orbit" ? ", with the scaling of columns fixed" : ""));
    if (out_.verdict != Verdict::global_minimizer) out_.verdict = Verdict::strict_local_minimizer;
  }

  /// Tries D (its fixed entries removed) as a way down.
  bool descend(const Matrix& D, double curvature) {
    if (D.size() == 0 || !(curvature < -out_.second_order.tolerance) ||
        out_.verdict == Verdict::global_minimizer) {
      return false;
    }
    for (const double sign : {1.0, -1.0}) {
      const Matrix feasible = out_.cone.project(sign * D);
      const double norm = feasible.norm();
      if (norm == 0) continue;
      const double form = expansion_->hessian_form(feasible / norm);
      if (!(form < -out_.second_order.tolerance)) continue;
      auto escape = descend_along(objective_, out_.U, out_.objective, out_.cone, feasible / norm, form,
                                  gradient_norm());
      if (!escape) continue;
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
    if (out_.verdict == Verdict::global_minimizer) return;
    const CurvatureFound found = approx_lowest_curvature(objective_, *expansion_, out_.cone, options_.search);
    if (descend(found.direction, found.curvature)) {
      out_.second_order.method = "search";
      return;
    }
    conclude_undecided(
        out_.cone.nonnegative > 0
            ? fmt::format("With {} degenerate {} the second-order condition is a copositivity question that "
                          "the methods "
                          "at hand do not settle; no direction of negative curvature was found.",
                          out_.cone.nonnegative, out_.cone.nonnegative == 1 ? "entry" : "entries")
            : std::string("No direction of negative curvature was found."));
  }

  void conclude_undecided(std::string reason) {
    out_.reasons.push_back(std::move(reason));
    if (out_.verdict != Verdict::global_minimizer) out_.verdict = Verdict::undecided;
  }

  const Objective& objective_;
  CertifyOptions options_;
  std::unique_ptr<Expansion> expansion_;
  Certificate out_;
};

}  // namespace

void compare_with_witness(Certificate& certificate, double witness_objective) {
  certificate.witness_objective = witness_objective;
  const bool minimizer = certificate.verdict == Verdict::strict_local_minimizer ||
                         certificate.verdict == Verdict::local_minimizer;
  const bool lower = witness_objective < certificate.objective - certificate.objective_error;
  if (!lower) {
    certificate.reasons.push_back(
        fmt::format("The witness is not lower: objective {:.10g}.", witness_objective));
    return;
  }
  certificate.reasons.push_back(fmt::format("The witness is lower by {:.3g} % (objective {:.10g}).",
                                            100 * (1 - witness_objective / certificate.objective),
                                            witness_objective));
  if (minimizer) certificate.spurious = true;
}

Certificate certify(const Objective& objective, Matrix U, const CertifyOptions& options,
                    const Matrix* witness) {
  require_point(objective, U, "point", !options.unconstrained);
  if (witness != nullptr) require_point(objective, *witness, "witness", !options.unconstrained);
  const Stopwatch clock;
  Certificate certificate = Certifier(objective, options).run(std::move(U));
  if (witness != nullptr) compare_with_witness(certificate, objective.value(*witness));
  certificate.seconds = clock.seconds();
  return certificate;
}

}  // namespace orthant
