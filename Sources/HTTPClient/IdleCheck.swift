/// Finds the streamed replies of which nothing has come for too long. Looks a few times a second at
/// most: with many streams the loop turns far more often.
struct IdleCheck {
  private static let interval = Duration.milliseconds(100)

  private var next = ContinuousClock.now

  /// How long the loop may wait until it looks again, in milliseconds.
  func patience(_ running: [TransferOrder.ID: Transfer]) -> Int32 {
    let isStreaming = running.values.contains { $0.order.idleTimeout != nil }
    return isStreaming ? Int32(clamping: Self.interval.wholeMilliseconds) : .max
  }

  mutating func idle(
    _ running: [TransferOrder.ID: Transfer], now: ContinuousClock.Instant
  ) -> [Transfer] {
    guard now >= next else { return [] }
    next = now + Self.interval
    return running.values.filter { $0.isIdle(now: now) }
  }
}
