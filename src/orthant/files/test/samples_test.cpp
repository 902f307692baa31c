// Files that other programs wrote (test/samples/make.py), against what they hold.

#include <gtest/gtest.h>

#include <signal.h>
#include <unistd.h>

#include <cmath>

#include "orthant/base/stop.hpp"
#include "orthant/files/apart.hpp"
#include "orthant/files/folders.hpp"
#include "orthant/files/names_file.hpp"
#include "orthant/files/npy.hpp"
#include "orthant/files/read_matrix.hpp"
#include "refusal.hpp"

namespace orthant {
namespace {

using Words = std::vector<std::string>;

std::string sample(const std::string& name) {
  return std::string(ORTHANT_SAMPLES) + "/" + name;
}

std::string content_of_file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

const SourceOptions by_default{.table = {.missing = Missing::automatic, .refuse_doubtful = true}};

/// Every entry, NaN where it is missing.
Matrix with_holes(const NamedData& read) {
  if (read.missing_entries == 0) return entries_of(read.data);
  Matrix out = Matrix::Constant(read.data.rows(), read.data.cols(), std::numeric_limits<double>::quiet_NaN());
  read.data.for_each([&](Index i, Index j, double a) { out(i, j) = a; });
  return out;
}

void expect_equal(const Matrix& A, const Matrix& B, const std::string& name) {
  ASSERT_EQ(A.rows(), B.rows()) << name;
  ASSERT_EQ(A.cols(), B.cols()) << name;
  for (Index k = 0; k < A.size(); ++k)
    EXPECT_TRUE(A(k) == B(k) || (std::isnan(A(k)) && std::isnan(B(k)))) << name << " " << k << ": " << A(k);
}

Matrix held(const std::string& name) {
  const Source source = find_source(sample(name));
  return entries_of(read_npy_with_missing(*source.open(), name));
}

std::string sample_refusal(const std::string& source, const SourceOptions& options = by_default) {
  const std::string message = refusal([&] { read_named(source, options); });
  expect_one_line(message);
  return message;
}

TEST(Samples, TablesWithMissingEntries) {
  const Matrix holes = held("holes.npy");
  const Words letters{"a", "b", "c", "d"}, cells{"cell 0", "cell 1", "cell 2", "cell 3", "cell 4"};
  for (const char* name : {"pandas.csv", "pandas_named.csv", "pandas.tsv", "pandas.csv.gz",
                           "two_members.csv.gz", "write_csv.csv", "write_table.txt"}) {
    const NamedData read = read_named(sample(name), by_default);
    expect_equal(with_holes(read), holes, name);
    EXPECT_EQ(read.missing_entries, 3) << name;
    EXPECT_EQ(read.column_names, letters) << name;
    ASSERT_EQ(read.row_names.size(), 5U) << name;
    EXPECT_FALSE(read.is_plain) << name;
  }
  EXPECT_EQ(read_named(sample("pandas.csv.gz"), by_default).row_names, cells);
  EXPECT_EQ(read_named(sample("pandas.csv"), by_default).row_names.front(), "0");
  EXPECT_EQ(read_named(sample("write_csv.csv"), by_default).row_names.back(), "r5");
  EXPECT_EQ(read_named(sample("write_table.txt"), by_default).row_names.back(), "5");
  const NamedData npy = read_named(sample("holes.npy"), by_default);
  expect_equal(with_holes(npy), holes, "holes.npy");
  EXPECT_EQ(npy.missing_entries, 3);
  EXPECT_TRUE(npy.is_plain);
  SourceOptions refused = by_default;
  refused.table.missing = Missing::none;
  EXPECT_EQ(sample_refusal(sample("holes.npy"), refused),
            sample("holes.npy") + ": entry (2, 3) is nan; expected a finite number");
  EXPECT_EQ(
      sample_refusal(sample("pandas.csv"), refused),
      sample("pandas.csv") +
          ": line 3: column 4: found an empty field; expected a number (--missing auto takes it for a missing "
          "entry)");
}

/// A column without a single entry is left out only when others are left.
TEST(Samples, TheOnlyColumnMayBeEmpty) {
  const TemporaryFolder folder;
  EXPECT_NE(sample_refusal(folder.write("a.csv", "name\nrow;\n")).find("every entry is NaN"),
            std::string::npos);
}

/// Where nothing is missing, dense data stay dense.
TEST(Samples, MissingByDefaultChangesNothingElse) {
  const TemporaryFolder folder;
  for (const char* text :
       {"1,2,\n4,5,\n", "a,b\n1,2,\n4,5,\n", "a,b,\n1,2,\n4,5,\n", "1,2\n4,5\n", "1;2\n4;5\n"}) {
    const NamedData read = read_named(folder.write("a.csv", text), by_default);
    EXPECT_FALSE(read.data.is_sparse());
    expect_equal(entries_of(read.data), Matrix{{1, 2}, {4, 5}}, text);
    EXPECT_EQ(read.missing_entries, 0);
  }
  expect_equal(entries_of(read_named(folder.write("b.csv", "1\n\n3\n"), by_default).data), Matrix{{1}, {3}},
               "b");
  EXPECT_NE(sample_refusal(folder.write("c.csv", ",5,7\n1,2,3\n")).find("or a line of names"),
            std::string::npos);
  EXPECT_NE(sample_refusal(folder.write("d.csv", "NA,\n,nan\n")).find("every entry is NaN"),
            std::string::npos);
}

TEST(Samples, CompressedByGzip) {
  const Matrix X = held("dense.npy");
  for (const char* name : {"dense.npy", "dense.npy.gz", "sparse.mtx.gz"})
    expect_equal(entries_of(read_named(sample(name), by_default).data), X, name);
  EXPECT_TRUE(read_named(sample("dense.npy"), by_default).is_plain);
  EXPECT_FALSE(read_named(sample("dense.npy.gz"), by_default).is_plain);
}

TEST(Gzip, DamagedFilesAreRefusedInOneLine) {
  const TemporaryFolder folder;
  const std::string bytes = content_of_file(sample("pandas.csv.gz"));
  EXPECT_EQ(
      sample_refusal(folder.write("a.csv.gz", bytes.substr(0, bytes.size() - 9))),
      folder.path("a.csv.gz") +
          ": byte 123 of what is compressed: the file ends within its compressed data; expected a whole gzip file");
  EXPECT_EQ(sample_refusal(folder.write("b.csv.gz", "1,2\n")),
            folder.path("b.csv.gz") + ": start: found \"1,2\\x0a\"; expected a gzip file");
  for (size_t at = 0; at < bytes.size(); ++at) {
    std::string damaged = bytes;
    damaged[at] = static_cast<char>(damaged[at] ^ 0x10);
    sample_refusal(folder.write("c.csv.gz", damaged));
    sample_refusal(folder.write("d.csv.gz", bytes.substr(0, at)));
  }
  std::string damaged = bytes;
  damaged[bytes.size() - 6] ^= 1;
  EXPECT_NE(sample_refusal(folder.write("c.csv.gz", damaged)).find("are damaged; expected a gzip file"),
            std::string::npos);
}

/// Every byte of the sample changed, and every beginning: refused in one line, or read.
void expect_robust_sample(const std::string& name, const std::string& inside = "", size_t step = 1) {
  const TemporaryFolder folder;
  const std::string bytes = content_of_file(sample(name));
  const std::string file = "x" + std::filesystem::path(name).extension().string();
  for (size_t at = 0; at < bytes.size(); at += step) {
    std::string damaged = bytes;
    damaged[at] = static_cast<char>(damaged[at] ^ (1 << at % 8));
    sample_refusal(folder.write(file, damaged) + inside);
    damaged[at] = '\xff';
    sample_refusal(folder.write(file, damaged) + inside);
    sample_refusal(folder.write(file, bytes.substr(0, at)) + inside);
  }
}

TEST(Source, ShortNames) {
  EXPECT_EQ(short_name("a/b.csv"), "b.csv");
  EXPECT_EQ(short_name("a/cells.h5ad:/layers/x"), "cells.h5ad:/layers/x");
  EXPECT_EQ(short_name("a/folder/"), "folder");
  EXPECT_EQ(short_name("standard input"), "standard input");
}

TEST(Apart, PiecesComeBackInTheirOrder) {
  Apart apart("x", "it", [](ApartSink& to) {
    to.put_number(-7);
    to.put_texts({"a", "", "b c"});
    const std::vector<double> many(1000000, 0.5);
    to.put(many.data(), many.size() * sizeof(double));
    throw InputError("x: no more");
  });
  EXPECT_EQ(apart.take_number(), -7);
  EXPECT_EQ(apart.take_texts(), (Words{"a", "", "b c"}));
  std::vector<double> many(1000000);
  apart.take(many.data(), many.size() * sizeof(double));
  EXPECT_EQ(many.back(), 0.5);
  EXPECT_EQ(refusal([&] { apart.take_number(); }), "x: no more");
}

TEST(Apart, WhatBringsItDownIsRefused) {
  const auto said = [](const std::function<void(ApartSink&)>& work) {
    return refusal([&] { Apart("x", "Library", work).take_number(); });
  };
  EXPECT_EQ(said([](ApartSink&) { raise(SIGSEGV); }),
            "x: Library ended by \"Segmentation fault\" on it; expected a file that is whole");
  EXPECT_EQ(said([](ApartSink&) { throw std::runtime_error("odd"); }),
            "x: Library gave up on it; expected a file that is whole");
  EXPECT_EQ(said([](ApartSink& to) { to.put_text("longer than a number"); }),
            "x: Library lost its way in it; expected a file that is whole");
  const Budget budget(0.2);
  const BudgetScope scope(budget);
  EXPECT_THROW(said([](ApartSink&) {
                 while (true) pause();
               }),
               OutOfBudget);
}

#if ORTHANT_LIBZIP
TEST(Npz, DenseAndSparse) {
  const Matrix X = held("dense.npy");
  for (const char* name :
       {"dense.npz", "dense.npz:/arr_0", "csr.npz", "csc.npz", "coo.npz", "two.npz:/counts"}) {
    const NamedData read = read_named(sample(name), by_default);
    EXPECT_EQ(read.data.is_sparse(), std::string(name).starts_with("c")) << name;
    const bool whole = std::string(name) == "two.npz:/counts";
    expect_equal(entries_of(read.data), whole ? Matrix(X.array().floor()) : X, name);
  }
  const NamedData holes = read_named(sample("two.npz:/holes"), by_default);
  expect_equal(with_holes(holes), held("holes.npy"), "two.npz:/holes");
  EXPECT_EQ(holes.missing_entries, 3);
  expect_equal(entries_of(read_named(sample("repeated.npz"), by_default).data), Matrix{{0, 3, 0}, {4, 0, 0}},
               "repeated.npz");
  EXPECT_EQ(sample_refusal(sample("two.npz")),
            sample("two.npz") + ": holds the arrays counts, holes; expected one, or FILE.npz:/NAME");
  EXPECT_EQ(sample_refusal(sample("two.npz:/none")),
            sample("two.npz:/none") + ": no array \"none\"; expected one of counts, holes");
  SourceOptions nan = by_default;
  nan.table.missing = Missing::nan;
  EXPECT_NE(sample_refusal(sample("csr.npz"), nan).find("sparse data with missing = nan"), std::string::npos);
  const TemporaryFolder folder;
  EXPECT_NE(
      sample_refusal(folder.write("a.npz", "no archive")).find("; expected a zip archive of .npy files"),
      std::string::npos);
  for (const char* name : {"dense.npz", "csr.npz", "coo.npz", "repeated.npz"}) expect_robust_sample(name);
}
#endif

#if ORTHANT_HDF5
/// The same, where HDF5 may crash or never end: that is refused, or ended by the budget.
void expect_robust_hdf5(const std::string& name, size_t step) {
  const TemporaryFolder folder;
  const std::string bytes = content_of_file(sample(name));
  for (size_t at = 0; at < bytes.size(); at += step) {
    std::string damaged = bytes;
    damaged[at] = static_cast<char>(damaged[at] ^ (1 << at % 8));
    const Budget budget(1);
    const BudgetScope scope(budget);
    try {
      sample_refusal(folder.write("x.h5", damaged));
      sample_refusal(folder.write("x.h5", bytes.substr(0, at)));
    } catch (const OutOfBudget&) {
    }
  }
}

TEST(Hdf5, DatasetsOfEveryType) {
  const Matrix X = held("dense.npy"), whole = X.array().floor();
  const std::string file = sample("plain.h5");
  for (const char* path : {"", ":/X", ":/more/chunked"})
    expect_equal(entries_of(read_named(file + path, by_default).data), X, path);
  for (const char* path : {"u1", "i2", "i4", "u4", "i8", "u8", "f2"})
    expect_equal(entries_of(read_named(file + ":/integers/" + path, by_default).data), whole, path);
  const NamedData holes = read_named(file + ":/more/float32", by_default);
  expect_equal(with_holes(holes), held("holes.npy"), "float32");
  EXPECT_EQ(holes.missing_entries, 3);
  const auto said = [&](const std::string& path) {
    const std::string message = sample_refusal(file + ":" + path);
    return message.substr(std::min(message.size(), file.size() + 1 + path.size()));
  };
  EXPECT_EQ(said("/cube"), ": 3 dimensions; expected two");
  EXPECT_EQ(said("/words"), ": another type of entries; expected integers or floats of at most 8 bytes");
  EXPECT_EQ(said("/infinite"), ": entry (1, 2) is inf; expected a finite number");
  EXPECT_EQ(said("/large"), ": entry 2 in the order of the file is no integer that a double holds exactly");
  EXPECT_EQ(said("/nothing"), ": nothing is there; expected a dataset of two dimensions, or a sparse matrix");
  EXPECT_NE(said("/more").find("a group of encoding-type"), std::string::npos);
  const TemporaryFolder folder;
  const std::string text = folder.write("a.h5", "no such file, but text");
  EXPECT_EQ(sample_refusal(text), text + ": cannot be opened; expected an HDF5 file");
}

TEST(Hdf5, AnnData) {
  const Matrix X = held("dense.npy");
  const std::string file = sample("cells.h5ad");
  const auto expect_cells = [&](const std::string& path, double factor, bool sparse) {
    const NamedData read = read_named(file + path, by_default);
    expect_equal(entries_of(read.data), factor * X, path);
    EXPECT_EQ(read.data.is_sparse(), sparse) << path;
    EXPECT_EQ(read.row_names, (Words{"cell 0", "cell 1", "cell 2", "cell 3", "cell 4"})) << path;
    EXPECT_EQ(read.column_names, (Words{"Actb", "Gapdh", "Actb", "Xist"})) << path;
  };
  expect_cells("", 1, true);
  expect_cells(":/X", 1, true);
  expect_cells(":/layers/spliced", 2, true);
  expect_cells(":/layers/dense", 3, false);
  EXPECT_EQ(read_named(file, by_default).told, "/X, row names from /obs, column names from /var");
  expect_robust_hdf5("cells.h5ad", 701);
}

TEST(Hdf5, TenX) {
  const NamedData read = read_named(sample("ten_x.h5"), by_default);
  expect_equal(entries_of(read.data), held("dense.npy").array().floor().matrix().transpose(), "ten_x.h5");
  EXPECT_EQ(read.row_names, (Words{"ENS0", "ENS1", "ENS2", "ENS3"}));  // symbols are there twice
  EXPECT_EQ(read.column_names, (Words{"AAAC-0", "AAAC-1", "AAAC-2", "AAAC-3", "AAAC-4"}));
  expect_robust_hdf5("ten_x.h5", 173);
}

/// Before version 3 the group was named as the genome.
TEST(Hdf5, TenXOfAGenome) {
  const NamedData read = read_named(sample("ten_x_old.h5"), by_default),
                  newer = read_named(sample("ten_x.h5"), by_default);
  expect_equal(entries_of(read.data), entries_of(newer.data), "ten_x_old.h5");
  EXPECT_EQ(read.row_names, newer.row_names);
  EXPECT_EQ(read.column_names, newer.column_names);
  EXPECT_EQ(read.told, "/mm10 of 10x: rows are features, columns are cells");
  EXPECT_NE(sample_refusal(sample("ten_x_two.h5"))
                .find("holds the matrices /GRCh38, /mm10; expected FILE:/PATH that says which"),
            std::string::npos);
  EXPECT_EQ(read_named(sample("ten_x_two.h5") + ":/GRCh38", by_default).row_names, newer.row_names);
}

/// Files that are whole and lie.
TEST(Hdf5, SizesAndIndicesAreCheckedBeforeTheyAreUsed) {
  const std::string file = sample("hostile.h5");
  const auto said = [&](const std::string& path) {
    const std::string message = sample_refusal(file + ":" + path);
    return message.substr(std::min(message.size(), file.size() + 1 + path.size()));
  };
  EXPECT_NE(said("/indices").find(": indices: number 2 is 7; expected 0 ≤ index < 4"), std::string::npos);
  EXPECT_NE(said("/wide").find("indices: number 1 is 2147483647; expected"), std::string::npos);
  EXPECT_NE(said("/indptr").find("indptr: number 2 is 99; expected numbers that ascend from 0"),
            std::string::npos);
  EXPECT_NE(said("/short").find("indptr: 2 numbers; expected 6"), std::string::npos);
  EXPECT_NE(said("/nan").find("data: number 1 is nan; expected a finite number"), std::string::npos);
  EXPECT_NE(said("/fractions").find("/fractions/indices: holds no integers"), std::string::npos);
  EXPECT_NE(said("/empty_rows").find("2147483647 rows for 11 entries; expected at most 16777216 empty rows"),
            std::string::npos);
  EXPECT_NE(said("/no_shape").find("no shape of two integers"), std::string::npos);
  EXPECT_NE(said("/strange").find("encoding-type \"awkward\""), std::string::npos);
  EXPECT_NE(said("/never_written").find(": 1000000000000 entries of 8 bytes, and 0 bytes are stored"),
            std::string::npos);
  EXPECT_NE(said("/elsewhere").find("its data are in other files"), std::string::npos);
  EXPECT_NE(said("/linked").find("nothing is there"), std::string::npos);
  EXPECT_NE(said("/dangling").find("nothing is there"), std::string::npos);
}
#endif

TEST(Folders, TenX) {
  const NamedData read = read_named(sample("ten_x"), by_default);
  expect_equal(entries_of(read.data), Matrix{{1, 0, 3}, {0, 2, 0}}, "ten_x");
  EXPECT_EQ(read.row_names, (Words{"Actb", "Xist"}));
  EXPECT_EQ(read.column_names, (Words{"AAAC-1", "AAAG-1", "AAAT-1"}));
  EXPECT_TRUE(is_data_folder(sample("ten_x")));
  const TemporaryFolder folder;
  folder.write("matrix.mtx", "%%MatrixMarket matrix coordinate real general\n2 1 1\n1 1 1\n");
  EXPECT_TRUE(read_named(folder.path(""), by_default).row_names.empty());
  folder.write("genes.tsv", "E1\tA\nE2\tA\n");
  EXPECT_EQ(read_named(folder.path(""), by_default).row_names, (Words{"E1", "E2"}));
  const std::string few = folder.write("genes.tsv", "E1\tA\n");
  EXPECT_EQ(sample_refusal(folder.path("")), few + ": 1 names; expected 2, one for each row of the matrix");
}

TEST(Pictures, PgmIsReadOrRefused) {
  expect_equal(entries_of(read_named(sample("deep.pgm"), by_default).data), held("deep.npy"), "deep.pgm");
  const TemporaryFolder folder;
  const auto said = [&](const std::string& bytes) {
    const std::string path = folder.write("a.pgm", bytes);
    return sample_refusal(path).substr(path.size());
  };
  EXPECT_EQ(said("P6 1 1 255\nabc"), ": start: found \"P6\"; expected P2 or P5");
  EXPECT_EQ(said("P2 2 1 255\n7"), ": 1 bytes of pixels; expected 3 for 1 × 2");
  EXPECT_EQ(said("P2 2 1 255\n7 256"), ": pixel: found \"256\"; expected 0 ≤ pixel ≤ 255");
  EXPECT_EQ(said("P5 0 1 255\n"), ": columns: found \"0\"; expected 1 ≤ columns ≤ 1000000");
  EXPECT_EQ(said("P5 1000000 1000000 255\na"),
            ": 1 bytes of pixels; expected 1000000000000 for 1000000 × 1000000");
  EXPECT_EQ(said("P5 1 1 9\na"), ": pixel (1, 1) is 97; expected 0 ≤ pixel ≤ 9");
  for (const char* name : {"deep.pgm", "pictures/more/d.pgm"}) expect_robust_sample(name);
}

#if ORTHANT_PNG
TEST(Pictures, FoldersAndSinglePictures) {
  const NamedData read = read_named(sample("pictures"), by_default);
  expect_equal(entries_of(read.data), held("pictures.npy"), "pictures");
  EXPECT_EQ(read.row_names, (Words{"a.png", "b.png", "more/c.PGM", "more/d.pgm"}));
  EXPECT_EQ(read.image_shape, (std::pair<Index, Index>(3, 4)));
  expect_equal(entries_of(read_named(sample("deep.png"), by_default).data), held("deep.npy"), "deep.png");
  expect_equal(entries_of(read_named(sample("palette.png"), by_default).data), held("palette.npy"),
               "palette.png");
  const TemporaryFolder folder;
  folder.write("a.png", content_of_file(sample("palette.png")));
  folder.write("b.pgm", "P2 2 1 255\n7 8");
  EXPECT_EQ(sample_refusal(folder.path("")),
            folder.path("b.pgm") + ": 1 × 2 pixels; expected 3 × 4, as a.png has");
  folder.write("b.pgm", "P2 4 3 9\n1 2 3 4 5 6 7 8 9 0 1 2");
  EXPECT_EQ(sample_refusal(folder.path("")),
            folder.path("b.pgm") + ": white is 9; expected 255, as in a.png");
  for (const char* name : {"deep.png", "palette.png"}) expect_robust_sample(name);
}
#endif

#if ORTHANT_SNDFILE && ORTHANT_FFTW
TEST(Sound, MagnitudesOverFrequencyAndTime) {
  SourceOptions options = by_default;
  options.window = 64;
  options.hop = 24;
  const NamedData read = read_named(sample("two_tones.wav"), options);
  const Matrix expected = held("two_tones.npy"), X = entries_of(read.data);
  ASSERT_EQ(X.rows(), 33);
  ASSERT_EQ(X.cols(), 10);
  EXPECT_LE((X - expected).cwiseAbs().maxCoeff(), 1e-13);
  EXPECT_EQ(read.hertz_per_row, 125);
  EXPECT_EQ(read.seconds_per_column, 0.003);
  EXPECT_EQ(read.row_names[8], "1000.0 Hz");
  EXPECT_EQ(read.column_names[2], "0.006 s");
  options.hop = 100;  // windows that do not meet
  EXPECT_LE((entries_of(read_named(sample("two_tones.wav"), options).data).col(0) - expected.col(0)).norm(),
            1e-13);
  EXPECT_EQ(sample_refusal(sample("two_tones.wav")),
            sample("two_tones.wav") + ": 300 frames; expected at least window = 1024");
  EXPECT_NE(sample_refusal(sample("dense.npy"), options).find("--window and --hop are for sounds"),
            std::string::npos);
  const TemporaryFolder folder;
  EXPECT_NE(sample_refusal(folder.write("a.wav", "RIFF and no more")).find("; expected a sound"),
            std::string::npos);
}
#endif

TEST(NamesFile, OneNameALineOrAColumn) {
  const TemporaryFolder folder;
  const auto names = [&](const char* file, const char* text, Index count) {
    return read_names(folder.write(file, text), count, "column");
  };
  EXPECT_EQ(names("v.txt", "the\n\"\nof, course\r\n", 3), (Words{"the", "\"", "of, course"}));
  EXPECT_EQ(names("f.tsv", "ENS1\tActb\nENS2\tXist\n", 2), (Words{"ENS1", "ENS2"}));
  EXPECT_EQ(names("o.csv", "n,_index\n1,\"a, b\"\n2,c\n", 2), (Words{"a, b", "c"}));
  EXPECT_EQ(names("h.csv", "name,n\nx,1\ny,2\n", 2), (Words{"x", "y"}));
  const auto said = [&](const char* text, Index count) {
    const std::string path = folder.write("w.txt", text);
    const std::string message = refusal([&] { read_names(path, count, "column"); });
    expect_one_line(message);
    return message.substr(path.size());
  };
  EXPECT_EQ(said("a\nb\n", 3), ": 2 names; expected 3, one for each column");
  EXPECT_EQ(said("a\nb\nc\nd\n", 2), ": line 4: a name too many; expected 2, one for each column");
}

}  // namespace
}  // namespace orthant
