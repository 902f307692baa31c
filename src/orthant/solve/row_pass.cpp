#include "orthant/solve/row_pass.hpp"

#include <omp.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <limits>
#include <vector>

#include "orthant/solve/line_block.hpp"

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
        width_(source.width()),
        x_(width_),
        d_(width_),
        g_(width_),
        sum_(width_),
        H_(width_ * width_) {}

  /// Renews x (length rank) for line i; adds the squares of its projected gradient; returns F where it began.
  double renew(Index i, double* x, Index stride, Vector& squared_slope) {
    block_.load(i);
    const Index r = source_.rank();
    std::fill(x_.begin(), x_.end(), Scalar{0});
    for (Index k = 0; k < r; ++k) x_[k] = static_cast<Scalar>(x[k * stride] * source_.factor_unit());
    products();
    double began = 0;
    if (!rule_.at_end) {
      gradient(false);
      began = value();
      add_slope(squared_slope);
    }
    if (rule_.steps > 0) rescale();
    for (int step = 0; step < rule_.steps; ++step)
      if (!(rule_.update == RowUpdate::newton ? newton_step() : multiplicative_step())) break;
    if (rule_.at_end) {
      gradient(false);
      add_slope(squared_slope);
    }
    for (Index k = 0; k < r; ++k) x[k * stride] = static_cast<double>(x_[k]) / source_.factor_unit();
    return began;
  }

 private:
  bool kullback_leibler() const { return divergence_ == Divergence::kullback_leibler; }

  /// y = V x on the line.
  void products() {
    block_.for_each_tile([&](Index first, Index rows, const Scalar* v) {
      kernel_.products(v, rows, source_.vectors(), x_.data(), block_.y() + first);
    });
  }

  /// Σ_k x_k c_k, c the column sums of V.
  double linear(const AlignedVector<Scalar>& x) const {
    double total = 0;
    for (Index k = 0; k < source_.rank(); ++k) total += static_cast<double>(x[k]) * source_.column_sum(k);
    return total;
  }

  /// F at y, for which q has been computed.
  double value() {
    if (sizeof(Scalar) < sizeof(double) && kullback_leibler()) return rough_value();
    const Scalar *a = block_.a(), *y = block_.y();
    double total = 0, on_stored = 0;
    for (Index p = 0; p < block_.count(); ++p) {
      total += divergence_value(divergence_, static_cast<double>(a[p]), static_cast<double>(y[p]));
      on_stored += static_cast<double>(y[p]);
    }
    if (kullback_leibler() && source_.sparse()) total += std::max(0.0, linear(x_) - on_stored);
    return total;
  }

  /// Kullback–Leibler to the digits of the arithmetic: Σ a log(a/y) − Σ a + Σ y.
  double rough_value() {
    const Scalar *a = block_.a(), *q = block_.q();
    double total = linear(x_);
    for (Index p = 0; p < block_.count(); ++p)
      if (a[p] > 0) total += static_cast<double>(a[p] * (std::log(q[p]) - 1));
    return total;
  }

  /// q and w such that g = Σ d⁺ v − Σ q v and H = Σ w v vᵀ. For Itakura–Saito q = −d′.
  void weigh() {
    if (kullback_leibler()) {
      kernel_.ratios(block_.a(), block_.y(), block_.padded(), block_.q(), block_.w());
      return;
    }
    for (Index p = 0; p < block_.count(); ++p) {
      const Scalar inverse = 1 / block_.y()[p], ratio = block_.a()[p] * inverse;
      block_.q()[p] = inverse * (ratio - 1);
      block_.w()[p] = inverse * inverse * std::max(2 * ratio - 1, ratio);
    }
    for (Index p = block_.count(); p < block_.padded(); ++p) block_.q()[p] = block_.w()[p] = 0;
  }

  /// g at y, and H when asked.
  void gradient(bool with_hessian) {
    weigh();
    std::vector<double>& total = total_;
    total.assign(static_cast<size_t>(width_), 0);
    if (with_hessian) std::fill(H_.begin(), H_.end(), Scalar{0});
    block_.for_each_tile([&](Index first, Index rows, const Scalar* v) {
      std::fill(sum_.begin(), sum_.end(), Scalar{0});
      kernel_.sum(v, rows, source_.vectors(), block_.q() + first, sum_.data());
      for (Index k = 0; k < width_; ++k) total[k] += static_cast<double>(sum_[k]);
      if (with_hessian)
        kernel_.gram(v, rows, source_.vectors(), source_.rank(), block_.w() + first, H_.data());
    });
    for (Index k = 0; k < width_; ++k) {
      const double constant = kullback_leibler() && k < source_.rank() ? source_.column_sum(k) : 0;
      g_[k] = static_cast<Scalar>(constant - total[k]);
    }
    if (!with_hessian) return;
    for (Index k = 0; k < source_.rank(); ++k)
      for (Index l = 0; l < k; ++l) H_[k * width_ + l] = H_[l * width_ + k];
  }

  void add_slope(Vector& squared_slope) const {
    for (Index k = 0; k < source_.rank(); ++k) {
      const double slope = x_[k] > 0 ? g_[k] : std::min(g_[k], Scalar{0});
      squared_slope(k) += slope * slope;
    }
  }

  /// x ← τ x with the best τ.
  void rescale() {
    const Scalar *a = block_.a(), *y = block_.y();
    double data = 0, product = 0;
    for (Index p = 0; p < block_.count(); ++p)
      data += kullback_leibler() ? static_cast<double>(a[p]) : static_cast<double>(a[p] / y[p]);
    product = kullback_leibler() ? linear(x_) : static_cast<double>(block_.count());
    if (!(product > 0)) return;
    const auto scale = static_cast<Scalar>(data / product);
    for (Scalar& value : x_) value *= scale;
    for (Index p = 0; p < block_.padded(); ++p) block_.y()[p] *= scale;
  }

  /// x_k ← 0 for entries that no y_j notices and that descent makes smaller still, where steps t < 1 would
  /// only shrink them forever. Kullback–Leibler: with u_j = x_k v_jk/y_j ≤ ½ where a_j > 0,
  /// F changes by at most −x_k g_k + Σ a_j u_j² = −x_k (g_k − x_k H_kk), and u_j² ≤ x_k² H_kk / min a_j.
  void settle() {
    const double unnoticed = 4 * std::numeric_limits<Scalar>::epsilon() / static_cast<double>(source_.rank());
    const double most = *std::max_element(x_.begin(), x_.end());
    double least_data = 0;
    for (Index k = 0; k < source_.rank(); ++k) {
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
    if (kullback_leibler()) settle();
    std::fill(d_.begin(), d_.end(), Scalar{0});
    const Scalar before = *std::max_element(x_.begin(), x_.end());
    std::copy(g_.begin(), g_.end(), sum_.begin());
    kernel_.quadratic_sweeps(H_.data(), source_.vectors(), source_.rank(), x_.data(), sum_.data(), d_.data(),
                             rule_.sweeps, static_cast<Scalar>(rule_.stop));
    double slope = 0, moved = 0;
    for (Index k = 0; k < source_.rank(); ++k) {
      slope += static_cast<double>(g_[k]) * static_cast<double>(d_[k]);
      moved = std::max(moved, std::abs(static_cast<double>(d_[k])));
    }
    if (!(slope < 0)) return false;
    block_.for_each_tile([&](Index first, Index rows, const Scalar* v) {
      kernel_.products(v, rows, source_.vectors(), d_.data(), block_.moved() + first);
    });
    const double t = kullback_leibler() ? kullback_leibler_step(slope) : itakura_saito_step(slope);
    if (t == 0) return false;
    const auto step = static_cast<Scalar>(t);
    for (Index k = 0; k < source_.rank(); ++k) x_[k] = std::max(Scalar{0}, x_[k] + step * d_[k]);
    Scalar *y = block_.y(), *along = block_.moved();
    for (Index p = 0; p < block_.padded(); ++p) y[p] += step * along[p];
    return moved > 1e-3 * static_cast<double>(before);
  }

  /// The largest t of a few with ⟨∇F(x + td), d⟩ ≤ 0: F is convex, so it has not increased there.
  double kullback_leibler_step(double slope_at_zero) {
    const double constant = linear(d_);
    double t = 1;
    for (int trial = 0; trial < 30; ++trial) {
      double least = 0;
      const double falling = kernel_.slope(block_.a(), block_.y(), block_.moved(), static_cast<Scalar>(t),
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
        q[p] = block_.a()[p] * w[p] * w[p];
      }
    }
    total_.assign(static_cast<size_t>(2 * width_), 0);
    const auto add = [&](Index first, Index rows, const Scalar* v, const Scalar* weight, double* total) {
      std::fill(sum_.begin(), sum_.end(), Scalar{0});
      kernel_.sum(v, rows, source_.vectors(), weight + first, sum_.data());
      for (Index k = 0; k < width_; ++k) total[k] += static_cast<double>(sum_[k]);
    };
    block_.for_each_tile([&](Index first, Index rows, const Scalar* v) {
      add(first, rows, v, q, total_.data());
      if (!kullback_leibler()) add(first, rows, v, w, total_.data() + width_);
    });
    for (Index k = 0; k < source_.rank(); ++k) {
      const double positive = kullback_leibler() ? source_.column_sum(k) : total_[width_ + k];
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
  AlignedVector<Scalar> x_, d_, g_, sum_, H_;
  std::vector<double> total_;
  const kernels::RowBlock<Scalar>& kernel_ = kernels::best().row_block<Scalar>();
};

template <class Scalar>
RowPass pass(const DivergenceRecovery& objective, Side side, MatrixRef X, const ConstMatrixRef& V,
             const RowPassRule& rule) {
  const LineSource<Scalar> source(objective.data(), side, V);
  const Index lines = X.rows(), r = X.cols(), pieces = (lines + lines_a_piece - 1) / lines_a_piece;
  Vector value = Vector::Zero(pieces);
  Matrix slope = Matrix::Zero(r, pieces);
  std::atomic<bool> complete{true};
#pragma omp parallel if (source.stored() * r > 100000)
  {
    RowSolver<Scalar> solver(source, objective.divergence(), rule);
    Vector squares(r);
#pragma omp for schedule(dynamic, 1)
    for (Index piece = 0; piece < pieces; ++piece) {
      if (rule.budget != nullptr && rule.budget->exhausted()) {
        complete = false;
        continue;
      }
      squares.setZero();
      const Index end = std::min(lines, (piece + 1) * lines_a_piece);
      for (Index i = piece * lines_a_piece; i < end; ++i)
        value(piece) += solver.renew(i, &X(i, 0), X.outerStride(), squares);
      slope.col(piece) = squares;
    }
  }
  RowPass out;
  out.complete = complete;
  out.squared_slope = Vector::Zero(r);
  for (Index piece = 0; piece < pieces; ++piece) {  // in order
    out.value += value(piece);
    out.squared_slope += slope.col(piece);
  }
  out.value *= source.value_unit(objective.divergence());
  out.squared_slope *= std::pow(source.gradient_unit(objective.divergence()), 2);
  return out;
}

}  // namespace

RowPass row_pass(const DivergenceRecovery& objective, Side side, MatrixRef X, const ConstMatrixRef& V,
                 const RowPassRule& rule) {
  return rule.precision == Precision::single ? pass<float>(objective, side, X, V, rule)
                                             : pass<double>(objective, side, X, V, rule);
}

}  // namespace orthant
