#include "orthant/files/matrix_market.hpp"

#include "fuzz_reader.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t length) {
  return orthant::fuzz_reader(bytes, length, orthant::read_matrix_market);
}
