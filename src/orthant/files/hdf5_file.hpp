/// The part of reading HDF5 that is done in a process of its own (apart.hpp): all calls of the library.
///
/// What is put, piece by piece:
///   the path; whether the matrix is sparse;
///     sparse: whether lines are rows, how many there are, their length; the vectors data, indices and indptr
///     dense:  whether its numbers are floats, its rows, its columns; they, row by row
///   names of rows, names of columns; what is to be told
/// A vector is its size and its numbers; numbers come in blocks of rows, of which the size comes first.
#pragma once

#include <cstdint>

#include "orthant/files/apart.hpp"
#include "orthant/files/source.hpp"

namespace orthant {

constexpr std::uint64_t most_decompressed_bytes = 1032;  ///< of one byte, by deflate

void put_hdf5(const Source& source, ApartSink& to);

}  // namespace orthant
