#pragma once

#include <optional>

#include "jepa_oracle/critical_time.h"

namespace jepa_oracle {

/// Batches of N independent pairs, on which the second term of LeJEPA is the expectation of its statistic: with the
/// factor N of the published code, B_N, or without it, B_N/N.
struct SigRegBatch {
  long size;  ///< N >= 2
  bool with_factor = true;
};

/// Loss of linear LeJEPA in the variance Q = sigma^2 u^2 of the code of one Gaussian feature: two views of equal second
/// moments, no predictor, no stop-gradient, one slice of SIGReg with the weight exp(-t^2/2).
///   l(Q) = (1-c) (1-rho)/2 Q + c S(Q)
///   S = T,    T(Q) = sqrt(2 pi) ((1+2Q)^(-1/2) - 2 (2+Q)^(-1/2) + 3^(-1/2))
///   S = B_N,  B_N(Q) = N T(Q) + sqrt(2 pi) (1 - (1+2Q)^(-1/2)),   or B_N/N
///                                                       (proofs-notes/lejepa.md; our reconstruction of the published loss)
class LeJepaLoss {
 public:
  /// Without a batch S is T.
  /// @throws InvalidProblem unless the weight c lies inside (0, 1) and the batch has at least 2 pairs
  static LeJepaLoss of(const Rational& weight, const std::optional<SigRegBatch>& batch = std::nullopt);

  const Rational& weight() const { return weight_; }
  const std::optional<SigRegBatch>& batch() const { return batch_; }

 private:
  LeJepaLoss(Rational weight, const std::optional<SigRegBatch>& batch) : weight_(std::move(weight)), batch_(batch) {}
  Rational weight_;
  std::optional<SigRegBatch> batch_;
};

/// One feature in training by LeJEPA, every layer of the encoder balanced.
///   dw/dt = -2 sigma^2 u w^(L-1) l'(Q),   dQ/dt = -4 L sigma^2 w^(2L-2) Q l'(Q)
class LeJepaProblem {
 public:
  /// @throws InvalidProblem if |rho| > 1, which two views of equal second moments cannot have, or with several layers on
  /// top
  static LeJepaProblem of(const LeJepaLoss& loss, Depth depth, const Feature& feature,
                          const Initialisation& initialisation);

  const LeJepaLoss& loss() const { return loss_; }
  Depth depth() const { return depth_; }
  const Feature& feature() const { return feature_; }
  const Initialisation& initialisation() const { return initialisation_; }
  /// Q at the start, exact.
  Rational initial_variance() const;

 private:
  LeJepaProblem(LeJepaLoss loss, Depth depth, Feature feature, Initialisation initialisation)
      : loss_(std::move(loss)), depth_(depth), feature_(std::move(feature)), initialisation_(std::move(initialisation)) {}
  LeJepaLoss loss_;
  Depth depth_;
  Feature feature_;
  Initialisation initialisation_;
};

/// The second term S at Q >= 0. @returns all digits correct; exact where it is 0, at Q = 1 without a batch
/// @throws InvalidProblem if variance < 0
Guaranteed sigreg_term(const LeJepaLoss& loss, const Rational& variance, Digits digits);

/// rho_c: a feature is learned, from every start, if rho > rho_c, and vanishes from every start if rho <= rho_c.
///   rho_c = 1 + 2 c S'(0) / (1-c),   S = T: 1 - 2 c sqrt(2 pi) (1 - 2^(-3/2)) / (1-c)
/// It does not depend on sigma^2, lambda, L or the start, and is never rational.
/// @returns all digits correct
/// @claim LeJepa.Threshold, LeJepa.BatchShrinksCode
Guaranteed lejepa_threshold(const LeJepaLoss& loss, Digits digits);

/// Q*, the variance of the code that a learned feature tends to: (1-c) (1-rho)/2 + c S'(Q*) = 0. For rho = 1 it is 1
/// without a batch, and (2r-1)/(2-r), r = (1 - 1/N)^(2/3), with one.
/// @returns all digits correct, or inconclusive with the enclosure reached; nothing if rho <= rho_c, which is decided
///          exactly
/// @throws InvalidProblem if |rho| > 1
/// @claim LeJepa.Threshold, LeJepa.BatchShrinksCode
std::optional<Guaranteed> lejepa_limit(const LeJepaLoss& loss, const Feature& feature, Digits digits);

/// Sign of dQ/dt at the start, exact; 0 only at Q = Q* = 1 for rho = 1 without a batch.
int lejepa_direction(const LeJepaProblem& problem);

struct LeJepaTime {
  Outcome outcome;                 ///< decided exactly; dies: the code vanishes, as rho <= rho_c
  std::optional<Guaranteed> time;  ///< set when reached
};

/// First time at which the encoder amplitude u equals the threshold: an integral, enclosed (proofs-notes/lejepa.md, How
/// its time is enclosed). A fraction is one of the limit of u, (Q*/sigma^2)^(1/2).
/// @returns all digits correct, or inconclusive with the enclosure reached
/// @claim LeJepa.Threshold
LeJepaTime lejepa_critical_time(const LeJepaProblem& problem, const Threshold& threshold, TimeConvention convention,
                                Digits digits);

}  // namespace jepa_oracle
