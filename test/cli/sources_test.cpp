/// From a file as it is to an answer: compressed, from standard input, with names beside it, in formats of others.

#include <gtest/gtest.h>

#include "refusal.hpp"

namespace orthant::cli {
namespace {

std::string in_samples(const std::string& name) {
  return std::string(ORTHANT_SAMPLES) + "/" + name;
}

Json recovered(const Folder& folder, const std::string& source_and_flags) {
  return run_well(folder, "recover " + source_and_flags + " --rank 1 --starts 1 --json").json();
}

TEST(Sources, MissingEntriesAreSaid) {
  const Folder folder;
  folder.write("a.csv", ",a,b,c\nr1,1,,3\nr2,NA,5,6\nr3,7,8,9\n");
  const Json document = recovered(folder, "a.csv --out o");
  EXPECT_EQ(document["model"], "completion");
  EXPECT_EQ(document["data"]["missing_entries"], 2);
  EXPECT_EQ(document["data"]["stored"], 7);
  const std::string line =
      "data      3 × 3 in a.csv: column names in line 1, row names in column 1, 2 of 9 entries are missing\n";
  EXPECT_TRUE(tells(run_well(folder, "recover a.csv --rank 1 --starts 1").out, line));
  EXPECT_TRUE(tells(run_well(folder, "certify a.csv --factors o").out, line));
  EXPECT_TRUE(tells(run(folder, words("recover a.csv --rank 1 --missing none")).err,
                    "a.csv: line 2: column 3: found an empty field; expected a number"));
  folder.write("b.csv", "1,2\n3,1\n");
  const Json whole = recovered(folder, "b.csv");
  EXPECT_EQ(whole["model"], "nmf");
  EXPECT_EQ(whole["data"]["storage"], "dense");
  EXPECT_EQ(whole["data"]["missing_entries"], 0);
}

/// A file, a pipe, and a compressed one through a pipe.
TEST(Sources, StandardInput) {
  const Folder folder;
  const Json expected = recovered(folder, in_samples("pandas.csv"));
  const std::vector<std::string> line = words("recover - --rank 1 --starts 1 --json");
  const auto through_pipe = [&](const std::string& name, const std::string& flags) {
    const std::string command = "cat " + in_samples(name) + " | " + ORTHANT_PROGRAM + " recover - " + flags;
    return run_program("/bin/sh", folder, {"-c", command});
  };
  const std::string flags = "--rank 1 --starts 1 --json";
  for (const char* name : {"pandas.csv", "pandas.csv.gz"}) {
    EXPECT_EQ(run(folder, line, {.input = in_samples(name)}).json()["objective"], expected["objective"])
        << name;
    const Json document = through_pipe(name, flags).json();
    EXPECT_EQ(document["objective"], expected["objective"]) << name;
    EXPECT_EQ(document["data"]["name"], "standard input");
    EXPECT_EQ(document["data"]["column_names"], (Json{"a", "b", "c", "d"}));
  }
  const Json dense = recovered(folder, in_samples("dense.npy"));
  for (const char* name : {"dense.npy", "dense.npy.gz", "sparse.mtx.gz"})
    EXPECT_NEAR(through_pipe(name, flags).json()["objective"].get<double>(), dense["objective"].get<double>(),
                1e-9)
        << name;
  const Outcome empty = run(folder, words("recover - --rank 1"));
  EXPECT_EQ(empty.exit_code, 2);
  EXPECT_EQ(empty.err, "orthant: standard input: is empty (0 bytes); expected a matrix\n");
}

TEST(Sources, AVocabularyForAnMtx) {
  const Folder folder;
  folder.write("a.mtx", "%%MatrixMarket matrix coordinate integer general\n2 3 3\n1 1 2\n2 3 1\n2 2 4\n");
  folder.write("words.txt", "the\nof\nand\n");
  folder.write("texts.csv", "_index,author\nnews,a\nfiction,b\n");
  const Json document = recovered(folder, "a.mtx --col-names words.txt --row-names texts.csv");
  EXPECT_EQ(document["data"]["column_names"], (Json{"the", "of", "and"}));
  EXPECT_EQ(document["data"]["row_names"], (Json{"news", "fiction"}));
}

TEST(Sources, Graphs) {
  const Folder folder;
  folder.write("e.txt", "a b\nb c\nc a\nc d\nb a\n");
  const std::string line = "recover e.txt --format edges --model symmetric --rank 2 --starts 2";
  const Json document = run_well(folder, line + " --json").json();
  EXPECT_EQ(document["data"]["rows"], 4);
  EXPECT_EQ(document["data"]["row_names"], document["data"]["column_names"]);
  EXPECT_TRUE(
      tells(run_well(folder, line).out,
            "edges of an undirected graph, nodes by their names, 1 line names an edge again and is added"));
  folder.write("t.csv", "row,column,value\na,b,2\nb,c,1\nc,a,1\nc,d,1\n");
  const Json triplets =
      run_well(folder, "recover t.csv --format triplets --model symmetric --rank 2 --starts 2 --json").json();
  EXPECT_EQ(triplets["objective"], document["objective"]);
}

TEST(Sources, SimilaritiesOfAGraphAndOfPoints) {
  const Folder folder;
  folder.write("e.txt", "a b\nb c\nc a\nc d\nd e\ne f\nf d\n");
  const std::string line =
      "recover e.txt --format edges --similarity normalized --model symmetric --rank 2 --out o";
  const Outcome graph = run_well(folder, line);
  EXPECT_TRUE(tells(graph.out, "nodes by their names, divided by the roots of the degrees"));
  // a and b have two edges, c has three: the certificate is about the matrix that was made, and holds it.
  const Json document = folder.json("o/solution.json");
  EXPECT_EQ(document["data"]["row_names"], (Json{"a", "b", "c", "d", "e", "f"}));
  EXPECT_NEAR(document["data"]["norm"].get<double>(), std::sqrt(2 * (2 * 0.25 + 4 / 6.0 + 1 / 9.0)), 1e-12);
  EXPECT_EQ(verify(folder, "o").exit_code, 0);

  std::string points = "name,x,y\n";
  for (int i = 0; i < 20; ++i)
    points += "p" + std::to_string(i) + "," + std::to_string((i % 2) * 2 + 0.1 * i) + "," +
              std::to_string(-1 - 0.3 * (i % 5)) + "\n";
  folder.write("points.csv", points);
  const std::string two = "recover points.csv --similarity self-tuned --model symmetric --rank 2 --out p";
  EXPECT_TRUE(tells(run_well(folder, two).out,
                    "made of 20 × 2: similarities of the rows to their 5 nearest, self-tuned, divided by"));
  const Json made = folder.json("p/solution.json");
  EXPECT_EQ(made["data"]["rows"], 20);
  EXPECT_EQ(made["data"]["cols"], 20);
  EXPECT_EQ(made["data"]["row_names"], made["data"]["column_names"]);
  EXPECT_EQ(verify(folder, "p").exit_code, 0);
  const auto refused = [&](const std::string& flags, const std::string& words) {
    const Outcome run = cli::run(folder, "recover points.csv --model symmetric --rank 2 " + flags);
    EXPECT_EQ(run.exit_code, 2) << flags;
    EXPECT_TRUE(tells(run.err, words)) << run.err;
  };
  refused("--similarity self-tuned --neighbours 20", "20 rows with 20 neighbours; expected more rows");
  EXPECT_TRUE(tells(cli::run(folder, "project points.csv --factors p --similarity self-tuned").err,
                    "similarity = self-tuned with project; expected none"));
  refused("--neighbours 3", "neighbours = 3 with similarity = none; expected self-tuned");
  refused("--similarity normalized", "entry (1, 2) is -1");
  refused("--similarity self-tuned --observed entries", "similarity = self-tuned with missing entries");
}

TEST(Sources, FormatsOfOthers) {
  const Folder folder;
  const double objective = recovered(folder, in_samples("dense.npy"))["objective"];
  const auto expect_same = [&](const std::string& name) {
    EXPECT_NEAR(recovered(folder, in_samples(name))["objective"].get<double>(), objective, 1e-9 * objective)
        << name;
  };
#if ORTHANT_LIBZIP
  expect_same("dense.npz");
  expect_same("csr.npz");
#endif
#if ORTHANT_HDF5
  expect_same("plain.h5");
  const Json cells = recovered(folder, in_samples("cells.h5ad") + " --out o");
  EXPECT_EQ(cells["data"]["row_names"][4], "cell 4");
  EXPECT_EQ(cells["data"]["column_names"][3], "Xist");
  // The checker does not read it: the certificate holds the numbers.
  EXPECT_EQ(verify(folder, "o").exit_code, 0);
  EXPECT_EQ(
      run_well(folder, "certify " + in_samples("cells.h5ad") + ":/X --factors o --json").json()["verdict"],
      cells["verdict"]);
#endif
#if ORTHANT_PNG
  const Json pictures = recovered(folder, in_samples("pictures") + " --out p");
  EXPECT_EQ(pictures["data"]["image_shape"], (Json{{"rows", 3}, {"cols", 4}}));
  EXPECT_EQ(run_well(folder, "certify " + in_samples("pictures") + " --factors p --json").json()["verdict"],
            pictures["verdict"]);
#endif
#if ORTHANT_SNDFILE && ORTHANT_FFTW
  const Json sound = recovered(folder, in_samples("two_tones.wav") + " --window 64 --hop 24");
  EXPECT_EQ(sound["data"]["hertz_per_row"], 125);
  EXPECT_EQ(sound["data"]["seconds_per_column"], 0.003);
  EXPECT_EQ(sound["data"]["row_names"][8], "1000.0 Hz");
#endif
  const Json ten_x = recovered(folder, in_samples("ten_x"));
  EXPECT_EQ(ten_x["data"]["row_names"], (Json{"Actb", "Xist"}));
}

TEST(Sources, HelpListsTheFormats) {
  const Folder folder;
  for (const char* command : {"recover --help", "certify --help"}) {
    const std::string help = run_well(folder, command).out;
    for (const char* words : {"DATA may be:", ".h5 .h5ad .hdf5", "AnnData", "--row-names", "matrix.mtx[.gz]"})
      EXPECT_TRUE(tells(help, words)) << words;
  }
}

TEST(Sources, CopositiveReadsThemToo) {
  const Folder folder;
  folder.write("q.csv", "1,-1/2\n-1/2,1\n");
  run_program("/bin/sh", folder, {"-c", "gzip -n q.csv"});
  EXPECT_TRUE(tells(run_well(folder, "copositive q.csv.gz").out, "strictly copositive"));
}

class SourceRefusals : public testing::TestWithParam<Refusal> {};

TEST_P(SourceRefusals, OneLineAndExitCodeTwo) {
  expect_refused(GetParam());
}

const Refusal sources[] = {
    {"NamesTooFew",
     "recover good.csv --rank 1 --row-names n.txt",
     {"n.txt: 2 names; expected 4, one for each row"},
     {{"n.txt", "a\nb\n"}}},
    {"NamesTooMany",
     "recover good.csv --rank 1 --col-names n.txt",
     {"n.txt: line 5: a name too many; expected 3, one for each column"},
     {{"n.txt", "a\nb\nc\nd\ne\n"}}},
    {"NamesMissing", "recover good.csv --rank 1 --col-names n.txt", {"n.txt: no such file"}},
    {"WindowOfText",
     "recover good.csv --rank 1 --window 512",
     {"good.csv: --window and --hop are for sounds"}},
    {"WindowTooSmall", "recover good.csv --rank 1 --window 1", {"window = 1", "expected 2 ≤ window ≤ 65536"}},
    {"FolderOfNothing", "recover d --rank 1", {"d: is a folder without matrix.mtx"}, {{"d/", ""}}},
    {"PartOfText", "recover good.csv:/X --rank 1", {"good.csv:/X: a part of a file"}},
    {"NotHdf5", "recover a.h5 --rank 1", {"a.h5: "}, {{"a.h5", "text"}}},
    {"NotNpz", "recover a.npz --rank 1", {"a.npz: "}, {{"a.npz", "text"}}},
    {"NotPng", "recover a.png --rank 1", {"a.png: "}, {{"a.png", "text"}}},
    {"NotWav", "recover a.wav --rank 1", {"a.wav: "}, {{"a.wav", "text"}}},
    {"EdgesOfNpy",
     "recover a.npy --rank 1 --format edges",
     {"expected a .csv, .tsv or .txt file"},
     {{"a.npy", "x"}}},
};
INSTANTIATE_TEST_SUITE_P(Any, SourceRefusals, testing::ValuesIn(sources), name_of);

}  // namespace
}  // namespace orthant::cli
