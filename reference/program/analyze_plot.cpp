#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "analyze_output.h"
#include "gnuplot.h"
#include "jepa_oracle/amplitude.h"
#include "page.h"

namespace jepa_oracle::program {
namespace {

constexpr std::size_t kCurves = 8;  ///< more lines than colours tell apart
constexpr int kPoints = 150;

/// Colours that the colour-blind can tell apart [Okabe and Ito 2008]; features beyond the eighth are dashed.
constexpr const char* kColours[kCurves] = {"#0072b2", "#d55e00", "#009e73", "#cc79a7",
                                           "#000000", "#e69f00", "#56b4e9", "#999999"};

/// Place of a feature in an order, from 1; 0 if it is not learned.
std::size_t place_in(const PredictedOrder& predicted, std::size_t feature) {
  const auto& learned = predicted.order.learned;
  const auto found = std::find(learned.begin(), learned.end(), feature);
  return found == learned.end() ? 0 : static_cast<std::size_t>(found - learned.begin()) + 1;
}

/// The features whose curves are drawn: the first that are learned after the start.
std::vector<std::size_t> drawn(const PredictedOrder& predicted) {
  std::vector<std::size_t> list;
  for (const std::size_t feature : predicted.order.learned) {
    if (predicted.order.times[feature].time && list.size() < kCurves) list.push_back(feature);
  }
  return list;
}

/// One look for each feature that is drawn, the same in all three parts.
std::string style_of(const std::vector<std::size_t>& all, std::size_t feature) {
  const auto k = static_cast<std::size_t>(std::find(all.begin(), all.end(), feature) - all.begin());
  return fmt::format("lc rgb '{}' dt {}", kColours[k % kCurves], k < kCurves ? 1 : 2);
}

/// lambda against rho: all features as points, those drawn with their intervals and their places under JEPA / MAE.
std::string map_of(const AnalysedData& data, const std::vector<std::size_t>& all, std::string& plot) {
  std::string text = "$all << EOD\n";
  for (const AnalysedFeature& feature : data.analysis.features) {
    text += fmt::format("{} {}\n", feature.estimate.rho, feature.estimate.lambda);
  }
  text += "EOD\n";
  plot = "plot $all using 1:2 with points pt 7 ps 0.3 lc rgb '#bbbbbb'";
  for (const std::size_t i : all) {
    const AnalysedFeature& feature = data.analysis.features[i];
    const Range lambda = feature.lambda.value_or(Range{feature.estimate.lambda, feature.estimate.lambda});
    const Range rho = feature.rho.value_or(Range{feature.estimate.rho, feature.estimate.rho});
    const auto place = [&](std::size_t k) {
      const std::size_t found = place_in(data.analysis.orders[k], i);
      return found == 0 ? std::string("-") : std::to_string(found);
    };
    text += fmt::format("$map{} << EOD\n{} {} {} {} {} {} \"{}/{}\"\nEOD\n", i, feature.estimate.rho,
                        feature.estimate.lambda, rho.lower, rho.upper, lambda.lower, lambda.upper, place(0), place(1));
    plot += fmt::format(
        ", \\\n  $map{0} using 1:2:3:4:5:6 with xyerrorbars lw 0.8 {1} pt 7 ps 0.5"
        ", $map{0} using 1:2:7 with labels left offset 0.6,0.5 font ',10'",
        i, style_of(all, i));
  }
  return text;
}

/// Encoder amplitude over time, as a fraction of its limit.
std::string curves(const AnalysedData& data, const PredictedOrder& predicted, const std::vector<std::size_t>& all,
                   std::string& plot) {
  std::string text;
  const std::vector<std::size_t> features = drawn(predicted);
  if (features.empty()) return text;
  const double end = 1.15 * predicted.order.times[features.back()].time->enclosure.midpoint().to_double();
  const auto layers = static_cast<double>(data.request.depth.layers());
  for (const std::size_t index : features) {
    const DataFeature& feature = data.analysis.features[index].estimate;
    const ScalarProblem problem{predicted.objective, data.request.depth,
                                Feature::with_variance(Rational(feature.lambda), Rational(feature.variance)),
                                data.request.initialisation};
    const double limit = std::pow(feature.rho, predicted.objective == Objective::jepa ? layers : layers / (layers + 1));
    const std::string block = fmt::format("${}{}", name_of(predicted.objective), index);
    text += fmt::format("{} << EOD\n", block);
    for (int i = 0; i <= kPoints; ++i) {
      const double time = end * i / kPoints;
      const Amplitude at = amplitude(problem, Rational(time), TimeConvention::flow, Digits(4));
      text += fmt::format("{} {}\n", time, at.encoder.enclosure.midpoint().to_double() / limit);
    }
    text += "EOD\n";
    plot += fmt::format("{}{} using 1:2 with lines lw 2 {} title '{}'", plot.empty() ? "plot " : ", \\\n  ", block,
                        style_of(all, index), feature_name(index));
  }
  plot +=
      fmt::format(", \\\n  {} with lines lw 1 lc rgb '#999999' notitle", static_cast<double>(data.request.fraction));
  return text;
}

}  // namespace

std::string plot_of(const AnalysedData& data) {
  std::vector<std::size_t> all;
  for (const PredictedOrder& order : data.analysis.orders) {
    for (const std::size_t feature : drawn(order)) {
      if (std::find(all.begin(), all.end(), feature) == all.end()) all.push_back(feature);
    }
  }
  std::string map;
  std::array<std::string, 2> plots;
  std::string script = "set terminal svg size 1200,460 enhanced background 'white' font 'sans,12'\n";
  script += map_of(data, all, map);
  for (std::size_t k = 0; k < 2; ++k) script += curves(data, data.analysis.orders[k], all, plots[k]);
  script +=
      "set multiplot layout 1,3\nset grid lc rgb '#dddddd'\nset border lc rgb '#555555'\nset tics nomirror scale 0.5\n"
      "set bmargin 7\nset xlabel 'rho'\nset ylabel 'lambda'\nset title 'Features: place under JEPA / MAE'\nunset "
      "key\n" +
      map +
      "\nset key outside bottom center horizontal maxrows 2 samplen 1.6 font ',10'\n"
      "set xlabel 'flow time'\nset ylabel 'encoder amplitude / limit'\nset yrange [0:1.05]\nset format x '%g'\n";
  for (std::size_t k = 0; k < 2; ++k) {
    const std::string_view title = title_of(data.analysis.orders[k].objective);
    if (plots[k].empty()) {
      script += fmt::format(
          "set title '{}: nothing is learned after the start'\nset xrange [0:1]\n"
          "plot -1 notitle\nset xrange [*:*]\n",
          title);
      continue;
    }
    script += fmt::format("set title '{}: predicted'\n{}\n", title, plots[k]);
  }
  script += "unset multiplot\n";
  return drawn_by_gnuplot(script);
}

}  // namespace jepa_oracle::program
