#include "orthant/linalg/eigen_products.hpp"

#include <algorithm>

namespace orthant {

namespace {

using Eigen::Index;

template <class Scalar, int order>
using View =
    Eigen::Map<const Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic, order>, 0, Eigen::OuterStride<>>;
template <class Scalar>
using TargetView = Eigen::Map<Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic>, 0, Eigen::OuterStride<>>;
template <class Scalar>
using VectorView = Eigen::Map<const Eigen::Matrix<Scalar, Eigen::Dynamic, 1>, 0, Eigen::InnerStride<>>;

int blas_size(Index n) {
  return static_cast<int>(n);
}

/// BLAS wants a leading dimension of at least the length of a line, also where there is only one.
template <class Scalar>
int leading(const StridedMatrix<Scalar>& A) {
  return blas_size(std::max<Index>({A.stride, A.by_rows ? A.cols : A.rows, 1}));
}

char form(bool transposed) {
  return transposed ? 'T' : 'N';
}

void gemm(char form_a, char form_b, int m, int n, int k, double alpha, const double* a, int lda,
          const double* b, int ldb, double* c, int ldc) {
  const double beta = 1;
  dgemm_(&form_a, &form_b, &m, &n, &k, &alpha, a, &lda, b, &ldb, &beta, c, &ldc);
}
void gemm(char form_a, char form_b, int m, int n, int k, float alpha, const float* a, int lda, const float* b,
          int ldb, float* c, int ldc) {
  const float beta = 1;
  sgemm_(&form_a, &form_b, &m, &n, &k, &alpha, a, &lda, b, &ldb, &beta, c, &ldc);
}
void gemv(char form_a, int m, int n, double alpha, const double* a, int lda, const double* x, int step_x,
          double* y, int step_y) {
  const double beta = 1;
  dgemv_(&form_a, &m, &n, &alpha, a, &lda, x, &step_x, &beta, y, &step_y);
}
void gemv(char form_a, int m, int n, float alpha, const float* a, int lda, const float* x, int step_x,
          float* y, int step_y) {
  const float beta = 1;
  sgemv_(&form_a, &m, &n, &alpha, a, &lda, x, &step_x, &beta, y, &step_y);
}

template <class Scalar, int order_a, int order_b>
void add_small(Scalar alpha, const StridedMatrix<const Scalar>& A, const StridedMatrix<const Scalar>& B,
               const StridedMatrix<Scalar>& C) {
  const View<Scalar, order_a> a(A.data, A.rows, A.cols, Eigen::OuterStride<>(A.stride));
  const View<Scalar, order_b> b(B.data, B.rows, B.cols, Eigen::OuterStride<>(B.stride));
  TargetView<Scalar> c(C.data, C.rows, C.cols, Eigen::OuterStride<>(C.stride));
  c.noalias() += alpha * a.lazyProduct(b);
}

template <class Scalar>
void add_any(Scalar alpha, const StridedMatrix<const Scalar>& A, const StridedVector<const Scalar>& x,
             const StridedVector<Scalar>& y) {
  if (y.size == 0 || x.size == 0) return;
  if (y.size == 1) {
    const VectorView<Scalar> row(A.data, x.size, Eigen::InnerStride<>(A.by_rows ? 1 : A.stride));
    *y.data += alpha * row.dot(VectorView<Scalar>(x.data, x.size, Eigen::InnerStride<>(x.step)));
    return;
  }
  const auto [m, n] = A.by_rows ? std::pair{A.cols, A.rows} : std::pair{A.rows, A.cols};
  gemv(form(A.by_rows), blas_size(m), blas_size(n), alpha, A.data, leading(A), x.data, blas_size(x.step),
       y.data, blas_size(y.step));
}

template <class Scalar>
void add_any(Scalar alpha, const StridedMatrix<const Scalar>& A, const StridedMatrix<const Scalar>& B,
             const StridedMatrix<Scalar>& C) {
  if (C.by_rows) return add_any(alpha, transpose(B), transpose(A), transpose(C));
  if (C.rows == 0 || C.cols == 0 || A.cols == 0) return;
  if (C.rows + C.cols + A.cols < EIGEN_GEMM_TO_COEFFBASED_THRESHOLD) {
    constexpr int cols = Eigen::ColMajor, rows = Eigen::RowMajor;
    if (A.by_rows) {
      B.by_rows ? add_small<Scalar, rows, rows>(alpha, A, B, C)
                : add_small<Scalar, rows, cols>(alpha, A, B, C);
    } else {
      B.by_rows ? add_small<Scalar, cols, rows>(alpha, A, B, C)
                : add_small<Scalar, cols, cols>(alpha, A, B, C);
    }
  } else if (C.cols == 1) {
    add_any(alpha, A, StridedVector<const Scalar>{B.data, A.cols, B.by_rows ? B.stride : 1},
            StridedVector<Scalar>{C.data, C.rows, 1});
  } else if (C.rows == 1) {
    add_any(alpha, transpose(B), StridedVector<const Scalar>{A.data, A.cols, A.by_rows ? 1 : A.stride},
            StridedVector<Scalar>{C.data, C.cols, C.stride});
  } else {
    gemm(form(A.by_rows), form(B.by_rows), blas_size(C.rows), blas_size(C.cols), blas_size(A.cols), alpha,
         A.data, leading(A), B.data, leading(B), C.data, leading(C));
  }
}

}  // namespace

void add_product(double alpha, StridedMatrix<const double> A, StridedMatrix<const double> B,
                 StridedMatrix<double> C) {
  add_any(alpha, A, B, C);
}
void add_product(float alpha, StridedMatrix<const float> A, StridedMatrix<const float> B,
                 StridedMatrix<float> C) {
  add_any(alpha, A, B, C);
}
void add_product(double alpha, StridedMatrix<const double> A, StridedVector<const double> x,
                 StridedVector<double> y) {
  add_any(alpha, A, x, y);
}
void add_product(float alpha, StridedMatrix<const float> A, StridedVector<const float> x,
                 StridedVector<float> y) {
  add_any(alpha, A, x, y);
}

}  // namespace orthant
