#include "orthant/claims/support.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace orthant::claims {

instances::Theorem3 theorem3_at(const ClaimParameters& p) {
  instances::Theorem3 t;
  t.n = p.n;
  t.r = p.rank;
  t.r_star = p.true_rank;
  t.alpha = p.alpha;
  t.epsilon = p.epsilon;
  return t;
}

instances::Theorem3 asymmetric(instances::Theorem3 symmetric, double balance) {
  symmetric.symmetric = false;
  symmetric.balance = balance;
  return symmetric;
}

std::string describe(const instances::Theorem3& t) {
  return fmt::format("n = {}, r = {}, r⋆ = {}, α = {}, ε = {}", t.n, t.r, t.r_star, t.alpha.get_str(),
                     t.epsilon.get_str());
}

instances::Theorem4 theorem4_at(const ClaimParameters& p) {
  instances::Theorem4 t;
  t.m = p.m;
  t.r = p.rank4;
  t.r_star = p.true_rank4;
  return t;
}

std::string describe(const instances::Theorem4& t) {
  return fmt::format("m = {}, r = {}, r⋆ = {}, n = {}", t.m, t.r, t.r_star, t.m + t.r_star - 1);
}

Certificate judge(const Problem& problem, bool unconstrained) {
  const auto objective = problem.objective();
  CertifyOptions options;
  options.unconstrained = unconstrained;
  const auto truth = problem.stacked_truth();
  return certify(*objective, problem.stacked_point(), options, truth ? &*truth : nullptr);
}

std::string words(const Certificate& certificate) {
  std::string text(to_string(certificate.verdict));
  std::replace(text.begin(), text.end(), '_', ' ');
  return certificate.spurious == true ? text + ", spurious" : text;
}

Matrix random_signs(Random& random, Index rows, Index cols) {
  Matrix M(rows, cols);
  for (Index e = 0; e < M.size(); ++e) M.data()[e] = random.normal();
  return M;
}

Matrix random_nonnegative(Random& random, Index rows, Index cols) {
  Matrix M(rows, cols);
  for (Index e = 0; e < M.size(); ++e) M.data()[e] = random.uniform();
  return M;
}

double quartic_slope(const std::function<double(double)>& polynomial) {
  return (polynomial(-2) - 8 * polynomial(-1) + 8 * polynomial(1) - polynomial(2)) / 12;
}

double quartic_curvature(const std::function<double(double)>& polynomial) {
  return (-polynomial(-2) + 16 * polynomial(-1) - 30 * polynomial(0) + 16 * polynomial(1) - polynomial(2)) /
         12;
}

}  // namespace orthant::claims
