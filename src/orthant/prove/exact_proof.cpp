#include "orthant/prove/exact_proof.hpp"

#include <flint/fmpq_poly.h>
#include <flint/fmpz_poly.h>
#include <flint/fmpz_poly_factor.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

#include "checker/exact/exact_operator.hpp"
#include "checker/exact/exact_problem.hpp"
#include "checker/read/read_problem.hpp"
#include "orthant/base/error.hpp"
#include "orthant/base/stop.hpp"
#include "orthant/files/json_document.hpp"
#include "orthant/files/problem_folder.hpp"
#include "orthant/linalg/decompositions.hpp"
#include "orthant/prove/checked_document.hpp"
#include "orthant/prove/form_search.hpp"

namespace orthant {

namespace {

using checker::ExactCone;
using checker::ExactProblem;
using checker::Rational;
using checker::RationalMatrix;

/// The largest rational root of the characteristic polynomial, 0 at least.
Rational largest_rational_root(const RationalMatrix& A) {
  fmpq_mat_t copy;
  fmpq_mat_init(copy, A.rows(), A.rows());
  for (long i = 0; i < A.rows(); ++i)
    for (long j = 0; j < A.rows(); ++j) fmpq_set(fmpq_mat_entry(copy, i, j), A.entry(i, j));
  fmpq_poly_t characteristic;
  fmpq_poly_init(characteristic);
  fmpq_mat_charpoly(characteristic, copy);
  fmpz_poly_t integral;
  fmpz_poly_init(integral);
  fmpq_poly_get_numerator(integral, characteristic);
  fmpz_poly_factor_t factors;
  fmpz_poly_factor_init(factors);
  fmpz_poly_factor(factors, integral);
  Rational best;
  for (long f = 0; f < factors->num; ++f) {
    const fmpz_poly_struct* factor = factors->p + f;
    if (fmpz_poly_degree(factor) != 1) continue;
    Rational root;
    fmpq_set_fmpz_frac(root.get(), fmpz_poly_get_coeff_ptr(factor, 0), fmpz_poly_get_coeff_ptr(factor, 1));
    root = -root;
    if (root > best) best = root;
  }
  fmpz_poly_factor_clear(factors);
  fmpz_poly_clear(integral);
  fmpq_poly_clear(characteristic);
  fmpq_mat_clear(copy);
  return best;
}

double largest_eigenvalue(const RationalMatrix& A) {
  double largest = -std::numeric_limits<double>::infinity();
  for (const std::complex<double> value : eigenvalues(approx(A))) largest = std::max(largest, value.real());
  return largest;
}

/// The δ of RIP (docs/certificates.md): the smallest with (1 − δ)I ⪯ ℋ ⪯ (1 + δ)I, δ² the largest eigenvalue
/// of (ℋ − I)². It is the largest rational root of the characteristic polynomial when that is the largest
/// root, and otherwise a fraction just above: "q" or "sqrt(q)". Nothing when δ ≥ 1, or where ℋ − I is not of
/// small rank.
std::optional<std::string> isometry_constant(const checker::ExactOperator& measurement) {
  constexpr long most_order = 64;
  const auto squared = measurement.squared_deviation(most_order);
  if (!squared) return std::nullopt;
  if (squared->rows() == 0) return "0";
  const double numeric = largest_eigenvalue(*squared);
  if (!(numeric < 1)) return std::nullopt;
  Rational delta = largest_rational_root(*squared);
  if (delta.approx() < numeric * (1 - 1e-9))
    delta = simplest_between(Rational::from_double(numeric * (1 + 1e-9)),
                             Rational::from_double(numeric * (1 + 1e-6)));
  Rational root;
  return delta.is_square(root) ? root.to_string() : "sqrt(" + delta.to_string() + ")";
}

class ExactProver {
 public:
  ExactProver(const Problem& problem, const Certificate& numeric, const Matrix* witness)
      : problem_(problem), numeric_(numeric), witness_(witness) {
    Problem stored = problem;
    stored.instance.clear();
    parts_.problem = write_problem_json(stored, bundle_);
    read_ = as_checked(parts_.problem, bundle_);
  }

  ProofAttempt run() {
    ProofAttempt attempt = prove();
    if (attempt.proof && !cone_.kind.empty()) attempt.proof->cone = exact_cone();
    return attempt;
  }

 private:
  ProofAttempt prove() {
    const ExactProblem exact(read_, work_);
    exact_ = &exact;
    parts_.objective = exact.objective();
    if (parts_.objective.sign() == 0) return global({{"kind", "zero_residual"}});
    cone_ = exact.first_order();
    ModulusSearch search;
    if (static_cast<long>(cone_.kept.size()) > checker::most_kept) {
      reason_ = std::to_string(cone_.kept.size()) +
                " free and degenerate entries; an exact proof takes at most " +
                std::to_string(checker::most_kept);
    } else if (exact.scaling_is_free() && !exact.columns_are_balanced()) {
      reason_ = "the columns of L and R are not of the same norm, and their scaling is free";
    } else {
      search = find_modulus(exact.hessian(cone_, exact.scaling_is_free()), cone_.degenerate, orbits(),
                            fit_hessian());
      if (search.found) return second_order(std::move(*search.found));
      reason_ = search.lowest > 0
                    ? "the form seems positive on the critical cone, and no proof of it was found"
                    : "the form is not positive on the critical cone";
    }
    if (auto attempt = saddle(search); attempt.proof) return attempt;
    if (auto attempt = copositive_residual(); attempt.proof) return attempt;
    return {std::nullopt, reason_ + ": no exact certificate"};
  }

  CriticalCone exact_cone() const {
    CriticalCone cone;
    cone.rows = static_cast<Index>(read_.stacked_rows());
    cone.rank = problem_.rank;
    cone.kind.resize(cone_.kind.size());
    cone.smallest_free = numeric_.cone.smallest_free;
    cone.min_multiplier = numeric_.cone.min_multiplier;
    for (Index i = 0; i < cone.rows; ++i) {
      for (Index k = 0; k < cone.rank; ++k) {
        EntryKind& kind = cone.kind[k * cone.rows + i];
        switch (cone_.kind[i * cone.rank + k]) {
          case checker::Entry::free:
            kind = EntryKind::free;
            ++cone.free;
            break;
          case checker::Entry::degenerate:
            kind = EntryKind::nonnegative;
            ++cone.nonnegative;
            break;
          case checker::Entry::fixed:
            kind = EntryKind::fixed;
            ++cone.fixed;
            break;
        }
      }
    }
    return cone;
  }

  /// w_k = (l_k, −r_k) on the kept entries: eigenvectors of the balance term.
  std::vector<std::vector<Rational>> orbits() const {
    std::vector<std::vector<Rational>> out;
    if (problem_.symmetric) return out;
    for (Index k = 0; k < problem_.rank; ++k) {
      std::vector<Rational> w;
      for (const auto& [row, col] : cone_.kept) {
        const bool left = row < read_.rows;
        const double entry = left ? read_.point.L(row, col) : -read_.point.R(row - read_.rows, col);
        w.push_back(col == k ? Rational::from_double(entry) : Rational(0));
      }
      out.push_back(std::move(w));
    }
    return out;
  }

  /// The Hessian without the balance term, where there is one.
  std::vector<RationalMatrix> fit_hessian() {
    if (read_.balance.sign() == 0) return {};
    checker::Problem plain = read_;
    plain.balance = Rational(0);
    return {ExactProblem(plain, work_).hessian(cone_, false)};
  }

  ProofAttempt global(Json evidence) {
    parts_.method = "global";
    parts_.verdict = Verdict::global_minimizer;
    parts_.spurious = false;
    parts_.evidence = std::move(evidence);
    return checked_document(parts_, bundle_);
  }

  ProofAttempt second_order(FoundForm found) {
    parts_.method = "second_order";
    parts_.verdict = Verdict::strict_local_minimizer;
    parts_.modulus = found.modulus;
    parts_.evidence = {{"form", std::move(found.form)}};
    const Index truth_rank = problem_.truth ? problem_.truth->rank() : 0;
    if (truth_rank > 0) {
      const Index most = std::min(problem_.rows(), problem_.cols());
      if (const auto delta = isometry_constant(exact_->measurement()))
        parts_.evidence["rip"] = {{"rank", std::min(problem_.rank + truth_rank, most)}, {"delta", *delta}};
    }
    claim_spurious();
    return checked_document(parts_, bundle_);
  }

  /// The truth is in the files already; a witness only when the truth is not lower.
  void claim_spurious() {
    const Rational low = Rational::from_double(at_most(parts_.objective));
    const auto lower = [&](const checker::Factors& factors, const char* name) {
      return exact_->value(factors, name) < low;
    };
    if (read_.truth && read_.truth->L.cols <= read_.rank && lower(*read_.truth, "truth")) {
      parts_.spurious = true;
      return;
    }
    if (witness_ == nullptr) return;
    Bundle with = bundle_;
    parts_.witness = factors_json(*witness_, problem_.rows(), problem_.symmetric, "_witness", with);
    checker::NamedFiles named(with);
    const checker::Factors stored =
        checker::read_factors(checker::Json(parts_.witness), "witness", read_, named);
    if (lower(stored, "witness")) {
      parts_.spurious = true;
      bundle_ = std::move(with);
    } else {
      parts_.witness = nullptr;
    }
  }

  /// D rounded to few bits, as long as the form stays negative, and clipped to the cone.
  ProofAttempt saddle(const ModulusSearch& search) {
    std::vector<Matrix> directions;
    if (numeric_.escape) directions.push_back(numeric_.escape->direction);
    if (search.direction.size() > 0) {
      Matrix D = Matrix::Zero(read_.stacked_rows(), problem_.rank);
      for (std::size_t k = 0; k < cone_.kept.size(); ++k)
        D(cone_.kept[k].row, cone_.kept[k].col) = search.direction(static_cast<Index>(k));
      directions.push_back(std::move(D));
    }
    for (const Matrix& direction : directions) {
      for (const int bits : {3, 10, 24, 50}) {
        if (auto attempt = saddle_along(rounded(direction, bits)); attempt.proof) return attempt;
      }
    }
    return {};
  }

  static Matrix rounded(const Matrix& D, int bits) {
    const double largest = D.cwiseAbs().maxCoeff(), unit = std::ldexp(1.0, bits);
    if (!(largest > 0)) return D;
    return (D * (unit / largest)).array().round() / unit;
  }

  ProofAttempt saddle_along(Matrix D) {
    ExactCone support;
    std::vector<Rational> values;
    for (Index i = 0; i < D.rows(); ++i) {
      for (Index k = 0; k < D.cols(); ++k) {
        const checker::Entry kind = cone_.kind[i * D.cols() + k];
        if (kind == checker::Entry::fixed || (kind == checker::Entry::degenerate && D(i, k) < 0)) D(i, k) = 0;
        if (D(i, k) == 0) continue;
        support.kept.push_back({i, k});
        support.degenerate.push_back(kind == checker::Entry::degenerate);
        values.push_back(Rational::from_double(D(i, k)));
      }
    }
    if (values.empty() || static_cast<long>(values.size()) > checker::most_kept) return {};
    if (checker::form(exact_->hessian(support, false), values, &work_).sign() >= 0) return {};
    parts_.method = "saddle";
    parts_.verdict = Verdict::saddle;
    Bundle with = bundle_;
    parts_.evidence = {
        {"direction", factors_json(D, problem_.rows(), problem_.symmetric, "_direction", with)}};
    ProofAttempt attempt = checked_document(parts_, with);
    if (attempt.proof) attempt.proof->direction = D / D.norm();
    return attempt;
  }

  ProofAttempt copositive_residual() {
    const RationalMatrix& S = exact_->residual();
    if (!problem_.symmetric) {
      if (!exact_->scaling_is_free() && !exact_->is_balanced()) return {};
      for (long i = 0; i < S.rows(); ++i)
        for (long j = 0; j < S.cols(); ++j)
          if (S.sign(i, j) < 0) return {};
      return global({{"kind", "nonnegative_residual"}});
    }
    if (S.rows() > checker::most_order) return {};
    RationalMatrix half = S;
    half += S.transpose();
    half *= Rational(1) / Rational(2);
    const std::vector<bool> all(half.rows(), true);
    auto form = find_form(half, all, {half}, true);
    if (!form) return {};
    return global({{"kind", "copositive_residual"}, {"form", std::move(*form)}});
  }

  const Problem& problem_;
  const Certificate& numeric_;
  const Matrix* witness_;
  Bundle bundle_;
  ProofParts parts_;
  checker::Work work_{exact_work, check_budget};
  checker::Problem read_;
  const ExactProblem* exact_ = nullptr;
  ExactCone cone_;
  std::string reason_;
};

}  // namespace

ProofAttempt prove_exactly(const Problem& problem, const Certificate& numeric, const Matrix* witness) {
  if (!problem.point) return {std::nullopt, "the problem has no point: no exact certificate"};
  // Rounding leaves 1e-15 of an exact zero. The entry is worth naming where rationals are cheap.
  const double stationarity = numeric.first_order.stationarity;
  const double numbers = std::max(problem.measurement->exact_numbers(),
                                  static_cast<double>(problem.rows() * problem.cols() * problem.rank));
  if (numbers > 20000 && stationarity > 1e-12)
    return {
        std::nullopt,
        fmt::format("the first-order conditions hold up to {:.2g} only: no exact certificate", stationarity)};
  try {
    return ExactProver(problem, numeric, witness).run();
  } catch (const checker::Rejected& rejection) {
    return {std::nullopt, std::string(rejection.what()) + ": no exact certificate"};
  } catch (const InputError& error) {
    return {std::nullopt, std::string(error.what()) + ": no exact certificate"};
  }
}

}  // namespace orthant
