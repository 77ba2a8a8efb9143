#include "jepa_oracle/moment_features.h"

#include <fmt/format.h>

#include <algorithm>

#include "matrices/spectrum.h"

namespace jepa_oracle {
namespace {

bool is_diagonal(const Matrix<Rational>& matrix) {
  for (Index i = 0; i < matrix.rows(); ++i) {
    for (Index j = 0; j < matrix.cols(); ++j) {
      if (i != j && matrix(i, j) != 0) return false;
    }
  }
  return true;
}

Matrix<Rational> symmetric_part(const Matrix<Rational>& matrix) {
  Matrix<Rational> sum = matrix + matrix.transpose();
  for (Index i = 0; i < sum.size(); ++i) sum.data()[i] /= 2;
  return sum;
}

MomentFeatures diagonal_features(const Moments<Rational>& moments, Bits bits) {
  MomentFeatures result{FeatureBasis::common, {}, "sxx and syx are diagonal: the scalar theory is exact"};
  for (Index i = 0; i < moments.size(); ++i) {
    Matrix<Real> direction = rounded(Matrix<Rational>(identity<Rational>(moments.size()).col(i)), bits);
    Feature feature = Feature::with_variance(moments.syx(i, i), moments.sxx(i, i));
    result.features.push_back({Interval(feature.lambda(), bits), Interval(feature.variance(), bits),
                               Interval(feature.rho(), bits), std::move(direction), feature});
  }
  return result;
}

MomentFeatures common_features(const Moments<Rational>& moments, Bits bits) {
  MomentFeatures result{
      FeatureBasis::common, {}, "sxx and syx commute and syx is symmetric: the scalar theory is exact"};
  for (JointEigenvalue& joint : joint_spectrum(moments.syx, moments.sxx, bits)) {
    const Interval rho = joint.a / joint.b;
    result.features.push_back({std::move(joint.a), std::move(joint.b), rho, std::move(joint.direction), std::nullopt});
  }
  return result;
}

MomentFeatures generalised_features(const Moments<Rational>& moments, const Matrix<Rational>& cross, Bits bits) {
  const std::string_view why = cross == moments.syx ? "sxx and syx do not commute" : "syx is not symmetric";
  MomentFeatures result{
      FeatureBasis::generalised,
      {},
      fmt::format("{}: the features are coupled in training, and the scalar theory is not exact for these moments",
                  why)};
  for (GeneralisedEigenvalue& pair : generalised_spectrum(cross, moments.sxx, bits)) {
    const Interval lambda = pair.rho * pair.variance;
    result.features.push_back(
        {lambda, std::move(pair.variance), std::move(pair.rho), std::move(pair.direction), std::nullopt});
  }
  return result;
}

/// By falling lambda and, where that is the same number, by falling rho: the same order at every precision.
bool stands_before(const MomentFeature& a, const MomentFeature& b) {
  return overlaps(a.lambda, b.lambda) ? certainly_less(b.rho, a.rho) : certainly_less(b.lambda, a.lambda);
}

MomentFeatures features_at(const Moments<Rational>& moments, Bits bits) {
  if (is_diagonal(moments.sxx) && is_diagonal(moments.syx)) return diagonal_features(moments, bits);
  const Matrix<Rational> cross = symmetric_part(moments.syx);
  const bool commute = product(moments.sxx, moments.syx) == product(moments.syx, moments.sxx);
  MomentFeatures result =
      cross == moments.syx && commute ? common_features(moments, bits) : generalised_features(moments, cross, bits);
  std::stable_sort(result.features.begin(), result.features.end(), stands_before);
  return result;
}

/// Whether every covariance and variance is enclosed narrowly, relative to the largest of them: they share a unit, and
/// a covariance may well be 0.
bool is_narrow(const MomentFeatures& features, Digits digits) {
  Real largest(0);
  Real widest(0);
  for (const MomentFeature& feature : features.features) {
    if (!feature.rho.is_bounded()) return false;
    for (const Interval& value : {feature.lambda, feature.variance}) {
      largest = std::max(largest, abs(value).upper());
      widest = std::max(widest, value.width());
    }
  }
  return widest <= largest * Real(power(Rational(10), -digits.count()), largest.precision());
}

}  // namespace

std::string_view name_of(FeatureBasis basis) { return basis == FeatureBasis::common ? "common" : "generalised"; }

MomentFeatures features_of(const Moments<Rational>& moments, Digits digits) {
  require_valid(moments);
  for (Bits bits = digits.working_bits() + 64;; bits *= 2) {
    MomentFeatures result = features_at(moments, bits);
    if (is_narrow(result, digits)) return result;
  }
}

}  // namespace jepa_oracle
