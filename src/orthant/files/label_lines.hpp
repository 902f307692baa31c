/// A file of labels as text: a label a line, or a name and a label, separated by a tab, a semicolon or a comma, the first
/// of these that stands outside quotation marks. All lines are of one kind; above names and labels a first line with one
/// field is a header. Blank lines are empty labels where there are no names, but not at the end; `""` is one anywhere. Lines have at most 64 KiB.
#pragma once

#include <istream>
#include <string>
#include <vector>

namespace orthant {

struct LabelLine {
  long number;              ///< in the file, from 1
  std::string name, label;  ///< without names: name empty
};

struct LabelLines {
  std::vector<LabelLine> lines;  ///< at least one
  bool named = false;
};

/// `in` must have a length; `name` stands for the file in messages. Throws InputError.
LabelLines read_label_lines(std::istream& in, const std::string& name);

}  // namespace orthant
