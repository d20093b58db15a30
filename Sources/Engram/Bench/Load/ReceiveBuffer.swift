import Glibc
import Wire

/// Bytes that arrived on one socket, cut into replies; owns its memory.
@safe struct ReceiveBuffer: ~Copyable {
  private var base: UnsafeMutableRawPointer
  private var capacity = 262_144
  private var head = 0
  private var tail = 0
  private var decoder = FrameDecoder()
  private let replyType: FrameType

  enum Arrival {
    /// No whole frame is left.
    case needMore
    case reply(streamID: UInt32, ReplyOutcome)
    /// A frame that ends no call.
    case other
    /// What arrived makes no sense.
    case broken
  }

  /// - Parameter replyType: The type of the frames that end calls.
  init(replyType: FrameType) {
    self.replyType = replyType
    unsafe base = .allocate(byteCount: capacity, alignment: 16)
  }

  deinit { unsafe base.deallocate() }

  /// Reads once what the kernel has. False when the connection is lost.
  mutating func fill(from socket: CInt) -> Bool {
    makeRoom()
    let count = unsafe recv(socket, base + tail, capacity - tail, 0)
    if count > 0 {
      tail += count
      return true
    }
    return count < 0 && (errno == EAGAIN || errno == EINTR)
  }

  /// Takes the next frame off the front.
  mutating func next() -> Arrival {
    let waiting = unsafe UnsafeRawBufferPointer(start: base + head, count: tail - head)
    switch unsafe decoder.next(waiting.bytes) {
    case .needMore:
      return .needMore
    case .frame(let header, let data):
      head += data.upperBound
      guard header.type == replyType else { return .other }
      guard replyType == .response else { return .reply(streamID: header.streamID, .ok) }
      let envelope = unsafe UnsafeRawBufferPointer(rebasing: waiting[data])
      return .reply(
        streamID: header.streamID, unsafe ReplyOutcome(peekingInto: envelope.bytes))
    case .discarded, .oversized, .notTTRPC:
      return .broken
    }
  }

  /// Moves what waits to the front, and grows where one frame fills all: at most the longest frame
  /// and its header, rounded up to a power of two.
  private mutating func makeRoom() {
    if head == tail {
      head = 0
      tail = 0
    }
    guard capacity - tail < 65_536 else { return }
    unsafe memmove(base, base + head, tail - head)
    tail -= head
    head = 0
    guard capacity - tail < 65_536 else { return }
    let larger = UnsafeMutableRawPointer.allocate(byteCount: capacity * 2, alignment: 16)
    unsafe larger.copyMemory(from: base, byteCount: tail)
    unsafe base.deallocate()
    unsafe base = larger
    capacity *= 2
  }
}
