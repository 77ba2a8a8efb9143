// Test vectors of boundaries, windows and orders of learning.
#include <fmt/format.h>

#include <algorithm>

#include "jepa_oracle/conflict_window.h"
#include "jepa_oracle/learning_order.h"
#include "jepa_oracle/objectives.h"
#include "jepa_oracle/rho_boundary.h"
#include "output/results.h"
#include "vectors/vector_cases.h"

namespace jepa_oracle::program {
namespace {

/// lambda and rho, in this order.
using Pair = std::pair<Rational, Rational>;

Feature feature_of(const Pair& pair) { return Feature::with_rho(pair.first, pair.second); }

Json json_of(const Pair& pair) { return {{"lambda", float32_text(pair.first)}, {"rho", float32_text(pair.second)}}; }

/// A wrong window, unless both ends agree with the right one's.
void add_window(std::vector<Mistaken>& list, const std::string& mutant, const Interval& lower, const Interval& upper,
                const ConflictWindow& right) {
  if (!differs(lower, right.lower->enclosure) && !differs(upper, right.upper->enclosure)) return;
  const auto text = [](const Interval& end) {
    return decimal_of(end.midpoint().to_rational(), Digits(kMistakenDigits));
  };
  list.push_back({flag_name(mutant), Json::array({text(lower), text(upper)})});
}

using Names = std::vector<std::string>;

/// Names by the order of a number of each, largest first; equal ones stay as they are.
Names by_falling(const std::vector<NamedFeature>& features, const std::function<Rational(const Feature&)>& number) {
  std::vector<const NamedFeature*> sorted;
  for (const NamedFeature& named : features) sorted.push_back(&named);
  std::stable_sort(sorted.begin(), sorted.end(),
                   [&](const auto* a, const auto* b) { return number(a->feature) > number(b->feature); });
  Names names;
  for (const NamedFeature* named : sorted) names.push_back(named->name);
  return names;
}

Names names_of(const LearningOrder& order, const std::vector<NamedFeature>& features) {
  Names names;
  for (const std::size_t index : order.learned) names.push_back(features[index].name);
  return names;
}

void add_order(VectorFile& file, Objective objective, long depth, const Rational& epsilon, const Rational& fraction,
               const std::vector<Pair>& pairs, const std::vector<std::string>& edges) {
  std::vector<NamedFeature> features;
  Json listed = Json::array();
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    features.push_back({std::string(1, static_cast<char>('a' + i)), feature_of(pairs[i])});
    Json entry = {{"name", features.back().name}};
    entry.update(json_of(pairs[i]));
    listed.push_back(entry);
  }
  const auto order_of = [&](Objective of, int digits) {
    return learning_order(of, Depth(depth), Initialisation::of_encoder(epsilon), Threshold::fraction(fraction),
                          features, TimeConvention::flow, Digits(digits));
  };
  const LearningOrder order = order_of(objective, kVectorDigits);
  const Names right = names_of(order, features);
  Json times = Json::object();
  for (std::size_t i = 0; i < features.size(); ++i) times[features[i].name] = to_json(order.times[i]);
  Json ties = Json::array();
  for (const auto& group : order.ties) {
    Json names = Json::array();
    for (const std::size_t index : group) names.push_back(features[index].name);
    ties.push_back(names);
  }
  std::vector<Mistaken> mistaken;
  // No mutant answers with an order: what these mistakes make of the list is computed here.
  const auto add = [&](const std::string& mistake, const Names& wrong) {
    if (ties.empty() && wrong != right) mistaken.push_back({flag_name(mistake), wrong});
  };
  const Objective other = objectives_other_than(objective).front();  // as the mutants answer
  add("objectives-swapped", names_of(order_of(other, kMistakenDigits), features));
  add("order-by-lambda", by_falling(features, [](const Feature& feature) { return feature.lambda(); }));
  add("order-by-rho", by_falling(features, [](const Feature& feature) { return feature.rho(); }));
  add("order-reversed", Names(right.rbegin(), right.rend()));
  const Json input = {{"objective", name_of(objective)},    {"depth", depth}, {"epsilon", float32_text(epsilon)},
                      {"fraction", float32_text(fraction)}, {"time", "flow"}, {"features", listed}};
  file.valid(input, {{"features", right}, {"critical_times", times}, {"ties", ties}}, Json::object(), mistaken, edges);
}

}  // namespace

VectorFile boundary_vectors() {
  VectorFile file("boundary",
                  "At equal lambda: s_star, below which the larger rho is first under jepa (w0 < s_star rho), and "
                  "mae_fraction, up to which the larger rho is always later under mae.",
                  flags_of({"depth-off-by-one", "fraction-of-layer"}));
  file.group("boundaries", {"Ordering.JepaRhoBoundary", "Ordering.MaeLargerRhoIsLater"});
  for (const long depth : {1L, 2L, 3L, 4L, 8L}) {
    for (const Rational& fraction : {Rational(1, 8), Rational(1, 2), Rational(15, 16)}) {
      const Guaranteed right = jepa_rho_boundary(Depth(depth), fraction, Digits(kVectorDigits));
      std::vector<Mistaken> mistaken;
      for (const std::string mutant : {"depth-off-by-one/boundary", "fraction-of-layer/boundary"}) {
        add_mistaken(mistaken, mutant,
                     subject_of(mutant).jepa_rho_boundary(Depth(depth), fraction, Digits(kMistakenDigits)),
                     right.enclosure);
      }
      file.valid({{"depth", depth}, {"fraction", float32_text(fraction)}},
                 {{"s_star", to_json(right)},
                  {"mae_fraction", to_json(mae_fraction_bound(Depth(depth), Digits(kVectorDigits)))}},
                 Json::object(), mistaken);
    }
  }
  return file;
}

VectorFile window_vectors() {
  VectorFile file("window",
                  "Starts epsilon (encoder amplitude) from which jepa brings the influential feature (larger rho, "
                  "smaller lambda) to the fraction of its limit before the noisy one.",
                  flags_of({"depth-off-by-one", "layer-for-encoder"},
                           {{"EmptyWindow", "edge case", "the noisy feature is first from every start",
                             "a window where there is none"}}));
  file.group("windows", {"Ordering.ConflictWindow"});
  const std::vector<std::pair<Pair, Pair>> conflicts{
      {{Rational(7, 8), Rational(7, 8)}, {1, Rational(5, 16)}},
      {{Rational(15, 16), Rational(3, 4)}, {1, Rational(1, 4)}},
      {{Rational(1, 2), Rational(3, 4)}, {1, Rational(5, 8)}},
      {{Rational(9, 8), Rational(5, 4)}, {Rational(5, 4), Rational(1, 2)}}};
  for (const long depth : {1L, 2L, 3L, 4L, 8L}) {
    for (const auto& [influential, noisy] : conflicts) {
      const Rational fraction(1, 2);
      const Conflict conflict = Conflict::between(feature_of(influential), feature_of(noisy));
      const ConflictWindow right =
          conflict_window(Objective::jepa, Depth(depth), fraction, conflict, Digits(kVectorDigits));
      const Json input = {{"depth", depth},
                          {"fraction", float32_text(fraction)},
                          {"influential", json_of(influential)},
                          {"noisy", json_of(noisy)}};
      if (right.state != ConflictWindow::State::open) {
        file.valid(input, {{"epsilon_window", nullptr}}, Json::object(), {}, {"EmptyWindow"});
        continue;
      }
      std::vector<Mistaken> mistaken;
      for (const std::string mutant : {"layer-for-encoder/window", "depth-off-by-one/window"}) {
        const auto wrong = subject_of(mutant).conflict_window(Objective::jepa, Depth(depth), fraction, conflict,
                                                              Digits(kMistakenDigits));
        if (wrong) add_window(mistaken, mutant, wrong->first, wrong->second, right);
      }
      file.valid(input, {{"epsilon_window", {to_json(*right.lower), to_json(*right.upper)}}}, Json::object(), mistaken);
    }
  }
  return file;
}

VectorFile order_vectors() {
  VectorFile file("order", "In which order features are learned, every comparison decided by disjoint enclosures.",
                  flags_of({"objectives-swapped", "order-by-lambda", "order-by-rho", "order-reversed"},
                           {{"Tie", "edge case", "two features have exactly the same critical time",
                             "an order where there is none"}}));
  const std::vector<Pair> figure{{Rational(13, 16), 1},
                                 {Rational(27, 32), Rational(3, 4)},
                                 {Rational(7, 8), Rational(1, 2)},
                                 {Rational(29, 32), Rational(1, 4)}};
  const std::vector<Pair> equal_lambda{{1, 1}, {1, Rational(3, 4)}, {1, Rational(1, 2)}, {1, Rational(1, 4)}};
  const std::vector<Pair> background{{Rational(7, 8), Rational(7, 8)},
                                     {1, Rational(5, 16)},
                                     {Rational(13, 16), Rational(13, 16)},
                                     {Rational(15, 16), Rational(1, 4)}};
  for (const Objective objective : network_objectives()) {
    file.group("features in conflict and out of it", {"Ordering.FigureTwo", "Ordering.ConflictWindow"});
    for (const long depth : {1L, 2L, 4L}) {
      for (const long exponent : {-8L, -14L}) {
        const Rational epsilon = power(Rational(2), exponent);
        for (const auto& pairs : {figure, equal_lambda, background}) {
          add_order(file, objective, depth, epsilon, Rational(1, 2), pairs, {});
        }
      }
    }
    file.group("ties", {"Ordering.LambdaDecidesAtEqualRho"});
    add_order(file, objective, 2, power(Rational(2), -10), Rational(1, 2),
              {{1, Rational(1, 2)}, {Rational(1, 2), Rational(1, 2)}, {1, Rational(1, 2)}}, {"Tie"});
  }
  return file;
}

}  // namespace jepa_oracle::program
