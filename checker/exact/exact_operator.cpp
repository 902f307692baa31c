#include "checker/exact/exact_operator.hpp"

#include "checker/read/document.hpp"
#include "checker/read/files.hpp"

namespace orthant::checker {

namespace {

/// Every kind that a document may name.
constexpr const OperatorKind* operator_kinds[] = {
    &full_kind, &entries_kind, &dense_sensing_kind, &rank_one_kind, &low_rank_kind, &kernel_terms_kind,
};

}  // namespace

Rational rational_scale(const Scale& scale, const char* what) {
  if (!scale.root) return scale.value;
  Rational root;
  if (!scale.value.is_square(root))
    throw Rejected(std::string(what) + ": a scale that is not rational, for which there is no exact check");
  return scale.sign < 0 ? -root : root;
}

Rational squared(const Scale& scale) {
  if (scale.root && scale.value.sign() < 0) throw Rejected("a scale is the root of a negative number");
  return scale.root ? scale.value : scale.value * scale.value;
}

Rational product(const Scale& a, const Scale& b, const char* what) {
  Rational root;
  if (!(squared(a) * squared(b)).is_square(root))
    throw Rejected(std::string(what) +
                   ": the product of the two scales is not rational, for which there is no exact check");
  const int sign_a = a.root ? a.sign : a.value.sign(), sign_b = b.root ? b.sign : b.value.sign();
  return sign_a * sign_b < 0 ? -root : root;
}

RationalMatrix shaped(const Numbers& numbers, long rows, long cols, const char* what) {
  const bool whole = numbers.rows == rows && numbers.cols == cols;
  const bool vector = numbers.cols == 1 && numbers.rows == rows * cols;
  if (!whole && !vector)
    throw Rejected(std::string(what) + ": " + std::to_string(numbers.rows) + "×" +
                   std::to_string(numbers.cols) + "; expected " + std::to_string(rows) + "×" +
                   std::to_string(cols));
  Numbers matrix = numbers;
  matrix.rows = rows;
  matrix.cols = cols;
  RationalMatrix out = RationalMatrix::values_of(matrix);
  return out *= rational_scale(numbers.scale, what);
}

std::unique_ptr<ExactOperator> exact_operator(const Problem& problem, Work& work) {
  if (problem.rows < 1 || problem.cols < 1 || problem.rows > most_entries || problem.cols > most_entries ||
      problem.rows * problem.cols > most_entries)
    throw Rejected("size " + std::to_string(problem.rows) + "×" + std::to_string(problem.cols) +
                   "; an exact check takes at most " + std::to_string(most_entries) + " entries");
  return problem.kind->exact(problem, work);
}

const OperatorKind& operator_kind(const std::string& word) {
  std::string known;
  for (const OperatorKind* kind : operator_kinds) {
    if (kind->word == word) return *kind;
    known += (known.empty() ? "" : ", ") + std::string(kind->word);
  }
  throw Rejected("operator kind \"" + excerpt(word) + "\" has no check; expected one of " + known);
}

}  // namespace orthant::checker
