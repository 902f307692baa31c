/// From what `certify` says of a point to a proof of it, by the first method that applies:
///
///   exact_proof          problem folders: second_order, saddle, global, in rationals
///   local_squares        problem folders: degenerate minimizers by identities of squares, in rationals
///   isolated_minimizer   the Hessian definite on V (verified)
///
///   bound                rank 1 and 2, and fits of zero: no factors of that rank are lower (verified)
///
/// and for fully observed data a bound on how far from the best the point can be (rank_bound.hpp; for symmetric
/// problems exact_proof.hpp too).
///
/// Only objectives of the squared loss without further terms have proofs (why_no_proofs).
///
/// A proof replaces the numeric verdict; without one the numeric verdict stays, with the reason why not: also
/// when the budget in force (base/stop.hpp) is overdue. What is proved has passed orthant-verify's check, on
/// the certificate as it is written, unless that is more work than `ProofOptions::check_work` or the budget
/// leaves: then the certificate says that it was not checked, and the command that does.
#pragma once

#include "orthant/certify/certificate.hpp"
#include "orthant/objectives/problem.hpp"
#include "orthant/prove/proof.hpp"

namespace orthant {

struct ProofOptions {
  IsolatedOptions isolated;
  double check_work = 2e10;  ///< nanoseconds of one core, by the checker's own count
  double gap_work = 2e9;     ///< the same, of a bound on what other factors of the rank could reach
};

inline constexpr const char* self_contained_help =
    "a certificate of large data holds them; otherwise it names them by the hash of their values";

/// `problem`: the folder that the objective came from, with its exact data, or null. What cannot be proved is
/// a reason, never an exception: what comes out of here is std::bad_alloc, or a mistake of ours.
ProofAttempt prove(const Objective& objective, const Problem* problem, const Certificate& numeric,
                   const Matrix* witness, const ProofOptions& options = {});

/// The certificate with the proof's verdict, rigor, bounds, cone and point. What floating point said and the
/// proof does not is taken back: another verdict's reasons, its second order, its way down. A lower point
/// that such a way led to stays as `witness_objective`.
void adopt(Certificate& certificate, const Proof& proof);

}  // namespace orthant
