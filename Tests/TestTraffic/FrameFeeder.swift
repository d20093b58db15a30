public import Wire

/// Feeds bytes to a decoder the way a connection does, and records what it says.
public struct FrameFeeder: Sendable {
  public private(set) var decoder = FrameDecoder()
  /// What arrived and was not consumed.
  public private(set) var held: [UInt8] = []
  public private(set) var frames: [Frame] = []
  public private(set) var oversized: [FrameHeader] = []
  public private(set) var foreign: [FrameHeader] = []
  /// Bytes of oversized frames so far.
  public private(set) var discardedBytes = 0

  /// A frame with its data.
  public struct Frame: Sendable, Hashable {
    public let header: FrameHeader
    public let data: [UInt8]
  }

  public init() {}

  public mutating func feed(_ bytes: [UInt8]) {
    let shown = held + bytes
    var rest = 0
    while foreign.isEmpty, let consumed = step(shown[rest...]) { rest += consumed }
    held = Array(shown[rest...])
  }

  /// Takes all frames that have come.
  public mutating func takeFrames() -> [Frame] {
    defer { frames.removeAll() }
    return frames
  }

  /// How many bytes were consumed; `nil` when there is nothing more to find in `bytes`.
  private mutating func step(_ bytes: ArraySlice<UInt8>) -> Int? {
    switch unsafe decoder.next(bytes.span.bytes) {
    case .needMore:
      return nil
    case .discarded(let count):
      discardedBytes += count
      return count
    case .frame(let header, let data):
      let start = bytes.startIndex
      let content = bytes[start + data.lowerBound..<start + data.upperBound]
      frames.append(Frame(header: header, data: Array(content)))
      return data.upperBound
    case .oversized(let header, let consumed):
      oversized.append(header)
      return consumed
    case .notTTRPC(let header):
      foreign.append(header)
      return nil
    }
  }
}
