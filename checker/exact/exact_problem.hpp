/// The objective of a problem at its point U₀ in rationals: value, signs of the gradient, Hessian.
///
/// The point is c_L X_L, c_R X_R (symmetric: c X) with doubles X and scales that may be roots. Every number
/// below is rational as soon as c_L c_R is:
///
///   M = LRᵀ (UUᵀ),  S = ℋ(M) − 𝒜*b,  B = LᵀL − RᵀR
///   f = ½⟨M, ℋM⟩ − ⟨M, 𝒜*b⟩ + ½‖b‖² + (λ/2)‖B‖²
///   c·∇f: c(S + Sᵀ)U, or c_L(SR + 2λLB), c_R(SᵀL − 2λRB), of the sign of ∇f
///   ∇²f in the original variables: entries (i,k), (j,l) of the stacked variable with rows v_i of [L; R],
///   s = −1 between L and R, else 1
///     symmetric   δ_kl (S + Sᵀ)_ij + ⟨M_ik, ℋM_jl⟩,         M_ik = ∂(UUᵀ)/∂U_ik
///     asymmetric  δ_kl S_ij (L, R) + ⟨M_ik, ℋM_jl⟩ ± 2λδ_ij B_kl (L, R)
///                 + 2λs(δ_kl⟨v_i, v_j⟩ + v_i(l) v_j(k))
///     gauge       + 4s δ_kl v_i(k) v_j(k): Hessian of ½Σ_k(‖l_k‖² − ‖r_k‖²)² where that is zero
///
/// Constructing throws Rejected: sizes, negative entries, irrational products of scales, a kernel that is not
/// semidefinite, or more than an exact check takes. Cost: a few products of rows×cols×rank rationals, and for
/// the Hessian on m entries those of exact_operator.hpp.
#pragma once

#include <memory>
#include <vector>

#include "checker/exact/exact_operator.hpp"
#include "checker/read/claims.hpp"

namespace orthant::checker {

enum class Entry : std::uint8_t {
  free,        ///< U > 0
  degenerate,  ///< U = 0, ∇f = 0
  fixed,       ///< U = 0, ∇f > 0
};

/// One entry of the stacked variable.
struct Variable {
  long row = 0, col = 0;
};

/// The critical cone of U₀: D_ik = 0 on fixed entries, ≥ 0 on degenerate ones.
struct ExactCone {
  std::vector<Entry> kind;       ///< by rows
  std::vector<Variable> kept;    ///< V: free and degenerate, by rows
  std::vector<bool> degenerate;  ///< of the kept ones
};

class ExactProblem {
 public:
  /// Both must outlive the object; everything below counts in `work`.
  ExactProblem(const Problem& problem, Work& work);

  const Problem& problem() const { return problem_; }
  const ExactOperator& measurement() const { return *operator_; }

  /// f(U₀), and f at other factors (feasible: signs and columns are checked, at most `rank`).
  const Rational& objective() const { return objective_; }
  Rational value(const Factors& factors, const char* name) const;

  /// c·∇f by stacked rows, c the scale of each entry's factor.
  RationalMatrix scaled_gradient() const;
  /// c² of an entry in that row.
  const Rational& squared_scale(long row) const { return factor(row, row); }
  /// c_L c_R.
  const Rational& product_of_scales() const { return point_.LR; }

  /// Throws Rejected "entry (i, k): …" unless U ≥ 0, ∇f ≥ 0, ⟨∇f, U⟩ = 0 at U₀.
  ExactCone first_order() const;

  /// ∇²f(U₀) on the kept entries, with the term of the gauge on demand (U₀ must be balanced).
  RationalMatrix hessian(const ExactCone& cone, bool gauge) const;

  /// S = 𝒜*(𝒜(M) − b) at U₀.
  const RationalMatrix& residual() const { return S_; }
  /// λ = 0 in an asymmetric problem: the scaling of columns is free.
  bool scaling_is_free() const { return !problem_.symmetric && problem_.balance.sign() == 0; }
  /// ‖l_k‖ = ‖r_k‖ for all k. And B = 0.
  bool columns_are_balanced() const;
  bool is_balanced() const;

 private:
  /// Factors as X_L, X_R (the same for a symmetric problem) with c_L², c_R², c_L c_R.
  struct Scaled {
    RationalMatrix L, R;
    Rational LL, RR, LR;
  };
  Scaled scaled(const Factors& factors, const char* name, long most_columns) const;
  Rational value(const Scaled& at) const;
  RationalMatrix balance_of(const Scaled& at) const;  ///< B
  bool in_left(long row) const { return problem_.symmetric || row < problem_.rows; }
  /// Row i of the stacked X.
  Rational stacked(long row, long col) const;
  /// c_a c_b for rows a, b of the stacked variable.
  const Rational& factor(long a, long b) const;

  const Problem& problem_;
  Work& work_;
  std::unique_ptr<ExactOperator> operator_;
  RationalMatrix back_projection_;  ///< 𝒜*b
  Rational data_;                   ///< ‖b‖²
  Scaled point_;
  RationalMatrix S_, B_;
  Rational objective_;
};

/// Sizes beyond which an exact check is refused: kept entries, the order of a residual or dual whose
/// copositivity is decided, and rows·cols·rank.
inline constexpr long most_kept = 1600, most_order = 400, most_products = 20000000;

// What the exact methods share of a certificate's claims.

/// Throws Rejected unless f(U₀) lies in [objective_low, objective_high], the verdict is `verdict`, and the
/// claims that do not belong to the method (`modulus`, `global_low`, `radius` unless said) are absent.
struct Belongs {
  bool modulus = false, global_low = false, radius = false;
};
void require_claims(const ExactProblem& exact, const Claims& claims, const char* verdict,
                    Belongs belongs = {});

/// A claim of spurious: true needs a lower feasible point, the witness or the truth; false is refused.
/// Returns what to say of it, "" when nothing is claimed.
std::string require_spurious(const ExactProblem& exact, const Claims& claims);

}  // namespace orthant::checker
