// The laws that every kind of measurement operator obeys. A new kind is one line in `kinds`.

#include <gtest/gtest.h>

#include <functional>

#include "orthant/linalg/symmetric.hpp"
#include "orthant/operators/dense_kernel.hpp"
#include "orthant/operators/entries.hpp"
#include "orthant/operators/finite_rank.hpp"
#include "orthant/operators/full.hpp"
#include "orthant/operators/generators.hpp"
#include "support/random_problems.hpp"

namespace orthant {
namespace {

using testing::compressed;
using testing::random_mask;
using testing::random_matrix;

std::shared_ptr<MeasurementOperator> entries_kind(Random& random, Index rows, Index cols) {
  const Matrix mask = random_mask(random, rows, cols, 0.5);
  Matrix omega = random_matrix(random, rows, cols);
  omega.array() += 0.1;
  return std::make_shared<EntriesMeasurement>(std::make_shared<SamplingPattern>(compressed(omega, mask)));
}

std::vector<LowRankTerm> random_terms(Random& random, Index rows, Index cols, double size) {
  std::vector<LowRankTerm> terms;
  for (int t = 0; t < 2; ++t) {
    Matrix left = random_matrix(random, rows, cols, true), right = random_matrix(random, rows, cols, true);
    left *= size / left.norm();
    right /= right.norm();
    terms.push_back({ScaledMatrix(left, ExactScale::root(mpq_class(1, 3))), right});
  }
  return terms;
}

/// A random positive semidefinite kernel, singular when there are several entries.
std::shared_ptr<MeasurementOperator> dense_kernel(Random& random, Index rows, Index cols) {
  const Index order = rows * cols;
  const Matrix root = random_matrix(random, std::max<Index>(1, order - 2), order, true);
  Matrix H = root.transpose() * root;
  H = (0.5 * (H + H.transpose())).eval();
  return std::make_shared<DenseKernelMeasurement>(rows, cols, H);
}

template <class Operator>
std::shared_ptr<MeasurementOperator> unconst(std::shared_ptr<const Operator> measurement) {
  return std::const_pointer_cast<Operator>(std::move(measurement));
}

struct Kind {
  const char* name;
  std::function<std::shared_ptr<MeasurementOperator>(Random&, Index, Index)> make;
};

const Kind kinds[] = {
    {"full", [](Random&, Index n, Index m) { return std::make_shared<FullMeasurement>(n, m); }},
    {"entries", entries_kind},
    {"kernel",
     [](Random& random, Index n, Index m) {
       return std::make_shared<KernelMeasurement>(n, m, random_terms(random, n, m, 0.4));
     }},
    {"kernel_without_terms",
     [](Random&, Index n, Index m) {
       return std::make_shared<KernelMeasurement>(n, m, std::vector<LowRankTerm>{});
     }},
    {"kernel_dense", dense_kernel},
    {"identity_plus_low_rank",
     [](Random& random, Index n, Index m) {
       return std::make_shared<IdentityPlusLowRank>(n, m, random_terms(random, n, m, 2));
     }},
    {"dense_sensing_few",
     [](Random& random, Index n, Index m) { return unconst(gaussian_sensing(n, m, 3, random.below(1000))); }},
    {"dense_sensing_many", [](Random& random, Index n,
                              Index m) { return unconst(rademacher_sensing(n, m, 70, random.below(1000))); }},
    {"rank_one",
     [](Random& random, Index n, Index m) { return unconst(random_rank_one(n, m, 12, random.below(1000))); }},
    {"rank_one_sparse", [](Random& random, Index n,
                           Index m) { return unconst(random_rank_one(n, m, 12, random.below(1000), 0.4)); }},
    {"sample_uniform",
     [](Random& random, Index n, Index m) {
       return unconst(sample_uniform(n, m, (n * m + 1) / 2, random.below(1000)));
     }},
    {"sample_power_law",
     [](Random& random, Index n, Index m) {
       return unconst(sample_power_law(n, m, n * m / 2, 1, random.below(1000)));
     }},
};

class OperatorLaws : public ::testing::TestWithParam<Kind> {
 protected:
  /// Calls `law` on operators of several shapes.
  void for_shapes(const std::function<void(Random&, const MeasurementOperator&)>& law) {
    for (const auto& [rows, cols] : {std::pair<Index, Index>{7, 5}, {3, 11}, {1, 4}, {6, 1}, {8, 8}}) {
      Random random(11, static_cast<std::uint64_t>(rows * 100 + cols));
      const auto measurement = GetParam().make(random, rows, cols);
      ASSERT_EQ(measurement->rows(), rows);
      ASSERT_EQ(measurement->cols(), cols);
      law(random, *measurement);
    }
  }
};

Vector random_vector(Random& random, Index n) {
  return random_matrix(random, n, 1, true);
}

TEST_P(OperatorLaws, AdjointIsTheTranspose) {
  for_shapes([](Random& random, const MeasurementOperator& A) {
    const Matrix X = random_matrix(random, A.rows(), A.cols(), true);
    const Vector y = random_vector(random, A.measurements());
    EXPECT_NEAR(A.apply(X).dot(y), X.cwiseProduct(A.adjoint(y)).sum(), 1e-12 * (1 + X.norm() * y.norm()));
  });
}

TEST_P(OperatorLaws, ApplyIsLinear) {
  for_shapes([](Random& random, const MeasurementOperator& A) {
    const Matrix X = random_matrix(random, A.rows(), A.cols(), true),
                 Y = random_matrix(random, A.rows(), A.cols(), true);
    const Vector both = A.apply(2.5 * X - 0.75 * Y);
    EXPECT_LE((both - 2.5 * A.apply(X) + 0.75 * A.apply(Y)).norm(), 1e-13 * (1 + both.norm()));
  });
}

TEST_P(OperatorLaws, FactorPathIsMatrixPath) {
  for_shapes([](Random& random, const MeasurementOperator& A) {
    const Matrix L = random_matrix(random, A.rows(), 3, true), R = random_matrix(random, A.cols(), 3, true);
    const Matrix X = L * R.transpose();
    EXPECT_LE((A.apply_product(L, R) - A.apply(X)).norm(), 1e-13 * (1 + X.norm()));
    const Matrix H = A.adjoint(A.apply(X));
    const auto kernel = A.kernel_product(L, R);
    const Matrix V = random_matrix(random, A.cols(), 2, true), W = random_matrix(random, A.rows(), 2, true);
    EXPECT_LE((kernel->times(V) - H * V).norm(), 1e-12 * (1 + H.norm() * V.norm()));
    EXPECT_LE((kernel->transpose_times(W) - H.transpose() * W).norm(), 1e-12 * (1 + H.norm() * W.norm()));
  });
}

TEST_P(OperatorLaws, AdjointNormIsThatOfTheMatrix) {
  for_shapes([](Random& random, const MeasurementOperator& A) {
    const Vector y = random_vector(random, A.measurements());
    const double norm = A.adjoint(y).norm();
    EXPECT_NEAR(A.adjoint_norm(y), norm, 1e-12 * norm);
  });
}

TEST_P(OperatorLaws, KernelIsSymmetricAndPositive) {
  for_shapes([](Random& random, const MeasurementOperator& A) {
    const Matrix L = random_matrix(random, A.rows(), 2, true), R = random_matrix(random, A.cols(), 2, true);
    const Matrix P = random_matrix(random, A.rows(), 3, true), Q = random_matrix(random, A.cols(), 3, true);
    const double forward = A.kernel_inner(L, R, P, Q), backward = A.kernel_inner(P, Q, L, R);
    EXPECT_NEAR(forward, backward, 1e-12 * (1 + std::abs(forward)));
    EXPECT_NEAR(forward, A.apply(L * R.transpose()).dot(A.apply(P * Q.transpose())),
                1e-11 * (1 + std::abs(forward)));
    EXPECT_NEAR(A.kernel_inner(L, R, L, R), A.apply_product(L, R).squaredNorm(),
                1e-11 * (1 + std::abs(forward)));
  });
}

TEST_P(OperatorLaws, ExtremesAreThoseOfTheDenseKernel) {
  for_shapes([](Random&, const MeasurementOperator& A) {
    const auto extremes = A.kernel_extremes();
    if (!extremes) return;
    const Index size = A.rows() * A.cols();
    Matrix H(size, size);
    for (Index e = 0; e < size; ++e) {
      Matrix unit = Matrix::Zero(A.rows(), A.cols());
      unit.data()[e] = 1;
      const Matrix image = A.adjoint(A.apply(unit));
      H.col(e) = Eigen::Map<const Vector>(image.data(), size);
    }
    const Vector values = symmetric_eigenvalues(H);
    EXPECT_NEAR(extremes->smallest, values(0), 1e-10 * (1 + values(size - 1)));
    EXPECT_NEAR(extremes->largest, values(size - 1), 1e-10 * (1 + values(size - 1)));
    EXPECT_GE(extremes->smallest_rank, 1);
    EXPECT_LE(extremes->largest_rank, std::min(A.rows(), A.cols()));
  });
}

INSTANTIATE_TEST_SUITE_P(Kinds, OperatorLaws, ::testing::ValuesIn(kinds),
                         [](const auto& kind) { return std::string(kind.param.name); });

}  // namespace
}  // namespace orthant
