/// A recovery problem as people exchange it (a problem folder, an instance of a theorem): which
/// factorization, which operator, what was measured or the truth that was measured, and a point to judge.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "orthant/linalg/exact_scale.hpp"
#include "orthant/objectives/objective.hpp"

namespace orthant {

/// L rows×k and R cols×k; of a symmetric problem, U = L and R stays empty.
struct Factors {
  ScaledMatrix L, R;
  Index rank() const { return L.cols(); }
};

struct Problem {
  bool symmetric = true;
  Index rank = 1;      ///< r, columns of the factors sought
  double balance = 0;  ///< λ, asymmetric only
  std::shared_ptr<const MeasurementOperator> measurement;
  std::optional<Vector> measurements;  ///< b; without it b = 𝒜(truth)
  std::optional<Factors> truth;        ///< of any rank r⋆
  std::optional<Factors> point;        ///< of rank r
  std::string instance;                ///< how it was made: the text of a JSON object, or empty

  Index rows() const { return measurement->rows(); }
  Index cols() const { return measurement->cols(); }

  /// Throws InputError: shapes, rank, signs, neither measurements nor truth, a kernel without a truth.
  void check() const;

  std::shared_ptr<const Observations> observe() const;
  std::unique_ptr<Objective> objective() const;

  /// U, or [L; R], with zero columns up to `columns` (InputError when there are more already).
  Matrix stacked(const Factors& factors, Index columns) const;
  Matrix stacked_point() const;
  /// Of the problem's rank, stacked. Where U is the point that it has already, or the truth, their exact factors stay.
  void set_point(const Matrix& U);

  /// The truth as a feasible point of this problem: nothing when it has more columns than the rank.
  std::optional<Matrix> stacked_truth() const;
};

}  // namespace orthant
