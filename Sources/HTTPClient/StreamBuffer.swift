/// The part of a streamed reply that has come and was not read yet; no I/O.
///
/// The reply begins → bytes come and are taken → it ends. Bytes that come while too many wait are
/// not taken over: whoever brings them stops, and brings them again when the reader has caught up.
struct StreamBuffer {
  /// What a reader gets next.
  enum Answer: Sendable {
    case bytes([UInt8])
    case end
  }

  /// What becomes of bytes that arrive.
  enum Verdict {
    case taken
    /// They are to be brought again when `take` says so.
    case full
  }

  let limit: Int
  private(set) var head: HTTPStream.Head?
  private var bytes: [UInt8] = []
  private var end: Result<Void, any Error>?
  private var isHeldBack = false

  /// At least `limit` bytes may wait; the last piece may pass it.
  init(limit: Int) { self.limit = max(limit, 1) }

  mutating func begin(_ head: HTTPStream.Head) { self.head = self.head ?? head }

  mutating func offer(_ piece: UnsafeRawBufferPointer) -> Verdict {
    guard bytes.count < limit else {
      isHeldBack = true
      return .full
    }
    unsafe bytes.append(contentsOf: piece)
    return .taken
  }

  mutating func finish(_ result: Result<Void, any Error>) { end = end ?? result }

  /// What there is to read, if there is something; `mustResume` says that bytes were held back.
  mutating func take() throws -> (answer: Answer, mustResume: Bool)? {
    guard bytes.isEmpty else {
      defer {
        bytes = []
        isHeldBack = false
      }
      return (.bytes(bytes), isHeldBack)
    }
    guard let end else { return nil }
    try end.get()
    return (.end, false)
  }

  /// Whether `take` has an answer.
  var hasSomething: Bool { !bytes.isEmpty || end != nil }

  /// What came first, if something has: the reply's beginning, or why there is none.
  func firstSign() throws -> HTTPStream.Head? {
    if let head { return head }
    try end?.get()
    return nil
  }
}
