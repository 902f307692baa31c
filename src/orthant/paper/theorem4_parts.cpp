#include "orthant/paper/theorem4_parts.hpp"

#include "checker/exact/objective_polynomial.hpp"
#include "orthant/base/stop.hpp"
#include "orthant/paper/exact_point.hpp"
#include "orthant/paper/rows.hpp"

namespace orthant::paper {

using checker::Rational;
using instances::Theorem4;

Theorem4 asymmetric(Theorem4 symmetric, double balance) {
  symmetric.symmetric = false;
  symmetric.balance = balance;
  return symmetric;
}

double size_of(const Theorem4& t) {
  const auto n = static_cast<double>(t.m + t.r_star - 1), r = static_cast<double>(t.r);
  return n * n * r * r;
}

Theorem4 within(const Theorem4& t, double most) {
  Theorem4 used = t;
  for (Index r = std::min<Index>(t.r, t.m / 2); size_of(used) > most && r >= 2; --r) {
    used.r = r, used.m = 2 * r, used.r_star = std::min(r, t.r_star);
  }
  return used;
}

std::string said_size(const Theorem4& t, const Theorem4& used) {
  if (t.m == used.m && t.r == used.r && t.r_star == used.r_star) return "";
  return fmt::format(" (m = {}, r = {}, r⋆ = {})", used.m, used.r, used.r_star);
}

Poly objective_in_entries(const Problem& problem) {
  Problem plain = problem;
  const auto zeros = [&](Index rows) { return ScaledMatrix(Matrix(Matrix::Zero(rows, problem.rank))); };
  plain.point = Factors{zeros(problem.rows()), problem.symmetric ? ScaledMatrix() : zeros(problem.cols())};
  const ExactPoint exact(plain);
  checker::Steps steps(checker::Steps::usual, check_budget);
  return Poly(checker::objective_polynomial(exact.problem(), steps));
}

PolyMatrix entries(const Problem& problem, Index first_row, Index rows) {
  PolyMatrix out(rows, problem.rank);
  for (Index i = 0; i < rows; ++i)
    for (Index k = 0; k < problem.rank; ++k)
      out(i, k) = Poly(checker::Polynomial::variable(first_row + i, k, problem.rank));
  return out;
}

Blocks left_blocks(const Problem& problem, Index m) {
  return {entries(problem, 0, m), entries(problem, m, problem.rows() - m).transpose()};
}

Blocks right_blocks(const Problem& problem, Index m) {
  const Index first = problem.rows();
  return {entries(problem, first, m), entries(problem, first + m, problem.cols() - m).transpose()};
}

Rational ball_squared(const Theorem4& t) {
  return Rational(1) / Rational(16 * t.r * t.r * t.m);
}

ClaimRow ball_row(const Theorem4& t, const Problem& problem, const Judged& judged, const std::string& name) {
  const std::string quantity = "(radius of the ball that is proved)², in U";
  if (!judged.proof || !judged.proof->document["evidence"].contains("radius"))
    return yes(quantity, "≥ ρ² = 1/(16r²m)", "no certificate of a ball", false, ClaimRigor::numeric);
  const auto& text = judged.proof->document["evidence"]["radius"].get_ref<const std::string&>();
  const Rational radius = Rational::parse(text);
  ClaimRow row = at_least(quantity, "ρ² = 1/(16r²m)", ball_squared(t),
                          radius * radius * ExactPoint(problem).scales().LL);
  row.certificate = name;
  return row;
}

void add_minimum(Claim& claim, const std::string& name, const std::string& where, const Theorem4& t) {
  const Problem problem = instances::theorem4(t);
  Judged judged = judge_with_proof(problem);
  ClaimRow ball = ball_row(t, problem, judged, name);
  add_verdict(claim, name, where, Verdict::local_minimizer, true, std::move(judged));
  if (t.w.empty()) claim.rows.push_back(std::move(ball));
}

}  // namespace orthant::paper
