/// Identities of method local_squares (docs/local-squares.md, docs/certificates.md), and two ways to them:
/// written down where the structure gives them (structured_squares.cpp), searched for in at most eight
/// variables (searched_squares.cpp). Both are exact: what they return is an identity, with bounds that hold.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "checker/arithmetic/polynomial.hpp"
#include "checker/read/problem.hpp"
#include "orthant/linalg/matrix.hpp"

namespace orthant {

/// The terms of an identity, collected one by one.
class SquaresTerms {
 public:
  using Entry = std::pair<long, long>;

  explicit SquaresTerms(long cols) : cols_(cols) {}

  /// coefficient · square² · Π entries · bound · (ρ² − ‖x − x₀‖²)^ball; left out: 1. Terms of coefficient 0
  /// or with a square that is zero are skipped.
  struct Term {
    checker::Rational coefficient = 1;
    std::vector<checker::Polynomial> squares{};
    std::vector<Entry> entries{};
    std::vector<checker::Polynomial> bounds{};
    bool ball = false;
  };
  void add(const Term& term);

  nlohmann::ordered_json evidence(const checker::Rational& radius) const {
    return {{"radius", radius.to_string()}, {"terms", terms_}};
  }

 private:
  long cols_;
  nlohmann::ordered_json terms_ = nlohmann::ordered_json::array();
};

/// The evidence of a certificate of local_squares, or why there is none.
struct SquaresAttempt {
  std::optional<nlohmann::ordered_json> evidence;
  std::string reason;
};

SquaresAttempt structured_squares(const checker::Problem& problem);

/// The scaling of rows that makes the largest row sum of D⁻¹ND smallest, N ≥ 0: D is the Perron vector, and
/// the row sums are then the spectral radius of each block. By 300 steps of the power method on N + I
/// (converges for bipartite patterns too) on every connected component, starting from ones: a matrix of equal
/// row sums keeps D = 1 exactly. Multiples of 2⁻¹² in (0, 1], the largest of each component 1.
/// N: square, entries finite.
Vector perron_scaling(const Matrix& N);

/// Of variables.
inline constexpr long most_searched = 8;

SquaresAttempt searched_squares(const checker::Problem& problem);

}  // namespace orthant
