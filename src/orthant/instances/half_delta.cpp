#include "orthant/instances/half_delta.hpp"

#include "orthant/core/error.hpp"
#include "orthant/measure/dense_kernel.hpp"

namespace orthant::instances {

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

Problem half_delta(Index r, Index r_star, const mpq_class& delta) {
  const mpq_class below = 1 - delta, above = 1 + delta, k(r_star), columns(r);
  if (r_star < 1 || r < r_star)
    throw InputError("true rank " + std::to_string(r_star) + "; expected 1 to the rank " + std::to_string(r));
  if (delta <= 0 || below <= 0 || columns * below * below > k * delta * delta)
    throw InputError("delta " + delta.get_str() + "; expected less than 1, and r/r⋆ = " +
                     mpq_class(columns / k).get_str() + " at most [delta/(1 - delta)]²");
  const mpq_class t = k / (above * k + below * columns), norm = k + t * t * columns;
  // T(P₁) = uP₁ + wr⋆P₂, T(P₂) = wrP₁ − uP₂.
  const mpq_class u = (t * t * columns - k * (1 - t * above)) / norm, w = t * (2 - t * above) / norm;
  const Index n = r + r_star;
  mpz_class unit = 1;
  for (const mpq_class& q : {delta, mpq_class(u / k), mpq_class(u / columns), mpq_class(w)}) {
    mpz_class odd = q.get_den();
    while (mpz_even_p(odd.get_mpz_t())) odd /= 2;
    mpz_lcm(unit.get_mpz_t(), unit.get_mpz_t(), odd.get_mpz_t());
  }
  const auto stored = [&](const mpq_class& q) {
    const mpq_class value = q * unit;
    if (mpq_class(value.get_d()) != value)
      throw InputError("delta " + delta.get_str() + "; expected a fraction of fewer digits");
    return value.get_d();
  };
  Matrix H = Matrix::Identity(n * n, n * n) * stored(1);
  for (Index i = 0; i < n; ++i) {
    for (Index j = 0; j < n; ++j) {
      const bool in_truth = i < r_star, other = j < r_star;
      if (in_truth != other) H(i * n + j, i * n + j) = stored(above);
      // ⟨E_ii, T(E_jj)⟩ = ⟨E_ii, T(P)⟩/‖P‖² with P of the block of j.
      const mpq_class entry = in_truth != other ? w : in_truth ? mpq_class(u / k) : mpq_class(-u / columns);
      H(i * n + i, j * n + j) = stored(i == j ? mpq_class(1 + entry) : entry);
    }
  }
  Problem problem;
  problem.symmetric = true;
  problem.rank = r;
  problem.measurement = std::make_shared<const DenseKernelMeasurement>(n, n, H);
  problem.truth = Factors{Matrix(Matrix::Identity(n, r_star)), {}};
  problem.point = Factors{ScaledMatrix(Matrix::Identity(n, n).rightCols(r), ExactScale::root(t)), {}};
  problem.check();
  return problem;
}

}  // namespace orthant::instances
