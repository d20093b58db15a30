import Postgres

/// What an error of the database means to a caller who knows nothing of databases.
public enum StorageFailure: Sendable, Hashable {
  /// The database can't be reached, or broke off; it may have done what it was asked.
  case unavailable
  /// Too much waits for the database; nothing was done.
  case overloaded
  /// The caller's deadline passed; it may have been done all the same.
  case deadlineExceeded
  /// A fault of ours.
  case `internal`

  /// `nil` for an error that is not the database's.
  public init?(_ error: any Error) {
    guard let error = error as? PostgresError else { return nil }
    switch error.code {
    case .unavailable, .connectionLost, .shuttingDown: self = .unavailable
    case .overloaded: self = .overloaded
    case .deadlineExceeded: self = .deadlineExceeded
    case .server where error.isRetriable: self = .unavailable
    default: self = .internal
    }
  }
}
