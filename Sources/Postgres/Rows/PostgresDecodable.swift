public import FoundationEssentials

/// A Swift value that a column can hold, read from PostgreSQL's binary form.
public protocol PostgresDecodable: Sendable {
  /// Whether a column of this type can be read as such a value.
  static func canDecode(typeOID: UInt32) -> Bool

  /// Reads a value; `nil` when `bytes` are not its binary form.
  init?(postgresBinary bytes: RawSpan)
}

extension RawSpan {
  /// The big-endian integer that these bytes are, no more and no less.
  func bigEndianInteger<Value: FixedWidthInteger & BitwiseCopyable>(_: Value.Type) -> Value? {
    guard byteCount == MemoryLayout<Value>.size else { return nil }
    return Value(bigEndian: unsafe unsafeLoadUnaligned(as: Value.self))
  }

  /// The text that these bytes are, unless they are no UTF-8.
  var text: String? {
    unsafe withUnsafeBytes { unsafe String(validating: $0, as: UTF8.self) }
  }
}

extension Int16: PostgresDecodable {
  /// `smallint`
  public static func canDecode(typeOID: UInt32) -> Bool { typeOID == PostgresType.int2.rawValue }

  /// Reads two bytes.
  public init?(postgresBinary bytes: RawSpan) {
    guard let value = bytes.bigEndianInteger(Int16.self) else { return nil }
    self = value
  }
}

extension Int32: PostgresDecodable {
  /// `integer`
  public static func canDecode(typeOID: UInt32) -> Bool { typeOID == PostgresType.int4.rawValue }

  /// Reads four bytes.
  public init?(postgresBinary bytes: RawSpan) {
    guard let value = bytes.bigEndianInteger(Int32.self) else { return nil }
    self = value
  }
}

extension Int64: PostgresDecodable {
  /// `bigint`
  public static func canDecode(typeOID: UInt32) -> Bool { typeOID == PostgresType.int8.rawValue }

  /// Reads eight bytes.
  public init?(postgresBinary bytes: RawSpan) {
    guard let value = bytes.bigEndianInteger(Int64.self) else { return nil }
    self = value
  }
}

extension Bool: PostgresDecodable {
  /// `boolean`
  public static func canDecode(typeOID: UInt32) -> Bool { typeOID == PostgresType.bool.rawValue }

  /// Reads one byte.
  public init?(postgresBinary bytes: RawSpan) {
    guard let value = bytes.bigEndianInteger(UInt8.self) else { return nil }
    self = value != 0
  }
}

extension Double: PostgresDecodable {
  /// `double precision`
  public static func canDecode(typeOID: UInt32) -> Bool {
    typeOID == PostgresType.float8.rawValue
  }

  /// Reads eight bytes.
  public init?(postgresBinary bytes: RawSpan) {
    guard let pattern = bytes.bigEndianInteger(UInt64.self) else { return nil }
    self.init(bitPattern: pattern)
  }
}

extension String: PostgresDecodable {
  /// `text`, `varchar` and `name`
  public static func canDecode(typeOID: UInt32) -> Bool {
    switch PostgresType(rawValue: typeOID) {
    case .text, .varchar, .name: true
    default: false
    }
  }

  /// Reads UTF-8.
  public init?(postgresBinary bytes: RawSpan) {
    guard let text = bytes.text else { return nil }
    self = text
  }
}

extension [UInt8]: PostgresDecodable {
  /// `bytea`
  public static func canDecode(typeOID: UInt32) -> Bool { typeOID == PostgresType.bytea.rawValue }

  /// Copies the bytes.
  public init?(postgresBinary bytes: RawSpan) {
    self = unsafe bytes.withUnsafeBytes { unsafe [UInt8]($0) }
  }
}

extension UUID: PostgresDecodable {
  /// `uuid`
  public static func canDecode(typeOID: UInt32) -> Bool { typeOID == PostgresType.uuid.rawValue }

  /// Reads sixteen bytes.
  public init?(postgresBinary bytes: RawSpan) {
    guard bytes.byteCount == MemoryLayout<uuid_t>.size else { return nil }
    self.init(uuid: unsafe bytes.unsafeLoadUnaligned(as: uuid_t.self))
  }
}

extension PostgresTimestamp: PostgresDecodable {
  /// `timestamptz`
  public static func canDecode(typeOID: UInt32) -> Bool {
    typeOID == PostgresType.timestamptz.rawValue
  }

  /// Reads eight bytes; PostgreSQL's infinities are no moments.
  public init?(postgresBinary bytes: RawSpan) {
    guard let value = bytes.bigEndianInteger(Int64.self) else { return nil }
    self.init(microsecondsSincePostgresEpoch: value)
  }
}

/// JSON text that came from a `jsonb` column.
public struct PostgresJSON: Sendable, Hashable, PostgresDecodable {
  /// The document, as PostgreSQL prints it.
  public let text: String

  init(text: String) {
    self.text = text
  }

  /// `jsonb`
  public static func canDecode(typeOID: UInt32) -> Bool { typeOID == PostgresType.jsonb.rawValue }

  /// Reads the version byte and the text after it.
  public init?(postgresBinary bytes: RawSpan) {
    guard bytes.byteCount > 0,
      bytes.extracting(first: 1).bigEndianInteger(UInt8.self) == Self.version,
      let text = bytes.extracting(droppingFirst: 1).text
    else { return nil }
    self.text = text
  }
}
