#include "jepa_oracle/learning_order.h"

#include <algorithm>
#include <map>
#include <set>

#include "closed_forms/curve.h"
#include "closed_forms/decayed_curve.h"
#include "jepa_oracle/errors.h"
#include "jepa_oracle/weight_decay.h"
#include "numbers/refinement.h"

namespace jepa_oracle {
namespace {

/// Comparisons stop at this precision: about 9,800 digits in which two critical times agree.
constexpr Bits kComparisonLimit = 32'768;
/// The same under weight decay, where times are integrals: about 600 digits.
constexpr Bits kDecayedComparisonLimit = 2048;

void require_distinct_names(const std::vector<NamedFeature>& features) {
  if (features.empty()) throw InvalidProblem("features", "at least one feature is needed");
  std::map<std::string, std::size_t> seen;
  for (std::size_t i = 0; i < features.size(); ++i) {
    const auto [first, fresh] = seen.emplace(features[i].name, i);
    if (!fresh) {
      throw InvalidProblem(
          "features[" + std::to_string(i) + "].name",
          "duplicate name \"" + features[i].name + "\": features[" + std::to_string(first->second) + "] has it too");
    }
  }
}

/// One feature among those that reach the threshold, from below or from above.
struct Entry {
  std::size_t index;
  Interval enclosure;
};

bool midpoint_less(const Entry& a, const Entry& b) {
  const Real x = a.enclosure.midpoint();
  const Real y = b.enclosure.midpoint();
  return x < y || (x == y && a.index < b.index);
}

/// Critical times of one problem, reported and compared.
struct TimedProblem {
  const ScalarProblem& problem;
  const Threshold& threshold;
  TimeConvention convention;
  const Rational& decay;

  /// Nothing where the precision limit does not decide the outcome.
  std::optional<CriticalTime> reported(Digits digits) const {
    if (decay == 0) return critical_time(problem, threshold, convention, digits);
    DecayedTime time = decayed_critical_time(problem, decay, threshold, convention, digits);
    if (!time.outcome) return std::nullopt;
    return CriticalTime{*time.outcome, std::move(time.time)};
  }
  Interval enclosed(Bits bits) const {
    if (decay == 0) return enclose_critical_time(problem, threshold, convention, bits);
    // log10(2), rounded down; a time is asked for in no more digits than there may be.
    const Digits digits(static_cast<int>(std::min<long>(bits * 3 / 10, Digits::kMaxDigits)));
    return decayed_critical_time(problem, decay, threshold, convention, digits).time->enclosure;
  }
};

class Comparison {
 public:
  Comparison(const std::vector<NamedFeature>& features, const std::vector<CriticalTime>& times)
      : features_(features), times_(times) {}

  /// The same critical time for a reason that needs no digits.
  bool tied(std::size_t i, std::size_t j) const {
    if (features_[i].feature == features_[j].feature) return true;
    const auto& x = times_[i].time->exact;
    const auto& y = times_[j].time->exact;
    return x && y && *x == *y;
  }

  /// Pairs whose enclosures overlap without being tied; `sorted` is ordered by midpoint.
  std::vector<std::pair<std::size_t, std::size_t>> overlapping(const std::vector<Entry>& sorted) const {
    std::vector<std::size_t> by_lower(sorted.size());
    for (std::size_t i = 0; i < sorted.size(); ++i) by_lower[i] = i;
    std::sort(by_lower.begin(), by_lower.end(),
              [&](std::size_t a, std::size_t b) { return sorted[a].enclosure.lower() < sorted[b].enclosure.lower(); });
    std::vector<std::pair<std::size_t, std::size_t>> pairs;
    for (std::size_t i = 0; i < by_lower.size(); ++i) {
      for (std::size_t j = i + 1; j < by_lower.size(); ++j) {
        const Entry& a = sorted[by_lower[i]];
        const Entry& b = sorted[by_lower[j]];
        if (certainly_less(a.enclosure, b.enclosure)) break;
        if (!tied(a.index, b.index))
          pairs.emplace_back(std::min(by_lower[i], by_lower[j]), std::max(by_lower[i], by_lower[j]));
      }
    }
    return pairs;
  }

  std::vector<std::vector<std::size_t>> ties(const std::vector<Entry>& sorted) const {
    std::vector<std::vector<std::size_t>> groups;
    for (const Entry& entry : sorted) {
      const auto group = std::find_if(groups.begin(), groups.end(),
                                      [&](const auto& members) { return tied(members.front(), entry.index); });
      if (group == groups.end()) {
        groups.push_back({entry.index});
      } else {
        group->push_back(entry.index);
      }
    }
    std::erase_if(groups, [](const auto& members) { return members.size() < 2; });
    return groups;
  }

 private:
  const std::vector<NamedFeature>& features_;
  const std::vector<CriticalTime>& times_;
};

}  // namespace

bool reaches_from_below(const ScalarProblem& problem, const Threshold& threshold, const Rational& decay) {
  if (decay != 0) {
    if (threshold.is_fraction() || problem.initial_amplitude() < threshold.value()) return true;
    const auto curve = DecayedCurve::of(problem.objective, problem.depth, problem.feature, decay);
    return problem.initial_amplitude() == threshold.value() && curve.lambda > 0 &&
           direction_at(curve, LayerAmplitude::of_start(problem)) == 1;
  }
  if (problem.feature.sign() <= 0 || branch_of(problem) != Branch::increasing) return false;
  // A fraction of the limit lies below it, and is reached only from a start that is not above it.
  return threshold.is_fraction() || problem.initial_amplitude() <= threshold.value();
}

void number_places(LearningOrder& order) {
  order.places.assign(order.times.size(), 0);
  for (std::size_t i = 0; i < order.learned.size(); ++i) order.places[order.learned[i]] = i + 1;
  for (const auto& group : order.ties) {
    std::size_t first = 0;
    for (const std::size_t index : group) {
      if (const std::size_t place = order.places[index]; place > 0 && (first == 0 || place < first)) first = place;
    }
    for (const std::size_t index : group) {
      if (order.places[index] > 0) order.places[index] = first;
    }
  }
}

LearningOrder learning_order(Objective objective, Depth depth, const Initialisation& initialisation,
                             const Threshold& threshold, const std::vector<NamedFeature>& features,
                             TimeConvention convention, Digits digits, const std::function<void(std::size_t)>& visit,
                             const Rational& decay) {
  require_distinct_names(features);
  const auto problem_of = [&](std::size_t i) {
    return ScalarProblem{objective, depth, features[i].feature, initialisation};
  };
  LearningOrder order;
  std::vector<Entry> rising;
  std::vector<Entry> falling;
  for (std::size_t i = 0; i < features.size(); ++i) {
    const ScalarProblem problem = problem_of(i);
    const auto found = TimedProblem{problem, threshold, convention, decay}.reported(digits);
    if (!found) order.undecided.emplace_back(i, i);
    order.times.push_back(found.value_or(CriticalTime{Outcome::never, std::nullopt}));
    const CriticalTime& time = order.times.back();
    if (visit) visit(i + 1);
    if (!found) continue;
    if (time.outcome == Outcome::already_beyond) order.already_beyond.push_back(i);
    if (time.outcome == Outcome::never) order.never.push_back(i);
    if (time.outcome == Outcome::dies) order.dies.push_back(i);
    if (time.outcome == Outcome::reached) {
      (reaches_from_below(problem, threshold, decay) ? rising : falling).push_back({i, time.time->enclosure});
    }
  }

  const Comparison comparison(features, order.times);
  // What is learned is compared with what is learned, and what decreases with what decreases.
  const auto sort = [&](std::vector<Entry>& reached, std::vector<std::size_t>& list) {
    std::sort(reached.begin(), reached.end(), midpoint_less);
    auto pairs = comparison.overlapping(reached);
    const Bits limit = std::max(decay == 0 ? kComparisonLimit : kDecayedComparisonLimit, 2 * digits.working_bits());
    for (Bits bits = 2 * digits.working_bits(); !pairs.empty() && bits <= limit; bits *= 2) {
      std::set<std::size_t> unclear;
      for (const auto& [a, b] : pairs) unclear.insert({a, b});
      for (const std::size_t position : unclear) {
        Entry& entry = reached[position];
        const ScalarProblem problem = problem_of(entry.index);
        entry.enclosure = TimedProblem{problem, threshold, convention, decay}.enclosed(bits);
      }
      std::sort(reached.begin(), reached.end(), midpoint_less);
      pairs = comparison.overlapping(reached);
    }
    for (const auto& [a, b] : pairs) order.undecided.emplace_back(reached[a].index, reached[b].index);
    for (auto& group : comparison.ties(reached)) order.ties.push_back(std::move(group));
    for (const Entry& entry : reached) list.push_back(entry.index);
  };
  sort(rising, order.learned);
  sort(falling, order.decreasing);
  number_places(order);
  return order;
}

}  // namespace jepa_oracle
