// Method exact_factorization: nonnegative fractions L, R next to the stored point, with
//
//   LRᵀ = A     entry for entry, A the stored data, or fractions that round to them,
//
// so that f = 0 there, and no point is lower. And, where it is claimed, that no factors with fewer columns do it:
//
//   minor        a k×k minor of A is not zero: rank A ≥ k, and LRᵀ has at most the rank of its columns
//   rectangles   rectangle_cover.hpp
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

#include "checker/exact/exact_problem.hpp"
#include "checker/exact/rectangle_cover.hpp"
#include "checker/read/claims.hpp"
#include "checker/read/files.hpp"

namespace orthant::checker {

namespace {

/// [["p/q", …], …], rows×cols.
RationalMatrix fractions(const Json& table, const std::string& place, long rows, long cols) {
  const auto length = [](const Json& list, const std::string& where, long expected) {
    if (static_cast<long>(list_of(list, where, static_cast<std::size_t>(expected)).size()) != expected)
      throw Rejected(where + " has " + std::to_string(list.size()) + " elements; expected " +
                     std::to_string(expected));
  };
  length(table, place, rows);
  RationalMatrix out(rows, cols);
  for (long i = 0; i < rows; ++i) {
    const std::string where = place + "[" + std::to_string(i) + "]";
    length(table[i], where, cols);
    for (long j = 0; j < cols; ++j) out.set(i, j, rational_of(table[i][j], where));
  }
  return out;
}

void require_nonnegative(const RationalMatrix& X, const char* name) {
  for (long i = 0; i < X.rows(); ++i)
    for (long k = 0; k < X.cols(); ++k)
      if (X.sign(i, k) < 0)
        throw Rejected(std::string(name) + ": entry (" + std::to_string(i) + ", " + std::to_string(k) +
                       ") is negative");
}

RationalMatrix stored_data(const Problem& problem) {
  if (problem.symmetric || !problem.measures_all_entries() || problem.balance.sign() != 0 ||
      !problem.measurements)
    throw Rejected("exact_factorization of a problem other than LRᵀ with all entries measured and λ = 0");
  if (problem.rows * problem.cols > most_products / problem.rank)
    throw Rejected("rank " + std::to_string(problem.rank) + " at size " + std::to_string(problem.rows) + "×" +
                   std::to_string(problem.cols) + ": more than an exact check takes");
  if (!problem.sparse) return RationalMatrix::values_of(*problem.measurements);
  RationalMatrix A(problem.rows, problem.cols);
  for (std::size_t t = 0; t < problem.index.at.size(); ++t)
    A.set(problem.index.at[t].first, problem.index.at[t].second,
          Rational::from_double((*problem.measurements)(static_cast<long>(t), 0)));
  return A;
}

/// Whether q is within half a unit in the last place of the double x.
bool rounds_to(const Rational& q, const Rational& stored) {
  if (stored.sign() == 0) return q.sign() == 0;
  const double x = stored.approx();
  constexpr double infinity = std::numeric_limits<double>::infinity();
  const double below = std::nextafter(x, -infinity), above = std::nextafter(x, infinity);
  if (!std::isfinite(below) || !std::isfinite(above)) return false;
  const Rational twice = q + q;
  return stored + Rational::from_double(below) <= twice && twice <= stored + Rational::from_double(above);
}

/// Σ (X_ik − stored_ik)².
Rational squared_distance(const RationalMatrix& X, const Numbers& stored, Work& work) {
  if (!stored.scale.is_one()) throw Rejected("the point has a scale; expected none beside fractions");
  RationalMatrix difference = RationalMatrix::values_of(stored);
  difference -= X;
  return inner(difference, difference, work);
}

std::vector<long> places_of(const Json& list, const std::string& place, long count, long size) {
  std::vector<long> out;
  for (const Json& at : list_of(list, place, static_cast<std::size_t>(count)))
    out.push_back(integer_of(at, place, 0, size - 1));
  if (static_cast<long>(out.size()) != count)
    throw Rejected(place + " has " + std::to_string(out.size()) + " elements; expected " +
                   std::to_string(count));
  return out;
}

/// Rows or columns that come twice make the minor zero.
void require_minor(const RationalMatrix& A, const Json& bound, const std::string& where, long order,
                   Work& work) {
  const std::vector<long> rows = places_of(bound["rows"], where + ".rows", order, A.rows()),
                          cols = places_of(bound["cols"], where + ".cols", order, A.cols());
  RationalMatrix minor(order, order);
  for (long i = 0; i < order; ++i)
    for (long j = 0; j < order; ++j) minor.set(i, j, A(rows[i], cols[j]));
  const auto n = static_cast<double>(order);
  work.spend(bits(minor) * static_cast<unsigned long>(order), n * n * n);
  fmpq_mat_t copy;
  fmpq_mat_init(copy, order, order);
  for (long i = 0; i < order; ++i)
    for (long j = 0; j < order; ++j) fmpq_set(fmpq_mat_entry(copy, i, j), minor.entry(i, j));
  Rational determinant;
  fmpq_mat_det(determinant.get(), copy);
  fmpq_mat_clear(copy);
  if (determinant.sign() == 0) throw Rejected(where + ": the minor is zero");
}

/// That no factors with fewer than bound.parts columns have this product.
std::string require_bound(const RationalMatrix& A, const Json& bound, long rank, Work& work) {
  const std::string where = "evidence.bound";
  const std::string& kind = text_field(bound, where, "kind");
  const long parts = integer_field(bound, where, "parts", 1, rank);
  if (kind == "minor") {
    require_fields(bound, where, {"kind", "parts", "rows", "cols"});
    require_minor(A, bound, where, parts, work);
  } else if (kind == "rectangles") {
    require_fields(bound, where, {"kind", "parts"});
    if (rectangles_suffice(A, parts - 1, work))
      throw Rejected(where + ": " + std::to_string(parts - 1) + " rectangles suffice");
  } else {
    throw Rejected(where + ".kind \"" + excerpt(kind) + "\"; expected minor or rectangles");
  }
  const std::string count = std::to_string(parts);
  return parts == rank ? "; the nonnegative rank of the data is " + count
                       : "; the nonnegative rank of the data is at least " + count;
}

}  // namespace

std::string check_exact_factorization(const Problem& problem, const Claims& claims,
                                      const nlohmann::json& evidence, Work& work) {
  require_fields(evidence, "evidence", {"left", "right"}, {"data", "bound"});
  if (claims.objective_low.sign() > 0 || claims.objective_high.sign() < 0)
    throw Rejected("the objective is 0; expected claims.objective to hold it");
  if (!claims.radius || claims.radius->sign() < 0)
    throw Rejected("radius: expected one that is not negative");
  if (claims.modulus || claims.global_low) throw Rejected("modulus or global_low: this method proves none");
  RationalMatrix A = stored_data(problem);
  const bool rounded = evidence.contains("data");
  if (rounded) {
    RationalMatrix meant = fractions(evidence["data"], "evidence.data", problem.rows, problem.cols);
    work.spend(bits(meant) + bits(A),
               4 * static_cast<double>(problem.rows) * static_cast<double>(problem.cols));
    for (long i = 0; i < A.rows(); ++i)
      for (long j = 0; j < A.cols(); ++j)
        if (!rounds_to(meant(i, j), A(i, j)))
          throw Rejected("evidence.data: entry (" + std::to_string(i) + ", " + std::to_string(j) +
                         ") does not round to the stored one");
    A = std::move(meant);
  }
  const RationalMatrix L = fractions(evidence["left"], "evidence.left", problem.rows, problem.rank),
                       R = fractions(evidence["right"], "evidence.right", problem.cols, problem.rank);
  require_nonnegative(L, "evidence.left");
  require_nonnegative(R, "evidence.right");
  RationalMatrix residual = times(L, R.transpose(), work);
  residual -= A;
  for (long i = 0; i < A.rows(); ++i)
    for (long j = 0; j < A.cols(); ++j)
      if (!residual.is_zero(i, j))
        throw Rejected("LRᵀ differs from the data at (" + std::to_string(i) + ", " + std::to_string(j) +
                       ") by " + residual(i, j).at_least());
  const Rational distance =
      squared_distance(L, problem.point.L, work) + squared_distance(R, problem.point.R, work);
  if (distance > *claims.radius * *claims.radius)
    throw Rejected("the factors are farther than " + claims.radius->at_least() + " from the stored point");
  const std::string bound =
      evidence.contains("bound") ? require_bound(A, evidence["bound"], problem.rank, work) : "";
  return "The data" + std::string(rounded ? ", as fractions that round to the stored doubles," : "") +
         " are LRᵀ exactly, with nonnegative fractions " +
         (claims.radius->sign() == 0 ? "L and R, the stored factors"
                                     : "within " + claims.radius->at_least(3) + " of the stored factors") +
         ": a global minimizer, objective 0" + bound + ".";
}

}  // namespace orthant::checker
