import Postgres

/// Free-form data of the caller's own: the text of one JSON object that PostgreSQL's `jsonb` takes.
public struct MetadataObject: Sendable, Hashable {
  /// The most bytes of its text, numbers counted as they are written without an exponent.
  public static let maxBytes = 65_536
  /// How deep objects and arrays may be nested, the outermost object counted.
  public static let maxDepth = 32

  /// The text: the caller's own, or the database's, which is equal as JSON.
  public let json: String

  /// Checks text that came from a caller.
  public init(_ json: String) throws(RuleViolation) {
    guard json.utf8.count <= Self.maxBytes else {
      throw RuleViolation(
        "must be at most \(Self.maxBytes) bytes; it has \(json.utf8.count)")
    }
    var check = JSONObjectCheck(
      Array(json.utf8), maxBytes: Self.maxBytes, maxDepth: Self.maxDepth)
    try check.run()
    self.json = json
  }

  /// From a `jsonb` column; `nil` for SQL `NULL`.
  init?(_ row: borrowing PostgresRow, _ column: Int) throws(PostgresError) {
    guard let stored: PostgresJSON = try row.decodeOptional(column) else { return nil }
    json = stored.text
  }
}
