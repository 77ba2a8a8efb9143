#include "jepa_oracle/diagnosis.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "diagnosis_words.h"
#include "hypothesis_list.h"
#include "hypothesis_search.h"
#include "jepa_oracle/errors.h"
#include "run_fit.h"
#include "single_precision.h"

namespace jepa_oracle {
namespace {

void require_positive(const std::optional<double>& value, const std::string& where) {
  if (value && !(*value > 0 && std::isfinite(*value)))
    throw InvalidProblem(where, fmt::format("{} is not > 0", *value));
}

/// Holds hypotheses against the whole run.
class Judge {
 public:
  Judge(const RecordedRun& run, const DiagnosedProblem& problem, const DiagnosisOptions& options, const RunNoise& noise)
      : run_(run),
        problem_(problem),
        noise_(noise),
        expected_(options.expected ? std::vector{*options.expected} : problem.objectives),
        whole_(run, problem, options.rate),
        part_(thinned(run, kPointsToFit)),
        of_part_(part_, problem, options.rate, kStepsToFit) {
    for (const RecordedSeries& series : run.series) amplitudes_ += series.points.size();
  }

  std::size_t amplitudes() const { return amplitudes_; }
  double bound() const { return 1.5 + 5 / std::sqrt(static_cast<double>(amplitudes_)); }
  bool step_by_step() const { return whole_.step_by_step(); }
  const std::vector<Objective>& expected() const { return expected_; }

  /// Fitted numbers at their best for a part of the run; few of them pay the price of the whole.
  Hypothesis fitted_to_part(const Hypothesis& hypothesis) const {
    return fitted(hypothesis, of_part_, part_, noise_, ResidualKind::noise, 12, 1e-6);
  }
  Hypothesis fitted_to_whole(const Hypothesis& hypothesis) const {
    return fitted(hypothesis, whole_, run_, noise_, ResidualKind::noise, 4, 1e-9);
  }

  Finding judge(const Hypothesis& hypothesis) const {
    Finding finding;
    finding.hypothesis = hypothesis;
    const std::vector<std::vector<double>> predicted = whole_(hypothesis);
    const std::vector<double> residuals = residuals_of(predicted, run_, noise_, ResidualKind::noise);
    finding.squares = sum_of_squares(residuals);
    const double freedom = static_cast<double>(amplitudes_) - static_cast<double>(hypothesis.fitted.size());
    finding.residual = std::sqrt(finding.squares / std::max(freedom, 1.0));
    finding.fits = finding.residual <= bound();
    finding.changes = changes_of(hypothesis, problem_, expected_, run_.in_steps);
    finding.expected = finding.changes == 0;
    std::size_t index = 0;
    for (std::size_t s = 0; s < run_.series.size(); ++s) {
      for (std::size_t i = 0; i < run_.series[s].points.size(); ++i, ++index) {
        const RecordedPoint& point = run_.series[s].points[i];
        const double off = std::fabs(predicted[s][i] - point.value);
        if (point.value != 0)
          finding.largest_relative = std::max(finding.largest_relative, off / std::fabs(point.value));
        const bool many = std::fabs(residuals[index]) > Finding::kManyNoises;
        if (many && (!finding.first_miss || point.moment < finding.first_miss->moment)) {
          finding.first_miss = Miss{s, point.moment, point.value, predicted[s][i], noise_.deviation(point)};
        }
      }
    }
    return finding;
  }

 private:
  static constexpr std::size_t kPointsToFit = 100;
  static constexpr double kStepsToFit = 1e5;

  const RecordedRun& run_;
  const DiagnosedProblem& problem_;
  const RunNoise& noise_;
  std::vector<Objective> expected_;
  RunPrediction whole_;
  RecordedRun part_;
  RunPrediction of_part_;
  std::size_t amplitudes_ = 0;
};

/// Fewer fitted numbers first, then fewer changes to what was expected, then the smaller misfit.
bool simpler(const Finding& a, const Finding& b) {
  const auto key = [](const Finding& finding) {
    return std::tuple(finding.hypothesis.fitted.size(), finding.changes, finding.squares);
  };
  return key(a) < key(b);
}

/// Puts the best first: of those that the run cannot tell apart the simplest, then all by their misfit. A fitted number
/// costs what it gains by chance, ln(amplitudes). Whatever fits up to the bound may have noise of the bound times the
/// estimate: a fitted number has to gain kCannotTell in units of that noise before it counts against a hypothesis
/// that fits without it.
void rank(Diagnosis& diagnosis) {
  std::vector<Finding>& ranking = diagnosis.ranking;
  const double price = std::log(static_cast<double>(diagnosis.amplitudes) + 1);
  const auto score = [&](const Finding& finding) {
    return finding.squares + price * static_cast<double>(finding.hypothesis.fitted.size());
  };
  std::stable_sort(ranking.begin(), ranking.end(),
                   [&](const Finding& a, const Finding& b) { return score(a) < score(b); });
  if (ranking.empty() || std::none_of(ranking.begin(), ranking.end(), [](const Finding& f) { return f.fits; })) return;
  const double most = score(ranking.front()) + Diagnosis::kCannotTell * diagnosis.bound * diagnosis.bound;
  const Finding* anchor = &ranking.front();
  for (const Finding& finding : ranking) {
    const bool fewer = finding.hypothesis.fitted.size() < anchor->hypothesis.fitted.size();
    if (fewer && finding.fits && score(finding) <= most) anchor = &finding;
  }
  const double scale = std::max(1.0, anchor->residual * anchor->residual);
  const double reach = score(*anchor) + Diagnosis::kCannotTell * scale;
  const auto end = std::stable_partition(ranking.begin(), ranking.end(),
                                         [&](const Finding& f) { return f.fits && score(f) <= reach; });
  std::stable_sort(ranking.begin(), end, simpler);
  for (auto finding = ranking.begin() + 1; finding < end; ++finding) {
    const bool as_few = finding->hypothesis.fitted.size() == ranking.front().hypothesis.fitted.size();
    (as_few ? diagnosis.rivals : diagnosis.wider).push_back(static_cast<std::size_t>(finding - ranking.begin()));
  }
}

Verdict verdict_of(const Diagnosis& diagnosis) {
  if (!diagnosis.ranking.front().fits) return Verdict::none_fits;
  if (diagnosis.ranking.front().expected) return diagnosis.rivals.empty() ? Verdict::as_expected : Verdict::undecided;
  const bool rival = std::any_of(diagnosis.rivals.begin(), diagnosis.rivals.end(),
                                 [&](std::size_t index) { return diagnosis.ranking[index].expected; });
  return rival ? Verdict::undecided : Verdict::other;
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
  }
  return "";
}

Diagnosis diagnose(const RecordedRun& given, const DiagnosedProblem& problem, const DiagnosisOptions& options) {
  require_positive(options.rate, "rate");
  require_positive(options.noise, "noise");
  Diagnosis diagnosis;
  diagnosis.noise = noise_of(given, options.noise);
  diagnosis.single_precision = options.rate && is_single_precision(given);
  const RecordedRun run = diagnosis.single_precision ? with_single_precision(given, problem.depth, *options.rate,
                                                                             given.in_steps ? *options.rate : 1)
                                                     : given;
  const Judge judge(run, problem, options, diagnosis.noise);
  diagnosis.amplitudes = judge.amplitudes();
  diagnosis.bound = judge.bound();
  diagnosis.step_by_step = judge.step_by_step();

  const SearchResult found = search(run, problem, diagnosis.noise, options.rate);
  diagnosis.hypotheses = found.tried;
  for (const Objective objective : judge.expected()) {
    diagnosis.expected.push_back(judge.judge(expected_hypothesis(problem, objective, run.in_steps)));
  }
  for (const Hypothesis& hypothesis : found.named) diagnosis.ranking.push_back(judge.judge(hypothesis));
  for (const Hypothesis& hypothesis : found.fitted) {
    diagnosis.ranking.push_back(judge.judge(judge.fitted_to_part(hypothesis)));
  }
  const bool there = std::any_of(diagnosis.ranking.begin(), diagnosis.ranking.end(),
                                 [](const Finding& finding) { return finding.expected; });
  if (!there) diagnosis.ranking.insert(diagnosis.ranking.end(), diagnosis.expected.begin(), diagnosis.expected.end());
  std::stable_sort(diagnosis.ranking.begin(), diagnosis.ranking.end(),
                   [](const Finding& a, const Finding& b) { return a.squares < b.squares; });
  constexpr std::size_t kRefitted = 5;
  for (std::size_t i = 0; i < std::min(kRefitted, diagnosis.ranking.size()); ++i) {
    Finding& finding = diagnosis.ranking[i];
    if (!finding.hypothesis.fitted.empty()) finding = judge.judge(judge.fitted_to_whole(finding.hypothesis));
  }
  rank(diagnosis);
  diagnosis.verdict = verdict_of(diagnosis);
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
  return RunPrediction(run, problem, options.rate)(hypothesis);
}

}  // namespace jepa_oracle
