#include <fmt/format.h>

#include <iostream>
#include <optional>

#include "commands.h"
#include "jepa_oracle/errors.h"
#include "judge/protocol.h"
#include "judge/reference_implementation.h"
#include "options.h"
#include "output.h"

namespace jepa_oracle::program {
namespace {

// Not all of the namespace: the protocol has an Answer of its own.
using properties::ReferenceImplementation;

struct Options {};

/// Error codes of JSON-RPC 2.0.
enum class RpcError { parse = -32700, request = -32600, method = -32601, params = -32602 };

/// A request that gets an error instead of a result.
struct Refusal {
  RpcError code;
  std::string message;
};

/// An id is a text, a number or null.
Json id_of(const JsonText& request) {
  const JsonText& id = *request.find("id");
  switch (id.kind) {
    case JsonText::Kind::string:
      return id.text;
    case JsonText::Kind::number:
      if (const auto number = Json::parse(id.text, nullptr, false); !number.is_discarded()) return number;
      throw Refusal{RpcError::request, "id: is too large"};
    case JsonText::Kind::null:
      return nullptr;
    default:
      throw Refusal{RpcError::request, "id: must be a text, a number or null"};
  }
}

/// An exact step multiplies the length of the numbers by about 2L + 1 (JEPA) or L + 2 (MAE): a descent that would fill
/// the memory is refused.
void require_feasible(const properties::Question& question) {
  const auto* descent = std::get_if<properties::DescendQuestion>(&question);
  if (descent == nullptr) return;
  constexpr double kMostBits = 1e8;  // of one entry
  const auto layers = static_cast<double>(descent->network.depth());
  const double factor = descent->objective == Objective::jepa ? 2 * layers + 1 : layers + 2;
  double bits = 64;
  for (long step = 0; step < descent->steps; ++step) {
    bits *= factor;
    if (bits > kMostBits) {
      throw Refusal{RpcError::params,
                    fmt::format("steps: the exact numbers of {} steps are too long; at most {} at this depth",
                                descent->steps, step)};
    }
  }
}

Json result_for(const JsonText& request, ReferenceImplementation& reference) {
  const JsonText* version = request.find("jsonrpc");
  const JsonText* method = request.find("method");
  if (version == nullptr || version->text != "2.0") throw Refusal{RpcError::request, "jsonrpc: must be \"2.0\""};
  if (method == nullptr || method->kind != JsonText::Kind::string) {
    throw Refusal{RpcError::request, "method: must be a text"};
  }
  if (method->text == "describe") return describe_json(reference.description());
  const auto& capabilities = reference.description().capabilities;
  if (capabilities.find(method->text) == capabilities.end()) {
    throw Refusal{RpcError::method, fmt::format("method: \"{}\" is none", method->text.substr(0, 40))};
  }
  const JsonText* params = request.find("params");
  if (params == nullptr) throw Refusal{RpcError::params, "params: is missing"};
  const properties::Question question = properties::parse_question(method->text, *params);
  require_feasible(question);
  return result_of(question, reference.take(question), reference.description().format);
}

/// One request, one response; a request that cannot be read or answered gets an error, and the next is read. Nothing
/// for a notification, which has no id.
std::optional<Json> response_to(const std::string& line, ReferenceImplementation& reference) {
  Json response{{"jsonrpc", "2.0"}, {"id", nullptr}};
  const auto refused = [&response](RpcError code, const std::string& message) {
    response["error"] = {{"code", static_cast<int>(code)}, {"message", message}};
    return response;
  };
  JsonText request;
  try {
    request = parse_json(line);
  } catch (const InvalidProblem& error) {
    return refused(RpcError::parse, error.what());
  }
  if (request.kind != JsonText::Kind::object) return refused(RpcError::request, "request: must be an object");
  // Without an id it is a notification, but only a request can be one.
  const bool notification = request.find("id") == nullptr && request.find("method") != nullptr;
  try {
    if (request.find("id") != nullptr) response["id"] = id_of(request);
    response["result"] = result_for(request, reference);
  } catch (const Refusal& refusal) {
    refused(refusal.code, refusal.message);
  } catch (const std::exception& error) {
    refused(RpcError::params, error.what());
  }
  if (notification) return std::nullopt;
  return response;
}

Answer answer_questions(const Options&, const Context&) {
  ReferenceImplementation reference;
  for (std::string line; std::getline(std::cin, line);) {
    if (const auto response = response_to(line, reference)) write_standard_output(response->dump() + '\n');
  }
  if (std::cin.bad() || !std::cin.eof()) throw InvalidProblem("standard input", "cannot be read");
  Answer answer;
  answer.written = true;
  return answer;
}

}  // namespace

void add_answer(CLI::App& program, Context& context) {
  CLI::App& command = *program.add_subcommand("answer", "Answer the questions of conform, rightly");
  add_examples(command, {"jepa-oracle answer < tests/program/questions/three.jsonl"});
  set_action(command, context, std::make_shared<Options>(), answer_questions);
}

}  // namespace jepa_oracle::program
