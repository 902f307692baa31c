#include "orthant/claims/exact_point.hpp"

#include "orthant/io/problem_json.hpp"
#include "orthant/prove/checked_document.hpp"
#include "orthant/verify/definite.hpp"
#include "orthant/verify/read_problem.hpp"

namespace orthant::claims {

using verify::Rational;
using verify::RationalMatrix;

namespace {

verify::Numbers numbers(const ScaledMatrix& A) {
  Bundle bundle;
  const auto stored = factors_json(Factors{A, {}}, true, "", bundle);
  const BundleFiles files(bundle.files());
  verify::NamedFiles named(verify::Json::parse(bundle.hashes().dump()), files);
  verify::Problem sizes;
  sizes.rows = sizes.cols = static_cast<long>(A.rows());
  sizes.rank = static_cast<long>(A.cols());
  return verify::read_factors(verify::Json::parse(stored.dump()), "factors", sizes, named).L;
}

}  // namespace

struct ExactPoint::Parts {
  explicit Parts(const Problem& stored) {
    Problem plain = stored;
    plain.instance.clear();
    Bundle bundle;
    const auto document = write_problem_json(plain, bundle);
    problem = as_checked(document, bundle);
    exact = std::make_unique<verify::ExactProblem>(problem, work);
  }
  verify::Work work{exact_work};
  verify::Problem problem;
  std::unique_ptr<verify::ExactProblem> exact;
};

ExactPoint::ExactPoint(const Problem& problem) : parts_(std::make_unique<Parts>(problem)) {}
ExactPoint::~ExactPoint() = default;

Rational ExactPoint::value() const {
  return parts_->exact->objective();
}

Rational ExactPoint::truth_value() const {
  if (!parts_->problem.truth) throw verify::Rejected("the problem has no truth");
  return parts_->exact->value(*parts_->problem.truth, "truth");
}

Rational ExactPoint::value_at(const Factors& factors) const {
  verify::Factors read{numbers(factors.L), {}};
  if (!parts_->problem.symmetric) read.R = numbers(factors.R);
  return parts_->exact->value(read, "factors");
}

const RationalMatrix& ExactPoint::residual() const {
  return parts_->exact->residual();
}

RationalMatrix ExactPoint::scaled_gradient() const {
  return parts_->exact->scaled_gradient();
}

ExactPoint::Scales ExactPoint::scales() const {
  const verify::ExactProblem& exact = *parts_->exact;
  return {exact.squared_scale(0), exact.squared_scale(parts_->problem.stacked_rows() - 1),
          exact.product_of_scales()};
}

bool ExactPoint::is_stationary() const {
  try {
    cone();
    return true;
  } catch (const verify::Unfinished&) {
    throw;
  } catch (const verify::Rejected&) {
    return false;
  }
}

verify::ExactCone ExactPoint::cone() const {
  return parts_->exact->first_order();
}

Rational ExactPoint::form(const RationalMatrix& D) const {
  std::vector<verify::Variable> entries;
  std::vector<Rational> values;
  for (long i = 0; i < D.rows(); ++i) {
    for (long k = 0; k < D.cols(); ++k) {
      if (D.is_zero(i, k)) continue;
      entries.push_back({i, k});
      values.push_back(D(i, k));
    }
  }
  return verify::form(hessian(entries), values);
}

RationalMatrix ExactPoint::hessian(const std::vector<verify::Variable>& entries) const {
  verify::ExactCone support;
  support.kept = entries;
  support.degenerate.assign(entries.size(), false);
  return parts_->exact->hessian(support, false);
}

RationalMatrix ExactPoint::kernel(const RationalMatrix& X) const {
  return parts_->exact->measurement().kernel(X);
}

const verify::Problem& ExactPoint::problem() const {
  return parts_->problem;
}

}  // namespace orthant::claims
