#include "orthant/linalg/decompositions.hpp"

#include <algorithm>
#include <utility>

#include "orthant/linalg/lapack.hpp"

extern "C" {
void dgesdd_(const char* job, const int* m, const int* n, double* a, const int* lda, double* s, double* u,
             const int* ldu, double* vt, const int* ldvt, double* work, const int* lwork, int* iwork,
             int* info);
void dgesvd_(const char* job_u, const char* job_vt, const int* m, const int* n, double* a, const int* lda,
             double* s, double* u, const int* ldu, double* vt, const int* ldvt, double* work,
             const int* lwork, int* info);
void dgeqrf_(const int* m, const int* n, double* a, const int* lda, double* tau, double* work,
             const int* lwork, int* info);
void dorgqr_(const int* m, const int* n, const int* k, double* a, const int* lda, const double* tau,
             double* work, const int* lwork, int* info);
void dgelsy_(const int* m, const int* n, const int* nrhs, double* a, const int* lda, double* b,
             const int* ldb, int* pivots, const double* rcond, int* rank, double* work, const int* lwork,
             int* info);
void dgeev_(const char* job_left, const char* job_right, const int* n, double* a, const int* lda, double* re,
            double* im, double* left, const int* ldl, double* right, const int* ldr, double* work,
            const int* lwork, int* info);
void dgetrf_(const int* m, const int* n, double* a, const int* lda, int* pivots, int* info);
void dgetrs_(const char* form, const int* n, const int* nrhs, const double* a, const int* lda,
             const int* pivots, double* b, const int* ldb, int* info);
}

namespace orthant {

namespace {

/// Jobs of dgesdd: 'S' for thin factors, 'N' for none.
ThinSvd divide_and_conquer(Matrix& A, char job) {
  const Index k = std::min(A.rows(), A.cols()), kept = job == 'S' ? k : 0;
  ThinSvd out{Matrix(A.rows(), kept), Vector(k), {}};
  Matrix right(kept, A.cols());  // Vᵀ
  if (k > 0) {
    require_finite(A, "dgesdd");
    const int m = lapack_size(A.rows()), n = lapack_size(A.cols()), ldu = job == 'S' ? m : 1,
              ldvt = lapack_stride(kept);
    std::vector<int> integers(static_cast<std::size_t>(8 * k));
    with_workspace("dgesdd", [&](double* work, const int* lwork, int* info) {
      dgesdd_(&job, &m, &n, A.data(), &m, out.values.data(), out.left.data(), &ldu, right.data(), &ldvt, work,
              lwork, integers.data(), info);
    });
  }
  out.right = right.transpose();
  return out;
}

}  // namespace

ThinSvd thin_svd(Matrix A) {
  return divide_and_conquer(A, 'S');
}

Vector singular_values(Matrix A) {
  return divide_and_conquer(A, 'N').values;
}

RightSvd right_svd(Matrix A) {
  const Index k = std::min(A.rows(), A.cols());
  if (k == 0) return {Vector(), Matrix::Identity(A.cols(), A.cols())};
  require_finite(A, "dgesvd");
  RightSvd out{Vector(k), {}};
  Matrix right(A.cols(), A.cols());  // Vᵀ
  double no_left = 0;
  const int m = lapack_size(A.rows()), n = lapack_size(A.cols()), one = 1;
  with_workspace("dgesvd", [&](double* work, const int* lwork, int* info) {
    dgesvd_("N", "A", &m, &n, A.data(), &m, out.values.data(), &no_left, &one, right.data(), &n, work, lwork,
            info);
  });
  out.right = right.transpose();
  return out;
}

Matrix orthonormal_columns(Matrix A) {
  const Index k = std::min(A.rows(), A.cols());
  if (k == 0) return Matrix(A.rows(), 0);
  require_finite(A, "dgeqrf");
  const int m = lapack_size(A.rows()), n = lapack_size(A.cols()), columns = lapack_size(k);
  Vector tau(k);
  with_workspace("dgeqrf", [&](double* work, const int* lwork, int* info) {
    dgeqrf_(&m, &n, A.data(), &m, tau.data(), work, lwork, info);
  });
  with_workspace("dorgqr", [&](double* work, const int* lwork, int* info) {
    dorgqr_(&m, &columns, &columns, A.data(), &m, tau.data(), work, lwork, info);
  });
  A.conservativeResize(Eigen::NoChange, k);
  return A;
}

Vector least_squares(Matrix A, const ConstVectorRef& b) {
  if (A.size() == 0) return Vector::Zero(A.cols());
  require_finite(A, "dgelsy");
  Vector x = Vector::Zero(std::max(A.rows(), A.cols()));
  x.head(A.rows()) = b;
  const int m = lapack_size(A.rows()), n = lapack_size(A.cols()), one = 1, ldb = lapack_stride(x.size());
  const double rcond = 1e-14;
  int rank = 0;
  std::vector<int> pivots(static_cast<std::size_t>(A.cols()), 0);
  with_workspace("dgelsy", [&](double* work, const int* lwork, int* info) {
    dgelsy_(&m, &n, &one, A.data(), &m, x.data(), &ldb, pivots.data(), &rcond, &rank, work, lwork, info);
  });
  x.conservativeResize(A.cols());
  return x;
}

std::vector<std::complex<double>> eigenvalues(Matrix A) {
  const Index n = A.rows();
  std::vector<std::complex<double>> out;
  if (n == 0) return out;
  require_finite(A, "dgeev");
  Vector re(n), im(n);
  double none = 0;
  const int order = lapack_size(n), one = 1;
  with_workspace("dgeev", [&](double* work, const int* lwork, int* info) {
    dgeev_("N", "N", &order, A.data(), &order, re.data(), im.data(), &none, &one, &none, &one, work, lwork,
           info);
  });
  for (Index i = 0; i < n; ++i) out.emplace_back(re(i), im(i));
  return out;
}

LuFactor::LuFactor(Matrix A) : factors_(std::move(A)), pivots_(static_cast<std::size_t>(factors_.rows())) {
  require_finite(factors_, "dgetrf");
  const int n = lapack_size(factors_.rows()), lda = lapack_stride(factors_.rows());
  int info = 0;  // a pivot that is zero divides in solve()
  if (n > 0) dgetrf_(&n, &n, factors_.data(), &lda, pivots_.data(), &info);
}

Vector LuFactor::solve(Vector b) const {
  const int n = lapack_size(factors_.rows()), lda = lapack_stride(factors_.rows()), one = 1;
  int info = 0;
  if (n > 0) dgetrs_("N", &n, &one, factors_.data(), &lda, pivots_.data(), b.data(), &lda, &info);
  return b;
}

}  // namespace orthant
