#include "vectors/vector_orders.h"

#include <algorithm>
#include <functional>

#include "jepa_oracle/learning_order.h"
#include "jepa_oracle/objectives.h"
#include "output/results.h"

namespace jepa_oracle::program {
namespace {

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

}  // namespace

Feature feature_of(const Pair& pair) { return Feature::with_rho(pair.first, pair.second); }

Json json_of(const Pair& pair) { return {{"lambda", float32_text(pair.first)}, {"rho", float32_text(pair.second)}}; }

void add_mistaken_window(std::vector<Mistaken>& list, const std::string& mutant, const Interval& lower,
                         const Interval& upper, const ConflictWindow& right) {
  if (!differs(lower, right.lower->enclosure) && !differs(upper, right.upper->enclosure)) return;
  const auto text = [](const Interval& end) {
    return decimal_of(end.midpoint().to_rational(), Digits(kMistakenDigits));
  };
  list.push_back({flag_name(mutant), Json::array({text(lower), text(upper)})});
}

void add_order_test(VectorFile& file, const ObjectiveCase& member, const Rational& epsilon, const Rational& fraction,
                    const std::vector<Pair>& pairs, const std::vector<std::string>& edges) {
  std::vector<NamedFeature> features;
  Json listed = Json::array();
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    features.push_back({std::string(1, static_cast<char>('a' + i)), feature_of(pairs[i])});
    Json entry = {{"name", features.back().name}};
    entry.update(json_of(pairs[i]));
    listed.push_back(entry);
  }
  const auto order_of = [&](Objective of, Depth depth, int digits) {
    return learning_order(of, depth, Initialisation::of_encoder(epsilon), Threshold::fraction(fraction), features,
                          TimeConvention::flow, Digits(digits));
  };
  const LearningOrder order = order_of(member.objective, member.layers(), kVectorDigits);
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
  if (member.has_top()) {
    const Objective other = objectives_other_than(member.objective).front();  // as the mutants answer
    add("objectives-swapped", names_of(order_of(other, member.layers(), kMistakenDigits), features));
  }
  if (member.top_depth > 1) {
    add("predictor-depth-ignored",
        names_of(order_of(member.objective, Depth(member.depth), kMistakenDigits), features));
  }
  add("order-by-lambda", by_falling(features, [](const Feature& feature) { return feature.lambda(); }));
  add("order-by-rho", by_falling(features, [](const Feature& feature) { return feature.rho(); }));
  add("order-reversed", Names(right.rbegin(), right.rend()));
  Json input = member.input();
  input["epsilon"] = float32_text(epsilon);
  input["fraction"] = float32_text(fraction);
  input["time"] = "flow";
  input["features"] = listed;
  file.valid(input, {{"features", right}, {"critical_times", times}, {"ties", ties}}, Json::object(), mistaken, edges);
}

}  // namespace jepa_oracle::program
