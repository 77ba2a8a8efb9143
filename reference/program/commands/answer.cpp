#include <iostream>

#include "cli/commands.h"
#include "cli/options.h"
#include "commands/answer_request.h"
#include "jepa_oracle/errors.h"
#include "output/output.h"

namespace jepa_oracle::program {
namespace {

struct AnswerOptions {};

Answer answer_questions(const AnswerOptions&, const Context&) {
  properties::ReferenceImplementation reference;
  for (std::string line; std::getline(std::cin, line);) {
    if (const auto response = response_to(line, reference)) write_standard_output(*response + '\n');
  }
  if (std::cin.bad() || !std::cin.eof()) throw InvalidProblem("standard input", "cannot be read");
  Answer answer;
  answer.written = true;
  return answer;
}

}  // namespace

void add_answer(CLI::App& program, Context& context) {
  CLI::App& command = add_subcommand(program, "answer", "Answer the requests of conform with the reference");
  add_examples(command, {"jepa-oracle answer < tests/program/questions/three.jsonl"});
  set_action(command, context, std::make_shared<AnswerOptions>(), answer_questions);
}

}  // namespace jepa_oracle::program
