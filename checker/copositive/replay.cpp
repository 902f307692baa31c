#include "checker/copositive/replay.hpp"

#include <algorithm>
#include <cstdlib>

#include "checker/exact/definite.hpp"
#include "checker/read/files.hpp"

namespace orthant::checker {

namespace {

__extension__ using Wide = __int128;

std::string entry_text(long i, long j) {
  return "(" + std::to_string(i) + ", " + std::to_string(j) + ")";
}

/// ⌊2^shift q⌋, at most 2⁶⁰; below −2⁶⁰ there is none.
bool floor_entry(const fmpq* q, long shift, std::int64_t& out) {
  Rational scaled;
  if (shift >= 0) {
    fmpq_mul_2exp(scaled.get(), q, static_cast<flint_bitcnt_t>(shift));
  } else {
    fmpq_div_2exp(scaled.get(), q, static_cast<flint_bitcnt_t>(-shift));
  }
  fmpz* whole = fmpq_numref(scaled.get());
  fmpz_fdiv_q(whole, whole, fmpq_denref(scaled.get()));
  const slong limit = slong{1} << 60;
  const bool above = fmpz_cmp_si(whole, limit) > 0, below = fmpz_cmp_si(whole, -limit) < 0;
  if (!below) out = above ? limit : fmpz_get_si(whole);
  fmpz_one(fmpq_denref(scaled.get()));  // canonical again
  return !below;
}

/// Every index in one list, once; rows without negative entries among those left; no negative entry between
/// parts.
void require_parts(const CopositivityProof& proof, const RationalMatrix& Q) {
  const long n = Q.rows();
  std::vector<long> part(static_cast<std::size_t>(n), -1);
  const auto place = [&](std::int32_t i, long k) {
    if (i < 0 || i >= n || part[i] != -1)
      throw Rejected("index " + std::to_string(i) + " is not there or occurs twice");
    part[i] = k;
  };
  long parts = 0;
  for (const PartProof& p : proof.parts) {
    ++parts;
    for (const std::int32_t i : p.indices) place(i, parts);
  }
  std::vector<bool> gone(static_cast<std::size_t>(n));
  for (const std::int32_t i : proof.dropped) {
    place(i, 0);
    for (long j = 0; j < n; ++j)
      if (j != i && !gone[j] && Q.sign(i, j) < 0)
        throw Rejected("index " + std::to_string(i) + " is dropped, and its row is negative at " +
                       std::to_string(j));
    if (Q.sign(i, i) < 0 || (proof.strict && Q.sign(i, i) == 0))
      throw Rejected("index " + std::to_string(i) + " is dropped, and its diagonal entry is not positive");
    gone[i] = true;
  }
  for (long i = 0; i < n; ++i) {
    const long own = part[i];
    if (own == -1) throw Rejected("index " + std::to_string(i) + " is left out");
    for (long j = 0; j < i && own > 0; ++j)
      if (const long other = part[j]; other > 0 && other != own && Q.sign(i, j) < 0)
        throw Rejected("a negative entry at " + entry_text(i, j) + " joins two parts");
  }
}

}  // namespace

void require_copositive(const SplitProof& proof, const RationalMatrix& Q, Work& work) {
  const long n = Q.rows();
  const auto order = static_cast<std::size_t>(n);
  if (proof.exponent.size() != order || proof.L.size() != order * (order + 1) / 2)
    throw Rejected("the split is not of the matrix's order");
  if (proof.mu < 1) throw Rejected("the margin is not positive");
  if (proof.scale < 0 || proof.scale > 58) throw Rejected("the scale is out of range");
  unsigned long shifted = 0;  // bits that the scaling adds to an entry, at most
  for (const std::int32_t e : proof.exponent) {
    if (e < -1500 || e > 1500) throw Rejected("an exponent is out of range");
    shifted = std::max<unsigned long>(shifted, 58 + 2 * static_cast<unsigned long>(std::abs(e)));
  }
  // Rows of L with norms below 2³⁰ keep all sums of products below 2⁶¹.
  const auto row = [&](long i) { return proof.L.data() + i * (i + 1) / 2; };
  for (long i = 0; i < n; ++i) {
    Wide norm = 0;
    for (long k = 0; k <= i; ++k) norm += static_cast<Wide>(row(i)[k]) * row(i)[k];
    if (norm >> 60 != 0) throw Rejected("row " + std::to_string(i) + " of L is too large");
  }
  std::vector<std::int64_t> spare(order, -proof.mu);
  const auto spend = [&](long at, std::int64_t rest) {
    const Wide left = static_cast<Wide>(spare[at]) + rest;
    if (left < -(static_cast<Wide>(1) << 62))
      throw Rejected("row " + std::to_string(at) + " is not dominated");
    spare[at] = static_cast<std::int64_t>(left);
  };
  const double entry_work = Work::of_bits(bits(Q) + shifted);
  for (long i = 0; i < n; ++i) {
    work.take(static_cast<double>(i + 1) * (static_cast<double>(i) + entry_work));
    for (long j = 0; j <= i; ++j) {
      std::int64_t product = 0, entry = 0;
      for (long k = 0; k <= j; ++k) product += static_cast<std::int64_t>(row(i)[k]) * row(j)[k];
      const long shift = static_cast<long>(proof.scale) + proof.exponent[i] + proof.exponent[j];
      if (!floor_entry(Q.entry(i, j), shift, entry))
        throw Rejected("entry " + entry_text(i, j) + " is out of range");
      const std::int64_t rest = entry - product;
      if (i == j || rest < 0) spend(i, rest);
      if (i != j && rest < 0) spend(j, rest);
    }
  }
  for (long i = 0; i < n; ++i)
    if (spare[i] < 0) throw Rejected("row " + std::to_string(i) + " is not diagonally dominant");
}

void require_copositive(const CopositivityProof& proof, const RationalMatrix& Q, Work& work) {
  work.take(100 * static_cast<double>(Q.rows()) * static_cast<double>(Q.rows()));  // of looking and copying
  require_parts(proof, Q);
  for (const PartProof& part : proof.parts) {
    const RationalMatrix Q_part = principal(Q, {part.indices.begin(), part.indices.end()});
    if (part.kind == PartProof::Kind::split) {
      require_copositive(part.split, Q_part, work);
    } else if (proof.strict && !part.tree.strict) {
      throw Rejected("a part is copositive, the whole is claimed to be so strictly");
    } else {
      require_copositive(part.tree, Q_part, work);
    }
  }
}

void require_witness(const RationalMatrix& Q, const std::vector<Rational>& x, bool zero, Work& work) {
  if (static_cast<long>(x.size()) != Q.rows())
    throw Rejected("the witness has " + std::to_string(x.size()) + " entries; expected " +
                   std::to_string(Q.rows()));
  for (const Rational& value : x)
    if (value.sign() < 0) throw Rejected("the witness has a negative entry");
  if (std::all_of(x.begin(), x.end(), [](const Rational& value) { return value.sign() == 0; }))
    throw Rejected("the witness is zero");
  const int sign = form(Q, x, &work).sign();
  if (zero ? sign != 0 : sign >= 0)
    throw Rejected(std::string("the form at the witness is not ") + (zero ? "zero" : "negative"));
}

}  // namespace orthant::checker
