#pragma once

#include "judge/protocol/implementation.h"

namespace jepa_oracle::properties {

/// The reference as an implementation: fields and descents in exact rationals, times and amplitudes to 40 digits.
class ReferenceImplementation : public Implementation {
 public:
  ReferenceImplementation();
  const Description& description() const override { return description_; }
  void put(const Question&) override {}
  Answer take(const Question& question) override;
  void restart() override {}

 private:
  Description description_;
};

}  // namespace jepa_oracle::properties
