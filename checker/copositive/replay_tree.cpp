#include <flint/fmpq_mat.h>
#include <flint/fmpz_mat.h>

#include <cmath>
#include <set>

#include "checker/copositive/replay.hpp"
#include "checker/read/files.hpp"

namespace orthant::checker {

namespace {

class Integer {
 public:
  Integer() { fmpz_init(z_); }
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
  ~Table() { fmpz_mat_clear(m_); }
  fmpz* at(std::size_t i, std::size_t j) { return fmpz_mat_entry(m_, i, j); }
  const fmpz* at(std::size_t i, std::size_t j) const { return fmpz_mat_entry(m_, i, j); }
  int sign(std::size_t i, std::size_t j) const { return fmpz_sgn(at(i, j)); }
  unsigned long bits() const { return static_cast<unsigned long>(std::labs(fmpz_mat_max_bits(m_))); }
  fmpz_mat_struct* get() { return m_; }

 private:
  fmpz_mat_t m_;
};

/// A multiplication of integers of so many bits with what goes with it, in nanoseconds.
double product_work(unsigned long bits) {
  return bits <= 30 ? 6 : 50 + 3 * std::pow(static_cast<double>(bits) / 64, 2);
}

/// x = m 2^e with an integer m; x > 0.
void split_dyadic(double x, slong& mantissa, long& exponent) {
  int e = 0;
  mantissa = static_cast<slong>(std::ldexp(std::frexp(x, &e), 53));
  exponent = e - 53;
}

/// Memory of the tables that are alive together.
class Room {
 public:
  /// Unfinished before `entries` more integers of so many bits are made.
  Room(double& left, std::size_t entries, unsigned long bits)
      : left_(left),
        bytes_(static_cast<double>(entries) * (bits <= 62 ? 9 : 33 + static_cast<double>(bits) / 8)) {
    if (bytes_ > left_) throw Unfinished("checking its tree needs more than 4 GiB of memory", 0);
    left_ -= bytes_;
  }
  Room(const Room&) = delete;
  Room& operator=(const Room&) = delete;
  ~Room() { left_ += bytes_; }

 private:
  double& left_;
  double bytes_;
};

/// (S, C) with all minors: M_ij = det Q[S∪i, S∪j], W_qj = det(Q_SS) · (−Q_SS⁻¹Q_SC)_qj, d = det Q_SS > 0.
struct State {
  std::vector<std::int32_t> C;     ///< the candidates, increasing
  std::vector<std::size_t> place;  ///< of an index within C
  std::size_t s;                   ///< the size of S
  Room room;
  Table M, W;
  Integer d;
  std::vector<char> apart;    ///< C×C: incompatible pairs, those of the nodes above included
  unsigned long longest = 0;  ///< bits of the entries of M and W

  /// `order`: of the matrix; the entries will have at most so many bits.
  State(std::vector<std::int32_t> c, std::size_t size, std::size_t order, unsigned long bits, double& memory)
      : C(std::move(c)),
        place(order),
        s(size),
        room(memory, C.size() * (C.size() + s) + order, bits),
        M(C.size(), C.size()),
        W(s, C.size()),
        apart(C.size() * C.size(), 0) {
    fmpz_one(d.get());
    for (std::size_t k = 0; k < C.size(); ++k) place[static_cast<std::size_t>(C[k])] = k;
  }

  std::size_t at(std::int32_t index) const { return place[static_cast<std::size_t>(index)]; }
  char& incompatible(std::size_t i, std::size_t j) { return apart[i * C.size() + j]; }
  char incompatible(std::size_t i, std::size_t j) const { return apart[i * C.size() + j]; }
};

class TreeReplay {
 public:
  TreeReplay(const TreeProof& proof, const RationalMatrix& Q, Work& work)
      : proof_(proof),
        Q_(Q),
        work_(work),
        order_(static_cast<std::size_t>(Q.rows())),
        visited_(proof.nodes.size(), false) {}

  void run() {
    const Integer denominator = common_denominator();
    const unsigned long longest = bits(Q_) + fmpz_bits(denominator.get());
    work_.take(2 * product_work(longest) * static_cast<double>(order_ * order_));
    std::vector<std::int32_t> all;
    for (std::size_t i = 0; i < order_; ++i) all.push_back(static_cast<std::int32_t>(i));
    State root(std::move(all), 0, order_, longest, memory_);
    for (std::size_t i = 0; i < order_; ++i)
      for (std::size_t j = 0; j < order_; ++j) {
        const fmpq* entry = Q_.entry(static_cast<long>(i), static_cast<long>(j));
        fmpz_divexact(root.M.at(i, j), denominator.get(), fmpq_denref(entry));
        fmpz_mul(root.M.at(i, j), root.M.at(i, j), fmpq_numref(entry));
      }
    root.longest = root.M.bits();
    check(proof_.root, root);
    for (std::size_t k = 0; k < visited_.size(); ++k)
      if (!visited_[k]) throw Rejected("node " + std::to_string(k) + " belongs to no branch");
  }

 private:
  Integer common_denominator() {
    Integer out;
    fmpz_one(out.get());
    for (long i = 0; i < Q_.rows(); ++i)
      for (long j = 0; j <= i; ++j) {
        const fmpz* below = fmpq_denref(Q_.entry(i, j));
        if (fmpz_is_one(below) != 0) continue;
        work_.take(10 * product_work(fmpz_bits(out.get()) + fmpz_bits(below)));
        fmpz_lcm(out.get(), out.get(), below);
      }
    return out;
  }

  // ---- one node ------------------------------------------------------------------------------

  void check(std::int64_t id, State& state) {
    const ProofNode& node = node_at(id);
    if (visited_[static_cast<std::size_t>(id)])
      throw Rejected("node " + std::to_string(id) + " is used twice");
    visited_[static_cast<std::size_t>(id)] = true;
    id_ = id;
    require_lists(node, state);
    find_incompatible(state);
    std::vector<std::int32_t> alive = state.C;
    for (const Drop& drop : node.drops) {
      check_drop(drop, alive, state);
      std::erase(alive, drop.index);
    }
    check_classes(node, state);
    check_branches(node, state);
  }

  const ProofNode& node_at(std::int64_t id) const {
    if (id < 0 || id >= static_cast<std::int64_t>(proof_.nodes.size()))
      throw Rejected("node " + std::to_string(id) + " is missing");
    return proof_.nodes[static_cast<std::size_t>(id)];
  }

  [[noreturn]] void fail(const std::string& text) const {
    throw Rejected("node " + std::to_string(id_) + ": " + text);
  }
  [[noreturn]] void fail_at(std::int32_t index, const std::string& text) const {
    fail("index " + std::to_string(index) + " " + text);
  }

  static std::set<std::int32_t> members(const ProofNode& node) {
    std::set<std::int32_t> all;
    for (const Drop& drop : node.drops) all.insert(drop.index);
    for (const auto& group : node.classes) all.insert(group.begin(), group.end());
    all.insert(node.branches.begin(), node.branches.end());
    return all;
  }

  void require_lists(const ProofNode& node, const State& state) const {
    const std::size_t outside = node.drops.size() + node.branches.size();
    std::size_t in_classes = 0;
    for (const auto& group : node.classes) {
      if (group.empty()) fail("an empty class");
      in_classes += group.size();
    }
    if (outside + in_classes != state.C.size()) fail("the lists are not the candidates of the node");
    const std::set<std::int32_t> all = members(node);
    if (all.size() != outside + in_classes) fail("an index occurs twice");
    if (!std::equal(all.begin(), all.end(), state.C.begin()))
      fail("the lists are not the candidates of the node");
    if (node.children.size() != node.branches.size()) fail("branches and children differ in number");
    if (!node.scale.empty() && node.scale.size() != in_classes) fail("scales and classes differ in number");
    for (const double scale : node.scale)
      if (!(scale > 1e-295 && scale < 1e295)) fail("a scale that is not positive");
  }

  void check_drop(const Drop& drop, const std::vector<std::int32_t>& alive, const State& state) {
    const std::size_t j = state.at(drop.index);
    const int diagonal = state.M.sign(j, j);
    work_.take(2 * static_cast<double>(alive.size()));
    const auto compatible = [&](std::int32_t k) {
      return k != drop.index && !state.incompatible(j, state.at(k));
    };
    if (drop.rule == DropRule::row) {
      if (diagonal < 0 || (proof_.strict && diagonal == 0))
        fail("dropped by its row, without a positive diagonal");
      for (const std::int32_t k : alive)
        if (compatible(k) && state.M.sign(j, state.at(k)) < 0)
          fail_at(drop.index, "is dropped by its row, which is negative at " + std::to_string(k));
      return;
    }
    if (drop.rule == DropRule::support) {
      if (drop.row < 0 || static_cast<std::size_t>(drop.row) >= state.s)
        fail("a support row that is not there");
      const auto q = static_cast<std::size_t>(drop.row);
      if (state.W.sign(q, j) >= 0) fail_at(drop.index, "is dropped by a support row that allows it");
      for (const std::int32_t k : alive)
        if (compatible(k) && state.W.sign(q, state.at(k)) > 0)
          fail_at(drop.index, "is dropped by a support row that " + std::to_string(k) + " makes up for");
      return;
    }
    if (drop.rule != DropRule::diagonal) fail("a rule that is not known");
    if (diagonal > 0) fail_at(drop.index, "is dropped by a positive diagonal");
    if (violated(j, j, state)) fail("a violation");
    if (proof_.strict || diagonal < 0) return;
    for (const std::int32_t i : alive)
      if (compatible(i) && state.M.sign(j, state.at(i)) < 0 && violated(j, state.at(i), state))
        fail("a violation");
  }

  // ---- pairs and faces -----------------------------------------------------------------------

  void find_incompatible(State& state) {
    Integer square, product;
    for (std::size_t i = 0; i < state.C.size(); ++i) {
      work_.take(2 * product_work(state.longest) * static_cast<double>(i));
      if (state.M.sign(i, i) <= 0) continue;
      for (std::size_t j = 0; j < i; ++j) {
        if (state.incompatible(i, j) != 0 || state.M.sign(j, j) <= 0) continue;
        fmpz_mul(square.get(), state.M.at(i, j), state.M.at(i, j));
        fmpz_mul(product.get(), state.M.at(i, i), state.M.at(j, j));
        const int compared = fmpz_cmp(square.get(), product.get());
        bool result = compared >= 0;
        if (state.M.sign(i, j) < 0) {
          result = compared > 0 || (proof_.strict && compared == 0);
          if (result && violated(i, j, state)) fail("a violation");
        }
        if (result) state.incompatible(i, j) = state.incompatible(j, i) = 1;
      }
    }
  }

  /// Does the face S ∪ {i, j} hold x ≥ 0, x_S = Wx, with a form below zero (strict: or zero)? i = j: S ∪ {j}.
  bool violated(std::size_t i, std::size_t j, const State& state) {
    work_.spend(2 * state.longest, 2 * static_cast<double>(state.s) + 12);
    if (i == j) {
      for (std::size_t q = 0; q < state.s; ++q)
        if (state.W.sign(q, j) < 0) return false;
      return state.M.sign(j, j) < 0 || (proof_.strict && state.M.sign(j, j) == 0);
    }
    // x_i = t ≥ 0, x_j = 1: an interval [low, high] for t.
    Rational low, high, bound;
    bool bounded = false;
    for (std::size_t q = 0; q < state.s; ++q) {
      const int slope = state.W.sign(q, i), constant = state.W.sign(q, j);
      if (slope == 0) {
        if (constant < 0) return false;
        continue;
      }
      fmpq_set_fmpz_frac(bound.get(), state.W.at(q, j), state.W.at(q, i));
      fmpq_neg(bound.get(), bound.get());
      if (slope > 0) {
        if (bound > low) low = bound;
      } else if (!bounded || bound < high) {
        high = bound;
        bounded = true;
      }
    }
    if (bounded && high < low) return false;
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
    fmpq_set_fmpz_frac(vertex.get(), state.M.at(i, j), state.M.at(i, i));
    fmpq_neg(vertex.get(), vertex.get());
    if (vertex <= low || (bounded && vertex >= high)) return false;
    return bad(vertex);
  }

  /// sign of M_jj + 2tM_ij + t²M_ii
  static int form_sign(const Rational& t, std::size_t i, std::size_t j, const State& state) {
    Rational sum;
    fmpq_mul_fmpz(sum.get(), t.get(), state.M.at(i, i));
    fmpq_add_fmpz(sum.get(), sum.get(), state.M.at(i, j));
    fmpq_add_fmpz(sum.get(), sum.get(), state.M.at(i, j));
    sum *= t;
    fmpq_add_fmpz(sum.get(), sum.get(), state.M.at(j, j));
    return sum.sign();
  }

  // ---- the bound -----------------------------------------------------------------------------

  void check_classes(const ProofNode& node, const State& state) {
    if (node.classes.empty()) return;
    std::vector<std::size_t> all, begin;  // places within C, class by class
    for (const auto& group : node.classes) {
      begin.push_back(all.size());
      for (const std::int32_t index : group) all.push_back(state.at(index));
      for (std::size_t a = begin.back(); a < all.size(); ++a)
        for (std::size_t b = begin.back(); b < a; ++b)
          if (state.incompatible(all[a], all[b]) == 0)
            fail(std::to_string(state.C[all[a]]) + " and " + std::to_string(state.C[all[b]]) +
                 " share a class and are compatible");
    }
    begin.push_back(all.size());
    const std::vector<Integer> sigma = integer_scales(node, all.size());
    unsigned long longest = 0;
    for (const Integer& s : sigma) longest = std::max(longest, fmpz_bits(s.get()));
    longest = 2 * longest + state.longest;
    const auto entries = static_cast<double>(all.size() * all.size());
    work_.take((2 * product_work(longest) + 10) * entries);
    const Room room(memory_, all.size() * all.size(), longest);
    Table E(all.size(), all.size());
    for (std::size_t i = 0; i < all.size(); ++i)
      for (std::size_t j = 0; j < all.size(); ++j) {
        fmpz_mul(E.at(i, j), sigma[i].get(), sigma[j].get());
        fmpz_mul(E.at(i, j), E.at(i, j), state.M.at(all[i], all[j]));
      }
    const auto below_zero = [&](std::size_t i, std::size_t j) {
      return E.sign(i, j) < 0 && state.incompatible(all[i], all[j]) == 0;
    };
    if (dominant(E, begin, below_zero)) return;
    // What an entry of a class's row contributes to v: nothing when it is +∞, or positive and to be clipped.
    const auto contributes = [&](std::size_t i, std::size_t j) {
      return (node.semidefinite || E.sign(i, j) < 0) && state.incompatible(all[i], all[j]) == 0;
    };
    eliminate_classes(E, begin, contributes);
  }

  /// The scales times one power of two, as integers.
  static std::vector<Integer> integer_scales(const ProofNode& node, std::size_t count) {
    std::vector<Integer> sigma(count);
    long lowest = 0;
    slong mantissa = 0;
    long exponent = 0;
    for (const double s : node.scale) {
      split_dyadic(s, mantissa, exponent);
      lowest = std::min(lowest, exponent);
    }
    for (std::size_t k = 0; k < count; ++k) {
      fmpz_one(sigma[k].get());
      if (node.scale.empty()) continue;
      split_dyadic(node.scale[k], mantissa, exponent);
      fmpz_set_si(sigma[k].get(), mantissa);
      fmpz_mul_2exp(sigma[k].get(), sigma[k].get(), static_cast<ulong>(exponent - lowest));
    }
    return sigma;
  }

  static const fmpz* least_diagonal(const Table& E, std::size_t first, std::size_t last) {
    const fmpz* least = E.at(first, first);
    for (std::size_t i = first; i < last; ++i)
      if (fmpz_cmp(E.at(i, i), least) < 0) least = E.at(i, i);
    return least;
  }

  /// The least entries between classes, positive ones removed, form a diagonally dominant matrix.
  template <class BelowZero>
  bool dominant(const Table& E, const std::vector<std::size_t>& begin, BelowZero&& below_zero) const {
    const std::size_t m = begin.size() - 1;
    Integer sum;
    for (std::size_t a = 0; a < m; ++a) {
      fmpz_set(sum.get(), least_diagonal(E, begin[a], begin[a + 1]));
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
  void eliminate_classes(Table& E, const std::vector<std::size_t>& begin, Contributes&& contributes) {
    const std::size_t n = begin.back();
    Integer content, d, zero;
    for (std::size_t a = 0; a + 1 < begin.size(); ++a) {
      fmpz_set(d.get(), least_diagonal(E, begin[a], begin[a + 1]));
      if (d.sign() < 0 || (proof_.strict && d.sign() == 0)) fail("the bound of its classes fails");
      std::vector<Integer> v(n);
      bool any = false;
      for (std::size_t j = begin[a + 1]; j < n; ++j) {
        for (std::size_t i = begin[a]; i < begin[a + 1]; ++i) {
          const fmpz* cut = contributes(i, j) ? E.at(i, j) : zero.get();
          if (i == begin[a] || fmpz_cmp(cut, v[j].get()) < 0) fmpz_set(v[j].get(), cut);
        }
        any = any || v[j].sign() != 0;
        if (d.sign() == 0 && v[j].sign() < 0) fail("the bound of its classes fails at a zero");
      }
      if (!any || d.sign() == 0) continue;
      const unsigned long longest = 2 * E.bits() + 1;
      const auto width = static_cast<double>(n - begin[a + 1]);
      const Room room(memory_, (n - begin[a + 1]) * (n - begin[a + 1]), longest);
      work_.require(4 * product_work(longest) * width * width);
      fmpz_zero(content.get());
      for (std::size_t i = begin[a + 1]; i < n; ++i) {
        work_.take(4 * product_work(longest) * width);
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

  void check_branches(const ProofNode& node, const State& state) {
    const std::int64_t here = id_;
    std::vector<std::int32_t> offered;
    for (const auto& group : node.classes) offered.insert(offered.end(), group.begin(), group.end());
    for (std::size_t k = 0; k < node.branches.size(); ++k) {
      id_ = here;
      const std::int32_t b = node.branches[k];
      const std::size_t p = state.at(b);
      if (state.M.sign(p, p) <= 0) fail("a branch without a positive pivot");
      const std::set<std::int32_t> kept = members(node_at(node.children[k]));
      work_.take(100 * static_cast<double>(kept.size() + offered.size()));
      std::size_t found = 0;
      for (const std::int32_t j : offered) {
        if (kept.count(j) > 0) {
          ++found;
        } else if (state.incompatible(p, state.at(j)) == 0) {
          fail("the child of branch " + std::to_string(b) + " leaves out " + std::to_string(j));
        }
      }
      if (found != kept.size())
        fail("the child of branch " + std::to_string(b) + " has candidates that were not left to it");
      check_child(state, p, {kept.begin(), kept.end()}, node.children[k]);
      offered.push_back(b);
    }
  }

  /// Bareiss's step on the candidate at p, then the node of the child.
  void check_child(const State& state, std::size_t p, std::vector<std::int32_t> kept, std::int64_t child) {
    work_.take(static_cast<double>(order_));
    State next(std::move(kept), state.s + 1, order_, 2 * state.longest + 1, memory_);
    const fmpz* pivot = state.M.at(p, p);
    const auto bareiss = [&](fmpz* out, const fmpz* x, const fmpz* f, const fmpz* y) {
      fmpz_mul(out, pivot, x);
      fmpz_submul(out, f, y);
      fmpz_divexact(out, out, state.d.get());
    };
    std::vector<std::size_t> from;
    for (const std::int32_t index : next.C) from.push_back(state.at(index));
    const double row_work = 3 * product_work(state.longest) * static_cast<double>(next.C.size() + next.s);
    for (std::size_t i = 0; i < from.size(); ++i) {
      work_.take(row_work);
      for (std::size_t j = 0; j < from.size(); ++j) {
        bareiss(next.M.at(i, j), state.M.at(from[i], from[j]), state.M.at(from[i], p),
                state.M.at(p, from[j]));
        next.incompatible(i, j) = state.incompatible(from[i], from[j]);
      }
      for (std::size_t q = 0; q < state.s; ++q)
        bareiss(next.W.at(q, i), state.W.at(q, from[i]), state.W.at(q, p), state.M.at(p, from[i]));
      fmpz_neg(next.W.at(state.s, i), state.M.at(p, from[i]));
    }
    fmpz_set(next.d.get(), pivot);
    next.longest = std::max(next.M.bits(), next.W.bits());
    check(child, next);
  }

  const TreeProof& proof_;
  const RationalMatrix& Q_;
  Work& work_;
  const std::size_t order_;
  double memory_ = 4294967296.0;  ///< bytes left
  std::vector<bool> visited_;
  std::int64_t id_ = 0;
};

}  // namespace

void require_copositive(const TreeProof& proof, const RationalMatrix& Q, Work& work) {
  TreeReplay(proof, Q, work).run();
}

}  // namespace orthant::checker
