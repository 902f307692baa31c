#include "orthant/prove/exact_factorization.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <numeric>

#include "checker/arithmetic/bound_text.hpp"
#include "checker/exact/rectangle_cover.hpp"
#include "orthant/base/random.hpp"
#include "orthant/base/stop.hpp"
#include "orthant/files/json_document.hpp"
#include "orthant/linalg/decompositions.hpp"
#include "orthant/prove/form_search.hpp"
#include "orthant/prove/rational_factors.hpp"
#include "orthant/prove/rigorous_point.hpp"

namespace orthant {

namespace {

using checker::Rational;
using checker::RationalMatrix;

constexpr double nearly_exact = 1e-6;  ///< relative error: from here on exact factors are looked for
constexpr double most_entries = 250000;
constexpr double search_work = 1e10, bound_work = 3e9;

/// The stored data, entry by entry, exact.
class ExactData {
 public:
  explicit ExactData(const StoredData& data) : values_(Matrix::Zero(data.rows(), data.cols())) {
    data.for_each_stored([&](Index i, Index j, double, double b) { values_(i, j) = b; });
  }

  const Matrix& doubles() const { return values_; }
  bool simplest = false;  ///< as the simplest fractions that round to them

  Rational entry(Index i, Index j) const {
    const double x = values_(i, j);
    if (!simplest || x == 0 || x == std::round(x)) return Rational::from_double(x);
    // Less than half a unit in the last place to either side.
    const double out = std::abs(std::nextafter(x, 0.0) - x) * 0.49;
    const Rational stored = Rational::from_double(x), margin = Rational::from_double(out);
    return simplest_between(stored - margin, stored + margin);
  }

  RationalMatrix matrix() const {
    RationalMatrix out(values_.rows(), values_.cols());
    for (Index i = 0; i < values_.rows(); ++i)
      for (Index j = 0; j < values_.cols(); ++j) out.set(i, j, entry(i, j));
    return out;
  }

  /// Whether one more row and column, some dozens at random, make a minor that is not zero: the rank is higher.
  bool exceeds(const LargestMinor& minor) const {
    Random random(0, 0xe8ac7);
    const Index r = minor.order();
    for (int sample = 0; sample < 24; ++sample) {
      LargestMinor larger = minor;
      larger.rows.push_back(static_cast<Index>(random.uniform() * static_cast<double>(values_.rows())));
      larger.cols.push_back(static_cast<Index>(random.uniform() * static_cast<double>(values_.cols())));
      fmpq_mat_t A;
      fmpq_mat_init(A, r + 1, r + 1);
      for (Index i = 0; i <= r; ++i)
        for (Index j = 0; j <= r; ++j)
          fmpq_set(fmpq_mat_entry(A, i, j), entry(larger.rows[i], larger.cols[j]).get());
      Rational determinant;
      fmpq_mat_det(determinant.get(), A);
      fmpq_mat_clear(A);
      if (determinant.sign() != 0) return true;
      check_budget();
    }
    return false;
  }

 private:
  Matrix values_;
};

/// The minor that the factors suggest, where they have full rank; otherwise that of the data.
LargestMinor minor_of(const Matrix& A, const Matrix& L, const Matrix& R) {
  const LargestMinor left = largest_minor(L.transpose()), right = largest_minor(R.transpose());
  LargestMinor out{left.cols, right.cols};
  if (left.order() == L.cols() && right.order() == L.cols()) return out;
  return largest_minor(A);
}

/// Columns l_k c, r_k / c of about the same norm, c a power of two; the largest share of the sum first.
RationalFactors arranged(const RationalFactors& factors) {
  const Index r = factors.L.cols();
  const auto column = [](const RationalMatrix& F, Index k) {
    Vector out(F.rows());
    for (Index i = 0; i < out.size(); ++i) out(i) = F(i, k).approx();
    return out;
  };
  std::vector<double> share, scale;
  for (Index k = 0; k < r; ++k) {
    const Vector l = column(factors.L, k), v = column(factors.R, k);
    share.push_back(l.sum() * v.sum());
    const double ratio = std::log2(v.norm() / l.norm()) / 2;
    scale.push_back(std::isfinite(ratio) ? std::exp2(std::round(ratio)) : 1);
  }
  std::vector<Index> order(static_cast<std::size_t>(r));
  std::iota(order.begin(), order.end(), Index{0});
  std::stable_sort(order.begin(), order.end(), [&](Index a, Index b) { return share[a] > share[b]; });
  RationalFactors out{RationalMatrix(factors.L.rows(), r), RationalMatrix(factors.R.rows(), r)};
  for (Index k = 0; k < r; ++k) {
    const Rational c = Rational::from_double(scale[order[k]]);
    for (Index i = 0; i < factors.L.rows(); ++i) out.L.set(i, k, factors.L(i, order[k]) * c);
    for (Index j = 0; j < factors.R.rows(); ++j) out.R.set(j, k, factors.R(j, order[k]) / c);
  }
  return out;
}

Json table(const RationalMatrix& A) {
  Json out = Json::array();
  for (long i = 0; i < A.rows(); ++i) {
    Json row = Json::array();
    for (long j = 0; j < A.cols(); ++j) row.push_back(A(i, j).to_string());
    out.push_back(std::move(row));
  }
  return out;
}

/// The best bound on the columns of any exact factorization: docs/certificates.md, `bound`.
Json bound_on_parts(const RationalMatrix& A, const LargestMinor& minor, Index rank) {
  long parts = static_cast<long>(minor.order());
  try {
    checker::Work work(bound_work, check_budget);
    while (parts < rank && !checker::rectangles_suffice(A, parts, work)) ++parts;
  } catch (const checker::Rejected&) {
    // Too many rectangles, or too long a search: the rank alone.
  }
  if (parts > minor.order()) return {{"kind", "rectangles"}, {"parts", parts}};
  return {{"kind", "minor"}, {"parts", parts}, {"rows", minor.rows}, {"cols", minor.cols}};
}

/// All entries count as free or degenerate: the gradient is zero.
CriticalCone cone_of(const Matrix& U) {
  CriticalCone out;
  out.rows = U.rows();
  out.rank = U.cols();
  out.smallest_free = std::numeric_limits<double>::infinity();
  for (Index e = 0; e < U.size(); ++e) {
    const double u = U.data()[e];
    out.kind.push_back(u > 0 ? EntryKind::free : EntryKind::nonnegative);
    ++(u > 0 ? out.free : out.nonnegative);
    if (u > 0) out.smallest_free = std::min(out.smallest_free, u);
  }
  return out;
}

ProofAttempt document(const StoredData& data, const RationalMatrix& A, bool simplest,
                      const LargestMinor& minor, const RationalFactors& factors) {
  const Index rows = data.rows(), r = factors.L.cols();
  Matrix U(rows + data.cols(), r);
  Rational squares;
  for (Index i = 0; i < U.rows(); ++i)
    for (Index k = 0; k < r; ++k) {
      const Rational exact = i < rows ? factors.L(i, k) : factors.R(i - rows, k);
      U(i, k) = exact.approx();
      const Rational off = exact - Rational::from_double(U(i, k));
      squares.add_product(off, off);
    }
  const double radius = std::sqrt(at_least(squares)) * (1 + 1e-12);
  const std::string said = radius > 0 ? checker::text_at_least(radius, 3) : "0";
  Bundle bundle;
  ProofParts parts;
  parts.method = "exact_factorization";
  parts.verdict = Verdict::global_minimizer;
  parts.spurious = false;
  parts.radius = Rational::parse(decimal_fraction(said));
  parts.problem = {{"format", "orthant-problem/1"},
                   {"factorization", "asymmetric"},
                   {"rows", rows},
                   {"cols", data.cols()},
                   {"rank", r},
                   {"balance", 0}};
  data.write(parts.problem, bundle);
  parts.problem["point"] = factors_json(U, rows, false, "_certified", bundle);
  parts.evidence = {{"left", table(factors.L)}, {"right", table(factors.R)}};
  if (simplest) parts.evidence["data"] = table(A);
  if (minor.order() > 0) parts.evidence["bound"] = bound_on_parts(A, minor, r);
  ProofAttempt attempt = checked_document(parts, bundle);
  if (!attempt.proof) return attempt;
  attempt.proof->radius = std::strtod(said.c_str(), nullptr);
  attempt.proof->cone = cone_of(U);
  attempt.proof->point = std::move(U);
  return attempt;
}

ProofAttempt attempt_with(ExactData& data, const StoredData& stored, const Matrix& L, const Matrix& R) {
  const LargestMinor minor = minor_of(data.doubles(), L, R);
  const auto r = static_cast<double>(L.cols());
  bool simplest = false;
  if (data.exceeds(minor)) {
    data.simplest = simplest = true;
    if (data.exceeds(minor))
      return {
          std::nullopt,
          fmt::format(
              "the fit is not exact: the data, as the doubles that they are, have a rank above {}{}. An exact fit is proved of integers, and of decimals and "
              "fractions of few digits",
              minor.order(),
              minor.order() == L.cols()
                  ? fmt::format(", so that no {} parts have just them for their product", L.cols())
                  : "")};
  }
  if (static_cast<double>(data.doubles().size()) > most_entries)
    return {std::nullopt, fmt::format("{} entries; an exact factorization is looked for of at most {:.0f}",
                                      data.doubles().size(), most_entries)};
  checker::Work work(search_work, check_budget);
  const RationalMatrix A = data.matrix();
  std::optional<RationalFactors> factors;
  const double step = static_cast<double>(L.rows() + R.rows()) * std::pow(r, 5);
  if (minor.order() == L.cols() && step <= 1e8) factors = factors_of_full_rank(A, minor, L, R, work);
  if (!factors) factors = factors_on_support(A, L, R, work);
  if (!factors)
    return {std::nullopt,
            "the fit is zero up to rounding, and no fractions with exactly this product were found"};
  return document(stored, A, simplest, minor, arranged(*factors));
}

}  // namespace

ProofAttempt prove_exact_factorization(const Objective& objective, const Certificate& numeric) {
  if (!objective.has_scaling_freedom() || objective.row_blocks() == nullptr ||
      !objective.row_blocks()->shared_gram() || !(numeric.relative_error <= nearly_exact) ||
      !numeric.cone.constrained)
    return {};
  const auto stored = StoredData::of(objective.observations());
  if (!stored) return {};
  // Of larger data the rank alone is looked at, and of sparse ones nothing.
  constexpr double most_looked_at = 1e7;
  if (static_cast<double>(stored->rows()) * static_cast<double>(stored->cols()) > most_looked_at) return {};
  try {
    ExactData data(*stored);
    return attempt_with(data, *stored, numeric.U.topRows(stored->rows()),
                        numeric.U.bottomRows(stored->cols()));
  } catch (const checker::Rejected& rejection) {
    return {std::nullopt, std::string(rejection.what()) + ": no exact factorization"};
  }
}

}  // namespace orthant
