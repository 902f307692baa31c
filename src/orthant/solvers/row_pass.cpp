#include "orthant/solvers/row_pass.hpp"

#include <omp.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <limits>
#include <vector>

#include "orthant/objectives/stationarity.hpp"
#include "orthant/solvers/line_block.hpp"

namespace orthant {

namespace {

/// Lines that one thread takes at a time, and whose sums are made in order.
constexpr Index lines_a_piece = 16;

template <class Scalar>
class RowSolver {
 public:
  RowSolver(const LineSource<Scalar>& source, Divergence divergence, const RowPassRule& rule)
      : source_(source),
        block_(source),
        divergence_(divergence),
        rule_(rule),
        width_(source.width),
        x_(width_),
        before_(width_),
        d_(width_),
        g_(width_),
        sum_(width_),
        H_(width_ * width_),
        slope_(width_),
        at_(width_) {}

  /// Renews x (length rank) for line i, and adds to `value` and `errors` (RowPass). False, with nothing
  /// changed, when something left the range of the arithmetic.
  bool renew(Index i, double* x, Index stride, double& value, double& errors) {
    if (!load(i, x, stride)) return false;
    double began = 0, found = 0;
    if (!rule_.at_end) {
      gradient(false);
      began = line_value();
      found = slope_errors();
    }
    if (rule_.steps > 0) rescale();
    for (int step = 0; step < rule_.steps; ++step)
      if (!(rule_.update == RowUpdate::newton ? newton_step() : multiplicative_step())) break;
    if (rule_.at_end) {
      gradient(false);
      found = slope_errors();
    }
    if (!sound_ || !std::isfinite(began) || (rule_.steps > 0 && !reaches_data())) return false;
    if (rule_.steps > 0)
      for (Index k = 0; k < source_.rank; ++k)
        x[k * stride] = static_cast<double>(x_[k]) / unit_ / source_.factor_unit;
    value += began / value_unit();
    errors += found;
    return true;
  }

  /// What is known of a line that renew() leaves as it is: its value, and no slope.
  void pass_over(Index i, const double* x, Index stride, double& value, double& errors) {
    load(i, x, stride);
    const double began = rule_.at_end ? 0 : line_value();
    value += std::isfinite(began) ? began / value_unit() : std::numeric_limits<double>::infinity();
    errors += static_cast<double>(source_.rank);
  }

 private:
  bool kullback_leibler() const { return divergence_ == Divergence::kullback_leibler; }
  double value_unit() const { return kullback_leibler() ? unit_ : 1; }

  /// x, a and y in the line's units. False when single precision does not hold them.
  bool load(Index i, const double* x, Index stride) {
    const Index r = source_.rank;
    const double factor_unit = source_.factor_unit;
    double largest = 0;
    for (Index k = 0; k < r; ++k) largest = std::max(largest, x[k * stride] * factor_unit);
    unit_ = LineSource<Scalar>::unit_of(largest);
    sound_ = true;
    std::fill(x_.begin(), x_.end(), Scalar{0});
    for (Index k = 0; k < r; ++k) {
      const double entry = x[k * stride] * factor_unit * unit_;
      x_[k] = static_cast<Scalar>(entry);
      if (entry > 0 && x_[k] < std::numeric_limits<Scalar>::min()) sound_ = sizeof(Scalar) == sizeof(double);
    }
    if (!block_.load(i, unit_) || !sound_) return false;
    products();
    return true;
  }

  /// Every product is positive where the data are, and a number, in their own units too and with some room.
  bool reaches_data() const {
    const Scalar *a = block_.a(), *y = block_.y();
    const std::vector<double>& entry_unit = source_.entry_unit;
    const double unit = source_.data_unit * unit_;
    // For all entries at once where their units are no matter.
    const auto low = static_cast<Scalar>(0x1p-1060 * unit * source_.largest_entry_unit),
               high = static_cast<Scalar>(std::min<double>(std::numeric_limits<Scalar>::max(),
                                                           0x1p1010 * unit * source_.smallest_entry_unit));
    const bool all =
        std::all_of(x_.begin(), x_.begin() + source_.rank, [](Scalar x) { return std::isfinite(x); });
    if (!all || loops_.reaches(a, y, block_.padded(), low, high)) return all;
    for (Index p = 0; p < block_.count(); ++p) {
      const double entry = entry_unit.empty() ? unit : unit * entry_unit[p],
                   product = static_cast<double>(y[p]);
      if (a[p] > 0 && !(product > 0x1p-1060 * entry && product < 0x1p1010 * entry)) return false;
    }
    return true;
  }

  /// y = V x on the line.
  void products() {
    block_.for_each_tile([&](Index first, Index rows, const Scalar* v) {
      loops_.products(v, rows, source_.vectors, x_.data(), block_.y() + first);
    });
  }

  /// Σ_k x_k c_k, c the column sums of V.
  double linear(const AlignedVector<Scalar>& x) const {
    double total = 0;
    for (Index k = 0; k < source_.rank; ++k) total += static_cast<double>(x[k]) * source_.column_sums(k);
    return total;
  }

  /// F at y, for which q has been computed in single precision.
  double line_value() {
    // To the digits of the arithmetic: Σ a log(a/y) − Σ a + Σ y.
    if constexpr (sizeof(Scalar) < sizeof(double))
      if (kullback_leibler())
        return linear(x_) + simd::best().log_sum(block_.a(), block_.q(), block_.padded());
    const Scalar *a = block_.a(), *y = block_.y();
    double total = 0, on_stored = 0;
    for (Index p = 0; p < block_.count(); ++p) {
      total += divergence_value(divergence_, static_cast<double>(a[p]), static_cast<double>(y[p]));
      on_stored += static_cast<double>(y[p]);
    }
    if (kullback_leibler() && source_.lines) total += std::max(0.0, linear(x_) - on_stored);
    return total;
  }

  /// q and w such that g = Σ d⁺ v − Σ q v and H = Σ w v vᵀ. For Itakura–Saito q = −d′.
  void weigh() {
    if (kullback_leibler()) {
      loops_.ratios(block_.a(), block_.y(), block_.padded(), block_.q(), block_.w());
      return;
    }
    for (Index p = 0; p < block_.count(); ++p) {
      const Scalar inverse = 1 / block_.y()[p], ratio = block_.a()[p] * inverse;
      block_.q()[p] = inverse * (ratio - 1);
      block_.w()[p] = inverse * inverse * std::max(2 * ratio - 1, ratio);
    }
    for (Index p = block_.count(); p < block_.padded(); ++p) block_.q()[p] = block_.w()[p] = 0;
  }

  /// g at y, and H when asked; otherwise P, the part of g that is positive (objectives/stationarity.hpp).
  void gradient(bool with_hessian) {
    weigh();
    const Index r = source_.rank;
    total_.assign(static_cast<size_t>(width_), 0);
    plus_.assign(static_cast<size_t>(width_), 0);
    if (with_hessian) std::fill(H_.begin(), H_.end(), Scalar{0});
    const bool inverses = !with_hessian && !kullback_leibler();
    if (inverses)
      for (Index p = 0; p < block_.padded(); ++p)
        block_.moved()[p] = p < block_.count() ? 1 / block_.y()[p] : Scalar{0};
    block_.for_each_tile([&](Index first, Index rows, const Scalar* v) {
      add_sum(v, rows, block_.q() + first, total_);
      if (inverses) add_sum(v, rows, block_.moved() + first, plus_);
      if (with_hessian) loops_.gram(v, rows, source_.vectors, r, block_.w() + first, H_.data());
    });
    for (Index k = 0; k < width_; ++k) {
      if (kullback_leibler() && k < r) plus_[k] = source_.column_sums(k);
      slope_[k] = (kullback_leibler() ? plus_[k] : 0) - total_[k];
      g_[k] = static_cast<Scalar>(slope_[k]);
    }
    for (Index k = 0; k < r; ++k) sound_ = sound_ && std::isfinite(g_[k]);
    if (!with_hessian) return;
    for (Index k = 0; k < r; ++k) {
      sound_ = sound_ && std::isfinite(H_[k * width_ + k]);
      for (Index l = 0; l < k; ++l) H_[k * width_ + l] = H_[l * width_ + k];
    }
  }

  /// total += Σ_p weight_p v_p.
  void add_sum(const Scalar* v, Index rows, const Scalar* weight, std::vector<double>& total) {
    std::fill(sum_.begin(), sum_.end(), Scalar{0});
    loops_.sum(v, rows, source_.vectors, weight, sum_.data());
    for (Index k = 0; k < width_; ++k) total[k] += static_cast<double>(sum_[k]);
  }

  /// After gradient(false).
  double slope_errors() {
    for (Index k = 0; k < source_.rank; ++k) at_[k] = static_cast<double>(x_[k]);
    return squared_slope_errors(source_.rank, at_.data(), plus_.data(), slope_.data());
  }

  /// x ← τ x with the best τ.
  void rescale() {
    double data = 0, product = 0;
    if (kullback_leibler()) {
      data = loops_.total(block_.a(), block_.padded());
      product = linear(x_);
    } else {
      for (Index p = 0; p < block_.count(); ++p) data += static_cast<double>(block_.a()[p] / block_.y()[p]);
      product = static_cast<double>(block_.count());
    }
    if (!(product > 0)) return;
    const auto scale = static_cast<Scalar>(data / product);
    for (Scalar& value : x_) value *= scale;
    for (Index p = 0; p < block_.padded(); ++p) block_.y()[p] *= scale;
  }

  /// x_k ← 0 for entries that no y_j notices and that descent makes smaller still, where steps t < 1 would
  /// only shrink them forever. Kullback–Leibler: with u_j = x_k v_jk/y_j ≤ ½ where a_j > 0,
  /// F changes by at most −x_k g_k + Σ a_j u_j² = −x_k (g_k − x_k H_kk), and u_j² ≤ x_k² H_kk / min a_j.
  void settle() {
    const double unnoticed = 4 * std::numeric_limits<Scalar>::epsilon() / static_cast<double>(source_.rank);
    const double most = *std::max_element(x_.begin(), x_.end());
    double least_data = 0;
    for (Index k = 0; k < source_.rank; ++k) {
      const double x = x_[k], g = g_[k], curvature = H_[k * width_ + k];
      if (!(x > 0 && x < 1e-3 * most && g > 0 && x * curvature <= g)) continue;
      if (least_data == 0) least_data = least_positive(block_.a(), block_.count());
      if (x * x * curvature <= unnoticed * unnoticed * least_data) x_[k] = 0;
    }
  }

  static double least_positive(const Scalar* a, Index count) {
    Scalar least = std::numeric_limits<Scalar>::max();
    for (Index p = 0; p < count; ++p)
      if (a[p] > 0) least = std::min(least, a[p]);
    return static_cast<double>(least);
  }

  /// (3). False when nothing moves any more.
  bool newton_step() {
    gradient(true);
    if (!sound_) return false;
    if (kullback_leibler()) settle();
    std::fill(d_.begin(), d_.end(), Scalar{0});
    const Scalar before = *std::max_element(x_.begin(), x_.end());
    std::copy(g_.begin(), g_.end(), sum_.begin());
    loops_.quadratic_sweeps(H_.data(), source_.vectors, source_.rank, x_.data(), sum_.data(), d_.data(),
                            rule_.sweeps, static_cast<Scalar>(rule_.stop));
    double slope = 0, moved = 0;
    for (Index k = 0; k < source_.rank; ++k) {
      slope += static_cast<double>(g_[k]) * static_cast<double>(d_[k]);
      moved = std::max(moved, std::abs(static_cast<double>(d_[k])));
    }
    if (!(slope < 0)) return false;
    block_.for_each_tile([&](Index first, Index rows, const Scalar* v) {
      loops_.products(v, rows, source_.vectors, d_.data(), block_.moved() + first);
    });
    const double t = kullback_leibler() ? kullback_leibler_step(slope) : itakura_saito_step(slope);
    return t > 0 && move(t) && moved > 1e-3 * static_cast<double>(before);
  }

  /// x ← x + t d. Where a product becomes small by cancellation it is computed anew; t is halved until each
  /// that the data need is positive, which an entry that became zero may have been alone to make.
  bool move(double t) {
    std::copy(x_.begin(), x_.end(), before_.begin());
    for (int trial = 0; trial < 60; ++trial, t /= 2) {
      const auto step = static_cast<Scalar>(t);
      for (Index k = 0; k < source_.rank; ++k) x_[k] = std::max(Scalar{0}, before_[k] + step * d_[k]);
      if (trial == 0 && !loops_.advance(block_.y(), block_.moved(), step, block_.padded())) return true;
      products();
      if (reaches_data()) return true;
    }
    std::copy(before_.begin(), before_.end(), x_.begin());
    products();
    return false;
  }

  /// The largest t of a few with ⟨∇F(x + td), d⟩ ≤ 0: F is convex, so it has not increased there.
  double kullback_leibler_step(double slope_at_zero) {
    const double constant = linear(d_);
    double t = 1;
    for (int trial = 0; trial < 30; ++trial) {
      double least = 0;
      const double falling = loops_.slope(block_.a(), block_.y(), block_.moved(), static_cast<Scalar>(t),
                                          block_.padded(), &least);
      const double slope = constant - falling;
      if (least > 0 && slope <= 0) return t;
      // Where the slope is positive, the zero of its secant lies beyond the minimum or before it; a little
      // less.
      const double secant = least > 0 ? t * slope_at_zero / (slope_at_zero - slope) : 0;
      t = std::max(0.1 * t, std::min(0.5 * t, 0.9 * secant));
    }
    return 0;
  }

  /// The first of 1, ½, ¼ … with F(x + td) ≤ F(x) + 1e-4 t ⟨∇F, d⟩.
  double itakura_saito_step(double slope) {
    const Scalar *a = block_.a(), *y = block_.y(), *along = block_.moved();
    double t = 1;
    for (int trial = 0; trial < 30; ++trial, t /= 2) {
      double change = 0;
      for (Index p = 0; p < block_.count(); ++p) {
        const double now = static_cast<double>(y[p]), next = now + t * static_cast<double>(along[p]);
        if (!(next > 0)) {
          change = 1;
          break;
        }
        const double u = t * static_cast<double>(along[p]) / now;
        change += std::log1p(u) - static_cast<double>(a[p]) / now * (u / (1 + u));
      }
      if (change <= 1e-4 * t * slope) return t;
    }
    return 0;
  }

  /// (2).
  bool multiplicative_step() {
    weigh();
    Scalar *q = block_.q(), *w = block_.w();
    if (!kullback_leibler()) {  // d⁻ = a/y² and d⁺ = 1/y
      for (Index p = 0; p < block_.count(); ++p) {
        w[p] = 1 / block_.y()[p];
        q[p] = block_.a()[p] * w[p];
        q[p] *= w[p];
      }
    }
    total_.assign(static_cast<size_t>(width_), 0);
    plus_.assign(static_cast<size_t>(width_), 0);
    block_.for_each_tile([&](Index first, Index rows, const Scalar* v) {
      add_sum(v, rows, q + first, total_);
      if (!kullback_leibler()) add_sum(v, rows, w + first, plus_);
    });
    for (Index k = 0; k < source_.rank; ++k) {
      const double positive = kullback_leibler() ? source_.column_sums(k) : plus_[k];
      const double ratio = positive > 0 ? total_[k] / positive : 0;
      x_[k] =
          static_cast<Scalar>(static_cast<double>(x_[k]) * (kullback_leibler() ? ratio : std::sqrt(ratio)));
    }
    products();
    return true;
  }

  const LineSource<Scalar>& source_;
  LineBlock<Scalar> block_;
  Divergence divergence_;
  RowPassRule rule_;
  Index width_;
  AlignedVector<Scalar> x_, before_, d_, g_, sum_, H_;
  std::vector<double> total_, plus_, slope_, at_;
  double unit_ = 1;    ///< of the line: what x and a are multiplied with besides
  bool sound_ = true;  ///< everything of this line so far is a number
  const simd::RowBlock<Scalar>& loops_ = simd::best().row_block<Scalar>();
};

/// The lines of each piece.
using Pieces = std::vector<std::vector<Index>>;

Pieces pieces_of(Index lines) {
  Pieces pieces(static_cast<size_t>((lines + lines_a_piece - 1) / lines_a_piece));
  for (Index i = 0; i < lines; ++i) pieces[i / lines_a_piece].push_back(i);
  return pieces;
}

/// Renews the lines of `pieces`, adds to the sums of each piece, and leaves in `pieces` the lines that left
/// the range of the arithmetic.
template <class Scalar>
void renew_lines(const DivergenceRecovery& objective, Side side, MatrixRef X, const ConstMatrixRef& V,
                 const RowPassRule& rule, Pieces& pieces, Vector& value, Vector& errors,
                 std::atomic<bool>& complete) {
  const LineSource<Scalar> source(objective.data(), objective.divergence(), side, V);
  const double unit = source.value_unit;
  const auto count = static_cast<Index>(pieces.size());
#pragma omp parallel if (objective.data().stored() * X.cols() > 100000)
  {
    RowSolver<Scalar> solver(source, objective.divergence(), rule);
#pragma omp for schedule(dynamic, 1)
    for (Index piece = 0; piece < count; ++piece) {
      if (rule.budget != nullptr && rule.budget->exhausted()) {
        complete = false;
        continue;
      }
      double sum = 0;
      std::erase_if(pieces[piece], [&](Index i) {
        if (solver.renew(i, &X(i, 0), X.outerStride(), sum, errors(piece))) return true;
        if (sizeof(Scalar) == sizeof(double))
          solver.pass_over(i, &X(i, 0), X.outerStride(), sum, errors(piece));
        return false;
      });
      value(piece) += sum * unit;
    }
  }
}

Index lines_in(const Pieces& pieces) {
  Index count = 0;
  for (const auto& piece : pieces) count += static_cast<Index>(piece.size());
  return count;
}

}  // namespace

RowPass row_pass(const DivergenceRecovery& objective, Side side, MatrixRef X, const ConstMatrixRef& V,
                 const RowPassRule& rule) {
  Pieces pieces = pieces_of(X.rows());
  const auto count = static_cast<Index>(pieces.size());
  Vector value = Vector::Zero(count), errors = Vector::Zero(count);
  std::atomic<bool> complete{true};
  RowPass out;
  if (rule.precision == Precision::single) {
    renew_lines<float>(objective, side, X, V, rule, pieces, value, errors, complete);
    out.refused = lines_in(pieces);
  }
  if (rule.precision == Precision::full || out.refused > 0)
    renew_lines<double>(objective, side, X, V, rule, pieces, value, errors, complete);
  out.complete = complete;
  for (Index piece = 0; piece < count; ++piece) {  // in order
    out.value += value(piece);
    out.squared_errors += errors(piece);
  }
  return out;
}

}  // namespace orthant
