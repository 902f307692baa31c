/// Dual points of the relaxation of Peng and Wei, max ⟨A, Z⟩ over Z ⪰ 0, Z ≥ 0, Z1 = 1, tr Z = K, for A = XXᵀ of
/// centred data, as lower bounds of the inertia ‖X‖² − ⟨A, Z⟩ of every clustering. Theorems and proofs:
/// docs/kmeans.md. P is the projector on the complement of span{1_a}, J that on the complement of 1, e_i = (PX)_i.
///
///   structured  t at most every margin, and W(t) = P(A + Λ)P of clustering.hpp:
///                 W ⪯ tI  ⇒  the labels are optimal            (exact or in balls)
///                 W ≺ tI, or W ⪯ tI and all margins above t  ⇒  no other clustering is
///               of order K·d: with S_b = L_bL_bᵀ the eigenvalues other than 0 of W are those of the blocks
///               L_bᵀL_a − w_ab(L_bᵀδ)(L_aᵀδ)ᵀ; or of order N, where that is less
///   coupled     any Λ ≥ 0 with the row sums that the structured one has; a matrix Λ₀ is given and corrected
///               to them, which leaves PΛP as it is:
///                 P(A + Λ₀)P ≺ tI  ⇒  the labels are optimal, and no other clustering is
///   factored    Λ^(b,a) = V_ab r^a_b(r^b_a)ᵀ with r^a_i = max(0, nearness − H_ba) and K×K matrices H, V ≥ 0 given:
///               J(A + Λ)J = JFCFᵀJ, F = [X, r] of d + K(K − 1) columns. With G = FᵀJF + (a small diagonal)
///                 τG + GYYᵀG − GCG ≻ 0  ⇒  inertia ≥ ‖X‖² − 1ᵀΛ1/N − (K − 1)τ − tr YᵀGY
///   dense       any Λ ≥ 0, symmetric:
///                 J(A + Λ)J ⪯ τI + FFᵀ, τ ≥ 0  ⇒  inertia ≥ ‖X‖² − 1ᵀΛ1/N − (K − 1)τ − ‖F‖²
///   grouped     the same for Λ_ij = M_{g(i) g(j)}, M ≥ 0 symmetric of the order of groups g of rows. With E of
///               orthonormal columns for the groups, X = EX̂ + R, RᵀR + (a small diagonal) = S, F = EY + RZ, it is
///                 [τI − EᵀJ(EX̂X̂ᵀEᵀ + Λ)JE + YYᵀ, −X̂S + YZᵀS; ·, τS − S² + SZZᵀS] ≻ 0,  ‖F‖² = ‖Y‖² + tr ZᵀSZ
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>

#include "checker/kmeans/clustering.hpp"
#include "checker/read/document.hpp"
#include "checker/read/read_problem.hpp"

namespace orthant::checker {

/// What the evidence proves.
struct KMeansFinding {
  Ball bound;  ///< no clustering has an inertia below this
  bool optimal = false, unique = false;
  const char* rigor = "verified";
};

/// Of N·K, or order·K: sums over clusters are kept for every row.
inline constexpr long largest_sums = 1L << 23;

/// A file of rows×1 integers from 0, every one below `clusters` used.
std::vector<long> read_labels(const Json& reference, const std::string& place, long rows, long clusters,
                              NamedFiles& files);

/// Throws Rejected for evidence that proves nothing, Unfinished for too much work. `inertia` is that of the
/// labels.
KMeansFinding check_structured(const Labelled& labelled, const Ball& inertia, const Json& evidence,
                               Work& work);
KMeansFinding check_structured_exactly(const Labelled& labelled, const Ball& inertia, const Json& evidence,
                                       Work& work);
KMeansFinding check_coupled(const Labelled& labelled, const Ball& inertia, const Json& evidence,
                            NamedFiles& files, Work& work);
KMeansFinding check_factored(const Labelled& labelled, const Json& evidence, NamedFiles& files, Work& work);
KMeansFinding check_dense(const Labelled& labelled, const Json& evidence, NamedFiles& files, Work& work);
KMeansFinding check_grouped(const Labelled& labelled, const Json& evidence, NamedFiles& files, Work& work);

}  // namespace orthant::checker
