#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "jepa_oracle/diagnosed_problem.h"
#include "jepa_oracle/finding.h"
#include "jepa_oracle/hypothesis.h"
#include "jepa_oracle/recorded_run.h"
#include "jepa_oracle/run_noise.h"

namespace jepa_oracle {

/// Something that is seen in a run whatever the hypothesis.
///   kind       start, balance, top-depth, counter-reset, conflicting-rows, restart, rate-change
///   statement  for people: "row 0: ...", "rows: ...", "time: ..."
struct Observation {
  std::string kind;
  std::string statement;
};

/// How far nearer one finding is, as a quotient of residuals. The rest: what has another rule or other numbers of
/// layers.
///   far   nearer by kFar than the rest and than what was expected: worth naming though it does not fit
struct Nearness {
  static constexpr double kFar = 10;
  double than_expected = 1;
  double than_rest = 1;
  bool far() const { return than_expected >= kFar && than_rest >= kFar; }
};

/// What a run says about the hypotheses.
///   as_expected  the expected one fits and no other does as well
///   other        another one fits better
///   undecided    the expected one fits, and so does another that the run does not distinguish from it
///   none_fits    no hypothesis known here fits
///   cannot_tell  nothing moves in this run: no amplitude leaves its first value by more than its noise, and none of
///                the training known here would have arrived where it stands
///   insufficient_data  the rows do not distinguish stochastic-gradient noise from a misfit: the expected one fits if
///   what it
///                leaves is stochastic-gradient noise, and not if it is something else
enum class Verdict { as_expected, other, undecided, none_fits, cannot_tell, insufficient_data };

std::string_view name_of(Verdict verdict);

/// @param bound      greatest residual that counts as fitting: 1.5 + 5 / sqrt(amplitudes); with stochastic-gradient
/// noise, which comes
///                   in fewer independent pieces, 1.5 + 5 / sqrt(amplitudes / correlation). The noise is estimated by a
///                   median, with a relative error of about 1.2 / sqrt(amplitudes) when it is normal, and too small by
///                   up to a factor 1.4 for noise with the tails of an exponential; 1.5 has room for these.
/// @param most       largest miss of a fit, in noises: bound x the quantile of the noise that one of a thousand right
///                   runs exceeds
/// @param one_way    how far what the best one leaves goes one way for many rows, as a multiple of what noise of the
///                   recording does in one of a thousand runs; above 1 it is no such noise
/// @param rivals     hypotheses that fit with as few fitted numbers as the best, and from which the run tells no other:
///                   a misfit smaller by as much would come by chance, among all hypotheses tried, more often than one
///                   time in a thousand (proofs-notes/diagnosis.md)
/// @param nearness   where none fits: how far nearer the first of the ranking is than the rest
/// @param wider      the same with more fitted numbers: the run does not ask for them
struct Diagnosis {
  Verdict verdict = Verdict::none_fits;
  std::string sentence;
  std::vector<Observation> observations;
  std::vector<Finding> ranking;  ///< best first
  Nearness nearness;
  std::vector<std::size_t> rivals;
  std::vector<std::size_t> wider;
  std::vector<Finding> expected;  ///< one an objective that was expected
  RunNoise noise;
  double bound = 0;
  double most = 0;
  double one_way = 0;
  std::size_t amplitudes = 0;
  std::size_t hypotheses = 0;        ///< tried
  double correlation = 1;            ///< residuals that carry as much as one independent one
  std::optional<double> batch_size;  ///< that was stated
  bool training_noise = false;       ///< stochastic-gradient noise was found, and is given the room for it
  bool single_precision = false;     ///< the digits do not exclude it, and the run is given the room for it
  bool step_by_step = false;         ///< gradient descent was simulated itself, not by its lag behind the flow
};

/// Which implementation does this run come from? Every hypothesis of hypothesis.h is integrated for every feature and
/// fitted to the run; encoders have 1 to 8 layers or as many as that of the problem, predictors and decoders 1 to 4 or
/// as many. At most one number beside the time scale is fitted at once. Where the problem says how its features are
/// coupled, those that come nearest by the scalar theory, as many as some seconds pay for, and the expected ones are
/// judged by whole matrices, and only these are in the ranking (proofs-notes/diagnosis.md, section "Coupled
/// features").
/// @throws InvalidProblem for a run in steps without a rate, a rate <= 0, times that are no multiples of the rate
Diagnosis diagnose(const RecordedRun& run, const DiagnosedProblem& problem, const DiagnosisOptions& options);

/// The same of the texts of the files. @throws InvalidProblem as `parse_recorded_run` and `parse_diagnosed_problem`
Diagnosis diagnose(std::string_view csv, std::string_view problem_json, const DiagnosisOptions& options);

/// Amplitudes that a hypothesis predicts, by series and point of the run.
std::vector<std::vector<double>> predicted_amplitudes(const Hypothesis& hypothesis, const RecordedRun& run,
                                                      const DiagnosedProblem& problem, const DiagnosisOptions& options);

/// "MAE at depth 1, time scaled by 2/d (a loss averaged over the 4 output dimensions, without 1/2)"
std::string in_words(const Hypothesis& hypothesis, const DiagnosedProblem& problem, bool run_in_steps);

}  // namespace jepa_oracle
