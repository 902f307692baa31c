/// The dense types of the project. Storage is column-major; files are row-major (files/ converts).
#pragma once

#include <Eigen/Core>

#include "orthant/linalg/eigen_products.hpp"

namespace orthant {

using Index = Eigen::Index;
using Matrix = Eigen::MatrixXd;
using Vector = Eigen::VectorXd;

/// A read-only matrix or block of one (unit stride within a column), passed without a copy.
using ConstMatrixRef = Eigen::Ref<const Matrix>;
using MatrixRef = Eigen::Ref<Matrix>;
using ConstVectorRef = Eigen::Ref<const Vector>;

/// In which arithmetic a loop over data or factors works. Factors are stored in double either way: `single`
/// rounds what it reads to float, works in float, and gives doubles back; about half the time where memory or
/// flops are the limit, relative error about 1e-6 of the largest term. For the way to a solution, never for
/// judging one.
enum class Precision { single, full };

}  // namespace orthant
