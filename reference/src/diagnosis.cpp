#include "jepa_oracle/diagnosis.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "diagnosis_ranking.h"
#include "diagnosis_words.h"
#include "hypothesis_list.h"
#include "hypothesis_search.h"
#include "jepa_oracle/errors.h"
#include "mixed_prediction.h"
#include "run_judge.h"
#include "single_precision.h"
#include "training_noise.h"

namespace jepa_oracle {
namespace {

void require_positive(const std::optional<double>& value, const std::string& where) {
  if (value && !(*value > 0 && std::isfinite(*value)))
    throw InvalidProblem(where, fmt::format("{} is not > 0 and finite in double precision", *value));
}

/// Where features mix, whole matrices are trained for as many of the nearest hypotheses as this pays for: for those
/// without a fitted number first, for it is among them that others must be told from.
constexpr double kSecondsOfNamed = 3.5;
constexpr double kSecondsOfFitted = 2;
/// What is expected is trained even if that takes longer, but not for ever: a row may be far away by mistake.
constexpr double kLongestTraining = 100;

/// What was expected, and what comes nearest by the scalar theory, as far as they can be paid for. They are known to
/// `mixed` then.
SearchResult affordable(const SearchResult& found, const std::vector<Hypothesis>& expected, const RunJudge& judge,
                        const DiagnosedProblem& problem, bool run_in_steps, const MixedPrediction& mixed,
                        const std::function<void()>& pause) {
  double left = kSecondsOfNamed;
  const auto take = [&](const Hypothesis& hypothesis) {
    // Fitted numbers are moved twice.
    left -= mixed.cost(hypothesis) * (hypothesis.fitted.empty() ? 1 : 3);
    pause();
    mixed(hypothesis);
  };
  for (const Hypothesis& hypothesis : expected) {
    if (mixed.cost(hypothesis) > kLongestTraining) {
      throw InvalidProblem("run", fmt::format("its last row, at {:g}, takes {:.0f} s of training whole matrices "
                                              "(\"mixing\"): more than {:.0f} s",
                                              mixed.last_moment(), mixed.cost(hypothesis), kLongestTraining));
    }
    take(hypothesis);
  }
  const auto nearest = [&](const std::vector<Hypothesis>& hypotheses) {
    std::vector<std::pair<double, Hypothesis>> order;
    for (const Hypothesis& hypothesis : hypotheses) order.emplace_back(judge.distance(hypothesis), hypothesis);
    std::stable_sort(order.begin(), order.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    std::vector<Hypothesis> taken;
    for (const auto& [distance, hypothesis] : order) {
      // One of them is always taken, unless it takes long.
      const double cost = mixed.cost(hypothesis);
      if (left <= cost && (!taken.empty() || cost > kSecondsOfNamed)) continue;
      take(hypothesis);
      taken.push_back(hypothesis);
    }
    return taken;
  };
  SearchResult result;
  result.tried = found.tried;
  result.named = nearest(found.named);
  left = kSecondsOfFitted;
  result.fitted = nearest(found.fitted);
  // By the scalar theory what was expected may be far away but for one number.
  for (const Hypothesis& hypothesis : expected) {
    for (const Hypothesis& own : with_one_number(hypothesis, problem, run_in_steps)) {
      const bool there = std::any_of(result.fitted.begin(), result.fitted.end(), [&](const Hypothesis& other) {
        return other.rule == own.rule && other.depth == own.depth && other.fitted == own.fitted &&
               other.starts == own.starts && (own.stretches.empty() || other.stretch == own.stretch);
      });
      if (there || left <= mixed.cost(own)) continue;
      take(own);
      result.fitted.push_back(own);
      ++result.tried;
    }
  }
  return result;
}

/// What single precision does to the nearest hypothesis in one order of its operations, with sums over the features.
/// Another program sums over thousands of pairs, in blocks of some hundreds: errors of independent terms grow with the
/// root of their number, which for 256 is 16. Errors that change sign are somewhere 0: the largest until then counts.
void take_single_precision(RecordedRun& run, const Hypothesis& curve, const MixedPrediction& mixed) {
  const std::optional<Amplitudes> single = mixed.in_single_precision(curve);
  if (!single) return;
  constexpr double kOtherOrders = 16;
  const Amplitudes& exact = mixed(curve);
  for (std::size_t s = 0; s < run.series.size(); ++s) {
    double largest = 0;
    for (std::size_t i = 0; i < run.series[s].points.size(); ++i) {
      const double off = std::fabs((*single)[s][i] - exact[s][i]);
      if (std::isfinite(off)) largest = std::max(largest, off);
      RecordedPoint& point = run.series[s].points[i];
      point.rounding = std::hypot(point.rounding, kOtherOrders * largest);
    }
  }
}

/// What can only be said of the noise once a curve through the run is known. Returns whether noise of training is
/// there.
bool take_noise_of_curve(RecordedRun& run, const SearchResult& found, const std::vector<Hypothesis>& expected,
                         const DiagnosedProblem& problem, const DiagnosisOptions& options, const RunNoise& noise,
                         const MixedPrediction* mixed) {
  std::vector<Hypothesis> candidates = expected;
  candidates.insert(candidates.end(), found.named.begin(), found.named.end());
  candidates.insert(candidates.end(), found.fitted.begin(), found.fitted.end());
  const RunJudge judge(run, problem, options, noise, mixed);
  const Hypothesis curve = judge.nearest(candidates);
  const std::vector<std::vector<double>> predicted = judge.predicted(curve);
  // A training that diverges says nothing of the noise.
  if (!are_finite(predicted)) return false;
  const bool single = may_be_single_precision(run);  // before rows have room for more
  take_sizes(run, predicted, noise);
  const bool found_noise = !noise.given && add_training_noise(run, curve, predicted, problem, mixed).found;
  if (mixed != nullptr && single) take_single_precision(run, curve, *mixed);
  return found_noise;
}

/// Nothing moves in the run, and of the training that fits nothing has moved either: whatever fits is as good a story
/// as a rate near 0 or a training that never began. Top layers that were recorded may still tell.
bool cannot_tell(const RecordedRun& run, const Diagnosis& diagnosis, const RunJudge& judge) {
  if (!stands_still(run, diagnosis.noise)) return false;
  const auto tells = [&](const Finding& finding) {
    if (!finding.fits || !finding.hypothesis.fitted.empty()) return false;
    if (finding.expected) return true;
    const std::vector<std::vector<double>> predicted = judge.predicted(finding.hypothesis);
    for (std::size_t s = 0; s < run.series.size(); ++s) {
      const bool encoder = run.series[s].layer == RecordedSeries::Layer::encoder;
      const double start = encoder ? integer_power(finding.hypothesis.layer_start, finding.hypothesis.depth)
                                   : finding.hypothesis.layer_start;
      // In its first row a run can show no move but an arrival before it.
      const double noise = diagnosis.noise.deviation(run.series[s].points.front());
      if (std::fabs(predicted[s].front() - start) > Finding::kManyNoises * noise) return true;
    }
    return false;
  };
  return std::none_of(diagnosis.ranking.begin(), diagnosis.ranking.end(), tells);
}

}  // namespace

std::string_view name_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::as_expected:
      return "as-expected";
    case Verdict::other:
      return "other";
    case Verdict::undecided:
      return "undecided";
    case Verdict::none_fits:
      return "none-fits";
    case Verdict::cannot_tell:
      return "cannot-tell";
  }
  return "";
}

Diagnosis diagnose(const RecordedRun& given, const DiagnosedProblem& problem, const DiagnosisOptions& options) {
  require_positive(options.rate, "rate");
  require_positive(options.noise, "noise");
  const std::function<void()> pause = options.pause ? options.pause : [] {};
  Diagnosis diagnosis;
  diagnosis.noise = noise_of(given, options.noise);
  diagnosis.single_precision = options.rate && is_single_precision(given);
  RecordedRun run = diagnosis.single_precision
                        ? with_single_precision(given, problem.depth, *options.rate, given.in_steps ? *options.rate : 1)
                        : given;
  SearchResult found = search(run, problem, diagnosis.noise, options.rate, pause);
  std::vector<Hypothesis> expected;
  for (const Objective objective : options.expected ? std::vector{*options.expected} : problem.objectives) {
    expected.push_back(expected_hypothesis(problem, objective, run.in_steps));
  }
  std::optional<MixedPrediction> mixing;
  if (problem.moments) mixing.emplace(run, problem, options.rate, pause);
  const MixedPrediction* mixed = mixing ? &*mixing : nullptr;
  if (mixed != nullptr) {
    found = affordable(found, expected, RunJudge(run, problem, options, diagnosis.noise, mixed), problem, run.in_steps,
                       *mixed, pause);
  }
  diagnosis.hypotheses = found.tried;
  diagnosis.training_noise = take_noise_of_curve(run, found, expected, problem, options, diagnosis.noise, mixed);

  const RunJudge judge(run, problem, options, diagnosis.noise, mixed);
  diagnosis.amplitudes = judge.amplitudes();
  diagnosis.bound = judge.bound(1);
  diagnosis.step_by_step = judge.step_by_step();
  for (const Hypothesis& hypothesis : expected) diagnosis.expected.push_back(judge.judge(hypothesis));
  for (const Hypothesis& hypothesis : found.named) {
    pause();
    diagnosis.ranking.push_back(judge.judge(hypothesis));
  }
  for (const Hypothesis& hypothesis : found.fitted) {
    pause();
    diagnosis.ranking.push_back(judge.judge(judge.fitted_to_part(hypothesis)));
  }
  const bool there = std::any_of(diagnosis.ranking.begin(), diagnosis.ranking.end(),
                                 [](const Finding& finding) { return finding.expected; });
  if (!there) diagnosis.ranking.insert(diagnosis.ranking.end(), diagnosis.expected.begin(), diagnosis.expected.end());
  std::stable_sort(diagnosis.ranking.begin(), diagnosis.ranking.end(),
                   [](const Finding& a, const Finding& b) { return a.squares < b.squares; });
  constexpr std::size_t kRefitted = 5;
  for (std::size_t i = 0; i < std::min(kRefitted, diagnosis.ranking.size()); ++i) {
    pause();
    Finding& finding = diagnosis.ranking[i];
    if (!finding.hypothesis.fitted.empty()) finding = judge.judge(judge.fitted_to_whole(finding.hypothesis));
  }
  const auto nearest = std::min_element(diagnosis.ranking.begin(), diagnosis.ranking.end(),
                                        [](const Finding& a, const Finding& b) { return a.squares < b.squares; });
  diagnosis.correlation = correlation_length(judge.residuals(nearest->hypothesis), run);
  // Noise that the training keeps comes in so many independent pieces only, and its size is known as badly.
  if (diagnosis.training_noise) diagnosis.bound = judge.bound(diagnosis.correlation);
  for (std::vector<Finding>* findings : {&diagnosis.ranking, &diagnosis.expected}) {
    for (Finding& finding : *findings) finding.fits = finding.residual <= diagnosis.bound;
  }
  rank(diagnosis,
       {static_cast<double>(diagnosis.amplitudes), diagnosis.correlation, static_cast<double>(diagnosis.hypotheses)});
  diagnosis.verdict = cannot_tell(run, diagnosis, judge) ? Verdict::cannot_tell : verdict_of(diagnosis);
  diagnosis.sentence = sentence_of(diagnosis, run, problem);
  return diagnosis;
}

Diagnosis diagnose(std::string_view csv, std::string_view problem_json, const DiagnosisOptions& options) {
  const DiagnosedProblem problem = parse_diagnosed_problem(problem_json);
  return diagnose(parse_recorded_run(csv, problem.names()), problem, options);
}

std::vector<std::vector<double>> predicted_amplitudes(const Hypothesis& hypothesis, const RecordedRun& run,
                                                      const DiagnosedProblem& problem,
                                                      const DiagnosisOptions& options) {
  return problem.moments ? MixedPrediction(run, problem, options.rate)(hypothesis)
                         : RunPrediction(run, problem, options.rate)(hypothesis);
}

}  // namespace jepa_oracle
