#include "orthant/simd/inner_loops.hpp"

#include <cstdlib>
#include <string_view>

namespace orthant::simd {

#if defined(__x86_64__)
namespace avx512 {
extern const Table table;
}
namespace avx2 {
extern const Table table;
}
#endif
namespace portable {
extern const Table table;
}

std::vector<const Table*> supported() {
  std::vector<const Table*> tables;
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
      __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl") &&
      __builtin_cpu_supports("fma")) {
    tables.push_back(&avx512::table);
  }
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) tables.push_back(&avx2::table);
#endif
  tables.push_back(&portable::table);
  return tables;
}

const Table& best() {
  static const Table& chosen = []() -> const Table& {
    const auto tables = supported();
    const char* asked = std::getenv("ORTHANT_INSTRUCTIONS");
    for (const Table* table : tables)
      if (asked != nullptr && std::string_view(asked) == table->instructions) return *table;
    return *tables.front();
  }();
  return chosen;
}

}  // namespace orthant::simd
