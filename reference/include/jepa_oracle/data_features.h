#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "jepa_oracle/model.h"
#include "jepa_oracle/moment_estimate.h"

namespace jepa_oracle {

/// One direction v of estimated moments, in double precision, out of an orthonormal basis that makes sxx and the
/// symmetric part of syx as nearly diagonal as one basis can, both together:
///   lambda = v' syx v,   variance = v' sxx v,   rho = lambda / variance,   |v| = 1
/// Where the moments commute these are the features of the theory. Where they do not, orthonormal directions are what
/// training from a small multiple of the identity follows while it grows, which is nearly all of the critical time.
/// (The generalised eigenvectors of syx and sxx are where training ends; columns of small variance spoil them:
/// proofs-notes/data.md.)
/// No enclosure comes with it: the sampling error of the moments is larger by many orders than their rounding. The unit
/// test DataFeatures.AreThoseOfTheEnclosures compares them with `features_of`.
struct DataFeature {
  double lambda;
  double variance;
  double rho;
  Eigen::VectorXd direction;  ///< its largest entry is positive
};

/// Features of estimated moments, by falling lambda, then rho.
/// @param start       an orthogonal matrix near the directions sought, for speed; empty for the identity
/// @param least_turn  angle below which a turn of two directions is not worth another round
std::vector<DataFeature> approximate_features(const EstimatedMoments& moments, const Eigen::MatrixXd& start = {},
                                              double least_turn = 1e-7);

/// How far moments are from having their features in common, the case in which the scalar theory is exact: both 0
/// there.
///   commutator  |sxx syx - syx sxx| / (2 |sxx| |syx|)  in the Frobenius norm, at most 1
///   asymmetry   |syx - syx'| / (2 |syx|), at most 1
struct Mixing {
  double commutator;
  double asymmetry;
};
Mixing mixing_of(const EstimatedMoments& moments);

/// Natural logarithm of the critical time in flow units, by the closed forms in double precision: the time itself may
/// be far beyond double. Infinity where the fraction is never reached, -infinity where the start lies beyond it. For
/// counting resamples only: the predicted order itself is `learning_order`'s.
/// @param log_epsilon, log_fraction  of the encoder amplitude at the start and of the fraction, see `approximate_log`
double approximate_log_time(Objective objective, Depth depth, double log_epsilon, double log_fraction,
                            const DataFeature& feature);

/// ln value, of a value > 0 that may be beyond double, to a few units in the last place.
double approximate_log(const Rational& value);

/// One weighting of the data in a bootstrap.
struct Resample {
  EstimatedMoments moments;
  std::vector<DataFeature> features;  ///< each matched with the feature of the data at its place
  std::vector<double> overlaps;       ///< of the two directions, |v' v*|: 1 if they are the same
};

/// Bayesian bootstrap over the blocks of an estimate: every block gets an independent exponential weight of mean 1
/// (D. B. Rubin, "The Bayesian bootstrap", Annals of Statistics 9, 1981). No block is ever left out, so sxx stays
/// positive definite where resampling rows would lose rare columns. It needs the sums of the blocks, not the data.
/// Where a block holds more than one pair, pairs within it may depend on each other (a time series) or not.
/// The same seed gives the same weights.
void bootstrap(const MomentEstimate& estimate, const std::vector<DataFeature>& features, int resamples,
               std::uint64_t seed, const std::function<void(const Resample&)>& visit);

}  // namespace jepa_oracle
