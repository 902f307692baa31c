#include "orthant/linalg/dense_product.hpp"

#include <algorithm>

#include "orthant/linalg/scratch.hpp"
#include "orthant/linalg/threads.hpp"

extern "C" {
void cblas_dgemm(int order, int transpose_a, int transpose_b, int m, int n, int k, double alpha,
                 const double* a, int lda, const double* b, int ldb, double beta, double* c, int ldc);
void cblas_sgemm(int order, int transpose_a, int transpose_b, int m, int n, int k, float alpha,
                 const float* a, int lda, const float* b, int ldb, float beta, float* c, int ldc);
}

namespace orthant {

namespace {

constexpr Index tile_rows = 512, tile_cols = 128;  // of A: half a megabyte of doubles

// What scratch memory is for.
struct Tile;
struct ThinFactor;
struct Result;

template <class Scalar>
using Part = Eigen::Ref<const Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic>>;
template <class Scalar>
using Target = Eigen::Ref<Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic>>;

/// out = [out +] A V or AᵀV. No size is zero.
template <class Scalar>
void gemm(const Part<Scalar>& A, bool transposed, const Part<Scalar>& V, bool add, Target<Scalar> out) {
  constexpr int column_major = 102, as_is = 111, transpose = 112;  // CblasColMajor, …NoTrans, …Trans
  const auto size = [](Index n) { return static_cast<int>(n); };
  const int form = transposed ? transpose : as_is;
  if constexpr (sizeof(Scalar) == sizeof(double)) {
    cblas_dgemm(column_major, form, as_is, size(out.rows()), size(out.cols()), size(V.rows()), 1, A.data(),
                size(A.outerStride()), V.data(), size(V.outerStride()), add ? 1 : 0, out.data(),
                size(out.outerStride()));
  } else {
    cblas_sgemm(column_major, form, as_is, size(out.rows()), size(out.cols()), size(V.rows()), 1, A.data(),
                size(A.outerStride()), V.data(), size(V.outerStride()), add ? 1 : 0, out.data(),
                size(out.outerStride()));
  }
}

/// Whether there is nothing to multiply; then the result is zero.
bool is_empty(const ConstMatrixRef& V, MatrixRef out) {
  if (V.rows() == 0) out.setZero();
  return out.size() == 0 || V.rows() == 0;
}

/// Tile by tile in double. A thread makes whole tiles of the result, so the sums have one order.
void widened_product(const ConstFloatMatrixRef& A, bool transposed, const ConstMatrixRef& V, MatrixRef out) {
  const Index out_tile = transposed ? tile_cols : tile_rows, sum_tile = transposed ? tile_rows : tile_cols;
  const Index tiles = (out.rows() + out_tile - 1) / out_tile;
#pragma omp parallel if (A.size() * V.cols() > 100000)
  {
    const SerialBlas serial;
    double* const memory = scratch<Tile, double>(tile_rows * tile_cols);
#pragma omp for schedule(dynamic, 1)
    for (Index t = 0; t < tiles; ++t) {
      const Index i = t * out_tile, height = std::min(out_tile, out.rows() - i);
      for (Index j = 0; j < V.rows(); j += sum_tile) {
        const Index depth = std::min(sum_tile, V.rows() - j);
        const auto part = transposed ? A.block(j, i, depth, height) : A.block(i, j, height, depth);
        Eigen::Map<Matrix> wide(memory, part.rows(), part.cols());
        wide = part.cast<double>();
        gemm<double>(wide, transposed, V.middleRows(j, depth), j > 0, out.middleRows(i, height));
      }
    }
  }
}

void rounded_product(const ConstFloatMatrixRef& A, bool transposed, const ConstMatrixRef& V, MatrixRef out) {
  Eigen::Map<FloatMatrix> thin(scratch<ThinFactor, float>(V.size()), V.rows(), V.cols());
  Eigen::Map<FloatMatrix> result(scratch<Result, float>(out.size()), out.rows(), out.cols());
  thin = V.cast<float>();
  gemm<float>(A, transposed, thin, false, result);
  out = result.cast<double>();
}

}  // namespace

void dense_product(const ConstMatrixRef& A, bool transposed, const ConstMatrixRef& V, Precision,
                   MatrixRef out) {
  if (!is_empty(V, out)) gemm<double>(A, transposed, V, false, out);
}

void dense_product(const ConstFloatMatrixRef& A, bool transposed, const ConstMatrixRef& V,
                   Precision precision, MatrixRef out) {
  if (is_empty(V, out)) return;
  if (precision == Precision::single) {
    rounded_product(A, transposed, V, out);
  } else {
    widened_product(A, transposed, V, out);
  }
}

}  // namespace orthant
