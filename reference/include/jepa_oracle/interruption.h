#pragma once

#include <functional>

namespace jepa_oracle {

/// Called by everything that may take long (steps of a descent, coefficients of a flow, resamples, rising precisions),
/// often enough that it is called several times a second. It does nothing but call the handler of this thread, if there
/// is one; what that throws ends the work. Functions that are left so keep nothing half done but the object that they
/// were called on, which is of no further use.
void interruption_point();

/// The handler of this thread while the object lives; afterwards the former one again.
class InterruptionHandler {
 public:
  explicit InterruptionHandler(std::function<void()> handler);
  ~InterruptionHandler();
  InterruptionHandler(const InterruptionHandler&) = delete;
  InterruptionHandler& operator=(const InterruptionHandler&) = delete;

 private:
  std::function<void()> handler_;
  InterruptionHandler* former_;
  friend void interruption_point();
};

}  // namespace jepa_oracle
