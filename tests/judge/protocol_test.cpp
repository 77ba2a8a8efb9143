// Questions and answers as text: what is written, and that it reads back to the same numbers.
#include "judge/protocol/protocol.h"

#include <gtest/gtest.h>

namespace jepa_oracle::properties {
namespace {

const NumberFormat kFloat64 = parse_number_format("float64", "dtype");
const NumberFormat kRational = parse_number_format("rational", "dtype");

Matrix<Rational> row(const Rational& first, const Rational& second) {
  Matrix<Rational> result(1, 2);
  result << first, second;
  return result;
}

Matrix<Rational> square(const std::vector<Rational>& entries) {
  Matrix<Rational> result(2, 2);
  for (Index i = 0; i < 4; ++i) result(i / 2, i % 2) = entries[static_cast<std::size_t>(i)];
  return result;
}

FieldQuestion field_question() {
  return {Objective::mae,
          {{row(Rational(1, 4), -3)}, row(1, 2).transpose()},
          {square({1, Rational(0.1), Rational(0.1), 2}), square({0, 1500000, power(Rational(2), -1074), -1})}};
}

TEST(Protocol, WritesAFieldQuestion) {
  EXPECT_EQ(params_text(field_question(), kFloat64),
            R"({"objective":"mae","layers":[[[0.25,-3]]],"top":[[1],[2]],"sxx":[[1,0.1],[0.1,2]],)"
            R"("syx":[[0,1500000.0],[5e-324,-1]]})");
}

TEST(Protocol, WritesADescentAndTheScalars) {
  const FieldQuestion at{Objective::jepa,
                         {{Matrix<Rational>::Constant(1, 1, 1)}, Matrix<Rational>::Constant(1, 1, 2)},
                         {Matrix<Rational>::Constant(1, 1, 3), Matrix<Rational>::Constant(1, 1, 4)}};
  const DescendQuestion descent{at.objective, at.network, at.moments, Rational(1, 8), 5, 2};
  EXPECT_EQ(params_text(descent, kFloat64),
            R"({"objective":"jepa","layers":[[[1]]],"top":[[2]],"sxx":[[3]],"syx":[[4]],"rate":0.125,"steps":5,)"
            R"("every":2})");
  const ScalarProblem problem{Objective::jepa, Depth(3), Feature::with_rho(Rational(1, 2), Rational(3, 4)),
                              Initialisation::of_encoder(Rational(1, 1024))};
  EXPECT_EQ(params_text(TimeQuestion{problem, Rational(1, 2), TimeConvention::paper}, kFloat64),
            R"({"objective":"jepa","depth":3,"lambda":0.5,"rho":0.75,"epsilon":0.0009765625,"time":"paper",)"
            R"("fraction":0.5})");
  EXPECT_EQ(params_text(AmplitudeQuestion{problem, Rational(1, 3), TimeConvention::flow}, kRational),
            R"({"objective":"jepa","depth":3,"lambda":"0.5","rho":"0.75","epsilon":"0.0009765625","time":"flow",)"
            R"("at":["1/3"]})");
}

TEST(Protocol, QuestionsReadBackToTheSameNumbers) {
  for (const NumberFormat& format : {kFloat64, kRational}) {
    const FieldQuestion asked = field_question();
    const std::string text = params_text(asked, format);
    const Question read = parse_question("field", parse_json(text));
    const auto& field = std::get<FieldQuestion>(read);
    // The decimal text of a double is not the double, but the nearest double to it is.
    const auto same = [&](const Matrix<Rational>& a, const Matrix<Rational>& b) { return *nearest(a, format) == b; };
    EXPECT_TRUE(same(field.network.layers[0], asked.network.layers[0])) << text;
    EXPECT_TRUE(same(field.network.top(), asked.network.top())) << text;
    EXPECT_TRUE(same(field.moments.sxx, asked.moments.sxx)) << text;
    EXPECT_TRUE(same(field.moments.syx, asked.moments.syx)) << text;
  }
}

TEST(Protocol, AnswersReadBackToTheSameNumbers) {
  const FieldQuestion asked = field_question();
  const DescendQuestion descent{asked.objective, asked.network, asked.moments, Rational(1, 8), 3, 2};
  const std::vector<RecordedStep> states{{0, asked.network}, {2, asked.network}, {3, asked.network}};
  const auto read_back = [](const Question& question, const Answer& answer, const NumberFormat& format) {
    return parse_answer(question, parse_json(result_of(question, answer, format).dump()), format);
  };
  for (const NumberFormat& format : {kFloat64, kRational}) {
    const auto field = read_back(asked, std::vector<RecordedStep>{{0, asked.network}}, format);
    EXPECT_EQ(std::get<std::vector<RecordedStep>>(field)[0].network.layers[0], asked.network.layers[0]);
    const auto trajectory = read_back(descent, states, format);
    EXPECT_EQ(std::get<std::vector<RecordedStep>>(trajectory)[2].step, 3);
    EXPECT_EQ(std::get<std::vector<RecordedStep>>(trajectory)[2].network.top(), asked.network.top());
    const ScalarProblem problem{Objective::jepa, Depth(1), Feature::with_rho(1, 1), Initialisation::of_encoder(1)};
    EXPECT_EQ(std::get<Rational>(
                  read_back(TimeQuestion{problem, Rational(1, 2), TimeConvention::flow}, Rational(0.1), format)),
              Rational(0.1));
    EXPECT_EQ(std::get<Rational>(read_back(AmplitudeQuestion{problem, 1, TimeConvention::flow}, Rational(7), format)),
              Rational(7));
  }
}

}  // namespace
}  // namespace jepa_oracle::properties
