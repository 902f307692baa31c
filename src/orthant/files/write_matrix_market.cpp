#include <fmt/format.h>

#include <iterator>

#include "orthant/files/atomic_file.hpp"
#include "orthant/files/matrix_market.hpp"

namespace orthant {

void write_matrix_market(const std::string& path, const CompressedLines& rows) {
  constexpr std::size_t chunk_bytes = std::size_t{1} << 16;
  AtomicFile file(path);
  std::string text = fmt::format("%%MatrixMarket matrix coordinate real general\n{} {} {}\n", rows.lines,
                                 rows.length, rows.nonzeros());
  for (Index i = 0; i < rows.lines; ++i) {
    for (std::int64_t p = rows.start[i]; p < rows.start[i + 1]; ++p)
      fmt::format_to(std::back_inserter(text), "{} {} {}\n", i + 1, rows.index[p] + 1, rows.value[p]);
    if (text.size() < chunk_bytes) continue;
    file.write(text);
    text.clear();
  }
  file.write(text);
  file.commit();
}

}  // namespace orthant
