#include <Eigen/SVD>
#include <algorithm>
#include <cmath>

#include "orthant/base/stop.hpp"
#include "orthant/prove/form_search.hpp"
#include "orthant/prove/rational_factors.hpp"

namespace orthant {

using checker::Rational;
using checker::RationalMatrix;

namespace {

constexpr Index most_unknowns = 600;

/// The positive entries of L and R, in this order, with the largest of each column of L held at 1.
class SupportSystem {
 public:
  SupportSystem(const Matrix& A, Matrix L, Matrix R) : A_(A), L_(std::move(L)), R_(std::move(R)) {
    for (Index k = 0; k < L_.cols(); ++k) {
      Index top = 0;
      const double largest = L_.col(k).maxCoeff(&top);
      if (!(largest > 0)) continue;
      L_.col(k) /= largest;
      R_.col(k) *= largest;
      collect(L_, k, top, true);
    }
    for (Index k = 0; k < R_.cols(); ++k) collect(R_, k, -1, false);
  }

  Index size() const { return static_cast<Index>(at_.size()); }
  const Matrix& L() const { return L_; }
  const Matrix& R() const { return R_; }

  /// The entries of L that the equations leave free, by how much; in their order, the held ones 0.
  Vector freedom_of_left() const {
    const std::vector<Index> free = unheld();
    Vector out = Vector::Zero(size());
    if (free.empty()) return out;
    const Matrix J = jacobian(free);
    const Eigen::BDCSVD<Matrix> svd(J, Eigen::ComputeFullV);
    const Vector& values = svd.singularValues();
    Index rank = 0;
    while (rank < values.size() && values(rank) > 1e-9 * values(0)) ++rank;
    const Matrix null = svd.matrixV().rightCols(static_cast<Index>(free.size()) - rank);
    for (std::size_t q = 0; q < free.size(); ++q)
      if (at_[free[q]].left && null.cols() > 0) out(free[q]) = null.row(static_cast<Index>(q)).norm();
    return out;
  }

  /// Holds the entry at a simple fraction next to it, and corrects the others. False, and nothing changed, where
  /// they do not stay positive.
  bool hold_simple(Index entry) {
    const SupportSystem before = *this;
    for (const double share : {0.2, 0.02, 1e-3, 1e-5}) {
      const double value = before.at(entry);
      set(entry, simplest_between(Rational::from_double(value * (1 - share)),
                                  Rational::from_double(value * (1 + share)))
                     .approx());
      at_[entry].held = true;
      if (correct()) return true;
      *this = before;
    }
    return false;
  }

  /// Newton's method on LRᵀ = A, shortest steps.
  bool correct() {
    const double largest = A_.cwiseAbs().maxCoeff();
    const std::vector<Index> free = unheld();
    double last = 0;
    for (int step = 0; step < 30; ++step) {
      const Matrix residual = A_ - L_ * R_.transpose();
      const double misfit = residual.cwiseAbs().maxCoeff();
      if (!std::isfinite(misfit) || misfit > 1e3 * largest) return false;
      if (misfit <= 1e-14 * largest || (step > 3 && misfit <= 1e-12 * largest && misfit >= 0.5 * last)) break;
      if (step == 29 || free.empty()) return false;
      last = misfit;
      const Vector d = jacobian(free).completeOrthogonalDecomposition().solve(Vector(residual.reshaped()));
      for (std::size_t q = 0; q < free.size(); ++q) set(free[q], at(free[q]) + d(static_cast<Index>(q)));
    }
    for (Index e = 0; e < size(); ++e)
      if (!(at(e) > 0)) return false;
    return true;
  }

 private:
  struct Unknown {
    Index row, col;
    bool left, held;
  };

  void collect(const Matrix& F, Index k, Index top, bool left) {
    const double tiny = 1e-9 * F.col(k).maxCoeff();
    for (Index i = 0; i < F.rows(); ++i) {
      if (F(i, k) > tiny) {
        at_.push_back({i, k, left, i == top});
      } else {
        (left ? L_ : R_)(i, k) = 0;
      }
    }
  }

  std::vector<Index> unheld() const {
    std::vector<Index> out;
    for (Index e = 0; e < size(); ++e)
      if (!at_[e].held) out.push_back(e);
    return out;
  }
  double at(Index e) const { return (at_[e].left ? L_ : R_)(at_[e].row, at_[e].col); }
  void set(Index e, double value) { (at_[e].left ? L_ : R_)(at_[e].row, at_[e].col) = value; }

  /// Of LRᵀ, column by column, by these entries.
  Matrix jacobian(const std::vector<Index>& entries) const {
    const Index m = A_.rows(), n = A_.cols();
    Matrix J = Matrix::Zero(m * n, static_cast<Index>(entries.size()));
    for (std::size_t q = 0; q < entries.size(); ++q) {
      const Unknown& u = at_[entries[q]];
      const auto col = static_cast<Index>(q);
      if (u.left)
        for (Index j = 0; j < n; ++j) J(j * m + u.row, col) = R_(j, u.col);
      else
        J.block(u.row * m, col, m, 1) = L_.col(u.col);
    }
    return J;
  }

  Matrix A_, L_, R_;
  std::vector<Unknown> at_;
};

/// L's entries as the simplest fractions next to them.
RationalMatrix recognised(const Matrix& L) {
  constexpr double near = 1e-10;
  RationalMatrix out(L.rows(), L.cols());
  for (Index i = 0; i < L.rows(); ++i)
    for (Index k = 0; k < L.cols(); ++k)
      if (L(i, k) != 0)
        out.set(i, k,
                simplest_between(Rational::from_double(L(i, k) * (1 - near)),
                                 Rational::from_double(L(i, k) * (1 + near))));
  return out;
}

/// R with LRᵀ = A on the support of the given one, next to it.
std::optional<RationalMatrix> right_of(const RationalMatrix& A, const RationalMatrix& L, const Matrix& R,
                                       checker::Work& work) {
  RationalMatrix out(A.cols(), L.cols());
  for (long j = 0; j < A.cols(); ++j) {
    std::vector<Index> support;
    for (Index k = 0; k < R.cols(); ++k)
      if (R(j, k) > 0) support.push_back(k);
    RationalMatrix M(A.rows(), static_cast<long>(support.size())), b(A.rows(), 1);
    Vector near(static_cast<Index>(support.size()));
    for (long i = 0; i < A.rows(); ++i) {
      b.set(i, 0, A(i, j));
      for (std::size_t k = 0; k < support.size(); ++k) M.set(i, static_cast<long>(k), L(i, support[k]));
    }
    for (std::size_t k = 0; k < support.size(); ++k) near(static_cast<Index>(k)) = R(j, support[k]);
    if (support.empty()) {
      for (long i = 0; i < A.rows(); ++i)
        if (!A.is_zero(i, j)) return std::nullopt;
      continue;
    }
    const auto y = solution_near(M, b, near, 10, work);
    if (!y) return std::nullopt;
    for (std::size_t k = 0; k < support.size(); ++k) out.set(j, support[k], (*y)[k]);
  }
  return out;
}

std::optional<RationalFactors> with_simple_left(const RationalMatrix& A, const Matrix& Ad, const Matrix& L,
                                                const Matrix& R, checker::Work& work) {
  SupportSystem system(Ad, L, R);
  if (system.size() > most_unknowns || !system.correct()) return std::nullopt;
  for (;;) {
    check_budget();
    Index freest = 0;
    if (system.size() == 0 || !(system.freedom_of_left().maxCoeff(&freest) > 1e-6)) break;
    if (!system.hold_simple(freest)) return std::nullopt;
  }
  RationalMatrix left = recognised(system.L());
  auto right = right_of(A, left, system.R(), work);
  if (!right) return std::nullopt;
  RationalFactors factors{std::move(left), std::move(*right)};
  if (!is_exact(A, factors, work)) return std::nullopt;
  return factors;
}

}  // namespace

std::optional<RationalFactors> factors_on_support(const RationalMatrix& A, const Matrix& L, const Matrix& R,
                                                  checker::Work& work) {
  const Matrix Ad = approx(A);
  if (auto factors = with_simple_left(A, Ad, L, R, work)) return factors;
  auto turned = with_simple_left(A.transpose(), Ad.transpose(), R, L, work);
  if (!turned) return std::nullopt;
  return RationalFactors{std::move(turned->R), std::move(turned->L)};
}

}  // namespace orthant
