#include "suite/draw.h"

#include <rapidcheck.h>

#include <algorithm>

namespace jepa_oracle::properties {
namespace {

/// Instances that differ from `instance` in one field, which is simpler; simplest first.
std::vector<Instance> simpler_instances(const std::vector<Field>& fields, const Instance& instance) {
  std::vector<Instance> result;
  for (const Field& field : fields) {
    for (const Rational& value : simpler(field, instance.number(field.name))) {
      Instance candidate = instance;
      candidate.set(field.name, value);
      result.push_back(std::move(candidate));
    }
  }
  return result;
}

}  // namespace

rc::Shrinkable<Instance> shrinkable_from(const Claim& claim, const Instance& instance) {
  return rc::shrinkable::shrinkRecur(instance, [fields = claim.fields](const Instance& larger) {
    return rc::seq::fromContainer(simpler_instances(fields, larger));
  });
}

rc::Gen<Instance> instances_of(const Claim& claim) {
  return rc::Gen<Instance>([claim](const rc::Random& random, int) {
    rc::Random source = random;
    Instance instance;
    for (const Field& field : claim.fields) instance.set(field.name, field.draw(source));
    return shrinkable_from(claim, instance);
  });
}

std::vector<Instance> corner_grid(const Claim& claim, std::size_t limit) {
  std::size_t total = 1;
  for (const Field& field : claim.fields) total *= std::max<std::size_t>(1, field.corners.size());
  const std::size_t count = std::min(total, limit);
  std::vector<Instance> grid;
  for (std::size_t i = 0; i < count; ++i) {
    // A stride prime to every product of small numbers: distinct combinations in which all fields vary.
    constexpr std::size_t kStride = 7919;
    std::size_t index = count == total ? i : i * kStride % total;
    Instance instance;
    for (const Field& field : claim.fields) {
      instance.set(field.name, field.corners[index % field.corners.size()]);
      index /= field.corners.size();
    }
    grid.push_back(std::move(instance));
  }
  return grid;
}

}  // namespace jepa_oracle::properties
