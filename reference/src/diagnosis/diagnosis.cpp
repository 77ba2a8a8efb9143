#include "jepa_oracle/diagnosis.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "diagnosis/diagnosis_words.h"
#include "diagnosis/hypotheses/hypothesis_list.h"
#include "diagnosis/noise/cut_digits.h"
#include "diagnosis/prediction/coupled_prediction.h"
#include "diagnosis/run_findings.h"
#include "diagnosis/run_observations.h"
#include "diagnosis/runs/single_precision.h"
#include "diagnosis/search/curve_noise.h"
#include "diagnosis/search/hypothesis_scorer.h"
#include "diagnosis/search/hypothesis_search.h"
#include "jepa_oracle/errors.h"

namespace jepa_oracle {
namespace {

void require_positive(const std::optional<double>& value, const std::string& where) {
  if (value && !(*value > 0 && std::isfinite(*value)))
    throw InvalidProblem(where, fmt::format("{} is not > 0 and finite in double precision", *value));
}

/// Where features are coupled, whole matrices are trained for as many of the nearest hypotheses as this pays for: for
/// those without a fitted number first, for it is among them that others must be told from.
constexpr double kSecondsOfNamed = 3.5;
constexpr double kSecondsOfFitted = 2;
/// What is expected is trained even if that takes longer, but not for ever: a row may be far away by mistake.
constexpr double kLongestTraining = 100;

/// What was expected, and what comes nearest by the scalar theory, as far as they can be paid for. They are known to
/// `coupled` then.
SearchResult affordable(const SearchResult& found, const std::vector<Hypothesis>& expected,
                        const HypothesisScorer& scorer, const DiagnosedProblem& problem, bool run_in_steps,
                        const CoupledPrediction& coupled, const std::function<void()>& pause) {
  double left = kSecondsOfNamed;
  const auto take = [&](const Hypothesis& hypothesis) {
    // Fitted numbers are moved twice.
    left -= coupled.cost(hypothesis) * (hypothesis.fitted.empty() ? 1 : 3);
    pause();
    coupled(hypothesis);
  };
  for (const Hypothesis& hypothesis : expected) {
    if (coupled.cost(hypothesis) > kLongestTraining) {
      throw InvalidProblem("run", fmt::format("its last row, at {:g}, would take {:.0f} s: whole matrices are trained "
                                              "for coupled features (\"mixing\"), for at most {:.0f} s",
                                              coupled.last_moment(), coupled.cost(hypothesis), kLongestTraining));
    }
    take(hypothesis);
  }
  const auto nearest = [&](const std::vector<Hypothesis>& hypotheses) {
    std::vector<std::pair<double, Hypothesis>> order;
    for (const Hypothesis& hypothesis : hypotheses) order.emplace_back(scorer.distance(hypothesis), hypothesis);
    std::stable_sort(order.begin(), order.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    std::vector<Hypothesis> taken;
    for (const auto& [distance, hypothesis] : order) {
      // One of them is always taken, unless it takes long.
      const double cost = coupled.cost(hypothesis);
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
        return other.rule == own.rule && other.depth == own.depth && other.top_depth == own.top_depth &&
               other.fitted == own.fitted && other.starts == own.starts &&
               (own.time_scales.empty() || other.time_scale == own.time_scale);
      });
      if (there || left <= coupled.cost(own)) continue;
      take(own);
      result.fitted.push_back(own);
      ++result.tried;
    }
  }
  return result;
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
  diagnosis.batch_size = options.batch_size;
  diagnosis.single_precision = may_be_single_precision(given);
  // Where the moments are known the steps are simulated.
  const double step = options.rate && !problem.moments ? *options.rate : 0;
  const RecordedRun run = diagnosis.single_precision
                              ? with_single_precision(given, Depth(problem.depth).with_top(problem.top_depth), step,
                                                      given.in_steps ? options.rate.value_or(1) : 1)
                              : given;
  SearchResult found = search(run, problem, diagnosis.noise, options.rate, pause);
  std::vector<Hypothesis> expected;
  for (const Objective objective : options.expected ? std::vector{*options.expected} : problem.objectives) {
    expected.push_back(expected_hypothesis(problem, objective, run.in_steps));
  }
  std::optional<CoupledPrediction> coupling;
  if (problem.moments) coupling.emplace(run, problem, options.rate, pause);
  const CoupledPrediction* coupled = coupling ? &*coupling : nullptr;
  if (coupled != nullptr) {
    found = affordable(found, expected, HypothesisScorer(run, problem, options, diagnosis.noise, coupled), problem,
                       run.in_steps, *coupled, pause);
  }
  diagnosis.hypotheses = found.tried;
  std::vector<Hypothesis> candidates = expected;
  candidates.insert(candidates.end(), found.named.begin(), found.named.end());
  candidates.insert(candidates.end(), found.fitted.begin(), found.fitted.end());
  const NoiseOfCurve seen =
      noise_of_curve(run, candidates, problem, options, diagnosis.noise, diagnosis.single_precision, coupled);
  const auto scorer_of = [&](const RecordedRun& as) {
    return HypothesisScorer(as, problem, options, diagnosis.noise, coupled);
  };
  using State = TrainingNoise::State;
  const bool of_training = seen.training.state == State::found;
  const RecordedRun& rounded = of_training ? seen.moving : seen.run;
  const HypothesisScorer scorer = scorer_of(rounded);
  const Reading reading{rounded, scorer};
  const Findings findings = findings_of(reading, found, expected, pause);
  Diagnosis result = concluded(diagnosis, {reading}, {findings}, of_training ? seen.training : TrainingNoise{});
  const bool settled = (result.verdict == Verdict::as_expected && result.one_way <= 1) ||
                       result.verdict == Verdict::cannot_tell || of_training;
  if (!settled && shows_cut_digits(seen.run, diagnosis.noise)) {
    const RecordedRun cut = with_digits_cut_off(seen.run);
    const HypothesisScorer scorer_of_cut = scorer_of(cut);
    const Reading other{cut, scorer_of_cut};
    Findings others = findings_of(other, found, expected, pause);
    for (std::vector<Finding>* some : {&others.ranking, &others.expected}) {
      for (Finding& finding : *some) finding.cut = true;
    }
    result = concluded(diagnosis, {reading, other}, {findings, others}, TrainingNoise{});
  }
  if (seen.training.state == State::open && result.verdict == Verdict::none_fits) {
    const HypothesisScorer scorer_of_moving = scorer_of(seen.moving);
    const Reading moving{seen.moving, scorer_of_moving};
    const Diagnosis other =
        concluded(diagnosis, {moving}, {findings_of(moving, found, expected, pause)}, seen.training);
    // Of stated batches any hypothesis that fits with their noise may be what was trained.
    const auto fits = [](const Finding& finding) { return finding.fits; };
    const bool may_be = std::any_of(other.expected.begin(), other.expected.end(), fits) ||
                        (options.batch_size && std::any_of(other.ranking.begin(), other.ranking.end(), fits));
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
  return problem.moments ? CoupledPrediction(run, problem, options.rate)(hypothesis)
                         : RunPrediction(run, problem, options.rate)(hypothesis);
}

}  // namespace jepa_oracle
