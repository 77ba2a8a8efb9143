// What a mistyped name most likely stands for.
#include "jepa_oracle/nearest_name.h"

#include <gtest/gtest.h>

namespace jepa_oracle {
namespace {

const std::vector<std::string> kNames{"conform", "claims", "cite", "verify", "--fraction"};

TEST(NearestName, OneMistakeInThreeCharactersIsForgiven) {
  EXPECT_EQ(nearest_name("confrom", kNames), "conform");
  EXPECT_EQ(nearest_name("claim", kNames), "claims");
  EXPECT_EQ(nearest_name("VERIFY", kNames), "verify");
  EXPECT_EQ(nearest_name("--fractoin", kNames), "--fraction");
  EXPECT_EQ(nearest_name("cits", kNames), "cite");
  EXPECT_EQ(nearest_name("", kNames), std::nullopt);
  EXPECT_EQ(nearest_name("order", kNames), std::nullopt);
  EXPECT_EQ(nearest_name("cafe", kNames), std::nullopt);
  EXPECT_EQ(nearest_name(std::string(1'000'000, 'c'), kNames), std::nullopt);
}

TEST(NearestName, IsSaidInAMessage) {
  EXPECT_EQ(did_you_mean("confrom", kNames), " (did you mean conform?)");
  EXPECT_EQ(did_you_mean("order", kNames), "");
}

TEST(NearestName, AnUnknownNameIsToldWithThoseExpected) {
  EXPECT_EQ(unknown_name("claim", "order", {"cite", "verify"}),
            "unknown claim \"order\"; expected one of cite, verify");
  EXPECT_EQ(unknown_name("claim", "cits", {"cite", "verify"}),
            "unknown claim \"cits\" (did you mean cite?); expected one of cite, verify");
  EXPECT_EQ(unknown_name("claim", "order", {"cite"}), "unknown claim \"order\"; expected cite");
  EXPECT_EQ(unknown_name("claim", std::string(1'000'000, 'o'), {"cite"}),
            "unknown claim \"" + std::string(40, 'o') + "\"; expected cite");
}

}  // namespace
}  // namespace jepa_oracle
