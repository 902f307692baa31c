/// A bar on the terminal's last line; nothing when stderr is not a terminal.
#pragma once

#include <string>

namespace orthant::app {

class ProgressBar {
 public:
  explicit ProgressBar(bool wanted);
  ~ProgressBar();
  ProgressBar(const ProgressBar&) = delete;
  ProgressBar& operator=(const ProgressBar&) = delete;

  void show(double share, const std::string& words);
  void clear();

 private:
  bool active_;
  bool shown_ = false;
};

}  // namespace orthant::app
