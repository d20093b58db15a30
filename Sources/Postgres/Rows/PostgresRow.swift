/// One row of a result, lent while it is decoded.
public struct PostgresRow: ~Copyable {
  /// The value of a column, counted from 0; SQL `NULL` is an error.
  public func decode<Value: PostgresDecodable>(
    _ column: Int, as type: Value.Type = Value.self
  ) throws(PostgresError) -> Value {
    throw PostgresError(.decoding, attempted: "", reason: "")
  }

  /// The value of a column, counted from 0; `nil` for SQL `NULL`.
  public func decodeOptional<Value: PostgresDecodable>(
    _ column: Int, as type: Value.Type = Value.self
  ) throws(PostgresError) -> Value? { nil }

  /// The elements of a column that holds a one-dimensional array; a `NULL` in it is an error.
  public func decodeArray<Value: PostgresDecodable>(
    _ column: Int, of type: Value.Type = Value.self
  ) throws(PostgresError) -> [Value] { [] }
}
