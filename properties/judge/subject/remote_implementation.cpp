#include "judge/subject/remote_implementation.h"

#include <fmt/format.h>

#include <algorithm>

#include "jepa_oracle/errors.h"

namespace jepa_oracle::properties {
namespace {

using Json = nlohmann::ordered_json;

std::string shown(const JsonText& value) {
  if (value.kind == JsonText::Kind::number) return value.text.substr(0, 40);
  if (value.kind == JsonText::Kind::string) return fmt::format("\"{}\"", value.text.substr(0, 40));
  return std::string(name_of(value.kind));
}

/// Text that came from a subject, as one line of valid UTF-8 without control characters.
std::string printable(const std::string& text) {
  std::string line = Json::parse(Json(text).dump(-1, ' ', false, Json::error_handler_t::replace)).get<std::string>();
  for (std::size_t i = 0; i < line.size(); ++i) {
    const auto byte = static_cast<unsigned char>(line[i]);
    const bool c1 = byte == 0xc2 && static_cast<unsigned char>(line[i + 1]) < 0xa0;  // U+0080 to U+009F
    if (c1) line[i + 1] = ' ';
    if (c1 || byte < 0x20 || byte == 0x7f) line[i] = ' ';
  }
  return line;
}

/// Numbers that the answer consists of.
std::size_t values_asked(const Question& question) {
  struct Count {
    static std::size_t of(const Network<Rational>& network) {
      return static_cast<std::size_t>(parameter_count(network));
    }
    std::size_t operator()(const FieldQuestion& q) const { return of(q.network); }
    std::size_t operator()(const DescendQuestion& q) const {
      return of(q.network) * static_cast<std::size_t>(q.steps / q.every + 2);
    }
    std::size_t operator()(const TimeQuestion&) const { return 1; }
    std::size_t operator()(const AmplitudeQuestion&) const { return 1; }
  };
  return std::visit(Count(), question);
}

/// JSON as a tree takes a hundred times the memory of its text: an answer that cannot be right is not read.
constexpr std::size_t kValuesBesideThese = 1000;
constexpr std::size_t kValuesOfADescription = 20;

void require_few_values(const std::string& text, std::size_t asked) {
  const auto separators = static_cast<std::size_t>(std::count(text.begin(), text.end(), ','));
  if (separators > 2 * asked + kValuesBesideThese) {
    throw ImplementationError(fmt::format("the answer has {} values or more; expected {}", separators + 1, asked));
  }
}

bool same(const Description& a, const Description& b) {
  return a.name == b.name && a.version == b.version && a.format.name == b.format.name &&
         a.capabilities == b.capabilities && a.accuracy == b.accuracy && a.objectives == b.objectives &&
         a.top_depth == b.top_depth && a.weight_decay == b.weight_decay;
}

/// The result of a response, if that is what the text is. @throws ImplementationError
JsonText result_of_response(const std::string& text, const std::string& id) {
  JsonText response;
  try {
    response = parse_json(text);
  } catch (const InvalidProblem& error) {
    const bool has_nan = text.find("NaN") != std::string::npos || text.find("Infinity") != std::string::npos;
    throw ImplementationError(fmt::format("the answer is not JSON: {}{}, it begins {:?}", error.what(),
                                          has_nan ? " (JSON has no NaN and no Infinity)" : "", text.substr(0, 60)));
  }
  if (response.kind != JsonText::Kind::object) {
    throw ImplementationError(fmt::format("the answer is {}, not a JSON-RPC response", name_of(response.kind)));
  }
  const JsonText* version = response.find("jsonrpc");
  if (version == nullptr || version->text != "2.0") throw ImplementationError("the answer lacks \"jsonrpc\": \"2.0\"");
  const JsonText* answered = response.find("id");
  if (answered == nullptr || answered->kind != JsonText::Kind::number || answered->text != id) {
    throw ImplementationError(fmt::format("the answer has the id {}; expected {}, that of the request",
                                          answered == nullptr ? "(none)" : shown(*answered), id));
  }
  if (const JsonText* error = response.find("error")) {
    const JsonText* message = error->find("message");
    throw ImplementationRefuses(
        fmt::format("it answers an error: {}", message == nullptr ? "(no message)" : message->text.substr(0, 300)));
  }
  const auto result = std::find(response.keys.begin(), response.keys.end(), "result");
  if (result == response.keys.end()) throw ImplementationError("the answer has neither \"result\" nor \"error\"");
  return std::move(response.values[static_cast<std::size_t>(result - response.keys.begin())]);
}

}  // namespace

RemoteImplementation::RemoteImplementation(Connect connect) : connect_(std::move(connect)) { restart(); }

RemoteImplementation::RemoteImplementation(std::string command, ProcessLimits limits)
    : RemoteImplementation(
          [command = std::move(command), limits] { return std::make_unique<SubjectProcess>(command, limits); }) {}

RemoteImplementation::RemoteImplementation(Connect connect, Description description)
    : connect_(std::move(connect)), description_(std::move(description)) {
  restart();
}

std::unique_ptr<RemoteImplementation> RemoteImplementation::another() const {
  return std::unique_ptr<RemoteImplementation>(new RemoteImplementation(connect_, *description_));
}

void RemoteImplementation::restart() {
  line_.reset();
  try {
    line_ = connect_();
    last_received_ = last_sent_;  // what the former process was asked has no answer
    send("describe", "{}");
    Description description = parse_description(receive(kValuesOfADescription));
    if (description_ && !same(description, *description_)) {
      throw ImplementationError("its description differs from that of its first start");
    }
    description_ = std::move(description);
  } catch (const NoProcess&) {
    throw;
  } catch (const ImplementationError& error) {
    throw ImplementationError(fmt::format("describe: {}", printable(error.what())));
  }
}

SubjectLine& RemoteImplementation::line() {
  if (!line_) throw ImplementationError("it could not be restarted");
  return *line_;
}

void RemoteImplementation::send(const std::string& method, const std::string& params) {
  line().send(fmt::format(R"({{"jsonrpc":"2.0","id":{},"method":"{}","params":{}}})", ++last_sent_, method, params));
}

JsonText RemoteImplementation::receive(std::size_t values) {
  const std::string id = std::to_string(++last_received_);
  const std::string text = line().receive();
  require_few_values(text, values);
  return result_of_response(text, id);
}

void RemoteImplementation::put(const Question& question) {
  send(method_of(question), params_text(question, description_->format));
}

Answer RemoteImplementation::take(const Question& question) {
  const std::string method = method_of(question);
  try {
    return parse_answer(question, receive(values_asked(question)), description_->format);
  } catch (const ImplementationRefuses& error) {
    throw ImplementationRefuses(fmt::format("{}: {}", method, printable(error.what())));
  } catch (const ImplementationError& error) {
    throw ImplementationError(fmt::format("{}: {}", method, printable(error.what())));
  }
}

}  // namespace jepa_oracle::properties
