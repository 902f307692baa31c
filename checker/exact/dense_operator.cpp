// ℋ as a matrix H on vec X by rows: given, or 𝒜ᵀ𝒜 of a sensing matrix.
//   {"kind": "dense_sensing", "matrix": m×(rows·cols)}   b m×1
//   {"kind": "kernel", "matrix": of order rows·cols}
#include <nlohmann/json.hpp>

#include "checker/exact/exact_operator.hpp"
#include "checker/exact/objective_polynomial.hpp"
#include "checker/isolated/misfit.hpp"
#include "checker/read/files.hpp"
#include "checker/read/read_problem.hpp"

namespace orthant::checker {

namespace {

class DenseOperator final : public ExactOperator {
 public:
  DenseOperator(const Problem& problem, bool sensing, Work& work)
      : work_(work), rows_(problem.rows), cols_(problem.cols) {
    const long size = rows_ * cols_;
    if (!problem.matrix) throw Rejected("operator without its matrix");
    const Numbers& numbers = *problem.matrix;
    if (numbers.cols != size || numbers.rows < 1 || (!sensing && numbers.rows != size))
      throw Rejected("matrix of the operator: " + std::to_string(numbers.rows) + "×" +
                     std::to_string(numbers.cols) + "; expected " + (sensing ? "m" : std::to_string(size)) +
                     "×" + std::to_string(size));
    if (size > most_dense || numbers.rows > most_numbers / size)
      throw Rejected("matrix of the operator: " + std::to_string(numbers.rows) + "×" +
                     std::to_string(numbers.cols) + "; an exact check takes at most " +
                     std::to_string(most_dense) + " columns and " + std::to_string(most_numbers) +
                     " numbers");
    RationalMatrix matrix = RationalMatrix::values_of(numbers);
    matrix *= rational_scale(numbers.scale, "matrix of the operator");
    if (sensing) {
      A_ = std::move(matrix);
    } else {
      if (!(matrix == matrix.transpose())) throw Rejected("the kernel matrix is not symmetric");
      if (negative_direction(matrix, work)) throw Rejected("the kernel matrix is not positive semidefinite");
      H_ = std::move(matrix);
    }
  }

  RationalMatrix kernel(const RationalMatrix& X) const override {
    return unstacked(sensing() ? times(A_.transpose(), times(A_, stacked(X), work_), work_)
                               : times(H_, stacked(X), work_));
  }

  RationalMatrix back_projection(const RationalMatrix& b) const override {
    if (!sensing())
      throw Rejected("measurements of an operator that is given by its kernel; expected a truth");
    return unstacked(times(A_.transpose(), b, work_));
  }

  RationalMatrix gram(const std::vector<Lines>& M) const override {
    const long n = static_cast<long>(M.size());
    RationalMatrix J(rows_ * cols_, n);
    for (long a = 0; a < n; ++a)
      for (const Line& line : M[a])
        for (long k = 0; k < (line.is_row ? cols_ : rows_); ++k)
          J.add(line.is_row ? line.at * cols_ + k : k * cols_ + line.at, a, (*line.values)[k]);
    const RationalMatrix image = times(sensing() ? A_ : H_, J, work_);
    return times((sensing() ? image : J).transpose(), image, work_);
  }

  void require_near_identity(const Rational& delta_squared, Work& work) const override {
    const long size = rows_ * cols_;
    const RationalMatrix off = deviation();
    RationalMatrix form(size, size);
    for (long k = 0; k < size; ++k) form.set(k, k, delta_squared);
    form -= times(off, off, work_);
    if (negative_direction(form, work))
      throw Rejected("restricted isometry: (ℋ − I)² has an eigenvalue above δ² = " +
                     delta_squared.to_string());
  }

  std::optional<RationalMatrix> squared_deviation(long most) const override {
    if (rows_ * cols_ > most) return std::nullopt;
    const RationalMatrix off = deviation();
    return times(off, off, work_);
  }

 private:
  bool sensing() const { return A_.rows() > 0; }

  /// ℋ − I
  RationalMatrix deviation() const {
    RationalMatrix off = sensing() ? times(A_.transpose(), A_, work_) : H_;
    for (long k = 0; k < off.rows(); ++k) off.add(k, k, -1);
    return off;
  }

  RationalMatrix stacked(const RationalMatrix& X) const {
    RationalMatrix out(rows_ * cols_, 1);
    for (long i = 0; i < rows_; ++i)
      for (long j = 0; j < cols_; ++j) out.set(i * cols_ + j, 0, X(i, j));
    return out;
  }
  RationalMatrix unstacked(const RationalMatrix& x) const {
    RationalMatrix out(rows_, cols_);
    for (long i = 0; i < rows_; ++i)
      for (long j = 0; j < cols_; ++j) out.set(i, j, x(i * cols_ + j, 0));
    return out;
  }

  Work& work_;
  long rows_, cols_;
  RationalMatrix H_;  ///< as given
  RationalMatrix A_;  ///< of dense_sensing, instead
};

void read_sensing(const Json& place, Problem& problem, NamedFiles& files) {
  require_fields(place, operator_place, {"kind", "matrix"});
  const std::string where = std::string(operator_place) + ".matrix";
  problem.matrix = files.matrix(place["matrix"], where, false);
  require_size(*problem.matrix, problem.matrix->rows, problem.rows * problem.cols, where);
}

std::pair<long, long> sensing_measured(const Problem& problem) {
  return {problem.matrix ? problem.matrix->rows : 0, 1};
}

std::unique_ptr<ExactOperator> sensing_operator(const Problem& problem, Work& work) {
  return std::make_unique<DenseOperator>(problem, true, work);
}

/// ½Σ_t s²(⟨A_t, X⟩ − b_t/s)²
Polynomial sensing_objective(const Problem& problem, Steps& steps) {
  const Polynomials E = deviations(problem, steps);
  const Numbers& A = *problem.matrix;
  const Rational half = squared(A.scale) / Rational(2);
  Polynomial out;
  for (long t = 0; t < A.rows; ++t) {
    Polynomial e = inner(A, t, E, steps);
    e.add(Monomial{}, -measured_in(problem, static_cast<std::size_t>(t), A.scale));
    out.add_product(e, e, half, steps);
  }
  return out;
}

/// Of {"kind": "kernel"}, which finite_rank_operator.cpp begins to read.
void read_kernel_matrix(const Json& place, Problem& problem, NamedFiles& files) {
  const std::string where = std::string(operator_place) + ".matrix";
  problem.kind = &kernel_matrix_kind;
  Numbers H = files.matrix(place["matrix"], where, false);
  require_size(H, problem.rows * problem.cols, problem.rows * problem.cols, where);
  for (long i = 0; i < H.rows; ++i)
    for (long j = 0; j < i; ++j)
      if (H(i, j) != H(j, i))
        throw Rejected(where + ": entries (" + std::to_string(i) + ", " + std::to_string(j) +
                       ") and its mirror differ; expected a symmetric kernel");
  problem.matrix = std::move(H);
}

std::unique_ptr<ExactOperator> kernel_matrix_operator(const Problem& problem, Work& work) {
  return std::make_unique<DenseOperator>(problem, false, work);
}

/// ½⟨E, ℋE⟩
Polynomial kernel_matrix_objective(const Problem& problem, Steps& steps) {
  if (!problem.truth || problem.measurements) throw Rejected("a kernel with measurements; expected a truth");
  const Polynomials E = deviations(problem, steps);
  const Rational half = Rational(1) / Rational(2);
  Polynomial out;
  const Rational scale = rational_scale(problem.matrix->scale, "the scale of the kernel");
  for (std::size_t p = 0; p < E.size(); ++p)
    out.add_product(E[p], inner(*problem.matrix, static_cast<long>(p), E, steps), half * scale, steps);
  return out;
}

}  // namespace

const OperatorKind dense_sensing_kind = {
    "dense_sensing",  OperatorKind::Entries::none, read_sensing,  sensing_measured,
    sensing_operator, sensing_objective,           sensing_misfit};
const OperatorKind kernel_matrix_kind = {"kernel",
                                         OperatorKind::Entries::none,
                                         read_kernel_matrix,
                                         nullptr,
                                         kernel_matrix_operator,
                                         kernel_matrix_objective,
                                         kernel_matrix_misfit};

}  // namespace orthant::checker
