#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "jepa_oracle/errors.h"
#include "jepa_oracle/exact_rational.h"
#include "jepa_oracle/nearest_name.h"
#include "judge/protocol/protocol.h"

namespace jepa_oracle::properties {
namespace {

using Kind = JsonText::Kind;

constexpr std::array kCapabilities{"field", "descend", "critical_time", "amplitude"};

[[noreturn]] void refuse(const std::string& where, const std::string& rule) {
  throw ImplementationError(where.empty() ? rule : where + ": " + rule);
}

/// An object with all of `required`, and nothing beside these and `optional`.
void require_keys(const JsonText& value, const std::string& where, const std::vector<std::string>& required,
                  const std::vector<std::string>& optional = {}) {
  if (value.kind != Kind::object) refuse(where, fmt::format("must be an object, not {}", name_of(value.kind)));
  for (const std::string& key : required) {
    if (value.find(key) == nullptr) refuse(where, fmt::format("\"{}\" is missing", key));
  }
  for (const std::string& key : value.keys) {
    const bool known = std::find(required.begin(), required.end(), key) != required.end() ||
                       std::find(optional.begin(), optional.end(), key) != optional.end();
    if (!known) refuse(where, fmt::format("unknown key \"{}\"", key.substr(0, 40)));
  }
}

const JsonText& array_of(const JsonText& value, const std::string& where, std::size_t size) {
  if (value.kind != Kind::array) refuse(where, fmt::format("must be an array, not {}", name_of(value.kind)));
  if (value.values.size() != size) {
    refuse(where, fmt::format("has {} elements; expected {}", value.values.size(), size));
  }
  return value;
}

/// The number of a format nearest to a text that a double reads; nothing where that may be another one.
std::optional<Rational> read_fast(const JsonText& value, const NumberFormat& format) {
  if (value.kind != Kind::number || format.is_exact() || format.bits > 53) return std::nullopt;
  // A double that the format holds is the nearest number of the format to its text.
  double read = 0;
  const char* end = value.text.data() + value.text.size();
  const auto [stopped, error] = std::from_chars(value.text.data(), end, read);
  if (error != std::errc() || stopped != end) return std::nullopt;
  Rational number = exact_rational(read, "answer");
  if (format.bits < 53 && !format.holds(number)) return std::nullopt;
  return number;
}

Rational number_of(const JsonText& value, const std::string& where, const NumberFormat* format = nullptr) {
  if (value.kind != Kind::number && value.kind != Kind::string) {
    refuse(where, fmt::format("must be a number, not {}", name_of(value.kind)));
  }
  if (format != nullptr) {
    if (auto number = read_fast(value, *format)) return std::move(*number);
  }
  try {
    const Rational number = parse_rational(value.text, where);
    if (format == nullptr) return number;
    if (const auto nearest = format->nearest(number)) return *nearest;
  } catch (const InvalidProblem& error) {
    refuse(where, error.rule());
  }
  refuse(where, fmt::format("{} overflows {}", value.text.substr(0, 40), format->name));
}

Matrix<Rational> matrix_of(const JsonText& value, const std::string& where, const Matrix<Rational>& like,
                           const NumberFormat& format) {
  Matrix<Rational> result(like.rows(), like.cols());
  array_of(value, where, static_cast<std::size_t>(like.rows()));
  for (Index i = 0; i < like.rows(); ++i) {
    const JsonText& row = value.values[static_cast<std::size_t>(i)];
    const auto columns = static_cast<std::size_t>(like.cols());
    const bool fits = row.kind == Kind::array && row.values.size() == columns;
    if (!fits) array_of(row, fmt::format("{}[{}]", where, i), columns);  // refuses it
    for (Index j = 0; j < like.cols(); ++j) {
      const JsonText& entry = row.values[static_cast<std::size_t>(j)];
      auto number = read_fast(entry, format);
      result(i, j) = number ? std::move(*number) : number_of(entry, fmt::format("{}[{}][{}]", where, i, j), &format);
    }
  }
  return result;
}

Network<Rational> network_of(const JsonText& value, const std::string& where, const Network<Rational>& like,
                             const NumberFormat& format) {
  const auto matrices = [&](const std::string& key, const std::vector<Matrix<Rational>>& shapes) {
    const JsonText& list = array_of(*value.find(key), where + key, shapes.size());
    std::vector<Matrix<Rational>> result;
    for (std::size_t i = 0; i < shapes.size(); ++i) {
      result.push_back(matrix_of(list.values[i], fmt::format("{}{}[{}]", where, key, i), shapes[i], format));
    }
    return result;
  };
  Network<Rational> result(matrices("layers", like.layers));
  if (like.top_layers.size() == 1) {
    result.top_layers = {matrix_of(*value.find("top"), where + "top", like.top(), format)};
  } else if (!like.top_layers.empty()) {
    result.top_layers = matrices("top_layers", like.top_layers);
  }
  return result;
}

/// The keys of a network's matrices, after others.
std::vector<std::string> keys_of(const Network<Rational>& network, std::vector<std::string> keys = {}) {
  keys.emplace_back("layers");
  if (!network.top_layers.empty()) keys.emplace_back(network.top_layers.size() == 1 ? "top" : "top_layers");
  return keys;
}

std::string text_at(const JsonText& value, const std::string& key, std::size_t longest) {
  const JsonText& text = *value.find(key);
  if (text.kind != Kind::string) refuse(key, fmt::format("must be a string, not {}", name_of(text.kind)));
  if (text.text.empty() || text.text.size() > longest) {
    refuse(key, fmt::format("must have 1 to {} bytes, not {}", longest, text.text.size()));
  }
  const auto is_control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; };
  if (std::any_of(text.text.begin(), text.text.end(), is_control)) {
    refuse(key, "must not have control characters");  // it is shown on terminals
  }
  return text.text;
}

struct Results {
  const JsonText& result;
  const NumberFormat& format;

  Answer operator()(const FieldQuestion& q) const {
    require_keys(result, "", keys_of(q.network));
    return std::vector<RecordedStep>{{0, network_of(result, "", q.network, format)}};
  }

  Answer operator()(const DescendQuestion& q) const {
    require_keys(result, "", {"trajectory"});
    std::vector<long> steps;
    for (long s = 0; s < q.steps; s += q.every) steps.push_back(s);
    steps.push_back(q.steps);
    const JsonText& entries = array_of(*result.find("trajectory"), "trajectory", steps.size());
    std::vector<RecordedStep> trajectory;
    for (std::size_t i = 0; i < steps.size(); ++i) {
      const std::string where = fmt::format("trajectory[{}]", i);
      require_keys(entries.values[i], where, keys_of(q.network, {"step"}));
      const Rational step = number_of(*entries.values[i].find("step"), where + ".step");
      if (step != steps[i]) refuse(where + ".step", fmt::format("is {}, not {}", to_fraction(step), steps[i]));
      trajectory.push_back({steps[i], network_of(entries.values[i], where + ".", q.network, format)});
    }
    return trajectory;
  }

  Answer operator()(const TimeQuestion&) const {
    require_keys(result, "", {"time"});
    return number_of(*result.find("time"), "time", &format);
  }

  Answer operator()(const AmplitudeQuestion&) const {
    require_keys(result, "", {"encoder"});
    return number_of(array_of(*result.find("encoder"), "encoder", 1).values.front(), "encoder[0]", &format);
  }
};

std::vector<Objective> objectives_of(const JsonText& list) {
  if (list.kind != Kind::array || list.values.empty()) refuse("objectives", "must be an array of names, at least one");
  std::vector<Objective> objectives;
  for (std::size_t i = 0; i < list.values.size(); ++i) {
    const std::string where = fmt::format("objectives[{}]", i);
    if (list.values[i].kind != Kind::string) refuse(where, "must be the name of an objective");
    try {
      objectives.push_back(parse_objective(list.values[i].text, where));
    } catch (const InvalidProblem& error) {
      refuse(where, error.rule());
    }
  }
  return objectives;
}

}  // namespace

Description parse_description(const JsonText& result) {
  require_keys(result, "", {"name", "version", "dtype", "capabilities"},
               {"accuracy", "objectives", "top_depth", "weight_decay"});
  Description description;
  description.name = text_at(result, "name", 200);
  description.version = text_at(result, "version", 200);
  try {
    description.format = parse_number_format(text_at(result, "dtype", 40), "dtype");
  } catch (const InvalidProblem& error) {
    refuse("dtype", error.rule());
  }
  const JsonText& capabilities = *result.find("capabilities");
  if (capabilities.kind != Kind::array) refuse("capabilities", "must be an array of names");
  for (const JsonText& capability : capabilities.values) {
    const bool known = std::find(kCapabilities.begin(), kCapabilities.end(), capability.text) != kCapabilities.end();
    if (capability.kind != Kind::string || !known) {
      refuse("capabilities",
             unknown_name("capability", capability.text, {std::begin(kCapabilities), std::end(kCapabilities)}));
    }
    description.capabilities.insert(capability.text);
  }
  if (const JsonText* accuracy = result.find("accuracy")) {
    require_keys(*accuracy, "accuracy", {}, {"critical_time", "amplitude"});
    for (std::size_t i = 0; i < accuracy->keys.size(); ++i) {
      const std::string where = "accuracy." + accuracy->keys[i];
      const Rational stated = number_of(accuracy->values[i], where);
      if (stated <= 0 || stated >= 1) refuse(where, "must be a relative error between 0 and 1");
      description.accuracy[accuracy->keys[i]] = stated;
    }
  }
  if (const JsonText* objectives = result.find("objectives")) description.objectives = objectives_of(*objectives);
  if (const JsonText* top_depth = result.find("top_depth")) {
    const Rational layers = number_of(*top_depth, "top_depth");
    if (denominator(layers) != 1 || layers < 1 || layers > Depth::kMaxDepth) {
      refuse("top_depth", fmt::format("must be an integer from 1 to {}", Depth::kMaxDepth));
    }
    description.top_depth = numerator(layers).convert_to<long>();
  }
  if (const JsonText* decay = result.find("weight_decay")) {
    if (decay->kind != Kind::boolean) refuse("weight_decay", "must be true or false");
    description.weight_decay = decay->text == "true";
  }
  return description;
}

Answer parse_answer(const Question& question, const JsonText& result, const NumberFormat& format) {
  return std::visit(Results{result, format}, question);
}

}  // namespace jepa_oracle::properties
