/// One statement of a unit, with its parameters and the way its rows are decoded.
public struct Query<Row: Sendable>: Sendable {
  let statement: Statement
  let parameters: [PostgresValue]
  /// `nil` when rows are of no interest.
  let decodeRow: (@Sendable (borrowing PostgresRow) throws -> Row)?

  /// A statement whose rows are wanted.
  ///
  /// `row` runs once a row on the thread of the connection: it copies values out, and does nothing
  /// slow.
  public init(
    _ statement: Statement, _ parameters: [PostgresValue],
    row: @escaping @Sendable (borrowing PostgresRow) throws -> Row
  ) {
    self.statement = statement
    self.parameters = parameters
    self.decodeRow = row
  }
}

extension Query {
  /// The same statement where its rows are of no interest.
  public var withoutRows: Query<Never> { Query<Never>(statement, parameters) }
}

extension Query where Row == Never {
  /// A statement whose rows, if any, are of no interest; its result is an empty array.
  public init(_ statement: Statement, _ parameters: [PostgresValue] = []) {
    self.statement = statement
    self.parameters = parameters
    self.decodeRow = nil
  }
}
