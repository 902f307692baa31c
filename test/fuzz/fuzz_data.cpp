/// The checker's own readers of data: the first byte says which, and the rest are the bytes of the file.
#include <cmath>
#include <cstdint>
#include <string>

#include "checker/read/data_file.hpp"
#include "checker/read/files.hpp"
#include "demand.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t length) {
  using namespace orthant;
  if (length == 0) return 0;
  constexpr const char* names[] = {"x.csv", "x.npy", "x.mtx", "x.tsv"};
  const std::string content(reinterpret_cast<const char*>(bytes) + 1, length - 1);
  try {
    const checker::Data data = checker::read_data(content, names[bytes[0] % 4]);
    demand(data.rows > 0 && data.cols > 0);
    if (data.sparse) {
      for (const checker::DataEntry& entry : data.entries)
        demand(entry.row >= 0 && entry.row < data.rows && entry.col >= 0 && entry.col < data.cols);
    } else {
      demand(data.values.size() == static_cast<std::size_t>(data.rows) * static_cast<std::size_t>(data.cols));
    }
  } catch (const checker::Rejected& refusal) {
    demand_one_line(refusal.what());
  }
  return 0;
}
