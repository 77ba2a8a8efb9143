// Claims draw with RapidCheck's generators but run on their own seeds: RC_PARAMS would be ignored without a word, and a
// reproduce string of another program would "pass". Both are refused.
#include <gtest/gtest.h>

#include <cstdlib>
#include <iostream>

int main(int argc, char** argv) {
  if (std::getenv("RC_PARAMS") != nullptr) {
    std::cerr << "RC_PARAMS is not read here: replay an instance with `jepa-oracle verify --claim ID --instance FILE`\n";
    return 2;
  }
  ::testing::InitGoogleTest(&argc, argv);
  return RUN_ALL_TESTS();
}
