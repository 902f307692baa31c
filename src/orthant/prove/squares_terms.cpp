#include "orthant/prove/squares_terms.hpp"

#include <algorithm>

namespace orthant {

void SquaresTerms::add(const Term& term) {
  if (term.coefficient.sign() == 0 ||
      std::any_of(term.squares.begin(), term.squares.end(), [](const auto& q) { return q.is_zero(); }))
    return;
  nlohmann::ordered_json out = {{"coefficient", term.coefficient.to_string()}};
  for (const auto& q : term.squares) out["squares"].push_back(q.to_string(cols_));
  for (const auto& [row, col] : term.entries) out["entries"].push_back({row, col});
  for (const auto& q : term.bounds) out["bounds"].push_back(q.to_string(cols_));
  if (term.ball) out["ball"] = 1;
  terms_.push_back(std::move(out));
}

}  // namespace orthant
