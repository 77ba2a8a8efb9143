#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

#include "jepa_oracle/json_text.h"
#include "jepa_oracle/matrix.h"

namespace jepa_oracle {

/// Longest name of a feature, and longest piece of the input that a message repeats.
inline constexpr std::size_t kMaxNameLength = 100;

/// A value and where it stands; `where` is empty for the whole document, of which messages speak as `whole`.
struct Located {
  const JsonText& value;
  std::string where;
  std::string_view whole = "problem";

  std::string place() const { return where.empty() ? std::string(whole) : where; }
  std::string place_of(std::string_view key) const {
    return where.empty() ? std::string(key) : where + "." + std::string(key);
  }
  bool has(std::string_view key) const { return value.find(key) != nullptr; }
};

/// @name Readers. @throws InvalidProblem at the place of what is missing, unknown or of another kind
/// @{
void require_kind(const Located& at, JsonText::Kind kind);
/// An object with no other keys than `known`.
void require_object(const Located& at, std::initializer_list<std::string_view> known);
Located member(const Located& object, std::string_view key);
Located element(const Located& array, std::size_t index);
const std::string& string_of(const Located& at);
/// Text of a number, whichever way it is written.
const std::string& number_text(const Located& at);
Rational number_of(const Located& at);
/// Which of two keys that exclude each other is there.
Located either(const Located& object, std::string_view one, std::string_view other);
/// Rows of one length, at least one of each.
Matrix<Rational> matrix_of(const Located& at);
/// @}

}  // namespace jepa_oracle
