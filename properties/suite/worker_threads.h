#pragma once

#include <cstddef>
#include <functional>
#include <thread>
#include <vector>

namespace jepa_oracle::properties {

/// Threads that work beside the calling one. A system that limits processes gives fewer than were asked for: then those
/// that can be had do the work.
class WorkerThreads {
 public:
  /// Starts threads that run work(1), work(2), ..., work(wanted) until one cannot be started.
  WorkerThreads(std::size_t wanted, const std::function<void(std::size_t)>& work);
  ~WorkerThreads() { join(); }
  WorkerThreads(const WorkerThreads&) = delete;
  WorkerThreads& operator=(const WorkerThreads&) = delete;

  /// How many were started.
  std::size_t count() const { return threads_.size(); }
  /// Waits for all.
  void join();

 private:
  std::vector<std::thread> threads_;
};

}  // namespace jepa_oracle::properties
