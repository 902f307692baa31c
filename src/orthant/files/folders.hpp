/// Folders that are one matrix: of 10x Genomics, and of pictures.
///
///   matrix.mtx[.gz], features.tsv[.gz] or genes.tsv[.gz], barcodes.tsv[.gz]
///     as the file says: rows are features, columns are cells. A feature's name is the second column (of symbols)
///     when those all differ, otherwise the first (of identifiers). Files of names may be missing.
///   *.png, *.pgm, in the folder or in folders in it
///     a row for each picture, in the order of their names, of its pixels row by row. All of one size and depth.
#pragma once

#include <string>
#include <vector>

#include "orthant/files/named_data.hpp"
#include "orthant/files/source.hpp"

namespace orthant {

enum class FolderKind { none, ten_x, pictures };

FolderKind kind_of_folder(const std::string& path);

NamedData read_ten_x_folder(const Source& source);
NamedData read_pictures(const Source& source);

/// Names of features by what their table lists: symbols when all differ, otherwise identifiers.
std::vector<std::string> feature_names(std::vector<std::string> identifiers,
                                       std::vector<std::string> symbols);

}  // namespace orthant
