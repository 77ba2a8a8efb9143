#include "figures/time_axis.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <vector>

namespace jepa_oracle::program {
namespace {

constexpr Bits kBits = 128;  // an exponent of 60 bits leaves as many as a double has
constexpr int kMostTicks = 6;

Real ten() { return Real(10).rounded_to(kBits); }
double log10_of(const Real& value) { return (log(value.rounded_to(kBits)) / log(ten())).to_double(); }

}  // namespace

double tick_step(double span, int most) {
  const double least = span / most;
  const double power = std::pow(10, std::floor(std::log10(least)));
  for (const double step : {1.0, 2.0, 5.0}) {
    if (step * power >= least * (1 - 1e-9)) return step * power;
  }
  return 10 * power;
}

TimeAxis::TimeAxis(const Real& first, const Real& last) {
  constexpr double kDecades = 2;
  const double begin = log10_of(first);
  const double end = log10_of(last);
  logarithmic_ = end - begin > kDecades;
  if (logarithmic_) {
    low_ = begin - 0.5;
    high_ = end + 0.2;
    return;
  }
  const bool short_names = end >= -2 && end < 4;
  unit_ = short_names ? 0 : static_cast<long>(std::floor(end));
  low_ = 0;
  high_ = 1.15 * place(last);
}

double TimeAxis::place(const Real& time) const {
  if (logarithmic_) return log10_of(time);
  return (time.rounded_to(kBits) / power(ten(), unit_)).to_double();
}

Rational TimeAxis::time_at(double share) const {
  const Real at(low_ + (high_ - low_) * share, kBits);
  if (logarithmic_) return exp(at * log(ten())).rounded_to(64).to_rational();
  return at.to_rational() * jepa_oracle::power(Rational(10), unit_);
}

std::string TimeAxis::commands() const {
  std::string text = fmt::format("set xrange [{:.10g}:{:.10g}]\n", low_, high_);
  if (!logarithmic_) {
    return text + fmt::format("set xtics {:.10g} format '%g'\nset xlabel 'flow time{}'\n",
                              tick_step(high_ - low_, kMostTicks),
                              unit_ == 0 ? "" : fmt::format(" / 10^{{{}}}", unit_));
  }
  const double step = std::max(1.0, tick_step(high_ - low_, kMostTicks));
  std::vector<std::string> ticks;
  for (double at = std::ceil(low_ / step) * step; at <= high_; at += step) {
    ticks.push_back(fmt::format("'10^{{{:.0f}}}' {:.0f}", at, at));
  }
  return text + fmt::format("set xtics ({})\nset xlabel 'flow time, logarithmic'\n", fmt::join(ticks, ", "));
}

}  // namespace jepa_oracle::program
