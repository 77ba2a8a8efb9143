#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "jepa_oracle/descent_field.h"
#include "judge/allowance.h"
#include "judge/implementation.h"

namespace jepa_oracle::properties {
namespace {

/// Of the box itself; what it loses is far below one rounding of any format judged.
constexpr Bits kBoxBits = 320;
constexpr double kSlack = 1 + 1e-9;  // as in allowance.cpp

/// An upper bound of |x|.
double size_of(const Interval& x) { return abs(x).upper().to_double() * kSlack; }

Matrix<double> sizes_of(const Matrix<Interval>& matrix) {
  Matrix<double> result(matrix.rows(), matrix.cols());
  for (Index i = 0; i < matrix.size(); ++i) result.data()[i] = size_of(matrix.data()[i]);
  return result;
}

Network<double> sizes_of(const Network<Interval>& network) {
  Network<double> result{{}, sizes_of(network.top)};
  for (const auto& layer : network.layers) result.layers.push_back(sizes_of(layer));
  return result;
}

Interval within(double radius) { return Interval(Real(-radius, 53), Real(radius, 53)); }

/// weights + rate * direction, widened by: rate times the error of the direction, one rounding of the product, one of
/// the sum, and as much again for an update written in another way (a fused one, or with the sign kept apart); each may
/// flush to zero.
void advance(Matrix<Interval>& weights, const Matrix<Interval>& direction, const Matrix<double>& error,
             const Interval& rate, double rate_size, double unit, double smallest) {
  for (Index i = 0; i < weights.size(); ++i) {
    Interval& weight = weights.data()[i];
    const double moved = rate_size * (size_of(direction.data()[i]) + error.data()[i]);
    const double radius = (rate_size * error.data()[i] + 4 * unit * (size_of(weight) + moved) + 4 * smallest) * kSlack;
    weight = weight + rate * direction.data()[i] + within(radius);
  }
}

void require_range(const Network<Interval>& network, const NumberFormat& format) {
  const Network<double> sizes = sizes_of(network);
  double largest = sizes.top.maxCoeff();
  for (const auto& layer : sizes.layers) largest = std::max(largest, layer.maxCoeff());
  const double most = std::ldexp(1.0, static_cast<int>(std::min(format.max_exponent, 1024L)) - 1);
  if (!format.is_exact() && !(largest < most)) throw OutsideFormat("a weight may overflow " + format.name);
}

}  // namespace

DescentBox::DescentBox(Objective objective, const Network<Rational>& start, const Moments<Rational>& moments,
                       Rational rate, const NumberFormat& format)
    : objective_(objective),
      state_(enclosed(start, kBoxBits)),
      moments_(enclosed(Moments<Rational>{moments.sxx, moments.syx}, kBoxBits)),
      sxx_(sizes_of(moments_.sxx)),
      syx_(sizes_of(moments_.syx)),
      rate_(std::move(rate)),
      format_(format) {}

void DescentBox::step() {
  const FieldAllowance allowance = field_allowance(objective_, sizes_of(state_), sxx_, syx_, format_);
  const Network<Interval> direction = descent_field(objective_, state_, moments_);
  const Interval rate(rate_, kBoxBits);
  const double rate_size = size_of(rate);
  const double unit = format_.is_exact() ? 0 : std::ldexp(1.0, static_cast<int>(-format_.bits));
  const double smallest =
      format_.is_exact() ? 0 : std::ldexp(1.0, static_cast<int>(std::max(format_.min_exponent, -1022L)));
  for (std::size_t a = 0; a < state_.layers.size(); ++a) {
    advance(state_.layers[a], direction.layers[a], allowance.bound.layers[a], rate, rate_size, unit, smallest);
  }
  advance(state_.top, direction.top, allowance.bound.top, rate, rate_size, unit, smallest);
  require_range(state_, format_);
  ++steps_;
}

std::string DescentBox::reason() const {
  return fmt::format("the allowance of the field and the roundings of the update ({}), carried through {} {}",
                     format_.name, steps_, steps_ == 1 ? "step" : "steps");
}

}  // namespace jepa_oracle::properties
