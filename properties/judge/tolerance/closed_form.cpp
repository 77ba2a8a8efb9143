#include "judge/tolerance/closed_form.h"

#include <algorithm>
#include <cmath>

#include "judge/protocol/implementation.h"

namespace jepa_oracle::properties {
namespace {

/// Bits of the enclosures beside those of the format: 1 - s cancels no more of the format's bits than it has, where it
/// can be asked at all.
constexpr Bits kBitsBeside = 43;
constexpr Bits kBitsOfExact = 192;

}  // namespace

ClosedForm::ClosedForm(const ScalarProblem& problem, const NumberFormat& format)
    : exponents_(exponents_of(problem.objective, problem.depth)),
      depth_(problem.depth.layers()),
      format_(format),
      bits_(format.is_exact() ? kBitsOfExact : std::max(64L, format.bits + kBitsBeside)),
      unit_(format.is_exact() ? 0 : power_of_two(-format.bits)) {
  const int sign = problem.feature.sign();
  if (sign == 0) throw Absent(kNoZeroLambda);
  const auto [a, m] = exponents_;
  const Interval limit_power = number(limit_power_of(problem.objective, problem.feature));
  const Interval lambda = abs(number(problem.feature.lambda()));
  const Interval epsilon = number(problem.initial_amplitude());
  const Interval log_power = log(limit_power.rounded_to(kBitsOfSizes));
  const Interval log_epsilon = log(epsilon.rounded_to(kBitsOfSizes));
  const Interval log_layer = log_epsilon / depth_;
  Size start_error = root_error(size_of(log_epsilon), depth_) + 1;  // a root and a quotient
  if (is_logarithmic()) {
    limit_ = limit_power;
    log_limit_ = log_power;
    scale_ = lambda * power(limit_power, a - 1);
    scale_roundings_ = size_of(log_power) + static_cast<Size>(a + 6);
  } else {
    limit_ = root(limit_power, static_cast<unsigned long>(m));
    log_limit_ = log_power / m;
    scale_ = lambda * exp(log_power * (a - 1) / m);
    scale_roundings_ = size_of(log_power) * 3 + 10;
    start_error += root_error(size_of(log_power), m);  // of the limit
  }
  const Interval start = root(epsilon, static_cast<unsigned long>(depth_)) / limit_;
  const bool is_below = upper(start) < 1;
  if (sign > 0 && !is_below && lower(start) <= 1) {
    throw OutsideFormat(format.name + " does not distinguish the start from the limit");
  }
  course_ = sign < 0 ? Course::vanishing : is_below ? Course::increasing : Course::decreasing;
  start_ = end_at(start, log_layer - log_limit_, start_error);
}

End ClosedForm::end_at(const Interval& s, const Interval& log_of_s, Size error) const {
  return {lower(s), upper(s), complement_at(s), size_of(log_of_s), error};
}

Size ClosedForm::time_error(const End& end, Size time) const {
  if (format_.is_exact()) return 0;
  require_room(end);
  const Size bracket = is_logarithmic() ? logarithmic_error(end) : error_of_roots(end);
  // The factor L of paper time.
  return (bracket / lower(scale_) + time * (scale_roundings_ + 4)) * kHigherOrders * unit_;
}

Size ClosedForm::complement_at(const Interval& s) const {
  const Interval one(1);
  switch (course_) {
    case Course::increasing:
      return lower(one - s);
    case Course::decreasing:
      return lower(s - one);
    case Course::vanishing:
      break;
  }
  if (is_logarithmic()) return lower(one + s);
  return std::max(Size(2), lower(s)) / static_cast<Size>(exponents_.m) / kSizeSlack;
}

Size ClosedForm::logarithmic_error(const End& end) const {
  const long terms = exponents_.a - 1;
  RoundedSum sum(2 * terms + 4);
  for (const End* at : {&start_, &end}) {
    Size inverse_power = 1;
    for (long i = 1; i <= terms; ++i) {
      const auto n = static_cast<Size>(i);
      inverse_power /= at->low;
      sum.add(inverse_power / n, at->error * n + (n + 6));
    }
    // ln(s/|1-s|): the error of s moves it by 1/|1-s| relative units, each function rounds.
    sum.add(at->size_of_log, 4);
    sum.add(size_of_log_of_complement(*at), 4);
    sum.add_error(argument_error(*at));
  }
  return sum.error();
}

Size ClosedForm::error_of_roots(const End& end) const {
  const long pole = exponents_.a - 1;
  const auto below = static_cast<Size>(pole);
  RoundedSum sum(2 * exponents_.m + 4);
  for (const End* at : {&start_, &end}) {
    if (pole == 0) {
      sum.add(at->size_of_log, 4);
      sum.add_error(at->error);
    } else {
      sum.add(power(1 / at->low, pole) / below, at->error * below + (below + 6));
    }
    // |ln(1 - s/z)| <= max(ln(1+s), |ln c|) + pi for every root z, c the complement (pi/2 below the limit, where
    // 1 - s/z has a positive real part); the mean of m of them.
    // Roots of unity from a rounded angle err by 3 u 2 pi < 19 u: z^2 by 38 u, the arguments by 24 u s/(1-s) on
    // average.
    sum.add(size_of_log_of_complement(*at) + (course_ == Course::increasing ? 0.7L + 1.6L : 3.2L), 48);
    sum.add_error((at->absolute_error(2) + at->high * 24) / at->complement);
  }
  return sum.error();
}

Size ClosedForm::argument_error(const End& at) const {
  if (course_ == Course::increasing) return (at.error + 2) / at.complement;
  if (course_ == Course::decreasing) return 2 * at.high * (at.error + 1) / at.complement;
  return 2 * (at.error + 1);
}

Size ClosedForm::size_of_log_of_complement(const End& at) const {
  Real complement = Real(0).rounded_to(64);
  mpfr_set_ld(complement.get(), at.complement, MPFR_RNDD);
  mpfr_log(complement.get(), complement.get(), MPFR_RNDD);
  const Size of_least = -mpfr_get_ld(complement.get(), MPFR_RNDD);
  return course_ == Course::increasing ? of_least : std::max(std::abs(of_least) * kSizeSlack, at.size_of_log + 0.7L);
}

void ClosedForm::require_room(const End& end) const {
  const long highest = is_logarithmic() ? exponents_.a - 1 : exponents_.m - 1;
  const auto terms = static_cast<Size>(highest + 1) * kSizeSlack;
  const Size largest = power_of_two(format_.max_exponent - 4) / terms;
  const Size smallest = power_of_two(format_.min_exponent + 4) * terms;
  const auto require_between = [&](Size low, Size high) {
    if (!(high < largest) || !(smallest < low)) {
      throw OutsideFormat("a term of the closed form leaves the range of " + format_.name);
    }
  };
  const Size limit_low = lower(limit_);
  const Size limit_high = upper(limit_);
  require_between(start_.low * limit_low, start_.high * limit_high);
  require_between(limit_low, limit_high);
  require_between(power(start_.low * limit_low, highest), power(start_.high * limit_high, highest));
  require_between(power(limit_low, highest), power(limit_high, highest));
  require_between(power(start_.low, highest), power(start_.high, highest));
  require_between(power(1 / start_.high, highest), power(1 / start_.low, highest));
  require_between(power(1 / end.high, highest), power(1 / end.low, highest));
  require_between(lower(scale_), upper(scale_));
  for (const End* at : {&start_, &end}) {
    const auto n = static_cast<Size>(highest);
    const Size argument = at->absolute_error(26) / at->complement * unit_ * kSizeSlack;
    const Size roundings = (at->error * n + (5 * n + 60)) * unit_ * kSizeSlack;
    if (!(at->complement > 0) || !(argument < kFewRoundings) || !(roundings < kFewRoundings)) {
      throw OutsideFormat(format_.name + " has too few bits for the closed form here");
    }
  }
}

}  // namespace jepa_oracle::properties
