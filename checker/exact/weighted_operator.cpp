// Full observation and entries: ℋ is a diagonal of weights.
//   {"kind": "full"}                                   b rows×cols, or the values of its nonzeros
//   {"kind": "entries", "index": m×2, "weight": m×1}   b m×1; w = 1 when it is missing;
//                                                      no index when the data are named by hash
#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "checker/exact/exact_operator.hpp"
#include "checker/exact/objective_polynomial.hpp"
#include "checker/read/files.hpp"
#include "checker/read/read_problem.hpp"

namespace orthant::checker {

namespace {

constexpr double largest_weight = 1e20;

class WeightedOperator final : public ExactOperator {
 public:
  WeightedOperator(const Problem& problem, Work& work)
      : work_(work),
        index_(problem.index),
        full_(problem.measures_all_entries()),
        W_(problem.rows, problem.cols) {
    const std::set<std::pair<long, long>> places(index_.at.begin(), index_.at.end());
    if (places.size() != index_.at.size()) throw Rejected("index: a position occurs twice");
    for (const auto& [i, j] : index_.at)
      if (i < 0 || j < 0 || i >= problem.rows || j >= problem.cols)
        throw Rejected("index: position (" + std::to_string(i) + ", " + std::to_string(j) + ") is outside");
    if (full_) {
      for (long i = 0; i < problem.rows; ++i)
        for (long j = 0; j < problem.cols; ++j) W_.set(i, j, 1);
      return;
    }
    weight_ = std::vector<Rational>(index_.at.size(), Rational(1));
    if (problem.weight) {
      const RationalMatrix w = shaped(*problem.weight, static_cast<long>(index_.at.size()), 1, "weight");
      for (std::size_t t = 0; t < weight_.size(); ++t) weight_[t] = w(static_cast<long>(t), 0);
    }
    for (std::size_t t = 0; t < weight_.size(); ++t)
      W_.set(index_.at[t].first, index_.at[t].second, weight_[t] * weight_[t]);
  }

  RationalMatrix kernel(const RationalMatrix& X) const override {
    work_.spend(bits(X) + bits(W_), static_cast<double>(X.rows()) * static_cast<double>(X.cols()));
    RationalMatrix out(X.rows(), X.cols());
    for (long i = 0; i < X.rows(); ++i)
      for (long j = 0; j < X.cols(); ++j) fmpq_mul(out.entry(i, j), X.entry(i, j), W_.entry(i, j));
    return out;
  }

  RationalMatrix back_projection(const RationalMatrix& b) const override {
    if (full_) return b;
    RationalMatrix out(W_.rows(), W_.cols());
    for (std::size_t t = 0; t < index_.at.size(); ++t)
      out.set(index_.at[t].first, index_.at[t].second, weight_[t] * b(static_cast<long>(t), 0));
    return out;
  }

  RationalMatrix gram(const std::vector<Lines>& M) const override {
    const long n = static_cast<long>(M.size());
    RationalMatrix out(n, n);
    const unsigned long length = bits(W_) + 2 * longest(M);
    for (long a = 0; a < n; ++a)
      for (long b = 0; b <= a; ++b) {
        work_.spend(length, products(M[a], M[b]));
        Rational sum;
        for (const Line& x : M[a])
          for (const Line& y : M[b]) sum += inner_of_lines(x, y);
        out.set(a, b, sum);
        out.set(b, a, sum);
      }
    return out;
  }

  void require_near_identity(const Rational& delta_squared, Work&) const override {
    for (long i = 0; i < W_.rows(); ++i)
      for (long j = 0; j < W_.cols(); ++j) {
        const Rational off = W_(i, j) - Rational(1);
        if (off * off > delta_squared)
          throw Rejected("restricted isometry: entry (" + std::to_string(i) + ", " + std::to_string(j) +
                         ") is measured with weight " + W_(i, j).to_string() +
                         ", outside 1 ± δ, δ² = " + delta_squared.to_string());
      }
  }

  std::optional<RationalMatrix> squared_deviation(long) const override {
    if (full_) return RationalMatrix();
    return std::nullopt;
  }

 private:
  static unsigned long longest(const std::vector<Lines>& M) {
    unsigned long out = 0;
    for (const Lines& lines : M)
      for (const Line& line : lines)
        for (const Rational& value : *line.values) out = std::max(out, bits(value.get()));
    return out;
  }
  /// Multiplications of one entry of gram().
  double products(const Lines& a, const Lines& b) const {
    long out = 0;
    for (const Line& x : a)
      for (const Line& y : b)
        out += x.is_row != y.is_row ? 2 : x.at != y.at ? 0 : 2 * (x.is_row ? W_.cols() : W_.rows());
    return static_cast<double>(out);
  }

  /// ⟨x, W ∘ y⟩
  Rational inner_of_lines(const Line& x, const Line& y) const {
    const auto value = [](const Line& line, long k) -> const Rational& { return (*line.values)[k]; };
    if (x.is_row != y.is_row) {
      const Line &row = x.is_row ? x : y, &col = x.is_row ? y : x;
      if (W_.is_zero(row.at, col.at)) return 0;
      return W_(row.at, col.at) * value(row, col.at) * value(col, row.at);
    }
    if (x.at != y.at) return 0;
    Rational sum;
    const long length = x.is_row ? W_.cols() : W_.rows();
    for (long k = 0; k < length; ++k) {
      const long i = x.is_row ? x.at : k, j = x.is_row ? k : x.at;
      if (!W_.is_zero(i, j)) sum.add_product(W_(i, j), value(x, k) * value(y, k));
    }
    return sum;
  }

  Work& work_;
  Places index_;
  bool full_;
  RationalMatrix W_;
  std::vector<Rational> weight_;
};

std::unique_ptr<ExactOperator> weighted_operator(const Problem& problem, Work& work) {
  return std::make_unique<WeightedOperator>(problem, work);
}

void read_full(const Json& place, Problem&, NamedFiles&) {
  require_fields(place, operator_place, {"kind"});
}

std::pair<long, long> full_measured(const Problem& problem) {
  return {problem.rows, problem.cols};
}

void read_entries(const Json& place, Problem& problem, NamedFiles& files) {
  const std::string where = operator_place;
  require_fields(place, where, {"kind"}, {"index", "weight"});
  if (place.contains("index")) problem.index = read_places(place["index"], where + ".index", problem, files);
  if (!place.contains("weight")) return;
  Numbers w = files.matrix(place["weight"], where + ".weight", false);
  require_size(w, static_cast<long>(problem.index.at.size()), 1, where + ".weight");
  for (std::size_t t = 0; t < w.values.size(); ++t)
    if (!(w.values[t] >= 1 / largest_weight && w.values[t] <= largest_weight))
      throw Rejected(where + ".weight: entry " + std::to_string(t) + " is not a weight from 1e-20 to 1e20");
  problem.weight = std::move(w);
}

std::pair<long, long> entries_measured(const Problem& problem) {
  return {static_cast<long>(problem.index.at.size()), 1};
}

}  // namespace

const OperatorKind full_kind = {"full",        OperatorKind::Entries::all, read_full,
                                full_measured, weighted_operator,          separable_objective};
const OperatorKind entries_kind = {"entries",         OperatorKind::Entries::listed,
                                   read_entries,      entries_measured,
                                   weighted_operator, separable_objective};

}  // namespace orthant::checker
