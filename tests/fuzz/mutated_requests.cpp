#include "mutated_requests.h"

#include <array>
#include <vector>

namespace jepa_oracle::fuzz {
namespace {

using Json = nlohmann::ordered_json;

const std::vector<const char*> kGood{
    R"({"jsonrpc":"2.0","id":1,"method":"describe","params":{}})",
    R"({"jsonrpc":"2.0","id":2,"method":"field","params":{"objective":"jepa","layers":[[[0.5,1],[0,"1/3"]],[[1,0],[2,-1]]],)"
    R"("top":[[1,0.25],[0,1]],"sxx":[[2,0.5],[0.5,1]],"syx":[[1,0],[0.5,0.25]]}})",
    R"({"jsonrpc":"2.0","id":"m","method":"field","params":{"objective":"mae","layers":[[[0.5,1]]],"top":[[1],[0.25]],)"
    R"("sxx":[[2,0.5],[0.5,1]],"syx":[[1,0],[0.5,0.25]]}})",
    R"({"jsonrpc":"2.0","id":3,"method":"descend","params":{"objective":"mae","layers":[[[1]],[["1/3"]]],"top":[[0.5]],)"
    R"("sxx":[[1]],"syx":[[0.75]],"rate":0.125,"steps":3,"every":2}})",
    R"({"jsonrpc":"2.0","id":4,"method":"critical_time","params":{"objective":"jepa","depth":2,"lambda":0.8,"rho":"0.8",)"
    R"("epsilon":"1e-3","fraction":0.5,"time":"flow"}})",
    R"({"jsonrpc":"2.0","id":5,"method":"amplitude","params":{"objective":"mae","depth":3,"lambda":1,"rho":0.5,)"
    R"("epsilon":0.001,"time":"paper","at":[10]}})"};

/// What stands in the place of a value. Raw numbers that a double cannot hold are texts here.
const std::vector<Json>& odd_values() {
  static const std::vector<Json> values{
      nullptr, true,        0,      -1,     1,    2,      3,       0.5,       -0.0,         1e300,
      "",      "x",         "nan",  "inf",  "1/0", "1/3", "-1/7", "1e-200",   "1e-100000", "1e-100000/1e100000",
      "1e999", "\u0000",    "jepa", "mae",  "\n", "flow", "paper", Json::array(), Json::object(), Json::array({1}),
      Json::array({Json::array({1})}), Json::array({Json::array({1, 2})}), Json::array({Json::array({1}), Json::array({2})}),
      18446744073709551615U, std::string(300, '9'), "descend", "field"};
  return values;
}

void collect(Json& value, std::vector<Json*>& all) {
  all.push_back(&value);
  if (value.is_structured()) {
    for (Json& part : value) collect(part, all);
  }
}

}  // namespace

Json& MutatedRequests::some_value(Json& whole) {
  std::vector<Json*> all;
  collect(whole, all);
  return *all[below(all.size())];
}

/// One row or column more or less, or rows and columns exchanged.
void MutatedRequests::reshape(Json& array) {
  switch (below(4)) {
    case 0:
      array.push_back(array.empty() ? Json(1) : array.back());
      break;
    case 1:
      if (!array.empty()) array.erase(array.size() - 1);
      break;
    case 2:
      for (Json& row : array) {
        if (row.is_array()) row.push_back(1);
      }
      break;
    default:
      Json turned = Json::array();
      for (std::size_t i = 0; i < array.size(); ++i) {
        if (!array[i].is_array()) return;
        for (std::size_t j = 0; j < array[i].size(); ++j) {
          if (turned.size() <= j) turned.push_back(Json::array());
          turned[j].push_back(array[i][j]);
        }
      }
      array = turned;
  }
}

void MutatedRequests::mutate(Json& whole) {
  Json& value = some_value(whole);
  if (value.is_array() && below(2) == 0) return reshape(value);
  if (value.is_object() && !value.empty() && below(2) == 0) {
    const auto at = std::next(value.begin(), static_cast<Json::difference_type>(below(value.size())));
    if (below(3) == 0) {
      value["more"] = 1;
    } else {
      value.erase(at.key());
    }
    return;
  }
  if (below(4) == 0) {
    const Json copy = some_value(whole);  // of something else, perhaps of what contains it
    value = copy;
    return;
  }
  value = odd_values()[below(odd_values().size())];
}

void MutatedRequests::garble(std::string& text) {
  const std::size_t at = below(text.size() + 1);
  switch (below(3)) {
    case 0:
      text.resize(at);
      break;
    case 1:
      text.insert(at, 1, "{}[]\",:0-e.\\"[below(12)]);
      break;
    default:
      if (at < text.size()) text[at] = static_cast<char>(below(256));
  }
}

std::string MutatedRequests::next() {
  Json request = Json::parse(kGood[below(kGood.size())]);
  const std::size_t mistakes = below(5);
  for (std::size_t i = 0; i < mistakes; ++i) mutate(request);
  std::string text = request.dump();
  if (below(5) == 0) garble(text);
  for (char& c : text) c = c == '\n' ? ' ' : c;
  return text;
}

}  // namespace jepa_oracle::fuzz
