import CLibPQ

/// One row of a result, lent while it is decoded.
///
/// Each method takes the column's place, counted from 0, and throws `PostgresError.Code.decoding`,
/// naming statement and column, when the column can't be read as what is asked for.
@safe public struct PostgresRow: ~Copyable {
  /// Borrowed from the `PostgresResult` that lends this row.
  private let result: OpaquePointer
  private let row: Int32
  private let statement: String

  init(borrowing result: OpaquePointer, row: Int32, statement: String) {
    unsafe self.result = result
    self.row = row
    self.statement = statement
  }

  /// The value of a column; SQL `NULL` is an error.
  public func decode<Value: PostgresDecodable>(
    _ column: Int, as type: Value.Type = Value.self
  ) throws(PostgresError) -> Value {
    guard let value = try decodeOptional(column, as: type) else {
      throw problem(column, "is NULL")
    }
    return value
  }

  /// The value of a column; `nil` for SQL `NULL`.
  public func decodeOptional<Value: PostgresDecodable>(
    _ column: Int, as type: Value.Type = Value.self
  ) throws(PostgresError) -> Value? {
    let index = try checked(column)
    guard Value.canDecode(typeOID: unsafe PQftype(result, index)) else {
      throw problem(column, "is not of a type that \(type) is read from")
    }
    return try decode(index) { Value(postgresBinary: $0) }
  }

  /// The elements of a column that holds an array of one dimension; `NULL`, in its place or among
  /// its elements, is an error.
  public func decodeArray<Value: PostgresDecodable>(
    _ column: Int, of type: Value.Type = Value.self
  ) throws(PostgresError) -> [Value] {
    let elements = try decode(try checked(column)) { ArrayDecoding<Value>.elements($0) }
    guard let elements else { throw problem(column, "is NULL") }
    return elements
  }

  private func checked(_ column: Int) throws(PostgresError) -> Int32 {
    guard let index = Int32(exactly: column), index >= 0, unsafe index < PQnfields(result) else {
      throw problem(column, "does not exist")
    }
    return index
  }

  private func decode<Value>(
    _ column: Int32, _ read: (RawSpan) -> Value?
  ) throws(PostgresError) -> Value? {
    if unsafe PQgetisnull(result, row, column) == 1 { return nil }
    let length = unsafe Int(PQgetlength(result, row, column))
    let bytes = unsafe RawSpan(
      _unsafeStart: UnsafeRawPointer(PQgetvalue(result, row, column)), byteCount: length)
    guard let value = read(bytes) else {
      throw problem(Int(column), "does not hold what its type promises")
    }
    return value
  }

  private func problem(_ column: Int, _ what: String) -> PostgresError {
    PostgresError(.decoding, attempted: statement, reason: "result column \(column) \(what)")
  }
}
