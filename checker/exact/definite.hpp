/// Signs of quadratic forms, exactly: Q symmetric of rationals.
///
///   elimination  Q = LDLᵀ one variable after the other. A variable with pivot d < 0 gives a negative
///                direction; one with pivot 0 must have a row of zeros, for otherwise t·e_k + e_j has the
///                form 2tq + d_j, negative for some t of either sign. Eliminating all of them decides Q ⪰ 0;
///                eliminating the free ones decides Q_FF ⪰ 0 and range(Q_FN) ⊆ range(Q_FF), and leaves the
///                Schur complement.
///   Keller       Q is not copositive iff some principal submatrix B has det B < 0 and adj B ≥ 0 entrywise
///                (then x = −B⁻¹1 ≥ 0 and xᵀBx = 1ᵀB⁻¹1 < 0; conversely a minimal violation is such a B).
///                All 2^m − 1 principal submatrices are inverted.
///   components   Q is block diagonal on the components of the graph of its entries that are not zero, and
///                semidefinite or copositive when every block is; so each is decided alone.
///
/// Cost: n³/6 operations with rationals that may grow to n times the bits of Q; rows of zeros cost nothing.
/// The Work (work.hpp) counts them. Source: Hadeler 1983, Keller's criterion (copositive form).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "checker/arithmetic/rational_matrix.hpp"
#include "checker/arithmetic/work.hpp"

namespace orthant::checker {

struct Elimination {
  /// xᵀQx < 0, x in all variables; those that were not to be eliminated are ≥ 0 in it.
  std::optional<std::vector<Rational>> negative;
  RationalMatrix rest;  ///< the Schur complement on the others, in their order
};

/// The components of the graph with an edge where Q_ij ≠ 0, each increasing. Counts n² looks.
std::vector<std::vector<long>> components(const RationalMatrix& Q, Work& work);
/// Q on the rows and columns of a subset.
RationalMatrix principal(const RationalMatrix& Q, const std::vector<long>& subset);

/// Eliminates the variables with eliminate[k] true, component by component, sparse rows first.
Elimination eliminate(const RationalMatrix& Q, const std::vector<bool>& variables, Work& work);

/// A direction with xᵀQx < 0, or nothing: Q is positive semidefinite. A Cholesky factorization in balls is
/// tried first.
std::optional<std::vector<Rational>> negative_direction(const RationalMatrix& Q, Work& work);

/// x ≥ 0 with xᵀQx < 0, or nothing: Q is copositive. Components of order at most 14.
inline constexpr long keller_order = 14;
std::optional<std::vector<Rational>> copositivity_violation(const RationalMatrix& Q, Work& work);

/// xᵀQx. Counts n² multiplications when it is given where.
Rational form(const RationalMatrix& Q, const std::vector<Rational>& x, Work* work = nullptr);

}  // namespace orthant::checker
