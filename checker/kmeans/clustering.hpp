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
  const long K = labelled_.clusters, d = labelled_.cols();
  // For each cluster 2δ and ‖δ‖² to all others, made when the first of its rows comes; only one at a time where
  // all together would be many numbers.
  struct Others {
    std::vector<std::vector<Number>> twice_delta;
    std::vector<Number> squared;
  };
  const bool keeps = K * K * d <= (1L << 20);
  std::vector<Others> table(static_cast<std::size_t>(keeps ? K : 1));
  long current = -1;
  for (long i = 0; i < labelled_.rows(); ++i) {
    const long b = labelled_.labels[static_cast<std::size_t>(i)];
    Others& others = table[static_cast<std::size_t>(keeps ? b : 0)];
    const bool known = keeps ? !others.squared.empty() : b == current;
    current = b;
    work.take((known ? 1 : 3) * product_ * static_cast<double>(d * K));
    if (!known) {
      others = {};
      for (long a = 0; a < K; ++a) {
        std::vector<Number> delta = between(b, a);
        others.squared.push_back(dot(delta, delta));
        for (Number& x : delta) x += x;
        others.twice_delta.push_back(std::move(delta));
      }
    }
    const std::vector<Number> e = offset(i);
    for (long a = 0; a < K; ++a) {
      const auto other = static_cast<std::size_t>(a);
      if (a != b) visit(i, a, others.squared[other] + dot(others.twice_delta[other], e));
    }
  }
}

template <class Number>
template <class Visit>
void Clustering<Number>::for_each_margin(Work& work, const Visit& visit) const {
  const long K = labelled_.clusters;
  const auto number = [](long n) { return number_of<Number>(static_cast<double>(n)); };
  std::vector<Number> weight;  // of the pairs of the cluster of the last row
  long current = -1;
  for_each_nearness(work, [&](long i, long a, const Number& nearness) {
    const long b = labelled_.labels[static_cast<std::size_t>(i)];
    if (b != current) {
      weight.clear();
      for (long c = 0; c < K; ++c)
        weight.push_back(number(size(c)) * number(size(b)) / number(size(c) + size(b)));
      current = b;
    }
    visit(i, a, nearness * weight[static_cast<std::size_t>(a)]);
  });
}

}  // namespace orthant::checker
