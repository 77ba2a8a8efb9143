#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <random>
#include <string>

namespace jepa_oracle::fuzz {

/// Requests with some mistakes in them: a good one of every method, with up to four of its values replaced, left out,
/// doubled, exchanged or made one row or column longer or shorter, and sometimes with bytes of its text changed. The
/// same seed gives the same lines everywhere.
class MutatedRequests {
 public:
  explicit MutatedRequests(std::uint64_t seed) : random_(seed) {}
  std::string next();

 private:
  using Json = nlohmann::ordered_json;

  std::size_t below(std::size_t bound) { return static_cast<std::size_t>(random_() % bound); }
  /// Some value inside, or the whole.
  Json& some_value(Json& whole);
  void mutate(Json& value);
  void reshape(Json& array);
  void garble(std::string& text);

  std::mt19937_64 random_;
};

}  // namespace jepa_oracle::fuzz
