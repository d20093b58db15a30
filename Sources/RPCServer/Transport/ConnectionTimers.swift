/// The clocks of one connection, as instants without a timer: the connection asks when to look
/// again, and looks.
struct ConnectionTimers {
  typealias Instant = ContinuousClock.Instant

  /// Why a connection is given up.
  enum Expiry: String {
    case halfFrame = "a frame stayed incomplete for too long"
    case idle = "no call for too long"
    case write = "the peer did not read for too long"
    case close = "the peer did not close its side"
  }

  let limits: ConnectionLimits
  private let shortestLimit: Duration
  private var frameStarted: Instant?
  private var idleSince: Instant?
  /// Something waits for the peer, which had taken so many bytes at that time.
  private var unread: (since: Instant, taken: Int)?
  private var closeBy: Instant?

  init(limits: ConnectionLimits, openedAt now: Instant) {
    self.limits = limits
    shortestLimit = min(limits.frameTimeout, limits.writeTimeout, limits.idleTimeout)
    idleSince = now
  }

  /// Some bytes were read. `isMidFrame`: a part of a frame is left that waits for the peer.
  mutating func readBytes(completedFrame: Bool, isMidFrame: Bool, at now: Instant) {
    if idleSince != nil { idleSince = now }
    if !isMidFrame {
      frameStarted = nil
    } else if completedFrame || frameStarted == nil {
      frameStarted = now
    }
  }

  /// The connection has, or has no, calls.
  mutating func update(isQuiet: Bool, at now: Instant) {
    idleSince = isQuiet ? idleSince ?? now : nil
  }

  /// Bytes were handed to the socket, after as many as `handedOverBefore`.
  mutating func wrote(handedOverBefore: Int, at now: Instant) {
    // Nothing waits while no time runs, so the peer has taken all that was handed over before.
    if unread == nil { unread = (now, handedOverBefore) }
  }

  /// Of all bytes handed over so far, `waiting` are still to be taken by the peer. To be called
  /// before ``expiry(at:)``: time only runs out on a peer that took nothing meanwhile.
  mutating func checkWrites(handedOver: Int, waiting: Int, at now: Instant) {
    guard let last = unread else { return }
    if waiting == 0 {
      unread = nil
    } else if handedOver - waiting > last.taken {
      unread = (now, handedOver - waiting)
    }
  }

  /// The connection is to be over within `time`.
  mutating func close(within time: Duration, of now: Instant) { closeBy = now + time }

  /// The first thing that ran out, if any has.
  func expiry(at now: Instant) -> Expiry? {
    earliest.flatMap { $0.at <= now ? $0.expiry : nil }
  }

  /// When something runs out next.
  var next: Instant? { earliest?.at }

  /// Nothing whose time began at `now` runs out before this: an alarm that rings earlier, and that
  /// was right before, is right still.
  func nextAtLeast(_ now: Instant) -> Instant {
    let shortest = now + shortestLimit
    return closeBy.map { min($0, shortest) } ?? shortest
  }

  private var earliest: (at: Instant, expiry: Expiry)? {
    var earliest: (at: Instant, expiry: Expiry)?
    func consider(_ start: Instant?, _ time: Duration, _ expiry: Expiry) {
      guard let end = start.map({ $0 + time }) else { return }
      if earliest.map({ end < $0.at }) ?? true { earliest = (end, expiry) }
    }
    consider(frameStarted, limits.frameTimeout, .halfFrame)
    consider(unread?.since, limits.writeTimeout, .write)
    consider(closeBy, .zero, .close)
    consider(idleSince, limits.idleTimeout, .idle)
    return earliest
  }
}
