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
  /// The highest migration number that this binary carries.
  public let binary: Int32

  /// The highest migration number that a binary must carry to run on this database.
  public var oldestBinary: Int32 {
    (applied + unknown).map(\.oldestBinary).max() ?? 0
  }

  /// Throws `binaryTooOld` when this binary must not run on this database.
  public func requireCompatibleBinary() throws(PostgresError) {
    guard binary < oldestBinary else { return }
    throw PostgresError(
      .binaryTooOld, attempted: "migrations",
      reason: "the database needs a binary that knows migration \(oldestBinary) or later; "
        + "this one knows up to \(binary): install a newer engram")
  }
}
