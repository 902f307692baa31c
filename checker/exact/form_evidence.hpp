/// FORM of docs/certificates.md: evidence that a quadratic form is nonnegative on {x : x_N ≥ 0}.
#pragma once

#include <string>
#include <vector>

#include "checker/exact/definite.hpp"
#include "checker/read/document.hpp"

namespace orthant::checker {

/// Throws Rejected unless `form` shows xᵀQx ≥ 0 for all x with x_k ≥ 0 where nonnegative[k]:
///   split   N ≥ 0 on pairs of nonnegative variables, Q − N ⪰ 0
///   keller  the others are eliminated, and the Schur complement (order ≤ 14) has no violation
///   copositive  the others are eliminated, and the Schur complement is copositive by support trees and splits
///               (copositivity.hpp)
void require_form(const RationalMatrix& Q, const std::vector<bool>& nonnegative, const Json& form,
                  Work& work);

/// A number for messages: exact when short.
std::string form_text(const Rational& value);

/// RIP of docs/certificates.md, {"rank": k, "delta": "q" | "sqrt(q)"}: δ².
struct IsometryClaim {
  long rank = 0;
  Rational delta_squared;
  std::string delta;  ///< as it is written
};
IsometryClaim isometry_claim(const Json& json, long most_rank);

}  // namespace orthant::checker
