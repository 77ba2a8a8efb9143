#include "commands/answer_request.h"

#include <fmt/format.h>

#include <algorithm>
#include <new>
#include <nlohmann/json.hpp>

#include "jepa_oracle/errors.h"
#include "jepa_oracle/objectives.h"
#include "judge/protocol/protocol.h"

namespace jepa_oracle::program {
namespace {

using Json = nlohmann::ordered_json;
using properties::ReferenceImplementation;

/// Error codes of JSON-RPC 2.0.
enum class RpcError { parse = -32700, request = -32600, method = -32601, params = -32602, internal = -32603 };

/// A request that gets an error instead of a result.
struct Refusal {
  RpcError code;
  std::string message;
};

/// An id is a text, a number or null.
Json id_of(const JsonText& id) {
  switch (id.kind) {
    case JsonText::Kind::string:
      return id.text;
    case JsonText::Kind::number:
      if (const auto number = Json::parse(id.text, nullptr, false); !number.is_discarded()) return number;
      throw Refusal{RpcError::request, "id: is too large"};
    case JsonText::Kind::null:
      return nullptr;
    default:
      throw Refusal{RpcError::request, "id: must be a string, a number or null"};
  }
}

/// Of a number, numerator and denominator together: some 90 000 digits, which parse_rational reads.
constexpr double kMostBits = 300'000;
/// What is not certain to be too long before it is computed: the measures below are rough.
constexpr double kRoom = 10;
constexpr double kMostBitsTogether = 1e8;  ///< of all numbers of an answer

double bits_of(const Rational& number) {
  return static_cast<double>(mpz_sizeinbase(mpq_numref(number.backend().data()), 2) +
                             mpz_sizeinbase(mpq_denref(number.backend().data()), 2));
}

/// Bits of the longest number, and how many weights there are.
struct Size {
  double bits = 0;
  double weights = 0;

  void add(const Rational& number) { bits = std::max(bits, bits_of(number)); }
  void add(const Matrix<Rational>& matrix) {
    for (Index i = 0; i < matrix.size(); ++i) add(matrix.data()[i]);
  }
  void add(const Network<Rational>& network) {
    for_each_matrix(network, [this](const Matrix<Rational>& layer) { add(layer); });
    weights += static_cast<double>(parameter_count(network));
  }
};

template <class Asked>
Size size_of(const Asked& asked) {
  Size size;
  size.add(asked.network);
  size.add(asked.moments.sxx);
  size.add(asked.moments.syx);
  return size;
}

/// How much longer an exact step makes the numbers: an entry of the direction is a sum of products of about so many, of
/// a + 1 with the target and of L + 2 in the residual.
double factors_of(Objective objective, long depth) {
  return static_cast<double>(std::max(exponents_of(objective, Depth(depth)).a + 1, depth + 2));
}

bool is_too_long(double bits, double weights) { return bits > kRoom * kMostBits || bits * weights > kMostBitsTogether; }

void require_feasible(const properties::FieldQuestion& field) {
  const Size size = size_of(field);
  if (!is_too_long(size.bits * factors_of(field.objective, field.network.depth()), size.weights)) return;
  throw Refusal{RpcError::params, "params: the exact answer is too long; give fewer numbers, or shorter ones"};
}

void require_feasible(const properties::DescendQuestion& descent) {
  Size size = size_of(descent);
  size.add(descent.rate);
  const double factor = factors_of(descent.objective, descent.network.depth());
  double bits = size.bits;
  for (long step = 0; step < descent.steps; ++step) {
    bits *= factor;
    if (!is_too_long(bits, size.weights)) continue;
    throw Refusal{RpcError::params, fmt::format("steps: the exact numbers of {} steps are too long; at most {} at this "
                                                "depth, size and length of the numbers given",
                                                descent.steps, step)};
  }
}

/// A number that nobody would read is not written.
void require_readable(const properties::Answer& answer) {
  const auto* states = std::get_if<std::vector<properties::RecordedStep>>(&answer);
  if (states == nullptr) return;
  Size size;
  for (const properties::RecordedStep& state : *states) size.add(state.network);
  if (size.bits <= kMostBits) return;
  throw Refusal{
      RpcError::params,
      fmt::format("params: a number of the exact answer has {} bits; at most {} are written", size.bits, kMostBits)};
}

void require_feasible(const properties::Question& question) {
  if (const auto* field = std::get_if<properties::FieldQuestion>(&question)) require_feasible(*field);
  if (const auto* descent = std::get_if<properties::DescendQuestion>(&question)) require_feasible(*descent);
}

Json result_for(const JsonText& request, ReferenceImplementation& reference) {
  const JsonText* version = request.find("jsonrpc");
  const JsonText* method = request.find("method");
  if (version == nullptr || version->text != "2.0") throw Refusal{RpcError::request, "jsonrpc: must be \"2.0\""};
  if (method == nullptr || method->kind != JsonText::Kind::string) {
    throw Refusal{RpcError::request, "method: must be a string"};
  }
  if (method->text == "describe") return describe_json(reference.description());
  const auto& capabilities = reference.description().capabilities;
  if (capabilities.find(method->text) == capabilities.end()) {
    throw Refusal{RpcError::method, fmt::format("method: unknown method \"{}\"", method->text.substr(0, 40))};
  }
  const JsonText* params = request.find("params");
  if (params == nullptr) throw Refusal{RpcError::params, "params: is missing"};
  const properties::Question question = properties::parse_question(method->text, *params);
  require_feasible(question);
  const properties::Answer answer = reference.take(question);
  require_readable(answer);
  return result_of(question, answer, reference.description().format);
}

}  // namespace

std::optional<std::string> response_to(const std::string& line, ReferenceImplementation& reference) {
  Json response{{"jsonrpc", "2.0"}, {"id", nullptr}};
  const auto written = [&response] { return response.dump(-1, ' ', false, Json::error_handler_t::replace); };
  const auto refuse = [&response](RpcError code, const std::string& message) {
    response["error"] = {{"code", static_cast<int>(code)}, {"message", message}};
  };
  JsonText request;
  try {
    request = parse_json(line);
  } catch (const InvalidProblem& error) {
    refuse(RpcError::parse, error.what());
    return written();
  }
  if (request.kind != JsonText::Kind::object) {
    refuse(RpcError::request, "request: must be an object");
    return written();
  }
  const JsonText* id = request.find("id");
  // Without an id it is a notification, but only a request can be one.
  const bool notification = id == nullptr && request.find("method") != nullptr;
  try {
    if (id != nullptr) response["id"] = id_of(*id);
    response["result"] = result_for(request, reference);
  } catch (const Refusal& refusal) {
    refuse(refusal.code, refusal.message);
  } catch (const InvalidProblem& error) {
    refuse(RpcError::params, error.what());
  } catch (const properties::ImplementationRefuses& error) {
    refuse(RpcError::params, error.what());
  } catch (const std::bad_alloc&) {
    refuse(RpcError::internal, "not enough memory for this question");
  } catch (const std::exception&) {  // a mistake of ours: its text names our libraries and helps nobody
    refuse(RpcError::internal, "internal error: this question cannot be answered");
  }
  if (notification) return std::nullopt;
  return written();
}

}  // namespace jepa_oracle::program
