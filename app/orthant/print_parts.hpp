/// The answer of a recovery on the terminal: the parts by the names of what they are made of, the groups of rows
/// and columns, and how they agree with known labels.
#pragma once

#include <string>

#include "orthant/documents/solution.hpp"

namespace orthant::app {

/// A name printable on one line, and cut where it is long; and how wide a text is.
std::string shown_name(const std::string& name);
std::size_t characters(const std::string& text);

/// Whether print_parts has names to show.
bool has_names(const Solution& solution);

/// A line for each part, with its share and the names of its most distinctive columns, or rows.
void print_parts(const Solution& solution);

/// "44.5, 29.6, 25.9 % of the sum of the fit" in one line, where there are no names.
void print_shares(const Solution& solution);

void print_groups(const Solution& solution);
void print_agreement(const std::optional<Agreement>& known, const char* group = "part");

}  // namespace orthant::app
