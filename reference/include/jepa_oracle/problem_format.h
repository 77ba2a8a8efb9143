#pragma once

#include <cstddef>
#include <string_view>

namespace jepa_oracle {

/// The format that `parse_problem` reads, value of the key "format".
inline constexpr std::string_view kProblemFormat = "jepa-oracle/problem/1";

/// Most features of one problem: the order compares them with each other.
inline constexpr std::size_t kMaxFeatures = 10'000;

}  // namespace jepa_oracle
