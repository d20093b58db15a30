import Synchronization

/// One statement to be run, whatever its rows are.
protocol AnyStatementCall: Sendable {
  var preparation: Preparation { get }
  var parameters: EncodedParameters { get }

  /// Decodes the result, on the thread that owns it. A failure is kept for the caller.
  func receive(_ result: borrowing PostgresResult)
}

/// What a session prepares: a statement with the types of its parameters.
///
/// Two statements that share a name by mistake are still prepared apart.
struct Preparation: Sendable, Hashable {
  let statement: Statement
  let types: [UInt32]

  func hash(into hasher: inout Hasher) {
    hasher.combine(statement)
  }
}

/// A query on its way: its parameters encoded, its rows to come.
final class StatementCall<Row: Sendable>: AnyStatementCall {
  let preparation: Preparation
  let parameters: EncodedParameters
  private let decodeRow: (@Sendable (borrowing PostgresRow) throws -> Row)?
  private let received = Mutex<Result<[Row], any Error>>(.success([]))

  init(_ query: Query<Row>) {
    parameters = EncodedParameters(query.parameters)
    preparation = Preparation(statement: query.statement, types: parameters.types)
    decodeRow = query.decodeRow
  }

  func receive(_ result: borrowing PostgresResult) {
    guard let decodeRow else { return }
    var rows: [Row] = []
    do {
      try result.forEachRow(of: preparation.statement.name) { row in
        rows.append(try decodeRow(row))
      }
      received.withLock { $0 = .success(rows) }
    } catch {
      received.withLock { $0 = .failure(error) }
    }
  }

  /// The decoded rows, once the unit has been committed.
  func rows() throws -> [Row] {
    try received.withLock { $0 }.get()
  }
}
