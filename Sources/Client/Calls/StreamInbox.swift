import NIOCore
import Synchronization
import Wire

/// The replies of one stream that arrived and wait for their reader.
///
/// Filled by the connection, read by one task.
final class StreamInbox: Sendable {
  /// A message, or how the stream ended (`nil`: well).
  enum Delivery: Sendable, Equatable {
    case message(ByteBuffer)
    case ended(RPCStatus?)
  }

  private struct State {
    var messages = CircularBuffer<ByteBuffer>()
    var bytes = 0
    var isFull = false
    var end: Delivery?
    var reader: CheckedContinuation<(Delivery, drained: Bool), Never>?
  }

  /// What a message costs beside its own bytes, so that empty ones are bounded too.
  private static let overheadBytes = 64

  private let limit: Int
  private let state = Mutex(State())

  /// An inbox that is full from `limit` bytes on, until half of them are read.
  init(limit: Int) {
    self.limit = limit
  }

  /// Hands in a message; true when the inbox has become full by it.
  func push(_ message: ByteBuffer) -> Bool {
    let (reader, becameFull) = state.withLock { state in
      guard state.end == nil else { return (state.reader, false) }
      if let reader = state.reader.take() { return (reader, false) }
      state.messages.append(message)
      state.bytes += message.readableBytes + Self.overheadBytes
      let becameFull = !state.isFull && state.bytes >= limit
      state.isFull = state.isFull || becameFull
      return (nil, becameFull)
    }
    reader?.resume(returning: (.message(message), drained: false))
    return becameFull
  }

  /// Ends the stream, with an error or (`nil`) well. What arrived before is still read; only the
  /// first end counts.
  func end(_ status: RPCStatus?) {
    let reader = state.withLock { state in
      guard state.end == nil else { return state.reader }
      state.end = .ended(status)
      return state.reader.take()
    }
    reader?.resume(returning: (.ended(status), drained: false))
  }

  /// Waits for what comes next. `drained`: the inbox was full, and by this has room again.
  func next() async -> (Delivery, drained: Bool) {
    await withCheckedContinuation { continuation in
      let ready = state.withLock { state in
        let ready = takeReady(&state)
        if ready == nil { state.reader = continuation }
        return ready
      }
      if let ready { continuation.resume(returning: ready) }
    }
  }

  private func takeReady(_ state: inout State) -> (Delivery, drained: Bool)? {
    guard let message = state.messages.popFirst() else {
      return state.end.map { ($0, drained: false) }
    }
    state.bytes -= message.readableBytes + Self.overheadBytes
    let drained = state.isFull && state.bytes <= limit / 2
    if drained { state.isFull = false }
    return (.message(message), drained)
  }
}
