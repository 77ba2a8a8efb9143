#pragma once

#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>

namespace jepa_oracle::program {

/// Says on standard error how long a command has been at work, from three seconds on and once a second, while it shows no
/// progress of its own (progress.h, from two seconds on); nothing at all where standard error is not a terminal. A command of which nobody
/// knows how long it takes is thereby seen to be alive.
class ElapsedTime {
 public:
  /// @param command  what the line begins with
  explicit ElapsedTime(std::string command);
  ~ElapsedTime() { stop(); }
  ElapsedTime(const ElapsedTime&) = delete;
  ElapsedTime& operator=(const ElapsedTime&) = delete;

  /// Clears the line; from here on nothing is shown.
  void stop();

 private:
  void watch();

  std::string command_;
  std::mutex mutex_;
  std::condition_variable stopped_;
  bool stop_ = false;
  std::thread thread_;
};

}  // namespace jepa_oracle::program
