/// The terms of an identity of method local_squares (docs/certificates.md), collected one by one.
#pragma once

#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

#include "checker/arithmetic/polynomial.hpp"

namespace orthant {

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

}  // namespace orthant
