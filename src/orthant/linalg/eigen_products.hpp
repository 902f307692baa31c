/// Products of dense Eigen matrices, compiled once.
///
///   C = AB,  C ±= αAB,  y = Ax,  y ±= αAx      A, B, x direct or transposed, with or without a factor
///
/// Eigen 3.4 compiles a loop for small sizes, blocking, two products with vectors and a call of BLAS anew for
/// every pair of operand *types*: about half a second for each A * B in a translation unit, which was most of
/// the time to compile this project. Here an operand becomes a pointer, its sizes, its stride and its order,
/// and the rest is two functions in eigen_products.cpp. What they call is what Eigen calls: coefficient by
/// coefficient where rows + cols + depth < 20, BLAS otherwise. Formulas stay as they are written.
///
/// Operands that have no pointer (sums, say) are evaluated first, as in Eigen. The seam,
/// `generic_product_impl`, is the one that Eigen's own headers specialise; it is internal, so any other version of
/// Eigen is left as it is, and so are the products of a program that uses the library: this is for builds whose
/// products go to BLAS (EIGEN_USE_BLAS). Products of other scalars, of small fixed sizes, outer products and
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

template <class Scalar>
StridedMatrix<Scalar> transpose(const StridedMatrix<Scalar>& A) {
  return {A.data, A.cols, A.rows, A.stride, !A.by_rows};
}

/// Entry i is data[i·step].
template <class Scalar>
struct StridedVector {
  Scalar* data;
  Eigen::Index size, step;
};

/// C ← C + αAB; C overlaps neither A nor B.
void add_product(double alpha, StridedMatrix<const double> A, StridedMatrix<const double> B,
                 StridedMatrix<double> C);
void add_product(float alpha, StridedMatrix<const float> A, StridedMatrix<const float> B,
                 StridedMatrix<float> C);

/// y ← y + αAx; y overlaps neither A nor x.
void add_product(double alpha, StridedMatrix<const double> A, StridedVector<const double> x,
                 StridedVector<double> y);
void add_product(float alpha, StridedMatrix<const float> A, StridedVector<const float> x,
                 StridedVector<float> y);

}  // namespace orthant

#if defined(EIGEN_USE_BLAS) && EIGEN_WORLD_VERSION == 3 && EIGEN_MAJOR_VERSION == 4

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

template <class Scalar, class Matrix>
StridedMatrix<Scalar> strided(Matrix& A) {
  return {A.data(), A.rows(), A.cols(), A.outerStride(), by_rows<Matrix>};
}

template <bool first, class A, class B>
const auto& pick(const A& a, const B& b) {
  if constexpr (first) {
    return a;
  } else {
    return b;
  }
}

/// A target of one row or one column, which may be known only when the program runs.
template <bool row, class Scalar, class Matrix>
StridedVector<Scalar> strided_line(Matrix& A) {
  return {A.data(), A.size(), row == by_rows<Matrix> ? A.innerStride() : A.outerStride()};
}

/// Calls f with `target`, or, where that is not `in_place`, with a matrix of zeros that is then added.
template <bool in_place, class Target, class Function>
void add_to(Target& target, const Function& f) {
  if constexpr (in_place) {
    f(target);
  } else {
    using Plain = Eigen::Matrix<typename Target::Scalar, Eigen::Dynamic, Eigen::Dynamic>;
    Plain value = Plain::Zero(target.rows(), target.cols());
    f(value);
    target += value;
  }
}

}  // namespace orthant::eigen_products

namespace Eigen::internal {

/// Eigen's base makes assignment, += and −= of scaleAndAddTo.
template <typename Lhs, typename Rhs>
requires orthant::eigen_products::BlasOperands<Lhs, Rhs>
struct generic_product_impl<Lhs, Rhs, DenseShape, DenseShape, GemmProduct>
    : generic_product_impl_base<Lhs, Rhs,
                                generic_product_impl<Lhs, Rhs, DenseShape, DenseShape, GemmProduct>> {
  using Scalar = typename Lhs::Scalar;

  template <typename Target>
  static void scaleAndAddTo(Target& C, const Lhs& A, const Rhs& B, const Scalar& alpha) {
    using namespace orthant::eigen_products;
    const Direct<Lhs> a = blas_traits<Lhs>::extract(A);
    const Direct<Rhs> b = blas_traits<Rhs>::extract(B);
    add_to<has_lines<Target>>(C, [&](auto& target) {
      orthant::add_product(combine_scalar_factors(alpha, A, B), strided<const Scalar>(a),
                           strided<const Scalar>(b), strided<Scalar>(target));
    });
  }
};

template <typename Lhs, typename Rhs>
requires orthant::eigen_products::BlasOperands<Lhs, Rhs>
struct generic_product_impl<Lhs, Rhs, DenseShape, DenseShape, GemvProduct>
    : generic_product_impl_base<Lhs, Rhs,
                                generic_product_impl<Lhs, Rhs, DenseShape, DenseShape, GemvProduct>> {
  using Scalar = typename Lhs::Scalar;

  /// xᵀA is (Aᵀx)ᵀ.
  template <typename Target>
  static void scaleAndAddTo(Target& y, const Lhs& lhs, const Rhs& rhs, const Scalar& alpha) {
    using namespace orthant::eigen_products;
    using orthant::StridedMatrix;
    constexpr bool vector_first = Lhs::IsVectorAtCompileTime;
    const Direct<Lhs> first = blas_traits<Lhs>::extract(lhs);
    const Direct<Rhs> second = blas_traits<Rhs>::extract(rhs);
    const auto& A = pick<vector_first>(second, first);
    const auto& x = pick<vector_first>(first, second);
    const StridedMatrix<const Scalar> matrix = strided<const Scalar>(A);
    add_to<has_pointer<Target>>(y, [&](auto& target) {
      orthant::add_product(combine_scalar_factors(alpha, lhs, rhs), vector_first ? transpose(matrix) : matrix,
                           {x.data(), x.size(), x.innerStride()}, strided_line<vector_first, Scalar>(target));
    });
  }
};

}  // namespace Eigen::internal

#endif
