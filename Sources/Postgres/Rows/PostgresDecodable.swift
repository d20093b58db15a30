public import FoundationEssentials

/// A Swift value that a column can hold.
public protocol PostgresDecodable: Sendable {
}

extension Bool: PostgresDecodable {}
extension Int16: PostgresDecodable {}
extension Int32: PostgresDecodable {}
extension Int64: PostgresDecodable {}
extension Double: PostgresDecodable {}
extension String: PostgresDecodable {}
extension [UInt8]: PostgresDecodable {}
extension UUID: PostgresDecodable {}
extension PostgresTimestamp: PostgresDecodable {}

/// JSON text that came from a `jsonb` column.
public struct PostgresJSON: Sendable, Hashable, PostgresDecodable {
  /// The document, as PostgreSQL prints it.
  public let text: String
}
