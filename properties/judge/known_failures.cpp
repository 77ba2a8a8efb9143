#include "judge/known_failures.h"

#include <fmt/format.h>

#include <algorithm>

#include "jepa_oracle/errors.h"
#include "jepa_oracle/json_text.h"
#include "suite/claim.h"
#include "suite/claim_search.h"

namespace jepa_oracle::properties {
namespace {

using Kind = JsonText::Kind;

constexpr const char* kFormat = "jepa-oracle/known-failures/1";

const JsonText& member(const JsonText& object, const std::string& key, Kind kind, const std::string& where) {
  const JsonText* value = object.find(key);
  if (value == nullptr) throw InvalidProblem(where, fmt::format("\"{}\" is missing", key));
  if (value->kind != kind) {
    throw InvalidProblem(where.empty() ? key : where + "." + key,
                         fmt::format("must be {}, not {}", name_of(kind), name_of(value->kind)));
  }
  return *value;
}

void require_known_keys(const JsonText& object, const std::vector<std::string>& known, const std::string& where) {
  for (const std::string& key : object.keys) {
    if (std::find(known.begin(), known.end(), key) == known.end()) {
      throw InvalidProblem(where, fmt::format("unknown key \"{}\"", key.substr(0, 40)));
    }
  }
}

/// The numbers in the order of the claim's fields, whatever their order in the text: equal cases are equal instances.
Instance instance_of(const JsonText& object, const Claim& claim, const std::string& where) {
  Instance given;
  for (std::size_t i = 0; i < object.keys.size(); ++i) {
    const JsonText& value = object.values[i];
    const std::string number_where = where + "." + object.keys[i];
    if (value.kind != Kind::number && value.kind != Kind::string) {
      throw InvalidProblem(number_where,
                           fmt::format("must be a number or a string with one, not {}", name_of(value.kind)));
    }
    given.set(object.keys[i], parse_rational(value.text, number_where));
  }
  try {
    require_fields(claim, given);
  } catch (const InvalidProblem& error) {  // which knows the place from "instance" on
    throw InvalidProblem(where.substr(0, where.rfind('.') + 1) + error.where(), error.rule());
  }
  Instance ordered;
  for (const Field& field : claim.fields) ordered.set(field.name, given.number(field.name));
  return ordered;
}

KnownFailure failure_of(const JsonText& entry, const std::string& where) {
  if (entry.kind != Kind::object) {
    throw InvalidProblem(where, fmt::format("must be an object, not {}", name_of(entry.kind)));
  }
  require_known_keys(entry, {"claim", "reason", "instance"}, where);
  KnownFailure failure{member(entry, "claim", Kind::string, where).text,
                       member(entry, "reason", Kind::string, where).text, std::nullopt};
  const auto& claims = all_claims();
  const bool exists = std::any_of(claims.begin(), claims.end(), [&](const Claim& c) { return c.id == failure.claim; });
  if (!exists)
    throw InvalidProblem(where + ".claim", fmt::format("unknown claim \"{}\"{}", failure.claim.substr(0, 60),
                                                       meant_claim(failure.claim)));
  if (failure.reason.empty()) throw InvalidProblem(where + ".reason", "must state why this fails");
  if (entry.find("instance") != nullptr) {
    failure.instance =
        instance_of(member(entry, "instance", Kind::object, where), claim_of(failure.claim), where + ".instance");
  }
  return failure;
}

}  // namespace

std::vector<KnownFailure> parse_known_failures(std::string_view text) {
  const JsonText document = parse_json(text);
  if (document.kind != Kind::object) throw InvalidProblem("", "the known failures must be one JSON object");
  require_known_keys(document, {"format", "failures"}, "");
  if (member(document, "format", Kind::string, "").text != kFormat) {
    throw InvalidProblem("format", fmt::format("must be \"{}\"", kFormat));
  }
  std::vector<KnownFailure> failures;
  for (const JsonText& entry : member(document, "failures", Kind::array, "").values) {
    const std::string where = fmt::format("failures[{}]", failures.size());
    failures.push_back(failure_of(entry, where));
    for (std::size_t i = 0; i + 1 < failures.size(); ++i) {
      if (failures[i].claim != failures.back().claim) continue;
      if (failures[i].instance == failures.back().instance) {
        throw InvalidProblem(where, fmt::format("duplicate of failures[{}]", i));
      }
      if (!failures[i].instance || !failures.back().instance) {
        throw InvalidProblem(
            where, fmt::format("overlaps failures[{}]: one of them names a case, the other the whole claim", i));
      }
    }
  }
  return failures;
}

}  // namespace jepa_oracle::properties
