#include "checked_request.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <optional>

#include "commands/answer_request.h"
#include "judge/protocol/protocol.h"

namespace jepa_oracle::fuzz {
namespace {

using Json = nlohmann::json;

struct Shape {
  std::size_t rows;
  std::size_t columns;
  bool operator==(const Shape& other) const { return rows == other.rows && columns == other.columns; }
};

/// Nothing for what is no matrix.
std::optional<Shape> shape_of(const Json& matrix) {
  if (!matrix.is_array() || matrix.empty() || !matrix.front().is_array() || matrix.front().empty()) return std::nullopt;
  const Shape shape{matrix.size(), matrix.front().size()};
  for (const Json& row : matrix) {
    if (!row.is_array() || row.size() != shape.columns) return std::nullopt;
  }
  return shape;
}

/// Whether weights and moments fit each other.
bool fits(const Json& params) {
  const auto shape = [&params](const char* key) {
    return params.contains(key) ? shape_of(params.at(key)) : std::nullopt;
  };
  const auto sxx = shape("sxx");
  const auto syx = shape("syx");
  const auto top = shape("top");
  const bool moments = sxx && syx && sxx->rows == sxx->columns && *syx == *sxx;
  if (!moments || !top || !params.contains("layers") || !params.at("layers").is_array()) return false;
  std::size_t width = sxx->rows;
  for (const Json& layer : params.at("layers")) {
    const auto of_layer = shape_of(layer);
    if (!of_layer || of_layer->columns != width) return false;
    width = of_layer->rows;
  }
  const std::size_t outputs = params.at("objective") == "mae" ? sxx->rows : width;
  return !params.at("layers").empty() && *top == Shape{outputs, width};
}

/// What is wrong with a result.
std::string complaint_about_result(const std::string& line, const Json& request, const Json& result) {
  const std::string method = request.at("method");
  if (method == "describe") return "";
  const Json& params = request.at("params");
  const bool matrices = method == "field" || method == "descend";
  if (matrices && !fits(params)) return "a result for matrices that do not fit";
  const JsonText tree = parse_json(line);
  const properties::Question question = properties::parse_question(method, *tree.find("params"));
  try {
    // Shapes, keys and numbers as an implementation's answers are read.
    properties::parse_answer(question, parse_json(result.dump()), properties::parse_number_format("rational", ""));
  } catch (const properties::ImplementationError& error) {
    return fmt::format("a result that conform would not read: {}", error.what());
  }
  return "";
}

std::string complaint_about_error(const Json& error) {
  constexpr std::array kCodes{-32700, -32600, -32601, -32602};
  constexpr std::size_t kLongest = 500;
  const int code = error.at("code");
  if (std::find(kCodes.begin(), kCodes.end(), code) == kCodes.end()) return fmt::format("the code {}", code);
  const std::string message = error.at("message");
  if (message.empty() || message.size() > kLongest) return fmt::format("a message of {} bytes", message.size());
  for (const char* name : {"exception", "boost", "std::", "mpfi", "mpfr", "nlohmann"}) {
    if (message.find(name) != std::string::npos) return fmt::format("a message that speaks of {}: {}", name, message);
  }
  return "";
}

bool is_notification(const Json& request) {
  return request.is_object() && !request.contains("id") && request.contains("method");
}

}  // namespace

std::string complaint_about(const std::string& line) {
  static properties::ReferenceImplementation reference;
  const auto response_text = program::response_to(line, reference);
  const Json request = Json::parse(line, nullptr, false);
  if (!response_text) return is_notification(request) ? "" : "no response";
  if (response_text->find('\n') != std::string::npos) return "more than one line";
  const Json response = Json::parse(*response_text, nullptr, false);
  if (!response.is_object() || response.value("jsonrpc", "") != "2.0" || !response.contains("id")) {
    return "no response of JSON-RPC: " + *response_text;
  }
  if (response.contains("result") == response.contains("error")) return "a result and an error, or neither";
  if (response.contains("error")) return complaint_about_error(response.at("error"));
  if (response.at("id") != request.value("id", Json())) return "another id";
  return complaint_about_result(line, request, response.at("result"));
}

}  // namespace jepa_oracle::fuzz
