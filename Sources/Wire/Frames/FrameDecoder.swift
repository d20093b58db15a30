/// Cuts a stream of bytes into frames.
///
/// The caller keeps the bytes: it shows the decoder all that it holds and has not consumed, and
/// drops as many from the front as the step says. A header is judged as soon as its ten bytes are
/// there, before its data is waited for, so that the caller never holds more than one whole frame
/// and what one read brought.
public struct FrameDecoder: Sendable {
  /// What the bytes at hand amount to.
  public enum Step: Sendable, Hashable {
    /// No whole frame yet.
    case needMore

    /// So many bytes belong to a frame that is being discarded. More may follow them.
    case discarded(Int)

    /// A frame, whose data lies at `data` of the bytes shown; it ends what was consumed.
    case frame(FrameHeader, data: Range<Int>)

    /// A header that announces more than ``WireLimits/maxFrameBytes``. Reported once; the data is
    /// consumed by the steps that follow.
    case oversized(FrameHeader, consumed: Int)

    /// A header that no ttrpc peer writes. Nothing that follows can be understood.
    case notTTRPC(FrameHeader)
  }

  /// Bytes still to come of a frame that is too long to be kept.
  private var discarding = 0

  public init() {}

  /// True while the data of an oversized frame is still arriving.
  public var isDiscarding: Bool { discarding > 0 }

  /// Judges the front of `bytes`, which are all that arrived and were not consumed.
  public mutating func next(_ bytes: RawSpan) -> Step {
    if discarding > 0, bytes.byteCount > 0 {
      let consumed = min(discarding, bytes.byteCount)
      discarding -= consumed
      return .discarded(consumed)
    }
    guard let header = FrameHeader(bytes) else { return .needMore }
    let length = Int(header.length)
    if length > WireLimits.maxDiscardedBytes { return .notTTRPC(header) }
    if length > WireLimits.maxFrameBytes {
      discarding = length
      return .oversized(header, consumed: WireLimits.headerBytes)
    }
    let end = WireLimits.headerBytes + length
    guard bytes.byteCount >= end else { return .needMore }
    return .frame(header, data: WireLimits.headerBytes..<end)
  }
}
