#include "orthant/copositive/proof.hpp"

#include "checker/copositive/replay.hpp"
#include "checker/read/files.hpp"

namespace orthant {

namespace {

checker::RationalMatrix rational_matrix(const RationalSymmetric& Q) {
  checker::RationalMatrix out(Q.order(), Q.order());
  for (Index i = 0; i < Q.order(); ++i)
    for (Index j = 0; j <= i; ++j) {
      fmpq_set_mpq(out.entry(i, j), Q.entry(i, j).get_mpq_t());
      fmpq_set(out.entry(j, i), out.entry(i, j));
    }
  return out;
}

template <class Require>
std::string flaw_of(Require&& require) {
  checker::Work unlimited(1e300);
  try {
    require(unlimited);
  } catch (const checker::Rejected& flaw) {
    return flaw.what();
  }
  return {};
}

template <class Proof>
std::string flaw_of_proof(const Proof& proof, const RationalSymmetric& Q) {
  return flaw_of([&](checker::Work& work) { checker::require_copositive(proof, rational_matrix(Q), work); });
}

}  // namespace

std::string find_flaw(const CopositivityProof& proof, const RationalSymmetric& Q) {
  return flaw_of_proof(proof, Q);
}
std::string find_flaw(const TreeProof& proof, const RationalSymmetric& Q) {
  return flaw_of_proof(proof, Q);
}
std::string find_flaw(const SplitProof& proof, const RationalSymmetric& Q) {
  return flaw_of_proof(proof, Q);
}

bool replay_witness(const RationalSymmetric& Q, const std::vector<mpz_class>& x, bool zero) {
  std::vector<checker::Rational> point(x.size());
  for (std::size_t k = 0; k < x.size(); ++k) fmpz_set_mpz(fmpq_numref(point[k].get()), x[k].get_mpz_t());
  return flaw_of(
             [&](checker::Work& work) { checker::require_witness(rational_matrix(Q), point, zero, work); })
      .empty();
}

}  // namespace orthant
