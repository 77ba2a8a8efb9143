#include <fmt/format.h>

#include <iostream>

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

/// One request, one response; a request that cannot be read or answered gets an error, and the next is read.
Json response_to(const std::string& line, ReferenceImplementation& reference) {
  Json response{{"jsonrpc", "2.0"}, {"id", nullptr}};
  try {
    const JsonText request = parse_json(line);
    if (const JsonText* id = request.find("id")) response["id"] = Json::parse(id->text);
    const JsonText* method = request.find("method");
    const JsonText* params = request.find("params");
    if (method == nullptr || params == nullptr) throw InvalidProblem("request", "needs \"method\" and \"params\"");
    if (method->text == "describe") {
      response["result"] = describe_json(reference.description());
    } else {
      const properties::Question question = properties::parse_question(method->text, *params);
      response["result"] = result_of(question, reference.ask(question), reference.description().format);
    }
  } catch (const std::exception& error) {
    response["error"] = {{"code", -32602}, {"message", error.what()}};
  }
  return response;
}

Answer answer_questions(const Options&, const Context&) {
  ReferenceImplementation reference;
  for (std::string line; std::getline(std::cin, line);) {
    write_standard_output(response_to(line, reference).dump() + '\n');
  }
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
