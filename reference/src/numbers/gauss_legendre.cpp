#include "numbers/gauss_legendre.h"

#include <cmath>
#include <map>
#include <mutex>
#include <utility>

#include "jepa_oracle/interruption.h"

namespace jepa_oracle {
namespace {

template <class T>
struct Legendre {
  T value;       ///< P_N(x)
  T derivative;  ///< P_N'(x) = N (P_(N-1) - x P_N) / (1 - x^2)
};

template <class T>
Legendre<T> legendre(long count, const T& x) {
  T before = T(1);
  T value = x;
  for (long j = 1; j < count; ++j) {
    T next = (x * value * (2 * j + 1) - before * j) / (j + 1);
    before = std::move(value);
    value = std::move(next);
  }
  return {value, (before - x * value) * count / (T(1) - x * x)};
}

}  // namespace

GaussRule gauss_rule(long half, Bits bits) {
  const long count = 2 * half;
  // The recurrence widens an interval up to 1 + sqrt(2) < 2^1.3 times a step: once for the node, once for its weight.
  const Bits working = bits + 32 + count * 27 / 10;
  GaussRule rule;
  for (long i = 0; i < half; ++i) {
    interruption_point();
    constexpr double kPi = 3.14159265358979;
    Real x(std::cos(kPi * (static_cast<double>(i) + 0.75) / (static_cast<double>(count) + 0.5)), working);
    for (Bits correct = 8; correct < working; correct *= 2) {
      const auto at = legendre(count, x);
      x = x - at.value / at.derivative;
    }
    const Real radius = power(Real(2), 8 - bits);
    const Interval box(x - radius, x + radius);
    const Interval point(x);
    const Interval node = point - legendre(count, point).value / legendre(count, box).derivative;
    const bool inside = certainly_less(Interval(box.lower()), node) && certainly_less(node, Interval(box.upper()));
    const bool apart = certainly_positive(node) &&
                       (rule.points.empty() || certainly_less(node, rule.points.back().node));  // from 1 down to 0
    if (!inside || !apart) return {};
    const Interval slope = legendre(count, node).derivative;
    const Interval weight = Interval(2) / ((Interval(1) - square(node)) * square(slope));
    rule.points.push_back({node.rounded_to(bits), weight.rounded_to(bits)});
  }
  return rule;
}

std::shared_ptr<const GaussRule> remembered_gauss_rule(long half, Bits bits) {
  constexpr std::size_t kRemembered = 16;
  static std::mutex mutex;
  static std::map<std::pair<long, Bits>, std::shared_ptr<const GaussRule>> rules;
  const std::pair key(half, bits);
  {
    const std::scoped_lock lock(mutex);
    if (const auto found = rules.find(key); found != rules.end()) return found->second;
  }
  auto rule = std::make_shared<const GaussRule>(gauss_rule(half, bits));  // others need not wait for it
  const std::scoped_lock lock(mutex);
  if (rules.size() >= kRemembered) rules.clear();
  return rules.emplace(key, std::move(rule)).first->second;
}

Interval gauss_error(long count, Bits bits) {
  const Interval shrink = Interval(1) / square(Interval(3) + root(Interval(Rational(8), bits), 2));  // r^-2
  return Interval(Rational(64, 15), bits) * power(shrink, count) / (Interval(1) - shrink);
}

}  // namespace jepa_oracle
