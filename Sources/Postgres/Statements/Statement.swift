/// A named statement, prepared once on each connection that runs it.
public struct Statement: Sendable, Hashable {
  /// What errors, logs and metrics call it. At most 40 bytes, so that PostgreSQL keeps it whole.
  public let name: String
  /// One SQL statement with parameters `$1`, `$2` … and qualified table names.
  public let sql: String

  /// Names `sql`.
  public init(name: String, sql: String) {
    self.name = name
    self.sql = sql
  }

  /// Hashes the name alone: names rarely collide, and SQL is long.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(name)
  }
}
