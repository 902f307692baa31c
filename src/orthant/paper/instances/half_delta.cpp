#include "orthant/paper/instances/half_delta.hpp"

#include "orthant/operators/dense_kernel.hpp"

namespace orthant::paper {

Problem half_delta() {
  Matrix H(4, 4);     // rows and columns: E₁₁, E₁₂, E₂₁, E₂₂
  H << 1, 0, 0, 0.5,  //
      0, 1.5, 0, 0,   //
      0, 0, 1.5, 0,   //
      0.5, 0, 0, 1;
  Problem problem;
  problem.symmetric = true;
  problem.rank = 1;
  problem.measurement = std::make_shared<const DenseKernelMeasurement>(2, 2, H);
  problem.truth = Factors{Matrix(Vector::Unit(2, 0)), {}};
  problem.point = Factors{ScaledMatrix(Vector::Unit(2, 1), ExactScale::root(mpq_class(1, 2))), {}};
  problem.check();
  return problem;
}

}  // namespace orthant::paper
