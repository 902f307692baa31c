/// Passes between minima as a part of a document (explore/disconnectivity.hpp). Minima and the nodes of the tree count
/// from 1 there: of m minima, join k is node m + k. A height that is not known is null.
#pragma once

#include "orthant/explore/disconnectivity.hpp"
#include "orthant/files/json_fields.hpp"

namespace orthant {

/// Empty where each join is of two earlier nodes that stand for themselves, and is no lower than they are; otherwise what
/// is wrong.
std::string why_no_tree(const Disconnectivity& graph);

template <class Fields>
void list_fields(Fields& fields, OfFields<Fields, Barrier>& barrier) {
  fields("first", from_one(barrier.first));
  fields("second", from_one(barrier.second));
  fields("height", barrier.height);
  fields("straight", barrier.straight);
  fields("searched", barrier.searched);
}

template <class Fields>
void list_fields(Fields& fields, OfFields<Fields, Join>& join) {
  fields("first", from_one(join.first));
  fields("second", from_one(join.second));
  fields("height", join.height);
}

template <class Fields>
void list_fields(Fields& fields, OfFields<Fields, Disconnectivity>& graph) {
  fields("bound", graph.kind);
  fields("objectives", graph.objective);
  fields("joins", graph.joins);
  fields("pairs", graph.barriers);
  fields("images", graph.options.images);
  fields("steps", graph.options.steps);
  fields("every_pair", graph.options.every_pair);
  fields.or_null("left_out", graph.left_out);
  fields("seconds", graph.seconds);
}

}  // namespace orthant
