/// One field of a packed message.
struct PackedField {
  let number: UInt64
  /// The value of a varint, 0 for other kinds.
  private(set) var value: UInt64 = 0
  /// Where the bytes of a string, bytes or message field lie; empty for other kinds.
  private(set) var bytes = 0..<0

  /// Reads the field at `offset` and moves on behind it; `nil` at the end, and for what is no field.
  init?(_ message: RawSpan, _ offset: inout Int) {
    guard let tag = Self.varint(message, &offset) else { return nil }
    number = tag >> 3
    switch tag & 7 {
    case 0:
      guard let varint = Self.varint(message, &offset) else { return nil }
      value = varint
    case 1:
      offset += 8
    case 2:
      guard let length = Self.varint(message, &offset), length <= UInt64(message.byteCount)
      else { return nil }
      bytes = offset..<offset + Int(length)
      offset = bytes.upperBound
    case 5:
      offset += 4
    default:
      return nil
    }
    guard offset <= message.byteCount else { return nil }
  }

  private static func varint(_ message: RawSpan, _ offset: inout Int) -> UInt64? {
    var value: UInt64 = 0
    for shift in stride(from: UInt64(0), to: 70, by: 7) {
      guard offset < message.byteCount else { return nil }
      let byte = unsafe message.unsafeLoad(fromByteOffset: offset, as: UInt8.self)
      offset += 1
      value |= UInt64(byte & 0x7F) << shift
      if byte & 0x80 == 0 { return value }
    }
    return nil
  }
}
