/// The search for an identity  p = Σ_b g_b · m_bᵀ X_b m_b,  X_b ⪰ 0, as a problem in the Gram matrices X_b.
///
/// Variables: e = (x − x₀)/ρ, so that the ball is ‖e‖ ≤ 1. p(e) = (f − f(U₀))/N. With Z the entries that are
/// zero at x₀, the multipliers g and the monomials m:
///   1             degree 1 and 2 (p vanishes at e = 0: no constant)
///   e_i           degree ≤ 1, i ∈ Z
///   e_i e_j       degree ≤ 1, i < j ∈ Z
///   1 − ‖e‖²      degree 1
///   e_i (1 − ‖e‖²), e_i e_j (1 − ‖e‖²)      the constant
/// All identities of degree 4 are found among these up to products of more entries.
///
/// Three steps: Gram matrices as far inside as possible (gram_center), the face that they must lie in
/// (remaining_faces), and from floating point to an exact identity (round_to_squares). What floating point
/// says is a suggestion: the last step is exact.
#pragma once

#include <optional>
#include <vector>

#include "checker/arithmetic/polynomial.hpp"
#include "orthant/linalg/matrix.hpp"

namespace orthant {

/// A_equation(i, j) += value for i ≥ j, both (i, j) and (j, i) when they differ.
struct GramEntry {
  Index equation = 0, i = 0, j = 0;
  double value = 0;
};

struct GramSystem {
  std::vector<Index> orders;                    ///< of the blocks
  std::vector<std::vector<GramEntry>> entries;  ///< by block, then by equations
  Vector p;
};

struct GramCenter {
  std::vector<Matrix> X;
  double residual = 0;  ///< ‖A(X) − p‖ / ‖p‖
};

/// Symmetric positive semidefinite blocks X = (X_1, …, X_B) with A(X) = p, as far inside as possible:
///
///   X(ε) = argmax Σ log det X_b − ‖A(X) − p‖²/(2ε),      ε → 0,                                        (1)
///
/// by damped Newton steps. With ν = (A(X) − p)/ε a step solves (M + εI) ν = 2A(X) − p, M_αβ = ⟨A_α, X A_β X⟩,
/// and is ΔX = X − X A*(ν) X. The limit is the analytic centre of {X ⪰ 0, A(X) = p} where that has an
/// interior, and a point of largest rank where it has none: the eigenvalues that vanish do so like √ε.
/// Without solutions the residual does not go to zero.
///
/// Cost of a step: m³/3 + Σ_b (entries of A in block b)² flops, m the equations; some 60 steps. Floating
/// point: what comes out of it is a suggestion.
/// `smallest` is the last ε, relative to ‖p‖.
GramCenter gram_center(const GramSystem& system, double smallest = 1e-11);

struct GramBlock {
  std::vector<std::pair<long, long>> entries;  ///< e_i as (row, col)
  bool ball = false;
  std::vector<checker::Polynomial> basis;
};

/// (b, i, j) with i ≥ j: one number of a Gram matrix, and what it adds to each equation.
struct GramColumn {
  Index block = 0, i = 0, j = 0;
  std::vector<std::pair<Index, checker::Rational>> equations;  ///< both halves counted when i ≠ j
};

class GramProblem {
 public:
  /// `p` in e; variables of a rows×cols matrix, `zero` those in Z.
  GramProblem(checker::Polynomial p, long rows, long cols, const std::vector<bool>& zero);

  /// p in e.
  const checker::Polynomial& polynomial() const { return p_; }
  long cols() const { return cols_; }
  const std::vector<GramBlock>& blocks() const { return blocks_; }
  const std::vector<GramColumn>& columns() const { return columns_; }
  const std::vector<checker::Rational>& right_hand_side() const { return p_of_equation_; }
  GramSystem system() const;

  /// Keeps of each block what the columns of V_b (order×rank) span, taken for the rational subspace within
  /// 1e-8. False when there is none of denominators up to 5000.
  bool restrict_to(const std::vector<Matrix>& V);

 private:
  void write_equations();

  checker::Polynomial p_;
  long rows_, cols_;
  std::vector<GramBlock> blocks_;
  std::vector<GramColumn> columns_;
  std::vector<checker::Rational> p_of_equation_;
};

/// A polynomial of a few variables in doubles: value, gradient, Hessian and order along a line.
class FloatPolynomial {
 public:
  FloatPolynomial(const checker::Polynomial& p, Index variables);

  double at(const Vector& e) const;
  Vector gradient(const Vector& e) const;
  Matrix hessian(const Vector& e) const;

  /// The coefficients of t^0 … t^8 in p(tv).
  Vector along(const Vector& v) const;

 private:
  struct Term {
    std::vector<Index> variables;
    double coefficient;
  };
  Index variables_;
  std::vector<Term> terms_;
};

/// The face of the Gram matrices that an identity p = Σ g_b m_bᵀX_b m_b must lie in, from arcs through x₀,
/// where e = 0.
///
///   arcs     on e(t) = tv with v_Z ≥ 0, p = O(t^K): every term is nonnegative there, so with g_b(tv) ~ t^k
///              X_b · (coefficient of t^j in m_b(tv)) = 0        for j < (K − k)/2                   (1)
///            v: unit vectors of Z and their pair sums, and null vectors of the Hessian that lie in the cone
///   zeros    p = 0 at e with e_Z = 0:
///              X_b m_b(e) = 0 for the multipliers 1 and 1 − ‖e‖²,
///              and for e_i and e_i(1 − ‖e‖²) where ∂_i p(e) = 0 as well                             (2)
///            Those that are given, and what Newton steps with a pseudo-inverse find from random points of
///            the subspace e_Z = 0
///
/// A face that is too small only makes the search fail, or find an identity all the same.
///
/// Of each block a matrix whose columns span what (1) and (2) leave. Of the given `zeros` those are used that
/// are zeros with e_Z = 0 to within 1e-12.
std::vector<Matrix> remaining_faces(const GramProblem& problem, const std::vector<bool>& zero,
                                    const std::vector<Vector>& zeros);

/// coefficient · (Σ_i weights_i m_i)² in a block.
struct GramSquare {
  Index block = 0;
  checker::Rational coefficient;
  std::vector<std::pair<Index, checker::Rational>> weights;
};

/// From Gram matrices in floating point to an exact identity.
///
///   X̃    rounded to multiples of 2⁻ᵏ
///   X    = X̃ + Δ, Δ on as many entries as there are independent equations, A(X) = p in rationals:
///        elimination that takes the entry of the fewest equations first, so nearly every step is a division
///   X_b  = LLᵀ + E, L of multiples of 2⁻ᵏ from the Cholesky factor of X_b − (λmin/2)I,
///        E diagonally dominant:  Σ_{i>j} |E_ij| (m_i ± m_j)² + Σ_i (E_ii − Σ_j |E_ij|) m_i²
///
/// which keeps every number short: an exact LDLᵀ would have determinants in it.
/// Nothing when X̃ + Δ is not safely positive definite at any k ≤ 50.
std::optional<std::vector<GramSquare>> round_to_squares(const GramProblem& problem,
                                                        const std::vector<Matrix>& X);

}  // namespace orthant
