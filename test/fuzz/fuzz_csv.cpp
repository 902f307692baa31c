#include "orthant/files/csv.hpp"
#include "orthant/files/triplets.hpp"

#include "fuzz_reader.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t length) {
  using namespace orthant;
  fuzz_reader(bytes, length,
              [](std::istream& in, const std::string& name) { return read_csv_table(in, name, {}).data; });
  fuzz_reader(bytes, length, [](std::istream& in, const std::string& name) {
    return read_csv_table(in, name, {.decimal = DecimalMark::comma, .refuse_doubtful = true}).data;
  });
  for (const auto read : {read_triplets, read_symmetric_triplets, read_edges})
    fuzz_reader(bytes, length,
                [&](std::istream& in, const std::string& name) { return read(in, name, {}).data; });
  return 0;
}
