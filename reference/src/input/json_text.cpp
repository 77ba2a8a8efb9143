#include "jepa_oracle/json_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <unordered_set>

#include "jepa_oracle/errors.h"

namespace jepa_oracle {
namespace {

/// long double only so that the parser lets numbers such as 1e400 through; the value itself is never used.
using Json = nlohmann::basic_json<std::map, std::vector, std::string, bool, std::int64_t, std::uint64_t, long double>;

/// Far beyond any format of this project: the tree of a hostile text is no deeper. How many keys an object has is not
/// limited: it costs no more than its length, and a report has one for every claim.
constexpr std::size_t kMaxNesting = 16;

/// "line 3, column 7" of a byte, both counted from 1.
std::string place_of(std::string_view json, std::size_t offset) {
  const std::string_view before = json.substr(0, std::min(offset, json.size()));
  const auto line = std::count(before.begin(), before.end(), '\n') + 1;
  const auto start = before.rfind('\n');
  return fmt::format("line {}, column {}", line, before.size() - (start == std::string_view::npos ? 0 : start + 1) + 1);
}

/// The parser's reason without its prefix and without the text read last, which may be long or not printable.
std::string reason_of(std::string_view what) {
  if (const auto dash = what.find(" - "); dash != std::string_view::npos) what.remove_prefix(dash + 3);
  if (const auto last = what.find("; last read: "); last != std::string_view::npos) what = what.substr(0, last);
  return std::string(what);
}

/// Builds the tree. While a value is open its parent gets no further children, so the pointers in `open_` stay valid.
class TreeBuilder : public nlohmann::json_sax<Json> {
 public:
  explicit TreeBuilder(std::string_view json) : json_(json) {}

  JsonText take() { return std::move(root_); }

  bool null() override { return add({}); }
  bool boolean(bool value) override { return add({JsonText::Kind::boolean, value ? "true" : "false", {}, {}}); }
  bool number_integer(std::int64_t value) override { return add_number(std::to_string(value)); }
  bool number_unsigned(std::uint64_t value) override { return add_number(std::to_string(value)); }
  bool number_float(long double, const std::string& text) override { return add_number(text); }
  bool string(std::string& text) override { return add({JsonText::Kind::string, std::move(text), {}, {}}); }
  bool binary(Json::binary_t&) override { return false; }
  bool start_object(std::size_t) override { return open(JsonText::Kind::object); }
  bool start_array(std::size_t) override { return open(JsonText::Kind::array); }
  bool end_object() override { return close(); }
  bool end_array() override { return close(); }

  bool key(std::string& name) override {
    const bool is_new = keys_.back().insert(name).second;
    open_.back()->keys.push_back(std::move(name));
    if (!is_new) throw InvalidProblem(path(), "duplicate key");
    return true;
  }

  bool parse_error(std::size_t position, const std::string&, const nlohmann::detail::exception& error) override {
    const std::string where = place_of(json_, position == 0 ? 0 : position - 1);
    if (error.id == 406) throw InvalidProblem(where, "a JSON number beyond 1e4932: write it as a string");
    throw InvalidProblem(where, fmt::format("not JSON: {}", reason_of(error.what())));
  }

 private:
  bool add_number(std::string text) { return add({JsonText::Kind::number, std::move(text), {}, {}}); }

  bool add(JsonText&& value) {
    if (open_.empty()) {
      root_ = std::move(value);
    } else {
      open_.back()->values.push_back(std::move(value));
    }
    return true;
  }

  bool open(JsonText::Kind kind) {
    if (open_.size() == kMaxNesting) {
      throw InvalidProblem(path(), fmt::format("nested deeper than {} levels", kMaxNesting));
    }
    add({kind, {}, {}, {}});
    open_.push_back(open_.empty() ? &root_ : &open_.back()->values.back());
    keys_.emplace_back();
    return true;
  }

  bool close() {
    open_.pop_back();
    keys_.pop_back();
    return true;
  }

  /// Path of the key or element that comes next.
  std::string path() const {
    std::string path;
    for (const JsonText* node : open_) {
      if (node->kind == JsonText::Kind::array) {
        path += fmt::format("[{}]", node->values.size() - (node == open_.back() ? 0 : 1));
      } else {
        path += fmt::format("{}{}", path.empty() ? "" : ".", node->keys.back());
      }
    }
    return path;
  }

  std::string_view json_;
  JsonText root_;
  std::vector<JsonText*> open_;
  std::vector<std::unordered_set<std::string>> keys_;  ///< of each of these, if it is an object
};

}  // namespace

const JsonText* JsonText::find(std::string_view key) const {
  const auto found = std::find(keys.begin(), keys.end(), key);
  return found == keys.end() ? nullptr : &values[static_cast<std::size_t>(found - keys.begin())];
}

std::string_view name_of(JsonText::Kind kind) {
  switch (kind) {
    case JsonText::Kind::null:
      return "null";
    case JsonText::Kind::boolean:
      return "a boolean";
    case JsonText::Kind::number:
      return "a number";
    case JsonText::Kind::string:
      return "a string";
    case JsonText::Kind::array:
      return "an array";
    case JsonText::Kind::object:
      break;
  }
  return "an object";
}

JsonText parse_json(std::string_view json) {
  // The parser takes a NUL for the end of the text and would not see what follows it.
  if (const auto nul = json.find('\0'); nul != std::string_view::npos) {
    throw InvalidProblem(place_of(json, nul), "not JSON: a NUL byte");
  }
  TreeBuilder builder(json);
  Json::sax_parse(json, &builder);
  return builder.take();
}

}  // namespace jepa_oracle
