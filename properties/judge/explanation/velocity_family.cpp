#include "judge/explanation/velocity_family.h"

#include <fmt/format.h>

#include "jepa_oracle/mistakes.h"

namespace jepa_oracle::properties {
namespace {

/// The key of the mistake in the catalogue. These sentences say more than it: the number that was read off, and of
/// what.
std::string named(const std::string& mistake) { return fmt::format(" ({})", mistake_of_key(mistake).key); }

using Chosen = std::function<bool(std::size_t part, std::size_t layers)>;

/// The velocity of the parts chosen; the others rest.
Weights only(const Weights& velocity, const Chosen& chosen) {
  Weights result = scaled(velocity, 0);
  const std::size_t layers = velocity.layers.size();
  for (std::size_t a = 0; a < layers; ++a) {
    if (chosen(a, layers)) result.layers[a] = velocity.layers[a];
  }
  if (chosen(layers, layers)) result.top_layers = velocity.top_layers;
  return result;
}

bool is_top(std::size_t part, std::size_t layers) { return part == layers; }
bool is_encoder(std::size_t part, std::size_t layers) { return part < layers; }
bool is_first(std::size_t part, std::size_t) { return part == 0; }
bool is_last(std::size_t part, std::size_t layers) { return part + 1 == layers; }

std::string moves(const std::string& what, const std::string& number) {
  return number == "0" ? what + " do not move" : fmt::format("{} move {} times as fast as they should", what, number);
}

/// Everything but the parts chosen is right, and those are c times the right ones.
VelocityFamily speed_of(const std::string& what, const Chosen& chosen) {
  return {[chosen](const Weights&, const Weights& right) {
            const Weights part = only(right, chosen);
            return Plane{moved(right, part, Rational(-1)), {part}};
          },
          {1},
          [what](const auto& c) { return moves(what, c[0]) + named("unequal-learning-rates"); }};
}

std::string right_times(const std::string& number) { return fmt::format("the right answer, times {}", number); }
std::string decay(const std::string& number) {
  return fmt::format("a weight decay: {} times the weights is taken off", number) + named("weight-decay");
}

}  // namespace

Weights scaled(const Weights& network, const Rational& factor) { return moved(network, network, Rational(factor - 1)); }

const std::vector<VelocityFamily>& velocity_families() {
  static const std::vector<VelocityFamily> all{
      {[](const Weights&, const Weights& right) {
         return Plane{scaled(right, 0), {right}};
       },
       {1},
       [](const auto& c) { return right_times(c[0]); }},
      speed_of("the weights of the top", is_top),
      speed_of("the weights of the encoder", is_encoder),
      speed_of("the weights of the first layer", is_first),
      speed_of("the weights of the last encoder layer", is_last),
      {[](const Weights& weights, const Weights& right) {
         return Plane{right, {scaled(weights, -1)}};
       },
       {0},
       [](const auto& c) { return decay(c[0]); }},
      {[](const Weights&, const Weights& right) {
         return Plane{scaled(right, 0), {only(right, is_encoder), only(right, is_top)}};
       },
       {1, 1},
       [](const auto& c) {
         return moves("the weights of the encoder", c[0]) + ", " + moves("those of the top", c[1]) +
                named("unequal-learning-rates");
       }},
      {[](const Weights& weights, const Weights& right) {
         return Plane{scaled(right, 0), {right, scaled(weights, -1)}};
       },
       {1, 0},
       [](const auto& c) { return right_times(c[0]) + ", and " + decay(c[1]); }}};
  return all;
}

}  // namespace jepa_oracle::properties
