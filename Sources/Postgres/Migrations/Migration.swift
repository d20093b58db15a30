/// One numbered step of the database's schema.
public struct Migration: Sendable, Hashable {
  /// Its place: 1, 2, 3 … without gaps.
  public let number: Int32
  /// What it does, in one or two words, such as `conversations`.
  public let name: String
  /// Its SQL, without transaction control.
  public let sql: String
  /// The oldest binary that may still run once this is applied, given as the highest migration
  /// number that binary carries. Expanding the schema leaves it where it was; contracting raises
  /// it.
  public let oldestBinary: Int32
  /// `false` for what PostgreSQL refuses inside a transaction, such as `CREATE INDEX
  /// CONCURRENTLY`. Such a migration may be cut short, so each of its statements must be safe to
  /// repeat; a line `-- next` parts them.
  public let isTransactional: Bool

  /// Describes one step.
  public init(
    number: Int32, name: String, sql: String, oldestBinary: Int32, isTransactional: Bool = true
  ) {
    self.number = number
    self.name = name
    self.sql = sql
    self.oldestBinary = oldestBinary
    self.isTransactional = isTransactional
  }
}
