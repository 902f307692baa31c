// ℋ as a matrix H on vec X by rows: given, or 𝒜ᵀ𝒜 of a sensing matrix.
#include "checker/exact/exact_operator.hpp"
#include "checker/read/files.hpp"

namespace orthant::checker {

namespace {

class DenseOperator final : public ExactOperator {
 public:
  DenseOperator(const Problem& problem, Work& work) : work_(work), rows_(problem.rows), cols_(problem.cols) {
    const long size = rows_ * cols_;
    const bool sensing = problem.kind == Problem::Kind::dense_sensing;
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
      for (const Line& line : M[static_cast<std::size_t>(a)])
        for (long k = 0; k < (line.is_row ? cols_ : rows_); ++k)
          J.add(line.is_row ? line.at * cols_ + k : k * cols_ + line.at, a,
                (*line.values)[static_cast<std::size_t>(k)]);
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

}  // namespace

std::unique_ptr<ExactOperator> dense_operator(const Problem& problem, Work& work) {
  return std::make_unique<DenseOperator>(problem, work);
}

}  // namespace orthant::checker
