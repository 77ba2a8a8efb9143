#include "figures/run_plot.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "figures/gnuplot.h"

namespace jepa_oracle::program {
namespace {

/// Okabe and Ito's colours, told apart by the colour-blind too.
constexpr const char* kRunColours[] = {"#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000"};

/// A text over several lines, as an expression of gnuplot.
std::string lines_of(const std::string& text, std::size_t width) {
  std::vector<std::string> lines = {""};
  std::string_view rest = text;
  while (!rest.empty()) {
    const std::size_t space = std::min(rest.find(' '), rest.size());
    if (!lines.back().empty() && lines.back().size() + space + 1 > width) lines.emplace_back();
    lines.back() += (lines.back().empty() ? "" : " ") + std::string(rest.substr(0, space));
    rest.remove_prefix(std::min(space + 1, rest.size()));
  }
  std::vector<std::string> quoted;
  for (const std::string& line : lines) quoted.push_back(gnuplot_text(line));
  return fmt::format("{}", fmt::join(quoted, ".\"\\n\"."));
}

/// Every so many points of a series, with what hypotheses say of them.
std::string rows_of(const RecordedSeries& series, const std::vector<std::vector<double>>& columns) {
  std::string rows;
  const std::size_t stride = (series.points.size() + kPointsDrawn - 1) / kPointsDrawn;
  for (std::size_t i = 0; i < series.points.size(); i += stride) {
    rows += fmt::format("{:.9g} {:.9g}", series.points[i].moment, series.points[i].value);
    for (const std::vector<double>& column : columns) rows += fmt::format(" {:.9g}", column[i]);
    rows += '\n';
  }
  return rows;
}

bool spans_decades(const RecordedRun& run) {
  double low = INFINITY;
  double high = 0;
  for (const RecordedSeries& series : run.series) {
    for (const RecordedPoint& point : series.points) {
      low = std::min(low, point.value);
      high = std::max(high, point.value);
    }
  }
  return low > 0 && high > 1000 * low;
}

}  // namespace

std::string plot_of(const Diagnosis& diagnosis, const RecordedRun& run, const DiagnosedProblem& problem,
                    const DiagnosisOptions& options, PictureFormat format) {
  std::vector<Hypothesis> shown = {diagnosis.ranking.front().hypothesis};
  for (const Finding& finding : diagnosis.expected) {
    if (!(diagnosis.ranking.front().expected && finding.hypothesis.rule == shown.front().rule)) {
      shown.push_back(finding.hypothesis);
    }
  }
  std::vector<std::vector<std::vector<double>>> predictions;
  for (const Hypothesis& hypothesis : shown) {
    predictions.push_back(predicted_amplitudes(hypothesis, run, problem, options));
  }

  std::string script = terminal_of(format, 960, 640, 14, false) +
                       "set encoding utf8\nset border 3\nset tics nomirror\nset key outside below left Left reverse\n";
  script += fmt::format("set title {} noenhanced\n", lines_of(diagnosis.sentence, 110));
  // The second, empty line keeps the key clear of the name of the axis.
  script += fmt::format("set xlabel \"{}\\n \"\nset ylabel 'encoder amplitude'\n", run.in_steps ? "step" : "time");
  if (spans_decades(run)) script += "set logscale y\nset format y '10^{%L}' enhanced\n";
  std::vector<std::string> curves;
  std::size_t colour = 0;
  for (std::size_t s = 0; s < run.series.size(); ++s) {
    if (run.series[s].layer != RecordedSeries::Layer::encoder) continue;
    std::vector<std::vector<double>> columns;
    for (const auto& prediction : predictions) columns.push_back(prediction[s]);
    script += fmt::format("$s{} << EOD\n{}EOD\n", s, rows_of(run.series[s], columns));
    const char* hue = kRunColours[colour++ % std::size(kRunColours)];
    curves.push_back(fmt::format("$s{} using 1:2 with points pt 6 ps 0.5 lc rgb '{}' title {}", s, hue,
                                 gnuplot_text(problem.features[run.series[s].feature].name)));
    for (std::size_t h = 0; h < shown.size(); ++h) {
      curves.push_back(fmt::format("$s{} using 1:{} with lines lw {} dt {} lc rgb '{}' notitle", s, h + 3,
                                   h == 0 ? 2 : 1.5, h == 0 ? 1 : (h == 1 ? 2 : 4), hue));
    }
  }
  for (std::size_t h = 0; h < shown.size(); ++h) {
    // The title names the nearest one.
    const std::string label = h == 0 ? "nearest" : "expected: " + in_words(shown[h], problem, run.in_steps);
    curves.push_back(fmt::format("NaN with lines lw {} dt {} lc rgb '#666666' title {}", h == 0 ? 2 : 1.5,
                                 h == 0 ? 1 : (h == 1 ? 2 : 4), gnuplot_text(label)));
  }
  script += fmt::format("plot {}\n", fmt::join(curves, ", "));
  return drawn_by_gnuplot(script, format);
}

}  // namespace jepa_oracle::program
