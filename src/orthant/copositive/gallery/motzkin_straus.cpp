#include "orthant/copositive/gallery/motzkin_straus.hpp"

namespace orthant::gallery {

RationalSymmetric motzkin_straus(const Graph& graph, const mpq_class& t) {
  const mpz_class adjacent = -t.get_den(), other = t.get_num() - t.get_den();
  RationalSymmetric Q(graph.order());
  Q.set_denominator(t.get_den());
  for (Index i = 0; i < graph.order(); ++i)
    for (Index j = 0; j <= i; ++j) Q.set_numerator(i, j, graph.adjacent(i, j) ? adjacent : other);
  return Q;
}

}  // namespace orthant::gallery
