#pragma once

#include <mpfr.h>

#include <condition_variable>
#include <cstddef>
#include <exception>
#include <functional>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

#include "suite/worker_threads.h"

namespace jepa_oracle::properties {

/// Does task i, knowing what the tasks before it have shown: its result, and what is known after it. A function of its
/// arguments alone.
template <class Result, class Known>
using OrderedWorker = std::function<std::pair<Result, Known>(std::size_t i, const Known&)>;

/// The results of the tasks 0 .. count-1 as one worker would get them who does one after another, whatever the number
/// of workers. Each worker has a thread (the first the caller's) and takes the next task before it is certain what the
/// tasks before it show; where they turn out to show something else than was assumed, the task is done again.
/// @param workers  at least one; where the system gives fewer threads, the first of them do all the work
/// @param done  called with the number of results, from one thread at a time
/// @throws what a worker throws; the others finish the task they are at
template <class Result, class Known>
std::vector<Result> results_in_order(std::size_t count, Known known,
                                     const std::vector<OrderedWorker<Result, Known>>& workers,
                                     const std::function<void(std::size_t)>& done) {
  struct Task {
    bool taken = false;
    Known assumed;
    std::optional<std::pair<Result, Known>> outcome;
  };
  std::vector<Task> tasks(count);
  std::vector<Result> results;
  std::exception_ptr failure;
  std::mutex mutex;
  std::condition_variable changed;

  // All that follows runs with the mutex held, but for the tasks themselves.
  const auto settle = [&] {
    while (results.size() < count && tasks[results.size()].outcome) {
      Task& first = tasks[results.size()];
      if (!(first.assumed == known)) {
        first = {};
        return;
      }
      results.push_back(std::move(first.outcome->first));
      known = std::move(first.outcome->second);
      done(results.size());
    }
  };
  const auto work = [&](const OrderedWorker<Result, Known>& worker) {
    std::unique_lock lock(mutex);
    while (results.size() < count && !failure) {
      std::size_t i = results.size();
      while (i < count && tasks[i].taken) ++i;
      if (i == count) {
        changed.wait(lock);
        continue;
      }
      tasks[i].taken = true;
      tasks[i].assumed = known;
      const Known assumed = known;
      lock.unlock();
      std::optional<std::pair<Result, Known>> outcome;
      std::exception_ptr thrown;
      try {
        outcome = worker(i, assumed);
      } catch (...) {
        thrown = std::current_exception();
      }
      lock.lock();
      tasks[i].outcome = std::move(outcome);
      if (thrown && !failure) failure = thrown;
      settle();
      changed.notify_all();
    }
  };
  WorkerThreads threads(workers.size() - 1, [&](std::size_t w) {
    work(workers[w]);
    mpfr_free_cache();  // of this thread
  });
  work(workers.front());
  threads.join();
  if (failure) std::rethrow_exception(failure);
  return results;
}

}  // namespace jepa_oracle::properties
