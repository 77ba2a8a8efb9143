#include "diagnosis/diagnosis_words.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "diagnosis/four_digits.h"
#include "diagnosis/hypotheses/hypothesis_list.h"
#include "diagnosis/hypotheses/hypothesis_mistakes.h"

namespace jepa_oracle {
namespace {

/// Two numbers with as many digits as show them to differ.
std::pair<std::string, std::string> told_apart(double a, double b) {
  for (int digits = 4; digits < 17; ++digits) {
    std::pair<std::string, std::string> shown{fmt::format("{:.{}g}", a, digits), fmt::format("{:.{}g}", b, digits)};
    if (shown.first != shown.second) return shown;
  }
  return {fmt::format("{:.17g}", a), fmt::format("{:.17g}", b)};
}

/// A factor that differs from 1 is shown to.
std::string factor(double value) { return told_apart(value, 1).first; }

/// What the catalogue says of a run with the mistake, with the numbers of this one.
template <class... Numbers>
std::string of_run(const Mistake* mistake, const Numbers&... numbers) {
  return fmt::format(fmt::runtime(mistake->run), numbers...);
}

std::string rule_in_words(const Hypothesis& hypothesis) {
  const TrainingVariant& variant = variant_of(hypothesis.rule);
  if (is_objective(hypothesis.rule)) return std::string(title_of(variant.objective));
  const Mistake* mistake = mistake_of(hypothesis.rule);
  if (variant.top_at_optimum) return of_run(mistake, name_of(*row_of(variant.objective).top));
  return of_run(mistake, four_digits(hypothesis.average_rate));  // where it has one
}

/// "depth 2", "depth 2 with 3 predictor layers": one layer is said where there may be others.
/// @param other  number of predictor or decoder layers that it is told from
std::string depth_in_words(const Hypothesis& hypothesis, long other) {
  const std::string depth = fmt::format("depth {}", hypothesis.depth);
  const long layers = hypothesis.top_depth;
  if (layers == 1 && other == 1) return depth;
  const TopLayer top = *row_of(variant_of(hypothesis.rule).objective).top;
  return fmt::format("{} with {} {} layer{}", depth, layers, name_of(top), layers == 1 ? "" : "s");
}

std::string start_in_words(const Hypothesis& hypothesis, const DiagnosedProblem& problem) {
  const auto& starts = hypothesis.starts;
  if (std::find(starts.begin(), starts.end(), expected_start(problem)) != starts.end()) return "";
  const std::string value = four_digits(hypothesis.layer_start);
  const Mistake* mistake = mistake_of(starts.front());
  switch (starts.front()) {
    case StartReading::encoder:
      return of_run(mistake, hypothesis.depth, value);
    case StartReading::problem_depth:
      return of_run(mistake, problem.depth, value, problem.depth);
    case StartReading::layer:
    case StartReading::fitted:
      break;
  }
  return of_run(mistake, value);
}

std::string loss_in_words(LossReading loss, std::size_t dimension) {
  const Mistake* mistake = mistake_of(loss);
  return mistake == nullptr ? "" : of_run(mistake, dimension);
}

std::string time_in_words(TimeReading time, TimeReading expected) {
  return time == expected ? "" : of_run(mistake_of(time));
}

/// "2/d", "1/L", "2 L/d": against the time of the problem.
std::string factor_of(const TimeScaleReading& reading, TimeReading expected) {
  const bool two = reading.loss == LossReading::without_half || reading.loss == LossReading::averaged_without_half;
  const bool averaged = reading.loss == LossReading::averaged || reading.loss == LossReading::averaged_without_half;
  const auto power = [](TimeReading time) {
    return time == TimeReading::paper ? -1 : (time == TimeReading::flow ? 0 : 1);
  };
  const int layers = power(reading.time) - power(expected);
  std::string above = two ? "2" : "";
  if (layers > 0) above += above.empty() ? "L" : " L";
  if (layers > 1) above += "^2";
  std::string below = averaged ? "d" : "";
  if (layers < 0) below = below.empty() ? "L" : "(d L)";
  if (above.empty()) above = "1";
  return below.empty() ? above : above + "/" + below;
}

std::string time_scale_in_words(const Hypothesis& hypothesis, const DiagnosedProblem& problem, bool in_steps) {
  if (stands_still(hypothesis.rule)) return "";
  const TimeReading expected = expected_time(problem, in_steps);
  if (hypothesis.time_scales.empty()) {
    const double natural = expected == TimeReading::paper ? 1.0 / static_cast<double>(hypothesis.depth) : 1.0;
    return of_run(mistake_of(FittedNumber::time_scale), factor(hypothesis.time_scale / natural));
  }
  std::vector<std::string> factors;
  std::vector<std::string> reasons;
  for (const TimeScaleReading& reading : hypothesis.time_scales) {
    const std::string loss = loss_in_words(reading.loss, problem.dimension());
    const std::string time = time_in_words(reading.time, expected);
    if (loss.empty() && time.empty()) return "";
    factors.push_back(factor_of(reading, expected));
    reasons.push_back(loss.empty() || time.empty() ? loss + time : loss + ", and " + time);
  }
  return fmt::format("time scaled by {} ({})", fmt::join(factors, " = "), fmt::join(reasons, "; or "));
}

std::string amplitude_in_words(const Miss& miss, const RecordedRun& run, const DiagnosedProblem& problem) {
  const RecordedSeries& series = run.series[miss.series];
  const bool encoder = series.layer == RecordedSeries::Layer::encoder;
  const auto [recorded, predicted] = told_apart(miss.recorded, miss.predicted);
  return fmt::format("the {} amplitude of {} at {} {}: recorded {}, expected {} within {}",
                     encoder ? "encoder" : "predictor or decoder", problem.features[series.feature].name,
                     run.in_steps ? "step" : "time", fmt::format("{:.15g}", miss.moment), recorded, predicted,
                     four_digits(miss.noise));
}

/// What it is not: the objective alone when that differs, else the objective and what else was asked for.
std::string denied(const Hypothesis& best, const Diagnosis& diagnosis) {
  std::vector<std::string> names;
  for (const Finding& expected : diagnosis.expected) {
    const std::string rule = rule_in_words(expected.hypothesis);
    if (expected.hypothesis.rule != best.rule) {
      names.push_back(rule);
    } else {
      const bool same = expected.hypothesis.depth == best.depth && expected.hypothesis.top_depth == best.top_depth;
      names.push_back(fmt::format("{} at {}{}", rule, depth_in_words(expected.hypothesis, best.top_depth),
                                  same ? " as the problem states it" : ""));
    }
  }
  return fmt::format("{}", fmt::join(names, ", nor "));
}

/// Of a run in which nothing moves.
std::string standing_still(const Diagnosis& diagnosis, const RecordedRun& run, const DiagnosedProblem& problem) {
  const RecordedSeries& series = run.series.front();
  std::string sentence = fmt::format(
      "insufficient data: no encoder amplitude departs from its first value by more than its noise ({} stays at {}); "
      "the encoder may stand still, the rate be near 0, or training not have started",
      problem.features[series.feature].name, four_digits(series.points.front().value));
  std::vector<std::string> names;
  for (const Finding& expected : diagnosis.expected) {
    if (!expected.fits) names.push_back(in_words(expected.hypothesis, problem, run.in_steps));
  }
  if (!names.empty()) sentence += fmt::format("; {} would look different", fmt::join(names, ", or "));
  return sentence;
}

std::string none_fits(const Diagnosis& diagnosis, const RecordedRun& run, const DiagnosedProblem& problem) {
  const Finding& best = diagnosis.ranking.front();
  const std::string none = "no hypothesis fits this run";
  const Finding& expected = *std::min_element(diagnosis.expected.begin(), diagnosis.expected.end(),
                                              [](const Finding& a, const Finding& b) { return a.squares < b.squares; });
  const auto miss = [&](const Finding& finding) {
    return finding.first_miss ? ", first " + amplitude_in_words(*finding.first_miss, run, problem) : "";
  };
  const std::string what = in_words(best.hypothesis, problem, run.in_steps);
  if (best.diverges()) {
    return fmt::format("{}: the nearest, {}, diverges by {} {:.15g}", none, what, run.in_steps ? "step" : "time",
                       best.first_miss->moment);
  }
  if (!diagnosis.nearness.far()) {
    const std::string asked = in_words(expected.hypothesis, problem, run.in_steps);
    if (expected.diverges()) {
      return fmt::format("{}, and none is much nearer than the rest; the expected one, {}, diverges by {} {:.15g}",
                         none, asked, run.in_steps ? "step" : "time", expected.first_miss->moment);
    }
    return fmt::format(
        "{}, and none is much nearer than the rest; the expected one, {}, is off by {} times the noise{}", none, asked,
        four_digits(expected.residual), miss(expected));
  }
  const double times = diagnosis.nearness.than_expected;
  const std::string nearer = std::isfinite(times) ? fmt::format("{:.2g} times nearer than {}", times,
                                                                best.expected ? "any other" : "the expected one")
                                                  : "nearer than all others";
  return fmt::format("{}: {}, is {}, but still off by {} times the noise{}", none, what, nearer,
                     four_digits(best.residual), miss(best));
}

/// Of a run whose rows do not distinguish stochastic-gradient noise from a misfit.
std::string insufficient(const Diagnosis& diagnosis, const RecordedRun& run, const DiagnosedProblem& problem) {
  const Finding& expected = *std::min_element(diagnosis.expected.begin(), diagnosis.expected.end(),
                                              [](const Finding& a, const Finding& b) { return a.squares < b.squares; });
  return fmt::format(
      "insufficient data: {} is off by {} times the recording noise, {} in one amplitude and in one direction over "
      "many rows, which may be stochastic-gradient noise (mini-batches) or a training outside the hypotheses",
      in_words(expected.hypothesis, problem, run.in_steps), four_digits(expected.residual),
      four_digits(expected.largest));
}

}  // namespace

std::string in_words(const Hypothesis& hypothesis, const DiagnosedProblem& problem, bool run_in_steps) {
  std::vector<std::string> parts = {rule_in_words(hypothesis)};
  if (!stands_still(hypothesis.rule)) parts.front() += " at " + depth_in_words(hypothesis, problem.top_depth);
  if (const std::string start = start_in_words(hypothesis, problem); !start.empty()) parts.push_back(start);
  if (hypothesis.fits(FittedNumber::rate_ratio)) {
    parts.push_back(of_run(mistake_of(FittedNumber::rate_ratio), factor(hypothesis.rate_ratio)));
  }
  for (const FittedNumber fitted : {FittedNumber::momentum, FittedNumber::weight_decay}) {
    if (hypothesis.fits(fitted)) parts.push_back(of_run(mistake_of(fitted), four_digits(value_of(hypothesis, fitted))));
  }
  if (hypothesis.fits(FittedNumber::target_ratio)) {
    parts.push_back(fmt::format("E[y y] = {} E[x x], as fitted to the run", four_digits(hypothesis.target_ratio)));
  }
  const std::string time_scale = time_scale_in_words(hypothesis, problem, run_in_steps);
  if (!time_scale.empty()) parts.push_back(time_scale);
  return fmt::format("{}", fmt::join(parts, ", "));
}

std::string sentence_of(const Diagnosis& diagnosis, const RecordedRun& run, const DiagnosedProblem& problem) {
  const Finding& best = diagnosis.ranking.front();
  if (diagnosis.verdict == Verdict::cannot_tell) return standing_still(diagnosis, run, problem);
  const std::string what = in_words(best.hypothesis, problem, run.in_steps);
  if (diagnosis.verdict == Verdict::none_fits) return none_fits(diagnosis, run, problem);
  if (diagnosis.verdict == Verdict::insufficient_data) return insufficient(diagnosis, run, problem);
  std::vector<std::string> others;
  for (const std::size_t index : diagnosis.rivals) {
    if (others.size() == 3) {
      others.push_back(fmt::format("{} more", diagnosis.rivals.size() - 3));
      break;
    }
    others.push_back(in_words(diagnosis.ranking[index].hypothesis, problem, run.in_steps));
  }
  const std::string told = others.empty() ? "" : fmt::format("{}", fmt::join(others, "; or "));
  const std::string digits = best.cut ? ", with digits cut off and not rounded" : "";
  if (diagnosis.verdict == Verdict::as_expected) return fmt::format("this is {}, as expected{}", what, digits);
  if (diagnosis.verdict == Verdict::undecided) {
    return fmt::format("this run does not distinguish {} from {}", what, told);
  }
  std::string sentence = fmt::format("this is {}", what);
  if (!told.empty()) sentence += fmt::format(" (or, not distinguished by this run, {})", told);
  return fmt::format("{}; it is not {}", sentence, denied(best.hypothesis, diagnosis));
}

}  // namespace jepa_oracle
