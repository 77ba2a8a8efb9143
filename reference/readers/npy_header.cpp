#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <string_view>

#include "jepa_oracle/errors.h"
#include "readers/npy_pairs.h"

namespace jepa_oracle::data {
namespace {

constexpr std::string_view kMagic("\x93NUMPY", 6);
constexpr std::uint32_t kMaxHeader = 1024 * 1024;

/// The little of Python's literals that NumPy writes: strings, True, False, tuples of integers, lists.
class Literal {
 public:
  Literal(std::string_view text, const std::string& name) : text_(text), name_(name) {}

  bool accept(char c) {
    skip();
    if (text_.empty() || text_.front() != c) return false;
    text_.remove_prefix(1);
    return true;
  }
  void expect(char c) {
    if (!accept(c)) fail(fmt::format("'{}' is missing", c));
  }
  std::string string() {
    skip();
    if (text_.empty() || (text_.front() != '\'' && text_.front() != '"')) fail("a string is missing");
    const std::size_t end = text_.find(text_.front(), 1);
    if (end == std::string_view::npos) fail("a string does not end");
    std::string value(text_.substr(1, end - 1));
    text_.remove_prefix(end + 1);
    return value;
  }
  bool at(char c) {
    skip();
    return !text_.empty() && text_.front() == c;
  }
  bool boolean() {
    skip();
    for (const bool value : {true, false}) {
      const std::string_view word = value ? "True" : "False";
      if (!text_.starts_with(word)) continue;
      text_.remove_prefix(word.size());
      return value;
    }
    fail("True or False is missing");
  }
  std::vector<Index> tuple() {
    std::vector<Index> values;
    expect('(');
    while (!accept(')')) {
      skip();
      Index value = 0;
      const auto [end, error] = std::from_chars(text_.data(), text_.data() + text_.size(), value);
      if (error != std::errc() || value < 0) fail("a length is missing");
      text_.remove_prefix(static_cast<std::size_t>(end - text_.data()));
      values.push_back(value);
      if (!accept(',')) {
        expect(')');
        break;
      }
    }
    return values;
  }
  void end() {
    skip();
    if (!text_.empty()) fail("there is more than one dictionary");
  }
  [[noreturn]] void fail(const std::string& why) const {
    throw InvalidProblem(name_, fmt::format("has no .npy header of {{'descr', 'fortran_order', 'shape'}}: {}", why));
  }

 private:
  void skip() {
    while (!text_.empty() && (text_.front() == ' ' || text_.front() == '\n')) text_.remove_prefix(1);
  }
  std::string_view text_;
  const std::string& name_;
};

void set_type(NpyHeader& header, const std::string& type, const std::string& name) {
  const auto refuse = [&] {
    const char kind = type.size() > 1 ? type[1] : ' ';
    const std::string_view what = kind == 'O'                  ? "Python objects"
                                  : kind == 'c'                ? "complex numbers"
                                  : kind == 'U' || kind == 'S' ? "text"
                                  : kind == 'M' || kind == 'm' ? "dates or times"
                                                               : "values of an unknown type";
    throw InvalidProblem(name, fmt::format("is an array of {} (dtype {}); expected real numbers, such as float64", what,
                                           type.substr(0, 40)));
  };
  if (type.size() < 3 || std::string_view("<>|=").find(type[0]) == std::string_view::npos) refuse();
  header.kind = type[1];
  header.big_endian = type[0] == '>';
  const std::string_view size = std::string_view(type).substr(2);
  const bool known = header.kind == 'f'   ? size == "2" || size == "4" || size == "8"
                     : header.kind == 'b' ? size == "1"
                                          : (header.kind == 'i' || header.kind == 'u') &&
                                                (size == "1" || size == "2" || size == "4" || size == "8");
  if (!known) refuse();
  header.bytes = size[0] - '0';
}

NpyHeader parse(std::string_view text, const std::string& name) {
  NpyHeader header{};
  Literal literal(text, name);
  std::optional<std::string> type;
  std::optional<bool> fortran;
  std::optional<std::vector<Index>> shape;
  literal.expect('{');
  while (!literal.accept('}')) {
    const std::string key = literal.string();
    literal.expect(':');
    if (key == "descr" && !type) {
      if (literal.at('[')) {
        throw InvalidProblem(name, "is an array of records; expected real numbers, such as float64");
      }
      type = literal.string();
    } else if (key == "fortran_order" && !fortran) {
      fortran = literal.boolean();
    } else if (key == "shape" && !shape) {
      shape = literal.tuple();
    } else {
      literal.fail(fmt::format("unknown or duplicate key \"{}\"", key.substr(0, 40)));
    }
    if (!literal.accept(',')) {
      literal.expect('}');
      break;
    }
  }
  literal.end();
  if (!type || !fortran || !shape) literal.fail("a key is missing");
  set_type(header, *type, name);
  header.fortran_order = *fortran;
  header.shape = *shape;
  return header;
}

void require_size(const NpyHeader& header, std::uint64_t size, const std::string& name) {
  std::uint64_t expected = static_cast<std::uint64_t>(header.bytes);
  for (const Index length : header.shape) {
    if (length == 0) {
      throw InvalidProblem(name, fmt::format("is an empty array of shape ({})", fmt::join(header.shape, ", ")));
    }
    if (__builtin_mul_overflow(expected, static_cast<std::uint64_t>(length), &expected)) {
      throw InvalidProblem(name, fmt::format("shape ({}) is too large for any file", fmt::join(header.shape, ", ")));
    }
  }
  if (size - header.data_start == expected) return;
  throw InvalidProblem(
      name, fmt::format("has {} bytes of numbers and its header states {}", size - header.data_start, expected));
}

}  // namespace

NpyHeader read_npy_header(ByteSource& bytes, const std::string& name) {
  char start[12] = {};
  const std::size_t count = bytes.read_at(0, start, sizeof start);
  if (count < sizeof start || std::string_view(start, kMagic.size()) != kMagic) {
    throw InvalidProblem(name, "is not an .npy array: it does not start with \\x93NUMPY");
  }
  const int version = start[6];
  if (version < 1 || version > 3) {
    throw InvalidProblem(name, fmt::format("is an .npy array of unknown version {}; expected 1, 2 or 3", version));
  }
  const auto byte = [&start](int i) { return static_cast<std::uint32_t>(static_cast<unsigned char>(start[i])); };
  const std::uint32_t length =
      version == 1 ? byte(8) | byte(9) << 8U : byte(8) | byte(9) << 8U | byte(10) << 16U | byte(11) << 24U;
  const std::uint64_t first = version == 1 ? 10 : 12;
  if (length > kMaxHeader || first + length > bytes.size()) {
    throw InvalidProblem(name, "ends within its .npy header, or is damaged there");
  }
  std::string text(length, '\0');
  bytes.read_at(first, text.data(), length);
  NpyHeader header = parse(text, name);
  header.data_start = first + length;
  require_size(header, bytes.size(), name);
  return header;
}

}  // namespace jepa_oracle::data
