/// Small problems with a strict local minimizer, found and measured from values of the objective alone, in
/// long double: f is quartic along lines, so five values give its derivatives without truncation.
#pragma once

#include <optional>
#include <random>

#include "checker/read/claims.hpp"
#include "checker/read/document.hpp"
#include "jacobi.hpp"
#include "measured_oracle.hpp"

namespace orthant::checker {

class Sample {
 public:
  using Real = long double;
  using Vector = std::vector<Real>;

  struct Shape {
    bool symmetric = false;
    long rows = 5, cols = 4, rank = 2;
    double balance = 0;
    bool entries = false, weighted = false, sparse = false;
    long zero_row = -1;
    unsigned seed = 1;
    int starts = 200;
    Measured measured = Measured::entries;
  };

  explicit Sample(const Shape& shape) : shape_(shape), random_(shape.seed) {
    make_problem();
    for (int start = 0; start < shape.starts && !(smallest > 0.02 && low_multiplier > 1e-3); ++start) {
      find_minimizer();
      describe();
    }
  }

  Problem problem;
  Claims claims;
  Json evidence;
  double smallest = 0;  ///< eigenvalue of the Hessian on the kept entries, by Jacobi
  double low_multiplier = 0;

 private:
  long stacked() const { return problem.stacked_rows(); }
  std::size_t at(long i, long k) const { return static_cast<std::size_t>(i * shape_.rank + k); }

  void make_problem() {
    std::uniform_real_distribution<double> uniform(0, 1);
    problem.symmetric = shape_.symmetric;
    problem.rows = shape_.rows;
    problem.cols = shape_.cols;
    problem.rank = shape_.rank;
    problem.balance = Rational::from_double(shape_.balance);
    std::vector<double> A;
    for (long i = 0; i < problem.rows * problem.cols; ++i) {
      // Without zeros the best factors are interior, and any rotation of them as good.
      const bool zero = uniform(random_) < 0.4 || i / problem.cols == shape_.zero_row;
      A.push_back(zero ? 0 : uniform(random_));
    }
    for (long i = 0; shape_.symmetric && !shape_.entries && i < problem.rows; ++i)
      for (long j = 0; j < i; ++j)
        A[static_cast<std::size_t>(i * problem.cols + j)] = A[static_cast<std::size_t>(j * problem.cols + i)];
    problem.measurements = Numbers{problem.rows, problem.cols, A, {}};
    data_ = A;
    omega_.assign(A.size(), 1);
    weight_.assign(A.size(), 1);
    if (shape_.sparse || shape_.entries) keep_some();
    if (shape_.measured != Measured::entries) oracle_.emplace(shape_.measured, problem, A, random_);
  }

  /// Entries: about 4 of 5, in random order; sparse: the nonzeros.
  void keep_some() {
    std::uniform_real_distribution<double> uniform(0, 1);
    std::vector<long> order;
    for (long t = 0; t < problem.rows * problem.cols; ++t) order.push_back(t);
    std::shuffle(order.begin(), order.end(), random_);
    Numbers b, w;
    for (const long t : order) {
      const auto place = static_cast<std::size_t>(t);
      if (shape_.entries ? uniform(random_) < 0.15 : data_[place] == 0) {
        if (shape_.entries) omega_[place] = 0;
        continue;
      }
      problem.index.at.emplace_back(t / problem.cols, t % problem.cols);
      b.values.push_back(data_[place]);
      if (shape_.weighted) {
        weight_[place] = 0.5 + uniform(random_);
        omega_[place] = static_cast<Real>(weight_[place]) * weight_[place];
        w.values.push_back(weight_[place]);
      }
    }
    b.rows = static_cast<long>(b.values.size());
    b.cols = 1;
    problem.measurements = b;
    problem.sparse = shape_.sparse;
    if (shape_.entries) problem.kind = &entries_kind;
    w.rows = b.rows;
    w.cols = 1;
    if (shape_.weighted) problem.weight = w;
  }

 public:
  Real value(const Vector& x) const {
    const long r = shape_.rank, shift = shape_.symmetric ? 0 : problem.rows;
    Real sum = oracle_ ? 2 * oracle_->value(product(x)) : 0;
    for (long i = 0; !oracle_ && i < problem.rows; ++i)
      for (long j = 0; j < problem.cols; ++j) {
        const auto place = static_cast<std::size_t>(i * problem.cols + j);
        if (omega_[place] == 0) continue;
        Real e = 0;
        for (long k = 0; k < r; ++k) e += x[at(i, k)] * x[at(shift + j, k)];
        e = weight_[place] * e - data_[place];
        sum += e * e;
      }
    for (long a = 0; shape_.balance > 0 && a < r; ++a)
      for (long b = 0; b < r; ++b) {
        Real B = 0;
        for (long i = 0; i < stacked(); ++i) B += (i < problem.rows ? 1 : -1) * x[at(i, a)] * x[at(i, b)];
        sum += shape_.balance * B * B;
      }
    return sum / 2;
  }

 private:
  /// LRᵀ by rows.
  Vector product(const Vector& x) const {
    const long shift = shape_.symmetric ? 0 : problem.rows;
    Vector out;
    for (long i = 0; i < problem.rows; ++i)
      for (long j = 0; j < problem.cols; ++j) {
        out.push_back(0);
        for (long k = 0; k < shape_.rank; ++k) out.back() += x[at(i, k)] * x[at(shift + j, k)];
      }
    return out;
  }
  Real along(const Vector& x, std::size_t p, std::size_t q, Real t) const {
    Vector y = x;
    y[p] += t;
    if (q != p) y[q] += t;
    return value(y);
  }
  Real first(const Vector& x, std::size_t p) const {
    return (along(x, p, p, -2) - 8 * along(x, p, p, -1) + 8 * along(x, p, p, 1) - along(x, p, p, 2)) / 12;
  }
  Real second(const Vector& x, std::size_t p, std::size_t q) const {
    return (16 * (along(x, p, q, 1) + along(x, p, q, -1)) - along(x, p, q, 2) - along(x, p, q, -2) -
            30 * value(x)) /
           12;
  }
  std::vector<Vector> hessian(const Vector& x, const std::vector<std::size_t>& kept) const {
    std::vector<Vector> H(kept.size(), Vector(kept.size()));
    for (std::size_t a = 0; a < kept.size(); ++a) H[a][a] = second(x, kept[a], kept[a]);
    for (std::size_t a = 0; a < kept.size(); ++a)
      for (std::size_t b = 0; b < a; ++b)
        H[a][b] = H[b][a] = (second(x, kept[a], kept[b]) - H[a][a] - H[b][b]) / 2;
    return H;
  }

  /// Coordinate descent, then Newton's method on the positive entries that are not pinned.
  void find_minimizer() {
    std::uniform_real_distribution<double> uniform(0.2, 1);
    x_.resize(stacked() * shape_.rank);
    for (Real& x : x_) x = uniform(random_);
    for (int sweep = 0; sweep < 200; ++sweep)
      for (std::size_t p = 0; p < x_.size(); ++p) {
        const Real h = second(x_, p, p);
        if (h > 1e-8L) x_[p] = std::max<Real>(0, x_[p] - first(x_, p) / h);
      }
    for (Real& x : x_)
      if (x < 1e-3L) x = 0;
    pins_.clear();
    if (!shape_.symmetric && shape_.balance == 0)
      for (long k = 0; k < shape_.rank; ++k) {
        long best = 0;
        for (long i = 0; i < stacked(); ++i)
          if (x_[at(i, k)] > x_[at(best, k)]) best = i;
        pins_.push_back({best, k});
        x_[at(best, k)] = static_cast<double>(x_[at(best, k)]);
      }
    for (int step = 0; step < 8; ++step) newton_step();
    for (Real& x : x_) x = static_cast<double>(x);
  }

  bool pinned(std::size_t p) const {
    return std::any_of(pins_.begin(), pins_.end(), [&](const auto& pin) { return at(pin[0], pin[1]) == p; });
  }

  void newton_step() {
    std::vector<std::size_t> free;
    for (std::size_t p = 0; p < x_.size(); ++p)
      if (x_[p] > 0 && !pinned(p)) free.push_back(p);
    auto H = hessian(x_, free);
    Vector g;
    for (const std::size_t p : free) g.push_back(first(x_, p));
    for (std::size_t c = 0; c < free.size(); ++c)
      for (std::size_t i = c + 1; i < free.size(); ++i) {
        const Real factor = H[i][c] / H[c][c];
        for (std::size_t j = c; j < free.size(); ++j) H[i][j] -= factor * H[c][j];
        g[i] -= factor * g[c];
      }
    for (std::size_t c = free.size(); c-- > 0;) {
      for (std::size_t j = c + 1; j < free.size(); ++j) g[c] -= H[c][j] * g[j];
      g[c] /= H[c][c];
      x_[free[c]] -= g[c];
    }
  }

  void describe() {
    Json degenerate = Json::array(), pins = Json::array();
    std::vector<std::size_t> kept;
    low_multiplier = 1e300;
    for (long i = 0; i < stacked(); ++i)
      for (long k = 0; k < shape_.rank; ++k) {
        const std::size_t p = at(i, k);
        if (pinned(p)) {
          pins.push_back({i, k});
        } else if (x_[p] > 0) {
          kept.push_back(p);
        } else if (first(x_, p) < 1e-9L) {
          kept.push_back(p);
          degenerate.push_back({i, k});
        } else {
          low_multiplier = std::min(low_multiplier, static_cast<double>(first(x_, p)));
        }
      }
    smallest = -1;
    if (kept.empty() || !(*std::min_element(x_.begin(), x_.end()) >= 0)) return;
    for (const std::size_t p : kept)
      if (std::fabs(first(x_, p)) > 1e-12L) return;
    smallest = static_cast<double>(smallest_eigenvalue(hessian(x_, kept)));
    const auto cut = static_cast<std::size_t>(problem.rows * shape_.rank);
    problem.point.L = {
        problem.rows, shape_.rank, std::vector<double>(x_.begin(), x_.begin() + static_cast<long>(cut)), {}};
    if (!shape_.symmetric)
      problem.point.R = {
          problem.cols, shape_.rank, std::vector<double>(x_.begin() + static_cast<long>(cut), x_.end()), {}};
    claims.verdict = "strict_local_minimizer";
    claims.radius = Rational::from_double(1e-11);
    claims.modulus = Rational::from_double(0.7 * smallest);
    const auto f = static_cast<double>(value(x_));
    claims.objective_low = Rational::from_double(f * (1 - 1e-12));
    claims.objective_high = Rational::from_double(f * (1 + 1e-12));
    evidence = {{"hessian", Rational::from_double(0.75 * smallest).to_string()},
                {"pins", pins},
                {"degenerate", degenerate}};
  }

  Shape shape_;
  std::mt19937 random_;
  std::vector<double> data_, weight_;
  std::optional<MeasuredOracle> oracle_;
  Vector omega_, x_;
  std::vector<std::array<long, 2>> pins_;
};

/// The reason of the refusal, or "" when accepted.
inline std::string refusal(const Problem& problem, const Claims& claims, const Json& evidence) {
  try {
    Work work;
    return check_isolated(problem, claims, evidence, work).empty() ? "no statement" : "";
  } catch (const std::exception& error) {
    return error.what();
  }
}

}  // namespace orthant::checker
