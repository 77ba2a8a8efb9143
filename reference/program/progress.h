#pragma once

#include <chrono>
#include <string>

namespace jepa_oracle::program {

/// A bar on standard error while a long command runs; nothing at all when that is not a terminal.
class Progress {
 public:
  explicit Progress(std::string what);
  ~Progress() { finish(); }
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void show(std::size_t done, std::size_t total);
  /// Clears the line.
  void finish();

 private:
  std::string what_;
  bool terminal_;
  bool drawn_ = false;
  std::chrono::steady_clock::time_point last_{};
};

}  // namespace jepa_oracle::program
