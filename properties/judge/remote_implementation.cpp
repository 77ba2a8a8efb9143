#include "judge/remote_implementation.h"

#include <fmt/format.h>

#include "jepa_oracle/errors.h"

namespace jepa_oracle::properties {
namespace {

using Json = nlohmann::ordered_json;

std::string shown(const JsonText& value) {
  return value.kind == JsonText::Kind::number || value.kind == JsonText::Kind::string
             ? value.text.substr(0, 40)
             : std::string(name_of(value.kind));
}

/// The result of a response, if that is what the text is. @throws ImplementationError
JsonText result_of_response(const std::string& text, const std::string& id) {
  JsonText response;
  try {
    response = parse_json(text);
  } catch (const InvalidProblem& error) {
    throw ImplementationError(fmt::format("the answer is not JSON: {}", error.what()));
  }
  if (response.kind != JsonText::Kind::object) {
    throw ImplementationError(fmt::format("the answer is {}, not a JSON-RPC response", name_of(response.kind)));
  }
  const JsonText* version = response.find("jsonrpc");
  if (version == nullptr || version->text != "2.0") throw ImplementationError("the answer lacks \"jsonrpc\": \"2.0\"");
  const JsonText* answered = response.find("id");
  if (answered == nullptr || answered->kind != JsonText::Kind::number || answered->text != id) {
    throw ImplementationError(fmt::format("the answer has the id {} where the question has {}",
                                          answered == nullptr ? "(none)" : shown(*answered), id));
  }
  if (const JsonText* error = response.find("error")) {
    const JsonText* message = error->find("message");
    throw ImplementationRefuses(
        fmt::format("it answers an error: {}", message == nullptr ? "(no message)" : message->text.substr(0, 300)));
  }
  const JsonText* result = response.find("result");
  if (result == nullptr) throw ImplementationError("the answer has neither \"result\" nor \"error\"");
  return *result;
}

}  // namespace

RemoteImplementation::RemoteImplementation(std::string command, ProcessLimits limits)
    : command_(std::move(command)), limits_(limits) {
  restart();
}

void RemoteImplementation::restart() {
  process_.reset();
  process_.emplace(command_, limits_);
  try {
    Description description = parse_description(request("describe", Json::object()));
    if (description_ &&
        (description.name != description_->name || description.capabilities != description_->capabilities)) {
      throw ImplementationError("it describes itself otherwise than at its first start");
    }
    description_ = std::move(description);
  } catch (const ImplementationError& error) {
    throw ImplementationError(fmt::format("describe: {}", error.what()));
  }
}

JsonText RemoteImplementation::request(const std::string& method, const Json& params) {
  const std::string id = std::to_string(++last_id_);
  const Json message{{"jsonrpc", "2.0"}, {"id", last_id_}, {"method", method}, {"params", params}};
  return result_of_response(process_->ask(message.dump()), id);
}

Answer RemoteImplementation::ask(const Question& question) {
  const std::string method = method_of(question);
  try {
    return parse_answer(question, request(method, params_of(question, description_->format)), description_->format);
  } catch (const ImplementationRefuses& error) {
    throw ImplementationRefuses(fmt::format("{}: {}", method, error.what()));
  } catch (const ImplementationError& error) {
    throw ImplementationError(fmt::format("{}: {}", method, error.what()));
  }
}

}  // namespace jepa_oracle::properties
