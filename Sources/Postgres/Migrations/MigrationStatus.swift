/// Which migrations a database holds, compared with those a binary carries.
public struct MigrationStatus: Sendable {
  /// A migration that the database holds.
  public struct Applied: Sendable, Hashable {
    /// Its place.
    public let number: Int32
    /// Its name when it was applied.
    public let name: String
    /// When it was applied.
    public let appliedAt: PostgresTimestamp
    /// The oldest binary that may still run, as a migration number.
    public let oldestBinary: Int32
  }

  /// Applied and known to this binary, in order.
  public let applied: [Applied]
  /// Known to this binary and not yet applied, in order.
  public let pending: [Migration]
  /// Applied by a newer binary, in order.
  public let unknown: [Applied]
}
