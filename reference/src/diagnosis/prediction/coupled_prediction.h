#pragma once

#include <functional>
#include <map>
#include <optional>
#include <vector>

#include "diagnosis/prediction/matrix_training.h"
#include "diagnosis/prediction/run_prediction.h"

namespace jepa_oracle {

using Amplitudes = std::vector<std::vector<double>>;  ///< by series and point

bool are_finite(const Amplitudes& amplitudes);

/// What a hypothesis says of a run whose features are coupled: whole matrices are trained, with the moments of the
/// problem. With a rate by gradient descent itself, else by the flow. Remembers what it was asked. Run and problem must
/// outlive it; only the moments of the run are used, not its amplitudes.
class CoupledPrediction {
 public:
  /// @param pause  called several times a second; what it throws ends a prediction
  CoupledPrediction(const RecordedRun& run, const DiagnosedProblem& problem, const std::optional<double>& rate,
                    std::function<void()> pause = {});

  const Amplitudes& operator()(const Hypothesis& hypothesis) const;
  bool knows(const Hypothesis& hypothesis) const;
  /// In seconds of one core, roughly, the same on every machine; of what is known, none.
  double cost(const Hypothesis& hypothesis) const { return knows(hypothesis) ? 0 : fresh_cost(hypothesis); }
  double fresh_cost(const Hypothesis& hypothesis) const;

  /// The same hypothesis in single precision. Without a rate nothing is known of the arithmetic, and it is none.
  std::optional<Amplitudes> in_single_precision(const Hypothesis& hypothesis) const;

  /// Counts of steps (rising, all series together), and the entries of amplitudes at them by series and point.
  const std::vector<long>& counts() const { return counts_; }
  Amplitudes by_series(const std::vector<MatrixAmplitudes>& rows) const;
  double last_moment() const { return moments_.back(); }
  double step() const { return scalar_.step(); }
  double unit() const { return scalar_.unit(); }
  const DiagnosedProblem& problem() const { return problem_; }
  const std::function<void()>& pause() const { return pause_; }

 private:
  using Key = std::vector<double>;
  static Key key_of(const Hypothesis& hypothesis);
  /// Of the rules that stand still: the encoder is a multiple u of 1, and the top layer C = Syx Sxx^-1 (predictor) or
  /// C / u (decoder).
  Amplitudes standing(const Hypothesis& hypothesis) const;

  const RecordedRun& run_;
  const DiagnosedProblem& problem_;
  RunPrediction scalar_;
  std::function<void()> pause_;
  std::vector<double> moments_;  ///< different ones of all series
  std::vector<long> counts_;     ///< of steps, at the moments
  std::vector<std::vector<std::size_t>> places_;
  mutable std::map<Key, Amplitudes> known_;
};

/// By how much coupling moves the amplitudes of a hypothesis: whole matrices less independent features. Read at flow
/// time, so that a time scale near its own carries it along: fitted numbers move little while they converge.
class CouplingShift {
 public:
  CouplingShift(const Hypothesis& hypothesis, const RecordedRun& run, double unit, const Amplitudes& coupled,
                const Amplitudes& scalar);
  /// Adds it to the amplitudes of another hypothesis for the run, or for a part of it.
  void add_to(Amplitudes& scalar, const Hypothesis& hypothesis, const RecordedRun& part) const;

 private:
  double unit_;
  std::vector<std::vector<double>> times_;
  Amplitudes shift_;
};

}  // namespace jepa_oracle
