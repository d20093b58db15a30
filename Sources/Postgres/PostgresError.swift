/// Why something asked of PostgreSQL did not happen.
///
/// `description` is fit for users: it never holds SQL text, values or what the server wrote.
public struct PostgresError: Error, Sendable, CustomStringConvertible {
  /// What kind of failure it is.
  public struct Code: Hashable, Sendable, CustomStringConvertible {
    /// The code's name, such as `connectionLost`.
    public let description: String

    /// PostgreSQL refused the statement or the commit; `sqlState` says why. Nothing was written.
    public static let server = Code(description: "server")
    /// The connection broke after the unit was sent: it may have been committed or not.
    public static let connectionLost = Code(description: "connectionLost")
    /// No connection could be had in time. Nothing was sent.
    public static let unavailable = Code(description: "unavailable")
    /// Too much work waits already. Nothing was sent.
    public static let overloaded = Code(description: "overloaded")
    /// The deadline passed: before the unit was sent, or while its result was awaited. In the
    /// second case it may have been committed or not.
    public static let deadlineExceeded = Code(description: "deadlineExceeded")
    /// The lanes are being shut down. Nothing was sent.
    public static let shuttingDown = Code(description: "shuttingDown")
    /// A result did not have the shape its decoding expects. The unit was committed.
    public static let decoding = Code(description: "decoding")
    /// The database URL can't be used.
    public static let configuration = Code(description: "configuration")
    /// The database holds a migration that asks for a newer binary than this one.
    public static let binaryTooOld = Code(description: "binaryTooOld")
    /// A migration that was applied differs from the one this binary carries.
    public static let migrationChanged = Code(description: "migrationChanged")
  }

  /// What kind of failure it is.
  public let code: Code
  /// What was attempted: the statement's name, or a word such as `connect`. Never SQL text.
  public let attempted: String
  /// What went wrong, in words fit for users.
  public let reason: String
  /// The five characters of the server's SQLSTATE, when the server spoke.
  public let sqlState: String?
  /// The constraint that was violated, when one was.
  public let constraint: String?
  /// What the server or libpq wrote. For logs only: it may quote values.
  public let serverMessage: String?
  /// Whether the same request may well succeed when it is sent again.
  ///
  /// After `connectionLost` the first one may have been committed: repeat only what is safe to
  /// repeat.
  public let isRetriable: Bool

  /// An error; `isRetriable` is for the one who knows the cause to say.
  public init(
    _ code: Code, attempted: String, reason: String, sqlState: String? = nil,
    constraint: String? = nil, serverMessage: String? = nil, isRetriable: Bool = false
  ) {
    self.code = code
    self.attempted = attempted
    self.reason = reason
    self.sqlState = sqlState
    self.constraint = constraint
    self.serverMessage = serverMessage
    self.isRetriable = isRetriable
  }

  /// What was attempted and why it failed, fit for users.
  public var description: String { "\(attempted): \(reason)" }
}
