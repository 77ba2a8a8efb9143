#include "report/report_plots.h"

#include <fmt/format.h>

#include "jepa_oracle/amplitude.h"
#include "jepa_oracle/conflict_window.h"
#include "jepa_oracle/critical_time.h"
#include "jepa_oracle/fixed_point.h"
#include "jepa_oracle/objectives.h"
#include "jepa_oracle/rho_boundary.h"
#include "output/text_report.h"
#include "report/svg_plot.h"

namespace jepa_oracle::program {
namespace {

const Digits kDigits(6);
const Rational kHalf(1, 2);

double value_of(const Guaranteed& number) { return std::stod(number.decimal.value_or("nan")); }

double time_of(const ScalarProblem& problem) {
  const CriticalTime time =
      critical_time(problem, Threshold::fraction(kHalf, "fraction"), TimeConvention::flow, kDigits);
  return time.time ? value_of(*time.time) : std::stod("nan");
}

ScalarProblem problem_of(Objective objective, const Rational& rho, const Rational& epsilon) {
  return {objective, Depth(3), Feature::with_rho(Rational(9, 10), rho, "feature"),
          Initialisation::of_encoder(epsilon, "epsilon")};
}

/// As multiples of the time at rho 1, so that what rho does is seen beside times that differ by powers of ten.
Plot critical_times() {
  Plot plot{"plot-times", "Critical time against rho, both objectives", "rho", "time, as a multiple of that at rho 1"};
  for (const Objective objective : network_objectives()) {
    for (const auto& [epsilon, name] : {std::pair{Rational(1, 100), "1e-2"}, {Rational(1, 10000), "1e-4"}}) {
      Series series{fmt::format("{}, epsilon {}", title_of(objective), name),
                    fmt::format("{}{}", name_of(objective), epsilon == Rational(1, 100) ? " dashed" : ""),
                    {}};
      const double unit = time_of(problem_of(objective, Rational(1), epsilon));
      for (int i = 12; i <= 120; ++i) {
        series.points.emplace_back(i / 100.0, time_of(problem_of(objective, Rational(i, 100), epsilon)) / unit);
      }
      plot.series.push_back(std::move(series));
    }
  }
  return plot;
}

Plot boundaries() {
  Plot plot{"plot-boundary", "The boundary s* of JEPA against the fraction p", "fraction p", "s* = w0 / rho"};
  const std::vector<std::pair<int, const char*>> depths{
      {1, "third"}, {2, "fourth"}, {3, "jepa"}, {4, "mae"}, {8, "fifth"}};
  for (const auto& [depth, style] : depths) {
    Series series{fmt::format("depth {}", depth), style, {}};
    for (int i = 4; i < 60; ++i) {  // closer together near 0, where the curves rise steeply
      const Rational p = Rational(i * i, 3600);
      series.points.emplace_back(static_cast<double>(p), value_of(jepa_rho_boundary(Depth(depth), p, kDigits)));
    }
    plot.series.push_back(std::move(series));
  }
  return plot;
}

Plot windows() {
  Plot plot{"plot-window", "Starts from which JEPA learns the influential feature first", "rho of the noisy feature",
            "epsilon", true};
  Series low{"upper end", "jepa", {}};
  Series high{"lower end", "jepa dashed", {}};
  const Feature influential = Feature::with_rho(Rational(9, 10), Rational(9, 10), "influential");
  for (int i = 5; i <= 44; ++i) {
    const Feature noisy = Feature::with_rho(Rational(1), Rational(i, 50), "noisy");
    const ConflictWindow window =
        conflict_window(Objective::jepa, Depth(3), kHalf, Conflict::between(influential, noisy), kDigits);
    if (window.state != ConflictWindow::State::open) continue;
    low.points.emplace_back(i / 50.0, value_of(*window.upper));
    high.points.emplace_back(i / 50.0, value_of(*window.lower));
  }
  plot.series = {{"", "jepa", low.points, high.points}, low, high};
  return plot;
}

/// Amplitude over its limit against time until `end`: the times at which hundredths are reached, so that the curve is
/// fine where it is steep, and its two ends.
std::vector<std::pair<double, double>> rise_of(const ScalarProblem& problem, const Rational& end) {
  const double limit = value_of(encoder_limit(problem.objective, problem.depth, problem.feature, kDigits));
  const auto part_at = [&](const Rational& time) {
    return std::pair{static_cast<double>(time),
                     value_of(amplitude(problem, time, TimeConvention::flow, kDigits).encoder) / limit};
  };
  std::vector<std::pair<double, double>> points{part_at(0)};
  std::vector<Rational> fractions;
  for (int i = 1; i <= 99; ++i) fractions.emplace_back(i, 100);
  for (const int i : {993, 996, 998, 999}) fractions.emplace_back(i, 1000);
  for (const Rational& fraction : fractions) {
    const Threshold threshold = Threshold::fraction(fraction, "fraction");
    const CriticalTime time = critical_time(problem, threshold, TimeConvention::flow, kDigits);
    const auto part = static_cast<double>(fraction);
    if (!time.time || part <= points.front().second) continue;
    if (const double at = value_of(*time.time); at < static_cast<double>(end)) points.emplace_back(at, part);
  }
  points.push_back(part_at(end));
  return points;
}

/// An influential and a noisy feature, from a start within the window of JEPA.
Plot amplitudes(Objective objective, const Rational& end) {
  Plot plot{fmt::format("plot-amplitude-{}", name_of(objective)),
            fmt::format("Encoder amplitudes of two features in conflict, {}", title_of(objective)), "time (flow)",
            "amplitude / its limit"};
  const Initialisation start = Initialisation::of_encoder(Rational(1, 100), "epsilon");
  const auto add = [&](const Feature& feature, const char* label, const char* style) {
    plot.series.push_back({label, style, rise_of({objective, Depth(2), feature, start}, end)});
  };
  add(Feature::with_rho(Rational(9, 10), Rational(9, 10), "influential"), "influential: lambda 0.9, rho 0.9", "jepa");
  add(Feature::with_rho(Rational(1), Rational(3, 10), "noisy"), "noisy: lambda 1, rho 0.3", "mae dashed");
  return plot;
}

std::string figure(const Plot& plot, const std::string& caption) {
  return fmt::format("<figure id=\"figure-{}\"><h3>{}</h3>{}<figcaption>{}</figcaption></figure>\n", plot.id,
                     escaped(plot.title), svg_of(plot), escaped(caption));
}

}  // namespace

std::string plot_figures() {
  return figure(
             critical_times(),
             "Depth 3, lambda 0.9, threshold half of the limit. Under JEPA the larger rho is earlier, until the start "
             "comes near the limit (the left end of the dashed curve: see the boundary s*); under MAE it is a little "
             "later.") +
         figure(boundaries(),
                "At equal lambda the larger rho is first under JEPA where the start w0 / rho lies below the curve, and "
                "later above it.") +
         figure(windows(),
                "Depth 3, half of the limit; influential: lambda 0.9, rho 0.9; noisy: lambda 1. Below and above the "
                "window the noisy feature is first.") +
         figure(amplitudes(Objective::jepa, Rational(1000)),
                "Depth 2, epsilon 1e-2: a start within the window, so the influential feature is first.") +
         figure(amplitudes(Objective::mae, Rational(24)),
                "The same two features and the same start: the noisy one, of the larger lambda, is first.");
}

}  // namespace jepa_oracle::program
