#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "jepa_oracle/amplitude.h"
#include "judge/protocol/implementation.h"
#include "judge/tolerance/closed_form.h"
#include "judge/tolerance/tolerance.h"

namespace jepa_oracle::properties {
namespace {

constexpr int kDigits = 20;

}  // namespace

ScalarTolerance time_tolerance(const ScalarProblem& problem, const Rational& fraction, const Interval& time,
                               TimeConvention convention, const NumberFormat& format) {
  const ClosedForm form(problem, format);
  const auto unit_of_time = static_cast<Size>(convention == TimeConvention::paper ? form.depth() : 1);
  const Interval p = form.number(fraction);
  const Interval log_p = log(p.rounded_to(kBitsOfSizes));
  const End end = form.end_at(root(p, static_cast<unsigned long>(form.depth())), log_p / form.depth(),
                              root_error(size_of(log_p), form.depth()));
  const Size flow = size_of(time) / unit_of_time * kSizeSlack;
  return {as_interval(form.time_error(end, flow) * unit_of_time * kSizeSlack),
          fmt::format("rounding of the closed form term by term, u = 2^-{}", format.bits)};
}

ScalarTolerance amplitude_tolerance(const ScalarProblem& problem, const Rational& time, const Interval& encoder,
                                    TimeConvention convention, const NumberFormat& format) {
  const ClosedForm form(problem, format);
  const long depth = form.depth();
  const Rational flow = convention == TimeConvention::paper ? Rational(time / depth) : time;
  const Size flow_size = size_of(form.number(flow));
  // Error of the time at which an amplitude is reached.
  const auto error_at = [&](const Interval& amplitude) {
    const Interval layer = root(form.shortened(amplitude), static_cast<unsigned long>(depth));
    return form.time_error(form.end_at(layer / form.limit(), log(layer) - form.log_limit(), 4), flow_size);
  };
  // Below the limit, twice the error here; it is a convex function of the amplitude, so that it is a bound between two
  // times where it is one at both. Elsewhere its terms rise, fall, or fall and then rise, so that it is at most the sum
  // of its values at both: each may be twice the error here, and the bound is four times that.
  const bool is_convex = form.course() == Course::increasing;
  const Size each = error_at(encoder) * 2;
  const Size most = is_convex ? each : 2 * each;
  if (!std::isfinite(most)) throw OutsideFormat("the time of this amplitude has no bound in " + format.name);
  const Rational room = as_interval(most).upper().to_rational();
  const Interval rounding = encoder * form.number(format.unit_roundoff()) * (4 * depth + 8);
  Interval bound = rounding;
  for (const Rational& at : {std::max(Rational(0), Rational(flow - room)), Rational(flow + room)}) {
    const Interval reached =
        jepa_oracle::amplitude(problem, at, TimeConvention::flow, Digits(kDigits)).encoder.enclosure;
    if (!(error_at(reached) <= each)) {
      throw OutsideFormat("rounding the time of this amplitude moves it too far in " + format.name);
    }
    bound = hull(bound, abs(reached - encoder) + rounding);
  }
  return {Interval(bound.upper()),
          fmt::format("amplitudes within the tolerance of the time, and rounding, u = 2^-{}", format.bits)};
}

}  // namespace jepa_oracle::properties
