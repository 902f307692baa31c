/// A clustering of rows of data, in balls or in rationals: everything below is derived from data and labels.
///
///   c_b, n_b     centre and size of cluster b;  e_i = x_i − c_b for i in b;  S_b = Σ_{i∈b} e_i e_iᵀ
///   inertia      Σ_b tr S_b
///   nearness     ‖x_i − c_a‖² − ‖x_i − c_b‖² = ‖δ‖² + 2⟨δ, e_i⟩ for i in b ≠ a, δ = c_b − c_a
///   margin       nearness·n_a n_b/(n_a + n_b); the t of a structured dual point is at most the least of them
///   w_ab(t)      2/(‖δ‖² − t(1/n_a + 1/n_b)), 0 where the denominator is
///   W(t)         order N: ⟨e_i, e_j⟩ within a cluster, ⟨e_i, e_j⟩ − w_ab⟨e_i, δ⟩⟨e_j, δ⟩ across
///
/// Cost: N d(d/2 + K) operations.
#pragma once

#include <vector>

#include "checker/arithmetic/ball.hpp"
#include "checker/arithmetic/work.hpp"

namespace orthant::checker {

/// What is clustered: rows×cols numbers, row by row, and a label for each row, every one of 0 … clusters − 1
/// used.
struct Labelled {
  Numbers data;
  std::vector<long> labels;
  long clusters = 0;

  long rows() const { return data.rows; }
  long cols() const { return data.cols; }
};

/// `Number`: Ball or Rational.
template <class Number>
class Clustering {
 public:
  Clustering(const Labelled& labelled, Work& work);

  const Labelled& labelled() const { return labelled_; }
  long size(long b) const { return size_[static_cast<std::size_t>(b)]; }
  const Number& centre(long b, long k) const {
    return centre_[static_cast<std::size_t>(b * labelled_.cols() + k)];
  }
  /// δ = c_b − c_a
  std::vector<Number> between(long b, long a) const;
  /// e_i
  std::vector<Number> offset(long i) const;
  Number inertia(Work& work) const;
  /// visit(i, a, nearness) for every row i, ascending, and every cluster a that is not its own.
  template <class Visit>
  void for_each_nearness(Work& work, const Visit& visit) const;
  template <class Visit>
  void for_each_margin(Work& work, const Visit& visit) const;
  /// ‖δ‖² − t(1/n_a + 1/n_b)
  Number pair_gap(long b, long a, const Number& t) const;
  /// S_b row by row, for all b.
  std::vector<std::vector<Number>> scatters(Work& work) const;

 private:
  const Labelled& labelled_;
  double product_;  ///< of two numbers, in nanoseconds
  std::vector<long> size_;
  std::vector<Number> centre_;
};

/// Of a whole number, and of a double.
inline Ball number_of(double value, const Ball*) {
  return Ball(value);
}
inline Rational number_of(double value, const Rational*) {
  return Rational::from_double(value);
}
template <class Number>
Number number_of(double value) {
  return number_of(value, static_cast<const Number*>(nullptr));
}
inline void add_product(Ball& sum, const Ball& a, const Ball& b) {
  sum.add_product(a.get(), b.get());
}
inline void add_product(Rational& sum, const Rational& a, const Rational& b) {
  sum.add_product(a, b);
}
template <class Number>
Number dot(const std::vector<Number>& a, const std::vector<Number>& b) {
  Number sum = number_of<Number>(0);
  for (std::size_t k = 0; k < a.size(); ++k) add_product(sum, a[k], b[k]);
  return sum;
}

template <class Number>
template <class Visit>
void Clustering<Number>::for_each_nearness(Work& work, const Visit& visit) const {
  const long K = labelled_.clusters;
  std::vector<std::vector<Number>> twice_delta;
  std::vector<Number> squared;
  for (long b = 0; b < K; ++b)
    for (long a = 0; a < K; ++a) {
      std::vector<Number> delta = between(b, a);
      squared.push_back(dot(delta, delta));
      for (Number& x : delta) x += x;
      twice_delta.push_back(std::move(delta));
    }
  for (long i = 0; i < labelled_.rows(); ++i) {
    work.take(product_ * static_cast<double>(labelled_.cols() * K));
    const std::vector<Number> e = offset(i);
    const long b = labelled_.labels[static_cast<std::size_t>(i)];
    for (long a = 0; a < K; ++a) {
      if (a == b) continue;
      const auto pair = static_cast<std::size_t>(b * K + a);
      visit(i, a, squared[pair] + dot(twice_delta[pair], e));
    }
  }
}

template <class Number>
template <class Visit>
void Clustering<Number>::for_each_margin(Work& work, const Visit& visit) const {
  const long K = labelled_.clusters;
  std::vector<Number> weight;
  for (long b = 0; b < K; ++b)
    for (long a = 0; a < K; ++a) {
      const auto n_a = static_cast<double>(size(a)), n_b = static_cast<double>(size(b));
      weight.push_back(number_of<Number>(n_a) * number_of<Number>(n_b) / number_of<Number>(n_a + n_b));
    }
  for_each_nearness(work, [&](long i, long a, const Number& nearness) {
    const long b = labelled_.labels[static_cast<std::size_t>(i)];
    visit(i, a, nearness * weight[static_cast<std::size_t>(b * K + a)]);
  });
}

}  // namespace orthant::checker
