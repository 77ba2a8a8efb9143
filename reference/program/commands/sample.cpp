// Pairs from a model of data whose moments are known exactly.
#include <fmt/format.h>

#include "cli/commands.h"
#include "cli/options.h"
#include "cli/progress.h"
#include "jepa_oracle/data_model.h"
#include "jepa_oracle/errors.h"
#include "jepa_oracle/nearest_name.h"
#include "jepa_oracle/real.h"
#include "output/results.h"

namespace jepa_oracle::program {
namespace {

struct SampleOptions {
  std::string model;
  std::string signal;
  std::string noise;
  std::string persistence;
  std::string lag;  ///< of the model dynamic; 1 where it is not given
  std::string basis;
  std::string masking;
  std::string mixing;
  std::string law = "gaussian";
  std::string pairs;
  std::string first = "0";
  std::string seed = "1";
};

constexpr long kMaxPairs = 10'000'000;
constexpr Index kBatch = 1024;

/// "1,1;1,-1": rows of equal length.
Matrix<Rational> matrix_of(const std::string& text, const std::string& option) {
  std::vector<std::vector<Rational>> rows;
  for (std::size_t start = 0; start != std::string::npos;) {
    const std::size_t end = text.find(';', start);
    rows.push_back(list_of(text.substr(start, end - start), option));
    if (rows.back().size() != rows.front().size()) {
      throw InvalidProblem(option,
                           fmt::format("row {} has {} number{} and row 1 has {}", rows.size(), rows.back().size(),
                                       rows.back().size() == 1 ? "" : "s", rows.front().size()));
    }
    start = end == std::string::npos ? end : end + 1;
  }
  Matrix<Rational> matrix(static_cast<Index>(rows.size()), static_cast<Index>(rows.front().size()));
  for (Index i = 0; i < matrix.rows(); ++i) {
    for (Index j = 0; j < matrix.cols(); ++j) {
      matrix(i, j) = rows[static_cast<std::size_t>(i)][static_cast<std::size_t>(j)];
    }
  }
  return matrix;
}

/// The options that a model takes are there, and no others are.
void require_options(const std::string& model, const std::vector<std::pair<const char*, const std::string*>>& needed,
                     const std::vector<std::pair<const char*, const std::string*>>& refused) {
  for (const auto& [name, text] : needed) {
    if (text->empty()) throw UsageError(name, fmt::format("is missing: the model {} needs it", model));
  }
  for (const auto& [name, text] : refused) {
    if (!text->empty()) throw UsageError(name, fmt::format("does not apply to the model {}", model));
  }
}

/// The library's "signal[1]" is half of the option --signal.
DataModel made(const SampleOptions& o) {
  const auto numbers = [](const std::string& text, const char* option) { return list_of(text, option); };
  const Matrix<Rational> basis = o.basis.empty() ? Matrix<Rational>() : matrix_of(o.basis, "--basis");
  if (o.model == "static") {
    require_options(
        o.model, {{"--signal", &o.signal}, {"--noise", &o.noise}},
        {{"--persistence", &o.persistence}, {"--lag", &o.lag}, {"--masking", &o.masking}, {"--mixing", &o.mixing}});
    return DataModel::static_views(numbers(o.signal, "--signal"), numbers(o.noise, "--noise"), basis);
  }
  if (o.model == "dynamic") {
    require_options(o.model, {{"--signal", &o.signal}, {"--noise", &o.noise}, {"--persistence", &o.persistence}},
                    {{"--masking", &o.masking}, {"--mixing", &o.mixing}});
    return DataModel::dynamic(numbers(o.signal, "--signal"), numbers(o.persistence, "--persistence"),
                              numbers(o.noise, "--noise"),
                              whole_number(o.lag.empty() ? "1" : o.lag, "--lag", 1, DataModel::kMaxLag), basis);
  }
  if (o.model == "masking") {
    require_options(o.model, {{"--mixing", &o.mixing}, {"--masking", &o.masking}},
                    {{"--signal", &o.signal},
                     {"--noise", &o.noise},
                     {"--persistence", &o.persistence},
                     {"--lag", &o.lag},
                     {"--basis", &o.basis}});
    return DataModel::masking(matrix_of(o.mixing, "--mixing"), parse_rational(o.masking, "--masking"));
  }
  if (o.model == "autoencoder") {
    require_options(o.model, {{"--signal", &o.signal}},
                    {{"--noise", &o.noise},
                     {"--persistence", &o.persistence},
                     {"--lag", &o.lag},
                     {"--masking", &o.masking},
                     {"--mixing", &o.mixing}});
    return DataModel::autoencoder(numbers(o.signal, "--signal"), basis);
  }
  throw InvalidProblem("model",
                       unknown_name("model of data", o.model, {"static", "dynamic", "masking", "autoencoder"}));
}

DataModel model_of(const SampleOptions& options) {
  try {
    return made(options);
  } catch (const InvalidProblem& problem) {
    const std::string& where = problem.where();
    if (where.starts_with("--") || where == "model") throw;
    const std::string option = where.starts_with("masked")     ? "masking" + where.substr(6)
                               : where.starts_with("variance") ? "signal" + where.substr(8)
                                                               : where;
    throw InvalidProblem("--" + option, problem.rule());
  }
}

SourceLaw law_of(const std::string& text) {
  if (text == "gaussian") return SourceLaw::gaussian;
  if (text == "three-point") return SourceLaw::three_point;
  throw InvalidProblem("--law", unknown_name("distribution", text, {"gaussian", "three-point"}));
}

/// The nearest double, as the fewest digits that give it back.
std::string shortest(const Rational& value) { return fmt::format("{}", Real(value, 53).to_double()); }

Json json_of(const Matrix<Rational>& matrix) {
  Json rows = Json::array();
  for (Index i = 0; i < matrix.rows(); ++i) {
    Json row = Json::array();
    for (Index j = 0; j < matrix.cols(); ++j) row.push_back(exact_text(matrix(i, j)));
    rows.push_back(row);
  }
  return rows;
}

/// What is known of the model exactly; features are null where masking has no common basis that is known.
Json exact_part(const DataModel& model) {
  const Moments<Rational> moments = moments_of(model);
  Json document;
  document["model"] = name_of(model.kind());
  document["moments"] = {{"sxx", json_of(moments.sxx)}, {"syx", json_of(moments.syx)}, {"syy", json_of(*moments.syy)}};
  try {
    document["features"] = Json::array();
    for (const Feature& feature : features_of(model)) {
      Json json;
      echo(json, feature);
      document["features"].push_back(json);
    }
    document["directions"] = json_of(model.basis());
  } catch (const InvalidProblem&) {
    document["features"] = nullptr;
  }
  return document;
}

Answer sample_answer(const SampleOptions& options, const Context& context) {
  const DataModel model = model_of(options);
  const SourceLaw law = law_of(options.law);
  const long pairs = whole_number(options.pairs, "--pairs", 1, kMaxPairs);
  const auto first = static_cast<std::uint64_t>(whole_number(options.first, "--first", 0, 1L << 53));
  const auto seed = static_cast<std::uint64_t>(whole_number(options.seed, "--seed", 0, 1L << 53));
  Answer result;
  Json rows = Json::array();
  for (const char view : {'x', 'y'}) {
    for (Index i = 0; i < model.size(); ++i) {
      result.text += fmt::format("{}{}_{}", result.text.empty() ? "" : ",", view, i);
    }
  }
  result.text += '\n';
  Progress progress("pairs");
  for (Index done = 0; done < pairs; done += kBatch) {
    progress.show(static_cast<std::size_t>(done), static_cast<std::size_t>(pairs));
    const Index count = std::min<Index>(kBatch, pairs - done);
    const Samples<Rational> batch = samples_of(model, law, seed, first + static_cast<std::uint64_t>(done), count);
    for (Index j = 0; j < count; ++j) {
      Json row = Json::array();
      for (const auto* view : {&batch.x, &batch.y}) {
        for (Index i = 0; i < model.size(); ++i) {
          const std::string number = shortest((*view)(i, j));
          if (context.json) {
            row.push_back(number);
          } else {
            result.text += fmt::format("{}{}", view == &batch.x && i == 0 ? "" : ",", number);
          }
        }
      }
      if (context.json) {
        rows.push_back(std::move(row));
      } else {
        result.text += '\n';
      }
    }
  }
  result.json = exact_part(model);
  result.json["law"] = options.law;
  result.json["seed"] = seed;
  result.json["first"] = first;
  result.json["pairs"] = std::move(rows);
  return result;
}

}  // namespace

void add_sample(CLI::App& program, Context& context) {
  CLI::App& command = add_subcommand(program, "sample", "Pairs drawn from data models with known moments");
  const auto options = std::make_shared<SampleOptions>();
  add_option(command, "model", options->model, "Data model (proofs-notes/data.md)")
      .type_name("static|dynamic|masking|autoencoder")
      .required();
  add_option(command, "--signal", options->signal, "Variance of each feature: \"0.9,0.6\"").type_name("LIST");
  add_option(command, "--noise", options->noise, "Noise variance of each feature (static, dynamic)").type_name("LIST");
  add_option(command, "--persistence", options->persistence, "Autocorrelation g in [-1, 1] of each feature\n(dynamic)")
      .type_name("LIST");
  add_option(command, "--lag", options->lag, "Steps from x to y (dynamic; default 1)").type_name("K");
  add_option(command, "--basis", options->basis, "Orthogonal matrix, features in its columns:\n\"0.6,-0.8;0.8,0.6\"")
      .type_name("MATRIX");
  add_option(command, "--mixing", options->mixing, "Mixing matrix F of the image F h (masking)").type_name("MATRIX");
  add_option(command, "--masking", options->masking, "Masking ratio: fraction of entries hidden from x\n(masking)")
      .type_name("R");
  add_option(command, "--law", options->law, "Distribution of the sources (default gaussian)")
      .type_name("gaussian|three-point");
  add_option(command, "--pairs", options->pairs, "Number of pairs").type_name("N").required();
  add_option(command, "--first", options->first, "Index of the first pair in the stream (default 0)").type_name("N");
  add_option(command, "--seed", options->seed, "The same seed gives the same pairs everywhere\n(default 1)")
      .type_name("N");
  add_output_options(command, context);
  add_examples(command, {"jepa-oracle sample static --signal 0.9,1 --noise 0.1,2.3 --pairs 3"});
  set_action(command, context, options, sample_answer);
}

}  // namespace jepa_oracle::program
