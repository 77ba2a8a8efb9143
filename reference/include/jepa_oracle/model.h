#pragma once

#include <string>
#include <string_view>

#include "jepa_oracle/rational.h"

namespace jepa_oracle {

/// What the linear network is trained on (proofs-notes/README.md, section Model). The table of objectives.h says of
/// each its name, loss, exponents, target and top layer.
enum class Objective { jepa, mae, spectral_contrastive, barlow_twins };

/// Unit of every time that goes in or out. The paper's equations (7), (8) and critical times carry no factor L in
/// front; the gradient flow with all learning rates 1 does: paper time = L x flow time.
enum class TimeConvention { flow, paper };

std::string_view name_of(Objective objective);
std::string_view name_of(TimeConvention convention);
/// @throws InvalidProblem unless text is the name of an objective, long or short; the message lists the long ones
Objective parse_objective(std::string_view text, const std::string& where);
/// @throws InvalidProblem unless text is "flow" or "paper"
TimeConvention parse_time_convention(std::string_view text, const std::string& where);

/// Number L of encoder layers, and number M of layers of the predictor (decoder) on top, each 1 to kMaxDepth. The depth
/// of a network is L where nothing else is said, with a top of one layer.
class Depth {
 public:
  static constexpr int kMaxDepth = 1000;
  /// M = 1. @throws InvalidProblem when layers is outside 1..kMaxDepth
  explicit Depth(long layers, const std::string& where = "depth");
  /// The same L, and a top of `layers`. @throws InvalidProblem outside 1..kMaxDepth
  Depth with_top(long layers, const std::string& where = "top_depth") const;
  long layers() const { return layers_; }
  long top_layers() const { return top_layers_; }
  friend bool operator==(const Depth&, const Depth&) = default;

 private:
  long layers_;
  long top_layers_ = 1;
};

/// @throws InvalidProblem unless text is an integer 1..kMaxDepth
Depth parse_depth(std::string_view text, const std::string& where);
/// The same depth with the number of layers on top that is written there. @throws InvalidProblem unless text is an
/// integer 1..kMaxDepth and the objective has a predictor or decoder
Depth parse_top_depth(Depth depth, Objective objective, std::string_view text, const std::string& where);

/// One direction of the data that both second moments have in common.
///   lambda    E[y x]   covariance of the two views, any sign
///   variance  E[x x]   sigma^2 > 0
///   rho       lambda / variance   regression coefficient
class Feature {
 public:
  /// @throws InvalidProblem when rho is 0 or its sign is not lambda's (then the variance would not be positive)
  static Feature with_rho(const Rational& lambda, const Rational& rho, const std::string& where = "feature");
  /// @throws InvalidProblem when variance <= 0
  static Feature with_variance(const Rational& lambda, const Rational& variance, const std::string& where = "feature");

  const Rational& lambda() const { return lambda_; }
  const Rational& variance() const { return variance_; }
  const Rational& rho() const { return rho_; }
  /// -1, 0 or 1
  int sign() const { return lambda_ > 0 ? 1 : (lambda_ < 0 ? -1 : 0); }

  friend bool operator==(const Feature& a, const Feature& b) {
    return a.lambda_ == b.lambda_ && a.variance_ == b.variance_;
  }

 private:
  Feature(Rational lambda, Rational variance, Rational rho)
      : lambda_(std::move(lambda)), variance_(std::move(variance)), rho_(std::move(rho)) {}
  Rational lambda_;
  Rational variance_;
  Rational rho_;
};

/// Balanced start: every layer, of the encoder and on top of it, at the same amplitude w0 > 0.
class Initialisation {
 public:
  /// epsilon is the amplitude of the whole encoder: w0 = epsilon^(1/L). The paper's convention and the default.
  static Initialisation of_encoder(const Rational& epsilon, const std::string& where = "epsilon");
  /// epsilon is the amplitude of each layer: w0 = epsilon.
  static Initialisation of_layer(const Rational& epsilon, const std::string& where = "epsilon");

  /// u0 = w0^L, exact.
  Rational encoder_amplitude(Depth depth) const { return per_layer_ ? power(epsilon_, depth.layers()) : epsilon_; }
  const Rational& epsilon() const { return epsilon_; }
  bool per_layer() const { return per_layer_; }

 private:
  Initialisation(Rational epsilon, bool per_layer) : epsilon_(std::move(epsilon)), per_layer_(per_layer) {}
  Rational epsilon_;
  bool per_layer_;
};

/// When a feature counts as learned.
class Threshold {
 public:
  /// The encoder amplitude reaches `fraction` of its limit. @throws InvalidProblem outside (0, 1)
  static Threshold fraction(const Rational& fraction, const std::string& where = "fraction");
  /// The encoder amplitude reaches `level`. @throws InvalidProblem unless level > 0
  static Threshold level(const Rational& level, const std::string& where = "level");

  bool is_fraction() const { return is_fraction_; }
  const Rational& value() const { return value_; }

 private:
  Threshold(Rational value, bool is_fraction) : value_(std::move(value)), is_fraction_(is_fraction) {}
  Rational value_;
  bool is_fraction_;
};

/// @throws InvalidProblem if decay < 0
void require_valid_decay(const Rational& decay, const std::string& where = "weight_decay");

/// One feature in training: everything that its trajectory depends on.
struct ScalarProblem {
  Objective objective;
  Depth depth;
  Feature feature;
  Initialisation initialisation;

  Rational initial_amplitude() const { return initialisation.encoder_amplitude(depth); }
};

}  // namespace jepa_oracle
