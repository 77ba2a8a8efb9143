#include "closed_forms/amplitude_digits.h"

#include <cmath>
#include <utility>

#include "jepa_oracle/errors.h"
#include "numbers/message_text.h"

namespace jepa_oracle {
namespace {

/// Bounds of the layer amplitudes, the L-th roots where they are rational.
StrictBounds layer_bounds(const StrictBounds& encoder, unsigned long layers) {
  const auto root_of = [layers](const std::optional<Rational>& bound) {
    return bound ? exact_root(*bound, layers) : std::nullopt;
  };
  return {root_of(encoder.lower), root_of(encoder.upper)};
}

/// The number with an enclosure that is never worse than `bounds`: e^-t of a late time leaves the exponent range.
Guaranteed within(const Interval& bounds, Guaranteed number) {
  if (!number.enclosure.is_bounded()) number.enclosure = bounds;
  return number;
}

}  // namespace

Amplitude amplitude_of(const AmplitudeCourse& course, Digits digits) {
  const long layers = course.depth.layers();
  const auto degree = static_cast<unsigned long>(layers);
  // Both numbers come from one inversion; it is repeated only when the encoder amplitude needs more bits.
  std::optional<std::pair<Bits, Interval>> last;
  const auto layer_at = [&](Bits bits) {
    if (!last || last->first < bits) {
      last = {bits, course.exact ? root(Interval(*course.exact, bits), degree) : course.enclose_layer(bits)};
    }
    return last->second;
  };
  // For the power w^L about log2 L bits are lost.
  const Bits extra = static_cast<Bits>(std::log2(static_cast<double>(layers))) + 1;
  const auto encoder = course.exact ? Guaranteed::of_exact(*course.exact, digits)
                                    : refine(
                                          digits, extra, [&](Bits bits) { return power(layer_at(bits), layers); },
                                          course.encoder_bounds);
  const auto exact_layer = course.exact ? exact_root(*course.exact, degree) : std::optional<Rational>();
  const auto layer = exact_layer ? Guaranteed::of_exact(*exact_layer, digits)
                                 : refine(digits, 0, layer_at, layer_bounds(course.encoder_bounds, degree));
  if (encoder.conclusive() && layer.conclusive()) return {encoder, layer};
  const Interval certain = course.all_that_is_certain();
  return {within(certain, encoder), within(root(certain, degree), layer)};
}

Rational flow_time(const Rational& time, Depth depth, TimeConvention convention) {
  if (time < 0) throw InvalidProblem("at", shown(time) + " is negative: a time must be >= 0");
  return convention == TimeConvention::flow ? time : Rational(time / depth.layers());
}

}  // namespace jepa_oracle
