#include "cli/options.h"

#include <fmt/format.h>

#include <algorithm>

#include "jepa_oracle/errors.h"
#include "jepa_oracle/objectives.h"
#include "requests/number_request.h"
#include "requests/problem_request.h"

namespace jepa_oracle::program {

void add_output_options(CLI::App& command, Context& context) {
  add_flag(command, "--json", context.json, "One JSON document instead of a table");
  add_option(command, "--output", context.output, "Write the result to this file (all of it or nothing)")
      .type_name("FILE");
}

void add_trajectory_options(CLI::App& command, Context& context) {
  add_flag(command, "--json", context.json, "JSON Lines, one document a line, instead of CSV");
  add_option(command, "--output", context.output,
             "Write to this file; after an interruption it has\ncomplete lines, and the same command continues")
      .type_name("FILE");
}

void add_digits_option(CLI::App& command, Context& context) {
  add_option(command, "--digits", context.digits,
             fmt::format("Significant digits (all correct): 1 to {}\n(default 50)", Digits::kMaxDigits))
      .type_name("N");
}

AddedOption add_depth_option(CLI::App& command, std::string& depth) {
  return add_option(command, "--depth", depth, "Number L of encoder layers").type_name("L");
}

void add_top_depth_option(CLI::App& command, std::string& top_depth) {
  add_option(command, "--top-depth", top_depth, "Number M of layers of predictor or decoder\n(default 1)")
      .type_name("M");
}

void add_time_option(CLI::App& command, Context& context, const std::string& fallback) {
  add_option(
      command, "--time", context.time,
      fmt::format("Unit of time: flow (all learning rates 1), or the\npaper's, L times that (default {})", fallback))
      .type_name("flow|paper");
}

AddedOption add_fraction_option(CLI::App& command, std::string& fraction, const std::string& fallback) {
  const std::string range = fallback.empty() ? ", in (0, 1)" : fmt::format(" (default {})", fallback);
  return add_option(command, "--fraction", fraction, "Threshold: fraction of the limit" + range).type_name("P");
}

Digits digits_of(const Context& context) { return requests::digits_of(context.digits, "--digits"); }

TimeConvention time_of(const Context& context) {
  return context.time.empty() ? TimeConvention::flow : parse_time_convention(context.time, "--time");
}

Depth depth_of(const std::string& depth, const std::string& top_depth, Objective objective) {
  const Depth layers = parse_depth(depth, "--depth");
  return top_depth.empty() ? layers : parse_top_depth(layers, objective, top_depth, "--top-depth");
}

Rational fraction_of(const std::string& fraction) {
  return Threshold::fraction(parse_rational(fraction, "--fraction"), "--fraction").value();
}

std::vector<std::string> split_list(const std::string& text) {
  std::vector<std::string> parts;
  std::size_t start = 0;
  while (true) {
    const std::size_t comma = text.find(',', start);
    parts.push_back(text.substr(start, comma - start));
    if (comma == std::string::npos) return parts;
    start = comma + 1;
  }
}

std::vector<Rational> list_of(const std::string& text, const std::string& option) {
  std::vector<Rational> values;
  for (const std::string& part : split_list(text)) values.push_back(parse_rational(part, option));
  return values;
}

requests::Text given(const std::string& option) { return option.empty() ? requests::Text() : option; }

std::pair<Rational, Rational> pair_of(const std::string& text, const std::string& option) {
  const std::vector<Rational> values = list_of(text, option);
  if (values.size() != 2) {
    throw InvalidProblem(
        option, fmt::format("has {} number{}; expected two, lambda,rho", values.size(), values.size() == 1 ? "" : "s"));
  }
  return {values[0], values[1]};
}

void ProblemOptions::add_to(CLI::App& command) {
  add_feature_to(command);
  add_start_to(command, "Initial amplitude, > 0").required();
}

void ProblemOptions::add_feature_to(CLI::App& command, bool required, std::string_view other) {
  const auto add = [&](const std::string& name, std::string& value, const std::string& what, const std::string& type) {
    const AddedOption option = add_option(command, name, value, what).type_name(type);
    if (required) option.required();
  };
  const std::string objectives = names_of(all_objectives(), "|", "|");
  add("--objective", objective, "Objective", other.empty() ? objectives : fmt::format("{}|{}", objectives, other));
  const AddedOption layers = add_depth_option(command, depth);
  if (required) layers.required();
  add_top_depth_option(command, top_depth);
  add("--lambda", lambda, "Covariance of the two views, any sign", "NUMBER");
  add_option(command, "--rho", rho, "Regression coefficient, lambda / variance").type_name("NUMBER");
  add_option(command, "--variance", variance, "Variance of the input, instead of --rho").type_name("NUMBER");
}

AddedOption ProblemOptions::add_start_to(CLI::App& command, const std::string& what_epsilon_is) {
  const AddedOption start = add_option(command, "--epsilon", epsilon, what_epsilon_is).type_name("NUMBER");
  add_option(command, "--epsilon-of", epsilon_of,
             "Epsilon is the amplitude of the encoder (each\nlayer starts at its L-th root) or of each "
             "layer\n(default encoder)")
      .type_name("encoder|layer");
  return start;
}

bool ProblemOptions::any_given() const {
  const auto texts = {&objective, &depth, &lambda, &rho, &variance, &epsilon, &top_depth};
  return std::any_of(texts.begin(), texts.end(), [](const std::string* text) { return !text->empty(); }) ||
         epsilon_of != "encoder";
}

requests::ProblemRequest ProblemOptions::request() const {
  return {objective, depth, lambda, given(rho), given(variance), epsilon, epsilon_of, given(top_depth)};
}

void ProblemOptions::require_all() const {
  for (const auto& [name, text] : {std::pair("--objective", &objective), std::pair("--depth", &depth),
                                   std::pair("--lambda", &lambda), std::pair("--epsilon", &epsilon)}) {
    if (text->empty()) throw UsageError("command line", fmt::format("{} is required", name));
  }
}

ScalarProblem ProblemOptions::problem() const {
  require_all();
  return requests::problem_of(request(), requests::Spelling::option);
}

void ThresholdOptions::add_to(CLI::App& command) {
  add_fraction_option(command, fraction);
  add_option(command, "--level", level, "Threshold: encoder amplitude, > 0").type_name("U");
}

Threshold ThresholdOptions::threshold() const {
  return requests::threshold_of(given(fraction), given(level), requests::Spelling::option);
}

}  // namespace jepa_oracle::program
