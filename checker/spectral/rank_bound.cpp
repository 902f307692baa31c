#include "checker/spectral/rank_bound.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "checker/isolated/isolated_parts.hpp"
#include "checker/read/document.hpp"
#include "checker/read/files.hpp"
#include "checker/spectral/full_data.hpp"

namespace orthant::checker {

namespace {

void take_products(const FullData& data, double count, Work& work) {
  work.take(line_product * data.stored() * count);
}

/// ⟨P, Q⟩ of symmetric matrices.
Ball inner(const BallMatrix& P, const BallMatrix& Q) {
  Ball sum;
  for (long a = 0; a < P.rows(); ++a)
    arb_dot(sum.get(), sum.get(), 0, P.row(a), 1, Q.row(a), 1, P.cols(), Ball::bits);
  return sum;
}

/// The largest quotient x_j / v_j, rounded up; x ≥ 0.
class LargestQuotient {
 public:
  void add(const Ball& x, double v) {
    const Ball quotient = x / Ball(v);
    if (!certainly_at_most(quotient, largest_)) largest_ = quotient.magnitude_bound();
  }
  const Ball& value() const { return largest_; }

 private:
  Ball largest_;
};

}  // namespace

Ball half_square_norm(const Problem& problem, Work& work) {
  const FullData data(problem);
  take_products(data, 1, work);
  LineProducts line(data, false, false);
  Ball squares;
  for (long i = 0; i < data.rows(); ++i) {
    work.poll();
    line.take(i);
    line.add_squares(squares);
  }
  return squares * Ball(0.5);
}

Ball full_objective(const Problem& problem, const Factors& factors, Work& work) {
  const FullData data(problem);
  const long r = factors.L.cols;
  const double rows = static_cast<double>(data.rows() + data.cols()), rank = static_cast<double>(r);
  take_products(data, 1 + rank, work);
  work.take(ball_product * rows * rank * (rank + 1));
  const BallMatrix L = BallMatrix::of(factors.L);
  const BallMatrix R = BallMatrix::of(problem.symmetric ? factors.L : factors.R);
  LineProducts line(data, false, false);
  BallMatrix fitted(1, r);
  Ball squares, cross;
  for (long i = 0; i < data.rows(); ++i) {
    work.poll();
    line.take(i);
    line.add_squares(squares);
    line.times(R, fitted.row(0));
    arb_dot(cross.get(), cross.get(), 0, fitted.row(0), 1, L.row(i), 1, r, Ball::bits);
  }
  BallMatrix left = gram(L);
  const BallMatrix right = gram(R);
  Ball value = (squares + inner(left, right)) * Ball(0.5) - cross;
  if (problem.balance.sign() == 0) return value;
  for (long a = 0; a < r; ++a)
    for (long b = 0; b < r; ++b) arb_sub(left.at(a, b), left.at(a, b), right.at(a, b), Ball::bits);
  return value + Ball(problem.balance) * left.square_sum() * Ball(0.5);
}

namespace {

/// v as a column.
BallMatrix positive_vector(const Problem& problem) {
  if (!problem.dual || problem.dual->rows != problem.cols || problem.dual->cols != 1)
    throw Rejected("proof.gap.vector is not a column of " + std::to_string(problem.cols) + " numbers");
  if (!problem.dual->scale.is_one()) throw Rejected("proof.gap.vector has a scale; expected plain doubles");
  const auto& v = problem.dual->values;
  const auto bad = std::find_if(v.begin(), v.end(), [](double x) { return !(x > 0); });
  if (bad != v.end())
    throw Rejected("proof.gap.vector has an entry that is not positive, at " +
                   std::to_string(bad - v.begin()));
  return BallMatrix::of(*problem.dual);
}

/// max(A, 0)X, or max(A, 0)ᵀX, of one column.
BallMatrix positive_product(const FullData& data, bool transposed, const BallMatrix& X, const Work& work) {
  BallMatrix out(transposed ? data.cols() : data.rows(), 1);
  LineProducts line(data, transposed, true);
  for (long i = 0; i < out.rows(); ++i) {
    work.poll();
    line.take(i);
    line.times(X, out.at(i, 0));
  }
  return out;
}

}  // namespace

Ball perron_bound(const Problem& problem, Work& work) {
  if (problem.rank != 1)
    throw Rejected("proof.gap of kind perron with rank " + std::to_string(problem.rank) + "; expected 1");
  const FullData data(problem);
  take_products(data, 2, work);
  const BallMatrix v = positive_vector(problem);
  const BallMatrix w = positive_product(data, false, v, work);
  const BallMatrix z = positive_product(data, true, problem.symmetric ? v : w, work);
  LargestQuotient largest;
  Ball x;
  for (long j = 0; j < z.rows(); ++j) {
    arb_set(x.get(), z.at(j, 0));
    if (problem.symmetric) {
      arb_add(x.get(), x.get(), w.at(j, 0), Ball::bits);
      x *= Ball(0.5);
    }
    largest.add(x, problem.dual->values[j]);
  }
  const Ball sum = problem.symmetric ? largest.value().square() : largest.value();
  return half_square_norm(problem, work) - sum * Ball(0.5);
}

Ball shift_bound(const Problem& problem, const Rational& tau, Work& work) {
  const BallMatrix F = BallMatrix::of(*problem.dual);
  work.take(ball_product * static_cast<double>(F.rows()) * static_cast<double>(F.cols() * (F.cols() + 1)));
  const BallMatrix FtF = gram(F);
  Ball trace;
  for (long a = 0; a < FtF.rows(); ++a) arb_add(trace.get(), trace.get(), FtF.at(a, a), Ball::bits);
  const Ball t(tau), r(Rational(problem.rank));
  const Ball sum =
      problem.symmetric ? r * t.square() + Ball(2.0) * t * trace + FtF.square_sum() : r * t + trace;
  return half_square_norm(problem, work) - sum * Ball(0.5);
}

namespace {

/// ½‖b‖² times this is rounding: a fit with less is one of relative error at most 1e-12.
Ball nothing() {
  return Ball(Rational(1) / Rational(1000000)).square().square();  // 1e-24
}

Ball gap_bound(const Problem& problem, const nlohmann::json& gap, Work& work) {
  const std::string where = "proof.gap";
  const std::string& kind = text_field(gap, where, "kind");
  if (kind == "perron") {
    require_fields(gap, where, {"kind", "vector"});
    return perron_bound(problem, work);
  }
  if (kind != "shift") throw Rejected(where + ".kind is \"" + excerpt(kind) + "\"; expected perron or shift");
  require_fields(gap, where, {"kind", "shift", "factor"});
  const Rational tau = rational_field(gap, where, "shift");
  if (tau.sign() < 0) throw Rejected(where + ".shift is negative");
  require_above_data(problem, tau, work);
  return shift_bound(problem, tau, work);
}

}  // namespace

std::string check_rank_gap(const Problem& problem, const Claims& claims, const nlohmann::json& gap,
                           Work& work) {
  if (!claims.global_rank || *claims.global_rank != problem.rank)
    throw Rejected("proof.claims.global_rank is not " + std::to_string(problem.rank) +
                   ", the rank that proof.gap is about");
  const Ball low = gap_bound(problem, gap, work);
  if (!certainly_at_most(Ball(*claims.global_low), low))
    throw Rejected("claims.global_low = " + Ball(*claims.global_low).text(17) +
                   " is above the bound of its rank, " + low.text(17));
  const bool any_sign = gap["kind"] != "perron";
  return "no " + std::string(any_sign ? "" : "nonnegative ") + "factors of rank " +
         std::to_string(problem.rank) + (any_sign ? ", nonnegative or not," : "") +
         " have an objective below " + claims.global_low->at_most(10);
}

namespace {

/// f at the point and at factors of zero.
std::pair<Ball, Ball> values_of(const Problem& problem, Work& work) {
  if (problem.kind->misfit == nullptr)
    return {full_objective(problem, problem.point, work), half_square_norm(problem, work)};
  const std::unique_ptr<Misfit> misfit = misfit_of(problem);
  if (!misfit->is_nonnegative())
    throw Rejected("bound: the kernel of the operator is not shown to be positive semidefinite");
  work.take(2 * misfit_product *
            misfit->work_at(problem.rank + (problem.truth ? problem.truth->L.cols : 0), false));
  const BallMatrix none(problem.rows, 1), other(problem.cols, 1);
  return {objective_value(problem, misfit.get(), problem.point, work),
          misfit->at(none, other, false, work).value};
}

}  // namespace

std::string check_bound(const Problem& problem, const Claims& claims, const nlohmann::json& evidence,
                        Work& work) {
  require_fields(evidence, "proof.evidence", {"kind"});
  const std::string& kind = text_field(evidence, "proof.evidence", "kind");
  if (kind != "zero" && kind != "gap")
    throw Rejected("proof.evidence.kind is \"" + excerpt(kind) + "\"; expected zero or gap");
  if (!problem.point.L.scale.is_one() || !problem.point.R.scale.is_one())
    throw Rejected("the point of bound has a scale; expected plain doubles");
  if (claims.modulus || claims.radius) throw Rejected("proof.claims: bound proves no modulus and no radius");
  if (claims.spurious && *claims.spurious) throw Rejected("spurious true of a global minimizer");
  if (claims.global_low) throw Rejected("proof.claims.global_low without a proof.gap");
  if ((kind == "gap") != claims.gap_low.has_value())
    throw Rejected("proof.evidence.kind is " + kind + (claims.gap_low ? ", with" : ", without") +
                   " a proof.gap");
  const Rational low = claims.gap_low.value_or(Rational());  // f ≥ 0 for every rank
  const auto [value, zero_value] = values_of(problem, work);
  const Ball high(claims.objective_high);
  if (!certainly_at_most(value, high))
    throw Rejected("the objective is at most " + value.at_least(17) + " only; claims.objective ends at " +
                   high.text(17));
  if (claims.objective_low.sign() > 0 && !certainly_at_most(Ball(claims.objective_low), value))
    throw Rejected("claims.objective begins at " + Ball(claims.objective_low).text(17) +
                   ", above the objective, " + value.text(17));
  const Ball above = high - Ball(low);
  const bool by_size = certainly_at_most(above, nothing() * zero_value);
  if (!by_size && !certainly_at_most(above, Ball(low) * Ball(Rational(1) / Rational(100000000))))
    throw Rejected("the objective may be " + above.text() + " above the bound " + Ball(low).text(17) +
                   "; expected at most 1e-8 of the bound, or 1e-24 of ½‖A‖²");
  return "the stored factors are a global minimizer up to a gap: their objective is at most " +
         claims.objective_high.at_least(15) + ", and no factors of rank " + std::to_string(problem.rank) +
         " have one lower than that by more than " + above.at_least(3);
}

}  // namespace orthant::checker
