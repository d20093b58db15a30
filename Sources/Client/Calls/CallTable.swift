import NIOCore
import Wire

/// The calls of one connection that are waiting to be sent or to be answered.
///
/// A value without I/O or locks. A call is *unsent* while it still holds its frame, then *sent*; it
/// leaves the table when it is answered, cancelled, expired or lost, and whoever takes it out
/// answers its receiver.
struct CallTable<Receiver: Sendable>: Sendable {
  /// One call.
  struct Call: Sendable {
    /// The whole request frame until it is sent, its stream id left open.
    var frame: ByteBuffer?
    /// The `request-id` metadata of the call.
    let requestID: String
    let isStreaming: Bool
    /// When the call ends unanswered; `.distantFuture` for never.
    let deadline: NIODeadline
    let receiver: Receiver

    var isSent: Bool { frame == nil }
  }

  /// What a frame from the server means.
  enum Arrival {
    /// A `Response` envelope, which ends the call.
    case response(Call)
    /// A frame of a stream; the call ends with it when `isLast`.
    case streamData(Call, isLast: Bool)
    /// A frame that this call can't have; the call has ended.
    case violation(Call)
    /// A frame for no call under way, such as a late answer to one that was cancelled.
    case ignored
  }

  private var calls: [UInt32: Call] = [:]
  private var unsent: [UInt32] = []
  private var unsentBytes = 0
  private var ids: StreamIDs
  /// No call's deadline is before this; `.distantFuture` when none has one.
  private(set) var soonestDeadline = NIODeadline.distantFuture
  private let maxCalls: Int
  private let maxUnsentBytes: Int

  /// An empty table that takes at most this many calls, and bytes that wait to be sent.
  init(maxCalls: Int, maxUnsentBytes: Int, ids: StreamIDs = StreamIDs()) {
    self.maxCalls = maxCalls
    self.maxUnsentBytes = maxUnsentBytes
    self.ids = ids
  }

  var count: Int { calls.count }
  var hasUnsent: Bool { !unsent.isEmpty }

  /// Takes a call in and gives it a stream id that no other call here has.
  mutating func open(_ call: Call) throws(RPCStatus) -> UInt32 {
    guard calls.count < maxCalls else {
      throw RPCStatus(
        .resourceExhausted, "\(maxCalls) calls are in flight, the most this client allows")
    }
    let bytes = call.frame?.readableBytes ?? 0
    guard unsentBytes + bytes <= maxUnsentBytes else {
      throw RPCStatus(
        .resourceExhausted, "requests of \(maxUnsentBytes) bytes are waiting to be sent")
    }
    let id = ids.next { calls[$0] != nil }
    calls[id] = call
    unsent.append(id)
    unsentBytes += bytes
    soonestDeadline = min(soonestDeadline, call.deadline)
    return id
  }

  /// Takes out the frames that wait to be sent, in order and with their stream ids.
  mutating func takeUnsent() -> [ByteBuffer] {
    defer {
      unsent.removeAll(keepingCapacity: true)
      unsentBytes = 0
    }
    return unsent.compactMap { id in
      guard var frame = calls[id]?.frame else { return nil }
      calls[id]?.frame = nil
      frame.setInteger(id, at: frame.readerIndex + 4)  // bytes 4 to 7 of the header
      return frame
    }
  }

  /// Takes a call out, sent or not.
  mutating func remove(_ id: UInt32) -> Call? {
    guard let call = calls.removeValue(forKey: id) else { return nil }
    if let frame = call.frame {
      unsentBytes -= frame.readableBytes
      unsent.removeAll { $0 == id }
    }
    return call
  }

  /// Reads a frame that the server sent.
  mutating func receive(_ header: FrameHeader) -> Arrival {
    guard let call = calls[header.streamID], call.isSent else { return .ignored }
    switch header.type {
    case .response:
      calls[header.streamID] = nil
      return .response(call)
    case .data where call.isStreaming:
      let isLast = header.flags.contains(.remoteClosed)
      if isLast { calls[header.streamID] = nil }
      return .streamData(call, isLast: isLast)
    case .data:
      calls[header.streamID] = nil
      return .violation(call)
    default:
      return .ignored
    }
  }

  /// Takes out the calls whose deadline has come, by their stream ids.
  mutating func expire(at now: NIODeadline) -> [UInt32: Call] {
    let expired = calls.filter { $0.value.deadline <= now }
    expired.keys.forEach { _ = remove($0) }
    soonestDeadline = calls.values.map(\.deadline).min() ?? .distantFuture
    return expired
  }

  /// Takes out the calls that were sent on a connection that is gone. The unsent ones stay.
  mutating func removeSent() -> [Call] {
    let lost = calls.filter(\.value.isSent)
    calls = calls.filter { !$0.value.isSent }
    return Array(lost.values)
  }

  /// Takes out the calls that have not been sent.
  mutating func removeUnsent() -> [Call] {
    let given = unsent.compactMap { calls.removeValue(forKey: $0) }
    unsent.removeAll()
    unsentBytes = 0
    return given
  }
}
