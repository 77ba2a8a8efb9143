#pragma once

#include <cstddef>
#include <vector>

#include "jepa_oracle/recorded_run.h"

namespace jepa_oracle {

/// How many residuals carry as much as one independent one: 1 + 2 (sum of the autocorrelations of the residuals of one
/// series), over the rows up to which pairs of neighbouring autocorrelations stay positive (Geyer's initial sequence,
/// Statistical Science 7 (1992) 473). At least 1, and at most the residuals of one series.
/// @param residuals  of all series, one after the other
double correlation_length(const std::vector<double>& residuals, const RecordedRun& run);

/// Number that normal noise of deviation 1 exceeds, either way, in one of `tries` with a chance of Evidence::kSurprise in
/// all: its quantile 1 - kSurprise / (2 tries). Of noise whose variance is the mean of `runs` squares, that of Student's
/// distribution with so many degrees of freedom; 0: the variance is known.
double largest_by_chance(double tries, std::size_t runs = 0);

/// How far residuals go one way: the largest |sum| / sqrt(m) over blocks of m = 4, 8, 16, ... rows of one series, which
/// independent noise of deviation 1 makes a normal number for every block; and the number of blocks.
struct OneWay {
  double largest = 0;
  double blocks = 0;
};
OneWay one_way_of(const std::vector<double>& residuals, const RecordedRun& run);

/// What a misfit is worth.
///   squares  sum of squared residuals in units of the justified noise
///   fitted   how many numbers were fitted to the run
struct Misfit {
  double squares;
  std::size_t fitted;
};

/// The run as a judge between hypotheses (derivation: proofs-notes/diagnosis.md, section "Needless numbers").
///   amplitudes   recorded
///   correlation  correlation_length
///   tried        hypotheses that were looked at
struct Evidence {
  double amplitudes;
  double correlation;
  double tried;

  /// Chance that one of `tried` false hypotheses lowers the squares of a true one as far, were the true one `true_one`:
  /// an upper bound, for normal noise.
  double log_chance(const Misfit& true_one, const Misfit& better) const;

  /// `better` is told from the other: the chance is below kSurprise.
  bool tells(const Misfit& better, const Misfit& other) const;

  /// How often a true hypothesis without a fitted number is refused in favour of another, at most.
  static constexpr double kSurprise = 1e-3;
};

}  // namespace jepa_oracle
