/// Grey pictures: PGM (P2, P5) and PNG. A pixel is the number that the file holds, 0 (black) to `white`; colours
/// become their luminance 0.299 R + 0.587 G + 0.114 B, rounded to the nearest such number, and transparency is
/// left out. All of them are floats exactly.
#pragma once

#include <istream>
#include <memory>
#include <string>

#include "orthant/files/named_data.hpp"
#include "orthant/files/source.hpp"

namespace orthant {

struct PictureHeader {
  Index rows = 0, cols = 0;
  int white = 0;  ///< the largest number: 255 or 65535 in a PNG
};

/// A picture whose header has been read, and compared with what the file holds.
class Picture {
 public:
  explicit Picture(const Source& source);
  ~Picture();
  const PictureHeader& header() const;

  /// rows·cols pixels, row by row. Throws InputError for a file that is damaged.
  void read(float* pixels);

  class Reader {
   public:
    virtual ~Reader() = default;
    virtual void read(float* pixels) = 0;
    PictureHeader header;
  };

 private:
  std::unique_ptr<std::istream> in_;
  std::unique_ptr<Reader> reader_;
};

std::unique_ptr<Picture::Reader> open_png(std::istream& in, const std::string& name);
std::unique_ptr<Picture::Reader> open_pgm(std::istream& in, const std::string& name);

/// The matrix of one picture's pixels.
NamedData read_picture(const Source& source, const SourceOptions& options);

}  // namespace orthant
