/// Finds the events in a stream of server-sent events, however it is cut into pieces; no I/O.
///
/// As the HTML standard has it: lines end with LF, CR or both, a byte order mark may come first, lines
/// that begin with a colon are comments, several lines of data are one text, and an event that no
/// empty line ends is none.
struct EventStreamParser {
  struct Event: Sendable, Hashable {
    /// Empty where the stream names none.
    let type: String
    let data: [UInt8]
  }

  /// An event is longer than it may be.
  struct TooLong: Error {}

  private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

  /// The most bytes of an event, or of one line.
  let maxBytes: Int
  private var line: [UInt8] = []
  private var type = ""
  private var data: [UInt8] = []
  private var hasData = false
  private var isFirstLine = true
  /// The last byte was a CR: an LF now belongs to it.
  private var isAfterReturn = false

  init(maxBytes: Int) { self.maxBytes = maxBytes }

  /// The events that `bytes` complete.
  mutating func feed(_ bytes: [UInt8]) throws(TooLong) -> [Event] {
    var events: [Event] = []
    var start = 0
    for (place, byte) in bytes.enumerated() where byte == 0x0A || byte == 0x0D {
      defer { start = place + 1 }
      let endsReturn = isAfterReturn && byte == 0x0A && place == start && line.isEmpty
      isAfterReturn = byte == 0x0D
      if endsReturn { continue }
      try extend(bytes[start..<place])
      if let event = try endLine() { events.append(event) }
    }
    if start < bytes.count {
      isAfterReturn = false
      try extend(bytes[start...])
    }
    return events
  }

  private mutating func extend(_ piece: ArraySlice<UInt8>) throws(TooLong) {
    guard piece.count <= maxBytes - line.count else { throw TooLong() }
    line += piece
  }

  /// The event that the line ends, if it is an empty one.
  private mutating func endLine() throws(TooLong) -> Event? {
    defer { line.removeAll(keepingCapacity: true) }
    if isFirstLine, line.starts(with: Self.byteOrderMark) { line.removeFirst(3) }
    isFirstLine = false
    guard line.isEmpty else {
      try readField()
      return nil
    }
    defer {
      type = ""
      data = []
      hasData = false
    }
    return hasData ? Event(type: type, data: data) : nil
  }

  private mutating func readField() throws(TooLong) {
    let colon = line.firstIndex(of: UInt8(ascii: ":")) ?? line.endIndex
    var value = line[colon...].dropFirst()
    if value.first == UInt8(ascii: " ") { value = value.dropFirst() }
    switch line[..<colon] {
    case [0x64, 0x61, 0x74, 0x61]:  // data
      guard value.count < maxBytes - data.count else { throw TooLong() }
      if hasData { data.append(0x0A) }
      data += value
      hasData = true
    case [0x65, 0x76, 0x65, 0x6E, 0x74]:  // event
      type = String(decoding: value, as: UTF8.self)
    default: break
    }
  }
}
