#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "jepa_oracle/family_field.h"
#include "judge/protocol/implementation.h"
#include "judge/tolerance/field_spread.h"
#include "judge/tolerance/slack.h"
#include "judge/tolerance/tolerance.h"

namespace jepa_oracle::properties {
namespace {

/// A step makes the numbers of the centre 2 (L + M) - 1 times as long. Beyond the first length they are rounded to the
/// second: what is lost is far below one rounding of any format judged.
constexpr std::size_t kLongest = 1024;
constexpr Bits kRoundedTo = 320;

/// Upper bounds of the absolute values in the box.
Network<double> box_sizes(const Network<Rational>& centre, const Network<double>& radius) {
  Network<double> result = sizes_of(centre);
  for_each_matrix_of([](Matrix<double>& size, const Matrix<double>& more) { size += more; }, result, radius);
  return result;
}

std::size_t length_of(const Rational& value) {
  mpq_srcptr number = value.backend().data();
  return std::max(mpz_sizeinbase(mpq_numref(number), 2), mpz_sizeinbase(mpq_denref(number), 2));
}

/// What one step is made of.
struct Update {
  const Rational& rate;
  double rate_size;  ///< upper bound
  double decay;      ///< upper bound
  double unit;       ///< of roundoff
  double smallest;   ///< normal number

  /// centre + rate direction, and the radius around it: the old one; rate times the spread and the error of the
  /// direction; one rounding of the product, one of the sum, and as much again for an update written in another way (a
  /// fused one, with the sign kept apart, or with the decay as a factor of the weights: proofs-notes/conformance.md);
  /// each may flush to zero.
  /// @param before  sizes in the box
  void apply(Matrix<Rational>& centre, Matrix<double>& radius, const Matrix<double>& before,
             const Matrix<Rational>& direction, const Matrix<double>& spread, const Matrix<double>& error) const {
    const Matrix<double> moved = rate_size * (sizes_of(direction) + spread + error + decay * before);
    radius += rate_size * (spread + error) + 4 * unit * (before + moved);
    radius.array() += 4 * smallest;
    radius *= kSlack;
    for (Index i = 0; i < centre.size(); ++i) centre.data()[i] += Rational(rate * direction.data()[i]);
  }
};

/// Shortens long numbers; false when there are none.
bool round(Matrix<Rational>& centre, Matrix<double>& radius) {
  bool any = false;
  for (Index i = 0; i < centre.size(); ++i) {
    Rational& value = centre.data()[i];
    if (length_of(value) <= kLongest) continue;
    value = Real(value, kRoundedTo).to_rational();
    radius.data()[i] += std::ldexp(std::abs(double_towards_zero(value)) * kSlack, static_cast<int>(1 - kRoundedTo));
    any = true;
  }
  return any;
}

/// Radii and centres small enough for the format. A radius that is no number is too large.
void require_range(const Network<double>& sizes, const NumberFormat& format) {
  if (format.is_exact()) return;
  const double most = std::ldexp(1.0, static_cast<int>(std::min(format.max_exponent, 1024L)) - 1);
  for_each_matrix(sizes, [&](const Matrix<double>& matrix) {
    if (!(matrix.array() < most).all()) throw OutsideFormat("a weight may overflow " + format.name);
  });
}

}  // namespace

DescentBox::DescentBox(Objective objective, Network<Rational> start, Moments<Rational> moments, Rational rate,
                       const NumberFormat& format, Rational decay)
    : objective_(objective),
      centre_(std::move(start)),
      radius_(zero_like(centre_)),
      sizes_(sizes_of(centre_)),
      moments_(std::move(moments)),
      moment_sizes_{sizes_of(moments_.sxx), sizes_of(moments_.syx)},
      rate_(std::move(rate)),
      decay_(std::move(decay)),
      format_(format) {}

void DescentBox::step() {
  if (steps_ > 0 && (decay_ != 0 || centre_.top_layers.size() != 1)) {
    throw std::logic_error("a second step has a bound with one layer on top and without decay only");
  }
  const double decay = std::abs(double_towards_zero(decay_)) * kSlack;
  const FieldTolerance tolerance =
      field_tolerance(objective_, sizes_, moment_sizes_.sxx, moment_sizes_.syx, format_, decay);
  // The first step starts from a point.
  const Network<double> spread = steps_ == 0 ? radius_ : field_spread(objective_, centre_, radius_, moments_);
  const Network<Rational> direction =
      family_field({objective_, Target<Rational>::of(objective_), decay_}, centre_, moments_);
  const bool exact = format_.is_exact();
  const Update update{rate_, std::abs(double_towards_zero(rate_)) * kSlack, decay,
                      exact ? 0 : std::ldexp(1.0, static_cast<int>(-format_.bits)),
                      exact ? 0 : std::ldexp(1.0, static_cast<int>(std::max(format_.min_exponent, -1022L)))};
  const auto apply = [&](Matrix<Rational>& centre, Matrix<double>& radius, const Matrix<double>& before,
                         const Matrix<Rational>& moved, const Matrix<double>& spread_of, const Matrix<double>& error) {
    update.apply(centre, radius, before, moved, spread_of, error);
    if (round(centre, radius)) centre_is_exact_ = false;
  };
  for_each_matrix_of(apply, centre_, radius_, sizes_, direction, spread, tolerance.bound);
  sizes_ = box_sizes(centre_, radius_);
  require_range(sizes_, format_);
  ++steps_;
}

std::string DescentBox::reason() const {
  return fmt::format("the tolerance of the field and the roundings of the update ({}), carried through {} {}",
                     format_.name, steps_, steps_ == 1 ? "step" : "steps");
}

}  // namespace jepa_oracle::properties
