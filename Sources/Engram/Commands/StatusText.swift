import Wire

/// A failed call in words.
enum StatusText {
  /// The code and the message, then a line for each thing the server said about it.
  static func describe(_ status: RPCStatus) -> String {
    ([status.description] + status.details.flatMap(lines)).joined(separator: "\n")
  }

  private static func lines(_ detail: StatusDetail) -> [String] {
    switch detail {
    case .badRequest(let violations): violations.map { "  \($0.field): \($0.description)" }
    case .retryInfo(let delay): ["  try again after \(delay)"]
    case .errorInfo(let reason): ["  reason: \(reason)"]
    }
  }
}
