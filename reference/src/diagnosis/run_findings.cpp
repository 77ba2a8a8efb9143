#include "diagnosis/run_findings.h"

#include <algorithm>
#include <cmath>

#include "diagnosis/diagnosis_ranking.h"
#include "diagnosis/search/likelihood_ratio.h"

namespace jepa_oracle {
namespace {

bool nearer(const Finding& a, const Finding& b) { return a.squares < b.squares; }

/// Nothing moves in the run, and of the training that fits nothing has moved either: whatever fits is as good a story
/// as a rate near 0 or a training that never began. Top layers that were recorded may still tell.
bool cannot_tell(const RecordedRun& run, const Diagnosis& diagnosis, const HypothesisScorer& scorer) {
  if (!stands_still(run, diagnosis.noise)) return false;
  const auto tells = [&](const Finding& finding) {
    if (!finding.fits || !finding.hypothesis.fitted.empty()) return false;
    if (finding.expected) return true;
    const std::vector<std::vector<double>> predicted = scorer.predicted(finding.hypothesis);
    for (std::size_t s = 0; s < run.series.size(); ++s) {
      const bool encoder = run.series[s].layer == RecordedSeries::Layer::encoder;
      const double start = encoder ? integer_power(finding.hypothesis.layer_start, finding.hypothesis.depth)
                                   : integer_power(finding.hypothesis.layer_start, finding.hypothesis.top_depth);
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

/// One hypothesis but for the values of its fitted numbers.
bool is_same(const Hypothesis& a, const Hypothesis& b) {
  const auto same_reading = [](const TimeScaleReading& x, const TimeScaleReading& y) {
    return x.loss == y.loss && x.time == y.time;
  };
  return a.rule == b.rule && a.depth == b.depth && a.top_depth == b.top_depth && a.fitted == b.fitted &&
         a.starts == b.starts &&
         std::equal(a.time_scales.begin(), a.time_scales.end(), b.time_scales.begin(), b.time_scales.end(),
                    same_reading);
}

/// Of every hypothesis the nearer finding; each of `others` takes the place of one of `findings` at most.
void take_nearer(std::vector<Finding>& findings, const std::vector<Finding>& others) {
  std::vector<bool> paired(findings.size(), false);
  for (const Finding& other : others) {
    std::size_t i = 0;
    while (i < paired.size() && (paired[i] || !is_same(findings[i].hypothesis, other.hypothesis))) ++i;
    if (i == paired.size()) {
      findings.push_back(other);
      continue;
    }
    paired[i] = true;
    if (nearer(other, findings[i])) findings[i] = other;
  }
}

}  // namespace

Findings findings_of(const Reading& reading, const SearchResult& found, const std::vector<Hypothesis>& expected,
                     const std::function<void()>& pause) {
  const HypothesisScorer& scorer = reading.scorer;
  Findings findings;
  for (const Hypothesis& hypothesis : expected) findings.expected.push_back(scorer.score(hypothesis));
  std::vector<Finding>& ranking = findings.ranking;
  for (const Hypothesis& hypothesis : found.named) {
    pause();
    ranking.push_back(scorer.score(hypothesis));
  }
  for (const Hypothesis& hypothesis : found.fitted) {
    pause();
    ranking.push_back(scorer.score(scorer.fitted_to_part(hypothesis)));
  }
  const bool there =
      std::any_of(ranking.begin(), ranking.end(), [](const Finding& finding) { return finding.expected; });
  if (!there) ranking.insert(ranking.end(), findings.expected.begin(), findings.expected.end());
  std::stable_sort(ranking.begin(), ranking.end(), nearer);
  constexpr std::size_t kRefitted = 5;
  for (std::size_t i = 0; i < std::min(kRefitted, ranking.size()); ++i) {
    pause();
    Finding& finding = ranking[i];
    if (finding.hypothesis.fitted.empty()) continue;
    finding = scorer.score(scorer.fitted_to_whole(finding.hypothesis));
    finding.neutral = scorer.says_nothing_else(finding);
  }
  return findings;
}

Diagnosis concluded(const Diagnosis& known, const std::vector<Reading>& readings, const std::vector<Findings>& findings,
                    const TrainingNoise& training) {
  Diagnosis diagnosis = known;
  diagnosis.ranking = findings.front().ranking;
  diagnosis.expected = findings.front().expected;
  for (std::size_t i = 1; i < findings.size(); ++i) {
    take_nearer(diagnosis.ranking, findings[i].ranking);
    take_nearer(diagnosis.expected, findings[i].expected);
  }
  const auto reading_of = [&](const Finding& finding) -> const Reading& {
    return finding.cut ? readings.back() : readings.front();
  };
  const HypothesisScorer& scorer = readings.front().scorer;
  diagnosis.training_noise = training.state != TrainingNoise::State::absent;
  diagnosis.amplitudes = scorer.amplitudes();
  diagnosis.step_by_step = scorer.step_by_step();
  const Finding& nearest = *std::min_element(diagnosis.ranking.begin(), diagnosis.ranking.end(), nearer);
  const auto left = [&](const Finding& finding) { return reading_of(finding).scorer.residuals(finding.hypothesis); };
  diagnosis.correlation = correlation_length(left(nearest), reading_of(nearest).run);
  // Noise that the training keeps comes in so many independent pieces only, and its size is known as badly.
  const double correlation = diagnosis.training_noise ? diagnosis.correlation : 1;
  diagnosis.bound = scorer.bound(correlation);
  diagnosis.most = scorer.most(correlation, training.runs);
  const auto fits = [&](const Finding& finding) {
    return finding.residual <= diagnosis.bound && finding.largest <= diagnosis.most;
  };
  for (std::vector<Finding>* some : {&diagnosis.ranking, &diagnosis.expected}) {
    for (Finding& finding : *some) finding.fits = fits(finding);
  }
  take_neutral_ones(diagnosis);
  const auto tried = static_cast<double>(diagnosis.hypotheses * readings.size());
  rank(diagnosis, {static_cast<double>(diagnosis.amplitudes), diagnosis.correlation, tried});
  const bool untold = cannot_tell(readings.front().run, diagnosis, scorer);
  diagnosis.verdict = untold ? Verdict::cannot_tell : verdict_of(diagnosis);
  if (diagnosis.verdict == Verdict::none_fits) diagnosis.nearness = nearness_of(diagnosis);
  if (diagnosis.training_noise) return diagnosis;
  const Finding& best = diagnosis.ranking.front();
  const OneWay one_way = one_way_of(left(best), reading_of(best).run);
  diagnosis.one_way = one_way.largest / (diagnosis.bound * largest_by_chance(one_way.blocks));
  return diagnosis;
}

}  // namespace jepa_oracle
