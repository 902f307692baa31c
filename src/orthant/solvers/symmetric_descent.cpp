#include "orthant/solvers/symmetric_descent.hpp"

#include <algorithm>
#include <cmath>

#include "orthant/base/error.hpp"
#include "orthant/objectives/regularised.hpp"
#include "orthant/objectives/stationarity.hpp"
#include "orthant/operators/entries.hpp"
#include "orthant/operators/full.hpp"

namespace orthant {

namespace {

/// Sweeps over the entries of a row for one look at its line of A, at most (2), and how far the last must move beside
/// the first.
constexpr int row_sweeps = 4;
constexpr double row_stop = 0.1;

/// Lines of dense data that are multiplied at a time.
constexpr Index lines_at_a_time = 128;

/// Newton's method for x³ + px + q from the right of its largest root, where every step goes left.
double largest_cubic_root(double p, double q, double x) {
  for (int step = 0; step < 100; ++step) {
    const double slope = 3 * x * x + p, next = x - ((x * x + p) * x + q) / slope;
    if (!(next < x)) return x;
    if (x - next <= 1e-8 * x) return next;  // the next step is that squared
    x = next;
  }
  return x;
}

/// Whether every entry is observed with that on the other side of the diagonal, of the same value and weight.
bool is_symmetric(const EntriesObservations& entries) {
  const SamplingPattern& pattern = entries.pattern();
  if (pattern.rows.start != pattern.cols.start || pattern.rows.index != pattern.cols.index ||
      pattern.rows.value != pattern.cols.value)
    return false;
  for (size_t p = 0; p < pattern.row_of_col.size(); ++p)
    if (entries.values()[p] != entries.values()[static_cast<size_t>(pattern.row_of_col[p])]) return false;
  return true;
}

/// The data of an objective with quartic entries; neither for others.
struct SymmetricData {
  const DataMatrix* full = nullptr;
  const EntriesObservations* entries = nullptr;
};

SymmetricData symmetric_data(const Objective& objective) {
  const auto* weighted = dynamic_cast<const Regularised*>(&objective);
  if (!(weighted != nullptr ? weighted->misfit() : objective).is_symmetric()) return {};
  if (weighted != nullptr && weighted->regularisation()->density > 0) return {};
  const auto* full = dynamic_cast<const FullObservations*>(&objective.observations());
  if (full != nullptr && full->is_symmetric()) return {.full = &full->data()};
  const auto* entries = dynamic_cast<const EntriesObservations*>(&objective.observations());
  if (entries != nullptr && is_symmetric(*entries)) return {.entries = entries};
  return {};
}

class SymmetricDescent {
 public:
  SymmetricDescent(const Objective& objective, Matrix U, const SymmetricDescentOptions& options)
      : objective_(objective),
        options_(options),
        data_(symmetric_data(objective)),
        Ut_(U.transpose()),
        value_(objective.value(U)) {
    if (is_dense()) U_ = std::move(U);
    if (const Regularisation* weights = objective.regularisation()) {
      l1_ = weights->l1_left;
      l2_ = weights->l2_left;
    }
    passes_ = 1;
    judge();
  }

  SolveResult run(const StoppingRule& stop, Observer* observer, const Stopwatch& clock) {
    for (Index iteration = 0;; ++iteration) {
      Progress now{iteration, clock.seconds(), value_, stationarity_, passes_};
      if (observer != nullptr) observer->observe(now, Matrix(Ut_.transpose()));
      auto status = stop(now);
      if (status == Status::stationary && !judged_) {
        judge();
        now.stationarity = stationarity_;
        now.passes = passes_;
        status = stop(now);
      }
      if (status) return ended(now, *status);
      sweep();
    }
  }

 private:
  SolveResult ended(const Progress& last, Status status) {
    if (options_.stage) return stage_at(last, Ut_.transpose(), status);
    SolveResult result = result_at(objective_, Ut_.transpose(), status, last.iteration, last.seconds);
    result.passes += passes_;
    return result;
  }

  /// The stationarity at the point itself.
  void judge() {
    const Matrix U = Ut_.transpose();
    stationarity_ = stationarity(objective_, U, objective_.gradient(U));
    passes_ += objective_.gradient_passes() + 1;
    judged_ = true;
  }

  bool is_dense() const { return data_.full != nullptr && !data_.full->is_sparse(); }

  void sweep() {
    slopes_ = 0;
    gained_ = 0;
    if (data_.entries != nullptr) {
      sweep_entries();
    } else {
      G_.noalias() = Ut_ * Ut_.transpose();
      if (is_dense()) {
        sweep_dense();
      } else {
        sweep_sparse();
      }
    }
    ++passes_;
    judged_ = false;
    value_ -= gained_;
    stationarity_ = std::sqrt(slopes_) / objective_.gradient_scale(Ut_);
  }

  bool out_of_time(Index i) const {
    return i % 1024 == 0 && options_.budget != nullptr && options_.budget->exhausted();
  }

  void sweep_sparse() {
    const LineView lines = data_.full->row_lines();
    Vector c(Ut_.rows());
    for (Index i = 0; i < lines.lines && !out_of_time(i); ++i) {
      double diagonal = 0;
      c.setZero();
      for (std::int64_t at = lines.start[i]; at < lines.start[i + 1]; ++at) {
        const Index j = lines.index.narrow != nullptr ? lines.index.narrow[at] : lines.index.wide[at];
        if (j == i) {
          diagonal = lines.value[at];
        } else {
          c += lines.value[at] * Ut_.col(j);
        }
      }
      renew_row(i, c, diagonal);
    }
  }

  void sweep_dense() {
    const Index n = Ut_.cols();
    Matrix corner, C, before;
    Vector c;
    for (Index first = 0; first < n; first += lines_at_a_time) {
      if (options_.budget != nullptr && options_.budget->exhausted()) return;
      const Index count = std::min(lines_at_a_time, n - first);
      C.resize(count, Ut_.rows());
      data_.full->multiply_symmetric_rows(first, U_, C);
      corner.resize(count, count);
      data_.full->copy_block(first, first, corner);
      before = Ut_.middleCols(first, count);
      for (Index b = 0; b < count; ++b) {
        // Rows of the block may have changed since C was made; the row itself does not count.
        c = C.row(b).transpose() - corner(b, b) * before.col(b);
        for (Index a = 0; a < b; ++a)
          if (changed_[a]) c += corner(a, b) * (Ut_.col(first + a) - before.col(a));
        changed_[b] = renew_row(first + b, c, corner(b, b));
        if (changed_[b]) U_.row(first + b) = Ut_.col(first + b);
      }
    }
  }

  void sweep_entries() {
    const CompressedLines& pattern = data_.entries->pattern().rows;
    const std::vector<double>& values = data_.entries->values();
    Matrix others;   // √ω_ij u_j, a column each
    Vector seen, c;  // √ω_ij a_ij
    for (Index i = 0; i < pattern.lines && !out_of_time(i); ++i) {
      const std::int64_t begin = pattern.start[i], end = pattern.start[i + 1];
      others.resize(Ut_.rows(), static_cast<Index>(end - begin));
      seen.resize(others.cols());
      double diagonal = 0, weight = 0;
      Index count = 0;
      for (std::int64_t at = begin; at < end; ++at) {
        const Index j = pattern.index[at];
        if (j == i) {
          diagonal = values[at];
          weight = pattern.value[at];
          continue;
        }
        const double root = std::sqrt(pattern.value[at]);
        others.col(count) = root * Ut_.col(j);
        seen(count++) = root * values[at];
      }
      H_.noalias() = others.leftCols(count) * others.leftCols(count).transpose();
      c.noalias() = others.leftCols(count) * seen.head(count);
      renew_entries(Ut_.col(i), c, diagonal, weight);
    }
  }

  /// (1) for every entry of row i where all entries are observed; whether any changed.
  bool renew_row(Index i, const Eigen::Ref<const Vector>& c, double diagonal) {
    auto u = Ut_.col(i);
    H_.noalias() = G_ - u * u.transpose();
    const bool changed = renew_entries(u, c, diagonal, 1);
    if (changed) G_.noalias() = H_ + u * u.transpose();
    return changed;
  }

  /// (1) for every entry of the row u, several times, H_ being the others' part; whether any changed.
  bool renew_entries(Eigen::Ref<Vector> u, const Eigen::Ref<const Vector>& c, double diagonal,
                     double weight) {
    const Index r = u.size();
    along_.noalias() = H_ * u;
    bool changed = false;
    double first = 0;
    for (int sweep = 0; sweep < row_sweeps; ++sweep) {
      double moved = 0, squares = u.squaredNorm();
      for (Index k = 0; k < r; ++k) {
        const double x = u(k), p = weight * (squares - x * x - diagonal) + H_(k, k) + l2_ / 2,
                     q = along_(k) - H_(k, k) * x - c(k) + l1_ / 2;
        if (sweep == 0) {
          const double slope = 2 * ((weight * x * x + p) * x + q);
          if (x > 0 || slope < 0) slopes_ += slope * slope;
        }
        if (x == 0 && p >= 0 && q >= 0) continue;
        const double next = least_entry(weight, p, q, x), step = next - x;
        if (step == 0) continue;
        // ½ωx⁴ + px² + 2qx before and after, as a product with the step.
        const double sum = next + x, gain = -step * (sum * (weight * (next * next + x * x) / 2 + p) + 2 * q);
        if (!(gain > 0)) continue;
        gained_ += gain;
        u(k) = next;
        squares += sum * step;
        along_ += step * H_.col(k);
        moved += step * step;
        changed = true;
      }
      if (sweep == 0) first = moved;
      if (moved <= row_stop * row_stop * first) break;
    }
    return changed;
  }

  /// argmin of ¼ωx⁴ + ½px² + qx over x ≥ 0: of a parabola where the diagonal is not observed, p ≥ 0.
  static double least_entry(double weight, double p, double q, double near) {
    if (weight > 0) return least_of_quartic(p / weight, q / weight, near);
    return q < 0 && p > 0 ? -q / p : q < 0 ? near : 0;
  }

  const Objective& objective_;
  SymmetricDescentOptions options_;
  SymmetricData data_;
  Matrix Ut_, U_, G_, H_;  ///< U_: of dense data only
  Vector along_;           ///< H u_i
  bool changed_[lines_at_a_time] = {};
  double l1_ = 0, l2_ = 0;
  double value_, stationarity_ = 0;
  double slopes_ = 0, gained_ = 0;  ///< of a sweep
  bool judged_ = false;
  Index passes_ = 0;
};

}  // namespace

double least_of_quartic(double p, double q, double near) {
  if (p >= 0) {
    if (q >= 0) return 0;
    const double at = (near * near + p) * near + q;
    if (at >= 0) return largest_cubic_root(p, q, near);
    // Left of the root: one step of Newton's method, or the root for p = 0 where that leads too far.
    const double start = near - at / (3 * near * near + p);
    return largest_cubic_root(p, q, start * start * start <= -q ? start : std::cbrt(-q));
  }
  // The largest root is the minimum beside 0; at it the quartic is −¼x²(3x² + 2p).
  const double level = std::sqrt(-2 * p / 3);
  if (q >= 0) {
    if (level * p / 3 + q >= 0) return 0;
    return largest_cubic_root(p, q, std::sqrt(-p));
  }
  return largest_cubic_root(p, q, std::max(std::sqrt(-2 * p), std::cbrt(-2 * q)));
}

bool has_quartic_entries(const Objective& objective) {
  const SymmetricData data = symmetric_data(objective);
  return data.full != nullptr || data.entries != nullptr;
}

SolveResult symmetric_descent(const Objective& objective, Matrix U, const SymmetricDescentOptions& options,
                              const StoppingRule& stop, Observer* observer) {
  if (!has_quartic_entries(objective))
    throw InputError(
        "solver = coordinate; expected a symmetric model of a symmetric matrix or of its entries, or a divergence");
  require_feasible(objective, U);
  const Stopwatch clock;
  return SymmetricDescent(objective, std::move(U), options).run(stop, observer, clock);
}

}  // namespace orthant
