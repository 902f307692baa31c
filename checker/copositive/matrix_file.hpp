/// Symmetric matrices of rationals from files, nothing rounded.
#pragma once

#include <string>

#include "checker/arithmetic/rational_matrix.hpp"
#include "checker/read/compare_data.hpp"

namespace orthant::checker {

/// The matrix that a proof names: doubles in .npy, or fractions "p/q" in lowest terms in .csv, comma between comma,
/// one row a line. Throws Rejected unless it is square, symmetric and of order at most 5000.
RationalMatrix certified_matrix(const std::string& bytes, const std::string& name, Work& work);

/// A matrix as its owner has it: .npy, .mtx (absent entries are zeros), or .csv and .tsv (csv_file.hpp), whose decimals
/// and fractions are taken as they stand. Throws Rejected for what is no such file, or has missing entries.
RationalMatrix read_own_matrix(const std::string& bytes, const std::string& name);

/// Throws Rejected, naming the first entry that differs, unless `own` is this matrix.
void require_same_matrix(const RationalMatrix& certified, const OwnData& own);

}  // namespace orthant::checker
