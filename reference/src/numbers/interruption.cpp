#include "jepa_oracle/interruption.h"

namespace jepa_oracle {
namespace {

thread_local InterruptionHandler* current = nullptr;

}  // namespace

void interruption_point() {
  if (current != nullptr) current->handler_();
}

InterruptionHandler::InterruptionHandler(std::function<void()> handler)
    : handler_(std::move(handler)), former_(current) {
  current = this;
}

InterruptionHandler::~InterruptionHandler() { current = former_; }

}  // namespace jepa_oracle
