// ℋ = I + Σ_pq K_pq T_p⟨T_q, ·⟩. On span{T} with Gram matrix G a form of ℋ is one of K and G, of its order;
// off the span ℋ is the identity:
//   ⟨X, ℋX⟩        for X = Σ x_p T_p is xᵀ(G + GKG)x
//   ‖(ℋ − I)X‖²                      is xᵀGKGKGx
//
// Fields besides the kind: "terms": [{"left": MATRIX, "right": MATRIX}, …]
//   identity_plus_low_rank   b rows×cols, or the vector of its rows
//   kernel                   no b
#include <algorithm>
#include <nlohmann/json.hpp>

#include "checker/exact/exact_operator.hpp"
#include "checker/exact/objective_polynomial.hpp"
#include "checker/isolated/misfit.hpp"
#include "checker/read/files.hpp"
#include "checker/read/read_problem.hpp"

namespace orthant::checker {

namespace {

constexpr long most_terms = 64;

class FiniteRankOperator final : public ExactOperator {
 public:
  /// `sensed`: the terms are those of an 𝒜, not of ℋ.
  FiniteRankOperator(const Problem& problem, bool sensed, Work& work)
      : work_(work), rows_(problem.rows), cols_(problem.cols), sensed_(sensed) {
    const long count = static_cast<long>(problem.terms.size());
    if (count > most_terms || 2 * count * rows_ * cols_ > most_numbers)
      throw Rejected(std::to_string(count) + " terms of " + std::to_string(rows_) + "×" +
                     std::to_string(cols_) + "; an exact check takes at most " + std::to_string(most_terms) +
                     " and " + std::to_string(most_numbers) + " numbers");
    for (const auto& [left, right] : problem.terms) {
      scale_.push_back(factor_of(left.scale, right.scale));
      left_.push_back(place_of(left));
      right_.push_back(place_of(right));
    }
    const long p = static_cast<long>(T_.size());
    G_ = RationalMatrix(p, p);
    for (long i = 0; i < p; ++i)
      for (long j = 0; j < p; ++j) G_.set(i, j, inner(T_[at(i)], T_[at(j)], work_));
    K_ = RationalMatrix(p, p);
    couple(sensed_);
    if (sensed_) return;
    RationalMatrix form = G_;
    if (negative_direction(form += times(times(G_, K_, work_), G_, work_), work))
      throw Rejected("the kernel of the operator is not positive semidefinite");
  }

  RationalMatrix kernel(const RationalMatrix& X) const override {
    const long p = static_cast<long>(T_.size());
    RationalMatrix c(p, 1), out = X;
    for (long i = 0; i < p; ++i) c.set(i, 0, inner(T_[at(i)], X, work_));
    const RationalMatrix weights = times(K_, c, work_);
    for (long i = 0; i < p; ++i) {
      if (weights.is_zero(i, 0)) continue;
      RationalMatrix part = T_[at(i)];
      out += part *= weights(i, 0);
    }
    return out;
  }

  RationalMatrix back_projection(const RationalMatrix& b) const override {
    if (!sensed_) throw Rejected("measurements of an operator that is given by its kernel; expected a truth");
    RationalMatrix out = b;
    for (std::size_t t = 0; t < scale_.size(); ++t) {
      if (scale_[t].root.sign() != 0)
        throw Rejected("measurements of an operator with a factor that is not rational; expected a truth");
      RationalMatrix part = T_[right_[t]];
      out += part *= scale_[t].rational * inner(T_[left_[t]], b, work_);
    }
    return out;
  }

  RationalMatrix gram(const std::vector<Lines>& M) const override {
    Problem plain;
    plain.rows = rows_;
    plain.cols = cols_;
    RationalMatrix out = full_kind.exact(plain, work_)->gram(M);
    const long n = static_cast<long>(M.size()), p = static_cast<long>(T_.size());
    RationalMatrix c(p, n);
    for (long i = 0; i < p; ++i)
      for (long a = 0; a < n; ++a)
        for (const Line& line : M[at(a)]) c.add(i, a, coordinate(T_[at(i)], line));
    return out += times(c.transpose(), times(K_, c, work_), work_);
  }

  void require_near_identity(const Rational& delta_squared, Work& work) const override {
    if (T_.empty()) return;
    RationalMatrix form = G_;
    form *= delta_squared;
    const RationalMatrix GK = times(G_, K_, work_);
    form -= times(times(GK, GK, work_), G_, work_);
    if (negative_direction(form, work))
      throw Rejected("restricted isometry: (ℋ − I)² has an eigenvalue above δ² = " +
                     delta_squared.to_string());
  }

  std::optional<RationalMatrix> squared_deviation(long most) const override {
    if (G_.rows() > most) return std::nullopt;
    const RationalMatrix KG = times(K_, G_, work_);
    return times(KG, KG, work_);
  }

 private:
  static std::size_t at(long i) { return static_cast<std::size_t>(i); }

  /// The same matrix is kept once, so that K has one row for it.
  std::size_t place_of(const Numbers& numbers) {
    if (numbers.rows != rows_ || numbers.cols != cols_)
      throw Rejected("a term of the operator is " + std::to_string(numbers.rows) + "×" +
                     std::to_string(numbers.cols) + "; expected " + std::to_string(rows_) + "×" +
                     std::to_string(cols_));
    RationalMatrix T = RationalMatrix::values_of(numbers);
    for (std::size_t i = 0; i < T_.size(); ++i)
      if (T_[i] == T) return i;
    T_.push_back(std::move(T));
    return T_.size() - 1;
  }

  /// left·right of a term: rational, or a rational times √d with the same d for all terms.
  struct Factor {
    Rational rational, root;
  };
  Factor factor_of(const Scale& left, const Scale& right) {
    const Rational square = squared(left) * squared(right);
    const auto sign_of = [](const Scale& s) { return s.root ? s.sign : s.value.sign(); };
    const Rational sign(sign_of(left) * sign_of(right));
    Rational root;
    if (square.is_square(root)) return {sign * root, Rational(0)};
    if (d_.sign() == 0) d_ = square;
    if (!(square / d_).is_square(root))
      throw Rejected(
          "two terms of the operator have roots that are no rational multiples of each other, for "
          "which there is no exact check");
    return {Rational(0), sign * root};
  }

  /// K. What is left of √d must cancel, as in s(abᵀ + baᵀ) with the squares of s − 1.
  void couple(bool sensing) {
    const long p = static_cast<long>(T_.size());
    RationalMatrix roots(p, p);
    const auto add = [&](std::size_t i, std::size_t j, const Factor& q, const Rational& times) {
      K_.add(static_cast<long>(i), static_cast<long>(j), q.rational * times);
      roots.add(static_cast<long>(i), static_cast<long>(j), q.root * times);
    };
    for (std::size_t t = 0; t < scale_.size(); ++t) {
      add(left_[t], right_[t], scale_[t], Rational(1));
      add(right_[t], left_[t], scale_[t], Rational(1));
      for (std::size_t u = 0; sensing && u < scale_.size(); ++u) {
        const Factor &a = scale_[t], &b = scale_[u];
        add(right_[t], right_[u],
            {a.rational * b.rational + a.root * b.root * d_, a.rational * b.root + a.root * b.rational},
            G_(static_cast<long>(left_[t]), static_cast<long>(left_[u])));
      }
    }
    if (!(roots == RationalMatrix(p, p)))
      throw Rejected("the kernel of the operator is not rational, for which there is no exact check");
  }

  Rational coordinate(const RationalMatrix& T, const Line& line) const {
    Rational sum;
    const long length = line.is_row ? T.cols() : T.rows();
    unsigned long longest = 0;
    for (long k = 0; k < length; ++k)
      longest = std::max(longest, bits(line.is_row ? T.entry(line.at, k) : T.entry(k, line.at)) +
                                      bits((*line.values)[at(k)].get()));
    work_.spend(longest, static_cast<double>(length));
    for (long k = 0; k < length; ++k) {
      const fmpq* entry = line.is_row ? T.entry(line.at, k) : T.entry(k, line.at);
      if (!fmpq_is_zero(entry)) fmpq_addmul(sum.get(), entry, (*line.values)[at(k)].get());
    }
    return sum;
  }

  Work& work_;
  long rows_, cols_;
  bool sensed_;
  std::vector<RationalMatrix> T_;  ///< without their scales
  std::vector<Factor> scale_;      ///< of each term
  Rational d_;                     ///< the root in them; 0: none
  std::vector<std::size_t> left_, right_;
  RationalMatrix G_, K_;
};

void read_terms(const Json& place, Problem& problem, NamedFiles& files) {
  const std::string where = std::string(operator_place) + ".terms";
  const Json& list = place["terms"];
  if (!list.is_array()) throw Rejected(where + " is not a list");
  for (std::size_t t = 0; t < list.size(); ++t) {
    const std::string term = where + "[" + std::to_string(t) + "]";
    require_fields(list[t], term, {"left", "right"});
    Numbers left = files.matrix(list[t]["left"], term + ".left");
    require_size(left, problem.rows, problem.cols, term + ".left");
    Numbers right = files.matrix(list[t]["right"], term + ".right");
    require_size(right, problem.rows, problem.cols, term + ".right");
    problem.terms.emplace_back(std::move(left), std::move(right));
  }
}

void read_low_rank(const Json& place, Problem& problem, NamedFiles& files) {
  require_fields(place, operator_place, {"kind", "terms"});
  read_terms(place, problem, files);
}

/// Of both forms: the matrix makes it kernel_matrix_kind.
void read_kernel(const Json& place, Problem& problem, NamedFiles& files) {
  require_fields(place, operator_place, {"kind"}, {"terms", "matrix"});
  if (place.contains("terms") == place.contains("matrix"))
    throw Rejected(std::string(operator_place) + " has both or none of terms and matrix");
  if (place.contains("matrix")) {
    kernel_matrix_kind.read(place, problem, files);
  } else {
    read_terms(place, problem, files);
  }
}

std::pair<long, long> low_rank_measured(const Problem& problem) {
  return {problem.rows, problem.cols};
}

std::unique_ptr<ExactOperator> low_rank_operator(const Problem& problem, Work& work) {
  return std::make_unique<FiniteRankOperator>(problem, true, work);
}

std::unique_ptr<ExactOperator> kernel_terms_operator(const Problem& problem, Work& work) {
  return std::make_unique<FiniteRankOperator>(problem, false, work);
}

/// ½‖X + Σ left⟨right, X⟩ − b‖²
Polynomial low_rank_objective(const Problem& problem, Steps& steps) {
  Polynomials E = deviations(problem, steps);
  Polynomials coordinates;
  for (const auto& [left, right] : problem.terms) {
    Polynomial& c = coordinates.emplace_back();
    c.add(inner(right, 0, E, steps), product(left.scale, right.scale, "the scales of a term"), steps);
  }
  Polynomial out;
  for (std::size_t p = 0; p < E.size(); ++p) {
    for (std::size_t t = 0; t < coordinates.size(); ++t)
      if (problem.terms[t].first.values[p] != 0)
        E[p].add(coordinates[t], Rational::from_double(problem.terms[t].first.values[p]), steps);
    E[p].add(Monomial{}, -measured_in(problem, p, Scale{}));
    out.add_product(E[p], E[p], Rational(1) / Rational(2), steps);
  }
  return out;
}

/// ½⟨E, ℋE⟩ = ½‖E‖² + Σ ⟨left, E⟩⟨right, E⟩
Polynomial kernel_terms_objective(const Problem& problem, Steps& steps) {
  if (!problem.truth || problem.measurements) throw Rejected("a kernel with measurements; expected a truth");
  const Polynomials E = deviations(problem, steps);
  const Rational half = Rational(1) / Rational(2);
  Polynomial out;
  for (const Polynomial& e : E) out.add_product(e, e, half, steps);
  for (const auto& [left, right] : problem.terms)
    out.add_product(inner(left, 0, E, steps), inner(right, 0, E, steps),
                    product(left.scale, right.scale, "the scales of a term"), steps);
  return out;
}

}  // namespace

const OperatorKind low_rank_kind = {"identity_plus_low_rank", OperatorKind::Entries::none, read_low_rank,
                                    low_rank_measured,        low_rank_operator,           low_rank_objective,
                                    low_rank_misfit};
const OperatorKind kernel_terms_kind = {"kernel",
                                        OperatorKind::Entries::none,
                                        read_kernel,
                                        nullptr,
                                        kernel_terms_operator,
                                        kernel_terms_objective,
                                        kernel_terms_misfit};

}  // namespace orthant::checker
