#include <flint/fmpq.h>
#include <flint/fmpz.h>
#include <flint/fmpz_mat.h>
#include <fmt/format.h>

#include <cmath>
#include <map>
#include <set>

#include "orthant/copositive/replay.hpp"

namespace orthant {

namespace {

struct Flaw {
  std::string text;
};

class Integer {
 public:
  Integer() { fmpz_init(z_); }
  explicit Integer(const fmpz* value) { fmpz_init_set(z_, value); }
  Integer(const Integer& other) { fmpz_init_set(z_, other.z_); }
  Integer& operator=(const Integer& other) {
    fmpz_set(z_, other.z_);
    return *this;
  }
  ~Integer() { fmpz_clear(z_); }
  fmpz* get() { return z_; }
  const fmpz* get() const { return z_; }
  int sign() const { return fmpz_sgn(z_); }

 private:
  fmpz_t z_;
};

class Table {
 public:
  Table(std::size_t rows, std::size_t cols) {
    fmpz_mat_init(m_, static_cast<slong>(rows), static_cast<slong>(cols));
  }
  Table(const Table&) = delete;
  Table& operator=(const Table&) = delete;
  Table(Table&& other) noexcept {
    *m_ = *other.m_;
    fmpz_mat_init(other.m_, 0, 0);
  }
  ~Table() { fmpz_mat_clear(m_); }
  fmpz* at(std::size_t i, std::size_t j) { return fmpz_mat_entry(m_, i, j); }
  const fmpz* at(std::size_t i, std::size_t j) const { return fmpz_mat_entry(m_, i, j); }
  int sign(std::size_t i, std::size_t j) const { return fmpz_sgn(at(i, j)); }

 private:
  fmpz_mat_t m_;
};

/// sign of a² − bc
int compare_square(const fmpz* a, const fmpz* b, const fmpz* c) {
  Integer left, right;
  fmpz_mul(left.get(), a, a);
  fmpz_mul(right.get(), b, c);
  return fmpz_cmp(left.get(), right.get());
}

/// x = m 2^e with an odd integer m; x > 0.
void split_dyadic(double x, slong& mantissa, long& exponent) {
  int e = 0;
  mantissa = static_cast<slong>(std::ldexp(std::frexp(x, &e), 53));
  exponent = e - 53;
}

/// (S, C) with all minors: M_ij = det Q[S∪i, S∪j], W_qj = det(Q_SS) · (−Q_SS⁻¹Q_SC)_qj, d = det Q_SS > 0.
struct State {
  std::vector<std::int32_t> S, C;
  Table M, W;
  Integer d;
  std::map<std::int32_t, std::size_t> place;
  std::vector<char> apart;  ///< C×C: incompatible pairs, those of the nodes above included

  State(std::vector<std::int32_t> s, std::vector<std::int32_t> c)
      : S(std::move(s)), C(std::move(c)), M(C.size(), C.size()), W(S.size(), C.size()) {
    fmpz_one(d.get());
    apart.assign(C.size() * C.size(), 0);
    for (std::size_t k = 0; k < C.size(); ++k) place[C[k]] = k;
  }
};

class Checker {
 public:
  Checker(const TreeProof& proof, const RationalSymmetric& Q)
      : proof_(proof), Q_(Q), visited_(proof.nodes.size(), false) {}

  void run() {
    std::vector<std::int32_t> all;
    for (Index i = 0; i < Q_.order(); ++i) all.push_back(static_cast<std::int32_t>(i));
    State root({}, all);
    for (std::size_t i = 0; i < all.size(); ++i)
      for (std::size_t j = 0; j < all.size(); ++j)
        fmpz_set_mpz(root.M.at(i, j), Q_.numerator(static_cast<Index>(i), static_cast<Index>(j)).get_mpz_t());
    check(proof_.root, root);
    for (std::size_t k = 0; k < visited_.size(); ++k)
      if (!visited_[k]) throw Flaw{fmt::format("node {} belongs to no branch", k)};
  }

 private:
  // ---- one node ------------------------------------------------------------------------------

  void check(std::int64_t id, State& state) {
    if (id < 0 || id >= static_cast<std::int64_t>(proof_.nodes.size()))
      throw Flaw{fmt::format("node {} is missing", id)};
    if (visited_[static_cast<std::size_t>(id)]) throw Flaw{fmt::format("node {} is used twice", id)};
    visited_[static_cast<std::size_t>(id)] = true;
    const ProofNode& node = proof_.nodes[static_cast<std::size_t>(id)];
    id_ = id;
    check_lists(node, state);
    find_incompatible(state);
    std::vector<std::int32_t> alive = state.C;
    for (const Drop& drop : node.drops) {
      check_drop(drop, alive, state);
      std::erase(alive, drop.index);
    }
    check_classes(node, state);
    check_branches(node, state);
  }

  [[noreturn]] void fail(const std::string& text) const { throw Flaw{fmt::format("node {}: {}", id_, text)}; }

  static std::set<std::int32_t> members(const ProofNode& node) {
    std::set<std::int32_t> all;
    for (const Drop& drop : node.drops) all.insert(drop.index);
    for (const auto& group : node.classes) all.insert(group.begin(), group.end());
    all.insert(node.branches.begin(), node.branches.end());
    return all;
  }

  void check_lists(const ProofNode& node, const State& state) const {
    std::size_t count = node.drops.size() + node.branches.size(), in_classes = 0;
    for (const auto& group : node.classes) {
      if (group.empty()) fail("an empty class");
      in_classes += group.size();
    }
    const std::set<std::int32_t> all = members(node);
    if (all.size() != count + in_classes) fail("an index occurs twice");
    if (all != std::set<std::int32_t>(state.C.begin(), state.C.end()))
      fail("the lists are not the candidates of the node");
    if (node.children.size() != node.branches.size()) fail("branches and children differ in number");
    if (!node.scale.empty() && node.scale.size() != in_classes) fail("scales and classes differ in number");
    for (const double scale : node.scale)
      if (!(scale > 1e-295 && scale < 1e295)) fail("a scale that is not positive");
  }

  void check_drop(const Drop& drop, const std::vector<std::int32_t>& alive, State& state) {
    const std::size_t j = state.place.at(drop.index);
    const int diagonal = state.M.sign(j, j);
    if (drop.rule == DropRule::row) {
      if (diagonal < 0 || (proof_.strict && diagonal == 0))
        fail("dropped by its row, without a positive diagonal");
      for (const std::int32_t k : alive)
        if (k != drop.index && state.M.sign(j, state.place.at(k)) < 0 && !incompatible(drop.index, k, state))
          fail(fmt::format("index {} is dropped by its row, which is negative at {}", drop.index, k));
      return;
    }
    if (drop.rule == DropRule::support) {
      if (drop.row < 0 || drop.row >= static_cast<std::int32_t>(state.S.size()))
        fail("a support row that is not there");
      const auto q = static_cast<std::size_t>(drop.row);
      if (state.W.sign(q, j) >= 0)
        fail(fmt::format("index {} is dropped by a support row that allows it", drop.index));
      for (const std::int32_t k : alive)
        if (k != drop.index && state.W.sign(q, state.place.at(k)) > 0 && !incompatible(drop.index, k, state))
          fail(fmt::format("index {} is dropped by a support row that {} makes up for", drop.index, k));
      return;
    }
    if (drop.rule != DropRule::diagonal) fail("a rule that is not known");
    if (diagonal > 0) fail(fmt::format("index {} is dropped by a positive diagonal", drop.index));
    if (violated(j, j, state)) fail("a violation");
    if (proof_.strict || diagonal < 0) return;
    for (const std::int32_t i : alive)
      if (i != drop.index && state.M.sign(j, state.place.at(i)) < 0 && !incompatible(drop.index, i, state) &&
          violated(j, state.place.at(i), state))
        fail("a violation");
  }

  // ---- pairs and faces -----------------------------------------------------------------------

  static bool incompatible(std::int32_t a, std::int32_t b, const State& state) {
    return state.apart[state.place.at(a) * state.C.size() + state.place.at(b)] != 0;
  }

  void find_incompatible(State& state) const {
    const std::size_t c = state.C.size();
    for (std::size_t i = 0; i < c; ++i) {
      for (std::size_t j = 0; j < i; ++j) {
        if (state.apart[i * c + j] || state.M.sign(i, i) <= 0 || state.M.sign(j, j) <= 0) continue;
        const int compared = compare_square(state.M.at(i, j), state.M.at(i, i), state.M.at(j, j));
        bool result = compared >= 0;
        if (state.M.sign(i, j) < 0) {
          result = compared > 0 || (proof_.strict && compared == 0);
          if (result && violated(i, j, state)) fail("a violation");
        }
        if (result) state.apart[i * c + j] = state.apart[j * c + i] = 1;
      }
    }
  }

  /// Does the face S ∪ {i, j} hold x ≥ 0, x_S = Wx, with a form below zero (strict: or zero)? i = j: S ∪ {j}.
  bool violated(std::size_t i, std::size_t j, const State& state) const {
    if (i == j) {
      for (std::size_t q = 0; q < state.S.size(); ++q)
        if (state.W.sign(q, j) < 0) return false;
      return state.M.sign(j, j) < 0 || (proof_.strict && state.M.sign(j, j) == 0);
    }
    // x_i = t ≥ 0, x_j = 1: an interval [low, high] for t.
    Rational low, high, bound;
    bool bounded = false;
    for (std::size_t q = 0; q < state.S.size(); ++q) {
      const int slope = state.W.sign(q, i), constant = state.W.sign(q, j);
      if (slope == 0) {
        if (constant < 0) return false;
        continue;
      }
      fmpq_set_fmpz_frac(bound.q, state.W.at(q, j), state.W.at(q, i));
      fmpq_neg(bound.q, bound.q);
      if (slope > 0) {
        if (fmpq_cmp(bound.q, low.q) > 0) fmpq_set(low.q, bound.q);
      } else if (!bounded || fmpq_cmp(bound.q, high.q) < 0) {
        fmpq_set(high.q, bound.q);
        bounded = true;
      }
    }
    if (bounded && fmpq_cmp(high.q, low.q) < 0) return false;
    const auto bad = [&](const Rational& t) {
      const int sign = form_sign(t, i, j, state);
      return sign < 0 || (proof_.strict && sign == 0);
    };
    if (bad(low) || (bounded && bad(high))) return true;
    const int curvature = state.M.sign(i, i);
    // t → ∞: x = e_i in the limit, where the form has the sign of M_ii, then of M_ij.
    if (!bounded && (curvature < 0 || (curvature == 0 && (proof_.strict || state.M.sign(i, j) < 0))))
      return true;
    if (curvature <= 0) return false;
    Rational vertex;
    fmpq_set_fmpz_frac(vertex.q, state.M.at(i, j), state.M.at(i, i));
    fmpq_neg(vertex.q, vertex.q);
    if (fmpq_cmp(vertex.q, low.q) <= 0 || (bounded && fmpq_cmp(vertex.q, high.q) >= 0)) return false;
    return bad(vertex);
  }

  struct Rational {
    fmpq_t q;
    Rational() { fmpq_init(q); }
    Rational(const Rational&) = delete;
    Rational& operator=(const Rational&) = delete;
    ~Rational() { fmpq_clear(q); }
  };

  /// sign of M_jj + 2tM_ij + t²M_ii
  static int form_sign(const Rational& t, std::size_t i, std::size_t j, const State& state) {
    Rational sum;
    fmpq_mul_fmpz(sum.q, t.q, state.M.at(i, i));
    fmpq_add_fmpz(sum.q, sum.q, state.M.at(i, j));
    fmpq_add_fmpz(sum.q, sum.q, state.M.at(i, j));
    fmpq_mul(sum.q, sum.q, t.q);
    fmpq_add_fmpz(sum.q, sum.q, state.M.at(j, j));
    return fmpq_sgn(sum.q);
  }

  // ---- the bound -----------------------------------------------------------------------------

  void check_classes(const ProofNode& node, State& state) {
    const std::size_t m = node.classes.size();
    if (m == 0) return;
    for (const auto& group : node.classes)
      for (std::size_t a = 0; a < group.size(); ++a)
        for (std::size_t b = 0; b < a; ++b)
          if (!incompatible(group[a], group[b], state))
            fail(fmt::format("{} and {} share a class and are compatible", group[a], group[b]));
    std::vector<std::int32_t> all;
    std::vector<std::size_t> begin;
    for (const auto& group : node.classes) {
      begin.push_back(all.size());
      all.insert(all.end(), group.begin(), group.end());
    }
    begin.push_back(all.size());
    Table E(all.size(), all.size());
    scaled_entries(node, all, state, E);
    const auto below_zero = [&](std::size_t i, std::size_t j) {
      return E.sign(i, j) < 0 && !incompatible(all[i], all[j], state);
    };
    if (dominant(E, begin, below_zero)) return;
    // What an entry of a class's row contributes to v: nothing when it is +∞, or positive and to be clipped.
    const auto contributes = [&](std::size_t i, std::size_t j) {
      return (node.semidefinite || E.sign(i, j) < 0) && !incompatible(all[i], all[j], state);
    };
    eliminate(E, begin, contributes);
  }

  /// σ_i σ_j M_ij with σ as integers.
  static void scaled_entries(const ProofNode& node, const std::vector<std::int32_t>& all, const State& state,
                             Table& E) {
    std::vector<Integer> sigma(all.size());
    long lowest = 0;
    slong mantissa = 0;
    long exponent = 0;
    for (const double s : node.scale) {
      split_dyadic(s, mantissa, exponent);
      lowest = std::min(lowest, exponent);
    }
    for (std::size_t k = 0; k < all.size(); ++k) {
      fmpz_one(sigma[k].get());
      if (node.scale.empty()) continue;
      split_dyadic(node.scale[k], mantissa, exponent);
      fmpz_set_si(sigma[k].get(), mantissa);
      fmpz_mul_2exp(sigma[k].get(), sigma[k].get(), static_cast<ulong>(exponent - lowest));
    }
    for (std::size_t i = 0; i < all.size(); ++i) {
      for (std::size_t j = 0; j < all.size(); ++j) {
        fmpz_mul(E.at(i, j), sigma[i].get(), sigma[j].get());
        fmpz_mul(E.at(i, j), E.at(i, j), state.M.at(state.place.at(all[i]), state.place.at(all[j])));
      }
    }
  }

  /// The least entries between classes, positive ones removed, form a diagonally dominant matrix.
  template <class BelowZero>
  bool dominant(const Table& E, const std::vector<std::size_t>& begin, BelowZero&& below_zero) const {
    const std::size_t m = begin.size() - 1;
    Integer sum;
    for (std::size_t a = 0; a < m; ++a) {
      fmpz_set(sum.get(), E.at(begin[a], begin[a]));
      for (std::size_t i = begin[a]; i < begin[a + 1]; ++i)
        if (fmpz_cmp(E.at(i, i), sum.get()) < 0) fmpz_set(sum.get(), E.at(i, i));
      for (std::size_t b = 0; b < m; ++b) {
        if (b == a) continue;
        const fmpz* least = nullptr;
        for (std::size_t i = begin[a]; i < begin[a + 1]; ++i)
          for (std::size_t j = begin[b]; j < begin[b + 1]; ++j)
            if (below_zero(i, j) && (least == nullptr || fmpz_cmp(E.at(i, j), least) < 0)) least = E.at(i, j);
        if (least != nullptr) fmpz_add(sum.get(), sum.get(), least);
      }
      if (sum.sign() < 0 || (proof_.strict && sum.sign() == 0)) return false;
    }
    return true;
  }

  /// Class by class: E ← dE − vvᵀ on the rest, d the least diagonal entry, v ≤ the rows of all members.
  template <class Contributes>
  void eliminate(Table& E, const std::vector<std::size_t>& begin, Contributes&& contributes) const {
    const std::size_t n = begin.back();
    Integer content, d;
    for (std::size_t a = 0; a + 1 < begin.size(); ++a) {
      fmpz_set(d.get(), E.at(begin[a], begin[a]));
      for (std::size_t i = begin[a]; i < begin[a + 1]; ++i)
        if (fmpz_cmp(E.at(i, i), d.get()) < 0) fmpz_set(d.get(), E.at(i, i));
      if (d.sign() < 0 || (proof_.strict && d.sign() == 0)) fail("the bound of its classes fails");
      std::vector<Integer> v(n);
      bool any = false;
      for (std::size_t j = begin[a + 1]; j < n; ++j) {
        for (std::size_t i = begin[a]; i < begin[a + 1]; ++i) {
          Integer cut;
          if (contributes(i, j)) fmpz_set(cut.get(), E.at(i, j));
          if (i == begin[a] || fmpz_cmp(cut.get(), v[j].get()) < 0) v[j] = cut;
        }
        any = any || v[j].sign() != 0;
        if (d.sign() == 0 && v[j].sign() < 0) fail("the bound of its classes fails at a zero");
      }
      if (!any || d.sign() == 0) continue;
      fmpz_zero(content.get());
      for (std::size_t i = begin[a + 1]; i < n; ++i) {
        for (std::size_t j = begin[a + 1]; j < n; ++j) {
          fmpz_mul(E.at(i, j), E.at(i, j), d.get());
          fmpz_submul(E.at(i, j), v[i].get(), v[j].get());
          fmpz_gcd(content.get(), content.get(), E.at(i, j));
        }
      }
      if (content.sign() == 0) continue;
      for (std::size_t i = begin[a + 1]; i < n; ++i)
        for (std::size_t j = begin[a + 1]; j < n; ++j) fmpz_divexact(E.at(i, j), E.at(i, j), content.get());
    }
  }

  // ---- children ------------------------------------------------------------------------------

  void check_branches(const ProofNode& node, State& state) {
    const std::int64_t here = id_;
    std::vector<std::int32_t> offered;
    for (const auto& group : node.classes) offered.insert(offered.end(), group.begin(), group.end());
    for (std::size_t k = 0; k < node.branches.size(); ++k) {
      id_ = here;
      const std::int32_t b = node.branches[k];
      if (state.M.sign(state.place.at(b), state.place.at(b)) <= 0) fail("a branch without a positive pivot");
      const std::int64_t child = node.children[k];
      if (child < 0 || child >= static_cast<std::int64_t>(proof_.nodes.size()))
        fail(fmt::format("the child of branch {} is missing", b));
      const std::set<std::int32_t> kept = members(proof_.nodes[static_cast<std::size_t>(child)]);
      std::size_t found = 0;
      for (const std::int32_t j : offered) {
        if (kept.count(j) > 0) {
          ++found;
        } else if (!incompatible(b, j, state)) {
          fail(fmt::format("the child of branch {} leaves out {}", b, j));
        }
      }
      if (found != kept.size())
        fail(fmt::format("the child of branch {} has candidates that were not left to it", b));
      State next = pivot(state, b, {kept.begin(), kept.end()});
      check(child, next);
      offered.push_back(b);
    }
  }

  static State pivot(const State& state, std::int32_t b, std::vector<std::int32_t> kept) {
    std::vector<std::int32_t> S = state.S;
    S.push_back(b);
    State next(std::move(S), std::move(kept));
    const std::size_t p = state.place.at(b), s = state.S.size();
    const auto bareiss = [&](fmpz* out, const fmpz* x, const fmpz* f, const fmpz* y) {
      fmpz_mul(out, state.M.at(p, p), x);
      fmpz_submul(out, f, y);
      fmpz_divexact(out, out, state.d.get());
    };
    for (std::size_t i = 0; i < next.C.size(); ++i) {
      const std::size_t from = state.place.at(next.C[i]);
      for (std::size_t j = 0; j < next.C.size(); ++j) {
        const std::size_t to = state.place.at(next.C[j]);
        bareiss(next.M.at(i, j), state.M.at(from, to), state.M.at(from, p), state.M.at(p, to));
      }
      for (std::size_t q = 0; q < s; ++q)
        bareiss(next.W.at(q, i), state.W.at(q, from), state.W.at(q, p), state.M.at(p, from));
      fmpz_neg(next.W.at(s, i), state.M.at(p, from));
    }
    fmpz_set(next.d.get(), state.M.at(p, p));
    for (std::size_t i = 0; i < next.C.size(); ++i)
      for (std::size_t j = 0; j < next.C.size(); ++j)
        next.apart[i * next.C.size() + j] = incompatible(next.C[i], next.C[j], state) ? 1 : 0;
    return next;
  }

  const TreeProof& proof_;
  const RationalSymmetric& Q_;
  std::vector<bool> visited_;
  std::int64_t id_ = 0;
};

}  // namespace

std::string find_flaw(const TreeProof& proof, const RationalSymmetric& Q) {
  try {
    Checker(proof, Q).run();
  } catch (const Flaw& flaw) {
    return flaw.text;
  }
  return {};
}

}  // namespace orthant
