#include <fmt/format.h>
#include <gtest/gtest.h>

#include "jepa_oracle/errors.h"
#include "readers/npy_pairs.h"

namespace jepa_oracle::data {
namespace {

class Bytes : public ByteSource {
 public:
  explicit Bytes(std::string text) : text_(std::move(text)) {}
  std::uint64_t size() const override { return text_.size(); }
  std::size_t read_at(std::uint64_t position, char* bytes, std::size_t size) override {
    return position < text_.size() ? text_.copy(bytes, size, position) : 0;
  }

 private:
  std::string text_;
};

std::string file(const std::string& header, std::size_t numbers, int version = 1) {
  std::string text = std::string("\x93NUMPY", 6) + static_cast<char>(version) + '\0';
  const auto length = static_cast<unsigned>(header.size());
  for (int i = 0; i < (version == 1 ? 2 : 4); ++i) text += static_cast<char>((length >> (8 * i)) & 0xff);
  return text + header + std::string(numbers, '\0');
}

NpyHeader read(const std::string& text) {
  Bytes bytes(text);
  return read_npy_header(bytes, "array");
}

std::string refusal(const std::string& text) {
  try {
    read(text);
  } catch (const InvalidProblem& problem) {
    EXPECT_EQ(problem.where(), "array");
    return problem.rule();
  }
  return "";
}

TEST(NpyHeader, SaysWhatTheArrayHolds) {
  for (const int version : {1, 2, 3}) {
    const std::string header = "{'descr': '>i4', 'fortran_order': True, 'shape': (3, 5), }      \n";
    const NpyHeader found = read(file(header, 60, version));
    EXPECT_EQ(found.kind, 'i');
    EXPECT_EQ(found.bytes, 4);
    EXPECT_TRUE(found.big_endian);
    EXPECT_TRUE(found.fortran_order);
    EXPECT_EQ(found.shape, (std::vector<Index>{3, 5}));
    EXPECT_EQ(found.data_start, (version == 1 ? 10U : 12U) + header.size());
  }
}

TEST(NpyHeader, EveryRealTypeIsKnown) {
  const std::vector<std::pair<std::string, int>> types{{"<f2", 2}, {"<f4", 4}, {"=f8", 8}, {"|i1", 1},
                                                       {"<i8", 8}, {"|u1", 1}, {">u8", 8}, {"|b1", 1}};
  for (const auto& [type, bytes] : types) {
    const std::string header = fmt::format("{{\"shape\":(2,),\"fortran_order\":False,\"descr\":\"{}\"}}", type);
    EXPECT_EQ(read(file(header, static_cast<std::size_t>(2 * bytes))).bytes, bytes) << type;
  }
}

TEST(NpyHeader, RefusesOtherTypes) {
  const auto of = [](const std::string& type) {
    return refusal(file(fmt::format("{{'descr': '{}', 'fortran_order': False, 'shape': (1,)}}", type), 8));
  };
  const std::string needed = "; expected real numbers, such as float64";
  EXPECT_EQ(of("|O"), "is an array of Python objects (dtype |O)" + needed);
  EXPECT_EQ(of("<c8"), "is an array of complex numbers (dtype <c8)" + needed);
  EXPECT_EQ(of("<U3"), "is an array of text (dtype <U3)" + needed);
  EXPECT_EQ(of("<M8[ns]"), "is an array of dates or times (dtype <M8[ns])" + needed);
  EXPECT_EQ(of("<f16"), "is an array of values of an unknown type (dtype <f16)" + needed);
  EXPECT_EQ(of("f8"), "is an array of values of an unknown type (dtype f8)" + needed);
  EXPECT_EQ(refusal(file("{'descr': [('a', '<f8')], 'fortran_order': False, 'shape': (1,)}", 8)),
            "is an array of records" + needed);
}

TEST(NpyHeader, RefusesWhatIsNoHeader) {
  const std::string none = "has no .npy header of {'descr', 'fortran_order', 'shape'}: ";
  EXPECT_EQ(refusal("\x93NUMPX..........."), "is not an .npy array: it does not start with \\x93NUMPY");
  EXPECT_EQ(refusal(file("{}", 0, 4)), "is an .npy array of unknown version 4; expected 1, 2 or 3");
  EXPECT_EQ(refusal(file("{}", 0, 1).substr(0, 8)), "is not an .npy array: it does not start with \\x93NUMPY");
  EXPECT_EQ(refusal(file("{}", 0)), none + "a key is missing");
  EXPECT_EQ(refusal(file("{'descr': '<f8', 'descr': '<f8'}", 0)), none + "unknown or duplicate key \"descr\"");
  EXPECT_EQ(refusal(file("{'other': 1}", 0)), none + "unknown or duplicate key \"other\"");
  EXPECT_EQ(refusal(file("{'shape': (1, -2)}", 0)), none + "a length is missing");
  EXPECT_EQ(refusal(file("{'shape': (99999999999999999999,)}", 0)), none + "a length is missing");
  EXPECT_EQ(refusal(file("{'fortran_order': 1}", 0)), none + "True or False is missing");
  EXPECT_EQ(refusal(file("{'descr': '<f8", 0)), none + "a string does not end");
  EXPECT_EQ(refusal(file("{'descr': '<f8', 'fortran_order': False, 'shape': (1,)} x", 8)),
            none + "there is more than one dictionary");
}

TEST(NpyHeader, TheFileHasTheLengthThatItsHeaderPromises) {
  const auto of = [](const std::string& shape, std::size_t bytes) {
    return refusal(file(fmt::format("{{'descr': '<f8', 'fortran_order': False, 'shape': ({})}}", shape), bytes));
  };
  EXPECT_EQ(of("2, 3", 48), "");
  EXPECT_EQ(of("2, 3", 47), "has 47 bytes of numbers and its header states 48");
  EXPECT_EQ(of("2, 0", 0), "is an empty array of shape (2, 0)");
  EXPECT_EQ(of("4294967296, 4294967296", 0), "shape (4294967296, 4294967296) is too large for any file");
  std::string cut = file("{'descr': '<f8'}", 0);
  cut[8] = 100;
  EXPECT_EQ(refusal(cut), "ends within its .npy header, or is damaged there");
}

}  // namespace
}  // namespace jepa_oracle::data
