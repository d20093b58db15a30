import FoundationEssentials

extension FixedWidthInteger {
  /// The bytes, big-endian.
  var bigEndianBytes: [UInt8] {
    stride(from: bitWidth - 8, through: 0, by: -8).map { UInt8(truncatingIfNeeded: self >> $0) }
  }

  /// From as many bytes as the integer has, big-endian.
  init?(bigEndianBytes bytes: some Collection<UInt8>) {
    guard bytes.count == Self.bitWidth / 8 else { return nil }
    self = bytes.reduce(0) { $0 << 8 | Self(truncatingIfNeeded: $1) }
  }
}

extension UUID {
  /// The sixteen bytes, in the order of the text form.
  var bytes: [UInt8] {
    let u = uuid
    return [
      u.0, u.1, u.2, u.3, u.4, u.5, u.6, u.7, u.8, u.9, u.10, u.11, u.12, u.13, u.14, u.15,
    ]
  }

  /// The text form in lower case. Made for each id of each reply, at a fraction of what
  /// `uuidString` costs.
  var lowercaseText: String {
    let digits: StaticString = "0123456789abcdef"
    return unsafe String(unsafeUninitializedCapacity: 36) { text in
      var end = 0
      func append(_ byte: UInt8) {
        unsafe text[end] = byte
        end += 1
      }
      for (place, byte) in bytes.enumerated() {
        if [4, 6, 8, 10].contains(place) { append(UInt8(ascii: "-")) }
        append(unsafe digits.utf8Start[Int(byte >> 4)])
        append(unsafe digits.utf8Start[Int(byte & 15)])
      }
      return end
    }
  }

  /// From the text form: 32 hexadecimal digits in five groups, upper or lower case. As cheap as
  /// `lowercaseText`, and for the same reason.
  init?(text: String) {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(16)
    var high: UInt8?
    var length = 0
    for byte in text.utf8 {
      length += 1
      if [9, 14, 19, 24].contains(length) {
        guard byte == UInt8(ascii: "-") else { return nil }
        continue
      }
      guard length <= 36, let digit = byte.hexDigit else { return nil }
      if let first = high {
        bytes.append(first << 4 | digit)
        high = nil
      } else {
        high = digit
      }
    }
    guard length == 36 else { return nil }
    self.init(bytes: bytes)
  }

  /// From sixteen bytes, in the order of the text form.
  init?(bytes b: [UInt8]) {
    guard b.count == 16 else { return nil }
    self.init(
      uuid: (
        b[0], b[1], b[2], b[3], b[4], b[5], b[6], b[7], b[8], b[9], b[10], b[11], b[12], b[13],
        b[14], b[15]
      ))
  }
}

extension UInt8 {
  /// The value of an ASCII hexadecimal digit.
  fileprivate var hexDigit: UInt8? {
    switch self {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): self - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): self - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): self - UInt8(ascii: "A") + 10
    default: nil
    }
  }
}
