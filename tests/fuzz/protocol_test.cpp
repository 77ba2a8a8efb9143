// The protocol under requests with mistakes: every line gets a response, and none a wrong one.
#include <gtest/gtest.h>

#include <map>

#include "checked_request.h"
#include "commands/answer_request.h"
#include "mutated_requests.h"

namespace jepa_oracle::fuzz {
namespace {

TEST(Protocol, EveryLineGetsAResponse) {
  MutatedRequests requests(20260728);
  constexpr int kRequests = 20'000;
  for (int i = 0; i < kRequests; ++i) {
    const std::string line = requests.next();
    ASSERT_EQ(complaint_about(line), "") << "request " << i << ": " << line;
  }
}

/// What the seed gives is worth asking: most mistakes are refused, and each for its own reason.
TEST(Protocol, TheRequestsAreOfManyKinds) {
  MutatedRequests requests(20260728);
  properties::ReferenceImplementation reference;
  std::map<std::string, int> seen;
  for (int i = 0; i < 2'000; ++i) {
    const auto response = program::response_to(requests.next(), reference);
    const auto document = response ? nlohmann::json::parse(*response) : nlohmann::json();
    if (!response) {
      ++seen["none"];
    } else if (document.contains("result")) {
      ++seen["result"];
    } else {
      ++seen["error"];
      const std::string message = document.at("error").at("message");
      ++seen[message.substr(0, message.find(':'))];
    }
  }
  EXPECT_GT(seen["result"], 200);
  EXPECT_GT(seen["error"], 500);
  for (const char* place : {"none", "sxx", "syx", "top", "layers", "layers[0]", "rate", "steps", "depth", "epsilon",
                            "fraction", "time", "objective", "method", "jsonrpc", "params"}) {
    EXPECT_GT(seen[place], 0) << place;
  }
}

/// The requests that read out of bounds.
TEST(Protocol, MomentsOfAnotherShapeAreRefused) {
  properties::ReferenceImplementation reference;
  const std::string head = R"({"jsonrpc":"2.0","id":1,"method":)";
  const std::string weights = R"("params":{"objective":"mae","layers":[[[1,0],[0,1]]],"top":[[1,0],[0,1]],)";
  const auto message = [&](const std::string& method, const std::string& moments) {
    const auto response = program::response_to(head + method + "," + weights + moments + "}}", reference);
    return nlohmann::json::parse(*response).at("error").at("message").get<std::string>();
  };
  const std::string narrow = R"("sxx":[[1,0],[0,1]],"syx":[[1,0]])";
  const std::string expected = "syx: is 1 x 2 and must be 2 x 2: x and y have the same size";
  EXPECT_EQ(message(R"("field")", narrow), expected);
  EXPECT_EQ(message(R"("descend")", narrow + R"(,"rate":1,"steps":1,"every":1)"), expected);
  EXPECT_EQ(message(R"("field")", R"("sxx":[[1,0]],"syx":[[1,0],[0,1]])"),
            "sxx: is 1 x 2 and must be 1 x 1: sxx is square");
  EXPECT_EQ(message(R"("field")", R"("sxx":[[1,2],[0,1]],"syx":[[1,0],[0,1]])"),
            "sxx[1][0]: 0 differs from entry [0][1] = 2: sxx must be symmetric");
  EXPECT_EQ(message(R"("descend")", R"("sxx":[[1,0],[0,1]],"syx":[[1,0],[0,1]],"rate":0,"steps":1,"every":1)"),
            "rate: 0 is not > 0");
}

TEST(Protocol, AFewCharactersDoNotAskForAnEndlessAnswer) {
  properties::ReferenceImplementation reference;
  const auto message = [&](const std::string& number) {
    const auto response = program::response_to(
        R"({"jsonrpc":"2.0","id":1,"method":"field","params":{"objective":"jepa","layers":[[["1"]]],"top":[["1"]],)"
        R"("sxx":[[1]],"syx":[[")" + number + R"("]]}})", reference);
    const auto document = nlohmann::json::parse(*response);
    return document.contains("error") ? document.at("error").at("message").get<std::string>() : "";
  };
  EXPECT_EQ(message("1e-100000/1e100000"),
            "syx[0][0]: \"1e-100000/1e100000\" has 200001 digits above or below its fraction bar when written out; at "
            "most 100001 are read");
  EXPECT_EQ(message("1e-100000"),
            "params: a number of the exact answer has 664386 bits; at most 300000 are written");
  EXPECT_EQ(message("1e-300"), "");
  // Every step makes them longer still.
  const auto response = program::response_to(
      R"({"jsonrpc":"2.0","id":1,"method":"descend","params":{"objective":"jepa","layers":[[["1e-50000/7"]]],)"
      R"("top":[["1"]],"sxx":[[1]],"syx":[[1]],"rate":1,"steps":9,"every":1}})",
      reference);
  EXPECT_EQ(nlohmann::json::parse(*response).at("error").at("message"),
            "steps: the exact numbers of 9 steps are too long; at most 2 at this depth, size and length of the numbers "
            "given");
}

}  // namespace
}  // namespace jepa_oracle::fuzz
