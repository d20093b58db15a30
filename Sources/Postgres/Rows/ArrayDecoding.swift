/// Reads an array's binary form: at most one dimension, no `NULL` among the elements.
struct ArrayDecoding<Element: PostgresDecodable> {
  /// The elements, or `nil` when `bytes` are no such array.
  static func elements(_ bytes: RawSpan) -> [Element]? {
    var offset = 0
    guard let dimensions = integer(bytes, &offset), let _ = integer(bytes, &offset),
      let type = integer(bytes, &offset),
      Element.canDecode(typeOID: UInt32(bitPattern: type))
    else { return nil }
    if dimensions == 0 { return offset == bytes.byteCount ? [] : nil }
    guard dimensions == 1, let count = integer(bytes, &offset), count >= 0,
      let _ = integer(bytes, &offset)
    else { return nil }
    var elements: [Element] = []
    for _ in 0..<count {
      guard let element = element(bytes, &offset) else { return nil }
      elements.append(element)
    }
    return offset == bytes.byteCount ? elements : nil
  }

  private static func element(_ bytes: RawSpan, _ offset: inout Int) -> Element? {
    guard let length = integer(bytes, &offset), length >= 0,
      bytes.byteCount - offset >= Int(length)
    else { return nil }
    let start = offset
    offset += Int(length)
    return Element(postgresBinary: bytes.extracting(start..<offset))
  }

  private static func integer(_ bytes: RawSpan, _ offset: inout Int) -> Int32? {
    guard bytes.byteCount - offset >= 4 else { return nil }
    let start = offset
    offset += 4
    return bytes.extracting(start..<offset).bigEndianInteger(Int32.self)
  }
}
