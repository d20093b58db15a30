import Domain
import Wire

/// The one place where errors turn into the status that a client sees.
enum StatusTranslation {
  /// How long a client is asked to wait for a database that is away or busy.
  private static let storageRetry = Duration.seconds(1)
  /// The same for a model, where its provider does not say.
  private static let modelRetry = Duration.seconds(2)

  /// The status for `error`. What is not known here is INTERNAL, and its text stays in the log.
  static func status(for error: any Error) -> RPCStatus {
    switch error {
    case let status as RPCStatus: status
    case let error as DomainError: status(for: error)
    case let error as UnpackError: status(for: error)
    case is CancellationError: RPCStatus(.cancelled, "the call was cancelled")
    default:
      StorageFailure(error).map(status) ?? ModelFailure(error).map(status)
        ?? RPCStatus(.internal, "internal error")
    }
  }

  private static func status(for error: DomainError) -> RPCStatus {
    switch error {
    case .invalidArgument(let field, let reason):
      refusal(.invalidArgument, field: field, reason)
    case .notFound(let resource, let field?):
      refusal(.notFound, field: field, "must be the id of a \(resource) that is there")
    case .notFound(let resource, nil):
      RPCStatus(.notFound, "no such \(resource)")
    case .alreadyExists(let resource, let field):
      refusal(.alreadyExists, field: field, "is taken by another \(resource)")
    case .unavailable(let resource, let retryAfter):
      RPCStatus(
        .unavailable, "the \(resource), or what it belongs to, is still being erased",
        details: [.retryInfo(retryAfter), .errorInfo(reason: "BEING_ERASED")])
    case .aborted(let resource):
      RPCStatus(.aborted, "other calls kept changing the \(resource)")
    case .chatRunning:
      RPCStatus(
        .aborted, "a chat is running in the conversation",
        details: [.errorInfo(reason: "CHAT_RUNNING")])
    case .shuttingDown: .shuttingDown
    case .failedPrecondition(let resource, let obstacle):
      RPCStatus(
        .failedPrecondition, "the \(resource) \(obstacle.expectation)",
        details: [.errorInfo(reason: obstacle.rawValue)])
    }
  }

  /// The database has more to do than may wait for it.
  static let databaseOverloaded = RPCStatus(
    .resourceExhausted, "too much work waits for the database",
    details: [.retryInfo(storageRetry), .errorInfo(reason: "DATABASE_OVERLOADED")])

  private static func status(for failure: StorageFailure) -> RPCStatus {
    switch failure {
    case .unavailable:
      RPCStatus(
        .unavailable, "the database can't be reached",
        details: [.retryInfo(storageRetry), .errorInfo(reason: "DATABASE_UNAVAILABLE")])
    case .overloaded: databaseOverloaded
    case .deadlineExceeded: .deadlineExceeded
    case .internal: RPCStatus(.internal, "internal error")
    }
  }

  private static func status(for failure: ModelFailure) -> RPCStatus {
    switch failure {
    case .refused(let reason):
      RPCStatus(
        .failedPrecondition, "the model can't be used: \(reason)",
        details: [.errorInfo(reason: "MODEL_REFUSED")])
    case .inputRefused(let reason):
      RPCStatus(
        .failedPrecondition, "the model does not take this chat: \(reason)",
        details: [.errorInfo(reason: "MODEL_REFUSED_INPUT")])
    case .rateLimited(let retryAfter):
      RPCStatus(
        .resourceExhausted, "the model's provider wants fewer requests",
        details: [.retryInfo(retryAfter ?? modelRetry), .errorInfo(reason: "MODEL_RATE_LIMITED")])
    case .unavailable(let reason, let retryAfter):
      RPCStatus(
        .unavailable, "the model did not answer: \(reason)",
        details: [.retryInfo(retryAfter ?? modelRetry), .errorInfo(reason: "MODEL_UNAVAILABLE")])
    case .deadlineExceeded: .deadlineExceeded
    case .overloaded:
      RPCStatus(
        .resourceExhausted, "too many requests wait for the model",
        details: [.retryInfo(modelRetry), .errorInfo(reason: "MODEL_OVERLOADED")])
    }
  }

  private static func status(for error: UnpackError) -> RPCStatus {
    switch error {
    case .malformed:
      RPCStatus(.invalidArgument, "the message is not valid protobuf of the expected type")
    case .invalidText(let field):
      refusal(.invalidArgument, field: field, "must be UTF-8 without U+0000")
    case .overBudget:
      RPCStatus(.resourceExhausted, "the message takes more memory than one request may")
    }
  }

  /// A status about one field.
  private static func refusal(
    _ code: StatusCode, field: String, _ description: String
  ) -> RPCStatus {
    RPCStatus(
      code, "\(field) \(description)",
      details: [.badRequest([FieldViolation(field: field, description: description)])])
  }
}
