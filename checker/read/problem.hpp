/// The problem and the points that a certificate is about, read without rounding: every stored double is the
/// rational that it is, times an exact scale.
#pragma once

#include <optional>
#include <utility>
#include <vector>

#include "checker/arithmetic/rational.hpp"

namespace orthant::checker {

/// q, or sign·√q.
struct Scale {
  Rational value = 1;
  bool root = false;
  int sign = 1;  ///< of a root
  bool is_one() const { return !root && value == Rational(1); }
};

/// scale · values, row by row.
struct Numbers {
  long rows = 0, cols = 0;
  std::vector<double> values;
  Scale scale;
  double operator()(long i, long j) const { return values[static_cast<std::size_t>(i * cols + j)]; }
};

/// L rows×k and R cols×k; of a symmetric problem U = L, and R is empty.
struct Factors {
  Numbers L, R;
};

/// Coordinates (i, j) in file order, each at most once.
struct Places {
  std::vector<std::pair<long, long>> at;
};

struct Problem {
  enum class Kind { full, entries, dense_sensing, identity_plus_low_rank, kernel_terms, kernel_matrix };

  bool symmetric = true;
  long rows = 0, cols = 0, rank = 0;
  Rational balance;  ///< λ
  Kind kind = Kind::full;
  Places index;                                    ///< entries: where; full with sparse data: the nonzeros
  std::optional<Numbers> weight;                   ///< entries: w, m×1
  std::vector<std::pair<Numbers, Numbers>> terms;  ///< (left, right)
  std::optional<Numbers> matrix;                   ///< dense_sensing: m×(rows·cols); kernel_matrix
  std::optional<Numbers> measurements;             ///< b, m×1 (full: rows×cols); sparse: the values
  bool sparse = false;                             ///< full, data given by nonzeros
  std::optional<Factors> truth;
  Factors point;
  std::optional<Factors> witness;
  std::optional<Factors> direction;  ///< of a saddle: any signs
  std::optional<Numbers> dual;       ///< T of proof.gap

  /// Rows of the stacked variable: rows, or rows + cols.
  long stacked_rows() const { return symmetric ? rows : rows + cols; }
};

}  // namespace orthant::checker
