#include "orthant/copositive/gallery/extreme_forms.hpp"

#include <fmt/format.h>

#include "orthant/base/error.hpp"

namespace orthant::gallery {

RationalSymmetric circulant(const std::vector<mpz_class>& row) {
  const auto n = static_cast<Index>(row.size());
  RationalSymmetric Q(n);
  for (Index i = 0; i < n; ++i)
    for (Index j = 0; j <= i; ++j) Q.set_numerator(i, j, row[static_cast<std::size_t>(i - j)]);
  return Q;
}

RationalSymmetric horn() {
  return circulant({1, -1, 1, 1, -1});
}

RationalSymmetric hoffman_pereira(Index n) {
  if (n < 5) throw InputError(fmt::format("order {}; expected n ≥ 5", n));
  std::vector<mpz_class> row(static_cast<std::size_t>(n));
  row[0] = 1;
  row[1] = row[row.size() - 1] = -1;
  row[2] = row[row.size() - 2] = 1;
  return circulant(row);
}

RationalSymmetric odd_cycle(Index n) {
  if (n < 5 || n % 2 == 0) throw InputError(fmt::format("order {}; expected an odd n ≥ 5", n));
  std::vector<mpz_class> row(static_cast<std::size_t>(n), 1);
  row[1] = row[row.size() - 1] = -1;
  return circulant(row);
}

RationalSymmetric hildebrand(const std::array<mpq_class, 5>& t) {
  // The product of 1 + i t_j has the argument Σθ_j/2. A factor turns by less than π/2, so the partial sums
  // stay below π/2 exactly as long as the real parts are positive.
  mpq_class real = 1, imaginary = 0;
  for (const mpq_class& t_j : t) {
    if (t_j <= 0) throw InputError(fmt::format("t = {}; expected t = tan(θ/2) > 0", t_j.get_str()));
    const mpq_class turned = real - imaginary * t_j;
    imaginary += real * t_j;
    real = turned;
    if (real <= 0) throw InputError("θ₁ + … + θ₅ ≥ π; expected a sum below π, where θ = 2 arctan t");
  }
  std::array<mpq_class, 5> cosine, sine;
  for (std::size_t j = 0; j < 5; ++j) {
    const mpq_class square = t[j] * t[j];
    cosine[j] = (1 - square) / (1 + square);
    sine[j] = 2 * t[j] / (1 + square);
  }
  RationalSymmetric Q(5);
  for (std::size_t j = 0; j < 5; ++j) {
    const std::size_t next = (j + 1) % 5, second = (j + 2) % 5;
    const auto row = static_cast<Index>(j);
    Q.set(row, row, 1);
    Q.set(row, static_cast<Index>(next), -cosine[j]);
    Q.set(row, static_cast<Index>(second), cosine[j] * cosine[next] - sine[j] * sine[next]);
  }
  Q.reduce();
  return Q;
}

}  // namespace orthant::gallery
