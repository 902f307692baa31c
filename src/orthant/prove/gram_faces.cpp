#include "orthant/prove/gram.hpp"

#include <cmath>
#include <vector>

#include "orthant/base/random.hpp"
#include "orthant/base/stop.hpp"
#include "orthant/linalg/decompositions.hpp"
#include "orthant/linalg/symmetric.hpp"

namespace orthant {

namespace {

/// Π e over the variables but those at places a and b.
double product_without(const std::vector<Index>& variables, const Vector& e, std::size_t a, std::size_t b) {
  double out = 1;
  for (std::size_t k = 0; k < variables.size(); ++k)
    if (k != a && k != b) out *= e(variables[k]);
  return out;
}

constexpr std::size_t none = 99;

}  // namespace

FloatPolynomial::FloatPolynomial(const checker::Polynomial& p, Index variables) : variables_(variables) {
  for (const auto& [monomial, c] : p.terms()) {
    Term& term = terms_.emplace_back(Term{{}, c.approx()});
    for (int k = 0; k < checker::degree(monomial); ++k) term.variables.push_back(monomial[k] - 1);
  }
}

double FloatPolynomial::at(const Vector& e) const {
  double out = 0;
  for (const Term& term : terms_) out += term.coefficient * product_without(term.variables, e, none, none);
  return out;
}

Vector FloatPolynomial::gradient(const Vector& e) const {
  Vector out = Vector::Zero(variables_);
  for (const Term& term : terms_)
    for (std::size_t a = 0; a < term.variables.size(); ++a)
      out(term.variables[a]) += term.coefficient * product_without(term.variables, e, a, none);
  return out;
}

Matrix FloatPolynomial::hessian(const Vector& e) const {
  Matrix out = Matrix::Zero(variables_, variables_);
  for (const Term& term : terms_)
    for (std::size_t a = 0; a < term.variables.size(); ++a)
      for (std::size_t b = 0; b < term.variables.size(); ++b)
        if (a != b)
          out(term.variables[a], term.variables[b]) +=
              term.coefficient * product_without(term.variables, e, a, b);
  return out;
}

Vector FloatPolynomial::along(const Vector& v) const {
  Vector out = Vector::Zero(checker::largest_degree + 1);
  for (const Term& term : terms_)
    out(static_cast<Index>(term.variables.size())) +=
        term.coefficient * product_without(term.variables, v, none, none);
  return out;
}

namespace {

constexpr double small = 1e-10;

/// The null vectors of a symmetric matrix, or none when it has a negative eigenvalue.
Matrix null_space(const Matrix& H) {
  if (H.rows() == 0) return H;
  const auto [values, vectors] = symmetric_eigenpairs(H);
  const double size = std::max(values.cwiseAbs().maxCoeff(), 1e-300);
  if (values(0) < -small * size) return Matrix(H.rows(), 0);
  Index zeros = 0;
  while (zeros < H.rows() && values(zeros) < small * size) ++zeros;
  return vectors.leftCols(zeros);
}

class Faces {
 public:
  Faces(const GramProblem& problem, const std::vector<bool>& zero)
      : problem_(problem), n_(static_cast<Index>(zero.size())), p_(problem.polynomial(), n_) {
    for (Index v = 0; v < n_; ++v) (zero[v] ? Z_ : F_).push_back(v);
    for (const GramBlock& block : problem.blocks()) {
      auto& basis = basis_.emplace_back();
      for (const checker::Polynomial& q : block.basis) basis.emplace_back(q, n_);
      null_.emplace_back(static_cast<Index>(block.basis.size()), 0);
    }
  }

  std::vector<Matrix> remaining(const std::vector<Vector>& zeros) {
    for (std::size_t a = 0; a < Z_.size(); ++a) {
      arc(Vector::Unit(n_, Z_[a]));
      for (std::size_t b = 0; b < a; ++b) arc(Vector::Unit(n_, Z_[a]) + Vector::Unit(n_, Z_[b]));
    }
    null_arcs();
    for (const Vector& e : zeros) vanish_at(e);
    search_zeros();
    std::vector<Matrix> out;
    for (const Matrix& K : null_) out.push_back(complement(K));
    return out;
  }

 private:
  static Matrix complement(const Matrix& K) {
    const auto [values, basis] = right_svd(K.transpose());
    const Index rank = values.size() == 0 ? 0 : (values.array() > 1e-7 * values(0)).count();
    return basis.rightCols(K.rows() - rank);
  }

  void add(std::size_t b, const Vector& v) {
    if (v.norm() < 1e-7) return;
    Matrix& K = null_[b];
    K.conservativeResize(Eigen::NoChange, K.cols() + 1);
    K.rightCols(1) = v.normalized();
  }

  Index entry(const std::pair<long, long>& at) const { return at.first * problem_.cols() + at.second; }

  /// (1)
  void arc(const Vector& v) {
    const Vector p = p_.along(v);
    Index K = 0;
    while (K < p.size() && std::abs(p(K)) < small) ++K;
    for (std::size_t b = 0; b < basis_.size(); ++b) {
      Index k = 0;
      bool on = true;
      for (const auto& at : problem_.blocks()[b].entries) {
        on = on && v(entry(at)) > 1e-6;
        ++k;
      }
      if (!on) continue;
      Matrix coefficients(static_cast<Index>(basis_[b].size()), p.size());
      for (std::size_t i = 0; i < basis_[b].size(); ++i)
        coefficients.row(static_cast<Index>(i)) = basis_[b][i].along(v);
      for (Index j = 0; 2 * j < K - k && j < p.size(); ++j) add(b, coefficients.col(j));
    }
  }

  /// Arcs along the null vectors of the Hessian on the free variables and up to two, or all, of the
  /// degenerate.
  void null_arcs() {
    const Vector origin = Vector::Zero(n_), g = p_.gradient(origin);
    const Matrix H = p_.hessian(origin);
    std::vector<Index> degenerate;
    for (const Index i : Z_)
      if (std::abs(g(i)) < small) degenerate.push_back(i);
    null_arcs_in(H, {});
    null_arcs_in(H, degenerate);
    for (std::size_t a = 0; a < degenerate.size(); ++a) {
      null_arcs_in(H, {degenerate[a]});
      for (std::size_t b = 0; b < a; ++b) null_arcs_in(H, {degenerate[b], degenerate[a]});
    }
  }

  void null_arcs_in(const Matrix& H, const std::vector<Index>& positive) {
    std::vector<Index> all = F_;
    all.insert(all.end(), positive.begin(), positive.end());
    if (all.empty()) return;
    const Matrix N = null_space(H(all, all));
    constexpr int samples = 12;
    for (int k = 0; k < samples && N.cols() > 0; ++k) {
      check_budget();
      const Vector local = (N * random_vector(N.cols())).normalized();
      for (const double sign : {1.0, -1.0}) {
        Vector v = Vector::Zero(n_);
        v(all) = sign * local;
        if (positive.empty() || v(positive).minCoeff() > 1e-6) arc(v);
      }
    }
  }

  /// (2)
  void vanish_at(const Vector& e) {
    const Vector g = p_.gradient(e);
    // p has order 4 along the null vectors of its Hessian there: (1) at e instead of 0.
    if (!(e.norm() < 0.95 && e(Z_).norm() < 1e-12 && std::abs(p_.at(e)) < 1e-14 && g(F_).norm() < 1e-12))
      return;
    const Matrix null = null_space(p_.hessian(e)(F_, F_));
    for (std::size_t b = 0; b < basis_.size(); ++b) {
      const auto& entries = problem_.blocks()[b].entries;
      if (entries.size() > 1 || (entries.size() == 1 && std::abs(g(entry(entries[0]))) > small)) continue;
      Vector m(static_cast<Index>(basis_[b].size()));
      for (std::size_t i = 0; i < basis_[b].size(); ++i) m(static_cast<Index>(i)) = basis_[b][i].at(e);
      add(b, m);
      if (!entries.empty()) continue;
      Matrix slopes(m.size(), static_cast<Index>(F_.size()));
      for (std::size_t i = 0; i < basis_[b].size(); ++i)
        slopes.row(static_cast<Index>(i)) = basis_[b][i].gradient(e)(F_).transpose();
      for (const auto& v : (slopes * null).colwise()) add(b, v);
    }
  }

  void search_zeros() {
    constexpr int samples = 80;
    for (int k = 0; k < samples && !F_.empty(); ++k) {
      check_budget();
      Vector e = Vector::Zero(n_);
      const Vector start = random_vector(static_cast<Index>(F_.size()));
      e(F_) = 0.4 * start / std::max(start.norm(), 1.0);
      for (int step = 0; step < 40; ++step) {
        const Matrix H = p_.hessian(e)(F_, F_);
        const Vector g = p_.gradient(e)(F_);
        const EigenPairs pairs = symmetric_eigenpairs(H);
        const double cut = 1e-3 * pairs.values.cwiseAbs().maxCoeff();
        const Vector inverse =
            pairs.values.unaryExpr([&](double x) { return std::abs(x) > cut ? 1 / std::abs(x) : 0.0; });
        e(F_) -= pairs.vectors * inverse.cwiseProduct(pairs.vectors.transpose() * g);
      }
      vanish_at(e);
    }
  }

  Vector random_vector(Index size) {
    Vector out(size);
    for (double& x : out) x = 2 * random_.uniform() - 1;
    return out;
  }

  const GramProblem& problem_;
  Index n_;
  FloatPolynomial p_;
  std::vector<Index> Z_, F_;
  std::vector<std::vector<FloatPolynomial>> basis_;
  std::vector<Matrix> null_;
  Random random_{1};
};

}  // namespace

std::vector<Matrix> remaining_faces(const GramProblem& problem, const std::vector<bool>& zero,
                                    const std::vector<Vector>& zeros) {
  return Faces(problem, zero).remaining(zeros);
}

}  // namespace orthant
