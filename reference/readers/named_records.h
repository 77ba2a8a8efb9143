#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace jepa_oracle::data {

/// One record of a file of records: texts by the name of their field.
struct NamedRecord {
  long line = 0;                              ///< on which it begins
  std::map<std::string, std::string> values;  ///< only those that are given
};

/// Records of named texts from a file that is never held whole, in one of two forms, told by its first byte:
///   JSON Lines  one object a line, of strings and numbers (which keep the text they were written in); null is not
///   given CSV         (RFC 4180) under a header of names; an empty field is not given
class NamedRecords {
 public:
  virtual ~NamedRecords() = default;

  /// Reads the next record; false at the end. The record has the line even where this throws.
  /// @throws InvalidProblem (where: "line 7") for a record that is broken, after which the next one can be read
  virtual bool next(NamedRecord& record) = 0;
  virtual std::uint64_t size() const = 0;
  virtual std::uint64_t bytes_read() const = 0;

  /// @param known  the names of fields
  /// @throws InvalidProblem for a file that cannot be read, and a header with a duplicate or an unknown name
  static std::unique_ptr<NamedRecords> open(const std::string& path, std::string_view what,
                                            const std::vector<std::string>& known);
};

}  // namespace jepa_oracle::data
