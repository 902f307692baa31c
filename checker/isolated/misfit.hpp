/// ½‖𝒜(X) − b‖² where 𝒜 measures no entries, in balls: its value, S = 𝒜*(𝒜(X) − b), a bound of ‖ℋ‖, ℋ = 𝒜*𝒜, and
/// the part ⟨ℋJ_U D, J_U D⟩ of its second derivative. E = X − X⋆ where a truth is given, X where b is.
///
///   dense_sensing            e_t = ⟨A_t, E⟩ − b_t, S = Σ e_t A_t            κ = max_t Σ_s |⟨A_t, A_s⟩|
///   rank_one                 the same with A_t = a_t b_tᵀ                     κ = max_t ‖b_t‖² · max_i Σ_j |Σ_t a_ti a_tj|
///   identity_plus_low_rank   y = E + Σ l_t⟨r_t, E⟩ − b, S = y + Σ r_t⟨l_t, y⟩  κ = (1 + Σ ‖l_t‖‖r_t‖)²
///   kernel, terms            S = E + Σ l_t⟨r_t, E⟩ + r_t⟨l_t, E⟩, ½⟨E, S⟩     κ = 1 + 2Σ ‖l_t‖‖r_t‖
///   kernel, matrix H         S = H vec E, ½⟨E, S⟩                            κ = max_p Σ_q |H_pq|
///
/// The first: ‖𝒜‖² = ‖𝒜𝒜*‖, and a row sum of magnitudes is an upper bound of a symmetric matrix's norm; or Σ ‖A_t‖²,
/// where that is less or m > 4096. The second: Σ_t (a_tᵀXb_t)² ≤ max ‖b_t‖² Σ_t ‖Xᵀa_t‖² ≤ max ‖b_t‖² ‖Σ a_t a_tᵀ‖‖X‖²,
/// or with a and b exchanged. The others: the triangle inequality, and row sums once more.
/// Cost: one pass over the numbers of the operator for each value and S; nothing larger than S is made.
#pragma once

#include <memory>
#include <vector>

#include "checker/arithmetic/ball.hpp"
#include "checker/arithmetic/work.hpp"
#include "checker/read/problem.hpp"

namespace orthant::checker {

/// A kept entry: row of the stacked U₀, and column.
struct KeptEntry {
  long row, col;
};

/// Of J_U, the derivative of LRᵀ (or UUᵀ): D ↦ LD_Rᵀ + D_L Rᵀ.
struct Jacobian {
  bool symmetric;
  const BallMatrix &L, &R;  ///< symmetric: the same
  long rows() const { return L.rows(); }
  long cols() const { return R.rows(); }

  /// visit(i, j, x) for the entries of J_U of one entry of U. On the diagonal of a symmetric one twice.
  template <class Visit>
  void visit(const KeptEntry& of, const Visit& visit) const {
    const bool left = of.row < rows();
    if (left)
      for (long j = 0; j < cols(); ++j) visit(of.row, j, R.at(j, of.col));
    if (left && !symmetric) return;
    const long at = left ? of.row : of.row - rows();
    for (long i = 0; i < rows(); ++i) visit(i, at, L.at(i, of.col));
  }
};

/// ⟨ℋJ_U e_x, J_U e_y⟩ entry by entry, without the part ⟨J_U e_x, J_U e_y⟩ where Misfit::holds_identity().
class Curvature {
 public:
  virtual ~Curvature() = default;
  /// The x that entry() is about, until the next.
  virtual void enter(const KeptEntry& x) = 0;
  virtual Ball entry(const KeptEntry& y) const = 0;
};

/// Nanoseconds of one of the multiplications that are counted here: within inner products of balls.
inline constexpr double misfit_product = 20;

class Misfit {
 public:
  virtual ~Misfit() = default;

  /// ≥ ‖ℋ‖.
  virtual Ball kernel_norm(const Work& work) const = 0;
  /// Whether it is known to be ≥ 0 everywhere: a kernel that is given may be that of no 𝒜.
  virtual bool is_nonnegative() const { return true; }

  struct At {
    Ball value;
    BallMatrix S;  ///< rows×cols; 0×0 unless asked for
  };
  virtual At at(const BallMatrix& L, const BallMatrix& R, bool with_S, const Work& work) const = 0;

  /// ℋ = I + … with a Curvature of the rest.
  virtual bool holds_identity() const { return false; }
  /// The curvature by entries; null where it is Σ_t J_t J_tᵀ over the measurements.
  virtual std::unique_ptr<Curvature> curvature(const Jacobian&, const Work&) const { return nullptr; }
  virtual long measurements() const { return 0; }
  /// J_t, the gradient of (𝒜(LRᵀ))_t, into a matrix of the stacked rows; it is overwritten.
  virtual void gradient(long, const Jacobian&, BallMatrix&) const {}

  /// Multiplications of balls: of kernel_norm() beyond one pass, of at(), and of the curvature of `order` entries.
  virtual double work_norm() const { return 0; }
  virtual double work_at(long rank, bool with_S) const = 0;
  virtual double work_curvature(long rank, long order) const = 0;

 protected:
  explicit Misfit(const Problem& problem);
  /// LRᵀ, less the truth's product where that is what was measured.
  BallMatrix deviation(const BallMatrix& L, const BallMatrix& R) const;
  double size() const { return static_cast<double>(problem_.rows) * static_cast<double>(problem_.cols); }

  const Problem& problem_;
  bool from_truth_;
};

/// Those of OperatorKind::misfit. Each throws Rejected for scales or sizes that it does not take. `problem` must
/// outlive them.
std::unique_ptr<Misfit> sensing_misfit(const Problem& problem);
std::unique_ptr<Misfit> rank_one_misfit(const Problem& problem);
std::unique_ptr<Misfit> low_rank_misfit(const Problem& problem);
std::unique_ptr<Misfit> kernel_terms_misfit(const Problem& problem);
std::unique_ptr<Misfit> kernel_matrix_misfit(const Problem& problem);

}  // namespace orthant::checker
