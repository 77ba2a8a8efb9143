#pragma once

#include <functional>
#include <memory>
#include <optional>

#include "judge/protocol/implementation.h"
#include "judge/protocol/protocol.h"
#include "judge/subject/subject_process.h"

namespace jepa_oracle::properties {

/// An implementation behind a command, or behind anything else that answers lines: JSON-RPC 2.0, one message a line. It
/// is asked to describe itself when it starts.
class RemoteImplementation : public Implementation {
 public:
  /// Makes a fresh one, at the start and after an error. @throws ImplementationError
  using Connect = std::function<std::unique_ptr<SubjectLine>()>;

  /// @throws ImplementationError when it does not describe itself
  explicit RemoteImplementation(Connect connect);
  /// @throws ImplementationError when the command does not describe itself
  RemoteImplementation(std::string command, ProcessLimits limits);
  /// A second one of the same kind. @throws ImplementationError when it does not describe itself as this one did
  std::unique_ptr<RemoteImplementation> another() const;

  const Description& description() const override { return *description_; }
  void put(const Question& question) override;
  Answer take(const Question& question) override;
  void restart() override;

 private:
  RemoteImplementation(Connect connect, Description description);
  /// @throws ImplementationError when it did not start
  SubjectLine& line();
  /// @param params  JSON
  void send(const std::string& method, const std::string& params);
  /// The result of the next response.
  /// @param values  numbers that it consists of: one with far more is refused unread
  JsonText receive(std::size_t values);

  Connect connect_;
  std::unique_ptr<SubjectLine> line_;
  std::optional<Description> description_;
  long last_sent_ = 0;  ///< ids of requests are 1, 2, ...
  long last_received_ = 0;
};

}  // namespace jepa_oracle::properties
