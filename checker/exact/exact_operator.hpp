/// The measurement operator of a problem in rationals. The objective sees it only through its kernel ℋ = 𝒜*𝒜,
/// 𝒜*b and ‖b‖², and those are rational whenever the scales are; of terms, when left·right is, or when the
/// roots cancel in ℋ (the printed operator of Theorem 3 has √(1 − δ²) in 𝒜 and 1 − δ² in ℋ):
///
///   full, entries           ℋ(X) = W ∘ X,  W_ij = w² where observed, 0 elsewhere     (weighted_operator.cpp)
///   terms of finite rank    ℋ(X) = X + Σ_pq K_pq T_p⟨T_q, X⟩                      (finite_rank_operator.cpp)
///     kernel                  K from left·⟨right, ·⟩ + right·⟨left, ·⟩
///     identity_plus_low_rank  𝒜 = I + Σ s_t a_t⟨b_t, ·⟩:
///                             K from s_t(a_t b_tᵀ + b_t a_tᵀ) and s_t s_u⟨a_t, a_u⟩ b_t b_uᵀ
///   dense_sensing           ℋ(X) = 𝒜ᵀ𝒜 vec X                                            (dense_operator.cpp)
///   kernel matrix           ℋ(X) = H vec X,  H symmetric
///
/// vec is by rows. A kernel that is given (not an 𝒜) must be positive semidefinite, which is checked:
/// otherwise no 𝒜 has it and f is no sum of squares.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "checker/exact/definite.hpp"

namespace orthant::checker {

/// A matrix of few lines: Σ e_i vᵀ (rows) or v e_jᵀ (columns). What moving one entry of a factor does to LRᵀ.
struct Line {
  bool is_row = true;
  long at = 0;
  const std::vector<Rational>* values = nullptr;
};
using Lines = std::vector<Line>;

class ExactOperator {
 public:
  virtual ~ExactOperator() = default;

  virtual RationalMatrix kernel(const RationalMatrix& X) const = 0;
  /// 𝒜*b, b as OperatorKind::measured says. Throws Rejected where no 𝒜 is given.
  virtual RationalMatrix back_projection(const RationalMatrix& b) const = 0;
  /// ⟨M_a, ℋ(M_b)⟩ for all a, b.
  virtual RationalMatrix gram(const std::vector<Lines>& M) const = 0;
  /// Throws Rejected unless δ²I − (ℋ − I)² ⪰ 0, that is (1 − δ)I ⪯ ℋ ⪯ (1 + δ)I.
  virtual void require_near_identity(const Rational& delta_squared, Work& work) const = 0;
  /// A matrix whose eigenvalues and 0 are those of (ℋ − I)²: a help to those who look for δ. Nothing when its
  /// order is above `most`; order 0 for ℋ = I.
  virtual std::optional<RationalMatrix> squared_deviation(long most) const = 0;
};

/// Throws Rejected for a scale that is not rational, sizes that do not fit, more numbers than an exact check
/// takes, and a kernel that is not positive semidefinite. `work` must outlive the operator, which counts
/// there.
std::unique_ptr<ExactOperator> exact_operator(const Problem& problem, Work& work);

/// The kind of that word. Throws Rejected.
const OperatorKind& operator_kind(const std::string& word);

/// rows·cols, and numbers in terms or matrices, beyond which an exact check is refused.
inline constexpr long most_entries = 250000, most_numbers = 4000000;
/// rows·cols where ℋ is used as a matrix.
inline constexpr long most_dense = 1000;

/// The rational that a scale is. Throws Rejected that names `what` for a root.
Rational rational_scale(const Scale& scale, const char* what);
/// The square of a scale, and the product of two scales. The product is rational, or Rejected names `what`.
Rational squared(const Scale& scale);
Rational product(const Scale& a, const Scale& b, const char* what);

/// a matrix given as one, or as the vector of its rows one after the other
RationalMatrix shaped(const Numbers& numbers, long rows, long cols, const char* what);

}  // namespace orthant::checker
