#include "orthant/copositive/equilibrate.hpp"

#include <algorithm>

#include "orthant/base/stop.hpp"

namespace orthant {

Equilibrated equilibrate(const RationalSymmetric& Q) {
  Equilibrated out{RationalSymmetric(Q.order()), std::vector<long>(static_cast<std::size_t>(Q.order()))};
  for (Index i = 0; i < Q.order(); ++i) {
    const mpz_class& d = Q.numerator(i, i);
    const long bits = d == 0 ? 0 : static_cast<long>(mpz_sizeinbase(d.get_mpz_t(), 2));
    out.exponent[static_cast<std::size_t>(i)] = -(bits / 2);
  }
  const long deepest = -2 * *std::min_element(out.exponent.begin(), out.exponent.end());
  const mpz_class one = mpz_class(1) << static_cast<unsigned long>(deepest);
  out.Q.set_denominator(one);
  for (Index i = 0; i < Q.order(); ++i) {
    check_budget();
    for (Index j = 0; j <= i; ++j) {
      const long shift =
          deepest + out.exponent[static_cast<std::size_t>(i)] + out.exponent[static_cast<std::size_t>(j)];
      const mpz_class entry = Q.numerator(i, j) << static_cast<unsigned long>(shift);
      out.Q.set_numerator(i, j, i != j && entry > 4 * one ? mpz_class(4 * one) : entry);
    }
  }
  return out;
}

void scale_back(std::vector<mpz_class>& x, const std::vector<long>& exponent) {
  const long lowest = *std::min_element(exponent.begin(), exponent.end());
  for (std::size_t i = 0; i < x.size(); ++i) x[i] <<= static_cast<unsigned long>(exponent[i] - lowest);
}

bool is_tame(const RationalSymmetric& Q) {
  std::size_t least = Q.bits();
  const std::size_t most = least;
  for (Index i = 0; i < Q.order(); ++i)
    if (Q.numerator(i, i) != 0) least = std::min(least, mpz_sizeinbase(Q.numerator(i, i).get_mpz_t(), 2));
  return most - least < 300;
}

}  // namespace orthant
