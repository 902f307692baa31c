#include "orthant/linalg/data_matrix.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "orthant/base/error.hpp"
#include "orthant/linalg/squared_distance.hpp"
#include "orthant/linalg/threads.hpp"

extern "C" {
void cblas_dgemm(int order, int transpose_a, int transpose_b, int m, int n, int k, double alpha,
                 const double* a, int lda, const double* b, int ldb, double beta, double* c, int ldc);
void cblas_sgemm(int order, int transpose_a, int transpose_b, int m, int n, int k, float alpha,
                 const float* a, int lda, const float* b, int ldb, float beta, float* c, int ldc);
}

namespace orthant {

namespace {

// Dense times thin into the caller's memory, without temporaries of A's size: out = A V, or AᵀV
// (transposed), by BLAS. With A as it is stored, column-major, these are the two forms that BLAS does well;
// VᵀA costs half as much again. 2·rows·cols·k flops, and thin products are as much a matter of memory as of
// flops.
//
// Doubles are multiplied in double. Rounding tiles of them to float on the way costs what the faster
// arithmetic gains: measured against dgemm on one thread, 1.05 of its time on 4000×3000 at k = 20 and 0.88
// on 10000×2000 at k = 50, for the best of six shapes of tiles.
// Floats are the numbers they are: Precision::full widens tiles of 512×128 of them, which is exact, and
// multiplies in double (1.25 of the time of stored doubles, half the memory); Precision::single multiplies
// in float (0.6 of that time).

constexpr Index widened_rows = 512, widened_cols = 128;  // of A: half a megabyte of doubles

// What scratch memory is for.
struct WidenedTile;
struct ThinFactor;
struct RoundedResult;

template <class Scalar>
using Part = Eigen::Ref<const Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic>>;
template <class Scalar>
using Target = Eigen::Ref<Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic>>;

/// out = [out +] A V or AᵀV. No size is zero.
template <class Scalar>
void dense_gemm(const Part<Scalar>& A, bool transposed, const Part<Scalar>& V, bool add, Target<Scalar> out) {
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
void widened_product(const Part<float>& A, bool transposed, const ConstMatrixRef& V, MatrixRef out) {
  const Index out_tile = transposed ? widened_cols : widened_rows,
              sum_tile = transposed ? widened_rows : widened_cols;
  const Index tiles = (out.rows() + out_tile - 1) / out_tile;
#pragma omp parallel if (A.size() * V.cols() > 100000)
  {
    const SerialBlas serial;
    double* const memory = scratch<WidenedTile, double>(widened_rows * widened_cols);
#pragma omp for schedule(dynamic, 1)
    for (Index t = 0; t < tiles; ++t) {
      const Index i = t * out_tile, height = std::min(out_tile, out.rows() - i);
      for (Index j = 0; j < V.rows(); j += sum_tile) {
        const Index depth = std::min(sum_tile, V.rows() - j);
        const auto part = transposed ? A.block(j, i, depth, height) : A.block(i, j, height, depth);
        Eigen::Map<Matrix> wide(memory, part.rows(), part.cols());
        wide = part.cast<double>();
        dense_gemm<double>(wide, transposed, V.middleRows(j, depth), j > 0, out.middleRows(i, height));
      }
    }
  }
}

void rounded_product(const Part<float>& A, bool transposed, const ConstMatrixRef& V, MatrixRef out) {
  Eigen::Map<FloatMatrix> thin(scratch<ThinFactor, float>(V.size()), V.rows(), V.cols());
  Eigen::Map<FloatMatrix> result(scratch<RoundedResult, float>(out.size()), out.rows(), out.cols());
  thin = V.cast<float>();
  dense_gemm<float>(A, transposed, thin, false, result);
  out = result.cast<double>();
}

void dense_product(const Part<double>& A, bool transposed, const ConstMatrixRef& V, Precision,
                   MatrixRef out) {
  if (!is_empty(V, out)) dense_gemm<double>(A, transposed, V, false, out);
}

void dense_product(const Part<float>& A, bool transposed, const ConstMatrixRef& V, Precision precision,
                   MatrixRef out) {
  if (is_empty(V, out)) return;
  if (precision == Precision::single) {
    rounded_product(A, transposed, V, out);
  } else {
    widened_product(A, transposed, V, out);
  }
}

/// One function for dense storage and one for sparse, each for doubles and floats.
template <class DenseCase, class SparseCase>
struct Cases {
  DenseCase dense;
  SparseCase sparse;

  template <class Stored>
  decltype(auto) operator()(const Stored& stored) const {
    if constexpr (requires { stored.entries(); }) {
      return dense(stored);
    } else {
      return sparse(stored);
    }
  }
};
template <class DenseCase, class SparseCase>
Cases(DenseCase, SparseCase) -> Cases<DenseCase, SparseCase>;

void check(Index found, Index expected, const char* what, const char* expectation) {
  if (found == expected) return;
  throw InputError(std::string(what) + " = " + std::to_string(found) + "; expected " + expectation + " = " +
                   std::to_string(expected));
}

void check_result(const MatrixRef& out, Index rows, Index cols) {
  check(out.rows(), rows, "rows of the result", "rows of the product");
  check(out.cols(), cols, "columns of the result", "columns of the right factor");
}

void check_position(Index found, Index size, const char* what) {
  if (found >= 0 && found < size) return;
  throw InputError(std::string(what) + " = " + std::to_string(found) + "; expected 0 ≤ " + what + " < " +
                   std::to_string(size));
}

InputError expected_sparse() {
  return InputError("the data are dense; expected sparse data");
}

template <class Value>
void add_line(const LinesView<Value>& A, Index i, double factor, Vector& out) {
  for (std::int64_t p = A.start[i]; p < A.start[i + 1]; ++p) out[A.index[p]] += factor * A.value[p];
}

template <class Value>
Index lines_without_nonzero(const LinesView<Value>& A) {
  Index count = 0;
  for (Index i = 0; i < A.lines; ++i) {
    const Value *first = A.value + A.start[i], *last = A.value + A.start[i + 1];
    count += std::all_of(first, last, [](Value a) { return a == 0; });
  }
  return count;
}

/// Whether two sparse vectors agree where a missing entry counts as the zero it stands for.
template <class Value>
bool same_line(const LinesView<Value>& A, const LinesView<Value>& B, Index i) {
  std::int64_t p = A.start[i], q = B.start[i];
  const std::int64_t p_end = A.start[i + 1], q_end = B.start[i + 1];
  while (p < p_end || q < q_end) {
    const bool in_a = p < p_end && (q == q_end || A.index[p] <= B.index[q]);
    const bool in_b = q < q_end && (p == p_end || B.index[q] <= A.index[p]);
    const double a = in_a ? A.value[p++] : 0.0, b = in_b ? B.value[q++] : 0.0;
    if (a != b) return false;
  }
  return true;
}

/// A = Aᵀ, in squares that fit the cache.
template <class Entries>
bool same_as_transpose(const Entries& A) {
  constexpr Index side = 64;
  for (Index j = 0; j < A.cols(); j += side) {
    const Index width = std::min(side, A.cols() - j);
    for (Index i = 0; i <= j; i += side) {
      const Index height = std::min(side, A.rows() - i);
      if (A.block(i, j, height, width) != A.block(j, i, width, height).transpose()) return false;
    }
  }
  return true;
}

}  // namespace

DataMatrix::DataMatrix(Index rows, Index cols, Storage storage)
    : rows_(rows), cols_(cols), storage_(std::move(storage)) {
  std::visit(Cases{[&]<class Value>(const DenseStorage<Value>& A) {
                     squared_norm_ = A.entries().template cast<double>().squaredNorm();
                     sum_ = A.entries().template cast<double>().sum();
                   },
                   [&]<class Value>(const SparseStorage<Value>& A) {
                     const LinesView<Value> lines = A.rows.view();
                     for (std::int64_t p = 0; p < lines.nonzeros(); ++p) {
                       const double a = lines.value[p];
                       squared_norm_ += a * a;
                       sum_ += a;
                     }
                   }},
             storage_);
}

namespace {

template <class Value>
DenseStorage<Value> own(Eigen::Matrix<Value, Eigen::Dynamic, Eigen::Dynamic> given, bool transposed) {
  const auto kept = std::make_shared<const decltype(given)>(std::move(given));
  return {kept->data(), kept->rows(), kept->cols(), kept->rows(), transposed, kept};
}

template <class Value>
DenseStorage<Value> looked_at(const DenseEntries<Value>& columns, bool transposed, Owner owner) {
  return {columns.data(),        columns.rows(), columns.cols(),
          columns.outerStride(), transposed,     std::move(owner)};
}

}  // namespace

template <class Value>
DataMatrix DataMatrix::dense(DenseStorage<Value> A) {
  const Index height = A.height, width = A.width;
  return A.transposed ? DataMatrix(width, height, std::move(A)) : DataMatrix(height, width, std::move(A));
}

DataMatrix DataMatrix::dense(Matrix columns) {
  return dense(own(std::move(columns), false));
}

DataMatrix DataMatrix::dense_floats(FloatMatrix columns) {
  return dense(own(std::move(columns), false));
}

DataMatrix DataMatrix::dense_row_major(Matrix transposed) {
  return dense(own(std::move(transposed), true));
}

DataMatrix DataMatrix::dense_row_major_floats(FloatMatrix transposed) {
  return dense(own(std::move(transposed), true));
}

DataMatrix DataMatrix::dense_view(const DenseEntries<double>& columns, bool transposed, Owner owner) {
  return dense(looked_at<double>(columns, transposed, std::move(owner)));
}

DataMatrix DataMatrix::dense_view(const DenseEntries<float>& columns, bool transposed, Owner owner) {
  return dense(looked_at<float>(columns, transposed, std::move(owner)));
}

template <class Value>
DataMatrix DataMatrix::sparse(StoredLines<Value> rows, StoredLines<Value> cols) {
  const Index n1 = rows.view().lines, n2 = rows.view().length;
  return DataMatrix(n1, n2, SparseStorage<Value>{std::move(rows), std::move(cols)});
}

/// Lines of one direction and the same turned.
template <class Value>
DataMatrix DataMatrix::sparse_lines(StoredLines<Value> lines, bool rows) {
  StoredLines<Value> turned = lines.turned();
  return rows ? sparse(std::move(lines), std::move(turned)) : sparse(std::move(turned), std::move(lines));
}

DataMatrix DataMatrix::sparse_rows(CompressedLines rows) {
  return fits_float(rows) ? sparse_lines(StoredLines(narrowed(std::move(rows))), true)
                          : sparse_lines(StoredLines(std::move(rows)), true);
}

DataMatrix DataMatrix::sparse_columns(CompressedLines cols) {
  return fits_float(cols) ? sparse_lines(StoredLines(narrowed(std::move(cols))), false)
                          : sparse_lines(StoredLines(std::move(cols)), false);
}

DataMatrix DataMatrix::sparse_view(const LinesView<double>& lines, bool rows, Owner owner) {
  return sparse_lines(StoredLines<double>(lines, std::move(owner)), rows);
}

DataMatrix DataMatrix::sparse_view(const LinesView<float>& lines, bool rows, Owner owner) {
  return sparse_lines(StoredLines<float>(lines, std::move(owner)), rows);
}

Index DataMatrix::stored() const {
  return std::visit(Cases{[&]<class Value>(const DenseStorage<Value>&) { return rows_ * cols_; },
                          [&]<class Value>(const SparseStorage<Value>& A) { return A.rows.nonzeros(); }},
                    storage_);
}

Index DataMatrix::bytes() const {
  return std::visit(
      Cases{[&]<class Value>(const DenseStorage<Value>&) {
              return rows_ * cols_ * static_cast<Index>(sizeof(Value));
            },
            [&]<class Value>(const SparseStorage<Value>& A) { return A.rows.bytes() + A.cols.bytes(); }},
      storage_);
}

Matrix DataMatrix::times(const ConstMatrixRef& V) const {
  Matrix out(rows_, V.cols());
  multiply(V, Precision::full, out);
  return out;
}

Matrix DataMatrix::transpose_times(const ConstMatrixRef& V) const {
  Matrix out(cols_, V.cols());
  multiply_transposed(V, Precision::full, out);
  return out;
}

void DataMatrix::multiply(const ConstMatrixRef& V, Precision precision, MatrixRef out) const {
  check(V.rows(), cols_, "rows of the right factor", "columns of the data");
  check_result(out, rows_, V.cols());
  std::visit(Cases{[&]<class Value>(const DenseStorage<Value>& A) {
                     dense_product(A.entries(), A.transposed, V, precision, out);
                   },
                   [&]<class Value>(const SparseStorage<Value>& A) {
                     sparse_product(A.rows.view(), V, precision, out);
                   }},
             storage_);
}

void DataMatrix::multiply_transposed(const ConstMatrixRef& V, Precision precision, MatrixRef out) const {
  check(V.rows(), rows_, "rows of the right factor", "rows of the data");
  check_result(out, cols_, V.cols());
  std::visit(Cases{[&]<class Value>(const DenseStorage<Value>& A) {
                     dense_product(A.entries(), !A.transposed, V, precision, out);
                   },
                   [&]<class Value>(const SparseStorage<Value>& A) {
                     sparse_product(A.cols.view(), V, precision, out);
                   }},
             storage_);
}

double DataMatrix::squared_distance(const ConstMatrixRef& L, const ConstMatrixRef& R) const {
  check_factors(L, R);
  return std::visit(Cases{[&]<class Value>(const DenseStorage<Value>& A) {
                            return A.transposed ? dense_squared_distance(A.entries(), R, L)
                                                : dense_squared_distance(A.entries(), L, R);
                          },
                          [&]<class Value>(const SparseStorage<Value>& A) {
                            return sparse_squared_distance(A.rows.view(), L, R).value();
                          }},
                    storage_);
}

double DataMatrix::squared_distance_error(const ConstMatrixRef& L, const ConstMatrixRef& R) const {
  check_factors(L, R);
  return std::visit(Cases{[&]<class Value>(const DenseStorage<Value>& A) {
                            return A.transposed ? dense_squared_distance_error(A.entries(), R, L)
                                                : dense_squared_distance_error(A.entries(), L, R);
                          },
                          [&]<class Value>(const SparseStorage<Value>& A) {
                            return sparse_squared_distance_error(A.rows.view(), L, R);
                          }},
                    storage_);
}

void DataMatrix::check_factors(const ConstMatrixRef& L, const ConstMatrixRef& R) const {
  check(L.rows(), rows_, "rows of L", "rows of the data");
  check(R.rows(), cols_, "rows of R", "columns of the data");
  check(R.cols(), L.cols(), "columns of R", "columns of L");
}

void DataMatrix::add_row(Index i, double factor, Vector& row) const {
  check_position(i, rows_, "row");
  check(row.size(), cols_, "length of the vector", "columns of the data");
  std::visit(
      Cases{[&]<class Value>(const DenseStorage<Value>& A) {
              if (A.transposed) {
                row += factor * A.entries().col(i).template cast<double>();
              } else {
                row += factor * A.entries().row(i).transpose().template cast<double>();
              }
            },
            [&]<class Value>(const SparseStorage<Value>& A) { add_line(A.rows.view(), i, factor, row); }},
      storage_);
}

void DataMatrix::add_col(Index j, double factor, Vector& col) const {
  check_position(j, cols_, "column");
  check(col.size(), rows_, "length of the vector", "rows of the data");
  std::visit(
      Cases{[&]<class Value>(const DenseStorage<Value>& A) {
              if (A.transposed) {
                col += factor * A.entries().row(j).transpose().template cast<double>();
              } else {
                col += factor * A.entries().col(j).template cast<double>();
              }
            },
            [&]<class Value>(const SparseStorage<Value>& A) { add_line(A.cols.view(), j, factor, col); }},
      storage_);
}

Index DataMatrix::empty_rows() const {
  return std::visit(
      Cases{[]<class Value>(const DenseStorage<Value>& A) -> Index {
              const auto zero = A.entries().array() == 0;
              return A.transposed ? zero.colwise().all().count() : zero.rowwise().all().count();
            },
            []<class Value>(const SparseStorage<Value>& A) { return lines_without_nonzero(A.rows.view()); }},
      storage_);
}

Index DataMatrix::empty_cols() const {
  return std::visit(
      Cases{[]<class Value>(const DenseStorage<Value>& A) -> Index {
              const auto zero = A.entries().array() == 0;
              return A.transposed ? zero.rowwise().all().count() : zero.colwise().all().count();
            },
            []<class Value>(const SparseStorage<Value>& A) { return lines_without_nonzero(A.cols.view()); }},
      storage_);
}

bool DataMatrix::is_symmetric() const {
  if (rows_ != cols_) return false;
  return std::visit(
      Cases{[]<class Value>(const DenseStorage<Value>& A) { return same_as_transpose(A.entries()); },
            [&]<class Value>(const SparseStorage<Value>& A) {
              const auto rows = A.rows.view(), cols = A.cols.view();
              for (Index i = 0; i < rows_; ++i) {
                if (!same_line(rows, cols, i)) return false;
              }
              return true;
            }},
      storage_);
}

void DataMatrix::for_each(const std::function<void(Index, Index, double)>& visit) const {
  std::visit(Cases{[&]<class Value>(const DenseStorage<Value>& A) {
                     for (Index outer = 0; outer < A.entries().cols(); ++outer) {
                       for (Index inner = 0; inner < A.entries().rows(); ++inner) {
                         if (A.transposed) {
                           visit(outer, inner, A.entries()(inner, outer));
                         } else {
                           visit(inner, outer, A.entries()(inner, outer));
                         }
                       }
                     }
                   },
                   [&]<class Value>(const SparseStorage<Value>& A) {
                     const LinesView<Value> lines = A.rows.view();
                     for (Index i = 0; i < rows_; ++i) {
                       for (std::int64_t p = lines.start[i]; p < lines.start[i + 1]; ++p)
                         visit(i, lines.index[p], lines.value[p]);
                     }
                   }},
             storage_);
}

CompressedLines DataMatrix::sparse_row_lines() const {
  return widened(row_lines());
}

LineView DataMatrix::row_lines() const {
  return std::visit(
      Cases{[]<class Value>(const DenseStorage<Value>&) -> LineView { throw expected_sparse(); },
            []<class Value>(const SparseStorage<Value>& A) { return line_view(A.rows.view()); }},
      storage_);
}

LineView DataMatrix::col_lines() const {
  return std::visit(
      Cases{[]<class Value>(const DenseStorage<Value>&) -> LineView { throw expected_sparse(); },
            []<class Value>(const SparseStorage<Value>& A) { return line_view(A.cols.view()); }},
      storage_);
}

void DataMatrix::multiply_symmetric_rows(Index first, const ConstMatrixRef& V, MatrixRef out) const {
  std::visit(Cases{[&]<class Value>(const DenseStorage<Value>& A) {
                     dense_product(A.entries().middleCols(first, out.rows()), true, V, Precision::full, out);
                   },
                   [&]<class Value>(const SparseStorage<Value>&) {
                     throw InputError("the data are sparse; expected dense data");
                   }},
             storage_);
}

void DataMatrix::copy_block(Index row, Index col, MatrixRef out) const {
  std::visit(
      Cases{[&]<class Value>(const DenseStorage<Value>& A) {
              if (A.transposed) {
                out = A.entries().block(col, row, out.cols(), out.rows()).transpose().template cast<double>();
              } else {
                out = A.entries().block(row, col, out.rows(), out.cols()).template cast<double>();
              }
            },
            [&]<class Value>(const SparseStorage<Value>&) {
              throw InputError("the data are sparse; expected dense data");
            }},
      storage_);
}

}  // namespace orthant
