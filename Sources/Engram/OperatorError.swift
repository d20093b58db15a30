import Postgres

/// What an operator has to mend; of the database with what the server or libpq wrote, which is for
/// operators only.
struct OperatorError: Error, CustomStringConvertible {
  let description: String

  /// What is wrong and what was expected, in words fit for operators.
  init(_ description: String) {
    self.description = description
  }

  init(_ error: PostgresError) {
    let detail = error.serverMessage.map { "\n\($0)" } ?? ""
    description = "\(error)\(detail)"
  }
}
