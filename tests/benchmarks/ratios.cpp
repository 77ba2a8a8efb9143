// Speed as ratios: what a guaranteed result costs in evaluations of the bare closed form (bare_formula.h), both sides
// measured in one run, the fastest of several repetitions of each.
#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <limits>
#include <map>
#include <string>
#include <vector>

#include "bare_formula.h"
#include "jepa_oracle/amplitude.h"
#include "jepa_oracle/critical_time.h"
#include "jepa_oracle/learning_order.h"
#include "jepa_oracle/weight_decay.h"

namespace jepa_oracle {
namespace {

const Rational kFraction(1, 2);

ScalarProblem problem_of(Objective objective, long depth) {
  return {objective, Depth(depth), Feature::with_rho(parse_rational("0.9", ""), parse_rational("0.95", "")),
          Initialisation::of_encoder(parse_rational("1e-4", ""))};
}

/// A measurement by name; the time of one call in seconds.
class Stopwatch : public benchmark::BenchmarkReporter {
 public:
  bool ReportContext(const Context&) override { return true; }
  void ReportRuns(const std::vector<Run>& runs) override {
    for (const Run& run : runs) {
      if (run.run_type != Run::RT_Iteration) continue;
      auto& best = seconds_.try_emplace(run.run_name.function_name, std::numeric_limits<double>::max()).first->second;
      best = std::min(best, run.cpu_accumulated_time / static_cast<double>(run.iterations));
    }
  }
  double seconds(const std::string& name) const { return seconds_.at(name); }

 private:
  std::map<std::string, double> seconds_;
};

/// One line of the table: `ours` may take `target` times as long as `bare`.
struct Comparison {
  std::string what;
  std::string ours;
  std::string bare;
  double target;
};

void measure(const std::string& name, const std::function<void()>& work) {
  benchmark::RegisterBenchmark(name.c_str(),
                               [work](benchmark::State& state) {
                                 for (auto _ : state) work();
                               })
      ->Repetitions(5)
      ->MinTime(0.05);
}

std::string measure_bare(Objective objective, long depth, int digits) {
  const std::string name = fmt::format("bare {} depth {} digits {}", name_of(objective), depth, digits);
  const BareFormula formula(problem_of(objective, depth), kFraction, digits);
  measure(name, [formula] { benchmark::DoNotOptimize(formula.critical_time()); });
  return name;
}

/// One problem again and again: what is remembered of its threshold is found, as in a batch of one depth and fraction.
std::string measure_critical_time(Objective objective, long depth, int digits) {
  const std::string name = fmt::format("critical time {} depth {} digits {}", name_of(objective), depth, digits);
  measure(name, [problem = problem_of(objective, depth), digits] {
    benchmark::DoNotOptimize(
        critical_time(problem, Threshold::fraction(kFraction), TimeConvention::flow, Digits(digits)));
  });
  return name;
}

std::string measure_amplitude(Objective objective, long depth, int digits) {
  const std::string name = fmt::format("amplitude {} depth {} digits {}", name_of(objective), depth, digits);
  const ScalarProblem problem = problem_of(objective, depth);
  const auto half = critical_time(problem, Threshold::fraction(kFraction), TimeConvention::flow, Digits(6));
  measure(name, [problem, digits, time = parse_rational(*half.time->decimal, "time")] {
    benchmark::DoNotOptimize(amplitude(problem, time, TimeConvention::flow, Digits(digits)));
  });
  return name;
}

/// Under half of the largest decay, to 50 digits: in the middle between the rest points w_u < w_s; from a start that is
/// a 10^-30 part above w_u, or one below, which dies; and to a level as near to w_s.
std::string measure_decayed_time(Objective objective, long depth, const std::string& where) {
  const std::string name = fmt::format("decayed time {} depth {} {}", name_of(objective), depth, where);
  ScalarProblem problem = problem_of(objective, depth);
  const Rational decay =
      parse_rational(*largest_decay(objective, Depth(depth), problem.feature, Digits(40)).decimal, "decay") / 2;
  const auto rest = decayed_rest(objective, Depth(depth), problem.feature, decay, Digits(60));
  const Rational low = parse_rational(*rest.unstable->encoder.decimal, "rest");
  const Rational high = parse_rational(*rest.stable->encoder.decimal, "rest");
  const Rational near = parse_rational("1e-30", "");
  const Rational start = where == "near w_u"
                             ? Rational(low * (1 + near))
                             : (where == "dying" ? Rational(low * (1 - near)) : Rational((3 * low + high) / 4));
  const Rational level = where == "near w_s" ? Rational(high * (1 - near))
                                             : (where == "dying" ? Rational(low / 2) : Rational((low + high) / 2));
  problem.initialisation = Initialisation::of_encoder(start);
  measure(name, [problem, decay, level] {
    benchmark::DoNotOptimize(
        decayed_critical_time(problem, decay, Threshold::level(level), TimeConvention::flow, Digits(50)));
  });
  return name;
}

/// A hundred features with distinct lambda and rho, at 50 digits.
std::string measure_order(Objective objective) {
  const std::string name = fmt::format("order of 100 features {}", name_of(objective));
  std::vector<NamedFeature> features;
  for (int i = 0; i < 100; ++i) {
    const Rational lambda = 1 + Rational(i, 97);
    const Rational rho = 1 - Rational(i, 203);
    features.push_back({fmt::format("f{}", i), Feature::with_rho(lambda, rho)});
  }
  measure(name, [features, objective] {
    benchmark::DoNotOptimize(learning_order(objective, Depth(3), Initialisation::of_encoder(Rational(1, 10'000)),
                                            Threshold::fraction(kFraction), features, TimeConvention::flow,
                                            Digits(50)));
  });
  return name;
}

}  // namespace
}  // namespace jepa_oracle

int main(int argc, char** argv) {
  using namespace jepa_oracle;
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;

  std::vector<Comparison> comparisons;
  std::vector<std::string> orders;
  for (const Objective objective : {Objective::jepa, Objective::mae}) {
    for (const auto& [digits, target] : {std::pair{50, 4.0}, std::pair{1000, 3.0}}) {
      comparisons.push_back({fmt::format("{} time, depth 3, {} digits", name_of(objective), digits),
                             measure_critical_time(objective, 3, digits), measure_bare(objective, 3, digits), target});
    }
    // Eight times the depth may cost eight times the time.
    comparisons.push_back({fmt::format("{} time, depth 64 over depth 8", name_of(objective)),
                           measure_critical_time(objective, 64, 50), measure_critical_time(objective, 8, 50), 8});
    for (const int digits : {50, 1000}) {
      comparisons.push_back({fmt::format("{} amplitude, depth 3, {} digits", name_of(objective), digits),
                             measure_amplitude(objective, 3, digits), measure_bare(objective, 3, digits), 25});
    }
    orders.push_back(measure_order(objective));
  }

  std::vector<std::string> decayed;
  for (const Objective objective : {Objective::jepa, Objective::mae}) {
    for (const long depth : {3L, 64L}) {
      for (const char* where : {"in the middle", "near w_u", "near w_s", "dying"}) {
        decayed.push_back(measure_decayed_time(objective, depth, where));
      }
    }
  }

  Stopwatch stopwatch;
  benchmark::RunSpecifiedBenchmarks(&stopwatch);
  fmt::print("{:<36} {:>12} {:>12} {:>7} {:>7}\n", "what", "ours", "bare", "ratio", "target");
  for (const Comparison& c : comparisons) {
    const double ours = stopwatch.seconds(c.ours);
    const double bare = stopwatch.seconds(c.bare);
    fmt::print("{:<36} {:>9.2f} us {:>9.2f} us {:>7.2f} {:>7.0f}\n", c.what, ours * 1e6, bare * 1e6, ours / bare,
               c.target);
  }
  constexpr double kOrderTarget = 0.1;
  for (const std::string& name : orders) {
    const double seconds = stopwatch.seconds(name);
    fmt::print("{:<36} {:>9.2f} ms {:>12} {:>7.2f} {:>7}\n", name, seconds * 1e3, "(0.1 s)", seconds / kOrderTarget, 1);
  }
  constexpr double kDecayedTarget = 0.05;
  for (const std::string& name : decayed) {
    const double seconds = stopwatch.seconds(name);
    fmt::print("{:<44} {:>9.2f} ms {:>4} {:>7.2f} {:>7}\n", name, seconds * 1e3, "(0.05 s)", seconds / kDecayedTarget,
               1);
  }
  return 0;
}
