#pragma once

#include <vector>

#include "claims/networks/general_claims.h"
#include "scenarios/matrix_flow.h"

namespace jepa_oracle::properties {

/// The field at omega theta is omega^p times that at theta with sxx omega^q: p = 2L, q = 1 (JEPA), p = L, q = L+1
/// (MAE), the exponents (a, m) of one balanced feature.
struct Powers {
  long field;
  long variance;
};

Powers powers_of(const Instance& instance);

/// syx = U diag(lambda) U', lambda_1 = 2 above the others, which are at least -1.
struct CrossCovariance {
  RationalMatrix basis;
  std::vector<Rational> lambdas;
  RationalMatrix syx;
};

CrossCovariance cross_covariance_of(const Instance& instance, Index size);
RationalMoments moments_with(const Instance& instance, const CrossCovariance& cross);

/// A trajectory from small weights beside the flow with sxx = 0 (small_initialisation_trajectory.cpp).
void require_first_phase(Judgement& judgement, const Instance& instance, const Subject& subject);

}  // namespace jepa_oracle::properties
