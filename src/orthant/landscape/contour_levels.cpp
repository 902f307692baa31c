#include "orthant/landscape/contour_levels.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

namespace orthant {

namespace {

/// The number of fewest decimal digits within `slack` of `value`.
double rounded(double value, double slack) {
  if (!(slack > 0)) return value;
  for (int power = static_cast<int>(std::floor(std::log10(slack))) + 1; power > -300; --power) {
    // Division by 10^k gives the nearest double of a decimal, multiplication by 10^−k does not.
    const double unit = std::pow(10.0, std::abs(power));
    const double near = power >= 0 ? std::round(value / unit) * unit : std::round(value * unit) / unit;
    if (std::abs(near - value) <= slack) return near;
  }
  return value;
}

/// Scan lines of the search for places on a contour.
constexpr int scan = 61;

class Placement {
 public:
  Placement(const ContourField& field, const Window& window, double length, double height)
      : field_(field), window_(window), length_(length), height_(height) {}

  /// The best place on the contour, at least as far from what is taken as the label is long.
  std::optional<ContourLabel> place(double level, const std::vector<Point2>& taken) const {
    std::optional<ContourLabel> best;
    double best_distance = length_;
    for (int line = 1; line < scan; ++line)
      for (const bool horizontal : {true, false})
        for (int step = 0; step < scan; ++step) {
          const double u = static_cast<double>(line) / scan;
          const auto at = [&](double t) { return unit(horizontal ? Point2(t, u) : Point2(u, t)); };
          double a = static_cast<double>(step) / scan, b = static_cast<double>(step + 1) / scan;
          const bool rises = field_.value(at(b)) > level;
          if ((field_.value(at(a)) > level) == rises) continue;
          for (int halving = 0; halving < 20; ++halving) {
            const double middle = (a + b) / 2;
            ((field_.value(at(middle)) > level) == rises ? b : a) = middle;
          }
          const Point2 p = at((a + b) / 2);
          const double distance = room(p, taken);
          if (distance <= best_distance || !straight(p, level)) continue;
          best_distance = distance;
          best = ContourLabel{p, direction(p), level};
        }
    return best;
  }

 private:
  Point2 unit(const Point2& share) const {
    return {window_.x_min + share.x() * (window_.x_max - window_.x_min),
            window_.y_min + share.y() * (window_.y_max - window_.y_min)};
  }
  Point2 share(const Point2& p) const {
    return {(p.x() - window_.x_min) / (window_.x_max - window_.x_min),
            (p.y() - window_.y_min) / (window_.y_max - window_.y_min)};
  }

  /// Along the contour, so that text reads from left to right.
  Point2 direction(const Point2& p) const {
    const Point2 g = field_.gradient(p).cwiseProduct(window_.half());
    Point2 along(-g.y(), g.x());
    if (along.x() < 0 || (along.x() == 0 && along.y() < 0)) along = -along;
    return along.normalized().cwiseProduct(window_.half()).normalized();
  }

  /// The distance to the nearest thing taken or, if that is nearer, twice that to a side of the window.
  double room(const Point2& p, const std::vector<Point2>& taken) const {
    const Point2 s = share(p);
    double out = 2 * std::min(std::min(s.x(), 1 - s.x()), std::min(s.y(), 1 - s.y()));
    for (const Point2& other : taken) out = std::min(out, (share(other) - s).norm());
    return out;
  }

  bool straight(const Point2& p, double level) const {
    const Point2 along = direction(p).cwiseQuotient(window_.half()).normalized();
    for (const double t : {-0.6, -0.3, 0.3, 0.6}) {
      const Point2 q = p + 2 * t * length_ * along.cwiseProduct(window_.half());
      if (!field_.shown(q)) return false;
      const double slope = field_.gradient(q).cwiseProduct(window_.half()).norm() * 2;
      if (!(std::abs(field_.value(q) - level) <= 0.35 * height_ * slope)) return false;
    }
    return true;
  }

  const ContourField& field_;
  const Window& window_;
  double length_, height_;
};

}  // namespace

std::vector<double> contour_levels(double lowest, double highest, std::vector<double> critical_values,
                                   const LevelOptions& options) {
  const double range = highest - lowest;
  if (!(range > 1e-12 * std::max(std::abs(lowest), std::abs(highest)))) return {};
  std::vector<double> levels;
  for (int k = 0; k < options.geometric; ++k)
    levels.push_back(lowest +
                     range * std::pow(options.first, 1 - static_cast<double>(k) / options.geometric));

  std::vector<double>& critical = critical_values;
  std::sort(critical.begin(), critical.end());
  for (std::size_t i = 0; i + 1 < critical.size(); ++i) {
    const double low = critical[i], gap = critical[i + 1] - low;
    if (gap < 1e-5 * range) continue;
    const auto between = std::count_if(levels.begin(), levels.end(),
                                       [&](double v) { return v > low + 0.1 * gap && v < low + 0.95 * gap; });
    if (between >= 2) continue;
    std::erase_if(levels, [&](double v) { return v > low && v < low + gap; });
    for (const double share : {0.25, 0.65}) levels.push_back(low + share * gap);
  }
  std::sort(levels.begin(), levels.end());

  std::vector<double> out;
  for (std::size_t i = 0; i < levels.size(); ++i) {
    double slack = (levels[i] - lowest) / 2;
    if (i > 0) slack = std::min(slack, levels[i] - levels[i - 1]);
    if (i + 1 < levels.size()) slack = std::min(slack, levels[i + 1] - levels[i]);
    for (const double c : critical)
      if (std::abs(levels[i] - c) > 0) slack = std::min(slack, std::abs(levels[i] - c));
    const double level = rounded(levels[i], 0.2 * slack);
    if (level > lowest && level < highest && (out.empty() || level > out.back())) out.push_back(level);
  }
  return out;
}

std::vector<ContourLabel> contour_labels(const ContourField& field, const Window& window,
                                         const std::vector<double>& levels, const std::vector<Point2>& avoid,
                                         double length, double height) {
  const Placement placement(field, window, length, height);
  std::vector<Point2> taken = avoid;
  std::vector<ContourLabel> out;
  for (const double level : levels) {
    const auto label = placement.place(level, taken);
    if (!label) continue;
    taken.push_back(label->place);
    out.push_back(*label);
  }
  return out;
}

}  // namespace orthant
