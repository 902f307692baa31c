#include "orthant/copositive/mixed_cone.hpp"

#include <algorithm>
#include <limits>
#include <optional>
#include <utility>

#include "orthant/base/random.hpp"
#include "orthant/copositive/copositive.hpp"
#include "orthant/linalg/decompositions.hpp"
#include "orthant/linalg/symmetric.hpp"

namespace orthant {

namespace {

class ConeForm {
 public:
  ConeForm(const Matrix& H, const std::vector<Index>& nonnegative, const MixedConeOptions& options,
           const Budget& budget)
      : H_(H),
        N_(nonnegative),
        options_(options),
        budget_(budget),
        work_(options.work),
        signed_(static_cast<std::size_t>(H.rows()), 0) {
    for (const Index i : N_) signed_[i] = 1;
    for (Index i = 0; i < H.rows(); ++i)
      if (!signed_[i]) F_.push_back(i);
  }

  MixedConeResult run() {
    if (spectrum()) return std::move(out_);
    if (free_block()) return std::move(out_);
    search();
    if (out_.value < -options_.zero) {
      out_.form = FormOnCone::negative;
      out_.method = "search";
      return std::move(out_);
    }
    prove();
    return std::move(out_);
  }

 private:
  Index order() const { return H_.rows(); }

  Vector clip(Vector x) const {
    for (const Index i : N_) x(i) = std::max(x(i), 0.0);
    return x;
  }

  /// Hx by columns: a BLAS call this small would spend its time on waking threads.
  Vector times(const Vector& x) const {
    Vector y = Vector::Zero(order());
    for (Index j = 0; j < order(); ++j)
      if (x(j) != 0) y += x(j) * H_.col(j);
    return y;
  }

  void offer(const Vector& x) {
    const double norm = x.norm();
    if (!(norm > 0)) return;
    const Vector unit = x / norm;
    const double value = unit.dot(times(unit));
    if (out_.direction.size() > 0 && value >= out_.value) return;
    out_.direction = unit;
    out_.value = value;
  }

  // ---- 1 and 2: the whole spectrum -----------------------------------------------------------

  bool spectrum() {
    pairs_ = symmetric_eigenpairs(H_);
    const Vector& values = pairs_.values;
    const double error = 10 * std::numeric_limits<double>::epsilon() * values.cwiseAbs().maxCoeff();
    if (values(0) > options_.zero) {
      out_.form = FormOnCone::positive;
      out_.modulus = values(0) - error;
      out_.method = "cholesky";
      offer(clip(pairs_.vectors.col(0)));
      return true;
    }
    if (values(0) < -options_.zero) return false;
    Index p = 0;
    while (p < order() && values(p) <= options_.zero) ++p;
    out_.null_directions = p;
    const NullCone meeting = null_cone(pairs_.vectors.leftCols(p), N_);
    out_.method = "null space";
    if (meeting.meets) {
      if (meeting.violation > 1e-7) return false;
      offer(clip(meeting.direction));
      out_.form = FormOnCone::nonnegative;
      return true;
    }
    out_.modulus = p < order() ? (values(p) - error) * meeting.modulus_factor() : 0;
    sharpen();
    if (!(out_.modulus > options_.zero)) {  // no modulus: what the other steps say counts
      out_.modulus = 0;
      out_.null_directions = 0;
      return false;
    }
    out_.form = FormOnCone::positive;
    return true;
  }

  /// A better modulus than the bound of null_cone, where that is cheap.
  void sharpen() {
    if (order() > 60) return;
    const double safe = out_.modulus;
    work_ = std::min(options_.work, 1e7);
    search();
    for (const double part : {1 - 1e-9, 0.9, 0.5}) {
      const double mu = part * out_.value;
      if (mu <= safe) return;
      if (positive_above(mu)) {
        out_.modulus = mu;
        return;
      }
    }
  }

  // ---- 3: the free block ---------------------------------------------------------------------

  bool free_block() {
    if (F_.empty()) return false;
    const EigenPairs pairs = symmetric_eigenpairs(H_(F_, F_));
    if (pairs.values(0) < -options_.zero) {
      Vector x = Vector::Zero(order());
      x(F_) = pairs.vectors.col(0);
      offer(x);
      out_.form = FormOnCone::negative;
      out_.method = "free block";
      return true;
    }
    // A null vector w of H_FF with wᵀH_Fj ≠ 0: the form of e_j − t w falls without bound.
    const Matrix coupling = H_(F_, N_);
    for (Index k = 0; k < pairs.values.size() && pairs.values(k) <= options_.zero; ++k) {
      const Vector slope = coupling.transpose() * pairs.vectors.col(k);
      for (Index j = 0; j < slope.size(); ++j) {
        const double diagonal = std::abs(H_(N_[j], N_[j]));
        if (slope(j) * slope(j) <= 100 * options_.zero * (diagonal + options_.zero)) continue;
        Vector x = Vector::Zero(order());
        const double t = -2 * (diagonal + options_.zero) / slope(j);
        x(F_) = t * pairs.vectors.col(k);
        x(N_[j]) = 1;
        offer(x);
      }
    }
    if (out_.direction.size() == 0 || out_.value >= -options_.zero) return false;
    out_.form = FormOnCone::negative;
    out_.method = "free block";
    return true;
  }

  // ---- 4: search -----------------------------------------------------------------------------

  void search() {
    const double norm = pairs_.values.cwiseAbs().maxCoeff();
    if (norm == 0) {
      offer(Vector::Unit(order(), 0));
      return;
    }
    Random random(options_.seed, 0x6d);
    for (Index k = 0; k < std::min<Index>(order(), 10) && pairs_.values(k) < norm / 2; ++k) {
      descend(clip(pairs_.vectors.col(k)), norm);
      descend(clip(-pairs_.vectors.col(k)), norm);
    }
    for (const Index i : N_) offer(Vector::Unit(order(), i));
    for (int start = 0; start < options_.starts && !budget_.exhausted(); ++start) {
      Vector x(order());
      for (Index i = 0; i < order(); ++i) x(i) = random.normal();
      for (const Index i : N_) x(i) = start % 2 == 0 ? std::abs(x(i)) : std::max(x(i), 0.0);
      descend(x, norm);
    }
    std::stable_sort(ends_.begin(), ends_.end(),
                     [](const auto& a, const auto& b) { return a.first < b.first; });
    for (std::size_t k = 0; k < std::min<std::size_t>(ends_.size(), 3); ++k) polish(ends_[k].second);
    ends_.clear();
  }

  void descend(Vector x, double norm) {
    if (x.norm() == 0) return;
    x.normalize();
    double value = 1e300;
    for (int step = 0; step < 300; ++step) {
      const Vector g = times(x);
      const double now = x.dot(g);
      if (step > 20 && value - now < 1e-12 * norm) break;
      value = now;
      const Vector next = clip(x - (g - now * x) / norm);
      if (next.norm() == 0) break;
      x = next.normalized();
    }
    offer(x);
    ends_.emplace_back(x.dot(times(x)), std::move(x));
  }

  /// The lowest eigenvector on the support, as long as it stays in the cone; indices that leave it are
  /// removed.
  void polish(const Vector& x) {
    std::vector<Index> support = F_;
    for (const Index i : N_)
      if (x(i) > 1e-6) support.push_back(i);
    for (int round = 0; round < 20 && !support.empty() && support.size() <= 600; ++round) {
      const EigenPairs pairs = symmetric_eigenpairs(H_(support, support));
      Vector y = Vector::Zero(order());
      y(support) = pairs.vectors.col(0);
      double up = 0, down = 0;
      for (const Index i : N_) (y(i) > 0 ? up : down) += std::abs(y(i));
      if (down > up) y = -y;
      offer(clip(y));
      const std::size_t before = support.size();
      std::erase_if(support, [&](Index i) { return signed_[i] && y(i) <= 0; });
      if (support.size() == before) return;
    }
  }

  // ---- 5 and 6: proof ------------------------------------------------------------------------

  /// H − μI strictly copositive on the cone.
  bool positive_above(double mu) {
    Matrix S = H_(N_, N_);
    S.diagonal().array() -= mu;
    if (!F_.empty()) {
      Matrix A = H_(F_, F_);
      A.diagonal().array() -= mu;
      const auto C = cholesky(std::move(A));
      if (!C) return false;
      Matrix X = H_(F_, N_);
      C->triangularView<Eigen::Lower>().solveInPlace(X);
      S.noalias() -= X.transpose() * X;
    }
    if (N_.empty()) return true;
    S = (0.5 * (S + S.transpose())).eval();
    CopositiveOptions options;
    options.threads = options_.threads;
    options.seed = options_.seed;
    options.max_work = work_;
    options.search_work = std::min(work_, 2e7);
    options.record_nodes = 0;
    options.bracket = false;
    options.split = S.rows() <= 500;
    const CopositiveResult answer = decide_copositivity(RationalSymmetric::from_doubles(S), options, budget_);
    if (answer.verdict == Copositivity::undecided) out_.reason = answer.reason;
    if (answer.verdict == Copositivity::strictly_copositive) out_.method = answer.method;
    return answer.verdict == Copositivity::strictly_copositive;
  }

  void prove() {
    const double v = out_.value;
    if (v > options_.zero) {
      // Rounding in the Schur complement is far below 1e-9 of the form on well-conditioned free blocks.
      for (const double part : {1 - 1e-9, 1 - 1e-6, 1 - 1e-3, 0.9, 0.5, 0.1, 0.01}) {
        const double mu = part * v;
        if (mu <= options_.zero) break;
        if (!positive_above(mu)) continue;
        out_.form = FormOnCone::positive;
        out_.modulus = mu;
        return;
      }
    }
    if (positive_above(-options_.zero)) {
      out_.form = FormOnCone::nonnegative;
      return;
    }
    out_.form = FormOnCone::undecided;
    if (out_.reason.empty()) out_.reason = "the form is too close to zero for floating point";
  }

  const Matrix& H_;
  const std::vector<Index>& N_;
  std::vector<Index> F_;
  const MixedConeOptions& options_;
  const Budget& budget_;
  double work_;
  std::vector<char> signed_;
  std::vector<std::pair<double, Vector>> ends_;  ///< of the searches
  EigenPairs pairs_;
  MixedConeResult out_;
};

}  // namespace

MixedConeResult form_on_cone(const Matrix& H, const std::vector<Index>& nonnegative,
                             const MixedConeOptions& options, const Budget& budget) {
  return ConeForm(H, nonnegative, options, budget).run();
}

// ---- null spaces ---------------------------------------------------------------------------------

namespace {

constexpr double zero_residual = 1e-10;  ///< relative: below it the alternatives count as met
constexpr double zero_singular = 1e-8;

/// min ‖B s − t‖, s ≥ 0 (Lawson & Hanson 1974, algorithm NNLS).
Vector nonnegative_least_squares(const Matrix& B, const Vector& t) {
  const Index n = B.cols();
  Vector s = Vector::Zero(n);
  std::vector<Index> passive;
  std::vector<char> in(static_cast<std::size_t>(n), 0);
  const double stop = 1e-14 * B.norm() * t.norm();
  const auto solve_passive = [&] {
    Matrix columns(B.rows(), static_cast<Index>(passive.size()));
    for (std::size_t k = 0; k < passive.size(); ++k) columns.col(static_cast<Index>(k)) = B.col(passive[k]);
    return least_squares(std::move(columns), t);
  };
  for (Index outer = 0; outer < 3 * n + 30; ++outer) {
    const Vector gain = B.transpose() * (t - B * s);
    Index enter = -1;
    for (Index j = 0; j < n; ++j)
      if (!in[j] && gain(j) > stop && (enter < 0 || gain(j) > gain(enter))) enter = j;
    if (enter < 0) break;
    in[enter] = 1;
    passive.push_back(enter);
    for (;;) {
      const Vector z = solve_passive();
      if (z.minCoeff() > 0) {
        for (std::size_t k = 0; k < passive.size(); ++k) s(passive[k]) = z(static_cast<Index>(k));
        break;
      }
      double step = 1;
      for (std::size_t k = 0; k < passive.size(); ++k) {
        const double to = z(static_cast<Index>(k)), from = s(passive[k]);
        if (to <= 0) step = std::min(step, from / (from - to));
      }
      std::vector<Index> rest;
      for (std::size_t k = 0; k < passive.size(); ++k) {
        double& value = s(passive[k]);
        value += step * (z(static_cast<Index>(k)) - value);
        if (value > 1e-15) {
          rest.push_back(passive[k]);
        } else {
          value = 0;
          in[passive[k]] = 0;
        }
      }
      passive = std::move(rest);
      if (passive.empty()) break;
    }
  }
  return s;
}

}  // namespace

double NullCone::modulus_factor() const {
  const double slope = (1 + y.norm()) / sigma;
  return 1 / (1 + slope * slope);
}

NullCone null_cone(const Matrix& V, const std::vector<Index>& nonnegative) {
  NullCone out;
  const auto size = static_cast<Index>(nonnegative.size());
  Matrix A(size, V.cols());
  for (Index k = 0; k < size; ++k) A.row(k) = V.row(nonnegative[k]);
  const auto found = [&](const Vector& c) {
    out.meets = true;
    out.direction = (V * c).normalized();
    for (const Index i : nonnegative) out.violation = std::max(out.violation, -out.direction(i));
    return out;
  };
  const auto [values, right] = right_svd(A);
  const Vector last = right.rightCols(1);
  if (size < V.cols()) return found(last);  // A·last = 0
  out.sigma = values(V.cols() - 1);
  if (out.sigma < zero_singular) return found(last);
  const Vector ones = Vector::Ones(size);
  const Vector s = nonnegative_least_squares(A.transpose(), -(A.transpose() * ones));
  out.y = ones + s;
  const Vector c = A.transpose() * out.y;
  out.residual = c.norm();
  if (out.residual > zero_residual * out.y.norm()) return found(c);
  return out;
}

}  // namespace orthant
