/// Polynomials in the entries of a matrix, x_row_col, with rational coefficients: exact, of degree at most 8.
///
/// A monomial is the descending list of its variables, so that no exponent of a text can ask for more memory
/// than the text itself; the steps are counted and bounded (Steps). The product of p and q terms: p·q steps,
/// each one place in a balanced tree.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "checker/arithmetic/rational.hpp"
#include "checker/arithmetic/work.hpp"

namespace orthant::checker {

/// A bound on the steps of one check: a product of two terms is one, and one more for each 1024 bits of its
/// coefficient. 10 million take about ten seconds. Calls `poll` now and then, which may throw.
class Steps {
 public:
  static constexpr std::size_t usual = 10'000'000;
  explicit Steps(std::size_t steps = usual, void (*poll)() = nullptr) : left_(steps), poll_(poll) {}
  /// The steps also count in `work`, a microsecond each.
  explicit Steps(Work& work) : Steps() { work_ = &work; }
  /// Each throws Rejected when the bound is passed.
  void spend(std::size_t steps);
  void spend_on(const Rational& q);

 private:
  std::size_t left_;
  void (*poll_)() = nullptr;
  Work* work_ = nullptr;
  unsigned spent_ = 0;  ///< calls
};

constexpr int largest_degree = 8;
constexpr long most_variables = 65'000;

/// Variables in descending order, 0 for none: variable (row, col) of a matrix of `cols` columns is
/// row·cols + col + 1.
using Monomial = std::array<std::uint16_t, largest_degree>;

int degree(const Monomial& monomial);

class Polynomial {
 public:
  Polynomial() = default;
  Polynomial(const Rational& constant);  // NOLINT: a number is a polynomial
  static Polynomial variable(long row, long col, long cols);

  /// Terms like 2/3*x0_1^2*x4_0, joined by + and -, no spaces; variables of a rows×cols matrix. Throws
  /// Rejected for anything else, and beyond degree 8 or 5000 digits a number.
  static Polynomial parse(std::string_view text, long rows, long cols);
  std::string to_string(long cols) const;

  /// No coefficient is zero.
  const std::map<Monomial, Rational>& terms() const { return terms_; }
  bool is_zero() const { return terms_.empty(); }
  int degree() const;
  Rational coefficient(const Monomial& monomial) const;

  /// Throws Rejected when a coefficient grows beyond 32768 bits.
  void add(const Monomial& monomial, const Rational& coefficient);
  /// += factor · b, another polynomial
  void add(const Polynomial& b, const Rational& factor, Steps& steps);
  /// += factor · a · b, both others. Throws Rejected beyond degree 8.
  void add_product(const Polynomial& a, const Polynomial& b, const Rational& factor, Steps& steps);
  Polynomial times(const Polynomial& b, Steps& steps) const;

  /// p(x), x in the order of the variables.
  Rational at(const std::vector<Rational>& x) const;
  /// d ↦ p(x + d).
  Polynomial shifted(const std::vector<Rational>& x, Steps& steps) const;

 private:
  std::map<Monomial, Rational> terms_;
};

}  // namespace orthant::checker
