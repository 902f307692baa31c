#include "orthant/copositive/copositive.hpp"

#include <algorithm>
#include <cmath>

#include "orthant/copositive/equilibrate.hpp"
#include "orthant/copositive/part.hpp"
#include "orthant/copositive/race.hpp"
#include "orthant/copositive/reduction.hpp"
#include "orthant/copositive/simplex_minimum.hpp"

namespace orthant {

namespace {

std::vector<mpz_class> embed(const std::vector<mpz_class>& x, const std::vector<Index>& indices, Index n) {
  if (x.empty()) return {};
  std::vector<mpz_class> out(static_cast<std::size_t>(n));
  for (std::size_t k = 0; k < indices.size(); ++k) out[static_cast<std::size_t>(indices[k])] = x[k];
  return out;
}

class Decision {
 public:
  Decision(const RationalSymmetric& Q, const CopositiveOptions& options, const Budget& budget)
      : Q_(Q), options_(options), budget_(budget) {}

  CopositiveResult run() {
    const Stopwatch clock;
    out_.rigor = Rigor::exact;
    try {
      const BudgetScope scope(budget_);
      decide();
    } catch (const OutOfBudget&) {
      leave_undecided();
    }
    bounds(clock.seconds());
    out_.seconds = clock.seconds();
    return std::move(out_);
  }

 private:
  void decide() {
    Reduction reduction = reduce(Q_);
    zero_ = std::move(reduction.zero);
    if (!reduction.witness.empty()) {
      out_.verdict = Copositivity::not_copositive;
      out_.witness = std::move(reduction.witness);
      out_.method = reduction.method;
      return;
    }
    CopositivityProof proof;
    proof.dropped = reduction.dropped;
    bool complete = true, unknown = false;
    out_.method = reduction.parts.empty() ? "rows" : "";
    for (const auto& indices : reduction.parts) {
      const std::vector<Index> subset(indices.begin(), indices.end());
      const RationalSymmetric block = Q_.principal(subset);
      const bool tame = is_tame(block);
      const Equilibrated scaled = tame ? Equilibrated{RationalSymmetric(), {}} : equilibrate(block);
      Part part(tame ? block : scaled.Q, options_, budget_);
      PartAnswer answer = PartAnswer::unknown;
      try {
        answer = part.decide();
      } catch (const OutOfBudget&) {  // what it has found so far counts
      }
      if (!tame) {
        part.proof.reset();  // of the scaled matrix
        for (auto* x : {&part.witness, &part.zero, &part.best}) scale_back(*x, scaled.exponent);
      }
      out_.nodes += part.nodes;
      if (answer == PartAnswer::no) {
        out_.verdict = Copositivity::not_copositive;
        out_.rigor = Rigor::exact;
        out_.witness = embed(part.witness, subset, Q_.order());
        out_.method = part.method;
        return;
      }
      offer(embed(part.best, subset, Q_.order()));
      if (answer == PartAnswer::unknown) {
        unknown = true;
        continue;
      }
      if (answer == PartAnswer::boundary) {
        strict_ = false;
        if (zero_.empty()) zero_ = embed(part.zero, subset, Q_.order());
      }
      if (part.rigor == Rigor::verified) out_.rigor = Rigor::verified;
      if (out_.method.find(part.method) == std::string::npos)
        out_.method += (out_.method.empty() ? "" : "+") + part.method;
      if (part.proof) {
        part.proof->indices = indices;
        proof.parts.push_back(std::move(*part.proof));
      } else {
        complete = false;
      }
    }
    for (const std::int32_t i : proof.dropped) {
      std::vector<mpz_class> vertex(static_cast<std::size_t>(Q_.order()));
      vertex[static_cast<std::size_t>(i)] = 1;
      offer(std::move(vertex));
    }
    if (unknown) {
      leave_undecided();
      return;
    }
    strict_ = strict_ && zero_.empty();
    out_.verdict = strict_ ? Copositivity::strictly_copositive : Copositivity::copositive;
    out_.witness = strict_ ? best_ : zero_;
    proof.strict = strict_;
    if (complete) out_.proof = std::move(proof);
  }

  void leave_undecided() {
    out_.verdict = Copositivity::undecided;
    out_.rigor = Rigor::numeric;
    out_.method = "search";
    out_.reason = budget_.exhausted() ? budget_.reason() : "the work allowed for the support tree ran out";
    out_.witness = best_;
  }

  void offer(std::vector<mpz_class> x) {
    if (x.empty()) return;
    const mpq_class value = simplex_value(Q_, x);
    if (!best_.empty() && value >= best_value_) return;
    best_ = std::move(x);
    best_value_ = value;
  }

  void bounds(double spent) {
    const mpq_class least = least_entry(Q_);
    switch (out_.verdict) {
      case Copositivity::not_copositive:
        out_.upper = round_up(simplex_value(Q_, out_.witness));
        out_.lower = round_down(least);
        return;
      case Copositivity::copositive:
        out_.lower = 0;
        out_.upper = zero_.empty() ? round_up(best_value_) : 0;
        return;
      case Copositivity::undecided:
        out_.upper = best_.empty() ? round_up(Q_.entry(0, 0)) : round_up(best_value_);
        out_.lower = round_down(least);
        relax();
        return;
      case Copositivity::strictly_copositive:
        out_.upper = round_up(best_value_);
        out_.lower = least > 0 ? round_down(least) : 0;
        if (options_.bracket && least <= 0) lift(spent);
    }
  }

  /// Half of the best value as a lower bound, if that is proved in a twentieth of the time that the verdict
  /// took.
  void lift(double spent) {
    if (!std::isfinite(out_.upper)) return;
    const mpq_class gamma(out_.upper / 2);
    const Budget limit = budget_.within(std::min(budget_.remaining(), std::max(0.02, 0.05 * spent)));
    const BudgetScope scope(limit);
    try {
      const RationalSymmetric lifted = Q_.minus_all_ones(gamma);
      Race race(lifted, {.strict = true, .threads = options_.threads});
      if (race.run(1e300, limit).status == TreeStatus::proved) out_.lower = round_down(gamma);
    } catch (const OutOfBudget&) {
    }
  }

  /// Undecided: the smallest ε = 2^-k tried for which Q + ε diag(|Q_ii|) is proved copositive.
  void relax() {
    if (Q_.order() > 400 || budget_.interrupted()) return;  // one node of a large tree takes seconds
    // After the end of the time half a second of processor time more, otherwise a share of what is left.
    const bool late = budget_.exhausted();
    const double share = std::min(budget_.remaining(), std::clamp(0.25 * budget_.limit(), 0.1, 10.0));
    const Budget limit = late ? Budget(0, nullptr, 0.5).with_grace_used() : budget_.within(share);
    const BudgetScope scope(limit);
    try {
      shift_until(limit);
    } catch (const OutOfBudget&) {
    }
  }

  void shift_until(const Budget& limit) {
    for (int k = 0; k < 40 && !limit.exhausted(); ++k) {
      const double epsilon = std::ldexp(1.0, -k);
      RationalSymmetric shifted(Q_);
      for (Index i = 0; i < Q_.order(); ++i)
        shifted.set(i, i, Q_.entry(i, i) + mpq_class(epsilon) * abs(Q_.entry(i, i)));
      Race race(shifted, {.strict = true, .threads = options_.threads});
      if (race.run(1e300, limit).status != TreeStatus::proved) return;
      out_.proved_shift = epsilon;
    }
  }

  const RationalSymmetric& Q_;
  const CopositiveOptions& options_;
  const Budget& budget_;
  CopositiveResult out_;
  std::vector<mpz_class> zero_, best_;
  mpq_class best_value_;
  bool strict_ = true;
};

}  // namespace

CopositiveResult decide_copositivity(const RationalSymmetric& Q, const CopositiveOptions& options,
                                     const Budget& budget) {
  return Decision(Q, options, budget).run();
}

}  // namespace orthant
