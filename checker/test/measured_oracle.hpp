/// Small operators that measure no entries, and ½‖𝒜(X) − b‖² or ½⟨E, ℋE⟩ of them by their definitions, in long
/// double: the matrix of 𝒜 or ℋ is written out entry by entry.
#pragma once

#include <random>
#include <string_view>
#include <vector>

#include "checker/read/problem.hpp"

namespace orthant::checker {

enum class Measured { entries, sensing, sensing_truth, rank_one, low_rank, low_rank_truth, terms, matrix };

class MeasuredOracle {
 public:
  using Real = long double;

  /// Fills operator, measurements and truth of the problem, whose sizes are set; `data` (by rows) is what is
  /// measured, about.
  MeasuredOracle(Measured kind, Problem& problem, const std::vector<double>& data, std::mt19937& random)
      : kind_(kind),
        size_(static_cast<std::size_t>(problem.rows * problem.cols)),
        cols_(static_cast<std::size_t>(problem.cols)),
        random_(random) {
    problem.measurements.reset();
    if (kind == Measured::sensing || kind == Measured::sensing_truth) {
      problem.kind = &dense_sensing_kind;
      problem.matrix = numbers(problem.rows * problem.cols + 3, problem.rows * problem.cols, 0.1, true);
      for (long t = 0; t < problem.matrix->rows; ++t) rows_.push_back(row_of(*problem.matrix, t));
    } else if (kind == Measured::rank_one) {
      problem.kind = &rank_one_kind;
      const Numbers left = numbers(40, problem.rows, 0.5, false),
                    right = numbers(40, problem.cols, 0.5, false);
      problem.terms = {{left, right}};
      for (long t = 0; t < left.rows; ++t) {
        rows_.emplace_back(size_);
        for (std::size_t p = 0; p < size_; ++p)
          rows_.back()[p] = static_cast<Real>(left(t, static_cast<long>(p / cols_))) *
                            right(t, static_cast<long>(p % cols_));
      }
    } else if (kind == Measured::matrix) {
      problem.kind = &kernel_matrix_kind;
      const Numbers F = numbers(3, problem.rows * problem.cols, 0.3, false);
      problem.matrix = Numbers{F.cols, F.cols, std::vector<double>(size_ * size_), {}};
      rows_.assign(size_, std::vector<Real>(size_));
      for (std::size_t p = 0; p < size_; ++p)
        for (std::size_t q = 0; q < size_; ++q) {
          double h = p == q ? 1 : 0;
          for (long k = 0; k < 3; ++k) h += 0.25 * F(k, static_cast<long>(p)) * F(k, static_cast<long>(q));
          rows_[p][q] = problem.matrix->values[p * size_ + q] = h;
        }
      for (std::size_t p = 0; p < size_; ++p)
        for (std::size_t q = 0; q < p; ++q)
          rows_[p][q] = problem.matrix->values[p * size_ + q] = problem.matrix->values[q * size_ + p];
    } else {
      make_terms(problem);
    }
    measure(problem, data);
  }

  /// X by rows.
  Real value(std::vector<Real> E) const {
    for (std::size_t p = 0; p < truth_.size(); ++p) E[p] -= truth_[p];
    Real sum = 0;
    for (std::size_t t = 0; t < rows_.size(); ++t) {
      Real y = 0;
      for (std::size_t p = 0; p < size_; ++p) y += rows_[t][p] * E[p];
      if (!b_.empty()) y -= b_[t];
      sum += is_kernel() ? y * E[t] : y * y;
    }
    return sum / 2;
  }

 private:
  bool is_kernel() const { return kind_ == Measured::terms || kind_ == Measured::matrix; }
  bool has_truth() const {
    return is_kernel() || kind_ == Measured::low_rank_truth || kind_ == Measured::sensing_truth;
  }

  Numbers numbers(long rows, long cols, double size, bool near_identity) {
    std::uniform_real_distribution<double> uniform(-0.3 * size, size);
    Numbers out{rows, cols, {}, {}};
    for (long t = 0; t < rows; ++t)
      for (long p = 0; p < cols; ++p)
        out.values.push_back(uniform(random_) + (near_identity && t == p ? 1 : 0));
    return out;
  }
  std::vector<Real> row_of(const Numbers& A, long t) const {
    std::vector<Real> out;
    for (std::size_t p = 0; p < size_; ++p) out.push_back(A.values[static_cast<std::size_t>(t) * size_ + p]);
    return out;
  }

  /// Two terms, one with the exact scales 1/3 and √(1/2), whose product has no double.
  void make_terms(Problem& problem) {
    problem.kind = kind_ == Measured::terms ? &kernel_terms_kind : &low_rank_kind;
    rows_.assign(size_, std::vector<Real>(size_));
    for (std::size_t p = 0; p < size_; ++p) rows_[p][p] = 1;
    for (int term = 0; term < 2; ++term) {
      Numbers left = numbers(problem.rows, problem.cols, 0.3, false),
              right = numbers(problem.rows, problem.cols, 0.3, false);
      Real scale = 1;
      if (term == 1) {
        left.scale = Scale{Rational(1) / Rational(3), false, 1};
        right.scale = Scale{Rational(1) / Rational(2), true, 1};
        scale = std::sqrt(0.5L) / 3;
      }
      for (std::size_t p = 0; p < size_; ++p)
        for (std::size_t q = 0; q < size_; ++q) {
          rows_[p][q] += scale * left.values[p] * right.values[q];
          if (is_kernel()) rows_[p][q] += scale * right.values[p] * left.values[q];
        }
      problem.terms.emplace_back(std::move(left), std::move(right));
    }
  }

  /// b = 𝒜(data) rounded; or the truth data·I, of as many columns as the data.
  void measure(Problem& problem, const std::vector<double>& data) {
    if (has_truth()) {
      Numbers identity{problem.cols, problem.cols, std::vector<double>(cols_ * cols_), {}};
      for (std::size_t j = 0; j < cols_; ++j) identity.values[j * cols_ + j] = 1;
      problem.truth = Factors{Numbers{problem.rows, problem.cols, data, {}}, identity};
      truth_.assign(data.begin(), data.end());
      if (!problem.symmetric) return;
      problem.truth->R = {};
      for (std::size_t i = 0; i < cols_; ++i)
        for (std::size_t j = 0; j < cols_; ++j) {
          Real sum = 0;
          for (std::size_t k = 0; k < cols_; ++k)
            sum += static_cast<Real>(data[i * cols_ + k]) * data[j * cols_ + k];
          truth_[i * cols_ + j] = sum;
        }
      return;
    }
    problem.measurements = Numbers{static_cast<long>(rows_.size()), 1, {}, {}};
    for (const auto& row : rows_) {
      Real sum = 0;
      for (std::size_t p = 0; p < size_; ++p) sum += row[p] * data[p];
      problem.measurements->values.push_back(static_cast<double>(sum));
      b_.push_back(static_cast<double>(sum));
    }
    if (kind_ == Measured::low_rank) {
      problem.measurements->rows = problem.rows;
      problem.measurements->cols = problem.cols;
    }
  }

  Measured kind_;
  std::size_t size_, cols_;
  std::mt19937& random_;
  std::vector<std::vector<Real>> rows_;
  std::vector<Real> b_, truth_;
};

}  // namespace orthant::checker
