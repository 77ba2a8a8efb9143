#pragma once

#include <cmath>
#include <cstdint>
#include <numbers>

#include "jepa_oracle/counter_random.h"

namespace jepa_oracle {

/// Random numbers in double that are a function of (seed, stream, position), by Philox: no state, so any part of a
/// stream can be made again, and a table may be read in blocks of any size. For resampling and for views of a table;
/// CounterRandom is the one for exact models.
class IndexedRandom {
 public:
  IndexedRandom(std::uint64_t seed, std::uint64_t stream) : seed_(seed), stream_(stream) {}

  std::uint64_t bits(std::uint64_t position) const {
    const auto block = philox({low(position), high(position), low(stream_), high(stream_)}, {low(seed_), high(seed_)});
    return (std::uint64_t{block[1]} << 32) | block[0];
  }

  /// Uniform on (0, 1): multiples of 2^-52, shifted by half a step, exactly, so neither end occurs.
  double uniform(std::uint64_t position) const { return (static_cast<double>(bits(position) >> 12) + 0.5) * 0x1p-52; }

  /// Exponential of mean 1.
  double exponential(std::uint64_t position) const { return -std::log(uniform(position)); }

  /// Standard normal (Box and Muller).
  double normal(std::uint64_t position) const {
    const double radius = std::sqrt(2 * exponential(2 * position));
    return radius * std::cos(2 * std::numbers::pi * uniform(2 * position + 1));
  }

 private:
  static std::uint32_t low(std::uint64_t value) { return static_cast<std::uint32_t>(value); }
  static std::uint32_t high(std::uint64_t value) { return static_cast<std::uint32_t>(value >> 32); }

  std::uint64_t seed_;
  std::uint64_t stream_;
};

}  // namespace jepa_oracle
