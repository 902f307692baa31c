#include "orthant/linalg/dense_product.hpp"

extern "C" {
void cblas_dgemm(int order, int transpose_a, int transpose_b, int m, int n, int k, double alpha,
                 const double* a, int lda, const double* b, int ldb, double beta, double* c, int ldc);
}

namespace orthant {

namespace {

constexpr int column_major = 102, as_is = 111, transpose = 112;  // CblasColMajor, CblasNoTrans, CblasTrans

}  // namespace

void dense_product(const ConstMatrixRef& A, bool transposed, const ConstMatrixRef& V, MatrixRef out) {
  if (out.size() == 0) return;
  if (V.rows() == 0) {
    out.setZero();
    return;
  }
  cblas_dgemm(column_major, transposed ? transpose : as_is, as_is, static_cast<int>(out.rows()),
              static_cast<int>(out.cols()), static_cast<int>(V.rows()), 1, A.data(),
              static_cast<int>(A.outerStride()), V.data(), static_cast<int>(V.outerStride()), 0, out.data(),
              static_cast<int>(out.outerStride()));
}

}  // namespace orthant
