#include "orthant/linalg/symmetric.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <string>
#include <vector>

extern "C" {
void dpotrf_(const char* uplo, const int* n, double* a, const int* lda, int* info);
void dpotrs_(const char* uplo, const int* n, const int* nrhs, const double* a, const int* lda, double* b,
             const int* ldb, int* info);
void dsyevd_(const char* jobz, const char* uplo, const int* n, double* a, const int* lda, double* w,
             double* work, const int* lwork, int* iwork, const int* liwork, int* info);
void dstevd_(const char* jobz, const int* n, double* d, double* e, double* z, const int* ldz, double* work,
             const int* lwork, int* iwork, const int* liwork, int* info);
}

namespace orthant {

namespace {

Vector eigen_in_place(char job, Matrix& A) {
  const int n = static_cast<int>(A.rows()), lda = std::max(n, 1);
  Vector values(n);
  if (n == 0) return values;
  int info = 0, liwork = -1, lwork = -1, integer_size = 0;
  double size = 0;
  dsyevd_(&job, "L", &n, A.data(), &lda, values.data(), &size, &lwork, &integer_size, &liwork, &info);
  lwork = static_cast<int>(size);
  liwork = integer_size;
  // OpenBLAS's SSE3 kernel of dsymv reads some numbers beyond the end of its arguments: there must be some.
  constexpr size_t beyond = 64;
  std::vector<double> work(static_cast<size_t>(lwork) + beyond),
      padded(static_cast<size_t>(A.size()) + beyond);
  std::vector<int> integers(static_cast<size_t>(liwork));
  std::copy(A.data(), A.data() + A.size(), padded.begin());
  dsyevd_(&job, "L", &n, padded.data(), &lda, values.data(), work.data(), &lwork, integers.data(), &liwork,
          &info);
  std::copy(padded.begin(), padded.begin() + A.size(), A.data());
  if (info != 0) throw std::runtime_error("dsyevd did not converge, info = " + std::to_string(info));
  return values;
}

}  // namespace

std::optional<Matrix> cholesky(Matrix A) {
  const int n = static_cast<int>(A.rows()), lda = std::max(n, 1);
  int info = 0;
  if (n > 0) dpotrf_("L", &n, A.data(), &lda, &info);
  if (info != 0) return std::nullopt;
  return A;
}

void cholesky_solve(const Matrix& C, MatrixRef X) {
  const int n = static_cast<int>(C.rows()), k = static_cast<int>(X.cols());
  const int lda = std::max(n, 1), ldb = std::max(static_cast<int>(X.outerStride()), 1);
  int info = 0;
  if (n > 0 && k > 0) dpotrs_("L", &n, &k, C.data(), &lda, X.data(), &ldb, &info);
}

void right_solve(const Matrix& C, Matrix& A) {
  const int m = static_cast<int>(A.rows()), n = static_cast<int>(A.cols());
  if (m == 0 || n == 0) return;
  const double one = 1;
  dtrsm_("R", "L", "T", "N", &m, &n, &one, C.data(), &n, A.data(), &m);
}

void subtract_outer(Matrix& T, const ConstMatrixRef& P) {
  const int n = static_cast<int>(T.rows()), k = static_cast<int>(P.cols());
  if (n == 0 || k == 0) return;
  const int lda = static_cast<int>(P.outerStride()), ldc = static_cast<int>(T.outerStride());
  const double minus_one = -1, one = 1;
  dsyrk_("L", "N", &n, &k, &minus_one, P.data(), &lda, &one, T.data(), &ldc);
}

Vector symmetric_eigenvalues(Matrix A) {
  return eigen_in_place('N', A);
}

EigenPairs symmetric_eigenpairs(Matrix A) {
  Vector values = eigen_in_place('V', A);
  return {std::move(values), std::move(A)};
}

EigenPairs tridiagonal_eigenpairs(Vector diagonal, Vector off) {
  const int n = static_cast<int>(diagonal.size());
  Matrix vectors(n, n);
  if (n == 0) return {std::move(diagonal), std::move(vectors)};
  const int lwork = 1 + 4 * n + n * n, liwork = 3 + 5 * n;
  std::vector<double> work(static_cast<size_t>(lwork));
  std::vector<int> integers(static_cast<size_t>(liwork));
  int info = 0;
  dstevd_("V", &n, diagonal.data(), off.data(), vectors.data(), &n, work.data(), &lwork, integers.data(),
          &liwork, &info);
  if (info != 0) throw std::runtime_error("dstevd did not converge, info = " + std::to_string(info));
  return {std::move(diagonal), std::move(vectors)};
}

EigenPairs2 symmetric_eigenpairs_2(const Eigen::Matrix2d& A) {
  // (A − mean)v = ±radius v; of the two columns that solve it the longer one.
  const double mean = (A(0, 0) + A(1, 1)) / 2, half = (A(0, 0) - A(1, 1)) / 2, off = A(1, 0);
  const double radius = std::hypot(half, off);
  Eigen::Vector2d top(1, 0);
  if (radius > 0)
    top = half >= 0 ? Eigen::Vector2d(half + radius, off).normalized()
                    : Eigen::Vector2d(off, radius - half).normalized();
  EigenPairs2 out;
  out.values = {mean - radius, mean + radius};
  out.vectors.col(0) = Eigen::Vector2d(-top.y(), top.x());
  out.vectors.col(1) = top;
  return out;
}

}  // namespace orthant
