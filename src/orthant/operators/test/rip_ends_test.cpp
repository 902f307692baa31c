// The outer ends of restricted isometry constants: eigenvalues known, estimated, or neither.

#include <gtest/gtest.h>

#include "orthant/linalg/symmetric.hpp"
#include "orthant/operators/finite_rank.hpp"
#include "orthant/operators/generators.hpp"
#include "orthant/operators/measurement_operator.hpp"
#include "orthant/operators/rip/rip.hpp"

namespace orthant {
namespace {

/// The same operator without its structure: no eigenvalues at hand.
class Plain final : public MeasurementOperator {
 public:
  explicit Plain(const MeasurementOperator& inner) : inner_(inner) {}
  std::string_view kind() const override { return "plain"; }
  Index rows() const override { return inner_.rows(); }
  Index cols() const override { return inner_.cols(); }
  Index measurements() const override { return inner_.measurements(); }
  Vector apply(const ConstMatrixRef& X) const override { return inner_.apply(X); }
  Matrix adjoint(const ConstVectorRef& y) const override { return inner_.adjoint(y); }
  Vector apply_product(const ConstMatrixRef& L, const ConstMatrixRef& R) const override {
    return inner_.apply_product(L, R);
  }
  Vector apply_product_error(const ConstMatrixRef& L, const ConstMatrixRef& R) const override {
    return inner_.apply_product_error(L, R);
  }
  std::unique_ptr<ImplicitMatrix> adjoint_product(Vector y) const override {
    return inner_.adjoint_product(std::move(y));
  }

 private:
  const MeasurementOperator& inner_;
};

TEST(RipEnds, LanczosFindsTheEigenvaluesAndSaysThatItEstimates) {
  const auto few = gaussian_sensing(6, 7, 30, 2), many = gaussian_sensing(6, 7, 90, 2);
  for (const auto& A : {few, many}) {
    const RipResult known = restricted_isometry(*A, 2), estimated = restricted_isometry(Plain(*A), 2);
    EXPECT_FALSE(known.upper_is_estimate);
    EXPECT_TRUE(estimated.upper_is_estimate);
    EXPECT_FALSE(estimated.attained);
    EXPECT_NEAR(estimated.upper, known.upper, 1e-8);
    EXPECT_NEAR(estimated.lower, known.lower, 1e-8);
  }
}

TEST(RipEnds, WithoutAnUpperEndTheScaledOneIsOne) {
  const auto A = random_rank_one(4000, 3000, 500, 1, 0.01);
  RipOptions options{.starts = 1, .sweeps = 2};
  const Plain plain(*A);
  const RipResult result = restricted_isometry(plain, 1, options);
  EXPECT_TRUE(std::isinf(result.upper));
  EXPECT_EQ(result.scaled_upper, 1);
  EXPECT_GT(result.lower, 0);
  EXPECT_FALSE(result.attained);
}

TEST(RipEnds, RankOneSensingKnowsItsEigenvalues) {
  for (const Index m : {7, 40}) {
    for (const double density : {1.0, 0.4}) {
      const auto A = random_rank_one(5, 4, m, 6, density);
      Matrix H(20, 20);
      for (Index e = 0; e < 20; ++e) H.col(e) = vec(A->adjoint(A->apply(unvec(Vector::Unit(20, e), 5, 4))));
      const Vector values = symmetric_eigenvalues(H);
      const RipResult result = restricted_isometry(*A, 4);
      EXPECT_NEAR(result.largest_upper, values(19), 1e-12 * values(19));
      EXPECT_NEAR(result.smallest_lower, std::max(0.0, values(0)), 1e-12 * values(19));
      EXPECT_TRUE(result.attained);
    }
  }
}

TEST(RipEnds, NearlyDependentTermsKeepTheirEigenvalues) {
  // ℋ = I + c(A(A + 10⁻⁶E)ᵀ + …) − c(AAᵀ + …) = I + c·10⁻⁶(AEᵀ + EAᵀ): 1 ± c·10⁻⁶ for A ⟂ E of norm 1.
  Matrix A = Matrix::Zero(3, 3), E = A;
  A(0, 0) = 1;
  E(1, 2) = 1;
  const double c = 1e5;
  const KernelMeasurement kernel(3, 3, {{Matrix(c * A), Matrix(A + 1e-6 * E)}, {Matrix(-c * A), A}});
  const RipResult result = restricted_isometry(kernel, 2);
  EXPECT_TRUE(result.attained);
  EXPECT_NEAR(result.upper, 0.1, 1e-9);
}

}  // namespace
}  // namespace orthant
