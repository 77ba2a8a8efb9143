#include "output/text_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "output/printable.h"
#include "output/results.h"

namespace jepa_oracle::program {
namespace {

constexpr std::size_t kLabelWidth = 20;
constexpr std::size_t kMaxColumn = 24;
constexpr std::size_t kDigitGroup = 10;

bool is_letter_or_digit(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; }
bool is_upper(char c) { return std::isupper(static_cast<unsigned char>(c)) != 0; }

bool continues_character(char c) { return (static_cast<unsigned char>(c) & 0xc0) == 0x80; }

/// Columns that UTF-8 text takes on a terminal, one for each character.
std::size_t columns(std::string_view text) {
  return text.size() - static_cast<std::size_t>(std::count_if(text.begin(), text.end(), continues_character));
}

/// Cut to `width` columns, with "..." when something is missing.
std::string shortened(std::string_view given, std::size_t width) {
  const std::string text = printable(given);
  if (columns(text) <= width) return text;
  std::size_t end = 0;
  for (std::size_t seen = 0; seen < width - 3; ++seen) {
    do ++end;
    while (end < text.size() && continues_character(text[end]));
  }
  return fmt::format("{}...", std::string_view(text).substr(0, end));
}

std::string padded(std::string_view text, std::size_t width) {
  return fmt::format("{}{}", text, std::string(width - std::min(width, columns(text)), ' '));
}

/// Whether the word is the id of a claim, "Family.Name", with punctuation around it: it is copied and searched for, and
/// no line ends inside it.
bool is_claim_id(std::string_view word) {
  const auto first = std::find_if(word.begin(), word.end(), is_letter_or_digit);
  const auto last = std::find_if(word.rbegin(), word.rend(), is_letter_or_digit).base();
  if (first >= last || !is_upper(*first)) return false;
  const auto dot = std::find(first, last, '.');
  const auto plain = [](auto begin, auto end) { return std::all_of(begin, end, is_letter_or_digit); };
  return dot != last && plain(first, dot) && is_upper(*(dot + 1)) && plain(dot + 1, last);
}

/// Breaks text at spaces, and longer words that are no ids wherever the line ends.
std::vector<std::string> wrapped(std::string_view given, std::size_t width) {
  const std::string shown = printable(given);
  std::string_view text = shown;
  std::vector<std::string> lines(1);
  while (!text.empty()) {
    const std::size_t space = std::min(text.find(' '), text.size());
    std::string_view word = text.substr(0, space);
    text.remove_prefix(std::min(space + 1, text.size()));
    if (!lines.back().empty() && columns(lines.back()) + 1 + columns(word) > width) lines.emplace_back();
    while (columns(word) > width && !is_claim_id(word)) {
      std::size_t cut = width;
      while (continues_character(word[cut])) --cut;
      lines.back() = word.substr(0, cut);
      lines.emplace_back();
      word.remove_prefix(cut);
    }
    if (!lines.back().empty()) lines.back() += ' ';
    lines.back() += word;
  }
  return lines;
}

/// Long digit strings in groups of ten, counted from the point; short ones as they are.
std::string grouped(const std::string& digits, std::size_t width) {
  if (digits.size() <= width) return digits;
  const std::size_t exponent = std::min(digits.find('e'), digits.size());
  std::size_t next = std::min(digits.find('.'), exponent - 1) + 1;
  std::string text = digits.substr(0, next);
  for (bool first = true; next < exponent; next += kDigitGroup, first = false) {
    if (!first) text += ' ';
    text += digits.substr(next, std::min(kDigitGroup, exponent - next));
  }
  if (exponent < digits.size()) text += fmt::format(" {}", digits.substr(exponent));
  return text;
}

/// Every run of digits in a sentence, grouped.
std::string grouped_words(std::string_view text, std::size_t width) {
  std::string result;
  while (true) {
    const std::size_t space = std::min(text.find(' '), text.size());
    const std::string word(text.substr(0, space));
    const bool number = word.find_first_not_of("0123456789.-+e") == std::string::npos;
    result += number ? grouped(word, width) : word;
    if (space == text.size()) return result;
    result += ' ';
    text.remove_prefix(space + 1);
  }
}

}  // namespace

void TextReport::paragraph(std::string_view text) {
  for (const std::string& line : wrapped(text, kWidth)) text_ += fmt::format("{}\n", line);
}

void TextReport::row(std::string_view label, std::string_view value) {
  const std::size_t width = kWidth - kLabelWidth - 2;
  const std::vector<std::string> lines = wrapped(grouped_words(value, width), width);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    text_ += fmt::format("  {}{}\n", padded(i == 0 ? label : "", kLabelWidth), lines[i]);
  }
}

void TextReport::payload(std::string_view label, std::string_view text) {
  text_ += fmt::format("  {:<20}{}\n", label, text);
}

void TextReport::row(std::string_view label, const Guaranteed& number) { row(label, in_words(number)); }

void TextReport::table(const std::vector<std::string>& header, const std::vector<std::vector<std::string>>& rows) {
  const std::size_t last = header.size() - 1;
  std::vector<std::size_t> widths;
  std::size_t indent = 2;
  for (std::size_t column = 0; column < last; ++column) {
    std::size_t width = columns(header[column]);
    for (const auto& row : rows) width = std::max(width, std::min(kMaxColumn, columns(row[column])));
    widths.push_back(width);
    indent += width + 2;
  }
  const auto line = [&](const std::vector<std::string>& cells) {
    text_ += "  ";
    for (std::size_t column = 0; column < last; ++column) {
      text_ += fmt::format("{}  ", padded(shortened(cells[column], kMaxColumn), widths[column]));
    }
    const std::size_t width = kWidth - indent;
    const std::vector<std::string> lines = wrapped(grouped_words(cells[last], width), width);
    text_ += fmt::format("{}\n", fmt::join(lines, fmt::format("\n{}", std::string(indent, ' '))));
  };
  line(header);
  for (const auto& row : rows) line(row);
}

void TextReport::row(const Feature& feature) {
  row("lambda", exact_text(feature.lambda()));
  row("rho", exact_text(feature.rho()));
  row("variance", exact_text(feature.variance()));
}

void TextReport::row(std::string_view label, const Feature& feature) {
  row(label, fmt::format("lambda {}, rho {}, variance {}", exact_text(feature.lambda()), exact_text(feature.rho()),
                         exact_text(feature.variance())));
}

void TextReport::row(const Initialisation& initialisation) {
  row("epsilon", fmt::format("{} ({} amplitude at the start)", exact_text(initialisation.epsilon()),
                             initialisation.per_layer() ? "layer" : "encoder"));
}

void TextReport::row(const Threshold& threshold) {
  row("threshold", threshold.is_fraction()
                       ? fmt::format("{} of the limit of the encoder amplitude", exact_text(threshold.value()))
                       : fmt::format("encoder amplitude {}", exact_text(threshold.value())));
}

void TextReport::row(TimeConvention time) {
  row("time",
      time == TimeConvention::flow ? "flow (gradient flow, all learning rates 1)" : "paper (L times flow time)");
}

void TextReport::digits_row(Digits digits) { row("digits", fmt::format("{} (all correct)", digits.count())); }

std::string in_words(const Depth& depth) {
  if (depth.top_layers() == 1) return fmt::format("depth {}", depth.layers());
  return fmt::format("depth {} with {} layers on top", depth.layers(), depth.top_layers());
}

std::string in_words(const Guaranteed& number) {
  if (number.decimal) return *number.decimal;
  const Json bounds = to_json(number);
  return fmt::format("not decided: between {} and {}", bounds["lower"].get<std::string>(),
                     bounds["upper"].get<std::string>());
}

}  // namespace jepa_oracle::program
