#include "readers/csv_pairs.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>
#include <stdexcept>

#include "jepa_oracle/errors.h"

namespace jepa_oracle::data {
namespace {

/// A file that is gone at the end of the test.
class TextFile {
 public:
  explicit TextFile(const std::string& text) {
    const int descriptor = mkstemp(path_.data());
    if (descriptor < 0) throw std::runtime_error("no file can be made like " + path_);
    close(descriptor);
    std::ofstream(path_, std::ios::binary) << text;
  }
  TextFile(const TextFile&) = delete;
  TextFile& operator=(const TextFile&) = delete;
  ~TextFile() { unlink(path_.c_str()); }
  const std::string& path() const { return path_; }

 private:
  std::string path_ = testing::TempDir() + "jepa-oracle-csv-XXXXXX";
};

RowMatrix content(TableSource& table, Index rows) {
  RowMatrix block(rows, table.width());
  return block.topRows(table.read(block));
}

std::string refusal(const std::string& text) {
  const TextFile file(text);
  try {
    const auto table = open_csv(file.path());
    content(*table, 100);
  } catch (const InvalidProblem& problem) {
    EXPECT_EQ(problem.where(), file.path());
    return problem.rule();
  }
  return "";
}

TEST(CsvTable, ReadsNumbersOfEveryForm) {
  const TextFile file("\xef\xbb\xbf\"a\",b\r\n\"1\",+2.5\r\n-.5,1e-3\r\n\r\n7.,1E2");
  const auto table = open_csv(file.path());
  EXPECT_EQ(table->columns(), (std::vector<std::string>{"a", "b"}));
  RowMatrix expected(3, 2);
  expected << 1, 2.5, -0.5, 1e-3, 7, 100;
  EXPECT_EQ(content(*table, 10), expected);
}

TEST(CsvTable, BlocksOfAnySizeGiveTheSameRowsAndRewindStartsAnew) {
  std::string text = "a,b\n";
  for (int i = 0; i < 1000; ++i) text += std::to_string(i) + ".25," + std::to_string(-i) + "\n";
  const TextFile file(text);
  const auto table = open_csv(file.path());
  for (int pass = 0; pass < 2; ++pass) {
    Index row = 0;
    for (const Index rows : {1, 7, 300, 1000}) {
      const RowMatrix block = content(*table, rows);
      for (Index i = 0; i < block.rows(); ++i, ++row) {
        EXPECT_EQ(block(i, 0), static_cast<double>(row) + 0.25);
        EXPECT_EQ(block(i, 1), -static_cast<double>(row));
      }
    }
    EXPECT_EQ(row, 1000);
    table->rewind();
  }
}

TEST(CsvTable, ChosenColumnsStandInTheirOrderAndOthersMayHoldText) {
  const TextFile file("a,b,c\n1,text,3\n4,\"more, text\",6\n");
  const auto table = open_csv(file.path(), [](const std::vector<std::string>&) {
    return std::vector<std::string>{"c", "a"};
  });
  RowMatrix expected(2, 2);
  expected << 3, 1, 6, 4;
  EXPECT_EQ(content(*table, 10), expected);
}

TEST(CsvTable, LinesAreCountedOverQuotedLineEnds) {
  EXPECT_EQ(refusal("a,b\n\"1\",2\n3,\"x\ny\"\n"),
            "line 3, column b: \"x\ny\" is not a decimal number; --columns chooses which columns are read");
  EXPECT_EQ(refusal("a,\"b\n\"\n1,2\n3\n"), "line 4 has 1 field and the header 2");
}

TEST(CsvTable, WhatIsNotCsvIsNamedByItsLine) {
  EXPECT_EQ(refusal("a,b\n1,2\n3,\"4\n5,6\n"), "line 3 is not CSV: line 3, field 2: its opening quote is never closed");
  EXPECT_EQ(refusal("a,b\n1,2\"\n"),
            "line 2 is not CSV: line 2, field 2: contains a quote: write such a field in quotes, with each quote in it "
            "doubled");
  EXPECT_EQ(
      refusal("a,b\n\"1\n\"x,2\n"),
      "line 2 is not CSV: line 3, field 1: text follows the closing quote; expected a comma or the end of the line");
}

TEST(CsvTable, BlanksAroundNumbersCountForNothing) {
  const TextFile file("a, b\n 1,\t\"2\" \r\n \n3 ,4\n");
  const auto table = open_csv(file.path());
  EXPECT_EQ(table->columns(), (std::vector<std::string>{"a", "b"}));
  RowMatrix expected(2, 2);
  expected << 1, 2, 3, 4;
  EXPECT_EQ(content(*table, 10), expected);
}

TEST(CsvTable, ValuesThatAreNotFiniteAreCountedAndTheFirstIsNamed) {
  EXPECT_EQ(refusal("a,b\n1,2\n3,-Infinity\nnan,4\n"),
            "has 2 values that are not finite, the first at line 3, column b: -infinity");
  EXPECT_EQ(refusal("a\n1e400\n"), "has 1 value that is not finite, the first at line 2, column a: infinity");
  EXPECT_EQ(refusal("a\n1e-400\n2\n"), "");
}

TEST(CsvTable, TextIsNoNumber) {
  for (const char* const text : {"one", "1 2", "0x1", "1e", "--1", "1_000", ".", "1;2", "infinit"}) {
    EXPECT_EQ(refusal(std::string("a,b\n5,") + text + "\n"),
              std::string("line 2, column b: \"") + text +
                  "\" is not a decimal number; --columns chooses which columns are read");
  }
}

}  // namespace
}  // namespace jepa_oracle::data
