import NIOCore

/// What one stream has given to its connection and the socket has not taken yet.
///
/// Bounded: a message that would pass the limit waits with its sender until there is room, except
/// where the queue is empty, so that a message larger than the limit can pass at all. `Waiter` is
/// whatever resumes a sender.
struct SendQueue<Waiter> {
  /// A message whose sender waits.
  struct Waiting {
    let message: [UInt8]
    let ticket: ObjectIdentifier
    let waiter: Waiter
  }

  /// Bytes that may be outstanding before senders wait.
  let limitBytes: Int
  private(set) var outstandingBytes = 0
  private var waiting: CircularBuffer<Waiting> = []

  init(limitBytes: Int) { self.limitBytes = limitBytes }

  /// Counts a message as outstanding if there is room; false when its sender has to wait.
  mutating func admit(bytes: Int) -> Bool {
    guard waiting.isEmpty, hasRoom(for: bytes) else { return false }
    outstandingBytes += bytes
    return true
  }

  /// Puts a message that found no room last in the line.
  mutating func wait(_ message: Waiting) { waiting.append(message) }

  /// The socket took `bytes`. Returns the messages that may go now, counted as outstanding.
  mutating func written(bytes: Int) -> [Waiting] {
    outstandingBytes -= bytes
    var ready: [Waiting] = []
    while let first = waiting.first, hasRoom(for: first.message.count) {
      outstandingBytes += first.message.count
      ready.append(waiting.removeFirst())
    }
    return ready
  }

  /// Takes a sender that gave up out of the line; `nil` when it was not in it.
  mutating func withdraw(_ ticket: ObjectIdentifier) -> Waiter? {
    guard let index = waiting.firstIndex(where: { $0.ticket == ticket }) else { return nil }
    return waiting.remove(at: index).waiter
  }

  /// Takes all senders out of the line.
  mutating func withdrawAll() -> [Waiter] {
    defer { waiting.removeAll() }
    return waiting.map(\.waiter)
  }

  private func hasRoom(for bytes: Int) -> Bool {
    outstandingBytes == 0 || outstandingBytes + bytes <= limitBytes
  }
}
