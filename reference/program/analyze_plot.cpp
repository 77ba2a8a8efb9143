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
constexpr int kPoints = 120;

double time_of(const PredictedOrder& predicted, std::size_t feature) {
  const auto& time = predicted.order.times[feature].time;
  return time ? time->enclosure.midpoint().to_double() : 0;
}

/// lambda against rho; each feature labelled with its place under JEPA / MAE.
std::string map_block(const AnalysedData& data) {
  std::vector<std::string> places(data.analysis.features.size(), "-");
  const auto& orders = data.analysis.orders;
  for (std::size_t i = 0; i < orders[0].order.learned.size(); ++i) {
    const std::size_t feature = orders[0].order.learned[i];
    const auto& mae = orders[1].order.learned;
    const auto place = std::find(mae.begin(), mae.end(), feature) - mae.begin();
    places[feature] = fmt::format("{}/{}", i + 1, place + 1);
  }
  std::string text = "$map << EOD\n";
  for (std::size_t i = 0; i < data.analysis.features.size(); ++i) {
    const AnalysedFeature& feature = data.analysis.features[i];
    const Range lambda = feature.lambda.value_or(Range{feature.estimate.lambda, feature.estimate.lambda});
    const Range rho = feature.rho.value_or(Range{feature.estimate.rho, feature.estimate.rho});
    text += fmt::format("{} {} {} {} {} {} \"{}\"\n", feature.estimate.rho, feature.estimate.lambda, rho.lower,
                        rho.upper, lambda.lower, lambda.upper, i < 3 * kCurves ? places[i] : "");
  }
  return text + "EOD\n";
}

/// Encoder amplitude over time, as a fraction of its limit, of the features learned first.
std::string curves(const AnalysedData& data, const PredictedOrder& predicted, std::string& plot) {
  std::string text;
  const auto& learned = predicted.order.learned;
  const std::size_t count = std::min(kCurves, learned.size());
  if (count == 0) return text;
  const double end = 1.3 * time_of(predicted, learned[count - 1]);
  const long layers = data.request.depth.layers();
  for (std::size_t k = 0; k < count; ++k) {
    const DataFeature& feature = data.analysis.features[learned[k]].estimate;
    const ScalarProblem problem{predicted.objective, data.request.depth,
                                Feature::with_variance(Rational(feature.lambda), Rational(feature.variance)),
                                data.request.initialisation};
    const double limit = predicted.objective == Objective::jepa
                             ? std::pow(feature.rho, static_cast<double>(layers))
                             : std::pow(feature.rho, static_cast<double>(layers) / static_cast<double>(layers + 1));
    const std::string block = fmt::format("${}{}", name_of(predicted.objective), k);
    text += fmt::format("{} << EOD\n", block);
    for (int i = 0; i <= kPoints; ++i) {
      const double time = end * i / kPoints;
      const Amplitude at = amplitude(problem, Rational(time), TimeConvention::flow, Digits(4));
      text += fmt::format("{} {}\n", time, at.encoder.enclosure.midpoint().to_double() / limit);
    }
    text += "EOD\n";
    plot += fmt::format("{}{} using 1:2 with lines lw 2 lc {} title \"{}\"", plot.empty() ? "" : ", ", block,
                        learned[k] % kCurves + 1, feature_name(learned[k]));
  }
  return text;
}

}  // namespace

std::string plot_of(const AnalysedData& data) {
  std::string script = "set terminal svg size 1200,420 enhanced background 'white' font 'sans,12'\n";
  script += map_block(data);
  std::array<std::string, 2> plots;
  for (std::size_t k = 0; k < 2; ++k) script += curves(data, data.analysis.orders[k], plots[k]);
  script +=
      "set multiplot layout 1,3\nset grid\n"
      "set xlabel 'rho'\nset ylabel 'lambda'\nset title 'Features: place under JEPA / MAE'\nunset key\n"
      "plot $map using 1:2:3:4:5:6 with xyerrorbars lc rgb '#999999' pt 7 ps 0.3, \\\n"
      "     $map using 1:2 with points pt 7 ps 0.6 lc rgb '#1f4e79', \\\n"
      "     $map using 1:2:7 with labels left offset 0.6,0.5\n"
      "set key right center\nset xlabel 'time (flow)'\nset ylabel 'encoder amplitude / limit'\n"
      "set yrange [0:1.02]\n";
  for (std::size_t k = 0; k < 2; ++k) {
    if (plots[k].empty()) continue;
    script +=
        fmt::format("set title '{}: predicted'\nplot {}, {} with lines dt 2 lc rgb 'black' notitle\n",
                    title_of(data.analysis.orders[k].objective), plots[k], static_cast<double>(data.request.fraction));
  }
  script += "unset multiplot\n";
  return drawn_by_gnuplot(script);
}

}  // namespace jepa_oracle::program
