#include "orthant/certify/mixing.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "orthant/base/random.hpp"
#include "orthant/linalg/decompositions.hpp"
#include "orthant/linalg/symmetric.hpp"

namespace orthant {

namespace {

constexpr double null_tolerance = 1e-9;  ///< relative, of singular values

using Column = Eigen::Ref<const Vector>;

/// min_j a_j / b_j over b_j > 0; 0 when b has a positive entry where a has none.
double least_ratio(const Column& a, const Column& b) {
  double least = std::numeric_limits<double>::infinity();
  for (Index j = 0; j < a.size(); ++j)
    if (b(j) > 0) least = std::min(least, a(j) / b(j));
  return std::isfinite(least) ? least : 0;
}

/// Orthonormal columns that span those of `columns`, up to null_tolerance.
Matrix span_of(const Matrix& columns) {
  if (columns.size() == 0) return Matrix(columns.rows(), 0);
  const ThinSvd svd = thin_svd(columns);
  const Index rank = (svd.values.array() > null_tolerance * svd.values(0)).count();
  return svd.values(0) > 0 ? Matrix(svd.left.leftCols(rank)) : Matrix(columns.rows(), 0);
}

/// vec(A) with the conditions that A keeps the zeros of the cone as rows.
class KeptZeros {
 public:
  KeptZeros(const Matrix& U, Index left_rows, const CriticalCone& cone, bool symmetric)
      : r_(U.cols()), gram_(Matrix::Zero(r_ * r_, r_ * r_)) {
    for (Index k = 0; k < r_; ++k) {
      for (Index i = 0; i < U.rows(); ++i) {
        if (cone(i, k) != EntryKind::fixed || U.row(i).isZero(0)) continue;
        // (LA)_ik = Σ_c L_ic A_ck;  (RAᵀ)_ik = Σ_c R_ic A_kc.
        const Vector u = U.row(i).transpose().normalized();
        const bool right = !symmetric && i >= left_rows;
        const auto place = [&](Index c) { return right ? at(k, c) : at(c, k); };
        for (Index c = 0; c < r_; ++c)
          for (Index d = 0; d < r_; ++d) gram_(place(c), place(d)) += u(c) * u(d);
      }
    }
    if (symmetric) {
      for (Index k = 0; k < r_; ++k) {
        for (Index l = 0; l <= k; ++l) {
          Vector condition = Vector::Zero(r_ * r_);
          condition(at(k, l)) += 1;
          condition(at(l, k)) += 1;
          skew_.push_back(condition);
        }
      }
    }
  }

  /// A basis of {A : zeros kept}, with A + Aᵀ = 0 too when `skew`.
  std::vector<Matrix> basis(bool skew) const {
    Matrix G = gram_;
    if (skew)
      for (const Vector& condition : skew_) G += condition * condition.transpose();
    const EigenPairs pairs = symmetric_eigenpairs(G);
    std::vector<Matrix> out;
    for (Index q = 0; q < pairs.values.size() && pairs.values(q) <= zero(); ++q)
      out.emplace_back(Eigen::Map<const Matrix>(pairs.vectors.col(q).data(), r_, r_));
    return out;
  }

  bool hold(const Matrix& A) const {
    const Eigen::Map<const Vector> a(A.data(), A.size());
    return a.dot(gram_ * a) <= zero() * std::max(1.0, a.squaredNorm());
  }

 private:
  Index at(Index row, Index col) const { return col * r_ + row; }
  /// What rounding leaves of a zero eigenvalue of a Gram matrix of this size.
  double zero() const { return 1e-14 * std::max(1.0, gram_.trace()); }

  Index r_;
  Matrix gram_;
  std::vector<Vector> skew_;
};

}  // namespace

std::vector<MixedPair> mixed_pairs(const Matrix& U, Index left_rows, double least) {
  const bool symmetric = left_rows == U.rows();
  std::vector<MixedPair> pairs;
  const auto offer = [&](MixedPair pair) {
    if (pair.change > least) pairs.push_back(pair);
  };
  const auto L = U.topRows(left_rows);
  const auto R = U.bottomRows(U.rows() - left_rows);
  for (Index k = 0; k < U.cols(); ++k) {
    for (Index l = 0; l < U.cols(); ++l) {
      if (k == l || U.col(k).isZero(0) || U.col(l).isZero(0)) continue;
      if (symmetric) {  // u_l gives to u_k: u_k cos θ + u_l sin θ, u_l cos θ − u_k sin θ
        const double t = least_ratio(U.col(l), U.col(k));
        offer({l, k, 'U', std::atan(t), t * U.col(l).norm() / U.col(k).norm()});
        continue;
      }
      const double t = least_ratio(R.col(k), R.col(l));
      offer({k, l, 'L', t, t * L.col(k).norm() / L.col(l).norm()});
      const double s = least_ratio(L.col(k), L.col(l));
      offer({k, l, 'R', s, s * R.col(k).norm() / R.col(l).norm()});
    }
  }
  std::stable_sort(pairs.begin(), pairs.end(),
                   [](const MixedPair& a, const MixedPair& b) { return a.change > b.change; });
  return pairs;
}

Matrix mixing_directions(const Matrix& U, Index left_rows, const CriticalCone& cone,
                         const ConeSubspace& subspace) {
  constexpr Index most_columns = 20;
  const bool symmetric = left_rows == U.rows();
  Matrix none(subspace.order(), 0);
  if (U.cols() < 2 || U.cols() > most_columns || !cone.constrained) return none;
  const KeptZeros zeros(U, left_rows, cone, symmetric);
  // Closed under products: of all A that keep the zeros, skew or not. Products of random ones show it.
  const std::vector<Matrix> algebra = zeros.basis(false);
  constexpr double most_numbers = 5e7;
  if (static_cast<double>(subspace.order()) * static_cast<double>(algebra.size()) > most_numbers) return none;
  Random random(0, 0xa15);
  const auto combination = [&] {
    Matrix sum = Matrix::Zero(U.cols(), U.cols());
    for (const Matrix& A : algebra) sum += random.normal() * A;
    return sum;
  };
  for (int pair = 0; pair < 8; ++pair) {
    const Matrix A = combination(), B = combination();
    if (!zeros.hold(A * B)) return none;
  }
  const std::vector<Matrix> mixings = symmetric ? zeros.basis(true) : algebra;
  Matrix directions(subspace.order(), static_cast<Index>(mixings.size()));
  for (std::size_t q = 0; q < mixings.size(); ++q) {
    Matrix D = U * mixings[q];
    if (!symmetric)
      D.bottomRows(U.rows() - left_rows) = -U.bottomRows(U.rows() - left_rows) * mixings[q].transpose();
    directions.col(static_cast<Index>(q)) = subspace.gather(D);
  }
  if (symmetric) return span_of(directions);
  // Without the scaling of single columns, which is N too and has its own term in the Hessian.
  Matrix scaling(subspace.order(), U.cols());
  for (Index k = 0; k < U.cols(); ++k) {
    Matrix D = Matrix::Zero(U.rows(), U.cols());
    D.col(k).head(left_rows) = U.col(k).head(left_rows);
    D.col(k).tail(U.rows() - left_rows) = -U.col(k).tail(U.rows() - left_rows);
    // A column that is fixed on one side has no scaling.
    const bool moves_fixed = cone.project_to_span(D) != D;
    scaling.col(k) = moves_fixed ? Vector(Vector::Zero(subspace.order())) : subspace.gather(D);
  }
  const Matrix W = span_of(scaling);
  directions -= W * (W.transpose() * directions);
  const double size = U.norm();
  const ThinSvd svd = thin_svd(directions);
  const Index rank = (svd.values.array() > null_tolerance * size).count();
  return svd.left.leftCols(rank);
}

std::optional<MixedPoint> mix_zeros_away(const Matrix& U, Index left_rows) {
  const Index r = U.cols(), right_rows = U.rows() - left_rows;
  MixedPoint out{U, Matrix::Identity(r, r), Matrix::Identity(r, r)};
  bool changed = false;
  for (Index round = 0; round < r * r; ++round) {
    bool gained = false;
    for (const MixedPair& pair : mixed_pairs(out.U, left_rows)) {
      const Index k = pair.gives, l = pair.grows;
      const bool left = pair.factor == 'L';
      const Index grow_at = left ? 0 : left_rows, grow_rows = left ? left_rows : right_rows;
      const Index give_at = left ? left_rows : 0, give_rows = left ? right_rows : left_rows;
      const auto giving = out.U.col(k).segment(grow_at, grow_rows);
      auto growing = out.U.col(l).segment(grow_at, grow_rows);
      if (!((growing.array() == 0) && (giving.array() > 0)).any()) continue;
      const double t = pair.reach / 2;
      growing += t * giving;
      out.U.col(k).segment(give_at, give_rows) -= t * out.U.col(l).segment(give_at, give_rows);
      Matrix& own = left ? out.T : out.inverse_transposed;
      Matrix& other = left ? out.inverse_transposed : out.T;
      own.col(l) += t * own.col(k);
      other.col(k) -= t * other.col(l);
      gained = changed = true;
      break;
    }
    if (!gained) break;
  }
  if (!changed) return std::nullopt;
  return out;
}

bool images_are_feasible(const Matrix& U, Index left_rows, const CriticalCone& cone,
                         const MixedPoint& mixed) {
  for (Index i = 0; i < U.rows(); ++i) {
    const Matrix& T = i < left_rows ? mixed.T : mixed.inverse_transposed;
    for (Index c = 0; c < U.cols(); ++c) {
      if (mixed.U(i, c) > 0) continue;
      for (Index b = 0; b < U.cols(); ++b) {
        if (cone(i, b) == EntryKind::fixed) continue;
        if (U(i, b) > 0 ? T(b, c) != 0 : T(b, c) < 0) return false;
      }
    }
  }
  return true;
}

}  // namespace orthant
