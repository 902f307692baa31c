/// The problem and the points that a certificate is about, read without rounding: every stored double is the
/// rational that it is, times an exact scale.
#pragma once

#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string_view>
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

struct Problem;
class ExactOperator;
class Misfit;
class NamedFiles;
class Polynomial;
class Steps;
class Work;

/// What the checker knows of one kind of measurement operator. A kind is one of these, defined with what it
/// points to in a file of exact/, and a line of the table in exact/exact_operator.cpp. All else asks these
/// and never for a kind.
struct OperatorKind {
  std::string_view word;  ///< operator.kind of documents

  /// Which entries are what is measured: all, those of Problem::index with Problem::weight, or none as such.
  enum class Entries { all, listed, none } entries;

  /// Fills the slots of the problem (index, weight, terms, matrix) from the field `operator`. Throws
  /// Rejected.
  void (*read)(const nlohmann::json& place, Problem& problem, NamedFiles& files);

  /// Rows and columns of b, which may be given as the vector of its rows too. Null: ℋ is given and no 𝒜.
  std::pair<long, long> (*measured)(const Problem& problem);

  /// 𝒜 in rationals, by its kernel (exact_operator.hpp).
  std::unique_ptr<ExactOperator> (*exact)(const Problem& problem, Work& work);

  /// ½‖𝒜(X) − b‖² as a polynomial (objective_polynomial.hpp), from the definition of 𝒜: another derivation of
  /// the same number.
  Polynomial (*objective)(const Problem& problem, Steps& steps);

  /// ½‖𝒜(X) − b‖² in balls (isolated/misfit.hpp). Null where entries are what is measured.
  std::unique_ptr<Misfit> (*misfit)(const Problem& problem) = nullptr;
};

/// Of exact/: those that tests name, and what a problem is without saying so.
extern const OperatorKind full_kind, entries_kind, dense_sensing_kind, rank_one_kind, low_rank_kind,
    kernel_terms_kind, kernel_matrix_kind;

struct Problem {
  bool symmetric = true;
  long rows = 0, cols = 0, rank = 0;
  Rational balance;  ///< λ
  const OperatorKind* kind = &full_kind;
  // What the operator is made of: each kind says what it keeps where.
  Places index;                                    ///< listed entries; all entries, sparse data: the nonzeros
  std::optional<Numbers> weight;                   ///< listed entries: w, m×1
  std::vector<std::pair<Numbers, Numbers>> terms;  ///< (left, right); rank_one: one, of the vectors as rows
  std::optional<Numbers> matrix;
  std::optional<Numbers> measurements;  ///< b, as kind->measured says; sparse: the values
  bool sparse = false;                  ///< all entries measured, data given by nonzeros
  std::optional<Factors> truth;
  Factors point;
  std::optional<Factors> witness;
  std::optional<Factors> direction;  ///< of a saddle: any signs
  std::optional<Numbers> dual;       ///< T of proof.gap

  bool measures_all_entries() const { return kind->entries == OperatorKind::Entries::all; }
  bool measures_listed_entries() const { return kind->entries == OperatorKind::Entries::listed; }

  /// Of factors: min(rows, cols), or n(n + 1)/2, beyond which no UUᵀ needs to go.
  long largest_rank() const { return symmetric ? rows * (rows + 1) / 2 : rows < cols ? rows : cols; }

  /// Rows of the stacked variable: rows, or rows + cols.
  long stacked_rows() const { return symmetric ? rows : rows + cols; }
};

}  // namespace orthant::checker
