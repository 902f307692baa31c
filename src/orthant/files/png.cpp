// PNG files by libpng, which leaves its functions by longjmp: nothing with a destructor is made between a setjmp and
// the calls that may come back to it.

#include <fmt/format.h>
#include <png.h>
#include <csetjmp>

#include <cstring>
#include <utility>
#include <vector>

#include "orthant/files/input_file.hpp"
#include "orthant/files/picture.hpp"

namespace orthant {

namespace {

/// What libpng is handed: where it reads, and where it says why not.
struct PngPort {
  std::istream* in = nullptr;
  char reason[80] = "";
};

void read_png_bytes(png_structp png, png_bytep bytes, std::size_t count) {
  auto* port = static_cast<PngPort*>(png_get_io_ptr(png));
  port->in->read(reinterpret_cast<char*>(bytes), static_cast<std::streamsize>(count));
  if (static_cast<std::size_t>(port->in->gcount()) != count)
    png_error(png, "the file ends within the picture");
}

[[noreturn]] void keep_png_error(png_structp png, png_const_charp reason) {
  auto* port = static_cast<PngPort*>(png_get_error_ptr(png));
  std::strncpy(port->reason, reason, sizeof port->reason - 1);
  png_longjmp(png, 1);
}

void ignore_png_warning(png_structp, png_const_charp) {}

/// Samples of 8 or 16 bits, grey or colour, without transparency.
bool read_png_head(png_structp png, png_infop info) {
  if (setjmp(png_jmpbuf(png)) != 0) return false;
  png_read_info(png, info);
  png_set_expand(png);
  png_set_strip_alpha(png);
  png_set_interlace_handling(png);
  png_read_update_info(png, info);
  return true;
}

bool read_png_rows(png_structp png, png_bytepp rows) {
  if (setjmp(png_jmpbuf(png)) != 0) return false;
  png_read_image(png, rows);
  png_read_end(png, nullptr);
  return true;
}

class Png final : public Picture::Reader {
 public:
  Png(std::istream& in, std::string name) : name_(std::move(name)) {
    port_.in = &in;
    const std::uint64_t length = bytes_left(in, name_);
    png_ = png_create_read_struct(PNG_LIBPNG_VER_STRING, &port_, keep_png_error, ignore_png_warning);
    info_ = png_ == nullptr ? nullptr : png_create_info_struct(png_);
    if (info_ == nullptr) {
      png_destroy_read_struct(&png_, nullptr, nullptr);
      refuse(name_, "cannot be read: out of memory");
    }
    png_set_read_fn(png_, &port_, read_png_bytes);
    try {
      if (!read_png_head(png_, info_)) refuse_png();
      header.rows = static_cast<Index>(png_get_image_height(png_, info_));
      header.cols = static_cast<Index>(png_get_image_width(png_, info_));
      bytes_ = png_get_bit_depth(png_, info_) / 8;
      channels_ = png_get_channels(png_, info_);
      header.white = bytes_ == 1 ? 255 : 65535;
      if ((bytes_ != 1 && bytes_ != 2) || (channels_ != 1 && channels_ != 3)) refuse_png();
      // A byte of compressed data becomes at most 1032, of at most eight pixels each.
      constexpr std::uint64_t most_pixels = 8 * 1032;
      if (static_cast<std::uint64_t>(header.rows) * static_cast<std::uint64_t>(header.cols) >
          most_pixels * length)
        refuse(name_, fmt::format("{} × {} pixels in {} bytes; expected a whole picture", header.rows,
                                  header.cols, length));
    } catch (...) {
      png_destroy_read_struct(&png_, &info_, nullptr);
      throw;
    }
  }
  ~Png() override { png_destroy_read_struct(&png_, &info_, nullptr); }
  Png(const Png&) = delete;
  Png& operator=(const Png&) = delete;

  void read(float* pixels) override {
    const std::size_t row_bytes = png_get_rowbytes(png_, info_);
    std::vector<unsigned char> samples(row_bytes * static_cast<std::size_t>(header.rows));
    std::vector<png_bytep> rows;
    for (Index i = 0; i < header.rows; ++i)
      rows.push_back(samples.data() + row_bytes * static_cast<std::size_t>(i));
    if (!read_png_rows(png_, rows.data())) refuse_png();
    for (Index i = 0; i < header.rows; ++i)
      for (Index j = 0; j < header.cols; ++j)
        pixels[i * header.cols + j] = grey(rows[static_cast<size_t>(i)], j);
  }

 private:
  [[noreturn]] void refuse_png() const {
    const char* reason = port_.reason[0] == '\0' ? "an unknown kind of picture" : port_.reason;
    refuse(name_, fmt::format("{}; expected a PNG file", on_one_line(reason)));
  }

  unsigned sample(const unsigned char* row, Index at) const {
    return bytes_ == 1 ? row[at] : static_cast<unsigned>(row[2 * at]) << 8 | row[2 * at + 1];
  }

  float grey(const unsigned char* row, Index j) const {
    if (channels_ == 1) return static_cast<float>(sample(row, j));
    const unsigned R = sample(row, 3 * j), G = sample(row, 3 * j + 1), B = sample(row, 3 * j + 2);
    return static_cast<float>((299 * R + 587 * G + 114 * B + 500) / 1000);
  }

  std::string name_;
  PngPort port_;
  png_structp png_ = nullptr;
  png_infop info_ = nullptr;
  int bytes_ = 0, channels_ = 0;
};

}  // namespace

std::unique_ptr<Picture::Reader> open_png(std::istream& in, const std::string& name) {
  return std::make_unique<Png>(in, name);
}

}  // namespace orthant
