/// The extremes of the quotient of ℋ over matrices of rank at most k,
///
///   max or min of  q(X) = ⟨X, ℋX⟩ / ‖X‖²   over   X = LRᵀ,  L rows×k,  R cols×k,  X ≠ 0,
///
/// by alternation. With orthonormal R, ‖LRᵀ‖ = ‖L‖ and q is the quotient of the symmetric operator
///
///   L ↦ ℋ(LRᵀ) R     of order rows·k,                                             (1)
///
/// whose extreme eigenvector replaces L; then the sides change places. q never gets worse. The value found is
/// that of an explicit matrix, so it bounds the maximum from below, the minimum from above; that it is the
/// extreme itself is not guaranteed (a nonconvex problem, NP-hard in general: k = 1, ℋ a biquadratic form).
///
/// Cost of a half-step: with rows·cols ≤ 1000 ℋ is formed once and (1) is two products, 4(rows·cols)²k flops,
/// and an eigenproblem of order rows·k; else (1) is used as an operator, by Lanczos from the present point.
/// Source: alternating minimisation of Rayleigh quotients over low-rank matrices, e.g. Holtz, Rohwedder &
/// Schneider 2012, SIAM J. Sci. Comput. 34(2).
#pragma once

#include <cstdint>
#include <vector>

#include "orthant/base/stop.hpp"
#include "orthant/operators/measurement_operator.hpp"

namespace orthant {

enum class End { smallest, largest };

/// X = LRᵀ of unit norm, rank ≤ k, and q(X). No columns: none found.
struct RankQuotient {
  double value = 0;
  LowRankFactors point;
  long sweeps = 0;  ///< that led to it
};

/// q(LRᵀ) from the measurements themselves.
double kernel_quotient(const MeasurementOperator& measurement, const LowRankFactors& X);

class RankQuotientSearch {
 public:
  /// Keeps a reference to the operator.
  RankQuotientSearch(const MeasurementOperator& measurement, Index rank, std::uint64_t seed);

  /// The best of `starts` random starts and of the given ones (any rank; cut to k). Ends early once the value
  /// is `bound` to 1e-13. `shift` is about λmax, for the minimum. At least one half-step is done whatever
  /// the budget.
  RankQuotient find(End end, long starts, long sweeps, const std::vector<LowRankFactors>& given, double bound,
                    double shift, const Budget& budget) const;

 private:
  struct State {
    LowRankFactors X;
    double value = 0;
    long sweeps = 0;
  };
  State random_start(std::uint64_t stream) const;
  /// Sweeps until q gains less than `gain` · |shift| a sweep.
  void alternate(State& state, End end, long sweeps, double gain, double shift, const Budget& budget) const;
  /// Replaces X.L with X.R orthonormal, or the other way round.
  void half_step(State& state, bool left, End end, double shift) const;
  Matrix reduced(const Matrix& fixed, bool left) const;  ///< (1) as a matrix, from ℋ as a matrix
  Vector product(const Vector& x, const Matrix& fixed, bool left) const;  ///< (1) times x

  const MeasurementOperator& measurement_;
  Index rows_, cols_, rank_;
  std::uint64_t seed_;
  Matrix H_;  ///< ℋ on the columns of X, stacked; empty when rows·cols is large
};

}  // namespace orthant
