#include "diagnosis/run_observations.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "diagnosis/four_digits.h"
#include "diagnosis/hypotheses/hypothesis_list.h"
#include "diagnosis/prediction/scalar_training.h"
#include "diagnosis/search/run_clock.h"

namespace jepa_oracle {
namespace {

class Observer {
 public:
  Observer(const RecordedRun& run, const DiagnosedProblem& problem, const DiagnosisOptions& options,
           const Diagnosis& diagnosis)
      : run_(run), problem_(problem), options_(options), diagnosis_(diagnosis) {}

  std::vector<Observation> all() {
    see_start();
    see_balance();
    see_resets();
    see_conflicts();
    see_restart();
    see_clock();
    return std::move(seen_);
  }

 private:
  std::string at(double moment) const { return fmt::format("{} {:.15g}", run_.in_steps ? "step" : "time", moment); }
  const std::string& name_of(const RecordedSeries& series) const { return problem_.features[series.feature].name; }

  double room(RecordedPoint point, double size) const {
    point.size = std::max(point.size, size);
    return Finding::kManyNoises * diagnosis_.noise.deviation(point) + point.one_way;
  }

  void see_start() {
    const Hypothesis& expected = diagnosis_.expected.front().hypothesis;
    const double encoder = integer_power(expected.layer_start, expected.depth);
    std::vector<const RecordedSeries*> off;
    std::size_t count = 0;
    for (const RecordedSeries& series : run_.series) {
      const RecordedPoint& first = series.points.front();
      if (series.layer != RecordedSeries::Layer::encoder || first.moment > 0) continue;
      ++count;
      if (std::fabs(first.value - encoder) > room(first, encoder)) off.push_back(&series);
    }
    if (off.empty()) return;
    seen_.push_back(
        {"start",
         fmt::format(
             "row 0: the encoder amplitude of {} is {} at the start; expected {}, from epsilon ({} of {} features)",
             name_of(*off.front()), four_digits(off.front()->points.front().value), four_digits(encoder), off.size(),
             count)});
  }

  void see_balance() {
    const double depth = static_cast<double>(problem_.depth);
    for (const RecordedSeries& top : run_.series) {
      if (top.layer != RecordedSeries::Layer::top || top.points.front().moment > 0) continue;
      for (const RecordedSeries& encoder : run_.series) {
        const RecordedPoint& first = encoder.points.front();
        if (encoder.layer != RecordedSeries::Layer::encoder || encoder.feature != top.feature || first.moment > 0 ||
            !(first.value > 0)) {
          continue;
        }
        const double layer = std::pow(first.value, 1 / depth);
        const double room_of_layer = room(first, first.value) * layer / (depth * first.value);
        const RecordedPoint& beside = top.points.front();
        // Of M layers as those of the encoder, of which the product is recorded.
        const auto is_of = [&](long layers) {
          const double slope = static_cast<double>(layers) * integer_power(layer, layers - 1);
          const double value = integer_power(layer, layers);
          return std::fabs(beside.value - value) <= room(beside, value) + slope * room_of_layer;
        };
        if (is_of(problem_.top_depth)) continue;
        for (const long layers : top_depths_tried(problem_, diagnosis_.expected.front().hypothesis.rule)) {
          if (!is_of(layers)) continue;
          seen_.push_back(
              {"top-depth",
               fmt::format("row 0: the predictor or decoder amplitude of {} is {} at the start, that of {} layer{} "
                           "of {} as in its encoder; expected {} layer{}",
                           name_of(top), four_digits(beside.value), layers, layers == 1 ? "" : "s", four_digits(layer),
                           problem_.top_depth, problem_.top_depth == 1 ? "" : "s")});
          return;
        }
        const std::string many = problem_.top_depth == 1 ? "" : fmt::format(" (of {} layers)", problem_.top_depth);
        seen_.push_back({"balance", fmt::format("row 0: the predictor or decoder amplitude of {} is {} at the start{}, "
                                                "and that of a layer of its encoder is {}: the start is not balanced",
                                                name_of(top), four_digits(beside.value), many, four_digits(layer))});
        return;
      }
    }
  }

  void see_resets() {
    if (run_.resets.empty()) return;
    const CounterReset& reset = run_.resets.front();
    const std::string more = run_.resets.size() > 1 ? fmt::format(", and {} more", run_.resets.size() - 1) : "";
    seen_.push_back({"counter-reset", fmt::format("rows: the step or time falls from {:.15g} back to {:.15g}{}",
                                                  reset.from, reset.to, more)});
  }

  void see_conflicts() {
    if (!run_.conflict) return;
    const RecordedConflict& conflict = *run_.conflict;
    seen_.push_back(
        {"conflicting-rows", fmt::format("rows: {} is recorded twice, with {} and {} for {} ({} rows)",
                                         at(conflict.moment), four_digits(conflict.one), four_digits(conflict.other),
                                         problem_.features[conflict.feature].name, run_.conflicting_rows)});
  }

  /// Amplitudes that have grown all fall to less than half between two rows.
  void see_restart() {
    std::map<double, std::pair<std::size_t, std::size_t>> falls;  // by moment: that fall, that have grown
    for (const RecordedSeries& series : run_.series) {
      if (series.layer != RecordedSeries::Layer::encoder) continue;
      const double first = std::fabs(series.points.front().value);
      for (std::size_t i = 1; i < series.points.size(); ++i) {
        const RecordedPoint& before = series.points[i - 1];
        const RecordedPoint& now = series.points[i];
        if (now.moment == before.moment || !(before.value > 3 * first)) continue;
        auto& [fallen, grown] = falls[now.moment];
        ++grown;
        const double least = before.value - room(before, before.value) - room(now, now.value);
        if (now.value < before.value / 2 && now.value < least) ++fallen;
      }
    }
    for (const auto& [moment, counts] : falls) {
      if (counts.first == 0 || counts.first < counts.second) continue;
      seen_.push_back({"restart", fmt::format("rows: by {} all encoder amplitudes that had grown ({}) have fallen to "
                                              "less than half, as after a restart",
                                              at(moment), counts.first)});
      return;
    }
  }

  void see_clock() {
    for (const Finding& expected : diagnosis_.expected) {
      if (expected.fits) return;
    }
    for (const Finding& expected : diagnosis_.expected) {
      const std::optional<RunClock> clock =
          clock_of(run_, problem_, diagnosis_.noise, options_.rate, expected.hypothesis);
      if (!clock) continue;
      std::vector<std::string> pieces;
      for (std::size_t i = 0; i < clock->rates.size(); ++i) {
        pieces.push_back(fmt::format("{:.2g} until {}", clock->rates[i], at(clock->until[i])));
      }
      seen_.push_back(
          {"rate-change",
           fmt::format(
               "time: the features follow {} at a learning rate that changes; as a multiple of the given rate: {}",
               in_words(expected.hypothesis, problem_, run_.in_steps), fmt::join(pieces, ", "))});
      return;
    }
  }

  const RecordedRun& run_;
  const DiagnosedProblem& problem_;
  const DiagnosisOptions& options_;
  const Diagnosis& diagnosis_;
  std::vector<Observation> seen_;
};

}  // namespace

std::vector<Observation> observations_of(const RecordedRun& run, const DiagnosedProblem& problem,
                                         const DiagnosisOptions& options, const Diagnosis& diagnosis) {
  return Observer(run, problem, options, diagnosis).all();
}

}  // namespace jepa_oracle
