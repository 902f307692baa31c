/// Entries in units of their own. Beside large rows and columns of the data the curvature of small ones is
/// nothing, and yet it decides about them: the sign of a form on a cone of free and nonnegative entries is
/// the same when every entry is measured in another positive unit.
#pragma once

#include <optional>

#include "orthant/objectives/objective.hpp"

namespace orthant {

/// Positive s such that the largest entries of the rows of diag(s) H diag(s) are about 1, and 1 for rows of
/// zeros. H symmetric of order m; at most 30 rounds of 2m² multiplications. Source: Ruiz 2001.
Vector equilibration(const Matrix& H);

/// ∂²f/∂u² at single entries of the point U (n×r) of `expansion`; `left_rows` says where L ends. Where rows
/// separate, entries of one row after another share its Gram matrix; elsewhere an entry takes a Hessian form.
/// All three must outlive it.
class OwnCurvature {
 public:
  OwnCurvature(const Expansion& expansion, const std::optional<RowSeparableTerms>& terms, const Matrix& U,
               Index left_rows)
      : expansion_(expansion), terms_(terms), U_(U), left_rows_(left_rows) {}

  /// `e`: the position in U, column by column.
  double at(Index e);

 private:
  const Expansion& expansion_;
  const std::optional<RowSeparableTerms>& terms_;
  const Matrix& U_;
  Index left_rows_, row_ = -1;
  Matrix gram_;  ///< of row_
};

}  // namespace orthant
