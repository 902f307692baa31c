#include "checker/kmeans/clustering.hpp"

#include <algorithm>

namespace orthant::checker {

namespace {

/// Bits of the rationals that are made of the data: what the doubles have, and the sizes of clusters.
double product_of(const Labelled& labelled, const Rational*) {
  unsigned long longest = 0;
  for (const double value : labelled.data.values)
    longest = std::max(longest, bits(Rational::from_double(value).get()));
  return 4 * Work::of_bits(4 * longest + 128);
}
double product_of(const Labelled&, const Ball*) {
  return ball_product;
}

}  // namespace

template <class Number>
Clustering<Number>::Clustering(const Labelled& labelled, Work& work)
    : labelled_(labelled), product_(product_of(labelled, static_cast<const Number*>(nullptr))) {
  const auto d = static_cast<std::size_t>(labelled.cols()), K = static_cast<std::size_t>(labelled.clusters);
  size_.assign(K, 0);
  centre_.assign(K * d, number_of<Number>(0));
  for (long i = 0; i < labelled.rows(); ++i) {
    work.take(product_ * static_cast<double>(d));
    const auto b = static_cast<std::size_t>(labelled.labels[static_cast<std::size_t>(i)]);
    ++size_[b];
    for (std::size_t k = 0; k < d; ++k)
      centre_[b * d + k] += number_of<Number>(labelled.data(i, static_cast<long>(k)));
  }
  for (std::size_t b = 0; b < K; ++b) {
    const Number count = number_of<Number>(static_cast<double>(size_[b]));
    for (std::size_t k = 0; k < d; ++k) centre_[b * d + k] /= count;
  }
}

template <class Number>
std::vector<Number> Clustering<Number>::between(long b, long a) const {
  std::vector<Number> out;
  for (long k = 0; k < labelled_.cols(); ++k) out.push_back(centre(b, k) - centre(a, k));
  return out;
}

template <class Number>
std::vector<Number> Clustering<Number>::offset(long i) const {
  std::vector<Number> out;
  const long b = labelled_.labels[static_cast<std::size_t>(i)];
  out.reserve(static_cast<std::size_t>(labelled_.cols()));
  for (long k = 0; k < labelled_.cols(); ++k)
    out.push_back(number_of<Number>(labelled_.data(i, k)) - centre(b, k));
  return out;
}

template <class Number>
Number Clustering<Number>::inertia(Work& work) const {
  Number sum = number_of<Number>(0);
  for (long i = 0; i < labelled_.rows(); ++i) {
    work.take(product_ * static_cast<double>(labelled_.cols()));
    const std::vector<Number> e = offset(i);
    sum += dot(e, e);
  }
  return sum;
}

template <class Number>
Number Clustering<Number>::pair_gap(long b, long a, const Number& t) const {
  const std::vector<Number> delta = between(b, a);
  const Number one = number_of<Number>(1), n_a = number_of<Number>(static_cast<double>(size(a))),
               n_b = number_of<Number>(static_cast<double>(size(b)));
  return dot(delta, delta) - t * (one / n_a + one / n_b);
}

template <class Number>
std::vector<std::vector<Number>> Clustering<Number>::scatters(Work& work) const {
  const auto d = static_cast<std::size_t>(labelled_.cols());
  std::vector<std::vector<Number>> out(static_cast<std::size_t>(labelled_.clusters),
                                       std::vector<Number>(d * d, number_of<Number>(0)));
  for (long i = 0; i < labelled_.rows(); ++i) {
    work.take(product_ * static_cast<double>(d * (d + 1)) / 2);
    const std::vector<Number> e = offset(i);
    std::vector<Number>& S = out[static_cast<std::size_t>(labelled_.labels[static_cast<std::size_t>(i)])];
    for (std::size_t j = 0; j < d; ++j)
      for (std::size_t k = 0; k <= j; ++k) add_product(S[j * d + k], e[j], e[k]);
  }
  for (std::vector<Number>& S : out)
    for (std::size_t j = 0; j < d; ++j)
      for (std::size_t k = 0; k < j; ++k) S[k * d + j] = S[j * d + k];
  return out;
}

template class Clustering<Ball>;
template class Clustering<Rational>;

}  // namespace orthant::checker
