/// From factors in floating point, L, R ≥ 0 with LRᵀ ≈ A, to rational ones with LRᵀ = A exactly.
///
/// 1. rank A = r. Rows I and columns J of a minor that is not zero give A = E·A_I, E = A_J A_IJ⁻¹, and the exact
///    factorizations are, all of them,
///
///      L = E X,   R = A_Iᵀ X⁻ᵀ,     X = L_I nonsingular r×r,                                                  (1)
///
///    since the columns of L span those of A. The inequalities L, R ≥ 0 define an open set of X where all can be
///    strict: then every rational X near enough does. So X is first led inwards, to entries at least s times the
///    mean of their column (in units of the rows and columns of A), by damped Gauss–Newton steps on
///    Σ max(0, s − entry)², s as large as it goes; and then rounded to few bits. Entries that cannot be positive
///    are equations: E_i x_k = 0, and for R, with the columns s_k of X⁻ᵀ, (A_I)ⱼᵀ s_k = 0, s_k ⊥ x_l. Columns that
///    their equations determine are taken first, and they are equations of the others; where none is, the one with
///    the fewest freedoms is rounded within them.
///
/// 2. rank A < r, or where that fails. On the support of L and R, with the largest entry of each column of L held
///    at 1, LRᵀ = A is a system of quadratic equations. Entries of L that are free there (by the null space of the
///    Jacobian) are moved to simple fractions one after the other, Newton's method correcting the rest. Then the
///    entries of L are taken for the simplest fractions within 1e-10, and R is solved for, row by row, in rationals.
///    Once more with the roles of L and R exchanged. It fails where what is left is irrational: nonnegative factors
///    of rational data need not be (Chistikov et al. 2017).
///
/// Cost: in floating point a few dozen least-squares problems, of r² unknowns in 1, of the positive entries in 2; in
/// rationals a few products and solves of order r. Nothing here is a proof: what comes out multiplies to A, because
/// that is tested last.
#pragma once

#include <optional>
#include <vector>

#include "checker/arithmetic/rational_matrix.hpp"
#include "orthant/linalg/matrix.hpp"

namespace orthant {

struct RationalFactors {
  checker::RationalMatrix L, R;  ///< nonnegative
};

/// Rows and columns of a minor of the largest order that is not zero up to rounding.
struct LargestMinor {
  std::vector<Index> rows, cols;
  Index order() const { return static_cast<Index>(rows.size()); }
};
LargestMinor largest_minor(const Matrix& A);

/// By 1, for minor.order() = the columns of L.
std::optional<RationalFactors> factors_of_full_rank(const checker::RationalMatrix& A,
                                                    const LargestMinor& minor, const Matrix& L,
                                                    const Matrix& R, checker::Work& work);

/// By 2.
std::optional<RationalFactors> factors_on_support(const checker::RationalMatrix& A, const Matrix& L,
                                                  const Matrix& R, checker::Work& work);

/// Whether L, R ≥ 0 and LRᵀ = A.
bool is_exact(const checker::RationalMatrix& A, const RationalFactors& factors, checker::Work& work);

/// y with M y = b, near y0: free unknowns are those of y0 rounded to multiples of 2^−bits of its largest entry.
/// Nothing where there is none.
std::optional<std::vector<checker::Rational>> solution_near(const checker::RationalMatrix& M,
                                                            const checker::RationalMatrix& b,
                                                            const Vector& y0, int bits, checker::Work& work);

}  // namespace orthant
