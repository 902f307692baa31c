/// What of a table is taken for names, and what is refused because it may be names or data.

#include "orthant/files/csv_table.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <sstream>

#include "orthant/files/csv.hpp"
#include "orthant/files/read_matrix.hpp"
#include "orthant/files/triplets.hpp"
#include "refusal.hpp"

namespace orthant {
namespace {

using Names = std::vector<std::string>;

const CsvOptions of_a_command_line{.refuse_doubtful = true};
const CsvOptions with_missing{.missing = Missing::nan, .refuse_doubtful = true};

CsvMatrix read_table(const std::string& text, const CsvOptions& options = of_a_command_line) {
  std::istringstream in(text);
  return read_csv_table(in, "a.csv", options);
}

std::string table_refusal(const std::string& text, const CsvOptions& options = of_a_command_line) {
  const std::string message = refusal([&] { read_table(text, options); });
  expect_one_line(message);
  return message;
}

CsvOptions first_line(NamesOrData what) {
  return {.first_line = what, .refuse_doubtful = true};
}

CsvOptions first_column(NamesOrData what) {
  return {.first_column = what, .refuse_doubtful = true};
}

CsvOptions decimal(DecimalMark mark) {
  return {.decimal = mark, .refuse_doubtful = true};
}

/// Entries that are NaN on both sides count as equal.
void expect_entries(const CsvMatrix& table, std::initializer_list<std::initializer_list<double>> entries) {
  const Matrix expected(entries);
  const Matrix A = entries_of(table.data);
  ASSERT_EQ(A.rows(), expected.rows());
  ASSERT_EQ(A.cols(), expected.cols());
  for (Index i = 0; i < A.rows(); ++i)
    for (Index j = 0; j < A.cols(); ++j)
      EXPECT_TRUE(A(i, j) == expected(i, j) || (std::isnan(A(i, j)) && std::isnan(expected(i, j))))
          << i << " " << j << ": " << A(i, j);
}

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

/// The first row is data whatever it is made of: missing entries, decimal commas, quoted numbers.
TEST(CsvFirstLine, DataAreNeverTakenForNames) {
  expect_entries(read_table("NA,NA\n1,2\n3,4\n5,6\n", with_missing),
                 {{unknown, unknown}, {1, 2}, {3, 4}, {5, 6}});
  EXPECT_EQ(table_refusal("NA,NA\n1,2\n"),
            "a.csv: line 1: column 1: found \"NA\"; expected a number (--missing auto takes it for a missing "
            "entry)");
  expect_entries(read_table("1,5;2,5\n3;4\n5;7\n"), {{1.5, 2.5}, {3, 4}, {5, 7}});
  EXPECT_EQ(table_refusal("\"1,000\",\"2,500\"\n100,200\n300,400\n"),
            "a.csv: line 1: column 1: found \"1,000\", with a decimal comma or a mark of thousands; expected "
            "--decimal comma (1.000) or --decimal point (1000)");
  EXPECT_EQ(table_refusal("-,-\n1,2\n"), "a.csv: line 1: column 1: found \"-\"; expected a number");
  EXPECT_EQ(table_refusal("\"12 %\",\"7 %\"\n1,2\n"),
            "a.csv: line 1: column 1: found \"12 %\"; expected a number");
  EXPECT_EQ(table_refusal("1.2.3,4.5.6\n1,2\n"),
            "a.csv: line 1: column 1: found \"1.2.3\"; expected a number");
  for (const char* text : {"NA,NA\n1,2\n", "1,5;2,5\n3;4\n", "nan,nan\n1,2\n"})
    EXPECT_EQ(read_table(text, with_missing).reading.names_line, 0) << text;
}

TEST(CsvFirstLine, WordsAreNames) {
  const CsvMatrix table = read_table("# c\nwidth,\"height, cm\",2020-01-01\n1,2,3\n4,5,6\n");
  expect_entries(table, {{1, 2, 3}, {4, 5, 6}});
  EXPECT_EQ(table.reading.names_line, 2);
  EXPECT_EQ(table.reading.column_names, (Names{"width", "height, cm", "2020-01-01"}));
  EXPECT_FALSE(table.reading.names_column);
  EXPECT_EQ(in_words(table.reading), "column names in line 2");
  EXPECT_EQ(in_words(read_table("1,2\n3,1\n").reading), "");
}

/// A line of the numbers 0, 1, 2, … is what a table without names is often written with.
TEST(CsvFirstLine, CountsAreDoubtful) {
  const char* text = "0,1,2\n1,5,6\n2,7,8\n";
  EXPECT_EQ(table_refusal(text),
            "a.csv: line 1: counts upwards: names or data; --first-line names or "
            "--first-line data says which");
  expect_entries(read_table(text, {.first_line = NamesOrData::names,
                                   .first_column = NamesOrData::names,
                                   .refuse_doubtful = true}),
                 {{5, 6}, {7, 8}});
  expect_entries(read_table(text, {.first_line = NamesOrData::data,
                                   .first_column = NamesOrData::data,
                                   .refuse_doubtful = true}),
                 {{0, 1, 2}, {1, 5, 6}, {2, 7, 8}});
  EXPECT_EQ(
      table_refusal(text, first_line(NamesOrData::names)),
      "a.csv: column 1: counts 1, 2, …: names or data; --first-column names or --first-column data says "
      "which");
  for (const char* years : {"1990,1991,1992\n1,5,6\n2,7,8\n", ",1990,1991,1992\n4,1,5,6\n7,2,7,8\n"})
    EXPECT_NE(table_refusal(years, with_missing).find("line 1: counts upwards"), std::string::npos) << years;
  EXPECT_NE(table_refusal("0,1\n0,5,6\n1,7,8\n").find("expected 2 as in line 1, or --first-line names"),
            std::string::npos);
  expect_entries(read_table(text, {}), {{0, 1, 2}, {1, 5, 6}, {2, 7, 8}});  // files of a problem folder
}

TEST(CsvFirstLine, CanBeSaid) {
  const CsvMatrix years = read_table("1990,1991\n1,2\n3,4\n", first_line(NamesOrData::names));
  expect_entries(years, {{1, 2}, {3, 4}});
  EXPECT_EQ(years.reading.column_names, (Names{"1990", "1991"}));
  EXPECT_EQ(table_refusal("a,b\n1,2\n", first_line(NamesOrData::data)),
            "a.csv: line 1: column 2: found \"b\"; expected a number");
  const CsvMatrix rows = read_table("g1,1,2\ng2,3,4\n", first_line(NamesOrData::data));
  expect_entries(rows, {{1, 2}, {3, 4}});
  EXPECT_EQ(rows.reading.row_names, (Names{"g1", "g2"}));
}

TEST(CsvFirstColumn, OfNamesBelowACorner) {
  for (const char* text :
       {"\"\",\"s1\",\"s2\"\n\"g1\",\"443.8\",\" 17.6\"\n\"g2\",\"19.5\",\"404.7\"\n",
        "gene,s1,s2\ng1,443.8,17.6\ng2,19.5,404.7\n", "s1,s2\ng1,443.8,17.6\ng2,19.5,404.7\n",
        "\ts1\ts2\ng1\t443.8\t17.6\ng2\t19.5\t404.7\n"}) {
    const CsvMatrix table = read_table(text);
    expect_entries(table, {{443.8, 17.6}, {19.5, 404.7}});
    EXPECT_EQ(table.reading.column_names, (Names{"s1", "s2"})) << text;
    EXPECT_EQ(table.reading.row_names, (Names{"g1", "g2"})) << text;
    EXPECT_EQ(in_words(table.reading), "column names in line 1, row names in column 1");
  }
}

/// What pandas and R write: a corner without a name, or a line of names that is one short, above row numbers.
TEST(CsvFirstColumn, AnIndex) {
  for (const char* text :
       {",a,b\n0,5,6\n1,7,8\n", ",0,1\n0,5,6\n1,7,8\n", "\"a\" \"b\"\n\"1\" 5 6\n\"2\" 7 8\n"}) {
    const CsvMatrix table = read_table(text);
    expect_entries(table, {{5, 6}, {7, 8}});
    EXPECT_EQ(table.reading.names_line, 1) << text;
    EXPECT_EQ(table.reading.row_names.size(), 2U) << text;
  }
  const CsvMatrix missing = read_table(",a,b,c\nr1,1,,3\nr2,NA,5,6\nr3,7,8,9\n", with_missing);
  expect_entries(missing, {{1, unknown, 3}, {unknown, 5, 6}, {7, 8, 9}});
  EXPECT_EQ(missing.reading.row_names, (Names{"r1", "r2", "r3"}));
  EXPECT_EQ(table_refusal(",a,b,c\nr1,1,,3\n"),
            "a.csv: line 2: column 3: found an empty field; expected a number "
            "(--missing auto takes it for a missing entry)");
  EXPECT_EQ(table_refusal("a,b\n1,5,6\n3,7,8\n"),
            "a.csv: line 3: column 1: found \"3\"; expected 2, the number of the row, since line 1 has one "
            "name less "
            "than there are columns");
}

/// Numbers that count are data or an index: which of them cannot be seen.
TEST(CsvFirstColumn, CountsAreDoubtful) {
  for (const char* text : {"id,a\n1,5\n2,6\n3,7\n", "0,5\n1,6\n2,7\n", "1,5,2\n2,6,2\n3,7,1\n4,1,1\n",
                           "year,a\n1990,5\n1991,6\n1992,7\n", "ID,a\n1,5\n2,6\n"}) {
    EXPECT_NE(table_refusal(text).find("column 1: counts "), std::string::npos) << text;
    EXPECT_EQ(read_table(text, first_column(NamesOrData::data)).reading.names_column, false);
    EXPECT_EQ(read_table(text, first_column(NamesOrData::names)).reading.names_column, true);
    EXPECT_EQ(read_table(text, {}).reading.names_column, false);
  }
  EXPECT_NE(table_refusal(",1990,1991\n0,5,6\n1,7,8\n2,1,1\n", with_missing).find("column 1: counts 0"),
            std::string::npos);
  for (const char* text : {"1,5\n2,6\n4,7\n", "1\n2\n3\n", "1,2,3\n4,5,6\n7,8,10\n", "1,2\n2,1\n"})
    EXPECT_EQ(table_refusal(text), "accepted") << text;
}

/// A damaged first field must not turn a column of data into names.
TEST(CsvFirstColumn, NamesAndNumbersAreRefused) {
  EXPECT_EQ(
      table_refusal("a,b,c\nx1,2,3\n4,5,6\n"),
      "a.csv: line 3: column 1: found \"4\"; expected a name, as \"x1\" in line 2 (--first-column names or "
      "--first-column data says which)");
  EXPECT_EQ(read_table("a,b,c\nx1,2,3\n4,5,6\n", first_column(NamesOrData::names)).reading.row_names,
            (Names{"x1", "4"}));
  EXPECT_EQ(table_refusal("a,b,c\n4,5,6\nx1,2,3\n"),
            "a.csv: line 3: column 1: found \"x1\"; expected a number, or --first-column names");
}

TEST(CsvLastColumn, ASeparatorAtTheEndOfEveryLine) {
  for (const char* text : {"1,2,\n4,5,\n", "1;2;\n4;5;\n", "a,b,\n1,2,\n4,5,\n", "a,b\n1,2,\n4,5,\n"}) {
    const CsvMatrix table = read_table(text);
    expect_entries(table, {{1, 2}, {4, 5}});
    EXPECT_TRUE(table.reading.empty_last_column) << text;
  }
  const CsvMatrix missing = read_table("a,b,\n1,,\n4,5,\n", with_missing);
  expect_entries(missing, {{1, unknown}, {4, 5}});
  EXPECT_EQ(missing.reading.column_names, (Names{"a", "b"}));
  expect_entries(read_table("1,2,\n4,5,6\n", with_missing), {{1, 2, unknown}, {4, 5, 6}});
  EXPECT_EQ(table_refusal("1,2,\n4,5,6\n"),
            "a.csv: line 1: column 3: found an empty field; expected a number");
}

TEST(CsvDecimal, CommasAreReadWhereTheyCannotBeAnythingElse) {
  expect_entries(read_table("Valence;Arousal\n0,435;2,87\n1,286;4\n0,118;2,059\n"),
                 {{0.435, 2.87}, {1.286, 4}, {0.118, 2.059}});
  expect_entries(read_table("0,435\t1,286\n0,118\t2,059\n"), {{0.435, 1.286}, {0.118, 2.059}});
  expect_entries(read_table("0,5 1,5\n2,5 3,5\n"), {{0.5, 1.5}, {2.5, 3.5}});
  expect_entries(read_table("\"1,5\",\"2,25\"\n3,4\n"), {{1.5, 2.25}, {3, 4}});
  expect_entries(read_table("\"-1,5e3\"\n2\n"), {{-1500}, {2}});
  EXPECT_TRUE(read_table("0,5 1,5\n2,5 3,5\n").reading.decimal_comma);
  EXPECT_FALSE(read_table("1, -2.5, 3\n4 ,0 , 6e3\n").reading.decimal_comma);
}

TEST(CsvDecimal, WhatMayBeEitherIsRefused) {
  EXPECT_EQ(
      table_refusal("0,435\n1,286\n0,118\n"),
      "a.csv: line 1: found \"0,435\", one number with a decimal comma or two; expected --decimal comma or "
      "--decimal point");
  EXPECT_NE(table_refusal("1,05\n2,5\n").find("--decimal comma"), std::string::npos);
  EXPECT_NE(table_refusal("1,05,2,5\n2,5,3,1\n").find("--decimal comma"), std::string::npos);
  EXPECT_EQ(table_refusal("1,234.5;2,000\n3,4;5\n"),
            "a.csv: line 1: column 1: found \"1,234.5\"; expected a number "
            "without marks of thousands, or --decimal point");
  EXPECT_EQ(
      table_refusal("\"1,234\",\"2,000\"\n\"3\",\"4\"\n").find("a.csv: line 1: column 1: found \"1,234\""),
      0U);
  EXPECT_EQ(table_refusal("1.5;2\n1,5;3\n"),
            "a.csv: line 2: column 1: found \"1,5\", and a decimal point in line 1: "
            "column 1; expected one decimal mark (--decimal comma or --decimal "
            "point says which)");
  for (const char* text :
       {"1,5\n2,7\n2,1\n", "1,100\n2,22\n4,1\n", "1.5,200\n2,300\n", "a,b\n1,100\n2,200\n"})
    EXPECT_EQ(table_refusal(text), "accepted") << text;
}

TEST(CsvDecimal, CanBeSaid) {
  expect_entries(read_table("0,435\n1,286\n0,118\n", decimal(DecimalMark::comma)),
                 {{0.435}, {1.286}, {0.118}});
  expect_entries(read_table("0,435\n1,286\n0,118\n", decimal(DecimalMark::point)),
                 {{0, 435}, {1, 286}, {0, 118}});
  EXPECT_TRUE(read_table("\"1,000\",2\n", decimal(DecimalMark::point)).reading.marks_of_thousands);
  const char* thousands = "\"1,000\",\"2,500.5\"\n100,200\n";
  expect_entries(read_table(thousands, decimal(DecimalMark::point)), {{1000, 2500.5}, {100, 200}});
  EXPECT_NE(table_refusal(thousands, decimal(DecimalMark::comma)).find("\"2,500.5\""), std::string::npos);
  expect_entries(read_table("1.234,5;2\n3;4\n", decimal(DecimalMark::comma)), {{1234.5, 2}, {3, 4}});
  EXPECT_EQ(table_refusal("1.5;2\n", decimal(DecimalMark::comma)),
            "a.csv: line 1: column 1: found \"1.5\"; expected a number with a decimal comma");
}

/// A spreadsheet's errors begin like comments, and rows of tabs look blank.
TEST(CsvLines, NothingThatHoldsDataIsSkipped) {
  expect_entries(read_table("#N/A,2\n3,4\n", with_missing), {{unknown, 2}, {3, 4}});
  EXPECT_EQ(table_refusal("1,2\n#REF!,4\n"), "a.csv: line 2: column 1: found \"#REF!\"; expected a number");
  expect_entries(read_table("1\t2\n\t\n3\t4\n", with_missing), {{1, 2}, {unknown, unknown}, {3, 4}});
  EXPECT_NE(table_refusal("1\t2\n\t\n3\t4\n").find("line 2: column 1: found an empty field"),
            std::string::npos);
  EXPECT_EQ(table_refusal("\t\n1\t2\n", with_missing),
            "a.csv: line 1: column 1: found an empty field; expected a number");
  EXPECT_EQ(table_refusal("1\n\n3\n", with_missing),
            "a.csv: line 2: blank, in a table of one column; expected a number, or NA for a missing entry");
  for (const char* text : {"1\n\n3\n", " \t \n1 2\n"}) EXPECT_EQ(table_refusal(text), "accepted");
  EXPECT_EQ(table_refusal("1\n3\n\n", with_missing), "accepted");
  EXPECT_EQ(table_refusal("<!DOCTYPE html>\n<html></html>\n"),
            "a.csv: line 1: found \"<!DOCTYPE html>\", as at the beginning of a web page; expected numbers "
            "or names");
}

TEST(CsvTableRefusal, DamagedFilesAreRefusedOrRead) {
  for (const char* file : {",a,b\nr1,1,2.5\nr2,3,4\n", "a;b\n1,5;2\n3;4,25\n", ",0,1\n0,5,6\n1,7,8\n"}) {
    EXPECT_EQ(table_refusal(file), "accepted");
    for (const CsvOptions& options : {of_a_command_line, with_missing, decimal(DecimalMark::comma)})
      expect_robust(file,
                    [&](std::istream& in, const std::string& name) { read_csv_table(in, name, options); });
  }
}

CsvMatrix triplets(const std::string& text, const CsvOptions& options = {}) {
  std::istringstream in(text);
  return read_triplets(in, "a.csv", options);
}

std::string triplets_refusal(const std::string& text) {
  const std::string message = refusal([&] { triplets(text); });
  expect_one_line(message);
  return message;
}

TEST(Triplets, NumbersAreSortedAndWordsStayInTheirOrder) {
  const CsvMatrix ratings = triplets("user,item,rating\n10,3,5\n2,1,2.5\n\n2,3,0\n");
  EXPECT_TRUE(ratings.data.is_sparse());
  EXPECT_EQ(ratings.data.stored(), 3);  // the zero is an entry
  EXPECT_EQ(entries_of(ratings.data), (Matrix{{2.5, 0}, {0, 5}}));
  EXPECT_EQ(ratings.reading.row_names, (Names{"2", "10"}));
  EXPECT_EQ(ratings.reading.column_names, (Names{"1", "3"}));
  EXPECT_EQ(ratings.reading.names_line, 1);
  const CsvMatrix words = triplets("\"b, c\"\tx\t1\na\tx\t2\n\"b, c\"\ty\t3\n");
  EXPECT_EQ(words.reading.row_names, (Names{"b, c", "a"}));
  EXPECT_EQ(entries_of(words.data), (Matrix{{1, 3}, {2, 0}}));
  EXPECT_EQ(entries_of(triplets("1;1;2,5\n", {.decimal = DecimalMark::comma}).data),
            Matrix::Constant(1, 1, 2.5));
}

TEST(Triplets, Refusals) {
  EXPECT_EQ(triplets_refusal("1,1,5\n1,2\n"),
            "a.csv: line 2: found 2 fields; expected 3 for a triplet: row, column, value");
  EXPECT_EQ(triplets_refusal("1,1,5\n1,2,x\n"), "a.csv: line 2: column 3: found \"x\"; expected a number");
  EXPECT_EQ(triplets_refusal("1,1,5\n2,1,3\n1,1,4\n"),
            "a.csv: line 3: row \"1\" and column \"1\" again, after line 1; expected each pair once");
  EXPECT_EQ(triplets_refusal("1,,5\n"),
            "a.csv: line 1: column 2: found an empty field; expected the name or number of a column");
  EXPECT_EQ(triplets_refusal("row,column,value\n"),
            "a.csv: the file holds no triplet; expected at least one");
  expect_robust("u,i,r\n1,1,5\n1,3,2.5\n",
                [](std::istream& in, const std::string& name) { read_triplets(in, name, {}); });
}

CsvMatrix edges(const std::string& text, const CsvOptions& options = {}) {
  std::istringstream in(text);
  return read_edges(in, "e.txt", options);
}

TEST(Edges, AreMirroredAndAddedUp) {
  const CsvMatrix graph = edges("source,target,weight\na,b,1\nb,c,2\nb,a,0.5\nc,c,4\n");
  EXPECT_EQ(entries_of(graph.data), (Matrix{{0, 1.5, 0}, {1.5, 0, 2}, {0, 2, 4}}));
  EXPECT_EQ(graph.reading.row_names, (Names{"a", "b", "c"}));
  EXPECT_EQ(graph.reading.column_names, graph.reading.row_names);
  EXPECT_EQ(
      in_words(graph.reading),
      "edges of an undirected graph, nodes by their names, 1 line names an edge again and is added to it");
  EXPECT_EQ(entries_of(edges("# nodes\n10\t2\n2\t3\n").data), (Matrix{{0, 1, 1}, {1, 0, 0}, {1, 0, 0}}));
  EXPECT_EQ(edges("10 2\n2 3\n").reading.row_names, (Names{"2", "3", "10"}));
}

/// Two words above numbers are a line of names, and above words an edge.
TEST(Edges, ALineOfNames) {
  EXPECT_EQ(edges("a b\n1 2\n2 3\n").reading.row_names, (Names{"1", "2", "3"}));
  EXPECT_EQ(edges("from,to\nx,y\n").reading.row_names, (Names{"x", "y"}));
  const CsvMatrix graph = edges("a b\nb c\n");
  EXPECT_EQ(graph.reading.names_line, 0);
  EXPECT_EQ(entries_of(graph.data), (Matrix{{0, 1, 0}, {1, 0, 1}, {0, 1, 0}}));
  EXPECT_EQ(edges("a b\nb c\n", {.first_line = NamesOrData::names}).reading.row_names, (Names{"b", "c"}));
}

TEST(Edges, Refusals) {
  const auto said = [](const std::string& text) {
    const std::string message = refusal([&] { edges(text); });
    expect_one_line(message);
    return message;
  };
  EXPECT_EQ(said("1 2 3 4\n"),
            "e.txt: line 1: found 4 fields; expected 2 or 3: two names, and a weight, if any");
  EXPECT_EQ(said("1 2\n1 2 3\n"),
            "e.txt: line 2: found 3 fields; expected 2 as in the first line: two names");
  EXPECT_EQ(said("1 2 x\n1 2 x\n"), "e.txt: line 2: column 3: found \"x\"; expected a number");
  EXPECT_EQ(said("1,2,1\n1,,1\n"),
            "e.txt: line 2: column 2: found an empty field; expected the name or number of a node");
  EXPECT_EQ(said("from to\n"), "e.txt: the file holds no edge; expected at least one");
  EXPECT_EQ(said("1 2 1e308\n2 1 1e308\n"),
            "e.txt: line 1: the weights of this edge add up to inf; expected a finite number");
  expect_robust("a,b,1\nb,c,2.5\n",
                [](std::istream& in, const std::string& name) { read_edges(in, name, {}); });
}

TEST(Triplets, OfASymmetricMatrixShareTheirNames) {
  const auto read = [](const std::string& text) {
    std::istringstream in(text);
    return read_symmetric_triplets(in, "s.csv", {});
  };
  const Matrix A{{0, 5, 1}, {5, 2, 0}, {1, 0, 0}};
  EXPECT_EQ(entries_of(read("a,b,5\na,c,1\nb,b,2\n").data), A);
  EXPECT_EQ(entries_of(read("a,b,5\nb,a,5\na,c,1\nb,b,2\nc,a,1\n").data), A);
  EXPECT_EQ(
      refusal([&] { read("a,b,5\nb,a,4\n"); }),
      "s.csv: line 2: row \"b\" and column \"a\" is 4, and 5 in line 1; expected the same in both directions");
  EXPECT_EQ(refusal([&] { read("a,b,5\nb,a,5\na,b,5\n"); }),
            "s.csv: line 3: row \"a\" and column \"b\" again, after line 1; expected each pair once");
  EXPECT_EQ(refusal([&] { read("a,a,5\na,a,5\n"); }),
            "s.csv: line 2: row \"a\" and column \"a\" again, after line 1; expected each pair once");
}

TEST(Triplets, AreRecognised) {
  EXPECT_TRUE(looks_like_triplets(read_table("1,1,5\n1,3,2.5\n2,2,4\n").data));
  EXPECT_FALSE(looks_like_triplets(read_table("1,1,5\n1,3.5,2\n").data));
  EXPECT_FALSE(looks_like_triplets(read_table("1,1\n1,3\n").data));
}

}  // namespace
}  // namespace orthant
