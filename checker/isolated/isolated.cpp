/// Method isolated_minimizer: exactly one local minimizer near a stored point (docs/isolated.md).
///
///   1. μ̄ = μ − Λρ > 0, where ∇²f(U₀) ⪰ μI on V
///   2. ε < ½μ̄ρ
///   3. ∂f(U₀) > Mρ at fixed entries
///
/// Everything but 1 costs one gradient in balls; see row_hessian.cpp and dense_hessian.cpp for 1.
#include <algorithm>

#include "checker/isolated/isolated_parts.hpp"
#include "checker/read/claims.hpp"
#include "checker/read/files.hpp"

namespace orthant::checker {

namespace {

/// At least the largest eigenvalue of 𝒜*𝒜.
Ball kernel_norm(const Problem& problem, const Misfit* misfit, const Work& work) {
  if (misfit != nullptr) return misfit->kernel_norm(work);
  if (!problem.weight) return Ball(1.0);
  return Ball(*std::max_element(problem.weight->values.begin(), problem.weight->values.end())).square();
}

/// Λ and M on the ball of radius ρ.
struct Constants {
  Ball lipschitz, norm_at_point, norm;
};

Constants constants(const Problem& problem, const Misfit* misfit, const FirstOrder& at, const Ball& rho,
                    const Work& work) {
  const Ball kappa = kernel_norm(problem, misfit, work), lambda(problem.balance), square = at.norm.square();
  Constants out;
  if (problem.symmetric) {
    out.lipschitz = Ball(12.0) * kappa * (at.norm + rho);
    out.norm_at_point = Ball(2.0) * at.residual_norm + Ball(4.0) * kappa * square;
  } else {
    out.lipschitz = (Ball(3.0) * kappa + Ball(12.0) * lambda) * (at.norm + rho);
    out.norm_at_point =
        at.residual_norm + kappa * square + lambda * (Ball(2.0) * at.imbalance_norm + Ball(4.0) * square);
  }
  out.norm = out.norm_at_point + out.lipschitz * rho;
  return out;
}

/// ε², and condition 3.
Ball gradient_square(const Problem& problem, const Partition& partition, const FirstOrder& at,
                     const Ball& needed) {
  Ball squares;
  for (long i = 0; i < problem.stacked_rows(); ++i)
    for (long k = 0; k < problem.rank; ++k) {
      Ball g;
      arb_set(g.get(), i < problem.rows ? at.gradient_L.at(i, k) : at.gradient_R.at(i - problem.rows, k));
      switch (partition(i, k)) {
        case Partition::Kind::free:
          squares += g.magnitude_bound().square();
          break;
        case Partition::Kind::degenerate:
          squares += g.negative_part_bound().square();
          break;
        case Partition::Kind::fixed:
          if (!certainly_less(needed, g))
            throw Rejected("condition 3 fails: at the fixed entry [" + std::to_string(i) + ", " +
                           std::to_string(k) + "] the gradient is " + g.text() +
                           "; expected more than Mρ = " + needed.text());
          break;
        case Partition::Kind::pinned:
          break;  // constant
      }
    }
  return squares;
}

/// f at the minimizer lies in [f(U₀) − ε²/(2μ̄), f(U₀)]; a sum of squares is never negative.
void require_objective(const Claims& claims, const Misfit* misfit, const Ball& value, const Ball& gain) {
  const Ball low(claims.objective_low), high(claims.objective_high);
  if (!certainly_at_most(value, high))
    throw Rejected("the objective is at most " + value.text(17) + " only; claims.objective ends at " +
                   high.text(17));
  const bool nothing_said =
      claims.objective_low.sign() <= 0 && (misfit == nullptr || misfit->is_nonnegative());
  if (!nothing_said && !certainly_at_most(low, value - gain))
    throw Rejected("the objective is at least " + value.text(17) + " − " + gain.text() +
                   " only; claims.objective begins at " + low.text(17));
}

std::string require_spurious(const Problem& problem, const Misfit* misfit, const Claims& claims,
                             const Work& work) {
  if (!claims.spurious) return "";
  const Factors* lower = problem.witness ? &*problem.witness : problem.truth ? &*problem.truth : nullptr;
  const std::string name = problem.witness ? "witness" : "truth";
  if (!*claims.spurious) throw Rejected("spurious is false, which isolated_minimizer does not prove");
  if (!lower) throw Rejected("spurious is true, without a witness or a truth");
  if (lower->L.cols > problem.rank)
    throw Rejected("the " + name + " has " + std::to_string(lower->L.cols) +
                   " columns; expected at most rank = " + std::to_string(problem.rank));
  const Ball value = objective_value(problem, misfit, *lower, work);
  if (!certainly_less(value, Ball(claims.objective_low)))
    throw Rejected("the objective of the " + name + " is " + value.text() +
                   ", not below the lower end of claims.objective, " + Ball(claims.objective_low).text());
  return "; it is spurious: the " + name + " has a lower objective, at most " + value.at_least(15);
}

/// Rows of one factor do not interact.
bool separates(const Problem& problem, const Misfit* misfit) {
  return misfit == nullptr && !problem.symmetric && problem.balance.sign() == 0;
}

/// What is written in a few numbers (a truth, sparse data) must not ask for days of arithmetic: the work of
/// the gradient, of the values and of condition 1, before any of it begins.
void take_work(const Problem& problem, const Partition& partition, const Misfit* misfit, Work& work) {
  constexpr long most_rows = 1L << 20;
  const double observed = problem.measures_all_entries()
                              ? static_cast<double>(problem.rows) * static_cast<double>(problem.cols)
                              : static_cast<double>(problem.index.at.size());
  const long columns = 6 * problem.rank + (problem.truth ? problem.truth->L.cols : 0) +
                       (problem.witness ? problem.witness->L.cols : 0);
  if (problem.rows > most_rows || problem.cols > most_rows)
    throw Rejected("isolated_minimizer of a " + std::to_string(problem.rows) + "×" +
                   std::to_string(problem.cols) +
                   " problem is too large to check: at most 2^20 rows and columns");
  // First: counting the rest looks at each entry.
  if (misfit != nullptr)
    work.take(misfit_product *
              (misfit->work_norm() + misfit->work_at(problem.rank, true) + misfit->work_at(columns, false)));
  else
    work.take(ball_product * observed * static_cast<double>(columns));
  work.take(separates(problem, misfit) ? work_by_rows(problem, partition, work)
                                       : work_dense(problem, partition, misfit));
}

/// That there is one holds for a larger radius too, that there is no other for a smaller one.
std::string place_sentence(const Rational& radius, bool pins) {
  const std::string above = radius.at_least(), below = radius.at_most();
  const std::string which = std::string("local minimizer") +
                            (pins ? " with the pinned entries of the stored point" : "") + " lies within " +
                            above + (pins ? " of that point" : " of the stored point");
  return above == below ? "exactly one " + which : "a " + which + ", and no other within " + below;
}

}  // namespace

std::string check_isolated(const Problem& problem, const Claims& claims, const nlohmann::json& evidence,
                           Work& work) {
  require_fields(evidence, "proof.evidence", {"hessian", "pins", "degenerate"});
  if (!problem.point.L.scale.is_one() || !problem.point.R.scale.is_one())
    throw Rejected("the point of isolated_minimizer has a scale; expected plain doubles");
  if (!claims.radius || claims.radius->sign() <= 0) throw Rejected("proof.claims.radius is not positive");
  if (claims.global_low) throw Rejected("proof.claims.global_low: isolated_minimizer proves none");
  const Rational mu = rational_field(evidence, "proof.evidence", "hessian");
  if (mu.sign() <= 0) throw Rejected("proof.evidence.hessian is not positive");
  const Partition partition(problem, evidence);
  if (claims.modulus && partition.keeps_nothing())
    throw Rejected("claims.modulus: no entry is free or degenerate, a modulus about nothing");
  const std::unique_ptr<Misfit> owned = misfit_of(problem);
  const Misfit* misfit = owned.get();
  take_work(problem, partition, misfit, work);

  const FirstOrder at = first_order(problem, misfit, work);
  const Ball rho(*claims.radius);
  const Constants bounds = constants(problem, misfit, at, rho, work);
  const Ball modulus = Ball(mu) - bounds.lipschitz * rho;
  if (!certainly_less(Ball(), modulus))
    throw Rejected("condition 1 fails: hessian = " + Ball(mu).text() +
                   " is not above Λρ = " + (bounds.lipschitz * rho).text());
  if (claims.modulus && !certainly_at_most(Ball(*claims.modulus), modulus))
    throw Rejected("claims.modulus = " + Ball(*claims.modulus).text() +
                   " is above μ̄ = hessian − Λρ = " + modulus.text());
  const Ball square = gradient_square(problem, partition, at, bounds.norm * rho);
  const Ball epsilon = square.root(), allowed = Ball(0.5) * modulus * rho;
  if (!certainly_less(epsilon, allowed))
    throw Rejected("condition 2 fails: the gradient on the kept entries is " + epsilon.text() +
                   "; expected less than ½μ̄ρ = " + allowed.text());
  require_objective(claims, misfit, at.value, square / (Ball(2.0) * modulus));
  const std::string spurious = require_spurious(problem, misfit, claims, work);

  if (separates(problem, misfit))
    require_definite_by_rows(problem, partition, mu, work);
  else
    require_definite_dense(problem, partition, mu,
                           arf_get_d(arb_midref(bounds.norm_at_point.get()), ARF_RND_UP), misfit, at.S, work);
  return place_sentence(*claims.radius, partition.has_pins()) + "; it is strict" +
         (partition.has_pins() ? " up to the scaling of columns" : "") + ", with objective from " +
         claims.objective_low.at_most(15) + " to " + claims.objective_high.at_least(15) + spurious;
}

}  // namespace orthant::checker
