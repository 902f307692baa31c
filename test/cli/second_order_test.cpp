/// The modulus that `certify` prints against a plain dense computation: the Hessian from central differences
/// of the gradient, with the scaling of columns fixed where it is free, on the entries that are positive.

#include <gtest/gtest.h>

#include <Eigen/Eigenvalues>
#include <cmath>

#include "factors.hpp"
#include "orthant/base/random.hpp"
#include "run.hpp"

namespace orthant::cli {
namespace {

/// ½‖M ∘ (LRᵀ − X)‖² + ½λ‖LᵀL − RᵀR‖² of the stacked point U = [L; R]; M has ones where X is observed.
struct Problem {
  Matrix X, M;
  double balance = 0;

  Index rows() const { return X.rows() + X.cols(); }

  double objective(const Matrix& U) const {
    const auto L = U.topRows(X.rows()), R = U.bottomRows(X.cols());
    return M.cwiseProduct(L * R.transpose() - X).squaredNorm() / 2 +
           balance / 2 * (L.transpose() * L - R.transpose() * R).squaredNorm();
  }

  Matrix gradient(const Matrix& U) const {
    const Matrix L = U.topRows(X.rows()), R = U.bottomRows(X.cols());
    const Matrix S = M.cwiseProduct(L * R.transpose() - X);
    const Matrix B = L.transpose() * L - R.transpose() * R;
    Matrix G(rows(), U.cols());
    G << S * R + 2 * balance * L * B, S.transpose() * L - 2 * balance * R * B;
    return G;
  }

  /// Column-major order of entries. The gradient is a cubic polynomial, so central differences with h and
  /// 2h, combined, leave rounding only.
  Matrix hessian(const Matrix& U) const {
    const double h = 1e-2 * U.maxCoeff();
    const Index n = U.size();
    Matrix H(n, n);
    for (Index p = 0; p < n; ++p) {
      const auto difference = [&](double step) -> Matrix {
        Matrix ahead = U, behind = U;
        ahead(p % U.rows(), p / U.rows()) += step;
        behind(p % U.rows(), p / U.rows()) -= step;
        return (gradient(ahead) - gradient(behind)) / (2 * step);
      };
      const Matrix column = (4 * difference(h) - difference(2 * h)) / 3;
      H.col(p) = column.reshaped();
    }
    return (H + H.transpose()) / 2;
  }

  /// + Σ_k w_k w_kᵀ, w_k = (2 l_k; −2 r_k) in column k: the second derivative of ½Σ_k(‖l_k‖² − ‖r_k‖²)² at a
  /// balanced point.
  void fix_scaling(const Matrix& U, Matrix& H) const {
    for (Index k = 0; k < U.cols(); ++k) {
      Matrix W = Matrix::Zero(U.rows(), U.cols());
      W.col(k) << 2 * U.col(k).head(X.rows()), -2 * U.col(k).tail(X.cols());
      H += W.reshaped() * W.reshaped().transpose();
    }
  }
};

double smallest_on_positive_entries(const Matrix& H, const Matrix& U) {
  std::vector<Index> free;
  for (Index p = 0; p < U.size(); ++p)
    if (U.data()[p] > 0) free.push_back(p);
  const Matrix reduced = H(free, free);
  return Eigen::SelfAdjointEigenSolver<Matrix>(reduced, Eigen::EigenvaluesOnly).eigenvalues()(0);
}

Matrix random_matrix(std::uint64_t seed, Index rows, Index cols) {
  Random random(seed);
  return Matrix::NullaryExpr(rows, cols, [&] { return random.uniform(); });
}

/// About half of the entries are 0: then the factors have zeros too, and scaling is their only freedom.
Matrix random_with_zeros(std::uint64_t seed, Index rows, Index cols) {
  return (2 * random_matrix(seed, rows, cols).array() - 1).cwiseMax(0.0);
}

/// Recovers `file`, then compares what `certify` says of the point by every method with the computation
/// above.
void expect_modulus(const Folder& folder, const Problem& problem, const std::string& arguments,
                    const std::vector<std::string>& methods) {
  const std::string balance = " --balance " + std::to_string(problem.balance);
  run_well(folder, "recover " + arguments + balance + " --rank 2 --starts 6 --quiet --out o");
  const Factors factors = read_factors(folder, "o");
  Matrix U(problem.rows(), 2);
  U << factors.L, factors.R;
  Matrix H = problem.hessian(U);
  if (problem.balance == 0) problem.fix_scaling(U, H);
  ASSERT_GT((U.array() == 0).count(), 0);
  const double expected = smallest_on_positive_entries(H, U);

  for (const std::string& method : methods) {
    SCOPED_TRACE(arguments + balance + " " + method);
    const Json certificate =
        run_well(folder, "certify " + arguments + balance + " --factors o --json --method " + method).json();
    EXPECT_EQ(certificate["verdict"], "strict_local_minimizer");
    EXPECT_NEAR(certificate["objective"].get<double>(), problem.objective(U), 1e-11 * problem.objective(U));
    EXPECT_EQ(certificate["second_order"]["scaling"], problem.balance == 0 ? "orbit" : "none");
    ASSERT_EQ(certificate["critical_cone"]["nonnegative"], 0);
    EXPECT_EQ(certificate["critical_cone"]["free"], (U.array() > 0).count());
    EXPECT_NEAR(certificate["second_order"]["modulus"].get<double>(), expected, 1e-5 * std::abs(expected));
  }
}

TEST(SecondOrder, ModulusOfFullData) {
  for (const std::uint64_t seed : {1U, 2U, 3U}) {
    const Folder folder;
    Problem problem{.X = random_with_zeros(seed, 12, 8), .M = Matrix::Ones(12, 8)};
    folder.write("a.csv", csv_of(problem.X));
    expect_modulus(folder, problem, "a.csv", {"auto", "schur", "dense"});
  }
}

TEST(SecondOrder, ModulusWithBalance) {
  const Folder folder;
  Problem problem{.X = random_with_zeros(4, 12, 8), .M = Matrix::Ones(12, 8), .balance = 0.25};
  folder.write("a.csv", csv_of(problem.X));
  expect_modulus(folder, problem, "a.csv", {"auto", "dense"});
}

TEST(SecondOrder, ModulusOfObservedEntries) {
  const Folder folder;
  Problem problem{.X = random_with_zeros(5, 12, 8),
                  .M = (random_matrix(6, 12, 8).array() < 0.8).cast<double>()};
  problem.X = problem.X.cwiseProduct(problem.M);
  std::ostringstream lines;
  lines.precision(17);
  for (Index i = 0; i < 12; ++i)
    for (Index j = 0; j < 8; ++j)
      if (problem.M(i, j) > 0) lines << i + 1 << ' ' << j + 1 << ' ' << problem.X(i, j) << '\n';
  folder.write("a.mtx", "%%MatrixMarket matrix coordinate real general\n12 8 " +
                            std::to_string(static_cast<int>(problem.M.sum())) + "\n" + lines.str());
  expect_modulus(folder, problem, "a.mtx --observed entries", {"auto", "schur", "dense"});
}

}  // namespace
}  // namespace orthant::cli
