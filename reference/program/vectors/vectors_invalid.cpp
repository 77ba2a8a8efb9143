// Inputs that must be refused, with what the reference says of them.
#include "vectors/vector_checks.h"

namespace jepa_oracle::program {
namespace {

void add_scalar(VectorFile& file) {
  const Json time = {{"objective", "jepa"}, {"depth", "3"},      {"lambda", "1"}, {"rho", "0.5"},
                     {"epsilon", "0.0625"}, {"fraction", "0.5"}, {"time", "flow"}};
  file.group("critical times", {"CriticalTime.JepaClosedForm", "CriticalTime.MaeClosedForm"});
  const auto refuse = [&](const Json& changes, const std::string& flag) {
    add_refused(file, "critical_time", check_critical_time, time, changes, flag);
  };
  refuse({{"objective", "autoencoder"}}, "UnknownName");
  refuse({{"time", "seconds"}}, "UnknownName");
  for (const char* depth : {"0", "-1", "2.5", "1001"}) refuse({{"depth", depth}}, "DepthOutOfRange");
  for (const char* epsilon : {"0", "-0.0625"}) refuse({{"epsilon", epsilon}}, "NotPositive");
  refuse({{"rho", nullptr}, {"variance", "0"}}, "NotPositive");
  refuse({{"rho", nullptr}, {"variance", "-1"}}, "NotPositive");
  refuse({{"fraction", nullptr}, {"level", "0"}}, "NotPositive");
  for (const char* fraction : {"0", "1", "1.5", "-0.5"}) refuse({{"fraction", fraction}}, "FractionOutOfRange");
  refuse({{"rho", "-0.5"}}, "SignOfRho");
  refuse({{"lambda", "-1"}}, "SignOfRho");
  refuse({{"rho", "0"}}, "SignOfRho");
  refuse({{"lambda", "0"}}, "SignOfRho");
  for (const char* key : {"lambda", "rho", "epsilon", "fraction"}) {
    for (const char* value : {"nan", "inf"}) refuse({{key, value}}, "NotFinite");
  }
}

void add_window(VectorFile& file) {
  const Json window = {{"depth", "3"},
                       {"fraction", "0.5"},
                       {"influential", {{"lambda", "0.875"}, {"rho", "0.875"}}},
                       {"noisy", {{"lambda", "1"}, {"rho", "0.3125"}}}};
  file.group("windows", {"Ordering.ConflictWindow"});
  const auto refuse = [&](const Json& changes, const std::string& flag) {
    add_refused(file, "window", check_window, window, changes, flag);
  };
  refuse({{"fraction", "1"}}, "FractionOutOfRange");
  refuse({{"influential", {{"lambda", "1"}, {"rho", "0.875"}}}}, "NoConflict");
  refuse({{"influential", {{"lambda", "0.875"}, {"rho", "0.3125"}}}}, "NoConflict");
  refuse({{"noisy", {{"lambda", "-1"}, {"rho", "-0.3125"}}}}, "NoConflict");
}

void add_fields(VectorFile& file) {
  const Json unit = square("1", "0", "0", "1");
  const Json field = {
      {"objective", "jepa"}, {"layers", Json::array({unit})}, {"top", unit}, {"sxx", unit}, {"syx", unit}};
  file.group("fields", {"Gradient.SchemaShapes"});
  const auto refuse = [&](const Json& changes, const std::string& flag) {
    add_refused(file, "field", check_field, field, changes, flag);
  };
  const Json row = Json::array({Json::array({"1", "0"})});
  const Json one = Json::array({Json::array({"1"})});
  refuse({{"layers", Json::array()}}, "Shapes");
  refuse({{"layers", Json::array({one})}}, "Shapes");
  refuse({{"layers", Json::array({row})}}, "Shapes");  // the top no longer fits the code
  refuse({{"top", row}}, "Shapes");
  refuse({{"syx", one}}, "Shapes");
  refuse({{"sxx", row}}, "Shapes");
  refuse({{"sxx", square("1", "0.5", "0.25", "1")}}, "NotSymmetric");
  refuse({{"sxx", square("1", "2", "2", "1")}}, "NotPositiveDefinite");
  refuse({{"sxx", square("1", "1", "1", "1")}}, "NotPositiveDefinite");
  refuse({{"sxx", square("0", "0", "0", "0")}}, "NotPositiveDefinite");
  refuse({{"top", square("nan", "0", "0", "1")}}, "NotFinite");
}

}  // namespace

VectorFile invalid_vectors() {
  VectorFile file(
      "invalid", "Inputs that have no answer: an implementation must refuse them, not answer something.",
      {{"UnknownName", "validation", "a name that is none is taken for a default", "an answer to another question"},
       {"DepthOutOfRange", "validation", "a depth that is no number of layers is used",
        "roots and powers without sense"},
       {"NotPositive", "validation", "an amplitude or variance that is not positive is used", "NaN, or a wrong sign"},
       {"FractionOutOfRange", "validation", "a fraction outside (0, 1) is used", "a time that is infinite or not real"},
       {"SignOfRho", "validation", "rho is not checked against lambda", "a negative or infinite variance"},
       {"NotFinite", "validation", "NaN or infinity is computed with", "NaN that spreads silently"},
       {"NoConflict", "validation", "two features that are not in conflict are taken for such", "an invented window"},
       {"Shapes", "validation", "shapes are broadcast or not compared", "an answer of the wrong shape"},
       {"NotSymmetric", "validation", "sxx is used although it is no second moment", "a field that belongs to no data"},
       {"NotPositiveDefinite", "validation", "sxx is used although it is no second moment",
        "a field that belongs to no data"}});
  add_scalar(file);
  add_window(file);
  add_fields(file);
  return file;
}

}  // namespace jepa_oracle::program
