// Parts, groups and agreement in the document and in files: what stands there is what the factors say, and names
// of any kind come back from the files.

#include "orthant/documents/parts.hpp"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <numeric>
#include <sstream>

#include "orthant/documents/solution.hpp"
#include "orthant/files/csv.hpp"

namespace orthant {
namespace {

class PartFiles : public ::testing::Test {
 protected:
  PartFiles() {
    std::string pattern = (std::filesystem::temp_directory_path() / "orthant-parts-XXXXXX").string();
    if (mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no temporary folder");
    folder_ = pattern;
  }
  ~PartFiles() override {
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }

  std::string path(const char* name) const { return (folder_ / name).string(); }
  std::string text(const char* name) const {
    std::ifstream in(folder_ / name, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }

  std::filesystem::path folder_;
};

/// Two groups of rows and columns, and a row without an entry.
Data grouped() {
  Matrix X(5, 4);
  X << 5, 4, 0.1, 0, 0.2, 0, 6, 7, 4, 5, 0, 0.3, 0, 0, 0, 0, 0, 0.1, 5, 5;
  Data data{.matrix = share(DataMatrix::dense(std::move(X)))};
  data.row_names = {"a,b", "say \"x\"", " blank", "zero", "\xff\xfe"};
  data.column_names = {"u", "v", "w;1", "#x"};
  return data;
}

Recovery found(Data data, RecoverOptions options = {}) {
  options.rank = 2;
  options.search.starts = 2;
  options.numeric = true;
  return recover(std::move(data), options);
}

TEST_F(PartFiles, NameTheGroupsThatAreThere) {
  const Recovery recovery = found(grouped());
  Solution solution = solution_of(recovery);
  write(recovery, solution, path(""));
  EXPECT_EQ(solution.files.at("labels"), "labels.csv");
  EXPECT_EQ(solution.files.at("column_labels"), "column_labels.csv");
  EXPECT_FALSE(std::filesystem::exists(folder_ / "L.csv"));

  // The first part is that of the larger sum: rows 2 and 5, columns 3 and 4.
  std::istringstream lines(text("labels.csv"));
  std::string line;
  std::vector<std::string> starts = {"row,label,clarity", "\"a,b\",2,", "\"say \"\"x\"\"\",1,",
                                     "\" blank\",2,",     "zero,,",     "\xff\xfe,1,"};
  for (const std::string& start : starts) {
    ASSERT_TRUE(std::getline(lines, line));
    EXPECT_EQ(line.substr(0, start.size()), start);
  }
  EXPECT_EQ(solution.row_groups->counts, (std::vector<Index>{2, 2}));
  EXPECT_EQ(solution.row_groups->none, 1);
  EXPECT_EQ(solution.row_groups->clear, 4);
  EXPECT_EQ(solution.column_groups->counts, (std::vector<Index>{2, 2}));
  EXPECT_GT(solution.row_groups->median_clarity, 0.9);

  ASSERT_EQ(solution.parts.size(), 2u);
  EXPECT_GT(solution.parts[0].share, solution.parts[1].share);
  const auto& first = solution.parts[0].columns;
  EXPECT_TRUE(first.at(0).name == "#x" || first.at(0).name == "w;1");
  EXPECT_EQ(recovery.data.column_names[static_cast<size_t>(first[0].index)], first[0].name);
  EXPECT_EQ(as_json(solution)["parts"][0]["columns"][0]["index"], first[0].index + 1);
}

/// Every double and every name, by the reader of tables.
TEST_F(PartFiles, FactorsAreReadBackBitByBit) {
  RecoverOptions options;
  options.csv = true;
  Data data = grouped();
  data.column_names = {"u", "v", "w;1", "\xc3\xa4 , x"};
  const Recovery recovery = found(std::move(data), options);
  Solution solution = solution_of(recovery);
  write(recovery, solution, path(""));
  for (const auto& [file, factor, names] : {std::tuple{"L.csv", recovery.left(), recovery.data.row_names},
                                            {"R.csv", recovery.right(), recovery.data.column_names}}) {
    std::ifstream in(folder_ / file, std::ios::binary);
    const CsvMatrix read = read_csv_table(in, file, {});
    const Matrix back = read.data.times(Matrix::Identity(2, 2));
    EXPECT_EQ(back, factor) << file;
    EXPECT_EQ(read.reading.column_names, (std::vector<std::string>{"part 1", "part 2"}));
    ASSERT_EQ(read.reading.row_names.size(), names.size());
    EXPECT_EQ(read.reading.row_names.back(), names.back());
  }
  EXPECT_EQ(solution.files.at("L_csv"), "L.csv");

  // Without names there are numbers; files of an earlier run do not stay.
  data = grouped();
  data.row_names = {};
  const Recovery plain = found(std::move(data));
  solution = solution_of(plain);
  write(plain, solution, path(""));
  EXPECT_FALSE(std::filesystem::exists(folder_ / "R.csv"));
  EXPECT_EQ(text("labels.csv").find("\n1,2,"), std::string("row,label,clarity").size());
}

TEST_F(PartFiles, KnownLabelsStandBesideThoseOfTheParts) {
  std::ofstream(folder_ / "known.csv") << "u,low\nv,low\n\"w;1\",high\n#x,high\n";
  RecoverOptions options;
  options.labels = path("known.csv");
  const Recovery recovery = found(grouped(), options);
  Solution solution = solution_of(recovery);
  write(recovery, solution, path("out"));
  ASSERT_TRUE(solution.agreement);
  EXPECT_EQ(solution.agreement->of, LabelsOf::columns);
  EXPECT_EQ(solution.agreement->name, "known.csv");
  EXPECT_EQ(solution.agreement->errors, 0);
  EXPECT_EQ(solution.agreement->adjusted_rand, 1);
  EXPECT_EQ(text("out/column_labels.csv").substr(0, 29), "column,label,clarity,known\nu,");
  EXPECT_NE(text("out/column_labels.csv").find(",low\n"), std::string::npos);
  EXPECT_EQ(text("out/labels.csv").substr(0, 18), "row,label,clarity\n");
  const Solution read = read_solution(path("out/solution.json"));
  EXPECT_EQ(json_text(as_json(read)), json_text(as_json(solution)));
  EXPECT_EQ(read.agreement->class_of, solution.agreement->class_of);
}

TEST_F(PartFiles, OfASymmetricModelHaveOneSide) {
  Matrix X(3, 3);
  X << 4, 3, 0, 3, 4, 0, 0, 0, 5;
  Data data{.matrix = share(DataMatrix::dense(X))};
  data.column_names = {"p", "q", "r"};
  RecoverOptions options;
  options.model.model = Model::symmetric;
  options.csv = true;
  const Recovery recovery = found(std::move(data), options);
  Solution solution = solution_of(recovery);
  write(recovery, solution, path(""));
  EXPECT_FALSE(solution.column_groups);
  EXPECT_FALSE(std::filesystem::exists(folder_ / "column_labels.csv"));
  EXPECT_TRUE(std::filesystem::exists(folder_ / "U.csv"));
  EXPECT_NE(text("labels.csv").find("\np,"), std::string::npos);
  EXPECT_TRUE(solution.parts.at(0).rows.empty());
  EXPECT_FALSE(solution.parts.at(0).columns.at(0).name.empty());
}

/// Minima beside the best one are compared with it, and the best is not.
TEST_F(PartFiles, OtherMinimaAreMatchedWithTheBest) {
  Matrix X(8, 6);
  X << 3, 9, 8, 2, 5, 9, 7, 9, 1, 9, 0, 7, 4, 8, 3, 3, 7, 8, 8, 7, 6, 2, 3, 2, 8, 6, 0, 1, 2, 9, 0, 4, 0, 4,
      7, 9, 6, 6, 6, 9, 7, 2, 5, 1, 0, 2, 7, 3;
  RecoverOptions options;
  options.rank = 3;
  options.search.starts = 8;
  options.numeric = true;
  const Recovery recovery = recover({.matrix = share(DataMatrix::dense(X))}, options);
  ASSERT_GE(recovery.search.minima.size(), 2u);
  const Solution solution = solution_of(recovery);
  EXPECT_FALSE(solution.minima[0].comparison);
  ASSERT_TRUE(solution.minima[1].comparison);
  const ListedComparison& other = *solution.minima[1].comparison;
  ASSERT_EQ(other.parts.size(), 3u);
  std::vector<Index> partners;
  for (size_t k = 0; k < 3; ++k) {
    const ListedMatch& match = other.parts[k];
    partners.push_back(match.part);
    const Matrix& U = recovery.best().U;
    const Matrix& V = recovery.search.minima[1].certificate.U;
    const auto cosine = [&](Index from, Index rows) {
      const Vector a = U.col(static_cast<Index>(k)).segment(from, rows),
                   b = V.col(match.part).segment(from, rows);
      return a.dot(b) / (a.norm() * b.norm());
    };
    EXPECT_NEAR(match.rows, cosine(0, 8), 1e-12);
    EXPECT_NEAR(match.columns, cosine(8, 6), 1e-12);
    EXPECT_FALSE(match.names.empty());
  }
  std::sort(partners.begin(), partners.end());
  EXPECT_EQ(partners, (std::vector<Index>{0, 1, 2}));
  EXPECT_GE(other.rows_alike, 0);
  EXPECT_LE(other.rows_alike, 1);
}

}  // namespace
}  // namespace orthant
