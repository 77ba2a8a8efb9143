#include <pybind11/stl.h>

#include "bindings.h"
#include "interruptible.h"
#include "jepa_oracle/moment_order.h"
#include "jepa_oracle/problem.h"
#include "numbers.h"
#include "requests/problem_request.h"

namespace jepa_oracle::python {
namespace {

namespace py = pybind11;

/// The order of one objective, its critical times in the form asked for.
struct ShownOrder {
  LearningOrder order;
  std::vector<std::optional<Number>> times;
  bool decided;
};

/// Times as numbers; nothing where the enclosure does not decide them.
std::vector<std::optional<Number>> shown(const std::vector<CriticalTime>& times, const std::optional<Digits>& digits) {
  std::vector<std::optional<Number>> result;
  for (const auto& [outcome, time] : times) {
    std::optional<Number>& number = result.emplace_back();
    if (!time) continue;
    if (digits) {
      if (time->decimal) number = *time->decimal;
    } else if (const std::optional<double> value = nearest_double(*time)) {
      number = *value;
    }
  }
  return result;
}

/// Whether every time there is was decided.
bool all_shown(const std::vector<CriticalTime>& times, const std::vector<std::optional<Number>>& numbers) {
  for (std::size_t i = 0; i < times.size(); ++i) {
    if (times[i].time && !numbers[i]) return false;
  }
  return true;
}

ShownOrder shown_order(const Problem& problem, Objective objective, TimeConvention convention,
                       const std::optional<Digits>& asked) {
  constexpr int kFirstDigits = 20;
  constexpr int kLastDigits = 320;
  for (int count = asked ? asked->count() : kFirstDigits;; count *= 2) {
    LearningOrder order = requests::order_of(problem, objective, convention, Digits(count));
    std::vector<std::optional<Number>> times = shown(order.times, asked);
    const bool all = all_shown(order.times, times);
    if (all || asked || count >= kLastDigits) {
      const bool decided = all && order.undecided.empty();
      return {std::move(order), std::move(times), decided};
    }
  }
}

struct Orders {
  std::vector<std::string> names;
  std::string statement;
  bool exact = true;
  bool decays = false;  ///< under weight decay
  std::vector<std::pair<Objective, ShownOrder>> orders;
};

Orders find_orders(const std::string& text, const Text& time, const Text& digits) {
  const std::optional<Digits> asked = digits_of(digits);
  const Problem problem = parse_problem(text);
  const TimeConvention convention = time ? parse_time_convention(*time, "time") : problem.time;
  Orders found;
  found.decays = problem.weight_decay != 0;
  for (const NamedFeature& named : problem.features) found.names.push_back(named.name);
  if (problem.moments) {
    constexpr int kFewDigits = 20;
    const MomentFeatures features = features_of(*problem.moments, asked.value_or(Digits(kFewDigits)));
    for (std::size_t i = 0; i < features.features.size(); ++i) found.names.push_back("feature " + std::to_string(i));
    found.statement = features.statement;
    found.exact = features.basis == FeatureBasis::common;
  }
  for (const Objective objective : problem.objectives) {
    found.orders.emplace_back(objective, shown_order(problem, objective, convention, asked));
  }
  return found;
}

py::dict dictionary_of(const Orders& found, Objective objective, const ShownOrder& shown) {
  const auto names = [&found](const std::vector<std::size_t>& indices) {
    py::list list;
    for (const std::size_t index : indices) list.append(found.names[index]);
    return list;
  };
  const LearningOrder& order = shown.order;
  py::dict times;
  py::dict outcomes;
  for (std::size_t i = 0; i < found.names.size(); ++i) {
    times[py::str(found.names[i])] = shown.times[i];
    outcomes[py::str(found.names[i])] = name_of(order.times[i].outcome);
  }
  py::list ties;
  for (const auto& group : order.ties) ties.append(names(group));
  py::list undecided;
  for (const auto& [a, b] : order.undecided) undecided.append(py::make_tuple(found.names[a], found.names[b]));
  py::dict result;
  result["objective"] = name_of(objective);
  result["features"] = names(order.learned);
  result["decreasing"] = names(order.decreasing);
  result["critical_times"] = times;
  result["outcomes"] = outcomes;
  result["ties"] = ties;
  result["undecided"] = undecided;
  result["never"] = names(order.never);
  result["already_beyond"] = names(order.already_beyond);
  if (found.decays) result["dies"] = names(order.dies);
  result["decided"] = found.exact && shown.decided;
  return result;
}

py::tuple orders_of(const std::string& problem, const Text& time, const Text& digits) {
  const Orders found = [&] {
    const py::gil_scoped_release release;
    Interruptible interruptible;
    return find_orders(problem, time, digits);
  }();
  py::list orders;
  for (const auto& [objective, shown] : found.orders) orders.append(dictionary_of(found, objective, shown));
  return py::make_tuple(orders, found.statement);
}

}  // namespace

void bind_order(py::module_& module) {
  module.def("order", orders_of, py::kw_only(), py::arg("problem"), py::arg("time"), py::arg("digits"));
}

}  // namespace jepa_oracle::python
