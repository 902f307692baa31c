/// Step 4: copositivity. Is xᵀQx ≥ 0 for all x ≥ 0? Horn's matrix is, and is no sum of a semidefinite and a
/// nonnegative one; a little less on its diagonal, and it is not.

#include <cstdio>
#include <orthant/orthant.hpp>

int main() {
  const auto print = [](const char* name, const orthant::CopositiveResult& result) {
    std::printf("%-10s %s, %s; at", name, to_string(result.verdict).data(), to_string(result.rigor).data());
    for (const mpz_class& entry : result.witness) std::printf(" %s", entry.get_str().c_str());
    std::printf("\n");
  };
  const orthant::RationalSymmetric horn = *orthant::gallery::named("horn");
  const orthant::CopositiveResult yes = orthant::decide_copositivity(horn, {}, {});
  print("horn", yes);

  orthant::RationalSymmetric less = horn;
  for (orthant::Index i = 0; i < less.order(); ++i) less.set(i, i, mpq_class(99, 100));
  const orthant::CopositiveResult no = orthant::decide_copositivity(less, {}, {});
  print("horn less", no);
  return yes.proof && no.verdict == orthant::Copositivity::not_copositive ? 0 : 1;
}
