import Postgres

/// An error of the database with what the server or libpq wrote, which is for operators only.
struct OperatorError: Error, CustomStringConvertible {
  let description: String

  init(_ error: PostgresError) {
    let detail = error.serverMessage.map { "\n\($0)" } ?? ""
    description = "\(error)\(detail)"
  }
}
