#include "orthant/copositive/node.hpp"

#include <algorithm>
#include <cmath>
#include <type_traits>

#include "orthant/copositive/class_bound.hpp"
#include "orthant/copositive/tableau.hpp"

namespace orthant {

namespace {

template <class T>
constexpr bool is_ball = std::is_same_v<T, double>;

/// A_ij = 2^{−h_i − h_j} M_ij in doubles, accurate to 2⁻⁵² relative or to 2⁻¹⁰⁰⁰ of √(M_ii M_jj) where that
/// is positive. Doubles are used as they are; 64-bit integers need no h.
void in_doubles(const std::vector<std::int64_t>& M, int, std::vector<double>& A, std::vector<long>&) {
  A.resize(M.size());
  for (std::size_t k = 0; k < M.size(); ++k) A[k] = static_cast<double>(M[k]);
}
void in_doubles(const std::vector<mpz_class>& M, int c, std::vector<double>& A, std::vector<long>& half) {
  const auto n = static_cast<std::size_t>(c);
  half.assign(n, 0);
  for (std::size_t i = 0; i < n; ++i) {
    // Half the size of the diagonal entry; of the row, when that is zero.
    std::size_t bits = M[i * n + i] == 0 ? 0 : mpz_sizeinbase(M[i * n + i].get_mpz_t(), 2);
    for (std::size_t j = 0; j < n && M[i * n + i] == 0; ++j)
      if (M[i * n + j] != 0) bits = std::max(bits, mpz_sizeinbase(M[i * n + j].get_mpz_t(), 2));
    half[i] = static_cast<long>(bits / 2);
  }
  A.resize(M.size());
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j < n; ++j) {
      long exponent = 0;
      const double mantissa = mpz_get_d_2exp(&exponent, M[i * n + j].get_mpz_t());
      A[i * n + j] =
          std::ldexp(mantissa, static_cast<int>(std::clamp(exponent - half[i] - half[j], -1100L, 400L)));
    }
  }
}

__extension__ using Wide = __int128;

/// sign of M_ij² − M_ii M_jj
int compare_square(std::int64_t a, std::int64_t d, std::int64_t e) {
  const Wide left = static_cast<Wide>(a) * a, right = static_cast<Wide>(d) * e;
  return left < right ? -1 : left > right ? 1 : 0;
}
int compare_square(const mpz_class& a, const mpz_class& d, const mpz_class& e) {
  return cmp(mpz_class(a * a), mpz_class(d * e));
}

double eight_bits(double x) {
  int e = 0;
  const double mantissa = std::frexp(x, &e);
  return std::ldexp(std::round(std::ldexp(mantissa, 8)), e - 8);
}

}  // namespace

std::vector<int> child_candidates(const NodeFrame& frame, const BoundResult& bound, std::size_t k) {
  const int b = bound.branches[k];
  std::vector<int> keep;
  for (const auto& members : bound.classes)
    for (const int j : members)
      if (frame.compatible.contains(b, j)) keep.push_back(j);
  for (std::size_t i = 0; i < k; ++i)
    if (frame.compatible.contains(b, bound.branches[i])) keep.push_back(bound.branches[i]);
  std::sort(keep.begin(), keep.end());
  return keep;
}

NodeFrame child_frame(const NodeFrame& frame, const BoundResult& bound, std::size_t k,
                      const std::vector<int>& keep) {
  NodeFrame child;
  child.S = frame.S;
  child.S.push_back(frame.candidates[bound.branches[k]]);
  const int m = static_cast<int>(keep.size());
  child.compatible = bits::Table(m);
  for (int i = 0; i < m; ++i) {
    const int from = keep[i];
    child.candidates.push_back(frame.candidates[from]);
    bits::fill(child.compatible.row(i), m, [&](int j) { return frame.compatible.contains(from, keep[j]); });
  }
  return child;
}

template <class T>
NodeRules<T>::NodeRules(const RationalSymmetric& Q, const Tableau<T>& t, NodeFrame& frame, bool strict,
                        BranchOrder order, const Budget* budget)
    : Q_(Q),
      t_(t),
      frame_(frame),
      strict_(strict),
      order_(order),
      budget_(budget),
      error_(is_ball<T> ? t.error : 0),
      scale_(static_cast<std::size_t>(t.c)),
      alive_(t.c, true) {
  if constexpr (is_ball<T>) {
    A_ = t.M.data();
  } else {
    in_doubles(t.M, t.c, converted_, half_);
    A_ = converted_.data();
  }
}

template <class T>
typename NodeRules<T>::Sign NodeRules<T>::sign(const T& value, double error) const {
  if constexpr (is_ball<T>) {
    if (value > error) return Sign::positive;
    if (value < -error) return Sign::negative;
    return error == 0 ? Sign::zero : Sign::unknown;
  } else {
    (void)error;
    return value > 0 ? Sign::positive : value < 0 ? Sign::negative : Sign::zero;
  }
}

template <class T>
void NodeRules<T>::drop(int j, DropRule rule, int row) {
  alive_.erase(j);
  drops_.push_back({frame_.candidates[j], rule, row});
}

/// Exactly: does the face S ∪ J hold a violation? J in this node's numbering.
template <class T>
bool NodeRules<T>::check_face(const std::vector<int>& J) {
  std::vector<int> global;
  for (const int j : J) global.push_back(frame_.candidates[j]);
  auto x = face_witness(Q_, frame_.S, global, strict_);
  if (!x) return false;
  witness_ = std::move(*x);
  return true;
}

template <class T>
NodeOutcome NodeRules<T>::settle() {
  work_ = 2000 + static_cast<double>(c()) * c();  // what every node costs, in multiplications
  if (!settle_diagonal()) return NodeOutcome::violated;
  normalise();
  if (!settle_pairs()) return NodeOutcome::violated;
  mark_signs();
  drop_to_fixed_point();
  bound();
  return NodeOutcome::open;
}

/// x_S = W_j ≥ 0 is not excluded.
template <class T>
bool NodeRules<T>::support_allows(int j) const {
  for (int q = 0; q < t_.s; ++q) {
    const double error = is_ball<T> ? t_.W_error[q] : 0;
    if (sign(t_.w(q, j), error) == Sign::negative) return false;
  }
  return true;
}

template <class T>
bool NodeRules<T>::settle_diagonal() {
  for (int j = 0; j < c(); ++j) {
    Sign s = sign(t_.m(j, j), error_);
    if (s == Sign::unknown) {  // doubles, strict claims
      const int global = frame_.candidates[j];
      const mpz_class exact = eliminate(Q_, frame_.S, {global}).m(0, 0);
      s = exact > 0 ? Sign::positive : Sign::negative;
    }
    if (s == Sign::positive) continue;
    if (s == Sign::zero && !strict_) continue;  // after the other diagonals are known
    if (support_allows(j) && check_face({j})) return false;
    drop(j, DropRule::diagonal, -1);
  }
  if (strict_) return true;
  for (int j = 0; j < c(); ++j) {
    if (!alive_.contains(j) || sign(t_.m(j, j), error_) != Sign::zero) continue;
    if (!settle_zero_diagonal(j)) return false;
  }
  return true;
}

/// M_jj = 0 in a claim that is not strict: a T with j in it is S ∪ {i, j}.
template <class T>
bool NodeRules<T>::settle_zero_diagonal(int j) {
  for (int i = 0; i < c(); ++i) {
    if (i == j || !alive_.contains(i) || !frame_.compatible.contains(i, j)) continue;
    if (sign(t_.m(i, j), error_) == Sign::negative && pair_may_violate(i, j) && check_face({j, i}))
      return false;
  }
  if (zero_face_.empty() && support_allows(j)) zero_face_ = {frame_.candidates[j]};
  drop(j, DropRule::diagonal, -1);
  return true;
}

/// A cheap necessary condition, in doubles with room: some t ≥ 0 has W_j + tW_i ≥ 0 and M_jj + 2tM_ij +
/// t²M_ii < 0.
template <class T>
bool NodeRules<T>::pair_may_violate(int i, int j) const {
  double low = 0, high = 1e300;
  for (int q = 0; q < t_.s; ++q) {
    double first, second, room = 0;
    if constexpr (is_ball<T>) {
      first = t_.w(q, j), second = t_.w(q, i);
      room = t_.W_error[q];
    } else if constexpr (std::is_same_v<T, mpz_class>) {
      // In the units of A (x_i = 2^{−h_i} y_i), and one scale for the two, so that neither overflows.
      if (t_.w(q, i) <= 0 && t_.w(q, j) < 0) return false;
      long e = 0, f = 0;
      first = mpz_get_d_2exp(&e, t_.w(q, j).get_mpz_t());
      second = mpz_get_d_2exp(&f, t_.w(q, i).get_mpz_t());
      e -= half_[j];
      f -= half_[i];
      if (std::abs(e - f) > 900) continue;  // no use in doubles: left to the exact check
      const long top = std::max(e, f);
      first = std::ldexp(first, static_cast<int>(e - top));
      second = std::ldexp(second, static_cast<int>(f - top));
    } else {
      first = static_cast<double>(t_.w(q, j)), second = static_cast<double>(t_.w(q, i));
    }
    first += room;
    if (second + room <= 0 && first < 0) return false;
    if (std::abs(second) <= room) continue;
    if (second > 0) {
      if (first < 0) low = std::max(low, -first / (second + room));
    } else {
      high = std::min(high, -first / (second + room));
    }
  }
  if (low > high * (1 + 1e-9)) return false;
  // Where the least quadratic within the error bounds is below zero.
  const double a = A_[static_cast<std::size_t>(j) * c() + j] - error_,
               d = A_[static_cast<std::size_t>(i) * c() + i] - error_,
               b = A_[static_cast<std::size_t>(i) * c() + j] - error_;
  if (d <= 0) return true;
  const double root = std::sqrt(std::max(b * b - a * d, 0.0));
  const double from = (-b - root) / d, to = (-b + root) / d, room = 1e-7 * (std::abs(to) + std::abs(from));
  return !(low > to + room || high < from - room);
}

template <class T>
void NodeRules<T>::normalise() {
  alive_.for_each([&](int j) {
    const double d = A_[static_cast<std::size_t>(j) * c() + j];
    if (d > 4 * error_) scale_[j] = eight_bits(1 / std::sqrt(d));
  });
}

/// Sign of |M_ij| − √(M_ii M_jj), for a pair with positive diagonals: −1, 0, 1; doubles below the root: 0
/// when not told.
template <class T>
int NodeRules<T>::compare_with_one(int i, int j) const {
  const double a = std::abs(A_[static_cast<std::size_t>(i) * c() + j]);
  const double d = A_[static_cast<std::size_t>(i) * c() + i], e = A_[static_cast<std::size_t>(j) * c() + j];
  if constexpr (is_ball<T>) {
    const double more = a - error_, least = (d + error_) * (e + error_) * (1 + 1e-14);
    if (more > 0 && more * more > least) return 1;
    if ((a + error_) * (a + error_) * (1 + 1e-14) < (d - error_) * (e - error_)) return -1;
    if (!frame_.S.empty()) return 0;
    // At the root ties are often there by design, and what is found here holds for the whole tree.
    const auto N = [&](int k, int l) -> const mpz_class& {
      return Q_.numerator(frame_.candidates[k], frame_.candidates[l]);
    };
    return compare_square(N(i, j), N(i, i), N(j, j));
  } else {
    const double left = a * a, right = d * e;
    if (right > 1e-290) {
      if (left > right * (1 + 1e-13)) return 1;
      if (left < right * (1 - 1e-13)) return -1;
    }
    return compare_square(t_.m(i, j), t_.m(i, i), t_.m(j, j));
  }
}

template <class T>
bool NodeRules<T>::settle_pairs() {
  const int n = c();
  for (int i = 0; i < n; ++i) {
    if (!alive_.contains(i) || scale_[i] == 0) continue;
    const double* row = A_ + static_cast<std::size_t>(i) * n;
    const double r = scale_[i];
    for (int j = 0; j < i; ++j) {
      const double scaled = std::abs(row[j]) * r * scale_[j];
      if (scaled < 0.98) continue;  // most pairs: far from the limit (the scales are within 0.4 % each)
      if (!frame_.compatible.contains(i, j) || !alive_.contains(j)) continue;
      const int compared = compare_with_one(i, j);
      const bool exact = !is_ball<T> || frame_.S.empty();  // zero means equal, not unknown
      if (row[j] > 0) {
        if (exact ? compared >= 0 : compared > 0) frame_.compatible.erase_pair(i, j);
        continue;
      }
      // strict: ≤ −√ leaves only T = S ∪ {i, j}; otherwise < −√ does
      const bool leaves = compared > 0 || (compared == 0 && strict_ && exact);
      if (!leaves) {
        if (!is_ball<T> && compared == 0 && zero_face_.empty() && t_.s == 0) {
          zero_face_ = {frame_.candidates[i], frame_.candidates[j]};
        }
        continue;
      }
      if (pair_may_violate(i, j) && check_face({j, i})) return false;
      frame_.compatible.erase_pair(i, j);
    }
  }
  return true;
}

template <class T>
void NodeRules<T>::mark_signs() {
  const int n = c();
  maybe_negative_ = bits::Table(n);
  alive_.for_each([&](int i) {
    bits::Word* row = maybe_negative_.row(i);
    if constexpr (is_ball<T>) {
      const double* values = A_ + static_cast<std::size_t>(i) * n;
      bits::fill(row, n, [&](int j) { return values[j] < error_; });
    } else {
      bits::fill(row, n, [&](int j) { return t_.m(i, j) < 0; });
    }
    const bits::Word* compatible = frame_.compatible.row(i);
    for (int k = 0; k < bits::words(n); ++k) row[k] &= compatible[k];
  });
  maybe_up_ = bits::Table(t_.s, n);
  surely_down_ = bits::Table(t_.s, n);
  for (int q = 0; q < t_.s; ++q) {
    const T* values = t_.W.data() + static_cast<std::size_t>(q) * n;
    if constexpr (is_ball<T>) {
      const double error = t_.W_error[q];
      bits::fill(maybe_up_.row(q), n, [&](int j) { return values[j] > -error; });
      bits::fill(surely_down_.row(q), n, [&](int j) { return values[j] < -error; });
    } else {
      bits::fill(maybe_up_.row(q), n, [&](int j) { return values[j] > 0; });
      bits::fill(surely_down_.row(q), n, [&](int j) { return values[j] < 0; });
    }
  }
}

template <class T>
void NodeRules<T>::drop_to_fixed_point() {
  const int k = bits::words(c());
  for (bool changed = true; changed;) {
    changed = false;
    const bits::Set before = alive_;
    before.for_each([&](int j) {
      if (bits::disjoint(maybe_negative_.row(j), alive_.data(), k)) {
        drop(j, DropRule::row, -1);
        changed = true;
        return;
      }
      for (int q = 0; q < t_.s; ++q) {
        if (!surely_down_.contains(q, j)) continue;
        if (!bits::disjoint(maybe_up_.row(q), alive_.data(), frame_.compatible.row(j), k)) {
          continue;
        }
        drop(j, DropRule::support, q);
        changed = true;
        return;
      }
    });
  }
}

template <class T>
void NodeRules<T>::bound() {
  BoundInput in;
  const int n = c();
  in.c = n;
  in.compatible = &frame_.compatible;
  in.order = order_;
  in.budget = budget_;
  alive_.for_each([&](int j) { in.candidates.push_back(j); });
  const double m = static_cast<double>(in.candidates.size());
  if (in.candidates.empty()) return;
  in.A.resize(static_cast<std::size_t>(n) * n);
  for (const int i : in.candidates) {
    const double r = scale_[i];
    for (const int j : in.candidates) {
      double value = (A_[static_cast<std::size_t>(i) * n + j] - error_) * r * scale_[j];
      if (i != j && !frame_.compatible.contains(i, j)) value = apart;
      in.A[static_cast<std::size_t>(i) * n + j] = value;
    }
    if (r == 0) in.A[static_cast<std::size_t>(i) * n + i] = -1;
  }
  in.slack = 1e-15 * (m + 8) * m;
  if constexpr (is_ball<T>) {
    bound_ = class_bound(in);
  } else {
    bound_exactly(in);
  }
  work_ += m * m * static_cast<double>(bound_.classes.size() + 1);
}

/// σ_j of the members of the classes with A_ij r_i r_j = 2^k M_ij σ_i σ_j, one k for all: the bound holds for
/// a positive multiple of the form as for the form. Nothing when they are too far apart for doubles.
template <class T>
std::optional<std::vector<double>> NodeRules<T>::multipliers() const {
  if (half_.empty()) return scale_;
  constexpr long farthest = 950;  // 2⁻⁹⁵⁰ to 2⁹⁵⁰, with room for the scales themselves
  long lowest = 0, highest = 0;
  bool any = false;
  for (const auto& members : bound_.classes)
    for (const int j : members) {
      const long h = half_[j];
      lowest = any ? std::min(lowest, h) : h;
      highest = any ? std::max(highest, h) : h;
      any = true;
    }
  if (highest - lowest > 2 * farthest) return std::nullopt;
  const long middle = lowest + (highest - lowest) / 2;
  std::vector<double> sigma(scale_.size());
  for (const auto& members : bound_.classes)
    for (const int j : members) {
      const auto at = static_cast<std::size_t>(j);
      sigma[at] = std::ldexp(scale_[at], static_cast<int>(middle - half_[at]));
      if (!(sigma[at] > 1e-290 && sigma[at] < 1e290)) return std::nullopt;
    }
  return sigma;
}

/// A claim that is not strict allows zero pivots, which doubles cannot see: found in doubles, proved in
/// integers. A strict one has pivots above the slack, and doubles suffice.
template <class T>
void NodeRules<T>::bound_exactly(BoundInput in) {
  if constexpr (!is_ball<T>) {
    if (strict_) {
      bound_ = class_bound(in);
      return;
    }
    const bool semidefinite = order_ == BranchOrder::semidefinite_first;
    const auto holds = [&] {
      const auto sigma = multipliers();
      return sigma && exact_bound(t_, {&frame_.compatible, &bound_.classes, &*sigma, strict_, semidefinite});
    };
    const double slack = in.slack;
    in.ties = true;
    in.slack = 0;
    bound_ = class_bound(in);
    if (holds()) return;
    in.ties = false;  // a pivot that looked like zero is below it: rely on what is clearly positive
    in.slack = slack;
    bound_ = class_bound(in);
    if (holds()) return;
    bound_ = {};
    bound_.branches = in.candidates;
  }
}

template <class T>
std::optional<ProofNode> NodeRules<T>::proof() const {
  const auto sigma = multipliers();
  if (!sigma) return std::nullopt;
  ProofNode node;
  node.drops = drops_;
  node.semidefinite = order_ == BranchOrder::semidefinite_first;
  bool uniform = true;
  double first = 0;
  for (const auto& members : bound_.classes) {
    auto& out = node.classes.emplace_back();
    for (const int j : members) {
      out.push_back(frame_.candidates[j]);
      const double r = (*sigma)[j];
      if (first == 0) first = r;
      uniform = uniform && r == first;
      node.scale.push_back(r);
    }
  }
  if (uniform) node.scale.clear();
  for (const int b : bound_.branches) node.branches.push_back(frame_.candidates[b]);
  node.children.assign(node.branches.size(), -1);
  return node;
}

template class NodeRules<double>;
template class NodeRules<std::int64_t>;
template class NodeRules<mpz_class>;

}  // namespace orthant
