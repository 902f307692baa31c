/// The parts of the page on the paper's statements: a sentence on all of them, the overview, and one article
/// each.
#pragma once

#include <cstddef>
#include <string>

#include "orthant/documents/reproduction.hpp"
#include "orthant/report/page/html.hpp"

namespace orthant::report {

/// "22 statements evaluated on these instances: 17 hold as stated, …"
Html statements_sentence(const ReproductionDocument& document);

/// The id of the element that shows statement i: its own ("lemma-10") where that is a plain and new word.
std::string statement_anchor(const ReproductionDocument& document, std::size_t i);

/// Statement, verdict, how its comparisons are known, and seconds, each with a link.
Html overview_table(const ReproductionDocument& document);

/// Statement i: what it says, instance, comparisons, remark, `figure`, and the command that shows it alone.
Html statement_article(const ReproductionDocument& document, std::size_t i, const Html& figure);

}  // namespace orthant::report
