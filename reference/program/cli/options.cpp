#include "cli/options.h"

#include <fmt/format.h>

#include "jepa_oracle/errors.h"

namespace jepa_oracle::program {
namespace {

/// Exactly one of two options that exclude each other.
void require_one(const std::string& first, const std::string& first_name, const std::string& second,
                 const std::string& second_name) {
  if (first.empty() == second.empty()) {
    throw UsageError(first_name, fmt::format("exactly one of {} and {} is needed", first_name, second_name));
  }
}

}  // namespace

void add_output_options(CLI::App& command, Context& context) {
  command.add_flag("--json", context.json, "One JSON document instead of a table");
  command.add_option("--output", context.output, "Write the result to this file, whole or not at all")
      ->type_name("FILE");
}

void add_trajectory_options(CLI::App& command, Context& context) {
  command.add_flag("--json", context.json, "JSON Lines, one document a line, instead of CSV");
  command
      .add_option("--output", context.output,
                  "Write to this file; an interrupted run leaves whole\nlines, and the same command continues it")
      ->type_name("FILE");
}

void add_digits_option(CLI::App& command, Context& context) {
  command
      .add_option("--digits", context.digits,
                  fmt::format("Significant digits, every one right: 1 to {}\n(default 50)", Digits::kMaxDigits))
      ->type_name("N");
}

void add_time_option(CLI::App& command, Context& context, const std::string& fallback) {
  command
      .add_option("--time", context.time,
                  fmt::format("Unit of time: flow (all learning rates 1), or the\npaper's, L times that (default {})",
                              fallback))
      ->type_name("flow|paper");
}

void add_examples(CLI::App& command, const std::vector<std::string>& examples) {
  command.footer(fmt::format("{}:\n  {}", examples.size() == 1 ? "Example" : "Examples", fmt::join(examples, "\n  ")));
}

Digits digits_of(const Context& context) {
  const std::string where = "--digits";
  const Rational count = parse_rational(context.digits, where);
  if (denominator(count) != 1 || count < 1 || count > Digits::kMaxDigits) {
    throw InvalidProblem(where, fmt::format("{} is not a number of digits: an integer from 1 to {} is", context.digits,
                                            Digits::kMaxDigits));
  }
  return Digits(static_cast<long>(numerator(count)), where);
}

TimeConvention time_of(const Context& context) {
  return context.time.empty() ? TimeConvention::flow : parse_time_convention(context.time, "--time");
}

std::vector<Rational> list_of(const std::string& text, const std::string& option) {
  std::vector<Rational> values;
  std::size_t start = 0;
  while (true) {
    const std::size_t comma = text.find(',', start);
    values.push_back(parse_rational(std::string_view(text).substr(start, comma - start), option));
    if (comma == std::string::npos) return values;
    start = comma + 1;
  }
}

long whole_number(const std::string& text, const std::string& option, long least, long most) {
  const Rational value = parse_rational(text, option);
  if (denominator(value) != 1 || value < least || value > most) {
    throw InvalidProblem(option,
                         fmt::format("{} is not a whole number from {} to {}", text.substr(0, 40), least, most));
  }
  return static_cast<long>(numerator(value));
}

std::pair<Rational, Rational> pair_of(const std::string& text, const std::string& option) {
  const std::vector<Rational> values = list_of(text, option);
  if (values.size() != 2) {
    throw InvalidProblem(
        option, fmt::format("{} number{}: lambda,rho is expected", values.size(), values.size() == 1 ? "" : "s"));
  }
  return {values[0], values[1]};
}

void ProblemOptions::add_to(CLI::App& command) {
  command.add_option("--objective", objective, "What is trained")->type_name("jepa|mae")->required();
  command.add_option("--depth", depth, "Number L of encoder layers")->type_name("L")->required();
  command.add_option("--lambda", lambda, "Covariance of the two views, any sign")->type_name("NUMBER")->required();
  command.add_option("--rho", rho, "Regression coefficient, lambda / variance")->type_name("NUMBER");
  command.add_option("--variance", variance, "Variance of the input, instead of --rho")->type_name("NUMBER");
  command.add_option("--epsilon", epsilon, "Amplitude at the start, > 0")->type_name("NUMBER")->required();
  command
      .add_option("--epsilon-of", epsilon_of,
                  "What starts at epsilon: the encoder (each layer\nat its L-th root) or each layer (default encoder)")
      ->type_name("encoder|layer");
}

ScalarProblem ProblemOptions::problem() const {
  require_one(rho, "--rho", variance, "--variance");
  const Objective parsed_objective = parse_objective(objective, "--objective");
  const Depth parsed_depth = parse_depth(depth, "--depth");
  const Rational parsed_lambda = parse_rational(lambda, "--lambda");
  const auto feature = [&] {
    if (rho.empty()) return Feature::with_variance(parsed_lambda, parse_rational(variance, "--variance"), "-");
    return Feature::with_rho(parsed_lambda, parse_rational(rho, "--rho"), "-");
  };
  const auto named_feature = [&] {
    try {
      return feature();
    } catch (const InvalidProblem& problem) {  // "-.rho" is the option --rho
      if (!problem.where().starts_with("-.")) throw;
      throw InvalidProblem(fmt::format("--{}", problem.where().substr(2)), problem.rule());
    }
  };
  const Feature parsed_feature = named_feature();
  const Rational start = parse_rational(epsilon, "--epsilon");
  if (epsilon_of != "encoder" && epsilon_of != "layer") {
    throw InvalidProblem("--epsilon-of",
                         fmt::format("\"{}\" has no start of its own: encoder or layer", epsilon_of.substr(0, 40)));
  }
  return {parsed_objective, parsed_depth, parsed_feature,
          epsilon_of == "layer" ? Initialisation::of_layer(start, "--epsilon")
                                : Initialisation::of_encoder(start, "--epsilon")};
}

void ThresholdOptions::add_to(CLI::App& command) {
  command.add_option("--fraction", fraction, "Learned at this fraction of the limit, in (0, 1)")->type_name("P");
  command.add_option("--level", level, "Learned at this encoder amplitude, > 0")->type_name("U");
}

Threshold ThresholdOptions::threshold() const {
  require_one(fraction, "--fraction", level, "--level");
  if (level.empty()) return Threshold::fraction(parse_rational(fraction, "--fraction"), "--fraction");
  return Threshold::level(parse_rational(level, "--level"), "--level");
}

}  // namespace jepa_oracle::program
