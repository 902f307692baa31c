/// Entrywise functions of the data and of products of thin factors, without storing any of them:
///
///   C_ij = c(e_ij, z),   e_ij = (a_ij, ω_ij),   z_q = (P_q Q_qᵀ)_ij,   q = 1 … number of products,
///
/// over the stored entries of sparse data and over all entries of dense data (C is zero elsewhere).
/// Sparse data are walked line by line, dense data by tiles of 4096×256 (8 MB a product). Sums are made in
/// fixed pieces, added in order, so that no result depends on the number of threads.
/// Cost: 2r flops for an entry and product, 2k for an entry and column of the result.
#pragma once

#include <algorithm>
#include <array>
#include <numeric>
#include <vector>

#include "orthant/objectives/entry_set.hpp"
#include "orthant/operators/measurement_operator.hpp"

namespace orthant {

/// P Qᵀ: P has the data's rows, Q its columns.
struct ThinProduct {
  ConstMatrixRef P, Q;
};

namespace entrywise {

constexpr Index tile_rows = 4096, tile_cols = 256;

inline double dot(const double* p, const double* q, Index r) {
  double sum = 0;
#pragma omp simd reduction(+ : sum)
  for (Index k = 0; k < r; ++k) sum += p[k] * q[k];
  return sum;
}

/// Both factors of a product by rows, the side that lines belong to first.
struct TurnedProduct {
  RowMajorMatrix own, other;
};

template <size_t Products>
std::array<TurnedProduct, Products> turned(const std::array<ThinProduct, Products>& products, Side side) {
  std::array<TurnedProduct, Products> out;
  for (size_t q = 0; q < Products; ++q) {
    out[q].own = side == Side::left ? products[q].P : products[q].Q;
    out[q].other = side == Side::left ? products[q].Q : products[q].P;
  }
  return out;
}

/// visit(p, e, z) for the stored entries p of line i; `weights` of all lines, or null.
template <size_t Products, class Visit>
void visit_line(const LineView lines, const double* weights, Index i,
                const std::array<TurnedProduct, Products>& products, const Visit& visit) {
  std::array<double, Products> z;
  for (auto p = lines.start[i]; p < lines.start[i + 1]; ++p) {
    for (size_t q = 0; q < Products; ++q)
      z[q] = dot(products[q].own.row(i).data(), products[q].other.row(lines.index[p]).data(),
                 products[q].own.cols());
    visit(p, Datum{lines.value[p], weights != nullptr ? weights[p] : 1}, z);
  }
}

/// visit(i, j, A, Z) for every tile of dense data: A and the products there.
template <size_t Products, class Visit>
void visit_tiles(const DataMatrix& data, const std::array<ThinProduct, Products>& products, Visit visit) {
  Matrix A;
  std::array<Matrix, Products> Z;
  for (Index j = 0; j < data.cols(); j += tile_cols) {
    const Index width = std::min(tile_cols, data.cols() - j);
    for (Index i = 0; i < data.rows(); i += tile_rows) {
      const Index height = std::min(tile_rows, data.rows() - i);
      A.resize(height, width);
      data.copy_block(i, j, A);
      for (size_t q = 0; q < Products; ++q)
        Z[q].noalias() = products[q].P.middleRows(i, height) * products[q].Q.middleRows(j, width).transpose();
      visit(i, j, A, Z);
    }
  }
}

template <size_t Products>
std::array<double, Products> at(const std::array<Matrix, Products>& Z, Index i, Index j) {
  std::array<double, Products> z;
  for (size_t q = 0; q < Products; ++q) z[q] = Z[q](i, j);
  return z;
}

}  // namespace entrywise

/// C V for the left side, CᵀV for the right.
template <size_t Products, class Map>
Matrix entrywise_product(const EntrySet& entries, Side side,
                         const std::array<ThinProduct, Products>& products, const Map& c,
                         const ConstMatrixRef& V) {
  const DataMatrix& data = entries.matrix();
  Matrix out = Matrix::Zero(side == Side::left ? data.rows() : data.cols(), V.cols());
  if (data.is_sparse()) {
    const LineView lines = entries.lines(side);
    const double* weights = entries.weights(side);
    const auto factors = entrywise::turned(products, side);
    const RowMajorMatrix gathered = V;
#pragma omp parallel if (lines.nonzeros() * V.cols() > 100000)
    {
      Eigen::RowVectorXd sum(V.cols());
#pragma omp for schedule(dynamic, 64)
      for (Index i = 0; i < lines.lines; ++i) {
        sum.setZero();
        entrywise::visit_line(lines, weights, i, factors, [&](std::int64_t p, const Datum& e, const auto& z) {
          sum += c(e, z) * gathered.row(lines.index[p]);
        });
        out.row(i) = sum;
      }
    }
    return out;
  }
  Matrix C;
  entrywise::visit_tiles(data, products, [&](Index i, Index j, const Matrix& A, const auto& Z) {
    C.resize(A.rows(), A.cols());
#pragma omp parallel for schedule(static) if (A.size() > 20000)
    for (Index col = 0; col < A.cols(); ++col)
      for (Index row = 0; row < A.rows(); ++row)
        C(row, col) = c(Datum{A(row, col), 1}, entrywise::at(Z, row, col));
    if (side == Side::left) {
      out.middleRows(i, A.rows()).noalias() += C * V.middleRows(j, A.cols());
    } else {
      out.middleRows(j, A.cols()).noalias() += C.transpose() * V.middleRows(i, A.rows());
    }
  });
  return out;
}

/// The entries of C put together by `join`, an associative function with the neutral element `start`.
template <size_t Products, class Map, class Join>
double entrywise_reduce(const EntrySet& entries, const std::array<ThinProduct, Products>& products,
                        const Map& c, double start, const Join& join) {
  const DataMatrix& data = entries.matrix();
  if (data.is_sparse()) {
    const LineView lines = entries.lines(Side::left);
    const double* weights = entries.weights(Side::left);
    const auto factors = entrywise::turned(products, Side::left);
    std::vector<double> line(static_cast<size_t>(lines.lines), start);
#pragma omp parallel for schedule(dynamic, 64) if (lines.nonzeros() > 10000)
    for (Index i = 0; i < lines.lines; ++i) {
      double& total = line[i];
      entrywise::visit_line(lines, weights, i, factors, [&](std::int64_t, const Datum& e, const auto& z) {
        total = join(total, c(e, z));
      });
    }
    return std::accumulate(line.begin(), line.end(), start, join);
  }
  double result = start;
  entrywise::visit_tiles(data, products, [&](Index, Index, const Matrix& A, const auto& Z) {
    std::vector<double> column(static_cast<size_t>(A.cols()), start);
#pragma omp parallel for schedule(static) if (A.size() > 20000)
    for (Index col = 0; col < A.cols(); ++col) {
      double& total = column[col];
      for (Index row = 0; row < A.rows(); ++row)
        total = join(total, c(Datum{A(row, col), 1}, entrywise::at(Z, row, col)));
    }
    result = std::accumulate(column.begin(), column.end(), result, join);
  });
  return result;
}

template <size_t Products, class Map>
double entrywise_sum(const EntrySet& entries, const std::array<ThinProduct, Products>& products,
                     const Map& c) {
  return entrywise_reduce(entries, products, c, 0.0, std::plus<>());
}

}  // namespace orthant
