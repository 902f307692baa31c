#include "orthant/copositive/replay.hpp"

#include <fmt/format.h>

#include <set>

namespace orthant {

namespace {

__extension__ using Wide = __int128;

/// ⌊2^shift Q_ij⌋, at most 2⁶⁰; below −2⁶⁰ there is none.
bool floor_entry(const RationalSymmetric& Q, Index i, Index j, long shift, std::int64_t& out) {
  mpz_class numerator = Q.numerator(i, j), denominator = Q.denominator(), quotient;
  if (shift > 4000 || shift < -4000) return false;
  if (shift >= 0) {
    mpz_mul_2exp(numerator.get_mpz_t(), numerator.get_mpz_t(), static_cast<unsigned long>(shift));
  } else {
    mpz_mul_2exp(denominator.get_mpz_t(), denominator.get_mpz_t(), static_cast<unsigned long>(-shift));
  }
  mpz_fdiv_q(quotient.get_mpz_t(), numerator.get_mpz_t(), denominator.get_mpz_t());
  const std::int64_t limit = std::int64_t{1} << 60;
  if (quotient < -limit) return false;
  out = quotient > limit ? limit : quotient.get_si();
  return true;
}

std::string check_parts(const CopositivityProof& proof, const RationalSymmetric& Q) {
  const Index n = Q.order();
  std::vector<int> part(static_cast<std::size_t>(n), -1);
  const auto place = [&](std::int32_t i, int k) {
    if (i < 0 || i >= n || part[static_cast<std::size_t>(i)] != -1) return false;
    part[static_cast<std::size_t>(i)] = k;
    return true;
  };
  int k = 0;
  for (const PartProof& p : proof.parts) {
    ++k;
    for (const std::int32_t i : p.indices)
      if (!place(i, k)) return fmt::format("index {} is not there or occurs twice", i);
  }
  // Dropped in this order: no negative entry against what is left at that moment.
  std::vector<char> gone(static_cast<std::size_t>(n), 0);
  for (const std::int32_t i : proof.dropped) {
    if (!place(i, 0)) return fmt::format("index {} is not there or occurs twice", i);
    for (Index j = 0; j < n; ++j)
      if (j != i && !gone[static_cast<std::size_t>(j)] && Q.numerator(i, j) < 0)
        return fmt::format("index {} is dropped, and its row is negative at {}", i, j);
    if (Q.numerator(i, i) < 0 || (proof.strict && Q.numerator(i, i) == 0))
      return fmt::format("index {} is dropped, and its diagonal entry is not positive", i);
    gone[static_cast<std::size_t>(i)] = 1;
  }
  for (Index i = 0; i < n; ++i) {
    if (part[static_cast<std::size_t>(i)] == -1) return fmt::format("index {} is left out", i);
    for (Index j = 0; j < i; ++j)
      if (part[static_cast<std::size_t>(i)] > 0 && part[static_cast<std::size_t>(j)] > 0 &&
          part[static_cast<std::size_t>(i)] != part[static_cast<std::size_t>(j)] && Q.numerator(i, j) < 0)
        return fmt::format("a negative entry at ({}, {}) joins two parts", i, j);
  }
  return {};
}

}  // namespace

std::string find_flaw(const SplitProof& proof, const RationalSymmetric& Q) {
  const Index n = Q.order();
  if (proof.exponent.size() != static_cast<std::size_t>(n) ||
      proof.L.size() != static_cast<std::size_t>(n * (n + 1) / 2))
    return "the split is not of the matrix's order";
  if (proof.mu < 1) return "the margin is not positive";
  if (proof.scale < 0 || proof.scale > 58) return "the scale is out of range";
  for (const std::int32_t e : proof.exponent)
    if (e < -1500 || e > 1500) return "an exponent is out of range";
  // Rows of L with norms below 2³⁰ keep all sums of products below 2⁶¹.
  std::vector<std::int64_t> spare(static_cast<std::size_t>(n), -proof.mu);
  const auto row = [&](Index i) { return proof.L.data() + i * (i + 1) / 2; };
  for (Index i = 0; i < n; ++i) {
    Wide norm = 0;
    for (Index k = 0; k <= i; ++k) norm += static_cast<Wide>(row(i)[k]) * row(i)[k];
    if (norm >> 60 != 0) return fmt::format("row {} of L is too large", i);
  }
  for (Index i = 0; i < n; ++i) {
    for (Index j = 0; j <= i; ++j) {
      std::int64_t product = 0, entry = 0;
      for (Index k = 0; k <= j; ++k) product += static_cast<std::int64_t>(row(i)[k]) * row(j)[k];
      const long shift = static_cast<long>(proof.scale) + proof.exponent[static_cast<std::size_t>(i)] +
                         proof.exponent[static_cast<std::size_t>(j)];
      if (!floor_entry(Q, i, j, shift, entry)) return fmt::format("entry ({}, {}) is out of range", i, j);
      const std::int64_t rest = entry - product;
      const auto spend = [&](Index at) {
        const Wide left = static_cast<Wide>(spare[static_cast<std::size_t>(at)]) + rest;
        if (left < -(static_cast<Wide>(1) << 62)) return false;
        spare[static_cast<std::size_t>(at)] = static_cast<std::int64_t>(left);
        return true;
      };
      if (i == j || rest < 0) {
        if (!spend(i) || (i != j && !spend(j))) return fmt::format("row {} is not dominated", i);
      }
    }
  }
  for (Index i = 0; i < n; ++i)
    if (spare[static_cast<std::size_t>(i)] < 0) return fmt::format("row {} is not diagonally dominant", i);
  return {};
}

std::string find_flaw(const CopositivityProof& proof, const RationalSymmetric& Q) {
  if (std::string flaw = check_parts(proof, Q); !flaw.empty()) return flaw;
  for (const PartProof& part : proof.parts) {
    const RationalSymmetric block = Q.principal({part.indices.begin(), part.indices.end()});
    std::string flaw;
    if (part.kind == PartProof::Kind::split) {
      flaw = find_flaw(part.split, block);
    } else if (proof.strict && !part.tree.strict) {
      flaw = "a part is copositive, the whole is claimed to be so strictly";
    } else {
      flaw = find_flaw(part.tree, block);
    }
    if (!flaw.empty()) return flaw;
  }
  return {};
}

bool replay_witness(const RationalSymmetric& Q, const std::vector<mpz_class>& x, bool zero) {
  if (static_cast<Index>(x.size()) != Q.order()) return false;
  bool nonzero = false;
  for (const mpz_class& z : x) {
    if (z < 0) return false;
    nonzero = nonzero || z > 0;
  }
  mpz_class sum = 0;
  for (Index i = 0; i < Q.order(); ++i)
    for (Index j = 0; j < Q.order(); ++j)
      sum += Q.numerator(i, j) * x[static_cast<std::size_t>(i)] * x[static_cast<std::size_t>(j)];
  return nonzero && (zero ? sum == 0 : sum < 0);
}

}  // namespace orthant
