// Agreement with known labels: against scikit-learn's values and against all pairs, and how the file is read.

#include "orthant/recover/agreement.hpp"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <map>
#include <random>
#include <sstream>

#include "orthant/base/error.hpp"
#include "orthant/files/label_lines.hpp"

namespace orthant {
namespace {

std::vector<Label> labels_from(const std::vector<Index>& parts) {
  std::vector<Label> out;
  for (const Index part : parts) out.push_back({part, part < 0 ? 0.0 : 1.0});
  return out;
}

KnownLabels known_from(const std::vector<Index>& classes) {
  std::vector<std::string> words;
  for (const Index one : classes) words.push_back(std::to_string(one));
  return known_labels("known", LabelsOf::rows, words);
}

Agreement compared(const std::vector<Index>& parts, const std::vector<Index>& classes) {
  return agreement_of(labels_from(parts), 1 + *std::max_element(parts.begin(), parts.end()),
                      known_from(classes));
}

/// adjusted_rand_score and normalized_mutual_info_score of scikit-learn 1.9.
TEST(Agreement, IsThatOfScikitLearn) {
  const auto expect = [](const std::vector<Index>& parts, const std::vector<Index>& classes, double rand,
                         double information) {
    const Agreement found = compared(parts, classes);
    EXPECT_NEAR(found.adjusted_rand, rand, 1e-14);
    EXPECT_NEAR(found.mutual_information, information, 1e-14);
  };
  expect({0, 0, 0, 1, 1, 1, 2, 2, 2, 2, 0, 1}, {0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 2, 0}, 0.36177474402730375,
         0.49953637291750164);
  expect({0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2}, {0, 1, 2, 0, 1, 1, 1, 1, 1, 1, 1, 0, 2, 2, 1},
         0.18032786885245902, 0.28077849856049586);
  expect({0, 1, 0, 1}, {0, 0, 1, 1}, -0.5, 0);
  expect({0, 0, 0, 0}, {0, 1, 2, 3}, 0, 0);
  expect({0, 1, 2, 3}, {0, 0, 1, 1}, 0, 2.0 / 3);
  expect({0, 0, 0, 0}, {0, 0, 0, 0}, 1, 1);
  expect({0, 1, 2, 3}, {3, 2, 1, 0}, 1, 1);
}

/// The Rand index by its definition: over all pairs, together or apart on both sides; adjusted by its mean over
/// random permutations of the labels, which is what E is.
TEST(Agreement, IsWhatAllPairsSay) {
  std::mt19937 random(11);
  for (int round = 0; round < 30; ++round) {
    std::vector<Index> parts, classes;
    for (int i = 0; i < 25; ++i) {
      parts.push_back(static_cast<Index>(random() % 4));
      classes.push_back(random() % 3 == 0 ? static_cast<Index>(random() % 3) : parts.back() % 3);
    }
    double both = 0, in_parts = 0, in_classes = 0, pairs = 0;
    for (size_t i = 0; i < parts.size(); ++i)
      for (size_t j = 0; j < i; ++j) {
        const bool p = parts[i] == parts[j], c = classes[i] == classes[j];
        both += p && c ? 1 : 0;
        in_parts += p ? 1 : 0;
        in_classes += c ? 1 : 0;
        pairs += 1;
      }
    const double by_chance = in_parts * in_classes / pairs;
    EXPECT_NEAR(compared(parts, classes).adjusted_rand,
                (both - by_chance) / ((in_parts + in_classes) / 2 - by_chance), 1e-13);
  }
}

TEST(Agreement, CountsErrorsBehindTheBestMatching) {
  // Part 0 holds most of class 1 and part 1 most of class 0; part 2 shares class 1 with part 0.
  const Agreement found = compared({0, 0, 0, 0, 1, 1, 1, 2, 2}, {1, 1, 1, 0, 0, 0, 1, 1, 1});
  EXPECT_EQ(found.table, (std::vector<std::vector<Index>>{{1, 3}, {2, 1}, {0, 2}}));
  EXPECT_EQ(found.class_of, (std::vector<std::optional<Index>>{1, 0, std::nullopt}));
  EXPECT_EQ(found.errors, 4);
  EXPECT_EQ(found.compared, 9);
}

TEST(Agreement, LeavesOutTheUnknownAndCountsTheUnlabelled) {
  const KnownLabels known = known_labels("k", LabelsOf::rows, {"a", "b", "NA", "", "b"});
  const Agreement found = agreement_of(labels_from({0, 1, 0, 1, -1}), 2, known);
  EXPECT_EQ(found.compared, 3);
  EXPECT_EQ(found.unknown, 2);
  EXPECT_EQ(found.unlabelled, (std::vector<Index>{0, 1}));
  EXPECT_EQ(found.errors, 1);
  EXPECT_EQ(found.adjusted_rand, compared({0, 1, 2}, {0, 1, 1}).adjusted_rand);
}

TEST(KnownLabels, EmptyOnesAreUnknownAtTheEndToo) {
  std::istringstream lines("a\n\"T cell, CD4\"\n\"\"\n\"\"\n\n");
  const LabelLines read = read_label_lines(lines, "labels");
  ASSERT_EQ(read.lines.size(), 4);
  EXPECT_EQ(read.lines[1].label, "T cell, CD4");
  EXPECT_EQ(read.lines[3].label, "");
  std::istringstream none("\"\"\n\"\"\n");
  EXPECT_THROW(read_label_lines(none, "labels"), InputError);
}

TEST(KnownLabels, AreSortedByValueOrByName) {
  EXPECT_EQ(known_labels("k", LabelsOf::rows, {"10", "9", "10"}).classes,
            (std::vector<std::string>{"9", "10"}));
  EXPECT_EQ(known_labels("k", LabelsOf::rows, {"b10", "b9"}).classes,
            (std::vector<std::string>{"b10", "b9"}));
}

class LabelFile : public ::testing::Test {
 protected:
  LabelFile() {
    std::string pattern = (std::filesystem::temp_directory_path() / "orthant-labels-XXXXXX").string();
    if (mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no temporary folder");
    folder_ = pattern;
    data_.matrix = share(DataMatrix::dense(Matrix::Ones(3, 4)));
  }
  ~LabelFile() override {
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }

  KnownLabels read(const std::string& text, LabelsOf of = LabelsOf::automatic, bool symmetric = false) {
    std::ofstream(folder_ / "k.csv", std::ios::binary) << text;
    return read_known_labels((folder_ / "k.csv").string(), data_, of, symmetric);
  }

  /// "ROWS: a b -": side and label of each; or the refusal from the file's name on.
  std::string said(const std::string& text, LabelsOf of = LabelsOf::automatic, bool symmetric = false) {
    try {
      const KnownLabels known = read(text, of, symmetric);
      std::string out = std::string(to_string(known.of)) + ":";
      for (const Index one : known.given)
        out += " " + (one < 0 ? "-" : known.classes.at(static_cast<size_t>(one)));
      return out;
    } catch (const InputError& error) {
      const std::string message = error.what();
      EXPECT_EQ(message.find('\n'), std::string::npos);
      return message.substr(message.find("k.csv"));
    }
  }

  std::filesystem::path folder_;
  Data data_;
};

TEST_F(LabelFile, HasALabelALineInOrder) {
  EXPECT_EQ(said("x\ny\nx\n"), "rows: x y x");
  EXPECT_EQ(said("x\ny\nx"), "rows: x y x");
  EXPECT_EQ(said("x\r\ny\r\nx\r\n\r\n"), "rows: x y x");
  EXPECT_EQ(said("a\nb\nb\na\n"), "columns: a b b a");  // four: the columns, not three and a header
  EXPECT_EQ(said("class\nx\ny\nx\n", LabelsOf::rows), "rows: x y x");
  EXPECT_EQ(said("class\na\nb\nb\na\n"), "columns: a b b a");
  EXPECT_EQ(said("x\n\nx\n"), "rows: x - x");
  EXPECT_EQ(said("\"x, y\"\nz\nz\n"), "rows: x, y z z");
  data_.matrix = share(DataMatrix::dense(Matrix::Ones(3, 3)));
  EXPECT_EQ(said("x\ny\nx\n"), "rows: x y x");
  EXPECT_EQ(said("x\ny\nx\n", LabelsOf::columns), "columns: x y x");
  EXPECT_EQ(said("x\ny\nx\n", LabelsOf::columns, true), "rows: x y x");
}

TEST_F(LabelFile, HasNamesThatAreMatched) {
  data_.row_names = {"r1", "r2", "r3"};
  data_.column_names = {"c1", "c2", "c3", "c4"};
  EXPECT_EQ(said("r3,z\nr1,x\nr2,y\n"), "rows: x y z");
  EXPECT_EQ(said("sample\tclass\nr3\tz\nr1\tx\nr9\tw\n"), "rows: x - z");
  EXPECT_EQ(said("\"\",\"x\"\n\"c2\",\"b\"\n\"c1\",\"a\"\n"), "columns: a b - -");
  EXPECT_EQ(said("r1,\"x;y\"\nr2,z\nr3,z\n"), "rows: x;y z z");
  EXPECT_EQ(said("class\nr1;x\nr2;y\nr3;x\n"), "rows: x y x");
  EXPECT_EQ(said("1,x\n2,y\n3,x\n"), "rows: x y x");  // they count: in order
  EXPECT_EQ(said("\"\",\"class\"\n\"1\",\"x\"\n\"2\",\"y\"\n\"3\",\"x\"\n"), "rows: x y x");
  data_.row_names.clear();
  data_.column_names.clear();
  EXPECT_EQ(said("0,x\n1,y\n2,x\n"), "rows: x y x");
}

TEST_F(LabelFile, IsRefusedInOneLine) {
  EXPECT_EQ(said("x\ny\n"),
            "k.csv: 2 labels; expected 3, one for each row, or 4, one for each column of the data");
  EXPECT_EQ(said("x\ny\n", LabelsOf::columns),
            "k.csv: 2 labels; expected 4, one for each column of the data");
  EXPECT_EQ(said("r1,x,1\n"), "k.csv: line 1: 3 fields; expected a label, or a name and a label");
  EXPECT_EQ(said("a\nb,c\nd\n"), "k.csv: line 3: 1 fields; expected a name and a label, as before");
  EXPECT_EQ(said("a,b\nc\n"), "k.csv: line 1: 2 fields; expected a label alone, as below");
  EXPECT_EQ(said("\n\n"), "k.csv: no labels; expected one a line, or a name and a label");
  EXPECT_EQ(said("\"x\n"), "k.csv: line 1: a quotation mark is left open");
  EXPECT_EQ(said("q,x\nr,y\ns,x\n"),
            "k.csv: names with the labels, but the data have none; expected a label alone in every line");
  data_.row_names = {"r1", "r2", "r3"};
  EXPECT_EQ(said("q,x\nr,y\ns,x\n"),
            "k.csv: line 1: no name is one of the data (\"q\", …); expected names of rows or columns");
  EXPECT_EQ(said("r1,x\nr2,y\nr1,y\n"),
            "k.csv: line 3: \"r1\" has another label than in line 1; expected one");
  EXPECT_EQ(said("NA\n\nNA\n"), "k.csv: 0 different labels; expected classes, 1 to 1000 of them");
}

}  // namespace
}  // namespace orthant
