import FoundationEssentials

/// A value that writes itself in PostgreSQL's binary form, big-endian.
protocol BinaryEncodable {
  func append(to bytes: inout [UInt8])
}

extension FixedWidthInteger {
  func appendBigEndian(to bytes: inout [UInt8]) {
    for shift in stride(from: Self.bitWidth - 8, through: 0, by: -8) {
      bytes.append(UInt8(truncatingIfNeeded: self >> shift))
    }
  }
}

extension Int16: BinaryEncodable {
  func append(to bytes: inout [UInt8]) { appendBigEndian(to: &bytes) }
}

extension Int32: BinaryEncodable {
  func append(to bytes: inout [UInt8]) { appendBigEndian(to: &bytes) }
}

extension Int64: BinaryEncodable {
  func append(to bytes: inout [UInt8]) { appendBigEndian(to: &bytes) }
}

extension Bool: BinaryEncodable {
  func append(to bytes: inout [UInt8]) { bytes.append(self ? 1 : 0) }
}

extension Float: BinaryEncodable {
  func append(to bytes: inout [UInt8]) { bitPattern.appendBigEndian(to: &bytes) }
}

extension Double: BinaryEncodable {
  func append(to bytes: inout [UInt8]) { bitPattern.appendBigEndian(to: &bytes) }
}

extension String: BinaryEncodable {
  func append(to bytes: inout [UInt8]) { bytes.append(contentsOf: utf8) }
}

extension [UInt8]: BinaryEncodable {
  func append(to bytes: inout [UInt8]) { bytes.append(contentsOf: self) }
}

extension UUID: BinaryEncodable {
  func append(to bytes: inout [UInt8]) {
    unsafe withUnsafeBytes(of: uuid) { unsafe bytes.append(contentsOf: $0) }
  }
}

extension PostgresTimestamp: BinaryEncodable {
  func append(to bytes: inout [UInt8]) {
    microsecondsSincePostgresEpoch.appendBigEndian(to: &bytes)
  }
}

extension PostgresJSON: BinaryEncodable {
  /// The version of `jsonb`'s binary form; the text follows it.
  static let version: UInt8 = 1

  func append(to bytes: inout [UInt8]) {
    bytes.append(Self.version)
    bytes.append(contentsOf: text.utf8)
  }
}
