#include "scenarios/curve_powers.h"

namespace jepa_oracle::properties {

// Branches on the name, for independence: see the header.
CurvePowers curve_powers(Objective objective, Depth depth) {
  const long layers = depth.layers();
  const long top = depth.top_layers();
  switch (objective) {
    case Objective::jepa:
      return {2 * layers + top - 1, top};
    case Objective::mae:
      return {layers + top - 1, layers + top};
    case Objective::spectral_contrastive:
    case Objective::barlow_twins:
      break;
  }
  return {2 * layers - 1, 2 * layers};
}

Rational limit_power(Objective objective, const Feature& feature) {
  const Rational rho = boost::multiprecision::abs(feature.rho());
  const Rational lambda = boost::multiprecision::abs(feature.lambda());
  switch (objective) {
    case Objective::jepa:
    case Objective::mae:
      return rho;
    case Objective::spectral_contrastive:
      return rho * rho / lambda;
    case Objective::barlow_twins:
      break;
  }
  return 1 / lambda;
}

Rational saturation(Objective objective, const Feature& feature) {
  switch (objective) {
    case Objective::jepa:
    case Objective::mae:
      return feature.variance();
    case Objective::spectral_contrastive:
      return feature.variance() * feature.variance();
    case Objective::barlow_twins:
      break;
  }
  return feature.lambda() * feature.lambda();
}

}  // namespace jepa_oracle::properties
