#include "orthant/prove/squares.hpp"

#include <gtest/gtest.h>

#include "orthant/operators/dense_sensing.hpp"
#include "orthant/operators/full.hpp"
#include "orthant/prove/exact_proof.hpp"
#include "support/sanitized.hpp"

namespace orthant {
namespace {

Certificate second_order_point() {
  Certificate out;
  out.verdict = Verdict::second_order_critical;
  return out;
}

Problem observed(const Matrix& M, const ScaledMatrix& U, bool symmetric = true) {
  Problem out;
  out.symmetric = symmetric;
  out.rank = U.cols();
  out.measurement = std::make_shared<const FullMeasurement>(M.rows(), M.cols());
  const RowMajorMatrix by_rows = M;
  out.measurements = Eigen::Map<const Vector>(by_rows.data(), by_rows.size());
  out.point = Factors{U, symmetric ? ScaledMatrix() : U};
  return out;
}

/// At zero the residual −M must be copositive: here it is semidefinite, with a null direction in the cone.
TEST(SearchedSquares, AResidualThatIsSemidefiniteNeedsNoPayer) {
  Matrix M(2, 2);
  M << -1, 1, 1, -1;
  const ProofAttempt attempt =
      prove_local_squares(observed(M, Matrix(Matrix::Zero(2, 1))), second_order_point());
  ASSERT_TRUE(attempt.proof) << attempt.reason;
  EXPECT_EQ(attempt.proof->verdict, Verdict::local_minimizer);
}

TEST(SearchedSquares, ASaddleHasNone) {
  Matrix M(2, 2);
  M << -1, 2, 2, -1;
  const ProofAttempt attempt =
      prove_local_squares(observed(M, Matrix(Matrix::Zero(2, 1))), second_order_point());
  EXPECT_FALSE(attempt.proof);
  EXPECT_NE(attempt.reason.find("no squares found"), std::string::npos) << attempt.reason;
}

TEST(SearchedSquares, ADirectionOfDescentAlongAnEntryIsNamed) {
  Matrix M(2, 2);
  M << -1, 0, 0, 1;
  const ProofAttempt attempt =
      prove_local_squares(observed(M, Matrix(Matrix::Zero(2, 1))), second_order_point());
  EXPECT_TRUE(attempt.reason.ends_with("f falls along entry (1, 0): second derivative -2")) << attempt.reason;
}

/// The strictly local minimum of two rows, where the radius is what is searched.
TEST(SearchedSquares, StrictMinimaAreFoundToo) {
  Matrix M(2, 2), U(2, 1);
  M << 4, 0, 0, 1;
  U << 2, 0;
  Problem problem = observed(M, U);
  problem.measurement = std::make_shared<const DenseSensing>(2, 2, RowMajorMatrix(Matrix::Identity(4, 4)));
  const ProofAttempt attempt = prove_local_squares(problem, second_order_point());
  ASSERT_TRUE(attempt.proof) << attempt.reason;
}

/// Theorem 4 as matrix sensing with the identity: the structure is hidden from the written identity.
TEST(SearchedSquares, Theorem4IsFoundByTheSearch) {
  if (test::sanitized) return;  // half a minute; the other searches here take the same way
  Matrix M = Matrix::Zero(4, 4), U = Matrix::Zero(4, 2);
  M.topLeftCorner(3, 3).setOnes();
  M(3, 3) = 1;
  U.topRows(3).setOnes();
  Problem problem = observed(M, ScaledMatrix(U, ExactScale::root(mpq_class(1, 2))));
  problem.measurement = std::make_shared<const DenseSensing>(4, 4, RowMajorMatrix(Matrix::Identity(16, 16)));
  const ProofAttempt attempt = prove_local_squares(problem, second_order_point());
  ASSERT_TRUE(attempt.proof) << attempt.reason;
}

/// The orbit of scalings of an asymmetric problem is a curve of zeros.
TEST(SearchedSquares, TheOrbitOfScalingsIsAFace) {
  Matrix M(2, 2), U(2, 1);
  M << 4, 0, 0, 1;
  U << 2, 0;
  Problem problem = observed(M, ScaledMatrix(U, ExactScale::root(mpq_class(1))), false);
  problem.measurement = std::make_shared<const DenseSensing>(2, 2, RowMajorMatrix(Matrix::Identity(4, 4)));
  const ProofAttempt attempt = prove_local_squares(problem, second_order_point());
  ASSERT_TRUE(attempt.proof) << attempt.reason;
}

TEST(SearchedSquares, MoreThanEightVariablesAreNotTried) {
  Matrix M = Matrix::Zero(9, 9);
  M(0, 1) = M(1, 0) = 1;
  EXPECT_NE(prove_local_squares(observed(M, Matrix(Matrix::Zero(9, 1))), second_order_point())
                .reason.find("9 variables"),
            std::string::npos);
}

}  // namespace
}  // namespace orthant
