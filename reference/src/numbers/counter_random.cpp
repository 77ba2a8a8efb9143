#include "jepa_oracle/counter_random.h"

#include "jepa_oracle/errors.h"

namespace jepa_oracle {
namespace {

constexpr std::uint32_t kMultipliers[2] = {0xD2511F53, 0xCD9E8D57};
constexpr std::uint32_t kWeyl[2] = {0x9E3779B9, 0xBB67AE85};  // golden ratio, sqrt(3) - 1
constexpr int kRounds = 10;

std::uint32_t low(std::uint64_t value) { return static_cast<std::uint32_t>(value); }
std::uint32_t high(std::uint64_t value) { return static_cast<std::uint32_t>(value >> 32); }

/// (k + 1/2) / 2^64, exact in 65 bits.
Real unit_open(std::uint64_t k) {
  constexpr Bits kBits = 96;
  return Real(Rational((Rational(k) * 2 + 1) * power(Rational(2), -65)), kBits);
}

}  // namespace

std::array<std::uint32_t, 4> philox(const std::array<std::uint32_t, 4>& counter,
                                    const std::array<std::uint32_t, 2>& key) {
  std::array<std::uint32_t, 4> x = counter;
  std::array<std::uint32_t, 2> k = key;
  for (int round = 0; round < kRounds; ++round) {
    const std::uint64_t a = std::uint64_t{kMultipliers[0]} * x[0];
    const std::uint64_t b = std::uint64_t{kMultipliers[1]} * x[2];
    x = {high(b) ^ x[1] ^ k[0], low(b), high(a) ^ x[3] ^ k[1], low(a)};
    k = {k[0] + kWeyl[0], k[1] + kWeyl[1]};
  }
  return x;
}

std::uint64_t CounterRandom::bits() {
  if (has_spare_) {
    has_spare_ = false;
    return spare_;
  }
  const auto block = philox({low(place_), high(place_), low(stream_), high(stream_)}, {low(seed_), high(seed_)});
  ++place_;
  spare_ = (std::uint64_t{block[3]} << 32) | block[2];
  has_spare_ = true;
  return (std::uint64_t{block[1]} << 32) | block[0];
}

std::uint64_t CounterRandom::below(std::uint64_t bound) {
  // The first 2^64 mod bound numbers would favour the small remainders: they are drawn anew.
  const std::uint64_t unfair = (0 - bound) % bound;
  for (;;) {
    const std::uint64_t drawn = bits();
    if (drawn >= unfair) return drawn % bound;
  }
}

bool CounterRandom::chance(const Rational& probability) {
  if (probability < 0 || probability > 1) {
    throw InvalidProblem("probability", to_fraction(probability) + " lies outside [0, 1]");
  }
  // A uniform real number is compared with the probability, 64 binary digits at a time: they differ soon.
  if (probability == 1) return true;
  Rational rest = probability;
  for (;;) {
    rest *= power(Rational(2), 64);
    const Rational digits(numerator(rest) / denominator(rest));
    const Rational drawn(bits());
    if (drawn != digits) return drawn < digits;
    rest -= digits;
    if (rest == 0) return false;
  }
}

Real CounterRandom::gaussian(const Rational& variance) {
  const Real u = unit_open(bits());
  const Real v = unit_open(bits());
  const Real radius = root(log(u) * Real(variance, u.precision()) * -2L, 2);
  return (radius * cos(pi_like(v) * v * 2L)).rounded_to(53);
}

}  // namespace jepa_oracle
