import Wire

/// The one place where errors turn into the status that a client sees.
enum StatusTranslation {
  /// The status for `error`. What is not known here is INTERNAL, and its text stays in the log.
  static func status(for error: any Error) -> RPCStatus {
    switch error {
    case let status as RPCStatus: status
    case let error as UnpackError: status(for: error)
    case is CancellationError: RPCStatus(.cancelled, "the call was cancelled")
    default: RPCStatus(.internal, "internal error")
    }
  }

  private static func status(for error: UnpackError) -> RPCStatus {
    switch error {
    case .malformed:
      RPCStatus(.invalidArgument, "the message is not valid protobuf of the expected type")
    case .invalidText(let field):
      RPCStatus(
        .invalidArgument, "text must be UTF-8 without U+0000",
        details: [
          .badRequest([
            FieldViolation(field: field, description: "must be UTF-8 without U+0000")
          ])
        ])
    case .overBudget:
      RPCStatus(.resourceExhausted, "the message takes more memory than one request may")
    }
  }
}
