#include "jepa_oracle/mistakes.h"

#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <stdexcept>

namespace jepa_oracle {
namespace {

TEST(Mistakes, AreThoseOfTheFile) {
  std::ifstream file(JEPA_ORACLE_MISTAKES);
  const auto written = nlohmann::json::parse(file).at("mistakes");
  ASSERT_EQ(mistakes().size(), written.size());
  for (std::size_t i = 0; i < written.size(); ++i) {
    const Mistake& built_in = mistakes()[i];
    const auto text = [&](const char* member) { return written[i].value(member, ""); };
    EXPECT_EQ(built_in.key, text("key"));
    EXPECT_EQ(built_in.wrong, text("wrong"));
    EXPECT_EQ(built_in.type, text("type"));
    EXPECT_EQ(built_in.effect, text("effect"));
    EXPECT_EQ(built_in.run, text("run"));
    EXPECT_EQ(built_in.refuted, text("refuted_by"));
  }
}

TEST(Mistakes, AreFoundByTheirKey) {
  for (const Mistake& mistake : mistakes()) EXPECT_EQ(&mistake_of_key(mistake.key), &mistake);
  EXPECT_THROW(mistake_of_key("no-such-mistake"), std::out_of_range);
  EXPECT_THROW(mistake_of_key(""), std::out_of_range);
}

TEST(Mistakes, AreSaidOfANameMadeOfKeys) {
  const std::string half(mistake_of_key("loss-without-half").wrong);
  const std::string data(mistake_of_key("mean-over-data").wrong);
  EXPECT_EQ(what_is_wrong("loss-without-half"), half);
  EXPECT_EQ(what_is_wrong("loss-without-half/field"), half);
  EXPECT_EQ(what_is_wrong("mean-over-data/field+loss-without-half"), data + ", and " + half);
  EXPECT_EQ(what_is_wrong_by_name("loss-without-half/field"), half + " (loss-without-half/field)");
  for (const char* name :
       {"", "/field", "loss-without-half+", "+loss-without-half", "loss-without-half+no-such-mistake"}) {
    EXPECT_THROW(what_is_wrong(name), std::out_of_range) << name;
  }
}

}  // namespace
}  // namespace jepa_oracle
