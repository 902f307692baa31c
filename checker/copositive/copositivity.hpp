/// proof.json of `orthant copositive` (docs/output.md): whether a symmetric matrix is copositive, with what
/// proves it.
///
///   {"format": "orthant-copositivity/1", "checksum": …,
///    "proof": {"matrix": FILE, "files": {FILE: SHA-256}, "claims": {"order": n, "verdict": …},
///              "evidence": …}}
///
/// The checksum, the SHA-256 of the compact text of `proof` with sorted keys, finds accidental damage. What
/// makes a proof believable is that each of its steps is checked against the matrix (replay.hpp).
#pragma once

#include "checker/copositive/replay.hpp"
#include "checker/read/data_file.hpp"
#include "checker/read/document.hpp"
#include "checker/read/files.hpp"

namespace orthant::checker {

inline constexpr const char* copositivity_format = "orthant-copositivity/1";

/// Of `proof`, as the document must have it.
std::string copositivity_checksum(const Json& proof);

/// The fields `dropped` and `parts` for a matrix of this order. Throws Rejected that names the place: types,
/// unknown and missing fields below, indices out of range, lists that do not fit together.
CopositivityProof read_copositivity(const Json& evidence, const std::string& place, long order, bool strict);

/// The object of these two fields.
Json copositivity_evidence(const CopositivityProof& proof);

// ---- the matrix, nothing rounded ------------------------------------------------------------------

/// The matrix that a proof names: doubles in .npy, or fractions "p/q" in lowest terms in .csv, comma between
/// comma, one row a line. Throws Rejected unless it is square, symmetric and of order at most 5000.
RationalMatrix certified_matrix(const std::string& bytes, const std::string& name, Work& work);

/// A matrix as its owner has it: .npy, .mtx (absent entries are zeros), or .csv and .tsv (csv_file.hpp),
/// whose decimals and fractions are taken as they stand. Throws Rejected for what is no such file, or has
/// missing entries.
RationalMatrix read_own_matrix(const std::string& bytes, const std::string& name);

/// Throws Rejected, naming the first entry that differs, unless `own` is this matrix.
void require_same_matrix(const RationalMatrix& certified, const OwnData& own);

// ---- the check --------------------------------------------------------------------------------------

/// Throws Rejected unless the document proves what it claims, of the matrix that it names, and Unfinished
/// when that takes more than is left of the work; returns the statement. With `own` the matrix must be that
/// one.
std::string check_copositivity(const Json& document, const Files& files, const OwnData* own, Work& work);

}  // namespace orthant::checker
