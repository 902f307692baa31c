#include "orthant/copositive/class_bound.hpp"

#include <algorithm>
#include <cmath>

namespace orthant {

namespace {

constexpr double tie = 1e-9;

class Elimination {
 public:
  explicit Elimination(const BoundInput& in) : in_(in), n_(static_cast<int>(in.candidates.size())) {
    E_.resize(static_cast<std::size_t>(n_) * n_);
    mass_.resize(static_cast<std::size_t>(n_));
    for (int i = 0; i < n_; ++i) {
      const double* from = in.A.data() + static_cast<std::size_t>(in.candidates[i]) * in.c;
      double* to = row(i);
      double mass = 0;
      for (int j = 0; j < n_; ++j) {
        to[j] = from[in.candidates[j]];
        if (j != i) mass -= std::min(to[j], 0.0);
      }
      to[i] -= in.slack;
      mass_[i] = mass;
      alive_.push_back(i);
    }
    // Heaviest first: the order of merging, and of branching in the end.
    std::stable_sort(alive_.begin(), alive_.end(), [&](int a, int b) { return mass_[a] > mass_[b]; });
    v_.resize(static_cast<std::size_t>(n_));
  }

  BoundResult run() {
    BoundResult out;
    std::vector<int> rejected;
    reject(rejected);
    while (!alive_.empty()) {
      if (is_over()) {
        rejected.insert(rejected.end(), alive_.begin(), alive_.end());
        break;
      }
      const int p = next_pivot();
      std::vector<int> members = gather_class(p);
      double d = row(p)[p];
      for (const int q : members) d = std::min(d, row(q)[q]);
      if (d > floor()) {
        eliminate(d);
      } else {
        out.tied = true;  // a zero pivot: whatever is negative against it must go
        std::erase_if(alive_, [&](int j) {
          if (v_[j] >= -tie) return false;
          rejected.push_back(j);
          return true;
        });
      }
      reject(rejected);
      out.classes.push_back(std::move(members));
    }
    // Pays on graphs; dense forms have few classes of more than one index.
    if (in_.order == BranchOrder::most_negative_first && !out.classes.empty() && !rejected.empty() &&
        !is_over()) {
      auto classes = out.classes;
      auto left = rejected;
      regroup(classes, left);
      bool tied = out.tied;
      if (left.size() < rejected.size() && holds(classes, tied)) {
        out.classes = std::move(classes);
        out.tied = tied;
        rejected = std::move(left);
      }
    }
    for (auto& members : out.classes)
      for (int& q : members) q = in_.candidates[q];
    // The heavy ones see few candidates when they come first; in dense forms it pays more that the light
    // ones do (measured: 1.6 times fewer nodes).
    const bool heavy_first = in_.order == BranchOrder::most_negative_first;
    std::stable_sort(rejected.begin(), rejected.end(),
                     [&](int i, int j) { return heavy_first ? mass_[i] > mass_[j] : mass_[i] < mass_[j]; });
    for (const int j : rejected) out.branches.push_back(in_.candidates[j]);
    return out;
  }

 private:
  /// Small bounds are quicker than a look at the clock.
  bool is_over() const { return n_ > 100 && in_.budget != nullptr && in_.budget->exhausted(); }

  /// An entry of v from one of the row.
  double cut(double e) const {
    return e < 0 ? e : e > 0.5 * apart || in_.order != BranchOrder::semidefinite_first ? 0 : e;
  }

  double* row(int i) { return E_.data() + static_cast<std::size_t>(i) * n_; }
  double floor() const { return in_.ties ? tie : 0.0; }

  void reject(std::vector<int>& rejected) {
    const double least = in_.ties ? -tie : 1e-13;
    std::erase_if(alive_, [&](int j) {
      if (row(j)[j] > least) return false;
      rejected.push_back(j);
      return true;
    });
  }

  int next_pivot() {
    if (in_.order == BranchOrder::most_negative_first) return alive_.front();
    int best = alive_.front();
    double least = 1e300;
    for (const int p : alive_) {
      const double d = row(p)[p];
      if (d <= floor()) continue;
      double damage = 0;
      const double* v = row(p);
      for (const int j : alive_) {
        const double w = j == p ? 0 : cut(v[j]);
        damage += w * w;
      }
      damage /= d;
      if (damage < least) {
        least = damage;
        best = p;
      }
    }
    return best;
  }

  /// Takes p and what can join it from `alive_`, leaving the class's least row in v_.
  std::vector<int> gather_class(int p) {
    std::vector<int> members{p};
    std::erase(alive_, p);
    for (const int j : alive_) v_[j] = cut(row(p)[j]);
    const double d = row(p)[p];
    double worst = 0;
    for (const int j : alive_) worst = std::min(worst, v_[j]);
    worst -= 1e-12;
    for (const int q : alive_) {
      const bool alone = std::all_of(members.begin(), members.end(), [&](int m) {
        return !in_.compatible->contains(in_.candidates[m], in_.candidates[q]);
      });
      if (!alone || row(q)[q] < d - 1e-12) continue;
      const double* from = row(q);
      const bool cheap =
          std::all_of(alive_.begin(), alive_.end(), [&](int j) { return j == q || from[j] >= worst; });
      if (!cheap) continue;
      for (const int j : alive_)
        if (j != q) v_[j] = std::min(v_[j], cut(from[j]));
      members.push_back(q);
    }
    std::erase_if(alive_,
                  [&](int j) { return std::find(members.begin(), members.end(), j) != members.end(); });
    return members;
  }

  void eliminate(double d) {
    entries_.clear();
    for (const int j : alive_)
      if (v_[j] != 0) entries_.push_back(j);
    for (const int i : entries_) {
      const double f = v_[i] / d;
      double* to = row(i);
      for (const int j : entries_) to[j] -= f * v_[j];
    }
  }

  // ---- regrouping ----------------------------------------------------------------------------

  double a(int i, int j) const {
    return in_.A[static_cast<std::size_t>(in_.candidates[i]) * in_.c + in_.candidates[j]];
  }

  /// The elimination with these classes, from the start: do all pivots stay positive?
  bool holds(const std::vector<std::vector<int>>& classes, bool& tied) {
    std::vector<int> rest;
    for (const auto& members : classes) rest.insert(rest.end(), members.begin(), members.end());
    for (const int i : rest) {
      for (const int j : rest) row(i)[j] = a(i, j);
      row(i)[i] -= in_.slack;
    }
    std::size_t done = 0;
    for (const auto& members : classes) {
      if (is_over()) return false;
      done += members.size();
      alive_.assign(rest.begin() + static_cast<std::ptrdiff_t>(done), rest.end());
      double d = row(members[0])[members[0]];
      for (const int q : members) d = std::min(d, row(q)[q]);
      for (const int j : alive_) {
        v_[j] = apart;
        for (const int q : members) v_[j] = std::min(v_[j], cut(row(q)[j]));
      }
      if (d < (in_.ties ? -tie : 1e-13)) return false;
      if (d > floor()) {
        eliminate(d);
        continue;
      }
      tied = true;
      for (const int j : alive_)
        if (v_[j] < -tie) return false;
    }
    return true;
  }

  /// A bound by least entries P of the whole form stays valid while P does not decrease. So a rejected index
  /// may join a class that holds nothing compatible with it when its entries are no smaller than P's; or one
  /// with a single compatible member that may itself join another class (recolouring of Tomita et al. 2010,
  /// with weights). A heuristic: `holds` decides.
  void regroup(std::vector<std::vector<int>>& classes, std::vector<int>& rejected) {
    const std::size_t m = classes.size();
    std::vector<int> home(static_cast<std::size_t>(n_), -1);
    std::vector<double> P(m * m, apart);
    for (std::size_t k = 0; k < m; ++k)
      for (const int i : classes[k]) home[i] = static_cast<int>(k);
    for (int i = 0; i < n_; ++i) {
      if (home[i] < 0) continue;
      P[home[i] * m + home[i]] = std::min(P[home[i] * m + home[i]], a(i, i));
      for (int j = 0; j < i; ++j) {
        if (home[j] < 0 || home[i] == home[j]) continue;
        double& least = P[static_cast<std::size_t>(home[i]) * m + home[j]];
        least = std::min(least, a(i, j));
        P[static_cast<std::size_t>(home[j]) * m + home[i]] = least;
      }
    }
    // least[k] of an index against class k, and how many members of k are compatible with it
    std::vector<double> least(m), least_q(m);
    std::vector<int> count(m), count_q(m), only(m), only_q(m);
    const auto against = [&](int v, std::vector<double>& low, std::vector<int>& number,
                             std::vector<int>& last) {
      std::fill(low.begin(), low.end(), apart);
      std::fill(number.begin(), number.end(), 0);
      for (int j = 0; j < n_; ++j) {
        const int k = home[j];
        if (k < 0 || j == v || !in_.compatible->contains(in_.candidates[v], in_.candidates[j])) continue;
        low[k] = std::min(low[k], a(v, j));
        ++number[k];
        last[k] = j;
      }
    };
    // Half of the slack is kept for entries that differ by rounding only.
    const double spare = in_.slack / (4.0 * (static_cast<double>(m) + 1));
    // v may stand in class k: no entry below P (the class that q leaves aside keeps its P, which is a bound)
    const auto fits = [&](int v, std::size_t k, const std::vector<double>& low) {
      if (a(v, v) < P[k * m + k] - spare) return false;
      for (std::size_t l = 0; l < m; ++l)
        if (l != k && low[l] < P[k * m + l] - spare) return false;
      return true;
    };
    std::erase_if(rejected, [&](int v) {
      if (is_over()) return false;
      against(v, least, count, only);
      for (std::size_t k = 0; k < m; ++k) {
        if (count[k] != 0 || !fits(v, k, least)) continue;
        classes[k].push_back(v);
        home[v] = static_cast<int>(k);
        return true;
      }
      for (std::size_t k = 0; k < m; ++k) {
        if (count[k] != 1 || !fits(v, k, least)) continue;
        const int q = only[k];
        against(q, least_q, count_q, only_q);
        for (std::size_t l = 0; l < m; ++l) {
          if (l == k || count_q[l] != 0) continue;
          // q in class l also meets v in class k.
          const double with_v = std::min(least_q[k], a(q, v));
          const double saved = least_q[k];
          least_q[k] = with_v;
          const bool good = fits(q, l, least_q);
          least_q[k] = saved;
          if (!good) continue;
          std::erase(classes[k], q);
          classes[l].push_back(q);
          classes[k].push_back(v);
          home[q] = static_cast<int>(l);
          home[v] = static_cast<int>(k);
          return true;
        }
      }
      return false;
    });
  }

  const BoundInput& in_;
  int n_;
  std::vector<double> E_, mass_, v_;
  std::vector<int> alive_, entries_;
};

}  // namespace

BoundResult class_bound(const BoundInput& input) {
  return Elimination(input).run();
}

}  // namespace orthant
