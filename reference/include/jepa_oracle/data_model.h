#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "jepa_oracle/model.h"
#include "jepa_oracle/moments.h"
#include "jepa_oracle/samples.h"

namespace jepa_oracle {

/// How pairs (x, y) come about. Sources are independent and have mean 0; B is an orthogonal matrix (the identity unless
/// given), whose columns are the features; vectors with one entry a feature.
///   static       x = B (z + n), y = B (z + n')            E z_i^2 = a_i, E n_i^2 = E n'_i^2 = b_i
///   dynamic      z_i(t+1) = g_i z_i(t) + innovation, E z_i^2 = a_i at all times;
///                x = B (z(t) + n), y = B (z(t+k) + n')
///   masking      z = F h, E h h' = I; x = m * z, y = (1-m) * z, every pixel in x with probability 1-r on its own
///   autoencoder  x = y = B z                              E z_i^2 = a_i
/// @claim Data.StaticModel, Data.DynamicModel, Data.MaskingModel, Data.AutoencoderHasUnitRho  (proofs-notes/data.md)
class DataModel {
 public:
  enum class Kind { static_views, dynamic, masking, autoencoder };

  /// @throws InvalidProblem (at "signal", "noise", "basis") unless signal_i >= 0, noise_i >= 0, signal_i + noise_i > 0,
  ///         both of the same length >= 1, and B orthogonal of that size (an empty B stands for the identity)
  static DataModel static_views(std::vector<Rational> signal, std::vector<Rational> noise, Matrix<Rational> basis = {});
  /// @param persistence  g_i in [-1, 1]
  /// @param lag          k in 1..kMaxLag
  /// @throws InvalidProblem as static_views, and at "persistence" and "lag"
  static DataModel dynamic(std::vector<Rational> signal, std::vector<Rational> persistence, std::vector<Rational> noise,
                           long lag, Matrix<Rational> basis = {});
  /// @param mixing  F, d x m, no row 0
  /// @param masked  r in (0, 1)
  /// @throws InvalidProblem at "mixing" and "masked"
  static DataModel masking(Matrix<Rational> mixing, const Rational& masked);
  /// @throws InvalidProblem (at "variance", "basis") unless variance_i > 0
  static DataModel autoencoder(std::vector<Rational> variance, Matrix<Rational> basis = {});

  static constexpr long kMaxLag = 1000;

  Kind kind() const { return kind_; }
  Index size() const { return basis_.rows(); }
  const std::vector<Rational>& signal() const { return signal_; }
  const std::vector<Rational>& noise() const { return noise_; }
  const std::vector<Rational>& persistence() const { return persistence_; }
  long lag() const { return lag_; }
  const Rational& masked() const { return masked_; }
  /// B, or F for masking.
  const Matrix<Rational>& basis() const { return basis_; }

 private:
  DataModel() = default;

  Kind kind_ = Kind::static_views;
  std::vector<Rational> signal_;
  std::vector<Rational> noise_;
  std::vector<Rational> persistence_;
  long lag_ = 0;
  Rational masked_;
  Matrix<Rational> basis_;
};

std::string_view name_of(DataModel::Kind kind);

/// sxx, syx and syy, exactly.
Moments<Rational> moments_of(const DataModel& model);

/// lambda, rho and variance of each feature, exactly, in the order of the columns of B or F.
///   static  a, a/(a+b)      dynamic  g^k a, g^k a/(a+b)      autoencoder  a, 1
///   masking  with S = F F', S_ii = c for all i and S f = mu f:  lambda = r(1-r)(mu-c), variance = (1-r)^2 mu + r(1-r)c
/// @throws InvalidProblem (at "mixing") where masking has no common basis that is known: F must be square with
///         orthogonal columns, none of them 0, and rows of equal length. (features_of encloses the features of any
///         moments.)
std::vector<Feature> features_of(const DataModel& model);

/// Distribution of the sources z, n, h and of the innovations.
///   three_point  -s, 0 or s, with variance v exactly: s is the least 4-bit number with s^2 >= v, P(0) = 1 - v/s^2. All
///                arithmetic is exact: the samples are rational and their second moments those of `moments_of`.
///   gaussian     Box and Muller's transform of 64-bit uniform numbers; each source is a 53-bit number, in which every
///                operation is rounded correctly (MPFR). The relative error of its variance is below 2^-40.
enum class SourceLaw { three_point, gaussian };

/// The least number s = m 2^e >= 0, 8 <= m <= 16, with s^2 >= variance >= 0.
Rational three_point_value(const Rational& variance);

/// Pairs number first, first+1, ..., first+count-1 of the stream of `seed`. A pair depends on the model, the law, the
/// seed and its number only: the same in every batch, in every order and on every machine (counter-based generator,
/// jepa_oracle/counter_random.h; no floating-point arithmetic of the machine takes part).
/// @throws InvalidProblem (at "count") when count < 1
/// @claim Data.SamplesHaveTheMoments
Samples<Rational> samples_of(const DataModel& model, SourceLaw law, std::uint64_t seed, std::uint64_t first,
                             Index count);

}  // namespace jepa_oracle
