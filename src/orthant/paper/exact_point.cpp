#include "orthant/paper/exact_point.hpp"

#include "checker/exact/definite.hpp"
#include "checker/read/read_problem.hpp"
#include "orthant/files/problem_folder.hpp"

namespace orthant::paper {

using checker::Rational;
using checker::RationalMatrix;

// ---- rational matrices --------------------------------------------------------------------------

Rational rational(const mpq_class& q) {
  Rational out;
  fmpq_set_mpq(out.get(), q.get_mpq_t());
  return out;
}

RationalMatrix rational(const ConstMatrixRef& M) {
  return entrywise(M.rows(), M.cols(), [&](long i, long j) { return Rational::from_double(M(i, j)); });
}

Rational dot(const RationalMatrix& A, const RationalMatrix& B) {
  checker::Work work({.poll = check_budget});
  return checker::inner(A, B, work);
}

RationalMatrix operator*(const RationalMatrix& A, const RationalMatrix& B) {
  checker::Work work({.poll = check_budget});
  return times(A, B, work);
}

Matrix doubles(const RationalMatrix& A) {
  Matrix out(A.rows(), A.cols());
  for (long i = 0; i < A.rows(); ++i)
    for (long j = 0; j < A.cols(); ++j) out(i, j) = A(i, j).approx();
  return out;
}

RationalMatrix identity(long n) {
  return entrywise(n, n, [](long i, long j) { return i == j ? 1 : 0; });
}

RationalMatrix unit(long rows, long cols, long i, long j) {
  RationalMatrix out(rows, cols);
  out.set(i, j, 1);
  return out;
}

RationalMatrix random_rationals(Random& random, long rows, long cols, bool nonnegative) {
  return entrywise(rows, cols, [&](long, long) {
    const long k =
        nonnegative ? static_cast<long>(random.below(17)) : static_cast<long>(random.below(33)) - 16;
    return Rational(k) / Rational(16);
  });
}

// ---- a problem at its point ---------------------------------------------------------------------

namespace {

checker::Numbers numbers(const ScaledMatrix& A) {
  Bundle bundle;
  const auto stored = factors_json(Factors{A, {}}, true, "", bundle);
  checker::NamedFiles named(bundle);
  checker::Problem sizes;
  sizes.rows = sizes.cols = static_cast<long>(A.rows());
  sizes.rank = static_cast<long>(A.cols());
  return checker::read_factors(checker::Json(stored), "factors", sizes, named).L;
}

}  // namespace

ExactPoint::ExactPoint(const Problem& stored) {
  Problem plain = stored;
  plain.instance.clear();
  Bundle bundle;
  const auto document = write_problem_json(plain, bundle);
  problem_ = as_checked(document, bundle);
  exact_ = std::make_unique<checker::ExactProblem>(problem_, work_);
}

Rational ExactPoint::truth_value() const {
  if (!problem_.truth) throw checker::Rejected("the problem has no truth");
  return exact_->value(*problem_.truth, "truth");
}

Rational ExactPoint::value_at(const Factors& factors) const {
  checker::Factors read{numbers(factors.L), {}};
  if (!problem_.symmetric) read.R = numbers(factors.R);
  return exact_->value(read, "factors");
}

ExactPoint::Scales ExactPoint::scales() const {
  return {exact_->squared_scale(0), exact_->squared_scale(problem_.stacked_rows() - 1),
          exact_->product_of_scales()};
}

bool ExactPoint::is_stationary() const {
  try {
    cone();
    return true;
  } catch (const checker::Unfinished&) {
    throw;
  } catch (const checker::Rejected&) {
    return false;
  }
}

Rational ExactPoint::form(const RationalMatrix& D) const {
  std::vector<checker::Variable> entries;
  std::vector<Rational> values;
  for (long i = 0; i < D.rows(); ++i) {
    for (long k = 0; k < D.cols(); ++k) {
      if (D.is_zero(i, k)) continue;
      entries.push_back({i, k});
      values.push_back(D(i, k));
    }
  }
  return checker::form(hessian(entries), values);
}

RationalMatrix ExactPoint::hessian(const std::vector<checker::Variable>& entries) const {
  checker::ExactCone support;
  support.kept = entries;
  support.degenerate.assign(entries.size(), false);
  return exact_->hessian(support, false);
}

}  // namespace orthant::paper
