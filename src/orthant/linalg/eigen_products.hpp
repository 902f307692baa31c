/// Products of dense Eigen matrices, compiled once.
///
///   C = AB,  C += αAB,  y = Ax,  y += αAx      A, B, x direct or transposed, with or without a factor
///
/// Eigen 3.4 compiles a loop for small sizes, blocking, two products with vectors and a call of BLAS anew for
/// every pair of operand *types*: about half a second for each A * B in a translation unit, which was most of
/// the time to compile this project. Here an operand becomes a pointer, its sizes, its stride and its order,
/// and the rest is two functions in eigen_products.cpp. What they call is what Eigen calls: coefficient by
/// coefficient where rows + cols + depth < 20, BLAS otherwise. Formulas stay as they are written.
///
/// Operands that have no pointer (sums, say) are evaluated first, as in Eigen. The seam,
/// `generic_product_impl`, is the one that Eigen's own headers specialise; it is internal, so any other
/// version of Eigen is left as it is. Products of other scalars, of small fixed sizes, outer products and
/// triangular or self-adjoint operands are Eigen's own.
#pragma once

#include <Eigen/Core>
#include <concepts>

namespace orthant {

/// A matrix in memory: entry (i, j) is data[i + j·stride], or data[j + i·stride] by rows.
template <class Scalar>
struct StridedMatrix {
  Scalar* data;
  Eigen::Index rows, cols, stride;
  bool by_rows;
};

/// Entry i is data[i·step].
template <class Scalar>
struct StridedVector {
  Scalar* data;
  Eigen::Index size, step;
};

/// C ← [C +] αAB; C overlaps neither A nor B.
void multiply(StridedMatrix<const double> A, StridedMatrix<const double> B, double alpha, bool add,
              StridedMatrix<double> C);
void multiply(StridedMatrix<const float> A, StridedMatrix<const float> B, float alpha, bool add,
              StridedMatrix<float> C);

/// y ← [y +] αAx, or with Aᵀ; y overlaps neither A nor x.
void multiply(StridedMatrix<const double> A, bool transposed, StridedVector<const double> x, double alpha,
              bool add, StridedVector<double> y);
void multiply(StridedMatrix<const float> A, bool transposed, StridedVector<const float> x, float alpha,
              bool add, StridedVector<float> y);

}  // namespace orthant

#if EIGEN_WORLD_VERSION == 3 && EIGEN_MAJOR_VERSION == 4

namespace orthant::eigen_products {

template <class Lhs, class Rhs>
concept BlasOperands = std::same_as<typename Lhs::Scalar, typename Rhs::Scalar> &&
    (std::same_as<typename Lhs::Scalar, double> || std::same_as<typename Lhs::Scalar, float>);

template <class Expression>
constexpr bool by_rows = (Expression::Flags & Eigen::RowMajorBit) != 0;

template <class Expression>
constexpr bool has_pointer = (Expression::Flags & Eigen::DirectAccessBit) != 0;
template <class Expression>
constexpr bool has_lines =
    has_pointer<Expression>&& Eigen::internal::inner_stride_at_compile_time<Expression>::ret == 1;

/// An operand without its factor: a reference to it, or its value where it has no pointer.
template <class Operand>
using Direct = typename Eigen::internal::add_const_on_value_type<
    typename Eigen::internal::blas_traits<Operand>::DirectLinearAccessType>::type;

template <class Matrix>
auto strided(const Matrix& A) {
  return StridedMatrix<const typename Matrix::Scalar>{A.data(), A.rows(), A.cols(), A.outerStride(),
                                                      by_rows<Matrix>};
}

template <class Matrix>
auto strided_target(Matrix& A) {
  return StridedMatrix<typename Matrix::Scalar>{A.data(), A.rows(), A.cols(), A.outerStride(),
                                                by_rows<Matrix>};
}

/// A target of one row or one column, which may be known only when the program runs.
template <bool row, class Matrix>
auto vector_target(Matrix& A) {
  return StridedVector<typename Matrix::Scalar>{A.data(), A.size(),
                                                row == by_rows<Matrix> ? A.innerStride() : A.outerStride()};
}

/// Calls f with `target`, or, where that is not `in_place`, with a matrix that is then assigned or added.
template <bool in_place, class Plain, class Target, class Function>
void write_to(Target& target, bool add, const Function& f) {
  if constexpr (in_place) {
    f(target, add);
  } else {
    Plain value(target.rows(), target.cols());
    f(value, false);
    if (add) {
      target += value;
    } else {
      target = value;
    }
  }
}

}  // namespace orthant::eigen_products

namespace Eigen::internal {

template <typename Lhs, typename Rhs>
requires orthant::eigen_products::BlasOperands<Lhs, Rhs>
struct generic_product_impl<Lhs, Rhs, DenseShape, DenseShape, GemmProduct> {
  using Scalar = typename Lhs::Scalar;

  template <typename Target>
  static void evalTo(Target& C, const Lhs& A, const Rhs& B) {
    run(C, A, B, Scalar(1), false);
  }
  template <typename Target>
  static void addTo(Target& C, const Lhs& A, const Rhs& B) {
    run(C, A, B, Scalar(1), true);
  }
  template <typename Target>
  static void subTo(Target& C, const Lhs& A, const Rhs& B) {
    run(C, A, B, Scalar(-1), true);
  }
  template <typename Target>
  static void scaleAndAddTo(Target& C, const Lhs& A, const Rhs& B, const Scalar& alpha) {
    run(C, A, B, alpha, true);
  }

 private:
  template <typename Target>
  static void run(Target& C, const Lhs& A, const Rhs& B, Scalar alpha, bool add) {
    using namespace orthant::eigen_products;
    const Direct<Lhs> a = blas_traits<Lhs>::extract(A);
    const Direct<Rhs> b = blas_traits<Rhs>::extract(B);
    write_to<has_lines<Target>, Matrix<Scalar, Dynamic, Dynamic>>(C, add, [&](auto& target, bool add_to_it) {
      orthant::multiply(strided(a), strided(b), combine_scalar_factors(alpha, A, B), add_to_it,
                        strided_target(target));
    });
  }
};

template <typename Lhs, typename Rhs>
requires orthant::eigen_products::BlasOperands<Lhs, Rhs>
struct generic_product_impl<Lhs, Rhs, DenseShape, DenseShape, GemvProduct> {
  using Scalar = typename Lhs::Scalar;

  template <typename Target>
  static void evalTo(Target& y, const Lhs& A, const Rhs& B) {
    run(y, A, B, Scalar(1), false);
  }
  template <typename Target>
  static void addTo(Target& y, const Lhs& A, const Rhs& B) {
    run(y, A, B, Scalar(1), true);
  }
  template <typename Target>
  static void subTo(Target& y, const Lhs& A, const Rhs& B) {
    run(y, A, B, Scalar(-1), true);
  }
  template <typename Target>
  static void scaleAndAddTo(Target& y, const Lhs& A, const Rhs& B, const Scalar& alpha) {
    run(y, A, B, alpha, true);
  }

 private:
  /// xᵀA is (Aᵀx)ᵀ.
  static constexpr bool vector_first = Lhs::IsVectorAtCompileTime;
  using MatrixOperand = std::conditional_t<vector_first, Rhs, Lhs>;
  using VectorOperand = std::conditional_t<vector_first, Lhs, Rhs>;

  template <typename Target>
  static void run(Target& y, const Lhs& lhs, const Rhs& rhs, Scalar alpha, bool add) {
    if constexpr (vector_first) {
      run_ordered(y, rhs, lhs, combine_scalar_factors(alpha, lhs, rhs), add);
    } else {
      run_ordered(y, lhs, rhs, combine_scalar_factors(alpha, lhs, rhs), add);
    }
  }

  template <typename Target>
  static void run_ordered(Target& y, const MatrixOperand& A, const VectorOperand& x, Scalar alpha, bool add) {
    using namespace orthant::eigen_products;
    const Direct<MatrixOperand> a = blas_traits<MatrixOperand>::extract(A);
    const Direct<VectorOperand> v = blas_traits<VectorOperand>::extract(x);
    write_to<has_pointer<Target>, Matrix<Scalar, Dynamic, Dynamic>>(
        y, add, [&](auto& target, bool add_to_it) {
          orthant::multiply(strided(a), vector_first, {v.data(), v.size(), v.innerStride()}, alpha, add_to_it,
                            vector_target<vector_first>(target));
        });
  }
};

}  // namespace Eigen::internal

#endif
