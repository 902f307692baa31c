/// A picture of a small matrix as PNG (ISO/IEC 15948): one byte per pixel into a palette of 256 colours,
/// stored without compression, which for pictures of a few thousand pixels costs nothing that matters.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace orthant {

struct Rgb {
  std::uint8_t red, green, blue;
};

/// `pixels`: height×width palette positions, row by row. Returns the file's bytes.
std::string png(std::span<const std::uint8_t> pixels, std::size_t width, std::size_t height,
                const std::array<Rgb, 256>& palette);

/// "data:image/png;base64,…"
std::string png_address(const std::string& file);

}  // namespace orthant
