#pragma once

#include <array>
#include <vector>

#include "jepa_oracle/recorded_run.h"

namespace jepa_oracle {

/// What moves the residuals r of a curve from row to row: increments d(i) = r(i) - a(i) r(i-1), with the growth a of a
/// deviation along the curve where it grows, in units of their scatter around each row, and their autocorrelations
/// rho(k) over all series. With independent errors of variance W in the rows, steps of variance q of a walk between
/// them, and a misfit that bends slowly and moves by s from row to row, over rows for which a = 1,
///   rho(1) = (s^2 - W) / (2W + q + s^2),    rho(k) = s^2 / (2W + q + s^2) for k >= 2
/// Rows are left out between which the curve changes its slope by more than kResolved (a misfit bends as the curve
/// does, and is as rough as noise there), and rows whose residuals their digits and their arithmetic explain.
/// (proofs-notes/diagnosis.md, section "Stochastic-gradient noise")
class ResidualIncrements {
 public:
  static constexpr std::size_t kLags = 4;
  static constexpr double kResolved = 1.6;
  static constexpr std::size_t kFewest = 20;

  /// @param predicted  the curve
  void see(const RecordedSeries& series, const std::vector<double>& predicted);

  std::size_t count() const { return count_; }
  double autocorrelation(std::size_t lag) const { return products_[lag] / products_[0]; }
  /// Sum over lags first..kLags, and its standard deviation were the increments independent, of whatever sizes.
  double sum(std::size_t first) const;
  double error(std::size_t first) const;
  /// Of one lag.
  double error_at(std::size_t lag) const;

  /// Whether any series begins at moment 0, which no step precedes: noise of the recording is there, noise of the
  /// training is not.
  bool has_beginning() const { return !beginnings_.empty(); }
  /// Chance that independent errors as large as the scatter of the increments asks for would leave all beginnings as
  /// near to the curve as they are, or at most the chance that all of the encoders lie as near to their mean, for all
  /// features start at one amplitude, whichever curve has fitted its own: the smaller of the two.
  double chance_of_beginning() const;

 private:
  std::array<double, kLags + 1> products_{};
  std::array<double, kLags + 1> squares_{};  ///< of the products
  std::size_t count_ = 0;
  struct Beginning {
    bool encoder;
    double value;
    double predicted;
    double half_unit;
  };
  std::vector<Beginning> beginnings_;
  std::vector<double> relative_;   ///< |d| / |curve|
};

}  // namespace jepa_oracle
