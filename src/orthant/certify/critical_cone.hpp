/// The critical cone at a first-order point U ≥ 0 with gradient G ≥ 0, ⟨G, U⟩ = 0:
///
///   C = { D : D_ij = 0 where U_ij = 0 and G_ij > 0 ;  D_ij ≥ 0 where U_ij = 0 and G_ij = 0 }
///
/// (the paper's (7), where D_ij ≥ 0 is asked wherever U_ij = 0: the same set, as D_ij = 0 where G_ij > 0).
/// Every entry is
///   free         U_ij > 0
///   nonnegative  U_ij = 0, G_ij = 0 ("degenerate": no strict complementarity)
///   fixed        U_ij = 0, G_ij > 0
///
/// In floating point the two zeros are tolerances, both stated in the result:
///   U_ij is zero  when U_ij ≤ zero_tolerance = zero · max U
///   G_ij is zero  when G_ij ≤ multiplier_tolerance = max(multiplier · ‖𝒜*b‖_F‖U‖_F, 10 ‖∇ᵖ‖_F):
/// a multiplier counts only when it stands clear of the point's own first-order error. Entries within a
/// factor 10 of a tolerance are counted in `near_tolerance`. Doubtful multipliers make the cone larger, never
/// smaller, so a positive second-order answer is not reached by doubt.
#pragma once

#include <cstdint>
#include <vector>

#include "orthant/objectives/objective.hpp"

namespace orthant {

enum class EntryKind : std::uint8_t { free, nonnegative, fixed };

struct ConeTolerances {
  double zero = 1e-10;
  double multiplier = 1e-13;
};

struct CriticalCone {
  Index rows = 0, rank = 0;
  std::vector<EntryKind> kind;  ///< column-major, as U
  Index free = 0, nonnegative = 0, fixed = 0;
  double zero_tolerance = 0, multiplier_tolerance = 0;
  Index near_tolerance = 0;
  double smallest_free = 0;   ///< min U over free entries
  double min_multiplier = 0;  ///< min G over fixed entries
  bool constrained = true;    ///< false: no constraint U ≥ 0, every entry is free

  /// The nearest point that the constraint allows.
  Matrix feasible(const Matrix& U) const { return constrained ? Matrix(U.cwiseMax(0.0)) : U; }

  EntryKind operator()(Index i, Index k) const { return kind[k * rows + i]; }

  /// D with its fixed entries set to zero, and its nonnegative entries clipped at zero.
  Matrix project(const Matrix& D) const;
  /// D with its fixed entries set to zero: the span of the cone.
  Matrix project_to_span(const Matrix& D) const;
};

/// Positive entries of U that are at most `zero` times the largest of their column, of L and of R by
/// themselves (the first `left_rows` rows are L; a symmetric U is one).
std::vector<Index> tiny_entries(const Matrix& U, Index left_rows, double zero);

/// The whole space: the cone of a problem without the constraint.
CriticalCone free_cone(const Matrix& U);

/// U must have been snapped.
CriticalCone critical_cone(const Objective& objective, const Matrix& U, const Matrix& gradient,
                           const ConeTolerances& tolerances = {});

// A coordinate subspace of the stacked variable: the entries that a second-order route works on, numbered
// row by row (all columns of row 0 first), so that the rows' blocks are contiguous.

struct Entry {
  Index row, col;
};

class ConeSubspace {
 public:
  /// The free entries, and the nonnegative ones too when `with_nonnegative` (the span of the cone).
  ConeSubspace(const CriticalCone& cone, bool with_nonnegative);

  Index rows() const { return static_cast<Index>(start_.size()) - 1; }
  Index order() const { return static_cast<Index>(entries_.size()); }
  const std::vector<Entry>& entries() const { return entries_; }

  /// Positions of row i's entries: first(i) … first(i+1)−1.
  Index first(Index row) const { return start_[row]; }
  Index count(Index row) const { return first(row + 1) - first(row); }

  /// The entries as a matrix (zero elsewhere), and back.
  Matrix scatter(const Vector& x) const;
  Vector gather(const Matrix& D) const;

 private:
  Index matrix_rows_, matrix_cols_;
  std::vector<Entry> entries_;
  std::vector<Index> start_;
};

}  // namespace orthant
