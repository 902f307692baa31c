#include "orthant/files/sound.hpp"

#include <fftw3.h>
#include <fmt/format.h>
#include <sndfile.h>

#include <algorithm>
#include <cmath>
#include <complex>
#include <filesystem>
#include <memory>
#include <numbers>

#include "orthant/base/stop.hpp"
#include "orthant/files/input_file.hpp"

namespace orthant {

namespace {

struct CloseSound {
  void operator()(SNDFILE* file) const { sf_close(file); }
};
struct FreeFft {
  void operator()(void* memory) const { fftw_free(memory); }
};

/// Frames of a sound, one number each: the mean of its channels.
class Mono {
 public:
  explicit Mono(const Source& source)
      : source_(source), file_(sf_open(source.plain_file().c_str(), SFM_READ, &info_)) {
    if (!file_) source.refuse(fmt::format("{}; expected a sound", on_one_line(sf_strerror(nullptr))));
    std::error_code ignored;
    const auto length = static_cast<std::int64_t>(std::filesystem::file_size(source.path, ignored));
    // No codec of a .wav makes more than 16 samples of a byte.
    if (info_.channels < 1 || info_.samplerate < 1 || info_.frames < 1 || info_.frames > 16 * length)
      source.refuse(fmt::format("{} frames of {} channels, {} a second; expected a sound", info_.frames,
                                info_.channels, info_.samplerate));
  }

  Index frames() const { return static_cast<Index>(info_.frames); }
  double rate() const { return info_.samplerate; }

  void read(double* out, Index count) {
    many_.resize(static_cast<size_t>(count * info_.channels));
    const sf_count_t got = sf_readf_double(file_.get(), many_.data(), count);
    if (got != count)
      source_.refuse(
          fmt::format("frame {}: the file ends; expected {} frames", done_ + got + 1, info_.frames));
    for (Index t = 0; t < count; ++t, ++done_) {
      double sum = 0;
      for (int c = 0; c < info_.channels; ++c) sum += many_[static_cast<size_t>(t * info_.channels + c)];
      out[t] = sum / info_.channels;
      if (!std::isfinite(out[t]))
        source_.refuse(fmt::format("frame {} is {}; expected a finite number", done_ + 1, out[t]));
    }
  }

 private:
  const Source& source_;
  SF_INFO info_ = {};
  std::unique_ptr<SNDFILE, CloseSound> file_;
  std::vector<double> many_;
  Index done_ = 0;
};

/// The magnitudes of one window after the other.
class Spectrum {
 public:
  explicit Spectrum(Index window)
      : window_(window),
        in_(fftw_alloc_real(static_cast<size_t>(window))),
        out_(fftw_alloc_complex(static_cast<size_t>(window / 2 + 1))),
        hann_(window),
        plan_(fftw_plan_dft_r2c_1d(static_cast<int>(window), in_.get(), out_.get(), FFTW_ESTIMATE)) {
    for (Index j = 0; j < window; ++j)
      hann_(j) =
          0.5 - 0.5 * std::cos(2 * std::numbers::pi * static_cast<double>(j) / static_cast<double>(window));
  }
  ~Spectrum() { fftw_destroy_plan(plan_); }
  Spectrum(const Spectrum&) = delete;
  Spectrum& operator=(const Spectrum&) = delete;

  void magnitudes(const double* samples, double* out) {
    for (Index j = 0; j < window_; ++j) in_.get()[j] = hann_(j) * samples[j];
    fftw_execute(plan_);
    for (Index k = 0; k <= window_ / 2; ++k) out[k] = std::hypot(out_.get()[k][0], out_.get()[k][1]);
  }

 private:
  Index window_;
  std::unique_ptr<double, FreeFft> in_;
  std::unique_ptr<fftw_complex, FreeFft> out_;
  Vector hann_;
  fftw_plan plan_;
};

/// As many digits as tell neighbours apart: "0.348 s" for steps of 5.8 ms.
std::vector<std::string> multiples(double step, Index count, const char* unit, int least_digits) {
  const int digits = std::max(least_digits, static_cast<int>(std::ceil(-std::log10(step))));
  std::vector<std::string> out;
  for (Index k = 0; k < count; ++k)
    out.push_back(fmt::format("{:.{}f} {}", static_cast<double>(k) * step, digits, unit));
  return out;
}

}  // namespace

NamedData read_sound(const Source& source, const SourceOptions& options) {
  Mono sound(source);
  const Index window = options.window, hop = options.hop;
  if (sound.frames() < window)
    source.refuse(fmt::format("{} frames; expected at least window = {}", sound.frames(), window));
  const Index columns = (sound.frames() - window) / hop + 1, rows = window / 2 + 1;
  Matrix X(rows, columns);
  Spectrum spectrum(window);
  Vector samples(window);
  sound.read(samples.data(), window);
  for (Index t = 0; t < columns; ++t) {
    if (t % 64 == 0) check_budget();
    spectrum.magnitudes(samples.data(), X.col(t).data());
    if (t + 1 == columns) break;
    const Index kept = std::max<Index>(0, window - hop);
    std::copy(samples.begin() + (window - kept), samples.end(), samples.begin());
    Vector skipped(std::max<Index>(0, hop - window));
    if (skipped.size() > 0) sound.read(skipped.data(), skipped.size());
    sound.read(samples.data() + kept, window - kept);
  }
  NamedData out{.data = DataMatrix::dense(std::move(X))};
  out.hertz_per_row = sound.rate() / static_cast<double>(window);
  out.seconds_per_column = static_cast<double>(hop) / sound.rate();
  out.row_names = multiples(out.hertz_per_row, rows, "Hz", 1);
  out.column_names = multiples(out.seconds_per_column, columns, "s", 2);
  out.told = fmt::format("magnitudes of {} frequencies at {} times", rows, columns);
  return out;
}

}  // namespace orthant
