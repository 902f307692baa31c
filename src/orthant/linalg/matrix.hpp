/// The dense types of the project. Storage is column-major; files are row-major (io/ converts).
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

}  // namespace orthant
