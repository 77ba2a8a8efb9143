#include "commands/critical_time_batch.h"

#include <fmt/format.h>

#include "cli/options.h"
#include "cli/progress.h"
#include "jepa_oracle/errors.h"
#include "output/results.h"
#include "output/trajectory_output.h"
#include "readers/named_records.h"
#include "requests/time_request.h"

namespace jepa_oracle::program {
namespace {

const std::vector<std::string>& field_names() {
  static const std::vector<std::string> names{"objective",    "depth",   "top_depth",  "lambda",   "rho",
                                              "variance",     "epsilon", "epsilon_of", "fraction", "level",
                                              "weight_decay", "weight",  "batch_size"};
  return names;
}

struct BatchAnswer {
  std::optional<DecayedTime> time;
  std::string error;
  std::string where;
};

std::string required(const data::NamedRecord& record, const std::string& name) {
  const auto found = record.values.find(name);
  if (found == record.values.end()) throw InvalidProblem(name, "is missing");
  return found->second;
}

requests::Text optional(const data::NamedRecord& record, const std::string& name) {
  const auto found = record.values.find(name);
  return found == record.values.end() ? requests::Text() : found->second;
}

DecayedTime time_of_record(const data::NamedRecord& record, TimeConvention convention, Digits digits) {
  const requests::TimeRequest request{
      {required(record, "objective"), required(record, "depth"), required(record, "lambda"), optional(record, "rho"),
       optional(record, "variance"), required(record, "epsilon"), optional(record, "epsilon_of").value_or("encoder"),
       optional(record, "top_depth")},
      optional(record, "fraction"),
      optional(record, "level"),
      optional(record, "weight_decay"),
      optional(record, "weight"),
      optional(record, "batch_size")};
  return requests::TimedFeature::of(request, convention, requests::Spelling::argument).time(digits);
}

Json json_of(const DecayedTime& time) { return time.time ? to_json(*time.time) : Json(nullptr); }

/// Nothing where the precision limit does not decide it.
std::string outcome_of(const DecayedTime& time) { return time.outcome ? std::string(name_of(*time.outcome)) : ""; }

/// A field of CSV: in quotes where it must be.
std::string quoted(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string field = "\"";
  for (const char c : text) field += c == '"' ? std::string("\"\"") : std::string(1, c);
  return field + '"';
}

std::string line_of(long line, const BatchAnswer& answer, bool json) {
  const auto& time = answer.time;
  if (json) {
    Json document{{"line", line}};
    if (time) {
      document["critical_time"] = json_of(*time);
      document["outcome"] = time->outcome ? Json(name_of(*time->outcome)) : Json(nullptr);
    } else {
      document["error"] = {{"kind", "invalid_problem"}, {"message", answer.error}, {"where", answer.where}};
    }
    return document.dump(-1, ' ', false, Json::error_handler_t::replace);
  }
  if (!time) return fmt::format("{},,,,,{}", line, quoted(fmt::format("{}: {}", answer.where, answer.error)));
  const Json number = json_of(*time);
  const auto text = [&](const char* key) {
    return number.is_object() && number.at(key).is_string() ? number.at(key).get<std::string>() : std::string();
  };
  return fmt::format("{},{},{},{},{},", line, outcome_of(*time), text("value"), text("lower"), text("upper"));
}

}  // namespace

Answer critical_time_batch(const std::string& path, const Context& context) {
  const Digits digits = digits_of(context);
  const TimeConvention convention = time_of(context);
  const auto records = data::NamedRecords::open(path, "problems", field_names());
  const std::string identity =
      fmt::format("critical-time --batch {} ({} bytes) --digits {} --time {}{}", path, records->size(), digits.count(),
                  name_of(convention), context.json ? " --json" : "");
  TrajectoryOutput output(context.output, identity);
  const long head = context.json ? 0 : 1;
  const long done = output.lines() - head;  // problems whose lines stand already
  bool broken = output.state().find("broken") != std::string::npos;
  bool undecided = output.state().find("undecided") != std::string::npos;
  if (!context.json && output.lines() == 0) output.append("line,outcome,critical_time,lower,upper,error");

  Progress progress("problems");
  constexpr std::uint64_t kMarks = 1000;
  data::NamedRecord record;
  for (long number = 1;; ++number) {
    BatchAnswer answer;
    try {
      if (!records->next(record)) break;
      if (number <= done) continue;
      answer.time = time_of_record(record, convention, digits);
    } catch (const InvalidProblem& problem) {
      answer = {std::nullopt, problem.rule(), problem.where()};
    } catch (const requests::UsageError& error) {
      answer = {std::nullopt, error.what(), error.where()};
    }
    if (number <= done) continue;
    broken = broken || !answer.time;
    undecided = undecided ||
                (answer.time && (!answer.time->outcome || (answer.time->time && !answer.time->time->conclusive())));
    progress.show(static_cast<std::size_t>(kMarks * records->bytes_read() / records->size()), kMarks);
    output.append(line_of(record.line, answer, context.json));
    output.keep([&] { return std::string(broken ? "broken " : "") + (undecided ? "undecided" : ""); });
  }
  progress.finish();
  output.finish();
  const ExitCode exit = broken ? ExitCode::invalid_input : (undecided ? ExitCode::inconclusive : ExitCode::ok);
  return {Json(), "", exit, true};
}

}  // namespace jepa_oracle::program
