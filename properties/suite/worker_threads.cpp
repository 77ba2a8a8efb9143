#include "suite/worker_threads.h"

#include <system_error>

namespace jepa_oracle::properties {

WorkerThreads::WorkerThreads(std::size_t wanted, const std::function<void(std::size_t)>& work) {
  threads_.reserve(wanted);
  try {
    for (std::size_t i = 1; i <= wanted; ++i) threads_.emplace_back(work, i);
  } catch (const std::system_error&) {
    // The limit of processes or of memory: fewer will do.
  }
}

void WorkerThreads::join() {
  for (std::thread& thread : threads_) {
    if (thread.joinable()) thread.join();
  }
}

}  // namespace jepa_oracle::properties
