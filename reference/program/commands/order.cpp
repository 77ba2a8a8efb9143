#include <fmt/format.h>

#include <algorithm>

#include "cli/commands.h"
#include "cli/options.h"
#include "cli/progress.h"
#include "jepa_oracle/moment_order.h"
#include "jepa_oracle/objectives.h"
#include "jepa_oracle/problem.h"
#include "output/results.h"
#include "output/text_report.h"
#include "requests/problem_request.h"

namespace jepa_oracle::program {
namespace {

struct OrderOptions {
  std::string problem;
};

/// What a problem says of its features, listed or found in its moments.
struct FeatureList {
  std::vector<std::string> names;
  std::vector<bool> vanish;  ///< lambda <= 0: the amplitude falls to 0
  Json json = Json::array();
  std::string statement;  ///< of moments: whether the scalar theory is exact for them
  bool exact = true;
};

/// The order of one objective with the features it speaks of.
struct NamedOrder {
  Objective objective;
  const FeatureList& features;
  LearningOrder order;
  bool decays;  ///< under weight decay

  const std::string& name(std::size_t index) const { return features.names[index]; }

  template <class Indices>
  Json names(const Indices& indices) const {
    Json list = Json::array();
    for (const std::size_t index : indices) list.push_back(name(index));
    return list;
  }

  bool decided() const {
    return order.undecided.empty() && std::all_of(order.times.begin(), order.times.end(), [](const CriticalTime& time) {
             return !time.time || time.time->conclusive();
           });
  }
};

Json json_of(const NamedOrder& named) {
  Json times = Json::object();
  Json outcomes = Json::object();
  for (std::size_t i = 0; i < named.features.names.size(); ++i) {
    times[named.name(i)] = to_json(named.order.times[i]);
    outcomes[named.name(i)] = name_of(named.order.times[i].outcome);
  }
  Json ties = Json::array();
  for (const auto& group : named.order.ties) ties.push_back(named.names(group));
  Json undecided = Json::array();
  for (const auto& [a, b] : named.order.undecided) undecided.push_back({named.name(a), named.name(b)});
  Json json;
  json["objective"] = name_of(named.objective);
  json["features"] = named.names(named.order.learned);
  json["decreasing"] = named.names(named.order.decreasing);
  json["critical_times"] = times;
  json["outcomes"] = outcomes;
  json["ties"] = ties;
  json["undecided"] = undecided;
  json["never"] = named.names(named.order.never);
  json["already_beyond"] = named.names(named.order.already_beyond);
  if (named.decays) json["dies"] = named.names(named.order.dies);
  return json;
}

/// The learned features by their places, then those that are not, list by list.
void show(TextReport& out, const NamedOrder& named) {
  out.blank();
  const LearningOrder& order = named.order;
  out.paragraph(fmt::format("{}, first to last:{}", title_of(named.objective),
                            order.learned.empty() ? " nothing is learned" : ""));
  std::vector<std::vector<std::string>> rows;
  for (const std::size_t index : order.learned) {
    rows.push_back({std::to_string(order.places[index]), named.name(index), in_words(*order.times[index].time)});
  }
  for (const std::size_t index : order.already_beyond) {
    rows.push_back({"-", named.name(index), "already past the threshold at the start"});
  }
  for (const std::size_t index : order.decreasing) {
    rows.push_back({"-", named.name(index), "comes down to the threshold at " + in_words(*order.times[index].time)});
  }
  for (const std::size_t index : order.never) {
    rows.push_back({"-", named.name(index),
                    named.features.vanish[index] ? "never: lambda <= 0, it vanishes"
                                                 : "never: its limit lies below the threshold"});
  }
  for (const std::size_t index : order.dies) {
    rows.push_back({"-", named.name(index), "never: it dies, the weight decay is more than this start survives"});
  }
  out.table({"", "feature", "critical time"}, rows);
  for (const auto& group : order.ties) {
    std::vector<std::string> names;
    for (const std::size_t index : group) names.push_back(named.name(index));
    out.paragraph(fmt::format("  Exactly equal critical times: {}.", fmt::join(names, ", ")));
  }
  for (const auto& [a, b] : order.undecided) {
    out.paragraph(
        a == b ? fmt::format("  Not decided within the precision limit: {}.", named.name(a))
               : fmt::format("  Not decided within the precision limit: {} and {}.", named.name(a), named.name(b)));
  }
}

FeatureList features_of(const Problem& problem, Digits digits) {
  FeatureList list;
  for (const auto& [name, feature] : problem.features) {
    list.names.push_back(name);
    list.vanish.push_back(feature.sign() <= 0);
    Json entry = {{"name", name}};
    echo(entry, feature);
    list.json.push_back(entry);
  }
  if (!problem.moments) return list;
  const MomentFeatures found = features_of(*problem.moments, digits);
  for (std::size_t i = 0; i < found.features.size(); ++i) {
    const MomentFeature& feature = found.features[i];
    list.names.push_back(fmt::format("feature {}", i));
    list.vanish.push_back(!certainly_positive(feature.lambda));
    list.json.push_back({{"name", list.names.back()},
                         {"lambda", to_json(feature.lambda, digits)},
                         {"rho", to_json(feature.rho, digits)},
                         {"variance", to_json(feature.variance, digits)}});
  }
  list.statement = found.statement;
  list.exact = found.basis == FeatureBasis::common;
  return list;
}

Answer order_answer(const OrderOptions& options, const Context& context) {
  const Digits digits = digits_of(context);
  const TimeConvention given_time = time_of(context);
  const Problem problem = read_problem(options.problem);
  const TimeConvention convention = context.time.empty() ? problem.time : given_time;

  const FeatureList features = features_of(problem, digits);
  TextReport out;
  out.paragraph(fmt::format("Order of learning of {} feature{} at {}.", features.names.size(),
                            features.names.size() == 1 ? "" : "s", in_words(problem.depth)));
  if (!features.statement.empty()) out.paragraph(fmt::format("{}.", features.statement));
  Json orders = Json::array();
  // Where the scalar theory is not exact, its order is a prediction, however many digits it has.
  bool decided = features.exact;
  Progress progress("critical times");
  const std::size_t total = problem.objectives.size() * features.names.size();
  for (const Objective objective : problem.objectives) {
    const auto visit = [&](std::size_t found) { progress.show(orders.size() * features.names.size() + found, total); };
    const NamedOrder named{objective, features, requests::order_of(problem, objective, convention, digits, visit),
                           problem.weight_decay != 0};
    decided = decided && named.decided();
    orders.push_back(json_of(named));
    show(out, named);
  }
  progress.finish();
  out.blank();
  out.row(convention);
  out.row(problem.threshold);
  out.row(problem.initialisation);
  if (problem.weight_decay != 0) out.row("weight decay", exact_text(problem.weight_decay) + " of every layer");
  if (decided) out.digits_row(digits);

  Json document;
  document["orders"] = orders;
  echo(document, convention, digits);
  document["depth"] = problem.depth.layers();
  if (problem.depth.top_layers() > 1) document["top_depth"] = problem.depth.top_layers();
  echo(document, problem.initialisation);
  if (problem.weight_decay != 0) document["weight_decay"] = exact_text(problem.weight_decay);
  echo(document, problem.threshold);
  document["features"] = features.json;
  if (!features.statement.empty()) document["scalar_theory"] = features.statement;
  return {document, out.text(), decided ? ExitCode::ok : ExitCode::inconclusive};
}

}  // namespace

void add_order(CLI::App& program, Context& context) {
  CLI::App& command = add_subcommand(program, "order", "Order in which the features of a problem are learned");
  const auto options = std::make_shared<OrderOptions>();
  add_option(command, "problem", options->problem, "Problem to read (JSON), or - for standard input")
      .type_name("FILE")
      .required();
  add_time_option(command, context, "that of the\nproblem, else flow");
  add_digits_option(command, context);
  add_output_options(command, context);
  add_examples(command, {"jepa-oracle order tests/program/problems/noisy-background.json"});
  set_action(command, context, options, order_answer);
}

}  // namespace jepa_oracle::program
