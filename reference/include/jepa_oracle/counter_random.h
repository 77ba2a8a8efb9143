#pragma once

#include <array>
#include <cstdint>

#include "jepa_oracle/rational.h"
#include "jepa_oracle/real.h"

namespace jepa_oracle {

/// Philox-4x32 with 10 rounds: a bijection of 128-bit counters for every 64-bit key, in integer arithmetic only, so the
/// same on every machine.  [J. K. Salmon, M. A. Moraes, R. O. Dror, D. E. Shaw, "Parallel random numbers: as easy as
/// 1, 2, 3", SC 2011]
std::array<std::uint32_t, 4> philox(const std::array<std::uint32_t, 4>& counter,
                                    const std::array<std::uint32_t, 2>& key);

/// Random numbers that are a function of (seed, stream, place): stream number i can be read without those before it.
class CounterRandom {
 public:
  CounterRandom(std::uint64_t seed, std::uint64_t stream) : seed_(seed), stream_(stream) {}

  /// 64 uniform bits.
  std::uint64_t bits();
  /// Uniform on 0 .. bound-1, exactly (rejection); bound > 0.
  std::uint64_t below(std::uint64_t bound);
  /// True with this probability, exactly. @throws InvalidProblem (at "probability") outside [0, 1]
  bool chance(const Rational& probability);
  /// Normal with mean 0 by Box and Muller's transform, sqrt(-2 v ln U) cos(2 pi V) with U, V = (k + 1/2)/2^64; every
  /// operation is rounded correctly to 96 bits and the result to 53. variance v >= 0
  Real gaussian(const Rational& variance);

 private:
  std::uint64_t seed_;
  std::uint64_t stream_;
  std::uint64_t place_ = 0;
  std::uint64_t spare_ = 0;
  bool has_spare_ = false;
};

}  // namespace jepa_oracle
