#include "orthant/report/png.hpp"

#include <algorithm>

namespace orthant {
namespace {

void append_number(std::string& out, std::uint32_t x) {
  for (const int shift : {24, 16, 8, 0}) out += static_cast<char>((x >> shift) & 0xff);
}

/// CRC-32 of ISO 3309, bit by bit.
std::uint32_t crc32(std::string_view bytes) {
  std::uint32_t crc = 0xffffffffU;
  for (const char byte : bytes) {
    crc ^= static_cast<unsigned char>(byte);
    for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1) ^ ((crc & 1U) != 0U ? 0xedb88320U : 0U);
  }
  return ~crc;
}

std::uint32_t adler32(std::string_view bytes) {
  std::uint32_t a = 1;
  std::uint32_t b = 0;
  for (const char byte : bytes) {
    a = (a + static_cast<unsigned char>(byte)) % 65521;
    b = (b + a) % 65521;
  }
  return b << 16 | a;
}

void append_chunk(std::string& out, const std::string& type, const std::string& content) {
  append_number(out, static_cast<std::uint32_t>(content.size()));
  out += type + content;
  append_number(out, crc32(type + content));
}

/// RFC 1950 and 1951 with stored blocks only.
std::string zlib_stored(const std::string& bytes) {
  constexpr std::size_t block = 65535;
  std::string out = "\x78\x01";
  std::size_t from = 0;
  do {
    const std::size_t size = std::min(block, bytes.size() - from);
    out += static_cast<char>(from + size == bytes.size() ? 1 : 0);
    for (const std::size_t x : {size, ~size}) {
      out += static_cast<char>(x & 0xff);
      out += static_cast<char>((x >> 8) & 0xff);
    }
    out += bytes.substr(from, size);
    from += size;
  } while (from < bytes.size());
  append_number(out, adler32(bytes));
  return out;
}

}  // namespace

std::string png(std::span<const std::uint8_t> pixels, std::size_t width, std::size_t height,
                const std::array<Rgb, 256>& palette) {
  std::string header;
  append_number(header, static_cast<std::uint32_t>(width));
  append_number(header, static_cast<std::uint32_t>(height));
  header += {8, 3, 0, 0, 0};  // 8 bits, palette, deflate, no filter choice, not interlaced
  std::string colours;
  for (const auto& [red, green, blue] : palette) {
    colours += {static_cast<char>(red), static_cast<char>(green), static_cast<char>(blue)};
  }
  std::string rows;
  for (std::size_t i = 0; i < height; ++i) {
    rows += '\0';  // this row is not filtered
    for (std::size_t j = 0; j < width; ++j) rows += static_cast<char>(pixels[i * width + j]);
  }
  std::string file = "\x89PNG\r\n\x1a\n";
  append_chunk(file, "IHDR", header);
  append_chunk(file, "PLTE", colours);
  append_chunk(file, "IDAT", zlib_stored(rows));
  append_chunk(file, "IEND", "");
  return file;
}

std::string png_address(const std::string& file) {
  constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out = "data:image/png;base64,";
  for (std::size_t i = 0; i < file.size(); i += 3) {
    std::uint32_t group = 0;
    for (std::size_t k = 0; k < 3; ++k) {
      group = group << 8 | (i + k < file.size() ? static_cast<unsigned char>(file[i + k]) : 0U);
    }
    for (std::size_t k = 0; k < 4; ++k) {
      out += i + k > file.size() ? '=' : digits[(group >> (18 - 6 * k)) & 63];
    }
  }
  return out;
}

}  // namespace orthant
