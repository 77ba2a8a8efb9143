#pragma once

#include <cmath>
#include <cstdint>
#include <numbers>

namespace jepa_oracle {

/// Random numbers that are a function of (seed, stream, position): no state, so any part of a stream can be made again.
/// Each is SplitMix64's finaliser applied to a mixture of the three.
///   G. Steele, D. Lea, C. Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014
class CounterRandom {
 public:
  CounterRandom(std::uint64_t seed, std::uint64_t stream) : key_(mixed(seed + kStep) ^ mixed(stream * kStep + 1)) {}

  std::uint64_t bits(std::uint64_t position) const { return mixed(key_ + (position + 1) * kStep); }

  /// Uniform on (0, 1): multiples of 2^-53, shifted by half a step, so neither end occurs.
  double uniform(std::uint64_t position) const { return (static_cast<double>(bits(position) >> 11) + 0.5) * 0x1p-53; }

  /// Exponential of mean 1.
  double exponential(std::uint64_t position) const { return -std::log(uniform(position)); }

  /// Standard normal (Box and Muller).
  double normal(std::uint64_t position) const {
    const double radius = std::sqrt(2 * exponential(2 * position));
    return radius * std::cos(2 * std::numbers::pi * uniform(2 * position + 1));
  }

 private:
  static constexpr std::uint64_t kStep = 0x9e3779b97f4a7c15;

  static std::uint64_t mixed(std::uint64_t z) {
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
  }

  std::uint64_t key_;
};

}  // namespace jepa_oracle
