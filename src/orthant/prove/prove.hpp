/// From what `certify` says of a point to a proof of it, by the first method that applies:
///
///   exact_proof          problem folders: second_order, saddle, global, in rationals
///   local_squares        problem folders: degenerate minimizers by identities of squares, in rationals
///   isolated_minimizer   full and entries observations, the Hessian definite on V (verified)
///
/// and for symmetric, fully observed problems a bound on how far from the best the point can be
/// (optimality_gap.hpp).
///
/// Only objectives of the squared loss without further terms have proofs (plain_objective.hpp).
///
/// A proof replaces the numeric verdict; without one the numeric verdict stays, with the reason why not: also
/// when the budget in force (core/stop.hpp) is overdue.
#pragma once

#include "orthant/certify/certificate.hpp"
#include "orthant/model/problem.hpp"
#include "orthant/prove/isolated_minimizer.hpp"
#include "orthant/prove/proof.hpp"

namespace orthant {

struct ProofOptions {
  IsolatedOptions isolated;
};

/// `problem`: the folder that the objective came from, with its exact data, or null.
ProofAttempt prove(const Objective& objective, const Problem* problem, const Certificate& numeric,
                   const Matrix* witness, const ProofOptions& options = {});

/// The certificate with the proof's verdict, rigor, bounds and point.
void adopt(Certificate& certificate, const Proof& proof);

/// certificate.json: the fields of `certify --json`, and the proof or null.
nlohmann::ordered_json certificate_document(const Certificate& certificate, const Proof* proof);

}  // namespace orthant
