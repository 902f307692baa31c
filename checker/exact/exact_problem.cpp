#include "checker/exact/exact_problem.hpp"

#include <cmath>

#include "checker/exact/form_evidence.hpp"
#include "checker/read/document.hpp"
#include "checker/read/files.hpp"

namespace orthant::checker {

namespace {

std::string place(long row, long col) {
  return "entry (" + std::to_string(row) + ", " + std::to_string(col) + ")";
}

std::string decimal(double x) {
  char text[32];
  std::snprintf(text, sizeof text, "%.6g", x);
  return text;
}

}  // namespace

ExactProblem::ExactProblem(const Problem& problem, Work& work)
    : problem_(problem), work_(work), operator_(exact_operator(problem, work)) {
  if (problem.symmetric && problem.rows != problem.cols)
    throw Rejected("a symmetric problem of size " + std::to_string(problem.rows) + "×" +
                   std::to_string(problem.cols));
  if (problem.rank < 1 || problem.rank > problem.largest_rank() ||
      problem.rows * problem.cols > most_products / problem.rank)
    throw Rejected("rank " + std::to_string(problem.rank) + " at size " + std::to_string(problem.rows) + "×" +
                   std::to_string(problem.cols) + ": more than an exact check takes");
  if (problem.balance.sign() < 0 || (problem.symmetric && problem.balance.sign() != 0))
    throw Rejected("balance " + problem.balance.to_string() +
                   "; expected 0 or, asymmetric, a positive number");
  if (problem.measurements) {
    RationalMatrix b;
    if (problem.sparse && problem.measures_all_entries()) {
      b = RationalMatrix(problem.rows, problem.cols);
      const RationalMatrix values =
          shaped(*problem.measurements, static_cast<long>(problem.index.at.size()), 1, "measurements");
      for (std::size_t t = 0; t < problem.index.at.size(); ++t)
        b.set(problem.index.at[t].first, problem.index.at[t].second, values(static_cast<long>(t), 0));
    } else {
      if (problem.kind->measured == nullptr)
        throw Rejected("measurements of an operator that is given by its kernel; expected a truth");
      const auto [rows, cols] = problem.kind->measured(problem);
      b = shaped(*problem.measurements, rows, cols, "measurements");
    }
    back_projection_ = operator_->back_projection(b);
    data_ = inner(b, b, work_);
  } else if (problem.truth) {
    const Scaled truth = scaled(*problem.truth, "truth", most_products / (problem.rows * problem.cols));
    RationalMatrix M = times(truth.L, truth.R.transpose(), work_);
    M *= truth.LR;
    back_projection_ = operator_->kernel(M);
    data_ = inner(M, back_projection_, work_);
  } else {
    throw Rejected("neither measurements nor truth");
  }
  point_ = scaled(problem.point, "point", problem.rank);
  if (point_.L.cols() != problem.rank)
    throw Rejected("point: " + std::to_string(point_.L.cols()) + " columns; expected " +
                   std::to_string(problem.rank));
  RationalMatrix M = times(point_.L, point_.R.transpose(), work_);
  M *= point_.LR;
  S_ = operator_->kernel(M);
  S_ -= back_projection_;
  B_ = balance_of(point_);
  objective_ = value(point_);
}

ExactProblem::Scaled ExactProblem::scaled(const Factors& factors, const char* name, long most_columns) const {
  const auto values = [&](const Numbers& numbers, long rows) {
    if (numbers.rows != rows || numbers.cols < 1 || numbers.cols > most_columns)
      throw Rejected(std::string(name) + ": a factor of " + std::to_string(numbers.rows) + "×" +
                     std::to_string(numbers.cols) + "; expected " + std::to_string(rows) + " rows and 1 to " +
                     std::to_string(most_columns) + " columns");
    const int sign = numbers.scale.root ? numbers.scale.sign : numbers.scale.value.sign();
    RationalMatrix X = RationalMatrix::values_of(numbers);
    if (sign <= 0) X *= Rational(sign);
    for (long i = 0; i < X.rows(); ++i)
      for (long k = 0; k < X.cols(); ++k)
        if (X.sign(i, k) < 0) throw Rejected(std::string(name) + ": " + place(i, k) + " is negative");
    return X;
  };
  // The scales from here on are |c|, 1 in place of 0: their sign is in X.
  const auto magnitude = [](Scale scale) {
    if (scale.root) {
      scale.sign = 1;
    } else if (scale.value.sign() < 0) {
      scale.value = -scale.value;
    }
    return scale.value.sign() == 0 ? Scale{} : scale;
  };
  Scaled out;
  const Scale left = magnitude(factors.L.scale);
  out.L = values(factors.L, problem_.rows);
  out.LL = squared(left);
  if (problem_.symmetric) {
    out.R = out.L;
    out.RR = out.LR = out.LL;
    return out;
  }
  const Scale right = magnitude(factors.R.scale);
  out.R = values(factors.R, problem_.cols);
  if (out.R.cols() != out.L.cols()) throw Rejected(std::string(name) + ": L and R have different columns");
  out.RR = squared(right);
  out.LR = product(left, right, name);
  return out;
}

RationalMatrix ExactProblem::balance_of(const Scaled& at) const {
  RationalMatrix B(at.L.cols(), at.L.cols());
  if (problem_.symmetric) return B;
  B = times(at.L.transpose(), at.L, work_);
  B *= at.LL;
  RationalMatrix right = times(at.R.transpose(), at.R, work_);
  right *= at.RR;
  return B -= right;
}

Rational ExactProblem::value(const Scaled& at) const {
  RationalMatrix M = times(at.L, at.R.transpose(), work_);
  M *= at.LR;
  const RationalMatrix B = balance_of(at);
  const Rational twice = inner(M, operator_->kernel(M), work_) -
                         Rational(2) * inner(M, back_projection_, work_) + data_ +
                         problem_.balance * inner(B, B, work_);
  return twice / Rational(2);
}

Rational ExactProblem::value(const Factors& factors, const char* name) const {
  return value(scaled(factors, name, problem_.rank));
}

Rational ExactProblem::stacked(long row, long col) const {
  return in_left(row) ? point_.L(row, col) : point_.R(row - problem_.rows, col);
}

const Rational& ExactProblem::factor(long a, long b) const {
  if (in_left(a) != in_left(b)) return point_.LR;
  return in_left(a) ? point_.LL : point_.RR;
}

RationalMatrix ExactProblem::scaled_gradient() const {
  if (problem_.symmetric) {
    RationalMatrix both = S_;
    both += S_.transpose();
    both = times(both, point_.L, work_);
    return both *= point_.LL;
  }
  const auto part = [&](const RationalMatrix& SX, const RationalMatrix& X, const Rational& own, long sign) {
    RationalMatrix out = SX, balance = times(X, B_, work_);
    out *= point_.LR;
    balance *= Rational(2 * sign) * problem_.balance * own;
    return out += balance;
  };
  const RationalMatrix left = part(times(S_, point_.R, work_), point_.L, point_.LL, 1),
                       right = part(times(S_.transpose(), point_.L, work_), point_.R, point_.RR, -1);
  RationalMatrix stacked(problem_.stacked_rows(), problem_.rank);
  for (long i = 0; i < stacked.rows(); ++i)
    for (long k = 0; k < stacked.cols(); ++k)
      stacked.set(i, k, in_left(i) ? left(i, k) : right(i - problem_.rows, k));
  return stacked;
}

ExactCone ExactProblem::first_order() const {
  const RationalMatrix gradients = scaled_gradient();
  ExactCone cone;
  for (long i = 0; i < problem_.stacked_rows(); ++i) {
    for (long k = 0; k < problem_.rank; ++k) {
      const Rational gradient = gradients(i, k);
      const bool positive = stacked(i, k).sign() > 0;
      const double own = gradient.approx() / std::sqrt(factor(i, i).approx());
      if (positive && gradient.sign() != 0)
        throw Rejected(place(i, k) + " is positive and the gradient there is not zero, " + decimal(own));
      if (gradient.sign() < 0)
        throw Rejected(place(i, k) + " is zero and the gradient there is negative, " + decimal(own));
      cone.kind.push_back(positive ? Entry::free : gradient.sign() == 0 ? Entry::degenerate : Entry::fixed);
      if (cone.kind.back() == Entry::fixed) continue;
      cone.kept.push_back({i, k});
      cone.degenerate.push_back(!positive);
    }
  }
  return cone;
}

RationalMatrix ExactProblem::hessian(const ExactCone& cone, bool gauge) const {
  const long m = static_cast<long>(cone.kept.size());
  if (m > most_kept)
    throw Rejected(std::to_string(m) + " free and degenerate entries; an exact check takes at most " +
                   std::to_string(most_kept));
  if (gauge && !columns_are_balanced())
    throw Rejected("λ = 0 and the columns of L and R are not of the same norm; expected a balanced point");
  // Columns of X_L and X_R: what an entry of the other factor meets.
  const auto columns = [](const RationalMatrix& X) {
    std::vector<std::vector<Rational>> out(X.cols());
    for (long k = 0; k < X.cols(); ++k)
      for (long i = 0; i < X.rows(); ++i) out[k].push_back(X(i, k));
    return out;
  };
  const auto L = columns(point_.L), R = columns(point_.R);
  std::vector<Lines> moves;
  for (const auto& [i, k] : cone.kept) {
    const auto col = static_cast<std::size_t>(k);
    if (problem_.symmetric) {
      moves.push_back({{true, i, &L[col]}, {false, i, &L[col]}});
    } else if (in_left(i)) {
      moves.push_back({{true, i, &R[col]}});
    } else {
      moves.push_back({{false, i - problem_.rows, &L[col]}});
    }
  }
  RationalMatrix Q = operator_->gram(moves);
  work_.spend(bits(Q) + bits(S_) + bits(point_.L) + bits(point_.R),
              static_cast<double>(m) * static_cast<double>(m) * static_cast<double>(problem_.rank + 8));
  const Rational& lambda = problem_.balance;
  for (long a = 0; a < m; ++a) {
    for (long b = 0; b < m; ++b) {
      const auto [i, k] = cone.kept[a];
      const auto [j, l] = cone.kept[b];
      if (problem_.symmetric) {
        Rational entry = Q(a, b) * factor(i, j);
        if (k == l) entry += S_(i, j) + S_(j, i);
        Q.set(a, b, entry);
        continue;
      }
      // A move of L is a line of R's column, scale c_R, and the other way round.
      const bool left_i = in_left(i), left_j = in_left(j);
      const Rational& opposite = left_i != left_j ? point_.LR : left_i ? point_.RR : point_.LL;
      Rational entry = Q(a, b) * opposite;
      if (left_i != left_j && k == l) entry += left_i ? S_(i, j - problem_.rows) : S_(j, i - problem_.rows);
      const Rational side = left_i == left_j ? factor(i, j) : -factor(i, j);
      if (lambda.sign() != 0) {
        if (i == j) entry += Rational(left_i ? 2 : -2) * lambda * B_(k, l);
        Rational coupled = stacked(i, l) * stacked(j, k);
        if (k == l)
          for (long p = 0; p < problem_.rank; ++p) coupled += stacked(i, p) * stacked(j, p);
        entry += Rational(2) * lambda * side * coupled;
      }
      if (gauge && k == l) entry += Rational(4) * side * stacked(i, k) * stacked(j, k);
      Q.set(a, b, entry);
    }
  }
  return Q;
}

bool ExactProblem::columns_are_balanced() const {
  for (long k = 0; k < B_.rows(); ++k)
    if (!B_.is_zero(k, k)) return false;
  return true;
}

bool ExactProblem::is_balanced() const {
  return B_ == RationalMatrix(B_.rows(), B_.cols());
}

void require_claims(const ExactProblem& exact, const Claims& claims, const char* verdict, Belongs belongs) {
  if (claims.verdict != verdict)
    throw Rejected("verdict " + excerpt(claims.verdict) + "; this method proves " + verdict);
  const Rational& f = exact.objective();
  if (f < claims.objective_low || f > claims.objective_high)
    throw Rejected("the objective is " + form_text(f) + ", not in [" + form_text(claims.objective_low) +
                   ", " + form_text(claims.objective_high) + "]");
  if (claims.radius && !belongs.radius) throw Rejected("radius: this method proves none");
  if (claims.modulus && !belongs.modulus) throw Rejected("modulus: this method proves none");
  if (claims.global_low && !belongs.global_low) throw Rejected("global_low: this method proves none");
}

std::string require_spurious(const ExactProblem& exact, const Claims& claims) {
  if (!claims.spurious) return "";
  if (!*claims.spurious) throw Rejected("spurious false; expected verdict global_minimizer with it");
  const Problem& problem = exact.problem();
  if (!problem.witness && !problem.truth) throw Rejected("spurious true without a witness or a truth");
  const bool by_witness = problem.witness.has_value();
  const char* name = by_witness ? "witness" : "truth";
  const Rational lower = exact.value(by_witness ? *problem.witness : *problem.truth, name);
  if (lower >= claims.objective_low)
    throw Rejected(std::string(name) + ": objective " + form_text(lower) + " is not below " +
                   form_text(claims.objective_low));
  return std::string("; spurious: the ") + name + " has objective " + lower.value_text();
}

}  // namespace orthant::checker
