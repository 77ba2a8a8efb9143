#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "jepa_oracle/guaranteed.h"
#include "jepa_oracle/model.h"

namespace jepa_oracle::program {

/// Text for people: no line is longer than 80 columns, but for the id of a claim, which is never broken. A digit string
/// that does not fit its column is set in groups of ten.
class TextReport {
 public:
  static constexpr std::size_t kWidth = 80;

  void paragraph(std::string_view text);
  void blank() { text_ += '\n'; }
  /// A label and its value, which wraps inside its own column.
  void row(std::string_view label, std::string_view value);
  void row(std::string_view label, const Guaranteed& number);
  /// A label and a text to be copied as it stands: on one line, however long.
  void payload(std::string_view label, std::string_view text);
  /// Rows under a header; the last column takes the rest of the line and wraps inside it.
  void table(const std::vector<std::string>& header, const std::vector<std::vector<std::string>>& rows);

  /// @name Rows that every command shows in one way
  /// @{
  void row(const Feature& feature);
  void row(std::string_view label, const Feature& feature);  ///< all on one row
  void row(const Initialisation& initialisation);
  void row(const Threshold& threshold);
  void row(TimeConvention time);
  void digits_row(Digits digits);
  /// @}

  const std::string& text() const { return text_; }

 private:
  std::string text_;
};

/// The digits of a number, or in words between which bounds it is known to lie.
std::string in_words(const Guaranteed& number);
/// "depth 3", or "depth 3 with 2 layers on top"
std::string in_words(const Depth& depth);

}  // namespace jepa_oracle::program
