#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "cli/command_line.h"
#include "cli/context.h"
#include "jepa_oracle/decimal.h"
#include "jepa_oracle/model.h"
#include "requests/number_request.h"
#include "requests/problem_request.h"
#include "requests/spelling.h"

namespace jepa_oracle::program {

/// @name Options shared by subcommands
/// An option with a closed list of values shows it as "a|b" in the help, where completion reads it.
/// @{
void add_output_options(CLI::App& command, Context& context);  ///< --json, --output
/// The same for results that are written line by line.
void add_trajectory_options(CLI::App& command, Context& context);
void add_digits_option(CLI::App& command, Context& context);
AddedOption add_depth_option(CLI::App& command, std::string& depth);
/// --top-depth: layers of the predictor or decoder.
void add_top_depth_option(CLI::App& command, std::string& top_depth);
void add_time_option(CLI::App& command, Context& context, const std::string& fallback = "flow");
/// --fraction: a threshold. Without a fallback the help says its range.
AddedOption add_fraction_option(CLI::App& command, std::string& fraction, const std::string& fallback = "");
/// @}

/// The parts between the commas.
std::vector<std::string> split_list(const std::string& text);
/// The text of an option; nothing where it was not given.
requests::Text given(const std::string& option);

/// @name Values of the shared options. @throws InvalidProblem naming the option
/// @{
Digits digits_of(const Context& context);
TimeConvention time_of(const Context& context);
/// From --depth and --top-depth, empty where it was not given.
Depth depth_of(const std::string& depth, const std::string& top_depth, Objective objective);
/// Of --fraction.
Rational fraction_of(const std::string& fraction);
/// "0.9,0.7": two numbers.
std::pair<Rational, Rational> pair_of(const std::string& text, const std::string& option);
/// "1,2.5,10": one number or more.
std::vector<Rational> list_of(const std::string& text, const std::string& option);
using requests::whole_number;
/// @}

/// Texts of the options that say what is trained: one feature, from one start.
struct ProblemOptions {
  std::string objective;
  std::string depth;
  std::string lambda;
  std::string rho;
  std::string variance;
  std::string epsilon;
  std::string epsilon_of = "encoder";
  std::string top_depth;

  void add_to(CLI::App& command);
  /// The two halves of it: the feature, and its start, of which --epsilon is given back.
  /// @param other  an objective that is no row of the table
  void add_feature_to(CLI::App& command, bool required = true, std::string_view other = {});
  AddedOption add_start_to(CLI::App& command, const std::string& what_epsilon_is);
  /// Whether one of them was given.
  bool any_given() const;
  requests::ProblemRequest request() const;
  /// @throws UsageError for what is missing
  void require_all() const;
  /// @throws UsageError for what is missing, and unless exactly one of --rho and --variance is there, InvalidProblem
  /// for values that break a rule
  ScalarProblem problem() const;
};

/// Texts of the options that say when a feature counts as learned.
struct ThresholdOptions {
  std::string fraction;
  std::string level;

  void add_to(CLI::App& command);
  /// @throws UsageError unless exactly one of --fraction and --level is there
  Threshold threshold() const;
};

/// Makes the program run `answer(options)` when `command` is the subcommand chosen.
template <class Options, class Run>
void set_action(CLI::App& command, Context& context, std::shared_ptr<Options> options, Run answer) {
  set_answer(command, context, [&context, options, answer] { return answer(*options, context); });
}

}  // namespace jepa_oracle::program
