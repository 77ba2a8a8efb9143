#include "output/diagnosis_results.h"

#include <fmt/format.h>

#include <algorithm>

#include "output/text_report.h"

namespace jepa_oracle::program {
namespace {

constexpr std::size_t kShownOnPage = 6;

std::string noise_in_words(const Diagnosis& diagnosis) {
  const RunNoise& noise = diagnosis.noise;
  if (noise.given)
    return fmt::format("{:.3g} of each amplitude, as given, and the rounding of the digits printed", noise.relative);
  if (!noise.estimated) return "the rounding of the digits printed (too few rows to estimate more)";
  std::string text;
  if (noise.relative > 0) text += fmt::format("{:.3g} of each amplitude, ", noise.relative);
  if (noise.absolute > 0) text += fmt::format("{:.3g} on all, ", noise.absolute);
  return text.empty() ? "the rounding of the digits printed" : text + "and the rounding of the digits printed";
}

std::string first_miss_in_words(const Finding& finding, const RecordedRun& run, const DiagnosedProblem& problem) {
  if (!finding.first_miss) return "no amplitude is off by more than 5 times its noise";
  const Miss& miss = *finding.first_miss;
  int digits = 6;  // as many as show the two to differ
  const auto shown = [&](double value) { return fmt::format("{:.{}g}", value, digits); };
  while (digits < 17 && shown(miss.recorded) == shown(miss.predicted)) ++digits;
  return fmt::format("{} of {}, {} {:.15g}: recorded {}, predicted {}, noise {:.2g}", layer_of(miss, run),
                     feature_of(miss, run, problem), run.in_steps ? "step" : "time", miss.moment, shown(miss.recorded),
                     shown(miss.predicted), miss.noise);
}

void show(TextReport& out, std::string_view title, const Finding& finding, const RecordedRun& run,
          const DiagnosedProblem& problem) {
  out.blank();
  out.row(title, in_words(finding.hypothesis, problem, run.in_steps));
  if (finding.diverges()) {
    out.row("residual", "it diverges: it does not fit");
    out.row("first miss", first_miss_in_words(finding, run, problem));
    return;
  }
  out.row("residual",
          fmt::format("{:.4g} times the noise: {}", finding.residual, finding.fits ? "it fits" : "it does not fit"));
  out.row("largest miss", fmt::format("{:.3g} % of an amplitude", 100 * finding.largest_relative));
  out.row("first miss", first_miss_in_words(finding, run, problem));
}

}  // namespace

std::string text_report_of(const Diagnosis& diagnosis, const RecordedRun& run, const DiagnosedProblem& problem) {
  TextReport out;
  if (!diagnosis.observations.empty()) {
    for (const Observation& seen : diagnosis.observations) out.row("seen", seen.statement);
    out.blank();
  }
  out.paragraph(fmt::format("{}.", diagnosis.sentence));
  const Finding& best = diagnosis.ranking.front();
  const bool fits = best.fits && diagnosis.verdict != Verdict::cannot_tell;
  // What comes nearest without fitting explains nothing, unless it is far nearer than the rest.
  const bool named = diagnosis.verdict != Verdict::none_fits || diagnosis.nearness.far();
  if (named) show(out, fits ? "best" : "nearest", best, run, problem);
  for (const Finding& finding : diagnosis.expected) {
    if (!named || !best.expected || finding.hypothesis.rule != best.hypothesis.rule) {
      show(out, "expected", finding, run, problem);
    }
  }
  out.blank();
  out.row("noise",
          noise_in_words(diagnosis) +
              (diagnosis.single_precision ? ", and single-precision arithmetic, which the digits do not exclude" : "") +
              (diagnosis.training_noise ? ", and stochastic-gradient noise (mini-batches)" : "") +
              (diagnosis.batch_size ? fmt::format("; a batch size of {} was stated", *diagnosis.batch_size) : ""));
  out.row("fits up to",
          fmt::format("{:.3g} times the noise, and {:.3g} in one amplitude", diagnosis.bound, diagnosis.most));
  out.row("run",
          fmt::format("{} rows, {} amplitudes, {} cells missing, {} rows repeated{}", run.rows, diagnosis.amplitudes,
                      run.missing_cells, run.repeated_rows, run.sorted ? "" : ", not sorted by time"));
  // Hypotheses with more fitted numbers come nearer; those that chance would bring as near are not shown.
  const std::string wider = diagnosis.wider.empty()
                                ? ""
                                : fmt::format("; {} with more fitted numbers, not nearer than by chance, are omitted",
                                              diagnosis.wider.size());
  if (!named) {
    out.row("hypotheses",
            fmt::format("{} tried; none is {:g} times nearer than the rest", diagnosis.hypotheses, Nearness::kFar));
    return out.text();
  }
  out.row("hypotheses", fmt::format("{} tried; the nearest{}:", diagnosis.hypotheses, wider));
  std::vector<std::vector<std::string>> rows;
  for (std::size_t i = 0; i < diagnosis.ranking.size() && rows.size() < kShownOnPage; ++i) {
    const Finding& finding = diagnosis.ranking[i];
    if (std::find(diagnosis.wider.begin(), diagnosis.wider.end(), i) != diagnosis.wider.end()) continue;
    rows.push_back({fmt::format("{:.4g}", finding.residual), finding.fits ? "fits" : "-",
                    in_words(finding.hypothesis, problem, run.in_steps)});
  }
  out.table({"residual", "", "hypothesis"}, rows);
  return out.text();
}

}  // namespace jepa_oracle::program
