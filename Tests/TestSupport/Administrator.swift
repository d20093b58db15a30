import LocalStack
import Postgres

/// Runs statements as the superuser, one after the other, on one connection.
actor Administrator {
  static let shared = Administrator()

  private let session = Task {
    try await PostgresSession.connect(url: SharedStack.stack.databaseURL)
  }

  func execute(_ sql: String) async throws {
    try await session.value.execute(Statement(name: "administration", sql: sql))
  }
}
