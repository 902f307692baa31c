/// How far alternating solvers extrapolate, x ← x + β (x − x_before): β grows with every step that lowers the
/// objective, up to a ceiling; a step that does not is taken back, the ceiling falls to the last β that
/// worked and β by a third, and one plain step follows. Source: Ang & Gillis 2019, Algorithm 3.
#pragma once

#include <algorithm>

namespace orthant {

class Extrapolation {
 public:
  /// `growth` ≥ 1 of β a step; the ceiling grows half as fast. β = 0 never extrapolates.
  explicit Extrapolation(double first, double growth = 1.05)
      : beta_(first), worked_(first), growth_(growth) {}

  /// 0 where a plain step is due.
  double beta() const { return plain_ ? 0 : beta_; }
  bool plain() const { return plain_ || beta_ == 0; }

  void accepted() {
    if (!plain_) {
      worked_ = beta_;
      ceiling_ = std::min(1.0, ceiling_ * (1 + (growth_ - 1) / 2));
      beta_ = std::min(ceiling_, beta_ * growth_);
    }
    plain_ = false;
  }

  void rejected() {
    ceiling_ = worked_;
    beta_ /= 1.5;
    plain_ = true;
  }

  /// No more of it.
  void end() { beta_ = ceiling_ = 0; }

 private:
  double beta_, worked_, growth_, ceiling_ = 1;
  bool plain_ = true;  ///< the first step has nothing to extrapolate from
};

}  // namespace orthant
