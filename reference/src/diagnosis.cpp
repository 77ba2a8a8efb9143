#include "jepa_oracle/diagnosis.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "curve_noise.h"
#include "diagnosis_ranking.h"
#include "diagnosis_words.h"
#include "evidence.h"
#include "hypothesis_list.h"
#include "hypothesis_search.h"
#include "jepa_oracle/errors.h"
#include "mixed_prediction.h"
#include "run_judge.h"
#include "run_observations.h"
#include "single_precision.h"

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

/// A neutral finding is what was expected, with a number that says nothing: that fits as well.
void take_neutral_ones(Diagnosis& diagnosis) {
  for (const Finding& neutral : diagnosis.ranking) {
    if (!neutral.neutral || !neutral.fits) continue;
    for (std::vector<Finding>* findings : {&diagnosis.ranking, &diagnosis.expected}) {
      for (Finding& finding : *findings) {
        if (finding.expected && finding.hypothesis.rule == neutral.hypothesis.rule) finding.fits = true;
      }
    }
  }
}

/// Finding by finding, against the noise that `run` has room for; the best first, and what follows from it.
void judge_all(Diagnosis& diagnosis, const RunJudge& judge, const RecordedRun& run, const SearchResult& found,
               const std::vector<Hypothesis>& expected, const TrainingNoise& training,
               const std::function<void()>& pause) {
  diagnosis.training_noise = training.state != TrainingNoise::State::absent;
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
    if (finding.hypothesis.fitted.empty()) continue;
    finding = judge.judge(judge.fitted_to_whole(finding.hypothesis));
    finding.neutral = judge.says_nothing_else(finding);
  }
  const auto nearest = std::min_element(diagnosis.ranking.begin(), diagnosis.ranking.end(),
                                        [](const Finding& a, const Finding& b) { return a.squares < b.squares; });
  diagnosis.correlation = correlation_length(judge.residuals(nearest->hypothesis), run);
  // Noise that the training keeps comes in so many independent pieces only, and its size is known as badly.
  const double correlation = diagnosis.training_noise ? diagnosis.correlation : 1;
  diagnosis.bound = judge.bound(correlation);
  diagnosis.most = judge.most(correlation, training.runs);
  const auto fits = [&](const Finding& finding) {
    return finding.residual <= diagnosis.bound && finding.largest <= diagnosis.most;
  };
  for (std::vector<Finding>* findings : {&diagnosis.ranking, &diagnosis.expected}) {
    for (Finding& finding : *findings) finding.fits = fits(finding);
  }
  take_neutral_ones(diagnosis);
  rank(diagnosis,
       {static_cast<double>(diagnosis.amplitudes), diagnosis.correlation, static_cast<double>(diagnosis.hypotheses)});
  diagnosis.verdict = cannot_tell(run, diagnosis, judge) ? Verdict::cannot_tell : verdict_of(diagnosis);
  if (diagnosis.verdict == Verdict::none_fits) diagnosis.nearness = nearness_of(diagnosis);
  if (diagnosis.training_noise) return;
  const OneWay one_way = one_way_of(judge.residuals(diagnosis.ranking.front().hypothesis), run);
  diagnosis.one_way = one_way.largest / (diagnosis.bound * largest_by_chance(one_way.blocks));
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
    case Verdict::insufficient_data:
      return "insufficient-data";
  }
  return "";
}

Diagnosis diagnose(const RecordedRun& given, const DiagnosedProblem& problem, const DiagnosisOptions& options) {
  require_positive(options.rate, "rate");
  require_positive(options.noise, "noise");
  const std::function<void()> pause = options.pause ? options.pause : [] {};
  Diagnosis diagnosis;
  diagnosis.noise = noise_of(given, options.noise);
  diagnosis.single_precision = may_be_single_precision(given);
  // Where the moments are known the steps are simulated.
  const double step = options.rate && !problem.moments ? *options.rate : 0;
  const RecordedRun run =
      diagnosis.single_precision
          ? with_single_precision(given, problem.depth, step, given.in_steps ? options.rate.value_or(1) : 1)
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
  std::vector<Hypothesis> candidates = expected;
  candidates.insert(candidates.end(), found.named.begin(), found.named.end());
  candidates.insert(candidates.end(), found.fitted.begin(), found.fitted.end());
  const NoiseOfCurve seen =
      noise_of_curve(run, candidates, problem, options, diagnosis.noise, diagnosis.single_precision, mixed);
  const auto judged = [&](const RecordedRun& as, const TrainingNoise& training) {
    Diagnosis result = diagnosis;
    judge_all(result, RunJudge(as, problem, options, diagnosis.noise, mixed), as, found, expected, training, pause);
    return result;
  };
  using State = TrainingNoise::State;
  const bool of_training = seen.training.state == State::found;
  Diagnosis result = judged(of_training ? seen.moving : seen.run, of_training ? seen.training : TrainingNoise{});
  if (seen.training.state == State::open && result.verdict == Verdict::none_fits) {
    const Diagnosis other = judged(seen.moving, seen.training);
    const bool may_be = std::any_of(other.expected.begin(), other.expected.end(),
                                    [](const Finding& finding) { return finding.fits; });
    if (may_be) result.verdict = Verdict::insufficient_data;
  }
  // What goes one way for many rows is no noise of the recording; whether it is one of the training is not known.
  if (result.verdict == Verdict::as_expected && result.one_way > 1) result.verdict = Verdict::insufficient_data;
  result.observations = observations_of(seen.run, problem, options, result);
  result.sentence = sentence_of(result, run, problem);
  return result;
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
