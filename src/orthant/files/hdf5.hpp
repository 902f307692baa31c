/// HDF5 files (.h5, .hdf5, .h5ad): a matrix at a path, FILE.h5:/path, dense or sparse.
///
///   dataset of two dimensions        integers and floats of any size up to 8 bytes, rows as they are stored
///   group of AnnData                 csr_matrix or csc_matrix: data, indices, indptr and the attribute `shape`
///   group of 10x Genomics            data, indices, indptr, shape, barcodes: columns are cells, rows are features
///
/// Without a path: /X (AnnData), /matrix (10x), or the only matrix that there is. Names of rows are those of /obs
/// and of columns those of /var (their attribute `_index`), where there are as many; of 10x those of features
/// (feature_names in folders.hpp) and barcodes.
///
/// Refused: other types, other dimensions, data in other files (external and virtual datasets and links), and
/// shapes that the file cannot hold: before anything is allocated they are compared with the bytes that are
/// stored, of which one may become at most 1032 by decompression. Sparse matrices: see sparse_arrays.hpp.
///
/// HDF5 works in a process of its own (apart.hpp), for there are files that bring it down or keep it busy for ever: such
/// a file is refused. Memory: the matrix, and there a block of rows, 8 MiB or one row of chunks.
#pragma once

#include "orthant/files/named_data.hpp"
#include "orthant/files/source.hpp"

namespace orthant {

NamedData read_hdf5(const Source& source, const SourceOptions& options);

}  // namespace orthant
