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
  @inlinable
  public func decode<Value: PostgresDecodable>(
    _ column: Int, as type: Value.Type = Value.self
  ) throws(PostgresError) -> Value {
    guard let value = try decodeOptional(column, as: type) else {
      throw problem(column, "is NULL")
    }
    return value
  }

  /// The value of a column; `nil` for SQL `NULL`.
  ///
  /// Inlinable, as is `decode`, so that each caller has code of its own type: through a witness
  /// table it would cost several times as much as the decoding itself.
  @inlinable
  public func decodeOptional<Value: PostgresDecodable>(
    _ column: Int, as type: Value.Type = Value.self
  ) throws(PostgresError) -> Value? {
    let field = try field(column)
    guard Value.canDecode(typeOID: field.typeOID) else {
      throw problem(column, "is not of a type that \(type) is read from")
    }
    guard let start = unsafe field.start else { return nil }
    let bytes = unsafe RawSpan(_unsafeStart: start, byteCount: field.byteCount)
    guard let value = Value(postgresBinary: bytes) else {
      throw problem(column, "does not hold what its type promises")
    }
    return value
  }

  /// The elements of a column that holds an array of one dimension; `NULL`, in its place or among
  /// its elements, is an error.
  public func decodeArray<Value: PostgresDecodable>(
    _ column: Int, of type: Value.Type = Value.self
  ) throws(PostgresError) -> [Value] {
    let field = try field(column)
    guard let start = unsafe field.start else { throw problem(column, "is NULL") }
    let bytes = unsafe RawSpan(_unsafeStart: start, byteCount: field.byteCount)
    guard let elements = ArrayDecoding<Value>.elements(bytes) else {
      throw problem(column, "does not hold what its type promises")
    }
    return elements
  }

  /// What a column holds, borrowed from the result.
  @safe @usableFromInline struct Field {
    @usableFromInline let typeOID: UInt32
    /// `nil` for SQL `NULL`.
    @usableFromInline let start: UnsafeRawPointer?
    @usableFromInline let byteCount: Int
  }

  @usableFromInline
  func field(_ column: Int) throws(PostgresError) -> Field {
    guard let index = Int32(exactly: column), index >= 0, unsafe index < PQnfields(result) else {
      throw problem(column, "does not exist")
    }
    let isNull = unsafe PQgetisnull(result, row, index) == 1
    return unsafe Field(
      typeOID: PQftype(result, index),
      start: isNull ? nil : UnsafeRawPointer(PQgetvalue(result, row, index)),
      byteCount: Int(PQgetlength(result, row, index)))
  }

  @usableFromInline
  func problem(_ column: Int, _ what: String) -> PostgresError {
    PostgresError(.decoding, attempted: statement, reason: "result column \(column) \(what)")
  }
}
