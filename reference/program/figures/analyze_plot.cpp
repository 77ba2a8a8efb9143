#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "cli/progress.h"
#include "figures/gnuplot.h"
#include "figures/label_layout.h"
#include "figures/time_axis.h"
#include "jepa_oracle/amplitude.h"
#include "jepa_oracle/exact_rational.h"
#include "jepa_oracle/fixed_point.h"
#include "jepa_oracle/objectives.h"
#include "output/analyze_output.h"
#include "output/text_report.h"

namespace jepa_oracle::program {
namespace {

constexpr std::size_t kCurves = 8;  ///< more lines than colours tell apart
constexpr int kPoints = 150;

/// @name Layout, in pixels; the areas of the plots have fixed places, so that labels can be laid out beforehand
/// @{
constexpr int kPanel = 420;  ///< of the map of features, and one for each objective
constexpr int kHeight = 480;
constexpr int kFont = 12;
constexpr double kLeft = 90;
constexpr double kRight = 14;
constexpr double kTop = 44;
constexpr double kBottom = 112;  ///< ticks, name of the axis, two lines of the key
constexpr double kLetter = 7;    ///< width of a letter of a label
constexpr double kLine = 12;     ///< height of a label
/// @}

/// Colours that the colour-blind can tell apart [Okabe and Ito 2008]; features beyond the eighth are dashed.
constexpr const char* kColours[kCurves] = {"#0072b2", "#d55e00", "#009e73", "#cc79a7",
                                           "#000000", "#e69f00", "#56b4e9", "#999999"};

/// The features whose curves are drawn: the first that are learned.
std::vector<std::size_t> drawn(const PredictedOrder& predicted) {
  const auto& learned = predicted.order.learned;
  return {learned.begin(), learned.begin() + static_cast<std::ptrdiff_t>(std::min(learned.size(), kCurves))};
}

/// One look for each feature that is drawn, the same in all three parts.
std::string style_of(const std::vector<std::size_t>& all, std::size_t feature) {
  const auto k = static_cast<std::size_t>(std::find(all.begin(), all.end(), feature) - all.begin());
  return fmt::format("lc rgb '{}' dt {}", kColours[k % kCurves], k < kCurves ? 1 : 2);
}

int width_of_picture() { return kPanel * (1 + static_cast<int>(network_objectives().size())); }

/// Where the plot of a panel lies.
std::string margins_of(int panel) {
  return fmt::format(
      "set lmargin at screen {:.5f}\nset rmargin at screen {:.5f}\nset tmargin at screen {:.5f}\n"
      "set bmargin at screen {:.5f}\n",
      (panel * kPanel + kLeft) / width_of_picture(), ((panel + 1) * kPanel - kRight) / width_of_picture(),
      1 - kTop / kHeight, kBottom / kHeight);
}

/// From the numbers of one axis to pixels of the plot, and back.
class PlotAxis {
 public:
  PlotAxis(double low, double high, double pixels) : pixels_(pixels) {
    const double room = high > low ? 0.06 * (high - low) : std::max(std::abs(high), 1e-300);
    low_ = low - room;
    high_ = high + room;
  }
  double pixel(double value) const { return pixels_ * (value - low_) / (high_ - low_); }
  double value(double pixel) const { return low_ + (high_ - low_) * pixel / pixels_; }
  std::string commands(char axis) const {
    return fmt::format("set {0}range [{1:.10g}:{2:.10g}]\nset {0}tics {3:.10g} format '%g'\n", axis, low_, high_,
                       tick_step(high_ - low_, 5));
  }

 private:
  double pixels_;
  double low_;
  double high_;
};

Range range_of(const std::optional<Range>& interval, double estimate) {
  return interval.value_or(Range{estimate, estimate});
}

/// "1/3": the places of a feature under each objective, by the numbers of the tables; "-" where it is not learned.
std::string places_of(const AnalysedData& data, std::size_t feature) {
  std::string places;
  for (const PredictedOrder& predicted : data.analysis.orders) {
    const std::size_t found = predicted.order.places[feature];
    places += (places.empty() ? "" : "/") + (found == 0 ? std::string("-") : std::to_string(found));
  }
  return places;
}

/// "JEPA / MAE"
std::string titles_of(const std::vector<PredictedOrder>& orders) {
  std::string titles;
  for (const PredictedOrder& predicted : orders) {
    titles += fmt::format("{}{}", titles.empty() ? "" : " / ", title_of(predicted.objective));
  }
  return titles;
}

/// lambda against rho: all features as points, those drawn with their intervals and their places.
std::string map_of(const AnalysedData& data, const std::vector<std::size_t>& all) {
  const auto& features = data.analysis.features;
  Range rhos{INFINITY, -INFINITY};
  Range lambdas = rhos;
  const auto include = [](Range& range, const Range& other) {
    range = {std::min(range.lower, other.lower), std::max(range.upper, other.upper)};
  };
  std::string text = "$all << EOD\n";
  for (const AnalysedFeature& feature : features) {
    text += fmt::format("{} {}\n", feature.estimate.rho, feature.estimate.lambda);
    include(rhos, {feature.estimate.rho, feature.estimate.rho});
    include(lambdas, {feature.estimate.lambda, feature.estimate.lambda});
  }
  text += "EOD\n";
  std::string plot = "plot $all using 1:2 with points pt 7 ps 0.3 lc rgb '#bbbbbb' notitle";
  for (const std::size_t i : all) {
    const Range lambda = range_of(features[i].lambda, features[i].estimate.lambda);
    const Range rho = range_of(features[i].rho, features[i].estimate.rho);
    include(rhos, rho);
    include(lambdas, lambda);
    text += fmt::format("$map{} << EOD\n{} {} {} {} {} {}\nEOD\n", i, features[i].estimate.rho,
                        features[i].estimate.lambda, rho.lower, rho.upper, lambda.lower, lambda.upper);
    plot += fmt::format(", \\\n  $map{} using 1:2:3:4:5:6 with xyerrorbars lw 0.8 {} pt 7 ps 0.5 notitle", i,
                        style_of(all, i));
  }
  const PlotAxis across(rhos.lower, rhos.upper, kPanel - kLeft - kRight);
  const PlotAxis up(lambdas.lower, lambdas.upper, kHeight - kTop - kBottom);
  std::vector<Spot> points;
  std::vector<double> widths;
  for (const std::size_t i : all) {
    points.push_back({across.pixel(features[i].estimate.rho), up.pixel(features[i].estimate.lambda)});
    widths.push_back(kLetter * static_cast<double>(places_of(data, i).size()));
  }
  const auto labels = placed_labels(points, widths, kLine, {kPanel - kLeft - kRight, kHeight - kTop - kBottom});
  std::size_t left_out = 0;
  for (std::size_t k = 0; k < labels.size(); ++k) {
    if (!labels[k]) {
      ++left_out;
      continue;
    }
    const auto [centre, led] = *labels[k];
    const double x = across.value(centre.x);
    const double y = up.value(centre.y);
    if (led) {
      text += fmt::format("set arrow from {:.10g},{:.10g} to {:.10g},{:.10g} nohead back lw 0.5 lc rgb '#777777'\n",
                          features[all[k]].estimate.rho, features[all[k]].estimate.lambda, x, y);
    }
    text += fmt::format("set label '{}' at {:.10g},{:.10g} center front font ',10' {}\n", places_of(data, all[k]), x, y,
                        "boxed");
  }
  const std::string note = left_out == 0 ? "" : fmt::format(" ({} labels omitted: no space)", left_out);
  return text + margins_of(0) + across.commands('x') + up.commands('y') +
         fmt::format(
             "set style textbox opaque noborder margins 0.3,0.1\nset xlabel 'rho'\nset ylabel 'lambda'\nset title "
             "'Features: place under {}{}'\nunset key\n{}\nunset label\nunset arrow\n",
             titles_of(data.analysis.orders), note, plot);
}

/// The axis of the times of an order: from the first feature that is learned after the start to the last that is drawn.
std::optional<TimeAxis> axis_of(const PredictedOrder& predicted, const std::vector<std::size_t>& features) {
  std::optional<Real> first;
  std::optional<Real> last;
  for (const std::size_t index : features) {
    const Real time = predicted.order.times[index].time->enclosure.midpoint();
    if (!(time > Real(0)) || !time.is_finite()) continue;
    if (!first) first = time;
    last = time;
  }
  if (!first) return std::nullopt;
  return TimeAxis(*first, *last);
}

/// Encoder amplitude over time, as a fraction of its limit.
std::string curves(const AnalysedData& data, const PredictedOrder& predicted, const std::vector<std::size_t>& all,
                   int panel, const std::function<void()>& drawn_one) {
  const std::vector<std::size_t> features = drawn(predicted);
  const std::optional<TimeAxis> axis = axis_of(predicted, features);
  const std::string_view title = title_of(predicted.objective);
  const std::string head = margins_of(panel) + "set ylabel 'encoder amplitude / limit'\nset yrange [0:1.05]\n" +
                           "set ytics 0.2 format '%g'\n";
  if (!axis) {
    return head + fmt::format(
                      "set title '{}: nothing is learned after the start'\nunset key\nset xlabel 'flow time'\n"
                      "set xrange [0:1]\nset xtics 0.2 format '%g'\nplot -1 notitle\n",
                      title);
  }
  std::string text;
  std::string plot;
  for (const std::size_t index : features) {
    const DataFeature& feature = data.analysis.features[index].estimate;
    const ScalarProblem problem{
        predicted.objective, data.request.depth,
        Feature::with_variance(exact_rational(feature.lambda, "lambda"), exact_rational(feature.variance, "variance")),
        data.request.initialisation};
    const Digits digits(4);
    const Interval limit = encoder_limit(problem.objective, problem.depth, problem.feature, digits).enclosure;
    const std::string block = fmt::format("${}{}", name_of(predicted.objective), index);
    text += fmt::format("{} << EOD\n", block);
    for (int i = 0; i <= kPoints; ++i) {
      const double share = static_cast<double>(i) / kPoints;
      const Rational time = axis->time_at(share);
      const Interval at = amplitude(problem, time, TimeConvention::flow, digits).encoder.enclosure;
      text += fmt::format("{:.10g} {:.6g}\n", axis->place(Real(time, 128)), (at / limit).midpoint().to_double());
    }
    text += "EOD\n";
    plot += fmt::format("{}{} using 1:2 with lines lw 2 {} title '{}'", plot.empty() ? "plot " : ", \\\n  ", block,
                        style_of(all, index), feature_name(index));
    drawn_one();
  }
  return text + head + axis->commands() +
         fmt::format(
             "set title '{}: predicted'\nset key at screen {:.5f},{:.5f} bottom center horizontal maxcols 4 "
             "samplen 1.6 font ',10'\n{}, \\\n  {} with lines lw 1 lc rgb '#999999' notitle\n",
             title, (panel * kPanel + kLeft + (kPanel - kLeft - kRight) / 2) / width_of_picture(), 6.0 / kHeight, plot,
             Real(data.request.fraction, 53).to_double());
}

}  // namespace

std::string plot_of(const AnalysedData& data, PictureFormat format) {
  std::vector<std::size_t> all;
  std::size_t total = 0;
  for (const PredictedOrder& order : data.analysis.orders) {
    for (const std::size_t feature : drawn(order)) {
      ++total;
      if (std::find(all.begin(), all.end(), feature) == all.end()) all.push_back(feature);
    }
  }
  Progress progress("curves");
  std::size_t done = 0;
  const auto drawn_one = [&] { progress.show(++done, total); };
  std::string script = terminal_of(format, width_of_picture(), kHeight, kFont) +
                       "set multiplot\nset grid lc rgb '#dddddd'\nset border lc rgb '#555555'\n"
                       "set tics nomirror scale 0.5\n" +
                       map_of(data, all);
  int panel = 0;
  for (const PredictedOrder& order : data.analysis.orders) script += curves(data, order, all, ++panel, drawn_one);
  script += "unset multiplot\n";
  return drawn_by_gnuplot(script, format);
}

}  // namespace jepa_oracle::program
