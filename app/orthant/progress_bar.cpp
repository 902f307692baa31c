#include "progress_bar.hpp"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <mutex>

namespace orthant::app {

namespace {

int terminal_columns() {
  winsize size{};
  return ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
}

}  // namespace

ProgressBar::ProgressBar(bool wanted) : active_(wanted && isatty(STDERR_FILENO) == 1) {}

ProgressBar::~ProgressBar() {
  clear();
}

void ProgressBar::show(double share, const std::string& words) {
  if (!active_) return;
  constexpr int width = 24;
  const int full = static_cast<int>(std::clamp(share, 0.0, 1.0) * width);
  std::string bar;
  for (int i = 0; i < width; ++i) bar += i < full ? "█" : "░";
  const auto room = static_cast<size_t>(std::max(0, terminal_columns() - width - 3));
  fmt::print(stderr, "\r\x1b[K{} {}", bar, words.substr(0, room));
  std::fflush(stderr);
  shown_ = true;
}

void ProgressBar::clear() {
  if (!shown_) return;
  fmt::print(stderr, "\r\x1b[K");
  std::fflush(stderr);
  shown_ = false;
}

TickingBar::TickingBar(bool wanted, std::function<std::pair<double, std::string>()> now) : bar_(wanted) {
  if (!bar_.active()) return;
  ticker_ = std::jthread([this, now = std::move(now)](const std::stop_token& stop) {
    std::mutex mutex;
    std::unique_lock lock(mutex);
    std::condition_variable_any never;
    while (
        !never.wait_for(lock, stop, std::chrono::milliseconds(250), [&] { return stop.stop_requested(); })) {
      const auto [share, words] = now();
      bar_.show(share, words);
    }
    bar_.clear();
  });
}

}  // namespace orthant::app
