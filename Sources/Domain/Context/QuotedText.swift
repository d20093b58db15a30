/// Text of others within a prompt: a JSON string, so that it can't end what it stands in.
enum QuotedText {
  static func quote(_ text: String) -> String {
    let given = Array(text.utf8)
    guard var special = given.firstIndex(where: isSpecial) else { return "\"\(text)\"" }
    var bytes: [UInt8] = [UInt8(ascii: "\"")]
    bytes.reserveCapacity(given.count + given.count / 16 + 2)
    var start = 0
    while special < given.endIndex {
      bytes += given[start..<special]
      append(given[special], to: &bytes)
      start = special + 1
      special = given[start...].firstIndex(where: isSpecial) ?? given.endIndex
    }
    bytes += given[start...]
    bytes.append(UInt8(ascii: "\""))
    let quoted = String(decoding: bytes, as: UTF8.self)
    // What ends a block of data is no part of it.
    return given.contains(UInt8(ascii: "<")) && quoted.contains(RecalledText.end)
      ? quoted.replacing(RecalledText.end, with: "<\\/" + RecalledText.end.dropFirst(2)) : quoted
  }

  /// Whether a byte may not stand as it is, or may begin what ends a block of data.
  private static func isSpecial(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "<"), 0..<0x20: true
    default: false
    }
  }

  private static func append(_ byte: UInt8, to bytes: inout [UInt8]) {
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes += [UInt8(ascii: "\\"), byte]
    case UInt8(ascii: "\n"): bytes += [UInt8(ascii: "\\"), UInt8(ascii: "n")]
    case 0..<0x20:
      bytes += Array("\\u00\(byte < 16 ? "0" : "1")\(String(byte & 15, radix: 16))".utf8)
    default: bytes.append(byte)
    }
  }
}
