#include "orthant/linalg/exact_scale.hpp"

#include <cmath>
#include <limits>

#include "orthant/base/error.hpp"

namespace orthant {

namespace {

/// √q as a rational when it is one.
bool rational_root(const mpq_class& q, mpq_class& root) {
  if (mpz_perfect_square_p(q.get_num_mpz_t()) == 0 || mpz_perfect_square_p(q.get_den_mpz_t()) == 0)
    return false;
  root = mpq_class(mpz_class(sqrt(q.get_num())), mpz_class(sqrt(q.get_den())));
  return true;
}

/// The double nearest to a rational (ties to either side).
double nearest_double(const mpq_class& q) {
  const double below = q.get_d();  // rounded towards zero
  const double above =
      std::nextafter(below, std::copysign(std::numeric_limits<double>::infinity(), sgn(q) < 0 ? -1.0 : 1.0));
  if (!std::isfinite(above)) return below;
  return abs(mpq_class(q - mpq_class(below))) <= abs(mpq_class(mpq_class(above) - q)) ? below : above;
}

}  // namespace

ExactScale ExactScale::rational(mpq_class value) {
  ExactScale scale;
  scale.value_ = std::move(value);
  scale.value_.canonicalize();
  return scale;
}

ExactScale ExactScale::root(mpq_class radicand, int sign) {
  radicand.canonicalize();
  if (sgn(radicand) < 0) throw InputError("sqrt(" + radicand.get_str() + "); expected a radicand ≥ 0");
  mpq_class root;
  if (rational_root(radicand, root)) return rational(sign < 0 ? mpq_class(-root) : root);
  ExactScale scale;
  scale.value_ = std::move(radicand);
  scale.is_root_ = true;
  scale.root_sign_ = sign < 0 ? -1 : 1;
  return scale;
}

double ExactScale::approx() const {
  if (!is_root_) return nearest_double(value_);
  // 320 bits are far beyond the 53 of a double, whatever the radicand.
  mpf_class root(0, 320);
  root = value_;
  root = sqrt(root);
  return root_sign_ * nearest_double(mpq_class(root));
}

std::string ExactScale::to_string() const {
  if (!is_root_) return value_.get_str();
  return std::string(root_sign_ < 0 ? "-" : "") + "sqrt(" + value_.get_str() + ")";
}

}  // namespace orthant
