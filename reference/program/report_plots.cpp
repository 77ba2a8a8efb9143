#include "report_plots.h"

#include <fmt/format.h>

#include "jepa_oracle/amplitude.h"
#include "jepa_oracle/conflict_window.h"
#include "jepa_oracle/critical_time.h"
#include "jepa_oracle/rho_boundary.h"
#include "plot.h"

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

Plot critical_times() {
  Plot plot{"plot-times", "Critical time against rho, both objectives", "rho", "critical time (flow)", true};
  for (const Rational& epsilon : {Rational(1, 100), Rational(1, 10000)}) {
    for (const Objective objective : {Objective::jepa, Objective::mae}) {
      Series series{fmt::format("{}, epsilon {}", objective == Objective::jepa ? "JEPA" : "MAE",
                                epsilon == Rational(1, 100) ? "1e-2" : "1e-4"),
                    fmt::format("{}{}", name_of(objective), epsilon == Rational(1, 100) ? " dashed" : ""),
                    {}};
      for (int i = 4; i <= 48; ++i) {
        series.points.emplace_back(i / 40.0, time_of(problem_of(objective, Rational(i, 40), epsilon)));
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
    for (int i = 1; i < 50; ++i) {
      series.points.emplace_back(i / 50.0, value_of(jepa_rho_boundary(Depth(depth), Rational(i, 50), kDigits)));
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
    const ConflictWindow window = conflict_window(Depth(3), kHalf, Conflict::between(influential, noisy), kDigits);
    if (window.state != ConflictWindow::State::open) continue;
    low.points.emplace_back(i / 50.0, value_of(*window.upper));
    high.points.emplace_back(i / 50.0, value_of(*window.lower));
  }
  plot.series = {{"", "jepa", low.points, high.points}, low, high};
  return plot;
}

/// Two features of equal lambda: amplitudes as parts of the larger limit, against the time of the first.
Plot amplitudes(Objective objective) {
  const std::string name = objective == Objective::jepa ? "JEPA" : "MAE";
  Plot plot{fmt::format("plot-amplitude-{}", name_of(objective)),
            fmt::format("Encoder amplitudes of two features under {}", name), "time (flow)", "encoder amplitude"};
  const Rational start(1, 1000);
  const double slowest = std::max(time_of(problem_of(objective, Rational(1), start)),
                                  time_of(problem_of(objective, Rational(3, 10), start)));
  const Rational span(static_cast<long>(slowest * 2));
  for (const auto& [rho, style] : {std::pair{Rational(1), "jepa"}, {Rational(3, 10), "mae dashed"}}) {
    Series series{rho == 1 ? "rho 1 (influential)" : "rho 0.3 (noisy)", style, {}};
    for (int i = 0; i <= 80; ++i) {
      const Rational time = span * i / 80;
      const Amplitude at = amplitude(problem_of(objective, rho, start), time, TimeConvention::flow, kDigits);
      series.points.emplace_back(static_cast<double>(time), value_of(at.encoder));
    }
    plot.series.push_back(std::move(series));
  }
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
             "Depth 3, lambda 0.9, learned at half of the limit; a curve begins where half of the limit lies above the "
             "start. Which rho is earlier depends on the start: see the boundary s*.") +
         figure(boundaries(),
                "At equal lambda the larger rho is first under JEPA where the start w0 / rho lies below the curve, and "
                "later above it.") +
         figure(windows(),
                "Depth 3, half of the limit; influential: lambda 0.9, rho 0.9; noisy: lambda 1. Below and above the "
                "window the noisy feature is first.") +
         figure(amplitudes(Objective::jepa), "Depth 3, lambda 0.9 for both, epsilon 1e-3.") +
         figure(amplitudes(Objective::mae), "The same two features, the same start.");
}

}  // namespace jepa_oracle::program
