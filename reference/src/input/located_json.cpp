#include "jepa_oracle/located_json.h"

#include <fmt/format.h>

#include <algorithm>

#include "jepa_oracle/errors.h"

namespace jepa_oracle {
namespace {

[[noreturn]] void refuse_kind(const Located& at, std::string_view expected) {
  throw InvalidProblem(at.place(), fmt::format("is {}; expected {}", name_of(at.value.kind), expected));
}

}  // namespace

void require_kind(const Located& at, JsonText::Kind kind) {
  if (at.value.kind != kind) refuse_kind(at, name_of(kind));
}

void require_object(const Located& at, std::initializer_list<std::string_view> known) {
  require_kind(at, JsonText::Kind::object);
  for (const std::string& key : at.value.keys) {
    if (std::find(known.begin(), known.end(), key) == known.end()) {
      throw InvalidProblem(at.place_of(key.substr(0, kMaxNameLength)),
                           fmt::format("unknown key; the keys of {} are {}", at.place(), fmt::join(known, ", ")));
    }
  }
}

Located member(const Located& object, std::string_view key) {
  const JsonText* value = object.value.find(key);
  if (value == nullptr)
    throw InvalidProblem(object.place_of(key), fmt::format("missing: {} needs this key", object.place()));
  return {*value, object.place_of(key)};
}

Located element(const Located& array, std::size_t index) {
  return {array.value.values[index], fmt::format("{}[{}]", array.where, index)};
}

const std::string& string_of(const Located& at) {
  require_kind(at, JsonText::Kind::string);
  return at.value.text;
}

const std::string& number_text(const Located& at) {
  if (at.value.kind != JsonText::Kind::number && at.value.kind != JsonText::Kind::string) {
    refuse_kind(at, "a number or a string with one");
  }
  return at.value.text;
}

Rational number_of(const Located& at) { return parse_rational(number_text(at), at.where); }

Located either(const Located& object, std::string_view one, std::string_view other) {
  if (object.has(one) && object.has(other)) {
    throw InvalidProblem(object.place_of(other), fmt::format("excluded by {}: give one of the two, not both", one));
  }
  if (object.has(other)) return member(object, other);
  if (!object.has(one)) {
    throw InvalidProblem(object.place_of(one), fmt::format("missing: {} needs {} or {}", object.place(), one, other));
  }
  return member(object, one);
}

Matrix<Rational> matrix_of(const Located& at) {
  require_kind(at, JsonText::Kind::array);
  const std::size_t rows = at.value.values.size();
  if (rows == 0) throw InvalidProblem(at.where, "is empty: a matrix has at least one row");
  Matrix<Rational> matrix;
  for (std::size_t i = 0; i < rows; ++i) {
    const Located row = element(at, i);
    require_kind(row, JsonText::Kind::array);
    const std::size_t columns = row.value.values.size();
    if (columns == 0) throw InvalidProblem(row.where, "is empty: a row has at least one entry");
    if (i == 0) matrix.resize(static_cast<Index>(rows), static_cast<Index>(columns));
    if (static_cast<Index>(columns) != matrix.cols()) {
      throw InvalidProblem(row.where,
                           fmt::format("has {} entries; expected {}, as in the first row", columns, matrix.cols()));
    }
    for (std::size_t j = 0; j < columns; ++j) {
      matrix(static_cast<Index>(i), static_cast<Index>(j)) = number_of(element(row, j));
    }
  }
  return matrix;
}

}  // namespace jepa_oracle
