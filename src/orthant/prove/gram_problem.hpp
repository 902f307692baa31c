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
#pragma once

#include <vector>

#include "checker/arithmetic/polynomial.hpp"
#include "orthant/prove/gram_center.hpp"

namespace orthant {

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

}  // namespace orthant
