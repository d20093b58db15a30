public import FoundationEssentials

/// A parameter of a statement; it travels in binary form, with its type.
///
/// `nil` is SQL `NULL` of that type.
public enum PostgresValue: Sendable, Hashable {
  /// `boolean`
  case bool(Bool?)
  /// `smallint`
  case int2(Int16?)
  /// `integer`
  case int4(Int32?)
  /// `bigint`
  case int8(Int64?)
  /// `double precision`
  case float8(Double?)
  /// `text`
  case text(String?)
  /// `bytea`
  case bytea([UInt8]?)
  /// `uuid`
  case uuid(UUID?)
  /// `timestamptz`
  case timestamptz(PostgresTimestamp?)
  /// `jsonb`, as JSON text
  case jsonb(String?)

  /// `boolean[]`
  case boolArray([Bool?])
  /// `smallint[]`
  case int2Array([Int16?])
  /// `integer[]`
  case int4Array([Int32?])
  /// `bigint[]`
  case int8Array([Int64?])
  /// `real[]`
  case float4Array([Float])
  /// `double precision[]`
  case float8Array([Double?])
  /// `text[]`
  case textArray([String?])
  /// `bytea[]`
  case byteaArray([[UInt8]?])
  /// `uuid[]`
  case uuidArray([UUID?])
  /// `timestamptz[]`
  case timestamptzArray([PostgresTimestamp?])
  /// `jsonb[]`, as JSON texts
  case jsonbArray([String?])
  /// An array of a type that an extension brings, each element in the type's own binary form
  case extensionArray(ExtensionType, [[UInt8]?])
}

/// A type that the database has from an extension, by its object identifiers there.
public struct ExtensionType: Sendable, Hashable {
  let element: UInt32
  let array: UInt32

  /// A type and that of its arrays.
  public init(element: UInt32, array: UInt32) {
    self.element = element
    self.array = array
  }
}
