/// A bar on the terminal's last line; nothing when stderr is not a terminal.
#pragma once

#include <functional>
#include <string>
#include <thread>
#include <utility>

namespace orthant::app {

class ProgressBar {
 public:
  explicit ProgressBar(bool wanted);
  ~ProgressBar();
  ProgressBar(const ProgressBar&) = delete;
  ProgressBar& operator=(const ProgressBar&) = delete;

  void show(double share, const std::string& words);
  void clear();
  bool active() const { return active_; }

 private:
  bool active_;
  bool shown_ = false;
};

/// The same, drawn by a thread of its own four times a second: for work that reports seldom. `now` says the
/// share and the words, from that thread.
class TickingBar {
 public:
  TickingBar(bool wanted, std::function<std::pair<double, std::string>()> now);

 private:
  ProgressBar bar_;
  std::jthread ticker_;  ///< last: it ends before what it uses
};

}  // namespace orthant::app
