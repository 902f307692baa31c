#include "orthant/files/picture.hpp"

#include <fmt/format.h>

#include <cctype>
#include <utility>

#include "orthant/files/input_file.hpp"

namespace orthant {

namespace {

constexpr Index most_pixels_of_a_side = 1'000'000;

/// P2 or P5, columns, rows, white, one blank, and rows·cols numbers: as text, or as bytes (two, the larger first,
/// where white is above 255). `#` begins a comment, up to the numbers.
class Pgm final : public Picture::Reader {
 public:
  Pgm(std::istream& in, std::string name) : in_(in), name_(std::move(name)) {
    const std::string letters{static_cast<char>(in_.get()), static_cast<char>(in_.get())};
    if (letters != "P2" && letters != "P5")
      refuse(name_, fmt::format("start: found {}; expected P2 or P5", quote(letters)));
    text_ = letters == "P2";
    header.cols = number("columns", 1, most_pixels_of_a_side);
    header.rows = number("rows", 1, most_pixels_of_a_side);
    header.white = static_cast<int>(number("white", 1, 65535));
    const std::uint64_t pixels = static_cast<std::uint64_t>(header.rows * header.cols),
                        left = bytes_left(in_, name_);
    const std::uint64_t needed = text_ ? 2 * pixels - 1 : pixels * (header.white > 255 ? 2 : 1);
    if (text_ ? left < needed : left != needed)
      refuse(name_, fmt::format("{} bytes of pixels; expected {} for {} × {}", left, needed, header.rows,
                                header.cols));
  }

  void read(float* pixels) override {
    const Index count = header.rows * header.cols;
    const bool wide = header.white > 255;
    for (Index k = 0; k < count; ++k) {
      Index value = 0;
      if (text_) {
        value = number("pixel", 0, header.white);
      } else {
        value = in_.get();
        if (wide) value = value << 8 | in_.get();
        if (!in_ || value > header.white)
          refuse(name_, fmt::format("pixel ({}, {}) is {}; expected 0 ≤ pixel ≤ {}", k / header.cols + 1,
                                    k % header.cols + 1, value, header.white));
      }
      pixels[k] = static_cast<float>(value);
    }
  }

 private:
  /// The next number and the one byte behind it.
  Index number(const char* what, Index least, Index most) {
    int byte = in_.get();
    while (byte == '#' || std::isspace(byte) != 0) {
      while (byte == '#' && in_ && byte != '\n') byte = skip_line();
      byte = in_.get();
    }
    std::string digits;
    for (; std::isdigit(byte) != 0 && digits.size() < 10; byte = in_.get()) digits += static_cast<char>(byte);
    const Index value = digits.empty() || digits.size() > 9 ? -1 : std::stol(digits);
    const bool ends = byte == std::char_traits<char>::eof() || std::isspace(byte) != 0;
    if (value < least || value > most || !ends) {
      const std::string found = digits.empty() && !in_
                                    ? "the end"
                                    : quote(digits + (ends ? "" : std::string(1, static_cast<char>(byte))));
      refuse(name_, fmt::format("{}: found {}; expected {} ≤ {} ≤ {}", what, found, least, what, most));
    }
    return value;
  }

  int skip_line() {
    int byte = in_.get();
    while (in_ && byte != '\n') byte = in_.get();
    return byte;
  }

  std::istream& in_;
  std::string name_;
  bool text_ = false;
};

}  // namespace

std::unique_ptr<Picture::Reader> open_pgm(std::istream& in, const std::string& name) {
  return std::make_unique<Pgm>(in, name);
}

Picture::Picture(const Source& source) : in_(source.open()) {
  const bool is_png = source.start.starts_with("\x89PNG") || source.kind == ".png";
  if (!is_png) {
    reader_ = open_pgm(*in_, source.name);
    return;
  }
#if ORTHANT_PNG
  reader_ = open_png(*in_, source.name);
#else
  refuse_built_without(source.name, "libpng", "libpng-dev");
#endif
}

Picture::~Picture() = default;

const PictureHeader& Picture::header() const {
  return reader_->header;
}

void Picture::read(float* pixels) {
  reader_->read(pixels);
}

NamedData read_picture(const Source& source, const SourceOptions&) {
  Picture picture(source);
  const PictureHeader header = picture.header();
  FloatMatrix pixels(header.cols, header.rows);
  picture.read(pixels.data());
  return {.data = DataMatrix::dense_row_major_floats(std::move(pixels)),
          .told = fmt::format("a picture, black is 0 and white {}", header.white)};
}

}  // namespace orthant
