#include "requests/diagnosis_request.h"

#include <fmt/format.h>

#include <cmath>

#include "jepa_oracle/errors.h"
#include "jepa_oracle/objectives.h"
#include "jepa_oracle/rational.h"
#include "requests/number_request.h"

namespace jepa_oracle::requests {
namespace {

std::optional<double> positive(const Text& text, const std::string& where) {
  if (!text) return std::nullopt;
  const Rational value = parse_rational(*text, where);
  if (value <= 0) throw InvalidProblem(where, fmt::format("{} is not > 0", *text));
  const auto nearest = static_cast<double>(value);
  if (nearest > 0 && std::isfinite(nearest)) return nearest;
  throw InvalidProblem(where, fmt::format("{} is beyond the range of double precision", text->substr(0, 40)));
}

}  // namespace

DiagnosisOptions options_of(const DiagnosisRequest& request, Spelling spelling) {
  DiagnosisOptions options;
  options.rate = positive(request.rate, spelled("rate", spelling));
  options.noise = positive(request.noise, spelled("noise", spelling));
  if (request.expect) options.expected = parse_network_objective(*request.expect, spelled("expect", spelling));
  if (request.batch_size) {
    constexpr long kMost = 1'000'000'000;
    options.batch_size =
        static_cast<double>(whole_number(*request.batch_size, spelled("batch_size", spelling), 1, kMost));
  }
  return options;
}

void require_moments(const DiagnosisOptions& options, const DiagnosedProblem& problem, Spelling spelling) {
  if (!options.batch_size) return;
  const std::string where = spelled("batch_size", spelling);
  if (options.noise) throw InvalidProblem(where, "not with a given noise: one of them says how large the noise is");
  if (!options.rate) throw InvalidProblem(where, "needs the learning rate: batches are those of gradient descent");
  if (!problem.moments) {
    throw InvalidProblem(where,
                         "needs the moments of all features (\"mixing\" of the problem): the noise of batches is "
                         "theirs");
  }
}

void require_rate(const DiagnosisOptions& options, const RecordedRun& run, Spelling spelling) {
  if (!run.in_steps || options.rate) return;
  throw InvalidProblem(spelled("rate", spelling), "missing: a run recorded in steps needs its learning rate");
}

}  // namespace jepa_oracle::requests
