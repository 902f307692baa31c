// §1.2: truths of rank one are an eigenvector, truths of rank two a planar rotation.
#include "orthant/paper/tractable.hpp"

#include <algorithm>

#include "orthant/paper/exact_point.hpp"
#include "orthant/paper/rational_matrices.hpp"
#include "orthant/paper/rows.hpp"
#include "orthant/paper/statements.hpp"

namespace orthant::paper {

using checker::Rational;
using checker::RationalMatrix;

RationalMatrix schur_complement(const RationalMatrix& M, long i) {
  RationalMatrix N = M;
  for (long j = 0; j < M.rows(); ++j)
    for (long k = 0; k < M.rows(); ++k) N.add(j, k, -(M(j, i) * M(i, k) / M(i, i)));
  return N;
}

bool is_nonnegative_of_rank_one(const RationalMatrix& N) {
  const long n = N.rows();
  for (long i = 0; i < n; ++i)
    for (long j = 0; j < n; ++j)
      if (N.sign(i, j) < 0) return false;
  for (long i = 0; i < n; ++i)
    for (long j = 0; j < i; ++j)
      for (long k = 0; k < n; ++k)
        for (long l = 0; l < k; ++l)
          if (!(N(i, k) * N(j, l) == N(i, l) * N(j, k))) return false;
  return true;
}

std::optional<long> extreme_row(const RationalMatrix& M) {
  for (long i = 0; i < M.rows(); ++i)
    if (M.sign(i, i) > 0 && is_nonnegative_of_rank_one(schur_complement(M, i))) return i;
  return std::nullopt;
}

namespace {

RationalMatrix random_integers(Random& random, long rows, long cols) {
  RationalMatrix A(rows, cols);
  for (long i = 0; i < rows; ++i)
    for (long j = 0; j < cols; ++j) A.set(i, j, static_cast<long>(random.below(8)));
  return A;
}

/// At the truths drawn: how many have the property.
ClaimRow count_row(const std::string& quantity, const std::string& expected, int hits, int of) {
  return yes(quantity, expected, fmt::format("{} of {}", hits, of), hits == of, ClaimRigor::exact);
}

constexpr int drawn = 20;

void add_rank_one(Claim& claim, Random& random) {
  int eigen = 0, column = 0, singular = 0;
  for (int round = 0; round < drawn; ++round) {
    RationalMatrix u = random_integers(random, 5, 1);
    u.add(0, 0, 1);  // not zero
    const RationalMatrix M = product(u, u.transpose());
    eigen += product(M, u) == scaled(u, dot(u, u)) ? 1 : 0;
    RationalMatrix first(5, 1);
    for (long i = 0; i < 5; ++i) first.set(i, 0, M(i, 0));
    column += product(first, first.transpose()) == scaled(M, M(0, 0)) ? 1 : 0;
    RationalMatrix r = random_integers(random, 4, 1);
    r.add(0, 0, 1);
    const RationalMatrix A = product(u, r.transpose());
    const Rational top = dot(u, u) * dot(r, r);
    singular += product(A, product(A.transpose(), u)) == scaled(u, top) &&
                        product(A.transpose(), product(A, r)) == scaled(r, top)
                    ? 1
                    : 0;
  }
  claim.rows.push_back(
      count_row("r⋆ = 1, M = u⋆u⋆ᵀ: Mu⋆ = ‖u⋆‖²u⋆ at random integer truths", "all", eigen, drawn));
  claim.rows.push_back(count_row("the same truths: UUᵀ = M for U = M_{:i}/√M_ii ≥ 0", "all", column, drawn));
  claim.rows.push_back(
      count_row("r⋆ = 1, M = lrᵀ: MMᵀl = ‖l‖²‖r‖²l and MᵀMr = ‖l‖²‖r‖²r", "all", singular, drawn));
}

void add_rank_two(Claim& claim, Random& random) {
  int extreme = 0, factored = 0;
  for (int round = 0; round < drawn; ++round) {
    RationalMatrix V = random_integers(random, 5, 2);
    V.add(0, 0, 1);
    const RationalMatrix M = product(V, V.transpose());
    const std::optional<long> i = extreme_row(M);
    if (!i) continue;
    ++extreme;
    // (UUᵀ)_jk = M_ji M_ik/M_ii + √(N_jj N_kk), the root of a square.
    const RationalMatrix N = schur_complement(M, *i);
    bool all = true;
    for (long j = 0; j < 5; ++j) {
      for (long k = 0; k < 5; ++k) {
        Rational root;
        all = all && (N(j, j) * N(k, k)).is_square(root) && M(j, *i) * M(*i, k) / M(*i, *i) + root == M(j, k);
      }
    }
    factored += all ? 1 : 0;
  }
  claim.rows.push_back(
      count_row("r⋆ = 2: a row i with N = M − M_{:i}M_{i:}/M_ii ≥ 0 of rank one, at random integer truths",
                "all", extreme, drawn));
  claim.rows.push_back(
      count_row("the same truths: UUᵀ = M for U = [M_{:i}/√M_ii, √diag N] ≥ 0", "all", factored, drawn));
}

/// ‖v_i‖²N_jk = det(v_i, v_j)·det(v_i, v_k) for rows in the plane.
ClaimRow determinant_row() {
  Symbols s;
  const PolyMatrix V = s.matrix(3, 2), M = V * V.transpose();
  const auto det = [&](long a, long b) { return V(a, 0) * V(b, 1) - V(a, 1) * V(b, 0); };
  return identity("r⋆ = 2, rows v_i in the plane: M_ii N_jk = M_ii M_jk − M_ji M_ik",
                  "det(v_i, v_j)·det(v_i, v_k)", M(0, 0) * M(1, 2) - M(1, 0) * M(0, 2),
                  det(0, 1) * det(0, 2));
}

}  // namespace

Claim tractable(const ClaimParameters& p) {
  Claim claim;
  claim.place = "§1.2, truths of rank one and two";
  claim.statement =
      "With full observation r⋆ = 1 is a top eigenvector (or singular vector), and r⋆ = 2 a planar rotation: "
      "nonnegative factors without a search, in closed form.";
  claim.parameters = fmt::format("{} random integer truths of five rows for each", drawn);
  Random random(p.seed, 0x12);
  add_rank_one(claim, random);
  claim.rows.push_back(determinant_row());
  add_rank_two(claim, random);
  claim.note = "That there is such a row for every truth of two columns is proved in docs/beyond.md.";
  conclude(claim);
  return claim;
}

}  // namespace orthant::paper
