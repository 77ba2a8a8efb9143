#pragma once

#include <string>
#include <vector>

#include "jepa_oracle/matrix.h"

namespace jepa_oracle::data {

/// Columns chosen by their names: a list, separated by commas, of names or patterns with * and ? (POSIX fnmatch); an
/// entry that begins with ! leaves out what it matches. Later entries change what earlier ones chose; a list that
/// begins with a ! starts from all columns.
class ColumnChoice {
 public:
  ColumnChoice() = default;  ///< all columns
  /// @param where  what messages call the list: "--columns"
  /// @throws InvalidProblem for an empty entry
  ColumnChoice(const std::string& list, std::string where);

  bool all() const { return entries_.empty(); }
  /// Indices of the chosen ones among `names`, rising.
  /// @param file  what messages call the table
  /// @throws InvalidProblem for an entry that matches no name, and where nothing is left
  std::vector<Index> of(const std::vector<std::string>& names, const std::string& file) const;

 private:
  std::vector<std::string> entries_;
  std::string where_;
};

}  // namespace jepa_oracle::data
