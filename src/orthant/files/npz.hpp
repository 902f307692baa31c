/// NumPy's .npz: a zip archive of .npy files. A dense array, or a sparse matrix as scipy.sparse.save_npz writes it:
///
///   format.npy "csr" or "csc", shape.npy, data.npy, indices.npy, indptr.npy
///   format.npy "coo",          shape.npy, data.npy, row.npy, col.npy
///
/// Of several arrays FILE.npz:/NAME says which. Members are read as streams (forward_stream.hpp): one that is
/// damaged, or whose length is not what its shape asks for, is refused before anything is allocated.
#pragma once

#include "orthant/files/named_data.hpp"
#include "orthant/files/source.hpp"

namespace orthant {

NamedData read_npz(const Source& source, const SourceOptions& options);

}  // namespace orthant
