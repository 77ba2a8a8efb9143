// Text of a state: read back, it is the same to the last bit; anything else is refused.
#include "jepa_oracle/state_text.h"

#include <gtest/gtest.h>

#include <limits>

#include "jepa_oracle/errors.h"
#include "matrices.h"

namespace jepa_oracle {
namespace {

/// Depth 2, widths 3, 1, 2: every shape differs, so that an order mixed up is seen.
TrainingState<Rational> some_state(bool with_target) {
  RandomRationals random(7);
  TrainingState<Rational> state{random_network(random, Objective::jepa, {3, 1, 2})};
  if (with_target) state.target_encoder = random_matrix(random, 2, 3);
  return state;
}

template <class T>
std::vector<T> entries_of(const TrainingState<T>& state) {
  std::vector<T> all = entries(state.network);
  if (state.target_encoder) {
    all.insert(all.end(), state.target_encoder->data(), state.target_encoder->data() + state.target_encoder->size());
  }
  return all;
}

std::string message_of(const std::string& text, const TrainingState<Rational>& shapes) {
  try {
    parse_exact_text(text, shapes);
  } catch (const InvalidProblem& error) {
    return error.what();
  }
  return "no error";
}

TEST(StateText, IsLayersThenTopThenTargetColumnsFirst) {
  TrainingState<Rational> state{{{matrix({{"1", "-1/2"}, {"3", "0.25"}})}, matrix({{"5", "6"}, {"7", "8"}})},
                                matrix({{"9", "10"}, {"11", "-12/7"}})};
  EXPECT_EQ(to_exact_text(state), "1 3 -1/2 1/4 5 7 6 8 9 11 10 -12/7 ");
}

TEST(StateText, OfRationalsReadsBackTheSame) {
  for (const bool with_target : {false, true}) {
    const TrainingState<Rational> state = some_state(with_target);
    const TrainingState<Rational> read = parse_exact_text(to_exact_text(state), state);
    EXPECT_EQ(entries_of(read), entries_of(state));
    EXPECT_TRUE(same_shapes(read.network, state.network));
    EXPECT_EQ(read.target_encoder.has_value(), with_target);
  }
}

TEST(StateText, OfRealsReadsBackToTheLastBit) {
  for (const Bits bits : {2L, 53L, 300L}) {
    const TrainingState<Real> state = rounded(some_state(true), bits);
    const TrainingState<Real> read = rounded(parse_exact_text(to_exact_text(state), state), bits);
    EXPECT_EQ(entries_of(read), entries_of(state)) << bits;
  }
}

TEST(StateText, OfDoublesReadsBackToTheLastBit) {
  TrainingState<double> state = approximate(some_state(true));
  state.network.layers[0](0, 0) = 0.1;
  state.network.layers[0](0, 1) = std::numeric_limits<double>::denorm_min();
  state.network.layers[0](0, 2) = -std::numeric_limits<double>::max();
  const TrainingState<double> read = approximate(parse_exact_text(to_exact_text(state), state));
  EXPECT_EQ(entries_of(read), entries_of(state));
}

TEST(StateText, RefusesAnotherLength) {
  const TrainingState<Rational> state = some_state(true);
  const std::string text = to_exact_text(state);
  EXPECT_NE(message_of(text + "1", state).find("checkpoint"), std::string::npos);
  EXPECT_NE(message_of(text + "1", state).find("goes on after its end"), std::string::npos);
  EXPECT_NE(message_of(text.substr(0, text.rfind(' ', text.size() - 2)), state).find("ends too early"),
            std::string::npos);
  EXPECT_NE(message_of("", state).find("ends too early"), std::string::npos);
  // Without its target the text of the network alone is too short, and the other way round too long.
  EXPECT_NE(message_of(to_exact_text(some_state(false)), state).find("ends too early"), std::string::npos);
  EXPECT_NE(message_of(text, some_state(false)).find("goes on"), std::string::npos);
}

TEST(StateText, RefusesWhatIsNoNumber) {
  const TrainingState<Rational> state = some_state(false);
  for (const std::string word : {"nan", "inf", "1/0", "0x1", "one", "1,5"}) {
    std::string text = to_exact_text(state);
    text.replace(0, text.find(' '), word);
    EXPECT_NE(message_of(text, state).find("checkpoint"), std::string::npos) << word;
  }
}

}  // namespace
}  // namespace jepa_oracle
